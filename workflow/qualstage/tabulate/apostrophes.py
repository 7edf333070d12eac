"""Apostrophes as printers set them: one sign, whichever way it was typed."""

from __future__ import annotations

import re
from dataclasses import replace

from qualstage.tabulate.printed import Line, PrintedTable


def curled(table: PrintedTable) -> PrintedTable:
    """
    A table with the apostrophes that printers set, all alike, whichever way they were typed.

    A sign stands for a sign, so that numbers and quotations are found where they were.
    """

    def line(given: Line) -> Line:
        return replace(given, text=curled_text(given.text))

    return replace(
        table,
        title=curled_text(table.title),
        columns=tuple(
            replace(one, heading=curled_text(one.heading), group=curled_text(one.group))
            for one in table.columns
        ),
        rows=tuple(
            tuple(replace(one, lines=tuple(map(line, one.lines))) for one in row)
            for row in table.rows
        ),
        notes=tuple(map(curled_text, table.notes)),
    )


def curled_text(text: str) -> str:
    """A text with the apostrophes that printers set, and quotation marks of one stroke."""
    quoted = re.sub(r"(?<!\w)'(\w[^'’\n]*)'(?!\w)", r"‘\1’", text)
    return re.sub(r"(?<=[\w.,?!])'|'(?=\w)", "’", quoted)
