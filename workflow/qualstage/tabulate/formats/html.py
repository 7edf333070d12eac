"""HTML: one page that stands alone, with headings a screen reader announces."""

from __future__ import annotations

import jinja2

from qualstage.tabulate.printed import COVERED, Cell, PrintedTable


def render(table: PrintedTable) -> bytes:
    """The page; everything that comes from people's files is escaped."""
    page = environment().get_template("page.html")
    return page.render(table=table, sections=sections(table)).encode()


def environment(*templates: jinja2.BaseLoader) -> jinja2.Environment:
    """
    Templates that can set tables: `table.html` and `table.css` are among them.

    Args:
        templates: Where else to look for templates.
    """
    ours = jinja2.PackageLoader("qualstage.tabulate.formats", ".")
    return jinja2.Environment(
        loader=jinja2.ChoiceLoader([ours, *templates]),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


def sections(table: PrintedTable) -> list[list[tuple[Cell, ...]]]:
    """
    Rows that one heading stands for, be it beside or above them: each is a `tbody`.

    A heading whose scope is its row group is read out for the whole `tbody`, and for no other.
    """
    found: list[list[tuple[Cell, ...]]] = []
    for row in table.rows:
        first = row[0]
        opens = first.rows > 1 or first.columns == len(row) > 1
        closed = bool(found) and first != COVERED and found[-1][0][0].rows > 1
        if not found or opens or closed:
            found.append([])
        found[-1].append(row)
    return found or [[]]
