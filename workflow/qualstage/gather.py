"""Shards of one table put together as one CSV for people."""

from __future__ import annotations

import argparse
import csv
from pathlib import Path

from qualstage.csvfile import unguarded


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Options of `qualstage gather`."""
    parser.add_argument("files", nargs="+", type=Path, help="shards: CSV, or Parquet")
    parser.add_argument("--output", required=True, type=Path, help="CSV to write")
    parser.add_argument("--notice", default="", help="what a last column says in every row")


def run(options: argparse.Namespace) -> None:
    """Write the rows of all shards under one header, sorted by their first columns."""
    from qualstage.files import write_bytes
    from qualstage.tables import csv_for_people

    read = _read_parquet if options.files[0].suffix == ".parquet" else _read_csv
    header: list[str] = []
    rows: list[list[str]] = []
    for path in options.files:
        header, found = read(path)
        rows += found
    rows.sort(key=lambda row: [_natural(value) for value in row])
    write_bytes(options.output, csv_for_people(header, rows, options.notice))


def _natural(value: object) -> tuple[bool, int, str]:
    text = str(value)
    return not text.isdecimal(), int(text) if text.isdecimal() else 0, text


def _read_csv(path: Path) -> tuple[list[str], list[list[str]]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        header, *rows = ([*map(unguarded, row)] for row in csv.reader(file))
    return header, rows


def _read_parquet(path: Path) -> tuple[list[str], list[list[str]]]:
    import pyarrow.parquet

    table = pyarrow.parquet.read_table(path, partitioning=None)
    return table.column_names, [list(row.values()) for row in table.to_pylist()]
