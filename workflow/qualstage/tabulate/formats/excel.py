"""Excel: one sheet, words as text, set to print with its header repeated on every page."""

from __future__ import annotations

import io
import textwrap
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import xlsxwriter

from qualstage.archive import FIXED, with_fixed_dates
from qualstage.tabulate.printed import COVERED, Cell, PrintedTable

_LANDSCAPE, _PORTRAIT = 170, 110
"""Width of all columns together, in characters of the default font."""

_LINE = 15.0
"""Height of a line in the default font, in points."""

_HIGHEST = 409.0
"""Height of the highest row that Excel takes, in points."""

_TEXT = {"text_wrap": True, "valign": "top"}
_STYLES = {
    "caption": {"bold": True, "valign": "vcenter"},
    "head": {"bold": True, "top": 2, "bottom": 1},
    "group": {"bold": True, "top": 2, "bottom": 4},
    "below group": {"bold": True, "bottom": 1},
    "body": {"bottom": 4},
    "end": {"bottom": 2},
    "note": {"font_size": 9},
}


def render(table: PrintedTable) -> bytes:
    """A workbook of one sheet: caption, header, rows, notes."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    book.set_properties(
        {
            "title": f"{table.label}: {table.title}",
            "subject": table.notice,
            "created": datetime(*FIXED),
        }
    )
    sheet = book.add_worksheet(_sheet_name(table.label))
    styles = {name: book.add_format(_TEXT | more) for name, more in _STYLES.items()}
    last = len(table.columns) - 1
    widths = [(_LANDSCAPE if table.landscape else _PORTRAIT) * share for share in table.shares]
    _area(sheet, (0, 0, 0, last), f"{table.label}. {table.title}", styles["caption"])
    for index, width in enumerate(widths):
        sheet.set_column(index, index, width)
    below = _write_header(sheet, table, widths, styles)
    _write_rows(sheet, table.rows, below, widths, styles)
    for number, text in enumerate(table.footnotes, start=below + len(table.rows)):
        _area(sheet, (number, 0, number, last), text, styles["note"])
        sheet.set_row(number, _height(text, sum(widths)))
    sheet.freeze_panes(below, 1)
    sheet.repeat_rows(1, below - 1)
    if table.landscape:
        sheet.set_landscape()
    else:
        sheet.set_portrait()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    book.close()
    return with_fixed_dates(buffer.getvalue())


def _write_header(
    sheet: Any, table: PrintedTable, widths: Sequence[float], styles: Mapping[str, Any]
) -> int:
    """
    Write groups and headings below the caption.

    Returns:
        The first row below them, from 0.
    """
    lowest = 2 if table.grouped else 1
    for head in table.heads if table.grouped else []:
        if head.group:
            across = 1, head.first, 1, head.first + head.columns - 1
            _area(sheet, across, head.group, styles["group"])
    for index, column in enumerate(table.columns):
        top = lowest if column.group else 1
        style = styles["below group"] if column.group else styles["head"]
        _area(sheet, (top, index, lowest, index), column.heading, style)
    if table.grouped:
        spans = [sum(widths[head.first : head.first + head.columns]) for head in table.heads]
        groups = [_height(head.group, span) for head, span in zip(table.heads, spans, strict=True)]
        sheet.set_row(1, max(groups))
    headings = [column.heading for column in table.columns]
    sheet.set_row(lowest, max(map(_height, headings, widths)))
    return lowest + 1


def _write_rows(
    sheet: Any,
    rows: Sequence[tuple[Cell, ...]],
    first: int,
    widths: Sequence[float],
    styles: Mapping[str, Any],
) -> None:
    """Write the rows, from row `first` on, each as high as its text needs."""
    for number, height in enumerate(_heights(rows, widths), start=first):
        sheet.set_row(number, min(height, _HIGHEST))
    for above, row in enumerate(rows):
        for left, cell in enumerate(row):
            if cell == COVERED:
                continue
            under, right = above + cell.rows - 1, left + cell.columns - 1
            style = styles["end" if under == len(rows) - 1 else "body"]
            _area(sheet, (first + above, left, first + under, right), cell.printed, style)


def _heights(rows: Sequence[tuple[Cell, ...]], widths: Sequence[float]) -> list[float]:
    """
    Height of each row in points, so that the fullest of its cells shows every line.

    Programs fit rows to their text only when someone asks; a row must be high enough before. What a
    cell over several rows needs beyond them, they share.
    """

    def needed(cell: Cell, left: int) -> float:
        return _height(cell.printed, sum(widths[left : left + cell.columns]))

    heights = [
        max(
            [needed(cell, left) for left, cell in enumerate(row) if cell.rows == 1]
            + [_height("", 8)]
        )
        for row in rows
    ]
    for above, row in enumerate(rows):
        for left, cell in enumerate(row):
            if cell.rows > 1:
                covered = range(above, above + cell.rows)
                missing = needed(cell, left) - sum(heights[number] for number in covered)
                for number in covered:
                    heights[number] += max(0.0, missing) / cell.rows
    return heights


def _height(text: str, width: float) -> float:
    """Height in points of a text that is wrapped to a width in characters."""
    letters = max(8, int(width) - 2)
    return _LINE * sum(len(textwrap.wrap(part, letters)) or 1 for part in text.split("\n")) + 4


def _area(sheet: Any, area: tuple[int, int, int, int], text: str, style: Any) -> None:
    """Write into an area (top, left, bottom, right), merged if it is more than a cell."""
    top, left, bottom, right = area
    if (top, left) != (bottom, right):
        sheet.merge_range(*area, "", style)
    sheet.write_string(top, left, text, style)


def _sheet_name(label: str) -> str:
    r"""A name that Excel takes: no []:*?/\, at most 31 characters, no apostrophe at an end."""
    name = "".join("-" if character in "[]:*?/\\" else character for character in label)
    return name[:31].strip("'") or "Table"
