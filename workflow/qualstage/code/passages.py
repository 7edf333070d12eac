"""What is read around the words found: a sentence and what follows, and the cues in it."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from functools import cache
from itertools import accumulate, pairwise

from qualstage.code.cues import HIT, NAME, Cue, cues, index, word_classes
from qualstage.indicators import fold_text

AFTER = 100
"""Characters read after a sentence: 'A plan? No thanks.' 'She wanted one. Me too.'"""
_WORD = re.compile(
    r"\[[^\]]*\]|no[- ]one\b|[^\W_]+?(?=n't\b)|n't\b|'(?:d|ll|ve|re|s|m)\b|"
    r"[^\W_]+(?:-[^\W_]+)*|(?<!\.)\.(?!\.)|\.\.\.|[,;:?!—–…]"
)


@dataclass(frozen=True)
class Found:
    """A cue found, and the first and last of the words it covers."""

    cue: Cue
    first: int
    last: int


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
        denied = following[0] in _MODALS and following[1:2] == ["n't"]
        return (
            denied
            or _is_finite(following[0])
            or bool(
                following[0] in _PLACES
                and any(word in _MODALS or _is_finite(word) for word in following)
            )
        )

    def find(self) -> list[Found]:
        """Every cue, in reading order."""
        allowed, table = index(), cues()
        possible = allowed.possible(set(self.words))
        offsets = [0, *accumulate(len(word) + 1 for word in self.words)]
        joined, found = " ".join(self.words) + " ", []
        for first, (word, following) in enumerate(pairwise([*self.words, ""])):
            here = possible & allowed.opens[word]
            here &= allowed.any_second | allowed.follows[following]
            while here:
                bit = here & -here
                here ^= bit
                cue = table[bit.bit_length() - 1]
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
    """A brother-in-law is a brother, an ex-husband a husband."""
    return word.removesuffix("-in-law").removeprefix("ex-")


def unmasked(found: list[Found]) -> list[Found]:
    """Without the cues whose words belong to another reading of them ('not only')."""
    return [
        f
        for f in found
        if f.cue.kind != "mask"
        and (f.cue.kind == "adopts" or not any(_within(f, other) for other in found))
    ]


def nearest_to(found: list[Found], hit: int) -> Found | None:
    """The cue fewest words away from the hit."""
    return min(found, key=lambda f: hit - f.last if f.last < hit else f.first - hit, default=None)


def _within(found: Found, other: Found) -> bool:
    return (
        other.cue.kind not in (found.cue.kind, "ends")
        and not (found.cue.kind == "affirms" and other.cue.phrase.startswith("HIT"))
        and other.first <= found.first
        and found.last <= other.last
        and (other.last - other.first > found.last - found.first or other.cue.kind == "mask")
    )


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
_MODALS = frozenset("can ca could would will wo".split())
_PLACES = frozenset("down up at from in over next on across two upstairs downstairs who".split())
