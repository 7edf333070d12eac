"""
CSV: RFC 4180, UTF-8 with the mark Excel looks for; a cell's lines stay lines.

People read it as data: a cell that covers others stands in every one of their places, and a
column's heading names its group.
"""

from __future__ import annotations

import csv
import io

from qualstage.csvfile import guarded
from qualstage.tabulate.printed import PrintedTable


def render(table: PrintedTable) -> bytes:
    """A header and a row a row; the notice, if there is one, in a last column."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer)
    notice = [table.notice] if table.notice else []
    header = [column.told for column in table.columns] + ["Notice"] * len(notice)
    writer.writerow(map(guarded, header))
    writer.writerows(
        map(guarded, [cell.printed for cell in row] + notice) for row in table.repeated
    )
    return buffer.getvalue().encode("utf-8-sig")
