"""A table as it will stand in print, before anyone has chosen a file format."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import product
from typing import Any


@dataclass(frozen=True)
class Counted:
    """
    What a number in a line counts, and where in the line it stands.

    Args:
        start: First character of the line's text that tells the number; `end` is after the last.
        stage: With the rest the key of a row of COUNTS.
    """

    start: int
    end: int
    stage: str
    level: str
    concept: str
    label: str
    population: str
    basis: str
    unit: str


@dataclass(frozen=True)
class Said:
    """
    Where a quotation comes from.

    Args:
        source: Whose text it is.
        start: Its first character there; `end` is after the last.
        pinned: Whether a person chose it; or else a rule did.
    """

    source: str
    start: int
    end: int
    pinned: bool


@dataclass(frozen=True)
class Line:
    """
    One line of a cell; `zero` for absence, `said` for somebody's words.

    `counts` says which numbers in it count codings. No format prints these, nor where words were
    said, but what is made from tables can follow a number and a quotation to its source.
    """

    text: str
    zero: bool = False
    said: Said | None = None
    counts: tuple[Counted, ...] = ()

    @property
    def printed(self) -> str:
        """The text, between quotation marks if it is somebody's words."""
        return f"“{self.text}”" if self.said else self.text


@dataclass(frozen=True)
class Cell:
    """A cell: its lines from the top, and how many rows and columns it covers."""

    lines: tuple[Line, ...]
    rows: int = 1
    columns: int = 1

    @property
    def printed(self) -> str:
        """Its lines with LF between them."""
        return "\n".join(line.printed for line in self.lines)


COUNTED_BY = ("stage", "level", "concept", "label", "population", "basis", "unit")
"""The key of a row of COUNTS, as `Counted` has it."""


def line_of(*parts: str | tuple[str, Mapping[str, Any]]) -> Line:
    """
    A line of parts, one after the other.

    Args:
        parts: Words; or words that tell a number, with the row of COUNTS that it is.
    """
    text, counts = "", []
    for part in parts:
        words, row = (part, None) if isinstance(part, str) else part
        if row is not None:
            key = {name: row[name] for name in COUNTED_BY}
            counts.append(Counted(len(text), len(text) + len(words), **key))
        text += words
    return Line(text, counts=tuple(counts))


def per_cent(share: float) -> str:
    """A share in whole per cent, as in '70 %'."""
    return f"{100 * share:.0f}\N{NO-BREAK SPACE}%"


NOTHING = "–"
"""Stands in a cell that has nothing to say."""


def head(text: str) -> Cell:
    """The cell that heads a row."""
    return Cell((Line(text),))


def cell(lines: Iterable[str | Line], rows: int = 1, columns: int = 1) -> Cell:
    """A cell of lines; a dash where there are none."""
    told = tuple(Line(line) if isinstance(line, str) else line for line in lines) or (
        Line(NOTHING, zero=True),
    )
    return Cell(told, rows, columns)


COVERED = Cell((), rows=0, columns=0)
"""Stands where a cell to the left or above reaches over."""


@dataclass(frozen=True)
class Column:
    """
    A column: its heading, and its width relative to the other columns.

    Neighbours of one `group` stand below one heading, which is the group.
    """

    heading: str
    width: float
    group: str = ""

    @property
    def told(self) -> str:
        """The heading by itself, where no heading stands above it."""
        return ": ".join(part for part in (self.group, self.heading) if part)


@dataclass(frozen=True)
class Head:
    """What stands above neighbouring columns: their group, or nothing above one column."""

    group: str
    first: int
    columns: int


@dataclass(frozen=True)
class Figure:
    """A number that the table states and that is no count of codings: a row of FIGURES."""

    item: str
    unit: str
    n: int
    of: int | None = None
    stage: str = ""


@dataclass(frozen=True)
class PrintedTable:
    """
    A table with its caption and notes. Every row has a cell for every column.

    Args:
        label: How the text refers to it, such as 'Table 2'.
        title: The caption.
        columns: From the left; the first one heads the rows.
        rows: From the top.
        notes: Sentences below the table.
        notice: What must be said wherever the table goes, such as 'fictional transcripts'.
        language: Of the words, as BCP 47 writes it.
        landscape: Whether a page has to be turned for it.
        row_heads: Whether the first column heads the rows.
        figures: Numbers it states that are no counts of codings.
    """

    label: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    notes: tuple[str, ...] = ()
    notice: str = ""
    language: str = "en"
    landscape: bool = True
    row_heads: bool = True
    figures: tuple[Figure, ...] = ()

    def __post_init__(self) -> None:
        for row in self.rows:
            if len(row) != len(self.columns):
                raise ValueError(f"{self.label}: {len(row)} cells in {len(self.columns)} columns")
        _origins(self.rows, self.label)

    @property
    def shares(self) -> list[float]:
        """Each column's part of the width; they add up to 1."""
        whole = sum(column.width for column in self.columns)
        return [column.width / whole for column in self.columns]

    @property
    def grouped(self) -> bool:
        """Whether any columns stand below a heading of their group."""
        return any(column.group for column in self.columns)

    @property
    def heads(self) -> list[Head]:
        """What stands above the columns, from the left; a column without a group has its own."""
        heads: list[Head] = []
        for index, column in enumerate(self.columns):
            if column.group and heads and heads[-1].group == column.group:
                heads[-1] = replace(heads[-1], columns=heads[-1].columns + 1)
            else:
                heads.append(Head(column.group, index, 1))
        return heads

    @property
    def repeated(self) -> list[list[Cell]]:
        """The rows with a cell that covers others standing in every place it covers."""
        origins = _origins(self.rows, self.label)
        return [
            [
                self.rows[above][left]
                for above, left in (origins[row, column] for column in range(n))
            ]
            for row, n in enumerate(map(len, self.rows))
        ]

    @property
    def footnotes(self) -> tuple[str, ...]:
        """The notes, the notice first."""
        told = (f"{self.notice[0].upper()}{self.notice[1:]}.",) if self.notice else ()
        return (*told, *self.notes)


def _origins(
    rows: tuple[tuple[Cell, ...], ...], label: str
) -> dict[tuple[int, int], tuple[int, int]]:
    """
    Row and column of the cell that stands in each place, itself or by reaching over it.

    Raises:
        ValueError: a cell reaches out of the table or over another cell, or nothing reaches over
            a covered place.
    """
    found: dict[tuple[int, int], tuple[int, int]] = {}
    for above, row in enumerate(rows):
        for left, cell in enumerate(row):
            place = f"{label}: row {above + 1}, column {left + 1}"
            if cell == COVERED:
                if (above, left) not in found:
                    raise ValueError(f"{place} is covered by no cell")
                continue
            if cell.rows < 1 or cell.columns < 1:
                raise ValueError(f"{place} covers {cell.rows} rows and {cell.columns} columns")
            for down, right in product(range(cell.rows), range(cell.columns)):
                other = above + down, left + right
                inside = other[0] < len(rows) and other[1] < len(row)
                if (
                    not inside
                    or other in found
                    or (down + right and rows[other[0]][other[1]] != COVERED)
                ):
                    raise ValueError(f"{place} covers what is not COVERED, or not there")
                found[other] = above, left
    return found
