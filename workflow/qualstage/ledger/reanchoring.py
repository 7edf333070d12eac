"""
Standing decisions found again in a corrected transcript, though the correction touched their words.

`anchors.anchor` finds words that are there. A typo mended, an 'um' taken out, or a name replaced
inside the words of a coding makes it lose them. Here they are looked for only where they stood:
between landmarks, stretches of their old surroundings that stand in the source exactly once today.
What stands there now is the coding's if its words are alike enough, and a person is told of it.
What was taken out is listed, and never moved to like words elsewhere, nor to the same words:
words found elsewhere are the coding's only among its own surroundings (`surroundings`).

For decisions that stand alone: words of a row that is imported must be in the source as they are.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

from qualstage.ledger.anchors import (
    CONTEXT,
    NotAnchored,
    Selector,
    anchor,
    fold,
    fold_source,
    nearest,
)
from qualstage.ledger.surroundings import among_its_own

ALIKE = 0.5
"""
From which likeness on words are a coding's, where they stand between its landmarks.

Measured on CORE (`tests/benchmarks/reanchor.py`): a coding's words and the passages beside them are
alike by 0.21 at most. So half of its words is far from anything that is not the coding, and lets a
person see in every case what was corrected.
"""

ALIKE_BESIDE_ONE = 0.7
"""The same, where a landmark stands on one side only, so that nothing says where the words end."""

SHORT = 5
"""Words of a coding below which what stands there now must lie right between two landmarks."""

_FRAGMENTS = (CONTEXT, 24, 16, 12)
_DRIFT = 12
_WORD = re.compile(r"\w+(?:['-]\w+)*")


class Place(NamedTuple):
    """Where a decision's words stand now, and whether they are other words than it was made on."""

    start: int
    end: int
    reworded: bool = False


def find_again(text: str, selector: Selector) -> Place:
    """
    Where the words of a standing decision stand in `text` now.

    The words as they are, if they stand where they stood, or elsewhere in their own surroundings;
    or else what stands between their surroundings now, if it is alike enough.

    Raises:
        NotAnchored: nothing does, or it is doubtful which.
    """
    try:
        start, end = anchor(text, selector)
    except NotAnchored as error:
        if error.several:
            raise
        return Place(*_between_landmarks(text, selector, error), reworded=True)
    if start == selector.start or among_its_own(text, selector, start, end):
        return Place(start, end)
    shown = nearest(text, selector.exact)
    error = NotAnchored("its words stand among other words only than they stood", shown)
    found = _between_landmarks(text, selector, error)
    if found[0] < end and start < found[1]:
        raise error  # The very place that was refused.
    return Place(*found, reworded=True)


def likeness(was: str, now: str) -> float:
    """
    How alike two passages are, from 0 to 1: 1 less their edit distance in words.

    A word put in, left out or replaced counts 1, a word replaced by one that is spelt much alike
    the share of its letters that differ; all of it is out of the words of the longer passage.
    """
    old, new = _words(was), _words(now)
    if not old or not new:
        return 0.0
    while old and new and old[-1] == new[-1]:
        old, new = old[:-1], new[:-1]
    longer = max(len(_words(was)), len(_words(now)))
    return 1 - _distances(old, new)[-1] / longer


def _between_landmarks(text: str, selector: Selector, lost: NotAnchored) -> tuple[int, int]:
    folded, places = fold_source(text)
    before = _landmark(folded, fold(selector.prefix)[0], ends=True)
    after = _landmark(folded, fold(selector.suffix)[0], ends=False)
    if before is None and after is None:
        raise lost
    exact = fold(selector.exact)[0]
    closed = before is not None and after is not None
    if closed and after.at - before.at < ALIKE * len(exact) / 2:
        raise lost  # They stand side by side: what was between them was taken out.
    if len(_words(exact)) < SHORT and not (closed and before.drift == after.drift == 0):
        raise lost
    found = _best_span(folded, exact, before, after)
    if found is None:
        raise lost
    start, end = found
    return places[start], places[end - 1] + 1


class _Landmark(NamedTuple):
    """Where the words should begin, or end, beside a landmark; `drift` says by how much it may."""

    at: int
    drift: int


def _landmark(text: str, side: str, ends: bool) -> _Landmark | None:
    """
    The longest stretch of a side that is in the text exactly once, the nearest of them first.

    A side is short only where the words stood at the text's own beginning or end.
    """
    if len(side) < _FRAGMENTS[-1]:
        at_edge = text.startswith(side) if ends else text.endswith(side)
        return _Landmark(len(side) if ends else len(text) - len(side), 0) if at_edge else None
    for length in dict.fromkeys(min(size, len(side)) for size in _FRAGMENTS):
        for away in range(len(side) - length + 1):
            first = len(side) - length - away if ends else away
            fragment = side[first : first + length]
            at = text.find(fragment)
            if at >= 0 and text.find(fragment, at + 1) < 0:
                place = at + length + away if ends else at - away
                return _Landmark(place, _DRIFT if away else 0)
    return None


def _best_span(
    text: str, exact: str, before: _Landmark | None, after: _Landmark | None
) -> tuple[int, int] | None:
    """The stretch of words between landmarks that is most alike, if it is alike enough."""
    reach = len(exact) + len(exact) // 2 + _DRIFT
    low = max(0, before.at - before.drift if before else after.at - reach)
    high = min(len(text), after.at + after.drift if after else before.at + reach)
    if high - low > 3 * len(exact) + 80:
        return None
    tokens = [(m.start() + low, m.end() + low) for m in _WORD.finditer(text[low:high])]
    old = _words(exact)
    if not tokens or not old:
        return None
    firsts = _choices([first for first, _ in tokens], before)
    lasts = set(_choices([last for _, last in tokens], after))
    best: tuple[float, int, int] | None = None
    words = [text[first:last].casefold() for first, last in tokens]
    for first in firsts:
        for count, distance in enumerate(_distances(old, words[first:])[1:], start=1):
            last = first + count - 1
            alike = 1 - distance / max(len(old), count)
            if last in lasts and (best is None or alike > best[0]):
                best = alike, first, last
    needed = ALIKE if before and after else ALIKE_BESIDE_ONE
    if best is None or best[0] < needed:
        return None
    return _with_marks(text, exact, tokens[best[1]][0], tokens[best[2]][1])


def _choices(edges: Sequence[int], landmark: _Landmark | None) -> Iterable[int]:
    """Which words may be the first, or the last: all where no landmark stands on that side."""
    if landmark is None:
        return range(len(edges))
    near = min(range(len(edges)), key=lambda i: abs(edges[i] - landmark.at))
    if not landmark.drift:
        return [near]
    return [i for i, edge in enumerate(edges) if abs(edge - landmark.at) <= 2 * landmark.drift]


def _with_marks(text: str, exact: str, start: int, end: int) -> tuple[int, int]:
    """The words with the marks that stand at them, where the coding had marks there, too."""
    if not exact.rstrip()[-1:].isalnum():
        while end < len(text) and not (text[end].isalnum() or text[end].isspace()):
            end += 1
    if not exact.lstrip()[:1].isalnum():
        while start and not (text[start - 1].isalnum() or text[start - 1].isspace()):
            start -= 1
    return start, end


def _words(text: str) -> list[str]:
    return _WORD.findall(fold(text)[0].casefold())


def _distances(old: Sequence[str], new: Sequence[str]) -> list[float]:
    """Edit distance of `old` and each beginning of `new`, none of it first (Levenshtein 1966)."""
    row = [float(count) for count in range(len(old) + 1)]
    distances = [row[-1]]
    for word in new:
        above, row = row, [row[0] + 1]
        for place, was in enumerate(old):
            changed = above[place] + _difference(was, word)
            row.append(min(changed, above[place + 1] + 1, row[place] + 1))
        distances.append(row[-1])
    return distances


@functools.lru_cache(maxsize=16384)
def _difference(was: str, now: str) -> float:
    if was == now:
        return 0.0
    # Words of other beginnings and lengths are other words: no need to spell them out.
    if was[:1] != now[:1] and was[-1:] != now[-1:]:
        return 1.0
    matcher = SequenceMatcher(None, was, now, autojunk=False)
    ratio = matcher.ratio() if matcher.real_quick_ratio() >= 0.6 else 0.0
    return 1 - ratio if ratio >= 0.6 else 1.0
