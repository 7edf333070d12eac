"""Printed tables as JSON, so that a step which comes after can set them again, whole."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from qualstage.errors import Problem, QualstageError
from qualstage.files import write_bytes
from qualstage.tabulate.printed import PrintedTable

FILE = "tables.json"
"""What the file is called in the folder of tables."""

_TABLES = TypeAdapter(dict[str, PrintedTable])


def write_tables(path: Path, tables: Mapping[str, PrintedTable]) -> None:
    """Write tables by id, in their order."""
    write_bytes(path, _TABLES.dump_json(dict(tables), indent=1, exclude_defaults=True) + b"\n")


def read_tables(path: Path) -> dict[str, PrintedTable]:
    """
    Tables by id, equal to those that were written.

    Raises:
        QualstageError: the file is not there, or holds no tables.
    """
    try:
        return _TABLES.validate_json(path.read_bytes())
    except (OSError, ValidationError) as error:
        fact = "it cannot be read as printed tables."
        remedy = "Delete the file and run again: `qualstage tabulate` writes it."
        raise QualstageError(str(path), [Problem("file", fact, remedy)]) from error
