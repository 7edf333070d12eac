"""Words in their context: the turn before, and the turn that they stand in, with them marked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby, pairwise
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from qualstage.publish.material import Material
    from qualstage.publish.people import Speaker

Row = dict[str, Any]

BEFORE, BESIDE, NEAR_BESIDE = 280, 700, 160
"""
Characters shown of the turn before, and of a turn on each side of what is marked in it; of what is
not counted, fewer.
"""

_TALK = ("respondent", "interviewer", "unknown")


@dataclass(frozen=True)
class Marked:
    """Words of a turn; `kind` says what they would have told, if they are masked."""

    text: str
    kind: str
    marked: bool


@dataclass(frozen=True)
class Turn:
    """
    What somebody says, as far as it is shown.

    Args:
        speaker: Who.
        words: In order.
        more_before: Whether more of it is left out before.
        more_behind: Whether more of it is left out behind.
        has_mark: Whether any of it is marked.
    """

    speaker: Speaker
    words: tuple[Marked, ...]
    more_before: bool
    more_behind: bool
    has_mark: bool


@dataclass(frozen=True)
class _Said:
    """A turn's place, who speaks, and in which part."""

    speaker: str
    role: str
    start: int
    end: int


class Contexts:
    """Contexts of a study's passages."""

    def __init__(self, given: Material) -> None:
        self._given = given

    @cached_property
    def _turns(self) -> Mapping[str, list[_Said]]:
        return {
            source: [_said(list(rows)) for _, rows in groupby(segments, key=lambda s: s["turn"])]
            for source, segments in self._given.segments.items()
        }

    def around(
        self, source: str, start: int, end: int, before: bool = True, beside: int = BESIDE
    ) -> list[Turn]:
        """
        The turns that a span reaches over, and of talk the one before them.

        Args:
            source: Whose.
            start: First character of the span.
            end: After its last one.
            before: Whether to show the turn before.
            beside: Characters shown of a turn on each side of the span.
        """
        turns = self._turns.get(source, [])
        over = [i for i, turn in enumerate(turns) if turn.start < end and start < turn.end]
        found = []
        if before and over and over[0] and turns[over[0]].role in _TALK:
            last_said = turns[over[0] - 1]
            first = self._cut_before(source, last_said.end - BEFORE, last_said.start)
            found.append(self._turn(source, last_said, (first, last_said.end), (0, 0)))
        for turn in (turns[i] for i in over):
            mark = max(start, turn.start), min(end, turn.end)
            first = self._cut_before(source, mark[0] - beside, turn.start)
            last = self._cut_behind(source, mark[1] + beside, turn.end)
            found.append(self._turn(source, turn, (first, last), mark))
        return found

    def _turn(
        self, source: str, turn: _Said, shown: tuple[int, int], mark: tuple[int, int]
    ) -> Turn:
        return Turn(
            speaker=self._given.people.speaker(source, turn.speaker),
            words=tuple(self._pieces(source, shown, mark)),
            more_before=shown[0] > turn.start,
            more_behind=shown[1] < turn.end,
            has_mark=mark[0] < mark[1],
        )

    def _pieces(
        self, source: str, shown: tuple[int, int], mark: tuple[int, int]
    ) -> Iterator[Marked]:
        places = sorted({*shown, *(place for place in mark if shown[0] < place < shown[1])})
        last = ""
        for start, end in pairwise(places):
            for piece in self._given.words.pieces(source, start, end):
                # An identifier that reaches over an end of the mark is masked once.
                if not (piece.kind and piece.kind == last and piece.start == start):
                    yield Marked(piece.text, piece.kind, mark[0] <= start < mark[1])
                last = piece.kind

    def _cut_before(self, source: str, place: int, least: int) -> int:
        """The start of a word at or behind a place; the turn's start if that is near."""
        if place <= least:
            return least
        text = self._given.sources[source]["text"]
        space = text.find(" ", place, place + BEFORE // 2)
        return space + 1 if space >= 0 else place

    def _cut_behind(self, source: str, place: int, most: int) -> int:
        if place >= most:
            return most
        text = self._given.sources[source]["text"]
        space = text.rfind(" ", place - BEFORE // 2, place)
        return space if space >= 0 else place


def _said(rows: list[Row]) -> _Said:
    first, last = rows[0], rows[-1]
    return _Said(first["speaker"], first["role"], first["start_char"], last["end_char"])
