"""
The step `ingest`: who said what, where, in words that never change.

Inside a study it reads the transcripts that sources.csv lists, and the extraction matrices. On its
own it reads any files: `qualstage ingest FILES --output DIR`.
"""

from __future__ import annotations

import argparse
import csv
import functools
import io
import sys
import time
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from qualstage.csvfile import guarded

if TYPE_CHECKING:
    from qualstage.ingest.build import Ingested
    from qualstage.study import Source, Study

REPORT = (
    "source_id",
    "file",
    "format",
    "encoding",
    "speakers",
    "turns",
    "words",
    "set_aside_lines",
    "warnings",
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Options of `qualstage ingest`."""
    parser.epilog = "Example: qualstage ingest interviews/*.docx --output read"
    alone = parser.add_argument_group("on its own")
    alone.add_argument("files", nargs="*", type=Path, help="transcripts, in any format it reads")
    alone.add_argument("--output", type=Path, help="folder for the tables and the report")
    study = parser.add_argument_group("inside a study")
    study.add_argument("--study", type=Path, help="the study's folder")
    study.add_argument("--shard", metavar="K/S", help="only the sources of shard K of S")
    for table in ("sources", "speakers", "segments"):
        study.add_argument(f"--{table}", type=Path, help=f"{table}, Parquet to write")
    study.add_argument("--report", type=Path, help="what was recognised in each file, CSV to write")


def run(options: argparse.Namespace) -> None:
    """Ingest a shard of a study, or files on their own."""
    from qualstage.errors import Problem, QualstageError

    if options.study is not None and not options.files:
        _run_study(options)
    elif options.files and options.study is None and options.output is not None:
        _run_files(options)
    else:
        remedy = (
            "On its own: qualstage ingest FILES --output DIR. In a study: --study PATH, and "
            "--sources, --speakers, --segments and --report for the files to write."
        )
        fact = "it needs either files and --output, or --study."
        raise QualstageError("qualstage ingest", [Problem("command line", fact, remedy)])


def _run_study(options: argparse.Namespace) -> None:
    from qualstage.contracts import SEGMENTS, SOURCES, SPEAKERS
    from qualstage.files import write_text
    from qualstage.study import read_study
    from qualstage.tables import write_table

    rows = ingest_study(read_study(options.study), options.shard)
    write_table(rows.sources, SOURCES, options.sources)
    write_table(rows.speakers, SPEAKERS, options.speakers)
    write_table(rows.segments, SEGMENTS, options.segments)
    write_text(options.report, report_csv(rows))


def ingest_study(study: Study, shard: str | None = None) -> Ingested:
    """
    Ingest a study's sources, or those of one shard ('K/S').

    Raises:
        QualstageError: every file that cannot be read, and why.
    """
    from qualstage.ingest.build import (
        Ingested,
        ingest_document,
        ingest_excluded,
        ingest_ratings,
    )
    from qualstage.ingest.build import ingest_transcript as ingest_one
    from qualstage.ingest.matrix import read_matrices
    from qualstage.ingest.ratings import read_ratings
    from qualstage.study import read_sources
    from qualstage.transcripts import locate_transcripts

    sources = read_sources(study)
    located = locate_transcripts(study, sources)
    if shard is not None:
        number, shards = (int(part) for part in shard.split("/"))
        sources = [source for source in sources if source.shard(shards) == number]
    cells: dict[str, list] = {}
    for cell in read_matrices(study):
        cells.setdefault(cell.source_id, []).append(cell)
    rated: dict[str, list] = {}
    for rating in read_ratings(study):
        rated.setdefault(rating.source_id, []).append(rating)
    by_hand = read_speakers(study)
    shown = Path(study.transcripts)

    def ingest(source: Source) -> Ingested:
        if source.excluded:
            return ingest_excluded(source)
        path = located[source.source_id]
        if path is None and source.source_id in rated:
            return ingest_ratings(source, rated[source.source_id])
        if path is None:
            return ingest_document(source, cells[source.source_id])
        place = (shown / path.name).as_posix()
        return ingest_one(source, path, place, by_hand.get(source.source_id, {}))

    rows = Ingested()
    gather = _Gather(str(study.folder), len(sources))
    for source in sources:
        path = located[source.source_id]
        found = gather.attempt(ingest, source, path.name if path else source.source_id)
        if found is not None:
            rows.add(found)
    gather.finish()
    return rows


def _run_files(options: argparse.Namespace) -> None:
    from qualstage.contracts import SEGMENTS, SOURCES, SPEAKERS
    from qualstage.files import write_text
    from qualstage.tables import write_csv, write_table

    rows = ingest_files(options.files)
    folder = options.output
    write_table(rows.sources, SOURCES, folder / "sources.parquet")
    write_table(rows.speakers, SPEAKERS, folder / "speakers.parquet")
    write_table(rows.segments, SEGMENTS, folder / "segments.parquet")
    write_csv(rows.segments, SEGMENTS, folder / "segments.csv")
    write_text(folder / "report.csv", report_csv(rows))
    print(told(rows))
    print(f"\nWritten to {folder}: segments.csv, report.csv and Parquet tables.")


def ingest_files(paths: Iterable[Path]) -> Ingested:
    """
    Ingest files outside a study; a source is called as its file without ending.

    Raises:
        QualstageError: every file that cannot be read, and two files of one name.
    """
    from qualstage.errors import Problem
    from qualstage.ingest.build import Ingested
    from qualstage.ingest.build import ingest_transcript as ingest_one
    from qualstage.study import Source

    paths = list(paths)
    names = Counter(path.name for path in paths)
    rows = Ingested()
    gather = _Gather("the files", len(paths))
    named: dict[str, str] = {}
    for position, path in enumerate(paths, start=1):
        shown = path.as_posix() if names[path.name] > 1 else path.name
        name = unicodedata.normalize("NFC", path.stem)
        if name in named:
            fact = f"another file of the name '{name}' is given: {named[name]}."
            gather.problems.append(Problem(shown, fact, "Rename one of the two."))
        named.setdefault(name, shown)
        source = Source(source_id=name, stage="1", kind="transcript", position=position)
        one = functools.partial(ingest_one, path=path, shown_path=shown, by_hand={})
        found = gather.attempt(one, source, shown)
        if found is not None:
            rows.add(found)
    gather.finish()
    return rows


class _Gather:
    """Goes through files, tells the progress, and gathers every file's problem."""

    def __init__(self, subject: str, total: int) -> None:
        from qualstage.errors import Problem

        self.subject, self.total, self.done = subject, total, 0
        self.problems: list[Problem] = []
        self._told = time.monotonic()

    def attempt(self, ingest, source: Source, place: str) -> Ingested | None:
        from qualstage.errors import Problem
        from qualstage.ingest.readers import Unreadable

        self.done += 1
        if time.monotonic() - self._told > 2:
            print(f"ingest: {self.done} of {self.total} files", file=sys.stderr)
            self._told = time.monotonic()
        try:
            return ingest(source)
        except Unreadable as error:
            self.problems.append(error.problem(place))
        except FileNotFoundError as error:
            fact = "there is no such file."
            place = str(error.filename or place)
            self.problems.append(Problem(place, fact, "Check the name and the folder."))
        return None

    def finish(self) -> None:
        from qualstage.errors import raise_if_any

        raise_if_any(self.subject, self.problems)


def read_speakers(study: Study) -> Mapping[str, dict[str, dict[str, str]]]:
    """
    What speakers.csv says: by source and label, the role and the respondent_id.

    Raises:
        QualstageError: every line that cannot be used.
    """
    from qualstage.contracts import ROLES
    from qualstage.errors import Problem, raise_if_any
    from qualstage.ingest.canonical import fold
    from qualstage.study import again_for, read_csv

    if study.speakers is None:
        return {}
    path = study.path(study.speakers)
    problems = []
    found: dict[str, dict[str, dict[str, str]]] = {}
    for line, row in read_csv(path, ("source_id", "speaker", "role")):
        if row["role"] and row["role"] not in ROLES:
            fact = f"role '{row['role']}' is not known."
            remedy = f"Use one of: {', '.join(ROLES)}."
            problems.append(Problem(f"line {line}", fact, remedy))
        found.setdefault(row["source_id"], {})[fold(row["speaker"])] = row
    raise_if_any(str(path), problems, again_for(study))
    return found


def report_csv(rows: Ingested) -> str:
    """The report as CSV: a line a source."""
    buffer = io.StringIO()
    writer = csv.DictWriter(buffer, REPORT, lineterminator="\n")
    writer.writeheader()
    writer.writerows({name: guarded(cell) for name, cell in row.items()} for row in rows.report)
    return buffer.getvalue()


def told(rows: Ingested) -> str:
    """The report as a person reads it on the terminal."""
    lines = []
    for row in rows.report:
        encoding = f", {row['encoding']}" if row["encoding"] else ""
        lines.append(f"{row['file'] or row['source_id']} ({row['format']}{encoding})")
        lines.append(f"  speakers   {row['speakers'] or 'none'}")
        lines.append(f"  turns      {row['turns']}, words {row['words']}")
        if row["set_aside_lines"]:
            lines.append(f"  set aside  {row['set_aside_lines']} lines before and after the talk")
        for warning in filter(None, row["warnings"].split(" | ")):
            lines.append(f"  WARNING    {warning}")
    return "\n".join(lines)
