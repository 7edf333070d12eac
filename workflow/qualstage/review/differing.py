"""Disagreements side by side, and decisions that somebody should look at again."""

from __future__ import annotations

from typing import Any

from qualstage.contracts import is_by_design
from qualstage.review.showing import Shown
from qualstage.settle.disagreements import Disagreement, find_disagreements

Row = dict[str, Any]


def open_disagreements(shown: Shown, source: str) -> list[Disagreement]:
    """The open disagreements of a source."""
    if source not in shown.results.sources:
        return []
    placed = shown.live.placed(source)
    return find_disagreements(placed.stand, placed.readings)


def told_disagreement(shown: Shown, found: Disagreement) -> Row:
    """
    A disagreement with what either coder said, and the words around.

    `sides` has a coder each: the spans that they coded or rejected there, with their reasons; none
    for a coder who read the whole source and coded nothing there.
    """
    stand = shown.live.placed(found.source).stand
    there = [
        item
        for item in stand
        if item.decision.code == found.code and item.start < found.end and found.start < item.end
    ]
    coders = (*found.coded_by, *found.not_by)
    start = min([found.start, *(item.start for item in there)])
    end = max([found.end, *(item.end for item in there)])
    turns = [
        row
        for row in shown.results.segments[found.source]
        if row["start_char"] < end and start < row["end_char"]
    ]
    rows = shown.results.segments[found.source]
    first = rows.index(turns[0]) if turns else 0
    around = rows[max(0, first - 2) : first + len(turns) + 1]
    return {
        "source": found.source,
        "stage": shown.results.sources[found.source]["stage"],
        "code": found.code,
        "start": found.start,
        "end": found.end,
        "turns": [shown.turn(row) for row in around],
        "sides": [
            {
                "coder": coder,
                "roles": _roles(shown, found.source, coder),
                "coded": coder in found.coded_by,
                "codings": [shown.coding(i) for i in there if i.decision.coder == coder],
            }
            for coder in coders
        ],
        "others": [shown.coding(item) for item in there if item.decision.coder not in coders],
    }


def _roles(shown: Shown, source: str, coder: str) -> list[str]:
    readings = shown.live.placed(source).readings
    return sorted({reading.role for reading in readings if reading.coder == coder})


def to_look_at_again(shown: Shown, source: str) -> tuple[list[Row], list[Row]]:
    """
    Of a source, the coder's judgements under an older definition, and decisions with lost words.

    Whoever is blind, or no adjudicator, can mend their own alone; lost words of others are told
    where they may be seen.
    """
    placed = shown.live.placed(source)
    stale = []
    if row := shown.results.sources.get(source):
        codings = [c for c in map(shown.coding, placed.stand) if c["stale"] and c["mine"]]
        stale = [
            {**c, "source": source, "words": row["text"][c["start"] : c["end"]]} for c in codings
        ]
    lost = [told for told in shown.lost([placed]) if not is_by_design(told["problem"])]
    return stale, lost
