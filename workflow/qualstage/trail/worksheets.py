"""Lists that a person goes through before importing them: never written over that person's work."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any


def write_worksheet(path: Path, header: Sequence[str], rows: Sequence[Sequence[Any]]) -> str:
    """Write a worksheet unless there is another file of that name; returns what was done."""
    from qualstage.files import write_bytes
    from qualstage.tables import csv_for_people

    content = csv_for_people(header, rows)
    if path.exists() and path.read_bytes() != content:
        return f"  kept: {path}, which holds something else; remove it to have it written anew"
    write_bytes(path, content)
    return f"  written: {path}"
