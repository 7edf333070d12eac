"""
One writer a file format: `render(table)` gives the bytes of the whole file.

The same table gives the same bytes: no clock, no random order.
"""

from __future__ import annotations

import importlib
from pathlib import Path

from qualstage.files import write_bytes
from qualstage.tabulate.printed import PrintedTable

_WRITERS = {
    "csv": "comma_separated",
    "md": "markdown",
    "html": "html",
    "tex": "latex",
    "docx": "word",
    "xlsx": "excel",
}

FORMATS = tuple(_WRITERS)
"""File endings that every table is written with."""


def write_printed(table: PrintedTable, path: Path) -> None:
    """Write a table in the format that the path's ending names."""
    name = _WRITERS[path.suffix.removeprefix(".")]
    writer = importlib.import_module(f"{__name__}.{name}")
    write_bytes(path, writer.render(table))
