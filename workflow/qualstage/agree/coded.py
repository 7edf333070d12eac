"""
Coders' answers in any table: wide, a row a unit and a column a coder; or long.

A long table has the columns unit, coder and code: a row says that a coder gave a unit a code. If no
coder gave a unit two codes, codes exclude each other, and are categories; else each is a question
of its own, which a coder answered 'no' for a unit where they have another row. A row with an empty
code says that a coder looked at a unit and found nothing. A coder without any row for a unit did
not look at it: nobody can tell silence from 'no', so that this is said.

Programs write what is missing as NA, N/A or nan, and the numbers of a column that misses one as 1.0
for 1: these are read as what was meant.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy

from qualstage.agree.figures import Answers
from qualstage.agree.tallies import MISSING
from qualstage.csvfile import unguarded
from qualstage.errors import Problem, lines_listed, raise_if_any
from qualstage.resampling import RESAMPLES
from qualstage.text_table import TextTable, read_text_table

WIDE, LONG = FORMS = ("wide", "long")
NOT_ANSWERED = ("", "NA", "N/A", "nan", "NaN")
"""Cells where a coder did not answer; in a long table an empty one says that there is no code."""
NO_CODE = "(no code)"
UNIT, CLUSTER, CODER, CODE_COLUMN = "unit", "cluster", "coder", "code"
_WHOLE = re.compile(r"(-?\d+)\.0+")
"""A whole number, as programs write it whose column misses a value."""
_FREE_TEXT = 20
"""Rows from which on a column of nothing but different values is taken for no coder's."""


@dataclass(frozen=True)
class Coded:
    """
    What a table holds.

    Args:
        answers: Of each code, 1, 0 or MISSING; or the numbers of categories, as of one code.
        categories: Names, where codes exclude each other; () else.
        told: How the table was understood, in sentences.
    """

    answers: Answers
    categories: tuple[str, ...]
    told: tuple[str, ...]


def read_coded(options: argparse.Namespace) -> Coded:
    """
    A table's answers.

    Raises:
        QualstageError: everything about it that cannot be used.
    """
    table = read_text_table(options.table, [c for c in (options.unit, options.cluster) if c])
    named = {options.unit, options.cluster, *(options.coders or ())}
    table = replace(table, header=_known_by_any_case(table.names, named))
    problems = []
    if options.form and options.form not in FORMS:
        fact = f"'{options.form}' is no form of a table."
        problems.append(Problem("--form", fact, "Name one of: wide, long."))
    raise_if_any(str(options.table), problems)
    is_long = {CODER, CODE_COLUMN} <= set(table.names)
    form = options.form or (LONG if is_long else WIDE)
    return _long(table, options) if form == LONG else _wide(table, options)


def _wide(table: TextTable, options: argparse.Namespace) -> Coded:
    unit = options.unit or (UNIT if UNIT in table.names else None)
    cluster = options.cluster or (CLUSTER if CLUSTER in table.names else None)
    known = {unit, cluster, ""}
    coders = tuple(options.coders or (name for name in table.names if name not in known))
    raise_if_any(str(table.path), [*_wrong_coders(table, coders, options), *_twice(table, unit)])
    cells = [[_category(cell) for cell in table.column(name)] for name in coders]
    raise_if_any(str(table.path), [] if options.coders else _nothing_shared(coders, cells))
    blank = [cell for column in cells for cell in column if cell in NOT_ANSWERED]
    found = sorted({cell for column in cells for cell in column} - set(NOT_ANSWERED), key=_order)
    number = {category: i for i, category in enumerate(found)}
    given = [[number.get(cell, MISSING) for cell in column] for column in cells]
    told = [
        f"{table.path}: a row a unit ({len(table.rows)}), a column a coder: {_listed(coders)}.",
        f"Categories: {_listed(found)}.",
    ]
    if blank:
        cells_are = "cell is" if len(blank) == 1 else "cells are"
        told.append(f"{len(blank)} {cells_are} {_blank(blank)}: not answered.")
    drawn = table.column(cluster) if cluster else None
    answers = _answers(coders, ("",), numpy.array(given)[..., None], drawn)
    return Coded(answers, tuple(found), (*told, _drawn(cluster)))


def _long(table: TextTable, options: argparse.Namespace) -> Coded:
    unit, cluster = options.unit or UNIT, options.cluster
    cluster = cluster or (CLUSTER if CLUSTER in table.names else None)
    missing = [name for name in (unit, CODER, CODE_COLUMN) if name not in table.names]
    remedy = f"Name the columns in the first line; found: {', '.join(filter(None, table.names))}."
    problems = [Problem("line 1", f"it has no column '{name}'.", remedy) for name in missing]
    raise_if_any(str(table.path), problems)
    columns = (table.column(name) for name in (unit, CODER, CODE_COLUMN))
    rows = [(u.strip(), who.strip(), _category(c)) for u, who, c in zip(*columns, strict=True)]
    clusters = [cell.strip() for cell in table.column(cluster)] if cluster else None
    coders = tuple(sorted({coder for _, coder, _ in rows if coder}))
    raise_if_any(str(table.path), _wrong_rows(table, rows, clusters, coders))
    units = list(dict.fromkeys(name for name, _, _ in rows))
    codes = tuple(sorted({c for _, _, c in rows if c not in NOT_ANSWERED}, key=_order))
    given: dict[tuple[str, str], set[str]] = {}
    for name, coder, code in rows:
        if not code or code not in NOT_ANSWERED:
            given.setdefault((coder, name), set()).update([code] if code else [])
    told = [f"{table.path}: a row a code of a unit ({len(units)}) by a coder: {_listed(coders)}."]
    if blank := [code for *_, code in rows if code and code in NOT_ANSWERED]:
        told.append(f"Rows whose code is {_blank(blank)}: {len(blank)}. They are not answered.")
    if silent := len(coders) * len(units) - len({(coder, name) for name, coder, _ in rows}):
        told.append(
            f"Pairs of coder and unit without a row: {silent}. They are taken as not looked at; "
            "where a coder looked and found nothing, write a row with an empty code."
        )
    of_unit = dict(zip((name for name, _, _ in rows), clusters or (), strict=False))
    drawn = [of_unit[name] for name in units] if clusters else None
    if any(len(mine) > 1 for mine in given.values()):
        told.append(f"Some units have several codes: each is asked by itself: {_listed(codes)}.")
        numbers, categories = _each_code(given, (coders, units), codes), ()
    else:
        blank = () if all(given.values()) else (NO_CODE,)
        codes, categories = ("",), (*codes, *blank)
        told.append(f"No unit has two codes of a coder: categories are {_listed(categories)}.")
        numbers = _one_category(given, (coders, units), categories)
    answers = _answers(coders, codes, numbers, drawn)
    return Coded(answers, categories, (*told, _drawn(cluster)))


Given = Mapping[tuple[str, str], set[str]]
"""Codes by coder and unit; units that a coder did not look at are left out."""


def _each_code(
    given: Given, axes: tuple[Sequence[str], Sequence[str]], codes: Sequence[str]
) -> numpy.ndarray:
    """Answers to each code by itself, (coders, units, codes)."""
    coders, units = axes
    answers = numpy.full((len(coders), len(units), len(codes)), MISSING)
    for i, coder in enumerate(coders):
        for u, unit in enumerate(units):
            if (mine := given.get((coder, unit))) is not None:
                answers[i, u] = [code in mine for code in codes]
    return answers


def _one_category(
    given: Given, axes: tuple[Sequence[str], Sequence[str]], categories: Sequence[str]
) -> numpy.ndarray:
    """Numbers of categories, (coders, units, 1)."""
    coders, units = axes
    number = {category: i for i, category in enumerate(categories)}
    answers = numpy.full((len(coders), len(units), 1), MISSING)
    for i, coder in enumerate(coders):
        for u, unit in enumerate(units):
            if (mine := given.get((coder, unit))) is not None:
                answers[i, u] = number[next(iter(mine), NO_CODE)]
    return answers


def _answers(
    coders: tuple[str, ...],
    codes: tuple[str, ...],
    given: numpy.ndarray,
    drawn: Sequence[str] | None,
) -> Answers:
    """Answers whose units are drawn each by itself, or with those of the same cluster."""
    n = given.shape[1]
    # A cell that names no cluster is a cluster of its own.
    names = [("row", str(i)) for i in range(n)]
    if drawn is not None:
        names = [("name", name) if name else own for name, own in zip(drawn, names, strict=True)]
    order = {name: i for i, name in enumerate(dict.fromkeys(names))}
    cluster = numpy.array([order[name] for name in names], int)
    return Answers(coders, codes, given, cluster, cluster, ("",) * len(order))


def _wrong_coders(
    table: TextTable, coders: Sequence[str], options: argparse.Namespace
) -> Iterator[Problem]:
    found = ", ".join(filter(None, table.names))
    for name in options.coders or ():
        if name not in table.names:
            fact = f"there is no column '{name}'."
            yield Problem("--coders", fact, f"Name columns of the table: {found}.")
    for name in sorted({name for name in coders if coders.count(name) > 1}):
        yield Problem("--coders", f"'{name}' is named twice.", "Name each coder once.")
    if len(set(coders)) < 2:
        fact = f"agreement needs two coders, and there {_are(coders)}."
        remedy = (
            "Give each coder a column; or a row for each unit, coder and code, under these names."
        )
        yield Problem("line 1", fact, remedy)
    for name in coders if not options.coders else ():
        values = [cell for cell in table.column(name) if cell.strip() not in NOT_ANSWERED]
        if len(values) >= _FREE_TEXT and len(set(values)) == len(values):
            fact = f"column '{name}' has another value in every row: no coder's categories."
            yield Problem("line 1", fact, "Name the coders' columns: --coders A B.")


def _nothing_shared(coders: Sequence[str], cells: Sequence[Sequence[str]]) -> Iterator[Problem]:
    """Columns no two of which hold a value in common: another kind of table, or another column."""
    found = [set(column) - set(NOT_ANSWERED) for column in cells]
    if all(found) and len(set().union(*found)) == sum(map(len, found)):
        fact = f"no two of the columns {_listed(coders)} have a value in common."
        remedy = (
            "If a row is a code that a coder gave a unit, call the columns unit, coder and code. "
            f"If the columns are coders' all the same, say so: --coders {' '.join(coders)}."
        )
        yield Problem("line 1", fact, remedy)


def _known_by_any_case(names: Sequence[str], kept: Collection[str | None]) -> list[str]:
    """Names of columns, those that have a meaning as they are written here; `kept` stay."""
    known = [name for name in (UNIT, CLUSTER, CODER, CODE_COLUMN) if name not in names]
    folded = [name.casefold() for name in names]
    meant = {name for name in known if folded.count(name) == 1}
    return [
        low if low in meant and name not in kept else name
        for name, low in zip(names, folded, strict=True)
    ]


def _category(cell: str) -> str:
    """A cell's category; whole numbers alike, however a program wrote them."""
    cell = unguarded(cell.strip())
    return whole[1] if (whole := _WHOLE.fullmatch(cell)) else cell


def _are(coders: Sequence[str]) -> str:
    return f"is only '{coders[0]}'" if coders else "is none"


def _twice(table: TextTable, unit: str | None) -> Iterator[Problem]:
    """Units that have several rows of a wide table."""
    lines: dict[str, list[int]] = {}
    for line, name in zip(table.lines, table.column(unit) if unit else (), strict=False):
        lines.setdefault(name.strip(), []).append(line)
    for name, at in lines.items():
        if len(at) > 1:
            fact = f"unit '{name}' has {len(at)} rows."
            yield Problem(lines_listed(at), fact, "Give each unit one row, and a name of its own.")


def _wrong_rows(
    table: TextTable,
    rows: Sequence[tuple[str, ...]],
    clusters: Sequence[str] | None,
    coders: Sequence[str],
) -> Iterator[Problem]:
    for column, what in enumerate((UNIT, CODER)):
        lines = [line for line, row in zip(table.lines, rows, strict=True) if not row[column]]
        if lines:
            yield Problem(lines_listed(lines), f"{what} is empty.", "Say which it is.")
    if len(coders) < 2:
        fact = f"agreement needs two coders, and there {_are(coders)}."
        yield Problem("file", fact, "Put all coders' rows into one table.")
    of_unit: dict[str, set[str]] = {}
    for (unit, *_), cluster in zip(rows, clusters or (), strict=False):
        of_unit.setdefault(unit, set()).add(cluster)
    for unit, found in of_unit.items():
        if len(found) > 1:
            fact = f"unit '{unit}' is of several clusters: {', '.join(sorted(found))}."
            yield Problem("file", fact, "Write the same in all rows of a unit.")


def _blank(cells: Iterable[str]) -> str:
    """What stands in cells that were not answered."""
    there = set(cells)
    return " or ".join(name or "empty" for name in NOT_ANSWERED if name in there)


def _order(name: str) -> tuple[bool, float, str]:
    """Numbers by size, before words."""
    try:
        return False, float(name), name
    except ValueError:
        return True, 0.0, name


def _listed(names: Iterable[str], most: int = 12) -> str:
    names = list(names)
    more = [f"{len(names) - most} more"] if len(names) > most else []
    return ", ".join([*names[:most], *more])


def _drawn(cluster: str | None) -> str:
    what = f"values of '{cluster}'" if cluster else "units"
    return f"95 % intervals from {RESAMPLES} resamples of {what}."
