"""
The words of sources as the site may show them.

The site is handed to outsiders. What could identify a person (`screen` lists it) is nowhere shown:
a mark that says what stood there takes its place. Places still are those of the source's own text.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

Row = dict[str, Any]
Place = tuple[int, int, str]
"""First character, the one after the last, and what kind of identifier stands there."""


@dataclass(frozen=True)
class Piece:
    """Some words, or in their place `kind`: what they would have told."""

    start: int
    end: int
    text: str
    kind: str = ""


class Words:
    """
    Words by place.

    Args:
        sources: SOURCES rows by source_id.
        identifiers: IDENTIFIERS rows.
    """

    def __init__(self, sources: Mapping[str, Row], identifiers: Iterable[Row]) -> None:
        self._texts = {name: row["text"] for name, row in sources.items()}
        found: dict[str, list[Place]] = defaultdict(list)
        for row in identifiers:
            if row["within"] != "front_matter":
                place = row["start_char"], row["end_char"], row["kind"].replace("_", " ")
                found[row["source_id"]].append(place)
        self.masked: Mapping[str, list[Place]] = {
            name: apart(places) for name, places in found.items()
        }

    def pieces(self, source: str, start: int, end: int) -> list[Piece]:
        """
        The words of a span, identifiers masked; of one that reaches over an end, the part within.

        Returns:
            Pieces in reading order that cover the span; a masked one says `[kind]`.
        """
        text, found, at = self._texts[source], [], start
        masked = self.masked.get(source, [])
        for first, last, kind in masked[_first_after(masked, start) :]:
            if first >= end:
                break
            if at < first:
                found.append(Piece(at, first, text[at:first]))
            first, last = max(first, start), min(last, end)
            found.append(Piece(first, last, f"[{kind}]", kind))
            at = last
        if at < end:
            found.append(Piece(at, end, text[at:end]))
        return found

    def told(self, source: str, start: int, end: int) -> str:
        """The words of a span as plain text, identifiers masked."""
        return "".join(piece.text for piece in self.pieces(source, start, end))


def _first_after(masked: list[Place], start: int) -> int:
    """Index of the first masked place that ends behind `start`: they do not overlap."""
    return bisect_left(masked, start + 1, key=lambda place: place[1])


def apart(places: Iterable[Place]) -> list[Place]:
    """Places in order, those that overlap as one; it is called as the first of them."""
    found: list[Place] = []
    for start, end, kind in sorted(places):
        if found and start < found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]), found[-1][2])
        else:
            found.append((start, end, kind))
    return found
