"""The tables as they are printed, every count of codings a link to what is behind it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from qualstage.publish import addresses
from qualstage.publish.material import Material
from qualstage.publish.site import Page, body
from qualstage.tabulate.formats.html import sections

if TYPE_CHECKING:
    from qualstage.tabulate.printed import PrintedTable


def make(given: Material) -> Iterator[Page]:
    """A page a table."""
    for name, table in given.printed.items():
        address = addresses.table_page(name)
        words = body(
            "table_page.html",
            address,
            given=given,
            table=table,
            sections=sections(table),
            n_counts=n_counts(table),
            others=list(given.printed.items()),
            mine=name,
        )
        title = f"{table.label}: {table.title}"
        yield Page(address, title, words, part=addresses.INDEX, wide=True)


def n_counts(table: PrintedTable) -> int:
    """How many numbers of a table are counts of codings."""
    lines = (line for row in table.rows for cell in row for line in cell.lines)
    return sum(len(line.counts) for line in lines)
