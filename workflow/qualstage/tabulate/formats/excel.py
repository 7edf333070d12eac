"""Excel: one sheet, words as text, set to print on landscape pages with its header repeated."""

from __future__ import annotations

import io
import textwrap
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import xlsxwriter

from qualstage.archive import FIXED, with_fixed_dates
from qualstage.tabulate.printed import PrintedTable

_CHARACTERS = 170
"""Width of all columns together, in characters of the default font."""

_LINE = 15.0
"""Height of a line in the default font, in points."""


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
    last = len(table.columns) - 1
    caption = book.add_format({"bold": True, "text_wrap": True, "valign": "vcenter"})
    head = book.add_format(
        {"bold": True, "text_wrap": True, "valign": "top", "top": 2, "bottom": 1}
    )
    body = book.add_format({"text_wrap": True, "valign": "top", "bottom": 4})
    end = book.add_format({"text_wrap": True, "valign": "top", "bottom": 2})
    note = book.add_format({"text_wrap": True, "valign": "top", "font_size": 9})
    _across(sheet, 0, last, f"{table.label}. {table.title}", caption)
    for index, (column, share) in enumerate(zip(table.columns, table.shares, strict=True)):
        sheet.set_column(index, index, _CHARACTERS * share)
        sheet.write_string(1, index, column.heading, head)
    sheet.set_row(1, _height([column.heading for column in table.columns], table.shares))
    for number, row in enumerate(table.rows, start=2):
        style = end if number == len(table.rows) + 1 else body
        sheet.set_row(number, _height([cell.printed for cell in row], table.shares))
        for index, cell in enumerate(row):
            sheet.write_string(number, index, cell.printed, style)
    for number, text in enumerate(table.footnotes, start=len(table.rows) + 2):
        _across(sheet, number, last, text, note)
        sheet.set_row(number, _height([text], [1.0]))
    sheet.freeze_panes(2, 1)
    sheet.repeat_rows(1)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    book.close()
    return with_fixed_dates(buffer.getvalue())


def _height(texts: Sequence[str], shares: Sequence[float]) -> float:
    """
    Height of a row in points, so that the fullest of its cells shows every line.

    Programs fit rows to their text only when someone asks; a row must be high enough before.
    """
    lines = [
        sum(len(textwrap.wrap(part, max(8, int(_CHARACTERS * share) - 2))) or 1 for part in parts)
        for text, share in zip(texts, shares, strict=True)
        for parts in [text.split("\n")]
    ]
    return _LINE * max(lines) + 4


def _across(sheet: Any, row: int, last: int, text: str, style: Any) -> None:
    if last:
        sheet.merge_range(row, 0, row, last, "", style)
    sheet.write_string(row, 0, text, style)


def _sheet_name(label: str) -> str:
    r"""A name that Excel takes: no []:*?/\, at most 31 characters, no apostrophe at an end."""
    name = "".join("-" if character in "[]:*?/\\" else character for character in label)
    return name[:31].strip("'") or "Table"
