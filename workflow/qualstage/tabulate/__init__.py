"""The step `tabulate`: the study's tables as a journal would print them, in every format."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from qualstage.codebook import Codebook
    from qualstage.study import PaperTable, Study
    from qualstage.tabulate.quotations import Quotation

Row = dict[str, Any]

PARTICIPANTS = "participants"
"""The table that every study gets: who took part at each stage."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Options of `qualstage tabulate`."""
    parser.add_argument("--study", required=True, type=Path, help="the study's folder")
    for name in ("sources", "speakers", "segments", "identifiers"):
        parser.add_argument(f"--{name}", nargs="+", required=True, type=Path, help="all shards")
    parser.add_argument("--codings", required=True, type=Path, help="what was settled")
    parser.add_argument("--quotations", required=True, type=Path, help="those pinned, CSV")
    parser.add_argument("--disagreements", required=True, type=Path, help="open ones, CSV")
    parser.add_argument("--unanchored", required=True, type=Path, help="words not found, CSV")
    parser.add_argument("--counts", required=True, type=Path, help="counts, Parquet")
    parser.add_argument("--output", required=True, type=Path, help="folder for the tables")


def run(options: argparse.Namespace) -> None:
    """Compose every table once, and print it in every format."""
    from dataclasses import replace

    from qualstage.codebook import read_codebook
    from qualstage.contracts import CODINGS, COUNTS, SEGMENTS, SOURCES, SPEAKERS
    from qualstage.study import read_study
    from qualstage.study_checks import check_codes
    from qualstage.tables import read_rows
    from qualstage.tabulate.concept_table import compose_concept_table
    from qualstage.tabulate.exchange import FILE, write_tables
    from qualstage.tabulate.formats import FORMATS, write_printed
    from qualstage.tabulate.participants import compose_participants

    study = read_study(options.study)
    codebook = read_codebook(study.path(study.codebook))
    check_codes(study, codebook)
    sources = read_rows(options.sources, SOURCES)
    counts = read_rows(options.counts, COUNTS)
    segments = read_rows(options.segments, SEGMENTS)
    codings = read_rows(options.codings, CODINGS)
    told = study_notes(options)
    choose = quotation_chooser(options, codebook, sources, segments, codings)
    attribute = attributor(study, sources)
    tables = {
        PARTICIPANTS: compose_participants(study, sources, read_rows(options.speakers, SPEAKERS))
    }
    for table in study.tables:
        printed = compose_concept_table(table, study, codebook, counts, choose, attribute)
        tables[table.id] = replace(printed, notes=(*printed.notes, *told))
    for name, printed in tables.items():
        for ending in FORMATS:
            write_printed(printed, options.output / f"{name}.{ending}")
    write_tables(options.output / FILE, tables)


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
    codebook: Codebook,
    sources: Iterable[Row],
    segments: Iterable[Row],
    codings: Iterable[Row],
) -> Callable[[str, PaperTable], Quotation | None]:
    """A function that gives the quotation of a concept in a table."""
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

    def choose(concept: str, table: PaperTable) -> Quotation | None:
        def belongs(row: Row) -> bool:
            stage = by_id[row["source_id"]]["stage"]
            ours = row.get("basis", table.basis) == table.basis
            of = codebook.codes[row["code"]].concept
            return ours and of == concept and stage in table.stages

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
