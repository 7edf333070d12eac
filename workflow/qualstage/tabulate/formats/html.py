"""HTML: one page that stands alone, with headings a screen reader announces."""

from __future__ import annotations

import jinja2

from qualstage.tabulate.printed import PrintedTable


def render(table: PrintedTable) -> bytes:
    """The page; everything that comes from people's files is escaped."""
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("qualstage.tabulate.formats", "."),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    return environment.get_template("page.html").render(table=table).encode()
