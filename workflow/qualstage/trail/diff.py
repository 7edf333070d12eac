"""
The command `ledger diff`: what changed between two versions, in codings and in numbers.

Both versions are settled and counted on today's transcripts by the functions that the steps use,
so that a number here is the number that a run would have given.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qualstage.study import EVERYONE
from qualstage.trail.printed import printed_in
from qualstage.trail.versions import NOW

if TYPE_CHECKING:
    from qualstage.ingest.build import Ingested
    from qualstage.ledger.history import History
    from qualstage.trail.printed import Number
    from qualstage.trail.versions import Version

Row = dict[str, Any]
Place = tuple[str, str, int, int]
Cell = tuple[str, str, str, str, str, str, str]
"""Level, stage, concept, label, unit, basis and population."""

COLUMNS = ("level", "stage", "concept", "label", "unit", "basis", "before", "after")
_OF_CODINGS = ("source_id", "code", "start_char", "end_char", "quote")
_OF_CELLS = ("population", "tables")
_NAMES = (*COLUMNS[:6], "population")

ABSENT, UNASKED = "not counted", "not asked"
"""What stands where a version has no such cell, or none of its codes applies there."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Options of `qualstage ledger diff`."""
    parser.epilog = "Example: qualstage ledger diff before:369349affca0 --study mystudy"
    parser.add_argument("before", metavar="A", help="the version to compare from")
    parser.add_argument("after", metavar="B", nargs="?", default=NOW, help="the version compared")
    parser.add_argument("--study", required=True, type=Path, help="the study's folder")
    parser.add_argument(
        "--results", type=Path, help="its folder of results: today's proposals count, too"
    )
    parser.add_argument("--output", type=Path, help="CSV to write instead of printing")


def run(options: argparse.Namespace) -> None:
    """Print or write what changed."""
    from qualstage.files import write_bytes
    from qualstage.ingest import ingest_study
    from qualstage.tables import csv_for_people
    from qualstage.trail.entries import read_trail
    from qualstage.trail.versions import version_of

    trail = read_trail(options.study)
    versions = [version_of(name, trail) for name in (options.before, options.after)]
    proposals = _read_proposals(options.results, trail.study.folder)
    rows = ingest_study(trail.study)
    before, after = (_settle(version, rows, proposals) for version in versions)
    codings = changed_codings(before.codings, after.codings, trail.history)
    cells = changed_cells(before, after)
    tables = {
        change.place: list(
            dict.fromkeys([*before.printed(change.place), *after.printed(change.place)])
        )
        for change in cells
    }
    if options.output:
        header, table = _table(codings, cells, tables)
        write_bytes(options.output, csv_for_people(header, table, trail.study.notice))
    else:
        first = f"From {options.before} to {options.after}"
        bases = "people's codings, and with today's proposals" if proposals else "people's codings"
        print(told(f"{first} ({bases}):", codings, cells, tables))


def _read_proposals(results: Path | None, study: Path) -> list[Row]:
    from qualstage.contracts import PROPOSALS
    from qualstage.errors import Problem, QualstageError
    from qualstage.origin import refuse_anothers_results
    from qualstage.tables import read_rows

    if results is None:
        return []
    refuse_anothers_results(results, study)
    files = sorted((results / "code").glob("*/proposals.parquet"))
    if not files:
        remedy = "Run `snakemake --cores 4` first, or name the study's folder in results/."
        problem = Problem("folder", "it holds no proposals.", remedy)
        raise QualstageError(str(results), [problem])
    return read_rows(files, PROPOSALS)


@dataclass(frozen=True)
class Settled:
    """
    People's codings of a version, every number it comes to, and what its themes count.

    A number is n and what it is of; `tables` names the tables that print it.
    """

    codings: list[Row]
    numbers: Mapping[Cell, tuple[int | None, int | None]]
    in_themes: frozenset[tuple[str, str]]
    tables: Mapping[Number, Sequence[str]] = field(default_factory=dict)

    def printed(self, cell: Cell) -> Sequence[str]:
        """The tables that print a number, whatever the basis."""
        return self.tables.get((*cell[:5], cell[6]), ())


def _settle(version: Version, rows: Ingested, proposals: list[Row]) -> Settled:
    """Settle and count a version, as the steps do."""
    from qualstage.count import count, credit
    from qualstage.settle import settle_study

    study, codebook = version.study, version.codebook
    known = [row for row in proposals if row["code"] in codebook.codes]
    given = study, codebook, rows.sources, rows.segments, known, version.chains
    codings = settle_study(*given).codings
    bases = ("people", "both") if proposals else ("people",)
    # Another chain may speak of a code that was not born yet when this one was cut off.
    codings = [row for row in codings if row["basis"] in bases and row["code"] in codebook.codes]
    voiced = credit(codings, rows.segments, rows.speakers)
    counts = count(voiced, rows.sources, rows.speakers, study, codebook)
    below = codebook.below()
    return Settled(
        [row for row in codings if row["basis"] == "people"],
        {
            tuple(row[name] for name in _NAMES): (row["n"], row["of"])
            for row in counts
            if row["basis"] in bases
        },
        frozenset(
            (stage, code)
            for stage, concepts in study.themes.items()
            for themes in concepts.values()
            for named in themes.values()
            for top in named
            for code in below[top]
        ),
        printed_in(study, codebook),
    )


@dataclass(frozen=True)
class Change:
    """A coding, or a cell, that is not what it was; None where it was not, or is not any more."""

    place: tuple[Any, ...]
    before: Any
    after: Any


def changed_codings(before: Iterable[Row], after: Iterable[Row], history: History) -> list[Change]:
    """
    Codings of people that changed.

    A coding is one by its source, its words and what its code is today, so that one that followed
    its code into another has changed, and is not two.

    Returns:
        Changes by source, code, span and words; what each was and is, in words.
    """
    old, new = (_by_place(rows, history) for rows in (before, after))
    texts = {place: rows[0]["text"] for rows_of in (old, new) for place, rows in rows_of.items()}
    return [
        Change((*place, texts[place]), *was_and_is)
        for place in sorted(old.keys() | new.keys())
        if len(set(was_and_is := (_told_codings(old.get(place)), _told_codings(new.get(place)))))
        > 1
    ]


def _by_place(rows: Iterable[Row], history: History) -> dict[Place, list[Row]]:
    found: dict[Place, list[Row]] = {}
    for row in rows:
        place = row["source_id"], history.now(row["code"]), row["start_char"], row["end_char"]
        found.setdefault(place, []).append(row)
    return found


def _told_codings(rows: list[Row] | None) -> str | None:
    """What codings at a place come to, for people; None where there are none."""
    if rows is None:
        return None
    return "; ".join(
        f"{row['code']} {row['state']} by {row['decided_by']} {row['coder']}".strip()
        for row in sorted(rows, key=lambda row: row["code"])
    )


def changed_cells(before: Settled, after: Settled) -> list[Change]:
    """
    Numbers that changed, in table order: themes' and those of codes that no theme counts, of
    everyone; and whatever else some table prints, which is what it is of, too.
    """
    order = list(dict.fromkeys([*after.numbers, *before.numbers]))
    in_themes = before.in_themes | after.in_themes
    found = []
    for cell in order:
        level, stage, _, label = cell[:4]
        printed = bool(before.printed(cell) or after.printed(cell))
        of_codes = level == "code" and (stage, label) not in in_themes
        told = cell[6] == EVERYONE and (level == "theme" or of_codes)
        was, now = (_told_number(version.numbers, cell) for version in (before, after))
        whole = {version.numbers[cell][1] for version in (before, after) if cell in version.numbers}
        if printed and len(whole - {None}) > 1:
            was, now = (f"{n} of {v.numbers[cell][1]}" for n, v in ((was, before), (now, after)))
        silent = {was, now} <= {ABSENT, UNASKED}
        if was != now and not silent and (told or printed):
            found.append(Change(cell, was, now))
    return sorted(found, key=lambda change: change.place[0] != "theme")


def _told_number(numbers: Mapping[Cell, tuple[int | None, int | None]], cell: Cell) -> str:
    if cell not in numbers:
        return ABSENT
    return UNASKED if numbers[cell][0] is None else str(numbers[cell][0])


def told(
    first: str,
    codings: list[Change],
    cells: list[Change],
    tables: Mapping[tuple[Any, ...], Sequence[str]],
) -> str:
    """What changed, as a person reads it; behind a number, the tables that print it."""
    if not codings and not cells:
        return f"{first} nothing changed."
    lines = [first, "", f"Codings: {_how_many(codings)}", *_coding_lines(codings)]
    lines += ["", f"Numbers: {len(cells)} changed"]
    for change in cells:
        level, stage, concept, label, unit, basis, population = change.place
        what = f"{concept}: {label}" if level == "theme" else f"{level} {label} ({concept})"
        what = f"concept {concept}" if level == "concept" else what
        whom = "" if population == EVERYONE else f", of {population}"
        where = f"stage {stage}, {what}, {unit}{whom}, {basis}"
        inside = f" [{', '.join(tables[change.place])}]" if tables[change.place] else ""
        lines.append(f"  {where}: {change.before} -> {change.after}{inside}")
    return "\n".join(lines)


def _how_many(codings: list[Change]) -> str:
    added = sum(change.before is None for change in codings)
    gone = sum(change.after is None for change in codings)
    return f"{added} added, {gone} gone, {len(codings) - added - gone} changed"


def _coding_lines(codings: list[Change]) -> Iterator[str]:
    for change in codings:
        source, _, start, end, words = change.place
        words = " ".join(words.split())
        words = words if len(words) <= 80 else f"{words[:77]}..."
        yield f"  {source} {start}-{end} “{words}”"
        yield f"      {change.before or 'not coded'} -> {change.after or 'not coded'}"


def _table(
    codings: list[Change],
    cells: list[Change],
    tables: Mapping[tuple[Any, ...], Sequence[str]],
) -> tuple[list[str], list[list[Any]]]:
    """The same as a table: cells first, then codings, which have no stage, unit or number."""
    header = [*COLUMNS, *_OF_CODINGS, *_OF_CELLS]
    rows = [
        [
            *(*c.place[:6], c.before, c.after, *[""] * len(_OF_CODINGS)),
            *(c.place[6], "; ".join(tables[c.place])),
        ]
        for c in cells
    ]
    for change in codings:
        blank = ["coding", "", "", change.place[1], "", "people"]
        rows.append([*blank, change.before or "", change.after or "", *change.place, "", ""])
    return header, rows
