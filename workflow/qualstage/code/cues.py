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
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, reduce
from operator import or_
from pathlib import Path

KINDS = (
    *("ends", "mask", "wish", "affirms", "rejects", "negated", "hypothetical"),
    *("reported", "adopts", "refusal", "turns", "slights"),
)
"""
What a cue does: `ends` a clause; `mask`s words that look like cues; voices a `wish`; `affirms` by a
denial ('couldn't do without', 'nobody gave me'); `rejects` what was just spoken of; makes the hit
`negated`, `hypothetical` or `reported`; `adopts` what somebody else said; a `refusal` of an offer;
`turns` round after one; `slights` what was offered, a refusal unless something accepts it.
"""
HIT = "HIT"
NAME = "NAME"
_COMMON = frozenset(
    "HIT . , ? ; the a an i it that is was 's 'd 'm 've n't not no to of and but in on for my me "
    "we they you he she would have had be do with what if at as so all".split()
)
_N_NEEDS = 3
"""Places of a cue looked at before its pattern is tried: the rarest."""
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
    needs: tuple[frozenset[str], ...]
    """Of each, a passage must hold one word: a cheap test before the pattern's."""
    opens: frozenset[str]
    """The words that may be its first."""
    follows: frozenset[str]
    """The words that may follow the first, if there is no gap."""


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
    needs = tuple(sorted(plain, key=_commonness))
    opens = frozenset(_words(places[0]))
    next_to = len(places) > 1 and not _SPECIAL.search(places[1])
    follows = plain[1] if next_to else frozenset()
    return Cue(*list(row.values())[:4], pattern, needs, opens, follows)


def _commonness(words: frozenset[str]) -> int:
    return len(words) + 40 * len(words & _COMMON)


class Index:
    """
    Which cues a word allows, as the bits of a number: the first is the first row of cues.csv.

    Attributes:
        opens: By word, the cues that may begin with it.
        follows: By word, the cues it may stand second in; `any_second` have a gap there.
    """

    def __init__(self) -> None:
        self.opens: Counter[str] = Counter()
        self.follows: Counter[str] = Counter()
        self.any_second = 0
        self._needs: list[Counter[str]] = [Counter() for _ in range(_N_NEEDS)]
        self._fewer = [0] * _N_NEEDS
        for bit, cue in ((1 << at, cue) for at, cue in enumerate(cues())):
            self.any_second |= 0 if cue.follows else bit
            self._add(self.opens, cue.opens, bit)
            self._add(self.follows, cue.follows, bit)
            for place, by_word in enumerate(self._needs):
                if place < len(cue.needs):
                    self._add(by_word, cue.needs[place], bit)
                else:
                    self._fewer[place] |= bit

    @staticmethod
    def _add(by_word: Counter[str], words: frozenset[str], bit: int) -> None:
        for word in words:
            by_word[word] |= bit

    def possible(self, words: set[str]) -> int:
        """The cues of which every place that is looked at has a word among these."""
        possible = -1
        for by_word, fewer in zip(self._needs, self._fewer, strict=True):
            possible &= reduce(or_, map(by_word.get, words & by_word.keys()), fewer)
        return possible


@cache
def index() -> Index:
    """What each word allows."""
    return Index()


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
