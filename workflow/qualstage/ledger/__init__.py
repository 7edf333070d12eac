"""
The ledger: people's decisions, imported, verified, replayed and compared.

It is append-only: nothing is edited; a decision is undone by a later entry.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from qualstage.ledger.chain import Chain
    from qualstage.ledger.drafts import Material
    from qualstage.settle import Outcome
    from qualstage.study import Study


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Options of `qualstage ledger`."""
    parser.epilog = "Example: qualstage ledger diff start --study mystudy"
    tools = parser.add_subparsers(title="tools", metavar="TOOL", required=True)
    into = tools.add_parser("import", help="Bring codings and readings from CSV into the ledger.")
    into.add_argument("files", nargs="+", type=Path, help="CSV files of codings or readings")
    into.add_argument("--study", required=True, type=Path, help="the study's folder")
    into.add_argument("--at", help="when they were decided (ISO 8601); default: now")
    into.set_defaults(run=run_import)
    verify = tools.add_parser("verify", help="Check every chain, head and quotation.")
    verify.add_argument("--study", required=True, type=Path, help="the study's folder")
    verify.add_argument("--heads", type=Path, help="heads.json of an earlier run, to check against")
    verify.set_defaults(run=run_verify, writes=False)
    replay = tools.add_parser("replay", help="Print the judgements that stand, as CSV.")
    replay.add_argument("--study", required=True, type=Path, help="the study's folder")
    replay.add_argument("--output", type=Path, help="CSV to write instead of printing")
    replay.set_defaults(run=run_replay, writes=False)
    _add_diff(tools)


def _add_diff(tools: Any) -> None:
    from qualstage.trail import diff

    line = "Show what changed between two versions, in codings and in numbers."
    tool = tools.add_parser("diff", help=line, description=line)
    diff.add_arguments(tool)
    tool.set_defaults(run=diff.run, writes=False)


def run_import(options: argparse.Namespace) -> None:
    """Import CSVs: all rows of all files are checked before one is written."""
    from datetime import UTC, datetime

    from qualstage.ledger.importing import import_files
    from qualstage.study import read_study

    study = read_study(options.study)
    material = read_material(study)
    at = options.at or datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    for path, done in import_files(options.files, study.ledger_folder(), material, at).items():
        entries = "entry" if done.made == 1 else "entries"
        print(f"{path}: {done.made} {entries} made, {done.present} already in the ledger")
        for place in done.overruled:
            print(
                f"  {place} is in the ledger, and was taken back or judged otherwise since: to "
                "judge so once more, give the row a date in the column 'at'"
            )


def run_verify(options: argparse.Namespace) -> None:
    """Verify chains, heads and anchors; say what holds."""
    import json

    from qualstage.contracts import is_by_design
    from qualstage.errors import raise_if_any
    from qualstage.ledger.chain import check_heads, read_chains
    from qualstage.settle import warnings
    from qualstage.settle.placing import find_lost_words
    from qualstage.study import read_study

    study = read_study(options.study)
    chains = read_chains(study.ledger_folder())
    problems = [problem for chain in chains for problem in chain.problems]
    if options.heads:
        problems += check_heads(chains, json.loads(options.heads.read_text("utf-8")))
    again = f"qualstage ledger verify --study {options.study}"
    raise_if_any(str(study.ledger_folder()), problems, again)
    outcome = _settle_decisions(study, chains)
    problems = find_lost_words(outcome.lost) + outcome.refused
    raise_if_any(str(study.ledger_folder()), problems, again)
    for chain in chains:
        print(f"{chain.path.name}: {len(chain.entries)} entries verify, head {chain.head[:12]}")
    for told in warnings(pair for pair in outcome.lost if is_by_design(pair[1])):
        print(told)
    count = sum(bool(item.decision.entry) for item in outcome.stand)
    print(
        f"{count} judgements stand, each found in its source."
        if count != 1
        else "1 judgement stands, found in its source."
    )


def run_replay(options: argparse.Namespace) -> None:
    """Print or write the judgements that stand."""
    import csv
    import io

    from qualstage.contracts import ERASED
    from qualstage.files import write_text
    from qualstage.ledger.chain import read_chains
    from qualstage.ledger.replay import Judgement
    from qualstage.study import read_study

    study = read_study(options.study)
    outcome = _settle_decisions(study, read_chains(study.ledger_folder()))
    stand = [item.decision for item in outcome.stand if item.decision.entry]
    # Words that are lost have no place; that somebody judged them stands all the same.
    stand += [
        decision
        for decision, why in outcome.lost
        if isinstance(decision, Judgement) and why != ERASED
    ]
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    columns = ("source_id", "start_char", "end_char", "code", "state", "coder", "role")
    writer.writerow([*columns, "at", "reason", "quote", "entry"])
    for j in sorted(stand, key=lambda j: (j.source, j.selector.start, j.entry)):
        writer.writerow(
            [
                *(j.source, j.selector.start, j.selector.end, j.code, j.state, j.coder, j.role),
                *(j.at, j.why, j.selector.exact, j.entry),
            ]
        )
    if options.output:
        write_text(options.output, buffer.getvalue())
    else:
        sys.stdout.write(buffer.getvalue())


def _settle_decisions(study: Study, chains: list[Chain]) -> Outcome:
    """What people's decisions come to in the study's transcripts, read from its files."""
    from qualstage.codebook import read_codebook
    from qualstage.ingest import ingest_study
    from qualstage.settle import settle_study

    rows = ingest_study(study)
    codebook = read_codebook(study.path(study.codebook))
    return settle_study(study, codebook, rows.sources, rows.segments, [], chains)


def read_material(study: Study) -> Material:
    """The study's codebook and every source's stage, text and speakers, read from its files."""
    from qualstage.codebook import read_codebook
    from qualstage.ingest import ingest_study
    from qualstage.ledger.chain import read_chains
    from qualstage.ledger.drafts import Material
    from qualstage.ledger.history import history_of
    from qualstage.voices import Voices

    rows = ingest_study(study)
    return Material(
        codebook=read_codebook(study.path(study.codebook)),
        texts={row["source_id"]: row["text"] for row in rows.sources},
        stages={row["source_id"]: row["stage"] for row in rows.sources},
        voices=Voices(rows.segments),
        history=history_of(read_chains(study.ledger_folder())),
    )
