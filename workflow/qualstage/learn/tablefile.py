"""Coded tables as CSV: which columns are codes, and the table with codes and scores behind it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy

from qualstage.errors import Problem, lines_listed, raise_if_any
from qualstage.text_table import TEXT, TextTable, taken_names, write_widened

SCORE = "_score"

_STRAY = 0.1
"""Share of a column's rows up to which other values than 1 and 0 are taken for slips."""


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


def check_names(codes: Sequence[str], table: TextTable) -> None:
    """
    See that columns of codes and scores have names of their own.

    Raises:
        QualstageError: the names that would stand twice in what is written.
    """
    scores = [code + SCORE for code in codes]
    problems = taken_names([*codes, *scores], table)
    problems += [
        Problem("codes", f"'{name}' is a code, and the name of another's score.", "Rename it.")
        for name in scores
        if name in codes
    ]
    raise_if_any(str(table.path), problems)


def write_coded(
    table: TextTable,
    codes: Sequence[str],
    coded: numpy.ndarray,
    scores: numpy.ndarray,
    path: Path,
) -> None:
    """
    Write a table with codes and scores behind its own columns.

    Args:
        table: The table as read.
        codes: Names of the codes.
        coded: Whether a row has the code, (rows, codes).
        scores: Probability that it has, (rows, codes).
        path: CSV to write.
    """
    cells = (
        [*marks.astype(int), *(f"{number:.4f}" for number in numbers)]
        for marks, numbers in zip(coded, scores, strict=True)
    )
    write_widened(table, [*codes, *(code + SCORE for code in codes)], cells, path)
