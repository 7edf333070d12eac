"""Tables of texts as CSV: read as they stand, and written again with more columns behind them."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from qualstage.csvfile import QUOTE_IT, guarded, read_cells, surplus
from qualstage.errors import Problem, QualstageError, raise_if_any
from qualstage.files import write_bytes

TEXT = "text"


@dataclass(frozen=True)
class TextTable:
    """
    A CSV with a column `text`, its cells as they stand.

    Args:
        path: Where it lies.
        delimiter: What divides its cells.
        header: Names of the columns.
        lines: The line each row begins on.
        rows: Cells of each row, as many as there are names.
    """

    path: Path
    delimiter: str
    header: list[str]
    lines: list[int]
    rows: list[list[str]]

    @property
    def names(self) -> list[str]:
        """Names of the columns, without white space around them."""
        return [name.strip() for name in self.header]

    def column(self, name: str) -> list[str]:
        """Values of a column, as they stand."""
        number = self.names.index(name)
        return [row[number] for row in self.rows]


def read_text_table(path: Path, required: Sequence[str] = (TEXT,)) -> TextTable:
    """
    Read a table of texts.

    Raises:
        QualstageError: it is no UTF-8 CSV, has no rows, misses a required column or has two of one
            name; or every line with more cells than columns.
    """
    delimiter, cells = read_cells(path, composed=False)
    header = cells[0][1] if cells else []
    names = [name.strip() for name in header]
    problems = []
    for name in dict.fromkeys(required):
        if name not in names:
            fact = f"it has no column '{name}'."
            found = ", ".join(filter(None, names)) or "nothing"
            remedy = f"Name the columns in the first line; found: {found}."
            problems.append(Problem("line 1", fact, remedy))
    for name in sorted({name for name in names if name and names.count(name) > 1}):
        fact = f"it has more than one column '{name}'."
        problems.append(Problem("line 1", fact, "Rename all but one, or take them out."))
    lines, rows = [], []
    for line, values in cells[1:]:
        if extra := surplus(header, values):
            fact = f"it has more cells than there are columns: {extra} is in none."
            problems.append(Problem(f"line {line}", fact, QUOTE_IT))
        # A line without any cell is no row; one whose cells are blank is.
        if values:
            lines.append(line)
            rows.append([*values, *[""] * (len(header) - len(values))][: len(header)])
    if not rows:
        problems.append(Problem("file", "it has no rows.", "Write a row for each text."))
    raise_if_any(str(path), problems)
    return TextTable(path, delimiter, header, lines, rows)


def taken_names(names: Sequence[str], table: TextTable) -> list[Problem]:
    """Columns to be written whose names the table has already, as a problem."""
    taken = [name for name in names if name in table.names]
    if not taken:
        return []
    fact = f"columns of these names are to be written, and it has them already: {_few(taken)}."
    return [Problem("line 1", fact, "Take them out, or rename them.")]


def _few(names: Sequence[str], most: int = 10) -> str:
    """The first of some names in quotes, and how many more there are."""
    more = [f"{len(names) - most} more"] if len(names) > most else []
    return ", ".join([*(f"'{name}'" for name in names[:most]), *more])


def refuse_overwriting(command: str, given: Iterable[Path], output: Path) -> None:
    """
    See that what is written is none of what is read.

    Raises:
        QualstageError: it is.
    """
    if output.resolve() in {path.resolve() for path in given}:
        fact, remedy = "it would overwrite what it is given.", "Name another file."
        raise QualstageError(command, [Problem(f"--output {output}", fact, remedy)])


def write_widened(
    table: TextTable, names: Sequence[str], cells: Iterable[Sequence[object]], path: Path
) -> None:
    """
    Write a table with columns behind its own; UTF-8 with its mark, for Excel.

    Args:
        table: The table as read.
        names: Names of the new columns.
        cells: Their cells, row by row.
        path: CSV to write, divided as the table is.
    """
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, delimiter=table.delimiter, lineterminator="\n")
    writer.writerow([*table.header, *names])
    writer.writerows(
        [*row, *map(guarded, more)] for row, more in zip(table.rows, cells, strict=True)
    )
    write_bytes(path, buffer.getvalue().encode("utf-8-sig"))
