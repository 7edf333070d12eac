"""Coded tables as CSV: which columns are codes, and the table with codes and scores behind it."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy

from qualstage.csvfile import QUOTE_IT, read_cells, surplus
from qualstage.errors import Problem, lines_listed, raise_if_any
from qualstage.files import write_bytes

TEXT = "text"
SCORE = "_score"

_STRAY = 0.1
"""Share of a column's rows up to which other values than 1 and 0 are taken for slips."""


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


def codes_of(table: TextTable, group: str | None) -> tuple[list[str], numpy.ndarray]:
    """
    The codes of a coded table, and which rows have them.

    A code is a column, other than `text` and the groups', whose cells all hold 1 or 0.

    Returns:
        Their names in the table's order; shape (rows, codes).

    Raises:
        QualstageError: no column is a code, no row has one; or every column that seems a code but
            for a few cells.
    """
    codes, answers, problems = [], [], []
    for number, name in enumerate(table.names):
        if name in ("", TEXT, group):
            continue
        values = [row[number].strip() for row in table.rows]
        other = [row for row, value in enumerate(values) if value not in ("0", "1")]
        if not other:
            codes.append(name)
            answers.append([value == "1" for value in values])
        elif len(other) <= _STRAY * len(values):
            shown = ", ".join(f"'{value}'" for value in sorted({values[row] for row in other})[:3])
            fact = f"column '{name}' holds 1 and 0, and here something else: {shown}."
            remedy = "Write 1 or 0; or, if it is not a code, take the column out."
            problems.append(Problem(lines_listed([table.lines[r] for r in other]), fact, remedy))
    voiced = numpy.array(answers, bool).T
    if not codes and not problems:
        fact = "no column is a code: none holds only 1 and 0."
        remedy = "Give each code a column, with 1 in the rows that have it and 0 in the others."
        problems.append(Problem("file", fact, remedy))
    elif codes and not voiced.any():
        fact = "no row has a code, so there is nothing to learn from."
        problems.append(Problem("file", fact, "Write 1 where a text has a code."))
    raise_if_any(str(table.path), problems)
    return codes, voiced


def check_room_for(codes: Sequence[str], table: TextTable) -> None:
    """
    See that columns of codes and scores have names of their own.

    Raises:
        QualstageError: the names that would stand twice in what is written.
    """
    scores = [code + SCORE for code in codes]
    problems = []
    if taken := [name for name in [*codes, *scores] if name in table.names]:
        fact = f"columns of these names are to be written, and it has them already: {_few(taken)}."
        problems.append(Problem("line 1", fact, "Take them out, or rename them."))
    problems += [
        Problem("codes", f"'{name}' is a code, and the name of another's score.", "Rename it.")
        for name in scores
        if name in codes
    ]
    raise_if_any(str(table.path), problems)


def _few(names: Sequence[str], most: int = 10) -> str:
    """The first of some names in quotes, and how many more there are."""
    more = [f"{len(names) - most} more"] if len(names) > most else []
    return ", ".join([*(f"'{name}'" for name in names[:most]), *more])


def write_coded(
    table: TextTable,
    codes: Sequence[str],
    coded: numpy.ndarray,
    scores: numpy.ndarray,
    path: Path,
) -> None:
    """
    Write a table with codes and scores behind its own columns; UTF-8 with its mark, for Excel.

    Args:
        table: The table as read.
        codes: Names of the codes.
        coded: Whether a row has the code, (rows, codes).
        scores: Probability that it has, (rows, codes).
        path: CSV to write, divided as the table is.
    """
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, delimiter=table.delimiter, lineterminator="\n")
    writer.writerow([*table.header, *codes, *(code + SCORE for code in codes)])
    for row, marks, numbers in zip(table.rows, coded, scores, strict=True):
        writer.writerow([*row, *marks.astype(int), *(f"{number:.4f}" for number in numbers)])
    write_bytes(path, buffer.getvalue().encode("utf-8-sig"))
