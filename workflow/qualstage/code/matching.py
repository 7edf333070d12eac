"""
Finding indicators in text, many at a time.

Which terms a word form fulfils is worked out once per form, not once per word of the text. A
segment is looked at closely only if its words can fill every place of some indicator.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from qualstage.indicators import WORD, Indicator, Term, fold_text
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
        # Of the forms met so far: all; those that fulfil any term; and those that can be the
        # rarest place of an indicator, with these indicators and places.
        self._met: set[str] = set()
        self._fulfils: dict[str, frozenset[Term]] = {}
        self._anchors: dict[str, tuple[tuple[Indicator, int], ...]] = {}
        for indicator in dict.fromkeys(indicators):
            rarest = max(range(len(indicator.places)), key=lambda i: _rarity(indicator, i))
            for term in set(indicator.places[rarest].terms):
                self._anchored.setdefault(term, []).append((indicator, rarest))
        terms = {term: None for i in indicators for place in i.places for term in place.terms}
        for term in terms:
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
        self._met.add(form)
        terms = list(self._words.get(form, ()))
        if self._lemmas:
            for lemma in {form, self._lemmatise(form)}:
                terms += self._lemmas.get(lemma, ())
        terms += (term for term in self._prefixes if form.startswith(term.text))
        if terms:
            self._fulfils[form] = frozenset(terms)
        anchored = dict.fromkeys(found for term in terms for found in self._anchored.get(term, ()))
        if anchored:
            self._anchors[form] = tuple(anchored)

    def find(self, text: str) -> list[Hit]:
        """Every hit in a segment, in reading order."""
        folded = fold_text(text)
        forms = set(WORD.findall(folded))
        for form in forms - self._met:
            self._learn(form)
        here = forms & self._fulfils.keys()
        terms = set().union(*map(self._fulfils.__getitem__, here))
        possible = {
            (indicator, place)
            for form in here & self._anchors.keys()
            for indicator, place in self._anchors[form]
            if all(not terms.isdisjoint(place.terms) for place in indicator.places)
        }
        if not possible:
            return []
        hits: list[Hit] = []
        for start, end in sentences(text):
            words = WORD.findall(folded, start, end)
            if any(word in self._anchors for word in words):
                tokens = tuple(
                    Token(m[0], m.start(), m.end()) for m in WORD.finditer(folded, start, end)
                )
                hits += self._find_in(Sentence(start, end, tokens), possible)
        return hits

    def _find_in(self, sentence: Sentence, possible: set[tuple[Indicator, int]]) -> Iterator[Hit]:
        found = set()
        for index, token in enumerate(sentence.tokens):
            for indicator, place in self._anchors.get(token.form, ()):
                if (indicator, place) not in possible:
                    continue
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
            fulfilled = self._fulfils.get(tokens[there].form)
            if fulfilled and not fulfilled.isdisjoint(wanted):
                rest = self._fill(indicator, place + step, step, tokens, there)
                if rest is not None:
                    return (there, *rest)
        return None


def _rarity(indicator: Indicator, index: int) -> int:
    """Long words are rarer: the place whose shortest alternative is longest."""
    return min(len(term.text) for term in indicator.places[index].terms)
