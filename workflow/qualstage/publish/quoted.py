"""Codings as pages show them: the words, whose they are, and where they stand in the reader."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from qualstage.publish.material import Material
from qualstage.publish.words import Piece

Row = dict[str, Any]


@dataclass(frozen=True)
class Quoted:
    """
    Words of a source.

    Args:
        source: Whose.
        stage: The stage that gave the source.
        pieces: The words, identifiers masked.
        address: Where they stand in the reader.
        why: The reason on record, identifiers masked.
    """

    source: str
    stage: str
    pieces: list[Piece]
    address: str
    why: str = ""


def quoted(given: Material, source: str, start: int, end: int, why: str = "") -> Quoted:
    """The words of a span, and why somebody decided of them as they did."""
    return Quoted(
        source,
        given.sources[source]["stage"],
        given.words.pieces(source, start, end),
        given.place(source, start),
        given.reasons.told(source, why),
    )


def in_reading_order(given: Material, codings: Iterable[Row]) -> list[Row]:
    """Codings in the order of stages, of collection and of the words."""
    order = {name: number for number, name in enumerate(given.sources)}
    return sorted(
        codings, key=lambda row: (order[row["source_id"]], row["start_char"], row["end_char"])
    )
