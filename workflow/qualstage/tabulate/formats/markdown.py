"""
Markdown: a pipe table as GitHub and Pandoc read it.

Such a table knows no cell that covers others: covered places stay empty, and a column's heading
names its group.
"""

from __future__ import annotations

import re

from qualstage.tabulate.printed import Cell, PrintedTable

_SPECIAL = re.compile(r"([\\`*_\[\]<>|#~$&])")


def render(table: PrintedTable) -> bytes:
    """The caption, the table, the notes."""
    lines = [
        f"**{_escape(table.label)}** {_escape(table.title)}",
        "",
        _row([_escape(column.told) for column in table.columns]),
        _row(["---"] * len(table.columns)),
        *(_row([_cell(cell) for cell in row]) for row in table.rows),
        "",
        *("\n" + _escape(note) for note in table.footnotes),
    ]
    return ("\n".join(lines).replace("\n\n\n", "\n\n") + "\n").encode()


def _row(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _cell(cell: Cell) -> str:
    return "<br>".join(_escape(line.printed) for line in cell.lines)


def _escape(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", " ".join(text.split()))
