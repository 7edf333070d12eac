"""The command `evidence`: the words behind a number, who decided, and where it is on record."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from qualstage.count import Countable
    from qualstage.study import Study

Row = dict[str, Any]

COLUMNS = (
    "source_id",
    "respondents",
    "code",
    "state",
    "decided_by",
    "coder",
    "why",
    "start_char",
    "end_char",
    "text",
    "entries",
)
_BETWEEN = "; "
"""Between respondents' names, which may hold spaces."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Options of `qualstage evidence`."""
    parser.epilog = (
        "Example: qualstage evidence 'Goal setting' --stage 2 "
        "--study data_synthetic/core --results results/core"
    )
    parser.add_argument("label", help="a theme, a code's id, or a concept")
    parser.add_argument("--stage", required=True, help="id of the stage")
    parser.add_argument("--basis", default="both", choices=("people", "machine", "both"))
    parser.add_argument("--rejected", action="store_true", help="show what was rejected instead")
    parser.add_argument("--study", required=True, type=Path, help="the study's folder")
    parser.add_argument("--results", required=True, type=Path, help="its folder of results")
    parser.add_argument("--output", type=Path, help="CSV to write instead of printing")
    parser.set_defaults(writes=False)


def run(options: argparse.Namespace) -> None:
    """Print the codings behind a cell, or write them as CSV."""
    from qualstage.codebook import read_codebook
    from qualstage.contracts import CODINGS, SEGMENTS, SOURCES, SPEAKERS
    from qualstage.count import countables
    from qualstage.files import write_bytes
    from qualstage.origin import refuse_anothers_results
    from qualstage.study import read_study
    from qualstage.tables import csv_for_people, read_rows

    study = read_study(options.study)
    refuse_anothers_results(options.results, study.folder)
    codebook = read_codebook(study.path(study.codebook))
    item = _find(options.label, options.stage, study, countables(study, codebook))
    shards = {
        name: sorted((options.results / "ingest").glob(f"*/{name}.parquet"))
        for name in ("sources", "speakers", "segments")
    }
    codings_file = options.results / "settle" / "codings.parquet"
    _require(options.results, codings_file, shards["sources"])
    sources = {row["source_id"]: row for row in read_rows(shards["sources"], SOURCES)}
    wanted = ("rejected",) if options.rejected else ("accepted", "open")
    codings = [
        row
        for row in read_rows(codings_file, CODINGS)
        if row["basis"] == options.basis
        and row["state"] in wanted
        and row["code"] in item.codes
        and sources[row["source_id"]]["stage"] == item.stage
    ]
    rows = list(
        behind(
            codings,
            sources,
            read_rows(shards["segments"], SEGMENTS),
            read_rows(shards["speakers"], SPEAKERS),
        )
    )
    if options.output:
        write_bytes(
            options.output,
            csv_for_people(COLUMNS, ([row[n] for n in COLUMNS] for row in rows), study.notice),
        )
    else:
        print(told(item, rows, options.basis, study.notice))


def _require(results: Path, codings: Path, sources: list[Path]) -> None:
    from qualstage.errors import Problem, QualstageError

    if not codings.exists() or not sources:
        fact = "it holds no results of this study."
        remedy = "Run `snakemake --cores 4` first, or name the study's folder in results/."
        raise QualstageError(str(results), [Problem("folder", fact, remedy)])


def _find(label: str, stage: str, study: Study, items: Iterable[Countable]) -> Countable:
    """The theme, concept or code of that label at the stage."""
    from qualstage.errors import Problem, QualstageError

    if stage not in study.stage_ids:
        fact = f"the study has no stage '{stage}'."
        remedy = f"Name one of: {', '.join(study.stage_ids)}."
        raise QualstageError("--stage", [Problem("command line", fact, remedy)])
    here = [item for item in items if item.stage == stage]
    for level in ("theme", "concept", "code"):
        for item in here:
            if item.level == level and item.label.casefold() == label.casefold():
                return item
    known = "; ".join(item.label for item in here if item.level == "theme") or "none"
    fact = f"stage {stage} has no theme, concept or code called '{label}'."
    raise QualstageError(label, [Problem("command line", fact, f"Themes there: {known}.")])


def behind(
    codings: Iterable[Row],
    sources: Mapping[str, Row],
    segments: Iterable[Row],
    speakers: Iterable[Row],
) -> Iterator[Row]:
    """
    Codings with the respondents they credit.

    Returns:
        Rows of the columns `COLUMNS`, in the order of collection and of the words.
    """
    from qualstage.voices import Voices

    voices = Voices(segments)
    names = {(row["source_id"], row["speaker"]): row["respondent_id"] for row in speakers}
    order = {name: row["position"] for name, row in sources.items()}
    for coding in sorted(
        codings, key=lambda c: (order[c["source_id"]], c["start_char"], c["code"])
    ):
        source = coding["source_id"]
        credited = voices.credited(source, coding["start_char"], coding["end_char"])
        people = sorted({names.get((source, speaker)) or "" for speaker in credited} - {""})
        yield {
            **{name: coding[name] for name in COLUMNS if name in coding},
            "respondents": _BETWEEN.join(people),
            "entries": " ".join(coding["entries"]),
        }


def told(item: Countable, rows: list[Row], basis: str, notice: str) -> str:
    """The rows as a person reads them."""
    import textwrap

    people = {name for row in rows for name in row["respondents"].split(_BETWEEN) if name}
    n_sources = len({row["source_id"] for row in rows})
    counts = ((len(people), "respondent"), (n_sources, "source"), (len(rows), "coding"))
    counted = ", ".join(f"{n} {noun}{'' if n == 1 else 's'}" for n, noun in counts)
    lines = [f"{item.label} ({item.concept}), stage {item.stage}, basis {basis}: {counted}"]
    if notice:
        lines.append(notice)
    for row in rows:
        who = f" ({row['respondents']})" if row["respondents"] not in ("", row["source_id"]) else ""
        place = f"{row['source_id']}{who}, characters {row['start_char']}-{row['end_char']}"
        decided = f"{row['decided_by']} {row['coder']}".strip()
        why = f": {row['why']}" if row["why"] else ""
        entries = ", ".join(entry[:12] for entry in row["entries"].split())
        lines += ["", f"{place}, code {row['code']}"]
        lines += textwrap.wrap(
            f"“{row['text']}”", 92, initial_indent="    ", subsequent_indent="    "
        )
        lines += textwrap.wrap(
            f"{row['state']} by {decided}{why}", 92, initial_indent="  ", subsequent_indent="  "
        )
        lines += [f"  ledger {entries}"] if entries else []
    return "\n".join(lines)
