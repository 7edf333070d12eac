"""
The step `compare`: rebuilt beside published, cell by cell, on each basis.

The only step that reads published figures. A published file is CSV: table, concept, stage, theme,
unit, n; and where they are printed, `of` and the population counted.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qualstage.contracts import BASES, UNITS
from qualstage.study import EVERYONE

if TYPE_CHECKING:
    from qualstage.study import Study

Row = dict[str, Any]

_PLACE = ("stage", "population", "concept")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Options of `qualstage compare`."""
    parser.add_argument("--study", required=True, type=Path, help="the study's folder")
    parser.add_argument("--counts", required=True, type=Path, help="counts, Parquet")
    parser.add_argument("--published", nargs="*", default=[], type=Path, help="figures in print")
    parser.add_argument("--comparison", required=True, type=Path, help="CSV to write")
    parser.add_argument("--summary", required=True, type=Path, help="the verdict in words, text")


def run(options: argparse.Namespace) -> None:
    """Compare; write every cell; say the verdict. Differences are findings, not failures."""
    from qualstage.contracts import COMPARISON, COUNTS
    from qualstage.files import write_text
    from qualstage.study import read_study
    from qualstage.tables import read_rows, to_arrow, write_csv

    study = read_study(options.study)
    published = [figure for path in options.published for figure in read_published(path, study)]
    rows = compare(read_rows(options.counts, COUNTS), published)
    to_arrow(rows, COMPARISON)
    write_csv(rows, COMPARISON, options.comparison, study.notice)
    summary = summarise(rows, study.notice)
    write_text(options.summary, summary)
    print(summary, end="")


def read_published(path: Path, study: Study) -> list[Row]:
    """
    Published figures.

    Raises:
        QualstageError: every line that cannot be used.
    """
    from qualstage.errors import Problem, raise_if_any
    from qualstage.study import read_csv

    figures, problems = [], []
    required = ("table", "concept", "stage", "theme", "unit", "n")
    for line, row in read_csv(path, required):
        place = f"line {line}"
        if row["stage"] not in study.stage_ids:
            fact = f"stage '{row['stage']}' is not a stage of study.yaml."
            remedy = f"Use one of: {', '.join(study.stage_ids)}."
            problems.append(Problem(place, fact, remedy))
        if row["unit"] not in UNITS:
            fact, remedy = f"unit '{row['unit']}' is not known.", f"Use one of: {', '.join(UNITS)}."
            problems.append(Problem(place, fact, remedy))
        for name in ("n", "of"):
            if not (row.get(name, "").isdecimal() or (name == "of" and not row.get(name))):
                fact = f"{name} is '{row.get(name)}', not a whole number."
                problems.append(Problem(place, fact, "Write the figure; a printed dash is 0."))
        population = row.get("population") or EVERYONE
        figures.append(row | {"population": population, "printed_in": f"{path.name}, line {line}"})
    raise_if_any(str(path), problems)
    return figures


def compare(counts: Iterable[Row], published: Iterable[Row]) -> list[Row]:
    """
    COMPARISON rows in the order of the published figures, the bases together.

    Themes and concepts are matched by stage, population, concept, label and unit. Where a concept
    has a theme of its own name, the theme is meant.
    """
    rebuilt: dict[tuple, Row] = {}
    for level in ("concept", "theme"):
        rebuilt |= {
            (row["basis"], *(row[name] for name in _PLACE), row["label"], row["unit"]): row
            for row in counts
            if row["level"] == level
        }
    return [_compare_one(figure, basis, rebuilt) for basis in BASES for figure in published]


def _compare_one(figure: Row, basis: str, rebuilt: dict[tuple, Row]) -> Row:
    key = (basis, *(figure[name] for name in _PLACE), figure["theme"], figure["unit"])
    ours = rebuilt.get(key, {"n": None, "of": None})
    n, printed = ours["n"], int(figure["n"])
    of = int(figure["of"]) if figure.get("of") else None
    same = n == printed and (of is None or of == ours["of"])
    return {
        "table": figure["table"],
        "stage": figure["stage"],
        "population": figure["population"],
        "concept": figure["concept"],
        "theme": figure["theme"],
        "unit": figure["unit"],
        "basis": basis,
        "published": printed,
        "rebuilt": n,
        "difference": None if n is None else n - printed,
        "published_of": of,
        "rebuilt_of": ours["of"],
        "verdict": "missing" if n is None else "same" if same else "different",
        "printed_in": figure.get("printed_in", ""),
    }


def summarise(rows: list[Row], notice: str = "") -> str:
    """The verdict on each basis, and every cell of people's that differs."""
    if not rows:
        return "No published figures to compare with.\n"
    lines = [f"Published figures rebuilt ({notice}):" if notice else "Published figures rebuilt:"]
    for basis in BASES:
        mine = [row for row in rows if row["basis"] == basis]
        same = sum(row["verdict"] == "same" for row in mine)
        lines.append(f"  {basis:8} {same} of {len(mine)} cells equal")
    for row in rows:
        if row["verdict"] != "same" and row["basis"] != "machine":
            lines.append(f"  DIFFERENT on {row['basis']}: {_told(row)}")
    return "\n".join(lines) + "\n"


def _told(row: Row) -> str:
    cell = f"{row['table']}, stage {row['stage']}, {row['concept']}: {row['theme']}"
    if row["population"] != EVERYONE:
        cell += f" ({row['population']})"
    if row["rebuilt"] is None:
        told = f"{cell}: published {row['published']} {row['unit']}; no such row was counted"
        return f"{told} ({row['printed_in']})" if row["printed_in"] else told
    told = f"{cell}: published {row['published']} {row['unit']}, rebuilt {row['rebuilt']}"
    if row["difference"]:
        return f"{told} ({row['difference']:+d})"
    return f"{told}, but of {row['rebuilt_of']}, published of {row['published_of']}"
