"""
Whether words that were found elsewhere stand among the surroundings that they stood in.

Only talk tells that: speakers' labels and line breaks stand everywhere. What a neighbour said just
before or after the words is talk, too. Talk is compared by its letters, so that labels, marks and
capitals may be corrected.
"""

from __future__ import annotations

import functools
import re
from bisect import bisect_left
from difflib import SequenceMatcher

from qualstage.ledger.anchors import CONTEXT, Selector

ENOUGH = 10
"""
Letters of talk right beside the words, the source's only ones, that say that the words are theirs.

Some three words: what remains of a neighbour's turn in 32 characters beyond a long label.
"""

ENOUGH_NEAR = 12
"""The same, where a correction lies between them and the words."""

_DRIFT = 4
_WINDOW = 4 * CONTEXT
_LONGEST_CUT_LABEL = 24
_LABEL = r"[ \t]*(?:[\[(]?\d{1,2}(?::\d{2}){1,2}(?:[.,]\d+)?[\])]?[ \t]*)?(?:[^\s:][^:\n]{0,39}:)?"
_LINE_LABEL = re.compile("^" + _LABEL, re.MULTILINE)
_LATER_LABEL = re.compile(r"(?<=\n)" + _LABEL)


def among_its_own(text: str, selector: Selector, start: int, end: int) -> bool:
    """
    Whether text[start:end], a selector's exact words, stand where it says that they stood.

    They do if talk beside them is the selector's and stands nowhere else in the source; or if all
    talk on both sides is the selector's, and no place nearer to the old one has such neighbours.
    A selector that tells no surroundings is believed; so is one of a source without other talk.
    """
    if not (selector.prefix or selector.suffix):
        return True
    before, after = _before(selector.prefix), _after(selector.suffix)
    if not (before or after):
        return len(selector.prefix) < CONTEXT and len(selector.suffix) < CONTEXT
    here_before = _before(text[max(0, start - _WINDOW) : start])
    here_after = _after(text[end : end + _WINDOW])
    talk, places = _talk(text)
    # Read away from the words, both sides begin beside them.
    if _vouches(before[::-1], here_before[::-1], talk[::-1] if before else ""):
        return True
    if _vouches(after, here_after, talk):
        return True
    both = here_before.endswith(before) and here_after.startswith(after)
    if not both or not (before or here_before == "") or not (after or here_after == ""):
        return False
    return not _has_nearer(talk, places, selector, start)


def _vouches(side: str, here: str, talk: str) -> bool:
    """Whether enough of a side stands here, about as far from the words, and nowhere else."""
    shared = 0
    for was, now in zip(side, here, strict=False):
        if was != now:
            break
        shared += 1
    if shared >= ENOUGH and _is_once(side[:shared], talk):
        return True
    matcher = SequenceMatcher(None, side, here, autojunk=False)
    for block in matcher.get_matching_blocks():
        run = side[block.a : block.a + block.size]
        near = abs(block.a - block.b) <= _DRIFT
        if near and block.size >= ENOUGH_NEAR and _is_once(run, talk):
            return True
    return False


def _is_once(run: str, talk: str) -> bool:
    at = talk.find(run)
    return at >= 0 and talk.find(run, at + 1) < 0


def _has_nearer(talk: str, places: list[int], selector: Selector, start: int) -> bool:
    """Whether the same neighbours stand, nearer to the old place, around other words."""
    before, after = _before(selector.prefix), _after(selector.suffix)
    reach = 2 * len(selector.exact) + CONTEXT
    moved = abs(start - selector.start)
    low = bisect_left(places, selector.start - moved + 1)
    high = bisect_left(places, selector.start + moved)
    at = talk.find(before, max(0, low - len(before)))
    while 0 <= at < high - len(before):
        first = at + len(before)
        if places[first] != start and after in talk[first : first + reach + len(after)]:
            return True
        at = talk.find(before, at + 1)
    return False


def _before(prefix: str) -> str:
    return _letters(_LINE_LABEL.sub("", prefix))


def _after(suffix: str) -> str:
    """Letters of talk of what follows words; a label that is cut off at its end is none."""
    head, line, tail = suffix.rpartition("\n")
    if len(suffix) >= CONTEXT and line and ":" not in tail and len(tail) <= _LONGEST_CUT_LABEL:
        suffix = head
    return _letters(_LATER_LABEL.sub("", suffix))


def _letters(text: str) -> str:
    return "".join(c for c in text.casefold() if c.isalnum())


@functools.lru_cache(maxsize=8)
def _talk(text: str) -> tuple[str, list[int]]:
    """A source's letters of talk, and where each stands in it."""
    without = _LINE_LABEL.sub(lambda label: " " * len(label[0]), text)
    letters, places = [], []
    for place, character in enumerate(without):
        for letter in character.casefold():
            if letter.isalnum():
                letters.append(letter)
                places.append(place)
    return "".join(letters), places
