"""
Cues of context: which words, in which direction and how far, say how something was meant.

`cues.csv` holds the cues, `cue_words.csv` the word classes they name in capitals. A phrase is words
that follow each other: `a|b` is either, `...3` up to three words between, `AUX...3` up to three of
a class, `!a` not that next, HIT the words of the indicator. Contractions are words of their own:
do n't, i 'd.
"""

from __future__ import annotations

import csv
import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from qualstage.indicators import fold_text

KINDS = (
    *("ends", "mask", "wish", "affirms", "rejects", "negated", "hypothetical"),
    *("reported", "adopts", "refusal", "turns"),
)
"""
What a cue does: `ends` a clause; `mask`s words that look like cues; voices a `wish`; `affirms` by a
denial ('couldn't do without', 'nobody gave me'); `rejects` what was just spoken of; makes the hit
`negated`, `hypothetical` or `reported`; `adopts` what somebody else said; a `refusal` of an offer;
`turns` round after one.
"""
HIT = "HIT"
NAME = "NAME"
_WORD = re.compile(
    r"\[[^\]]*\]|no[- ]one\b|[^\W_]+?(?=n't\b)|n't\b|'(?:d|ll|ve|re|s|m)\b|"
    r"[^\W_]+(?:-[^\W_]+)*|(?<!\.)\.(?!\.)|\.\.\.|[,;:?!—–…]"
)
_SPECIAL = re.compile(r"^!|\.\.\.\d")
_BETWEEN = "(?:(?!(?:i|we|and|but|to|if|that|which|HIT) )[\\w'*-]+ )"
"""A word of a gap: none that begins another clause."""


@dataclass(frozen=True)
class Cue:
    """
    One row of cues.csv, compiled.

    Attributes:
        kind: What it says of the hit (one of KINDS).
        direction: 'forward' if the hit follows, 'back' if it precedes, 'any'.
        reach: Up to where: the end of its clause, of reported speech ('speech'), of the sentence or
            of the next one, or a number of words. 'condition' is a clause that 'if' begins.
        phrase: The words, as written in the table.
    """

    kind: str
    direction: str
    reach: str
    phrase: str
    pattern: re.Pattern[str]
    needs: frozenset[str]
    """Words of which a passage must hold one: a cheap test before the pattern's."""


@dataclass(frozen=True)
class Found:
    """A cue found, and the first and last of the words it covers."""

    cue: Cue
    first: int
    last: int


def _rows(name: str) -> list[dict[str, str]]:
    with (Path(__file__).parent / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@cache
def word_classes() -> dict[str, frozenset[str]]:
    """The words of each class."""
    return {row["class"]: frozenset(row["words"].split()) for row in _rows("cue_words.csv")}


@cache
def cues() -> tuple[Cue, ...]:
    """The rows of cues.csv."""
    return tuple(map(_compile, _rows("cues.csv")))


def _compile(row: dict[str, str]) -> Cue:
    places = row["phrase"].split()
    pattern = re.compile("".join(map(_pattern, places)))
    plain = [frozenset(_words(place)) for place in places if not _SPECIAL.search(place)]
    needs = min(plain[1:] or plain, key=len)
    return Cue(row["kind"], row["direction"], row["reach"], row["phrase"], pattern, needs)


@cache
def _by_first_word() -> dict[str, list[Cue]]:
    index: dict[str, list[Cue]] = {}
    for cue in cues():
        for word in set(_words(cue.phrase.split()[0])):
            index.setdefault(word, []).append(cue)
    return index


def _words(place: str) -> Iterator[str]:
    for word in place.split("|"):
        yield from sorted(word_classes().get(word, (word,)))


def _pattern(place: str) -> str:
    gap = re.fullmatch(r"([A-Z]*)\.\.\.(\d+)", place)
    if gap:
        between = f"(?:{_either(gap[1])} )" if gap[1] else _BETWEEN
        return f"{between}{{0,{gap[2]}}}?"
    if place.startswith("!"):
        return f"(?!{_either(place[1:])} )"
    return _either(place) + " "


def _either(place: str) -> str:
    return "(?:" + "|".join(re.escape(word) for word in dict.fromkeys(_words(place))) + ")"


class Passage:
    """
    The words of a sentence and of what follows it, with the hit as one word.

    Args:
        text: The segment's words.
        sentence: Where the sentence is.
        until: How far on is read.
        hit: Where the words found are.
    """

    def __init__(
        self, text: str, sentence: tuple[int, int], until: int, hit: tuple[int, int]
    ) -> None:
        self._text, self._base = text, sentence[0]
        self.words: list[str] = []
        self._spans: list[tuple[int, int]] = []
        self.hit, self.end = -1, 0
        for match in _WORD.finditer(fold_text(text[sentence[0] : until])):
            first, last = match.start() + self._base, match.end() + self._base
            if first < hit[1] and hit[0] < last:
                if self.hit >= 0:
                    continue
                self.hit, word = len(self.words), HIT
                first, last = hit
            else:
                word = match[0]
                if word[0] == "[":
                    continue
                if word in ("...", "…"):
                    # A pause within a sentence divides nothing, except a 'no' from what follows.
                    if not self.words or self.words[-1] not in ("no", "nah", "nope"):
                        continue
                    word = "…"
            if first < sentence[1]:
                self.end = len(self.words) + 1
            self.words.append("nobody" if word in ("no one", "no-one") else _in_law(word))
            self._spans.append((first, last))
        # So that there is always a word after the hit.
        self.words.append(".")
        self._spans.append((until, until))
        self._name_people()

    def _name_people(self) -> None:
        for at, (first, _) in enumerate(self._spans[:-1]):
            word = self.words[at]
            if word in (HIT, "i") or not self._text[first : first + 1].isupper():
                continue
            if at and self.words[at - 1] not in ".?!":
                if word not in _known() and not self._text[first : first + 2].isupper():
                    self.words[at] = NAME
            elif self._is_name(word, at):
                self.words[at] = NAME

    def _is_name(self, word: str, at: int) -> bool:
        """Whether the first word of a sentence is a name: a word of no class, before a deed."""
        if word in _known() or word in _STARTERS or word.endswith(("ly", "ing", "s", "ed")):
            return False
        following = self.words[at + 1 : at + 5]
        return _is_finite(following[0]) or bool(
            following[0] in _PLACES and any(map(_is_finite, following))
        )

    def find(self) -> list[Found]:
        """Every cue, in reading order."""
        index = _by_first_word()
        offsets, at = [], 0
        for word in self.words:
            offsets.append(at)
            at += len(word) + 1
        joined = " ".join(self.words) + " "
        found = []
        here = set(self.words)
        for first, word in enumerate(self.words):
            for cue in index.get(word, ()):
                if here.isdisjoint(cue.needs):
                    continue
                match = cue.pattern.match(joined, offsets[first])
                if match:
                    last = bisect_right(offsets, match.end() - 1) - 1
                    found.append(Found(cue, first, last))
        return found

    def named(self, at: int) -> bool:
        """Whether a word is a name."""
        return self.words[at] == NAME

    def span(self, at: int) -> tuple[int, int]:
        """Where a word stands in the segment."""
        return self._spans[at]

    def words_between(self, first: int, last: int) -> str:
        """The text of these words, as written."""
        return self._text[self._spans[first][0] : self._spans[last][1]].strip()

    def words_of(self, found: Found) -> str:
        """The text of a cue, as written."""
        return self.words_between(found.first, found.last)


def _in_law(word: str) -> str:
    """A brother-in-law is a brother."""
    return word.removesuffix("-in-law")


@cache
def _finite() -> frozenset[str]:
    classes = word_classes()
    doing = classes["SAY"] | classes["HAVE"] | classes["WANT"]
    past = {"went", "got", "thought", "told", "swore", "took", "made", "kept", "found", "felt"}
    return frozenset(w for w in doing if w.endswith(("s", "d")) or w in past) | {"'s"}


def _is_finite(word: str) -> bool:
    """Whether a word is a deed of a third person."""
    return word in _finite()


@cache
def _known() -> frozenset[str]:
    """Words that are no names, however they are written."""
    return frozenset().union(*word_classes().values())


_STARTERS = frozenset(
    "the a an it there that this these those what which who where when why how then now never "
    "once just well so but and or if because cos you your at in on of to for from with as by "
    "about after before not no yes yeah oh god christ lord please thanks today tomorrow yesterday "
    "morning soon often sometimes here one two three something anything everything whatever "
    "whoever wherever whenever would could should can might".split()
)
_PLACES = frozenset("down up at from in over next on across two upstairs downstairs who".split())
