"""Rows of a figure, concept by concept: where they stand, and what they are called."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from qualstage.draw.items import Item
from qualstage.draw.sheet import MARGIN, PLAIN, Sheet, leading

_INDENT, _AIR, _BETWEEN, _GAP = 0.3, 0.1, 0.12, 0.15
"""How far themes stand in; room beside labels, between them, and between concepts, in cm."""


@dataclass(frozen=True)
class Placed:
    """A row: its item, its label in lines, where it begins and how high it is, in cm."""

    item: Item
    lines: list[str]
    top: float
    height: float

    @property
    def middle(self) -> float:
        """Half-way down, in cm."""
        return self.top + self.height / 2


def place_rows(
    page: Sheet, concepts: Sequence[Sequence[Item]], width: float, top: float, lowest: float
) -> list[Placed]:
    """
    Rows from the top down.

    Args:
        page: What they stand on.
        concepts: The items of each concept.
        width: Of the labels, in cm.
        top: Where the first one begins, in cm.
        lowest: How high a row is at least, in cm.
    """
    placed = []
    for items in concepts:
        for item in items:
            room = width - MARGIN - _AIR - (0 if item.whole else _INDENT)
            lines = page.wrapped(item.label, room, PLAIN, bold=item.whole, most=3)
            height = max(lowest, leading(PLAIN) * len(lines) + _BETWEEN)
            placed.append(Placed(item, lines, top, height))
            top += height
        top += _GAP
    return placed


def draw_labels(page: Sheet, rows: Sequence[Placed]) -> None:
    """What each row is called; concepts are bold, their themes stand in."""
    for row in rows:
        above = (row.height - leading(PLAIN) * len(row.lines)) / 2
        weight = "bold" if row.item.whole else "normal"
        left = MARGIN + (0 if row.item.whole else _INDENT)
        page.text(left, row.top + above, row.lines, PLAIN, fontweight=weight)


def end_of(rows: Sequence[Placed], top: float) -> float:
    """Where the last row ends; where the first would begin if there are none."""
    return rows[-1].top + rows[-1].height if rows else top
