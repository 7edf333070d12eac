"""
The step `compare`: rebuilt beside published, cell by cell, on each basis.

The only step that reads published figures. A file of them is CSV. Counts of codings have the
columns table, concept, stage, theme, unit, n, and where they are printed `of` and the population
counted; they are compared on each basis. Whatever else tables state has table, stage (which may be
empty), item, unit, n, `of`, and is compared with the study's table of that label. A `note` says
what is doubtful.
"""

from __future__ import annotations

import argparse
from collections.abc import Collection, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qualstage.contracts import BASES, PRINTED, UNITS
from qualstage.study import EVERYONE

if TYPE_CHECKING:
    from qualstage.study import Study

Row = dict[str, Any]

_PLACE = ("stage", "population", "concept")
_STATED = ("table", "stage", "item", "unit", "n")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Options of `qualstage compare`."""
    parser.add_argument("--study", required=True, type=Path, help="the study's folder")
    parser.add_argument("--counts", required=True, type=Path, help="counts, Parquet")
    parser.add_argument("--figures", required=True, type=Path, help="what tables state besides")
    parser.add_argument("--published", nargs="*", default=[], type=Path, help="figures in print")
    parser.add_argument("--sources", nargs="*", default=[], type=Path, help="sources, all shards")
    parser.add_argument("--comparison", required=True, type=Path, help="CSV to write")
    parser.add_argument("--summary", required=True, type=Path, help="the verdict in words, text")


def run(options: argparse.Namespace) -> None:
    """Compare; write every cell; say the verdict. Differences are findings, not failures."""
    from qualstage.contracts import COMPARISON, COUNTS, FIGURES, SOURCES, has_withdrawn
    from qualstage.files import write_text
    from qualstage.study import read_study
    from qualstage.tables import read_rows, to_arrow, write_csv

    study = read_study(options.study)
    published = [figure for path in options.published for figure in read_published(path, study)]
    figures = read_rows(options.figures, FIGURES)
    sources = read_rows(options.sources, SOURCES)
    rows = compare(read_rows(options.counts, COUNTS), published, figures, unread_stages(sources))
    to_arrow(rows, COMPARISON)
    write_csv(rows, COMPARISON, options.comparison, study.notice)
    gone = [row["source_id"] for row in sources if has_withdrawn(row["excluded"])]
    summary = summarise(rows, study.notice, gone)
    write_text(options.summary, summary)
    print(summary, end="")


def read_published(path: Path, study: Study) -> list[Row]:
    """
    Published figures, of counts and of what else tables state.

    Returns:
        Rows of table, stage, population, concept, theme, unit, n, of, note, printed_in. A number
        that is no count has no concept, and its item for a theme.

    Raises:
        QualstageError: every line that cannot be used.
    """
    from qualstage.csvfile import read_cells
    from qualstage.errors import Problem, raise_if_any
    from qualstage.study import read_csv

    cells = read_cells(path).rows
    of_counts = "item" not in [name.strip() for name in (cells[0][1] if cells else [])]
    figures, problems = [], []
    required = ("table", "concept", "stage", "theme", "unit", "n")
    for line, row in read_csv(path, required if of_counts else _STATED):
        place = f"line {line}"
        if row["stage"] not in study.stage_ids and (of_counts or row["stage"]):
            fact = f"stage '{row['stage']}' is not a stage of study.yaml."
            remedy = f"Use one of: {', '.join(study.stage_ids)}."
            problems.append(Problem(place, fact, remedy))
        if of_counts and not row["concept"]:
            fact = "it names no concept."
            problems.append(Problem(place, fact, "Say of which concept the theme is."))
        if of_counts and row["unit"] not in UNITS:
            fact, remedy = f"unit '{row['unit']}' is not known.", f"Use one of: {', '.join(UNITS)}."
            problems.append(Problem(place, fact, remedy))
        for name in ("n", "of"):
            if not (row.get(name, "").isdecimal() or (name == "of" and not row.get(name))):
                fact = f"{name} is '{row.get(name)}', not a whole number."
                problems.append(Problem(place, fact, "Write the figure; a printed dash is 0."))
        told = {
            "population": row.get("population") or EVERYONE,
            "printed_in": f"{path.name}, line {line}",
            "note": row.get("note", ""),
        }
        stated = {} if of_counts else {"concept": "", "theme": row["item"]}
        figures.append(row | told | stated)
    raise_if_any(str(path), problems)
    return figures


def unread_stages(sources: Iterable[Row]) -> frozenset[str]:
    """Stages whose sources are rows of a matrix or ratings alone, of which a machine reads none."""
    from qualstage.voices import is_talk

    rows = [row for row in sources if not row["excluded"]]
    return frozenset(row["stage"] for row in rows) - {r["stage"] for r in rows if is_talk(r)}


def compare(
    counts: Iterable[Row],
    published: Iterable[Row],
    figures: Iterable[Row] = (),
    unread: Collection[str] = (),
) -> list[Row]:
    """
    COMPARISON rows in the order of the published figures, the bases together.

    Themes and concepts are matched by stage, population, concept, label and unit. Where a concept
    has a theme of its own name, the theme is meant. What else tables state is matched by the
    table's label, stage, item and unit.

    Args:
        counts: COUNTS rows.
        published: What `read_published` returns.
        figures: FIGURES rows.
        unread: Stages in which the machine reads nothing: that it has no coding there is no 0.
    """
    rebuilt: dict[tuple, Row] = {}
    for level in ("concept", "theme"):
        rebuilt |= {
            (row["basis"], *(row[name] for name in _PLACE), row["label"], row["unit"]): row
            for row in counts
            if row["level"] == level
        }
    stated = {(row["table"], row["stage"], row["item"], row["unit"]): row for row in figures}
    rows, published = [], list(published)
    for basis in BASES:
        for figure in (figure for figure in published if figure["concept"]):
            key = (basis, *(figure[name] for name in _PLACE), figure["theme"], figure["unit"])
            if basis == "machine" and figure["stage"] in unread:
                rows.append(_compare_one(figure, basis, None) | {"verdict": "not asked"})
            else:
                rows.append(_compare_one(figure, basis, rebuilt.get(key)))
    for figure in published:
        if not figure["concept"]:
            key = (figure["table"], figure["stage"], figure["theme"], figure["unit"])
            rows.append(_compare_one(figure, PRINTED, stated.get(key)))
    return rows


def _compare_one(figure: Row, basis: str, found: Row | None) -> Row:
    ours = found or {"n": None, "of": None}
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
        "note": figure.get("note", ""),
    }


def summarise(rows: list[Row], notice: str = "", gone: Sequence[str] = ()) -> str:
    """
    The verdict on each basis, and every cell of people's that differs.

    Args:
        rows: COMPARISON rows; cells that the machine was not asked about are no cells of its own.
        notice: What must be said of the study.
        gone: Sources that withdrew consent: figures in print may have counted them.
    """
    if not rows:
        return "No published figures to compare with.\n"
    lines = [f"Published figures rebuilt ({notice}):" if notice else "Published figures rebuilt:"]
    for basis, noun in (*((basis, "cells") for basis in BASES), (PRINTED, "other figures")):
        every = [row for row in rows if row["basis"] == basis]
        mine = [row for row in every if row["verdict"] != "not asked"]
        same = sum(row["verdict"] == "same" for row in mine)
        if mine:
            left = (
                f"; {len(every) - len(mine)} in stages without text to read"
                if mine != every
                else ""
            )
            lines.append(f"  {basis:8} {same} of {len(mine)} {noun} equal{left}")
    for row in rows:
        if row["verdict"] != "same" and row["basis"] != "machine":
            lines.append(f"  DIFFERENT on {row['basis']}: {_told(row)}")
    if gone:
        who = "1 source" if len(gone) == 1 else f"{len(gone)} sources"
        lines.append(
            f"  {who} withdrew consent ({', '.join(gone)}): figures in print may count what is gone"
        )
    noted = len({row["printed_in"] for row in rows if row["note"]})
    if noted:
        figures = "1 of these figures has a note" if noted == 1 else f"{noted} figures have notes"
        lines.append(f"  {figures} on what is doubtful in print: see comparison.csv")
    return "\n".join(lines) + "\n"


def _told(row: Row) -> str:
    named = f"{row['concept']}: {row['theme']}" if row["concept"] else row["theme"]
    at = f", stage {row['stage']}" if row["stage"] else ""
    cell = f"{row['table']}{at}, {named}"
    if row["population"] != EVERYONE:
        cell += f" ({row['population']})"
    if row["rebuilt"] is None:
        nowhere = "no such row was counted" if row["concept"] else "no table states it"
        told = f"{cell}: published {row['published']} {row['unit']}; {nowhere}"
        return f"{told} ({row['printed_in']})" if row["printed_in"] else told
    told = f"{cell}: published {row['published']} {row['unit']}, rebuilt {row['rebuilt']}"
    if row["difference"]:
        return f"{told} ({row['difference']:+d})"
    of = "no stated whole" if row["rebuilt_of"] is None else row["rebuilt_of"]
    return f"{told}, but of {of}, published of {row['published_of']}"
