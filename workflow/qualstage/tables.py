"""Tables read and written under their contracts."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qualstage.contracts import Table
from qualstage.csvfile import guarded
from qualstage.errors import Problem, QualstageError, raise_if_any
from qualstage.files import replacing, write_bytes

if TYPE_CHECKING:
    import pyarrow


def to_arrow(rows: Iterable[Mapping[str, Any]], contract: Table) -> pyarrow.Table:
    """Rows as an Arrow table in the contract's columns, sorted by its key and checked."""
    import pyarrow

    rows = list(rows)
    expected = set(contract.columns)
    for row in rows[:1]:
        if set(row) != expected:
            raise ValueError(
                f"{contract.name}: rows have columns {sorted(row)}, promised {sorted(expected)}"
            )
    table = pyarrow.Table.from_pylist(rows, schema=contract.schema)
    table = table.sort_by([(name, "ascending") for name in contract.key])
    check_table(table, contract)
    return table


def check_table(table: pyarrow.Table, contract: Table, place: str = "") -> None:
    """
    Hold a table against its contract.

    Raises:
        QualstageError: columns or types differ, a key repeats, a value is empty or not a choice.
    """
    place = place or contract.name
    remedy = "Delete the file and run again; if it comes back, report it."
    if not table.schema.equals(contract.schema):
        fact = f"it does not have the columns promised for '{contract.name}'."
        raise QualstageError(place, [Problem(place, fact, remedy)])
    problems = []
    keys = table.select(list(contract.key))
    if keys.group_by(list(contract.key)).aggregate([]).num_rows != table.num_rows:
        problems.append(Problem(place, f"a key ({', '.join(contract.key)}) repeats.", remedy))
    for name, column in contract.columns.items():
        values = table.column(name)
        if not column.nullable and values.null_count:
            problems.append(Problem(place, f"column '{name}' has empty values.", remedy))
        if column.choices:
            odd = set(values.unique().to_pylist()) - set(column.choices) - {None}
            if odd:
                problems.append(Problem(place, f"column '{name}' has {sorted(odd)}.", remedy))
    raise_if_any(place, problems)


def write_table(rows: Iterable[Mapping[str, Any]], contract: Table, path: str | Path) -> None:
    """Write rows as Parquet, sorted by key: the same rows give the same bytes."""
    import pyarrow.parquet

    table = to_arrow(rows, contract)
    with replacing(path) as temporary:
        pyarrow.parquet.write_table(table, temporary, compression="zstd")


def write_csv(
    rows: Iterable[Mapping[str, Any]], contract: Table, path: str | Path, notice: str = ""
) -> None:
    """Write a contract's rows as CSV for people, in the order they come."""
    names = list(contract.columns)
    write_bytes(path, csv_for_people(names, ([row[n] for n in names] for row in rows), notice))


def csv_for_people(header: Sequence[str], rows: Iterable[Sequence[Any]], notice: str = "") -> bytes:
    """
    CSV that Excel opens: UTF-8 with its mark, and no text a formula (`csvfile.guarded`).

    Args:
        header: Names of the columns.
        rows: Values of each row.
        notice: What must be said wherever the rows go; a last column of its own.
    """
    more = [notice] if notice else []
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(map(guarded, [*header, *(["notice"] if notice else [])]))
    writer.writerows(map(guarded, [*row, *more]) for row in rows)
    return buffer.getvalue().encode("utf-8-sig")


def read_arrow(paths: str | Path | Iterable[str | Path], contract: Table) -> pyarrow.Table:
    """Read one Parquet file, or the shards of one table, and check the whole."""
    import pyarrow
    import pyarrow.parquet

    if isinstance(paths, str | Path):
        paths = [paths]
    shards = [pyarrow.parquet.read_table(path, partitioning=None) for path in paths]
    for path, shard in zip(paths, shards, strict=True):
        check_table(shard, contract, str(path))
    table = pyarrow.concat_tables(shards) if shards else contract.schema.empty_table()
    check_table(table, contract)
    return table.sort_by([(name, "ascending") for name in contract.key])


def read_rows(paths: str | Path | Iterable[str | Path], contract: Table) -> list[dict[str, Any]]:
    """Read a table, or its shards, as one dictionary a row, sorted by key."""
    return read_arrow(paths, contract).to_pylist()
