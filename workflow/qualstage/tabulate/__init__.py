"""The step `tabulate`: the study's tables as a journal would print them, in every format."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Collection, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from qualstage.study import Study
    from qualstage.tabulate.material import Chooser, Material
    from qualstage.tabulate.quotations import Quotation

Row = dict[str, Any]

PARTICIPANTS, UNASKED = "participants", "Participants"
"""Id and label of a table that a study gets without listing it: who took part at each stage."""

NUMBERS = "figures.parquet"
"""The file of numbers that tables state beside counts of codings."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Options of `qualstage tabulate`."""
    parser.add_argument("--study", required=True, type=Path, help="the study's folder")
    for name in ("sources", "speakers", "segments", "identifiers"):
        parser.add_argument(f"--{name}", nargs="+", required=True, type=Path, help="all shards")
    parser.add_argument("--codings", required=True, type=Path, help="what was settled")
    parser.add_argument("--quotations", required=True, type=Path, help="those pinned, CSV")
    parser.add_argument("--disagreements", required=True, type=Path, help="open ones, CSV")
    parser.add_argument("--unanchored", required=True, type=Path, help="words not found, CSV")
    for name in ("consensus", "sensitivity", "counts", "facts", "findings", "decisions"):
        parser.add_argument(f"--{name}", required=True, type=Path, help="Parquet")
    parser.add_argument("--output", required=True, type=Path, help="folder for the tables")


def run(options: argparse.Namespace) -> None:
    """Compose every table once, and print it in every format."""
    from qualstage.contracts import FIGURES
    from qualstage.tables import write_table
    from qualstage.tabulate.compose import compose_tables, figure_rows
    from qualstage.tabulate.exchange import FILE, write_tables
    from qualstage.tabulate.formats import FORMATS, write_printed

    given = read_material(options)
    tables = compose_tables(given, study_notes(options))
    for name, printed in tables.items():
        for ending in FORMATS:
            write_printed(printed, options.output / f"{name}.{ending}")
    write_tables(options.output / FILE, tables)
    write_table(figure_rows(tables.values()), FIGURES, options.output / NUMBERS)


def read_material(options: argparse.Namespace) -> Material:
    """
    All that the study's tables are composed from.

    Raises:
        QualstageError: what people wrote cannot be used.
    """
    from qualstage import contracts
    from qualstage.codebook import read_codebook
    from qualstage.conclude.people import read_handbook, read_members
    from qualstage.study import read_study
    from qualstage.study_checks import check_codes
    from qualstage.tables import read_rows
    from qualstage.tabulate.material import Material

    study = read_study(options.study)
    codebook = read_codebook(study.path(study.codebook))
    check_codes(study, codebook)
    sources = read_rows(options.sources, contracts.SOURCES)
    segments = read_rows(options.segments, contracts.SEGMENTS)
    codings = read_rows(options.codings, contracts.CODINGS)
    return Material(
        study=study,
        codebook=codebook,
        sources=sources,
        speakers=read_rows(options.speakers, contracts.SPEAKERS),
        counts=read_rows(options.counts, contracts.COUNTS),
        facts=read_rows(options.facts, contracts.FACTS),
        findings=read_rows(options.findings, contracts.FINDINGS),
        decisions=read_rows(options.decisions, contracts.DECISIONS),
        consensus=read_rows(options.consensus, contracts.CONSENSUS),
        sensitivity=read_rows(options.sensitivity, contracts.SENSITIVITY),
        members=read_members(study),
        handbook=read_handbook(study, codebook),
        choose=quotation_chooser(options, sources, segments, codings),
        attribute=attributor(study, sources),
    )


def study_notes(options: argparse.Namespace) -> list[str]:
    """What every table says of people's decisions: how many are open, how many are lost."""
    from qualstage.contracts import is_by_design
    from qualstage.study import read_csv

    open_ones = len(read_csv(options.disagreements, required=("source_id",)))
    notes = [f"Open disagreements between coders in the study: {open_ones}."]
    unanchored = read_csv(options.unanchored, required=("problem",))
    lost = sum(not is_by_design(row["problem"]) for _, row in unanchored)
    if lost:
        notes.append(
            f"People's decisions that count nowhere, because the words are not found in today's "
            f"transcripts: {lost}."
        )
    return notes


def quotation_chooser(
    options: argparse.Namespace,
    sources: Iterable[Row],
    segments: Iterable[Row],
    codings: Iterable[Row],
) -> Chooser:
    """A function that gives the quotation of codes, at stages, on a basis."""
    from qualstage.contracts import IDENTIFIERS
    from qualstage.screen import carries_identifier, spans_by_source
    from qualstage.study import read_csv
    from qualstage.tables import read_rows
    from qualstage.tabulate.quotations import choose_quotation
    from qualstage.voices import Voices

    by_id = {row["source_id"]: row for row in sources}
    found = read_rows(options.identifiers, IDENTIFIERS)
    identifiers = spans_by_source(found)
    voices = Voices(segments)
    pinned = [_pinned(row, by_id) for _, row in read_csv(options.quotations, ("source_id",))]
    accepted = [row for row in codings if row["state"] == "accepted"]
    accepted.sort(key=lambda row: (by_id[row["source_id"]]["position"], row["start_char"]))

    def speaker(row: Row) -> str | None:
        span = row["source_id"], row["start_char"], row["end_char"]
        names = voices.credited(*span)
        alone = voices.roles(*span) == {"respondent"} and len(names) == 1
        return next(iter(names)) if alone else None

    def may_print(row: Row) -> bool:
        span = row["source_id"], row["start_char"], row["end_char"]
        return not carries_identifier(identifiers, *span)

    for row in pinned:
        if not may_print(row):
            print(f"WARNING: {_withheld(row, found)}", file=sys.stderr)

    def choose(codes: Collection[str], stages: Collection[str], basis: str) -> Quotation | None:
        def belongs(row: Row) -> bool:
            stage = by_id[row["source_id"]]["stage"]
            ours = row.get("basis", basis) == basis
            return ours and row["code"] in codes and stage in stages

        return choose_quotation(
            filter(belongs, accepted), filter(belongs, pinned), speaker, may_print
        )

    return choose


def _withheld(row: Row, identifiers: Iterable[Row]) -> str:
    """Which pinned quotation is not printed, and why; the identifier itself is not repeated."""
    start, end = row["start_char"], row["end_char"]
    held = sorted(
        {
            f"{found['kind']} at {found['start_char']}-{found['end_char']}"
            for found in identifiers
            if found["source_id"] == row["source_id"]
            and found["start_char"] < end
            and start < found["end_char"]
        }
    )
    return (
        f"the quotation that {row['coder']} pinned for '{row['code']}' ({row['source_id']}, "
        f"characters {start}-{end}) is not printed, for it holds an identifier: "
        f"{', '.join(held)}. See screen/identifiers.csv"
    )


def _pinned(row: Row, sources: dict[str, Row]) -> Row:
    start, end = int(row["start_char"]), int(row["end_char"])
    text = sources[row["source_id"]]["text"][start:end]
    return row | {"start_char": start, "end_char": end, "text": text}


def attributor(study: Study, sources: Iterable[Row]) -> Callable[[Quotation], str]:
    """A function that says where a quotation comes from, as the paper would."""
    from qualstage.ingest.vocabulary import is_name

    by_id = {row["source_id"]: row for row in sources}
    many = len(study.stages) > 1

    def attribute(quotation: Quotation) -> str:
        source = by_id[quotation.source_id]
        stage = f"stage {source['stage']} " if many else ""
        # A name is never printed: the source alone says whose words they are.
        speaker = "" if is_name(quotation.speaker) else quotation.speaker
        who = f", {speaker}" if speaker and not source["respondent_id"] else ""
        notice = f"; {study.notice}" if study.notice else ""
        return f"{stage}{source['kind']} {source['source_id']}{who}{notice}"

    return attribute
