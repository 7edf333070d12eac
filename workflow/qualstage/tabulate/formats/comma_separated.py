"""CSV: RFC 4180, UTF-8 with the mark Excel looks for; a cell's lines stay lines."""

from __future__ import annotations

import csv
import io

from qualstage.tabulate.printed import PrintedTable


def render(table: PrintedTable) -> bytes:
    """A header and a row a row; the notice, if there is one, in a last column."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer)
    notice = [table.notice] if table.notice else []
    writer.writerow([column.heading for column in table.columns] + ["Notice"] * len(notice))
    writer.writerows([cell.printed for cell in row] + notice for row in table.rows)
    return buffer.getvalue().encode("utf-8-sig")
