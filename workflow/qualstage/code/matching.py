"""
Finding indicators in text, many at a time.

Which terms a word form fulfils is worked out once per form, not once per word of the text. A
segment is looked at closely only if one of its words can be the rarest place of an indicator.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from qualstage.code.indicators import WORD, Indicator, Term, fold_word
from qualstage.sentences import sentences

Lemmatise = Callable[[str], str]


@dataclass(frozen=True)
class Token:
    """A word of a segment: its folded form and its span in the segment."""

    form: str
    start: int
    end: int


@dataclass(frozen=True)
class Sentence:
    """A sentence of a segment: its span, and its words."""

    start: int
    end: int
    tokens: tuple[Token, ...]


@dataclass(frozen=True)
class Hit:
    """An indicator found: which, in which sentence, over which of its words."""

    indicator: Indicator
    sentence: Sentence
    first: int
    last: int
    filled: tuple[int, ...]

    @property
    def start(self) -> int:
        """First character in the segment."""
        return self.sentence.tokens[self.first].start

    @property
    def end(self) -> int:
        """After the last character in the segment."""
        return self.sentence.tokens[self.last].end


def lemmatiser(language: str) -> Lemmatise:
    """Gives a word's dictionary form, for languages that simplemma knows; else the word itself."""
    import simplemma

    try:
        simplemma.lemmatize("word", lang=language)
    except ValueError:
        return lambda word: word
    return lambda word: simplemma.lemmatize(word, lang=language).lower()


class Matcher:
    """
    Indicators compiled to be found together.

    Args:
        indicators: What to find.
        lemmatise: Gives a word's dictionary form; called once for each word form met.
    """

    def __init__(self, indicators: Iterable[Indicator], lemmatise: Lemmatise) -> None:
        self._lemmatise = lemmatise
        self._words: dict[str, list[Term]] = {}
        self._lemmas: dict[str, list[Term]] = {}
        self._prefixes: list[Term] = []
        self._anchored: dict[Term, list[tuple[Indicator, int]]] = {}
        self._fulfils: dict[str, frozenset[Term]] = {}
        self._anchors: set[str] = set()
        known: set[Term] = set()
        for indicator in dict.fromkeys(indicators):
            rarest = max(range(len(indicator.places)), key=lambda i: _rarity(indicator, i))
            for term in set(indicator.places[rarest].terms):
                self._anchored.setdefault(term, []).append((indicator, rarest))
            for term in {term for place in indicator.places for term in place.terms} - known:
                known.add(term)
                self._add(term)

    def _add(self, term: Term) -> None:
        if term.kind == "word":
            self._words.setdefault(term.text, []).append(term)
        elif term.kind == "prefix":
            self._prefixes.append(term)
        else:
            for form in {term.text, self._lemmatise(term.text)}:
                self._lemmas.setdefault(form, []).append(term)

    def _learn(self, form: str) -> None:
        """Work out what a form fulfils, once."""
        terms = list(self._words.get(form, ()))
        if self._lemmas:
            for lemma in {form, self._lemmatise(form)}:
                terms += self._lemmas.get(lemma, ())
        terms += (term for term in self._prefixes if form.startswith(term.text))
        self._fulfils[form] = frozenset(terms)
        if any(term in self._anchored for term in terms):
            self._anchors.add(form)

    def find(self, text: str) -> list[Hit]:
        """Every hit in a segment, in reading order."""
        forms = {fold_word(word) for word in WORD.findall(text)}
        for form in forms - self._fulfils.keys():
            self._learn(form)
        if self._anchors.isdisjoint(forms):
            return []
        hits = []
        for start, end in sentences(text):
            tokens = tuple(
                Token(fold_word(m[0]), m.start(), m.end()) for m in WORD.finditer(text, start, end)
            )
            if not self._anchors.isdisjoint(token.form for token in tokens):
                hits += self._find_in(Sentence(start, end, tokens))
        return hits

    def _find_in(self, sentence: Sentence) -> Iterator[Hit]:
        found = set()
        for index, token in enumerate(sentence.tokens):
            if token.form not in self._anchors:
                continue
            for term in self._fulfils[token.form]:
                for indicator, place in self._anchored.get(term, ()):
                    filled = self._extend(indicator, place, sentence.tokens, index)
                    if filled and (indicator, filled) not in found:
                        found.add((indicator, filled))
                        yield Hit(indicator, sentence, filled[0], filled[-1], filled)

    def _extend(
        self, indicator: Indicator, place: int, tokens: tuple[Token, ...], index: int
    ) -> tuple[int, ...]:
        """The words that fill every place, around one that fills `place`; () if there are none."""
        right = self._fill(indicator, place + 1, 1, tokens, index)
        if right is None:
            return ()
        left = self._fill(indicator, place - 1, -1, tokens, index)
        if left is None:
            return ()
        return (*reversed(left), index, *right)

    def _fill(
        self, indicator: Indicator, place: int, step: int, tokens: tuple[Token, ...], index: int
    ) -> tuple[int, ...] | None:
        """Fill places in one direction, nearest words first; None if they cannot be filled."""
        if not 0 <= place < len(indicator.places):
            return ()
        wanted = indicator.places[place].terms
        # The gap before a place is kept with it, so that going left it is that of the place left.
        gap = indicator.places[place if step > 0 else place + 1].gap
        for distance in range(1, gap + 2):
            there = index + step * distance
            if not 0 <= there < len(tokens):
                return None
            fulfilled = self._fulfils[tokens[there].form]
            if not fulfilled.isdisjoint(wanted):
                rest = self._fill(indicator, place + step, step, tokens, there)
                if rest is not None:
                    return (there, *rest)
        return None


def _rarity(indicator: Indicator, index: int) -> int:
    """Long words are rarer: the place whose shortest alternative is longest."""
    return min(len(term.text) for term in indicator.places[index].terms)
