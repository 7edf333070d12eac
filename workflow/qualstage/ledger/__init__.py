"""
The ledger: people's decisions, imported, verified, replayed and compared.

It is append-only: nothing is edited; a decision is undone by a later entry.
"""

from __future__ import annotations

import argparse
import importlib
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from qualstage.ledger.drafts import Material
    from qualstage.study import Study

# Tool: module, what it says in one line, and whether it writes without being given an output.
_TOOLS = {
    "verify": ("qualstage.ledger.verifying", "Check every chain, head and quotation.", False),
    "diff": (
        "qualstage.trail.diff",
        "Show what changed between two versions, in codings and in numbers.",
        False,
    ),
    "confirm": (
        "qualstage.ledger.confirming",
        "Confirm decisions made under an older definition, or at words corrected since.",
        True,
    ),
    "export": (
        "qualstage.export",
        "Write every entry of every chain, in the order of time, as CSV or a page.",
        False,
    ),
    "withdraw": (
        "qualstage.withdraw",
        "Erase the words of participants who withdraw; every chain still verifies.",
        True,
    ),
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Options of `qualstage ledger`."""
    parser.epilog = "Example: qualstage ledger diff start --study mystudy"
    tools = parser.add_subparsers(title="tools", metavar="TOOL", required=True)
    into = tools.add_parser("import", help="Bring codings and readings from CSV into the ledger.")
    into.add_argument("files", nargs="+", type=Path, help="CSV files of codings or readings")
    into.add_argument("--study", required=True, type=Path, help="the study's folder")
    into.add_argument("--at", help="when they were decided (ISO 8601); default: now")
    into.set_defaults(run=run_import)
    replay = tools.add_parser("replay", help="Print the judgements that stand, as CSV.")
    replay.add_argument("--study", required=True, type=Path, help="the study's folder")
    replay.add_argument("--output", type=Path, help="CSV to write instead of printing")
    replay.set_defaults(run=run_replay, writes=False)
    for name, (module, line, writes) in _TOOLS.items():
        tool = tools.add_parser(name, help=line, description=line)
        tool_module = importlib.import_module(module)
        tool_module.add_arguments(tool)
        tool.set_defaults(run=tool_module.run, writes=writes)


def now() -> str:
    """The time, as entries tell it."""
    from datetime import UTC, datetime

    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def run_import(options: argparse.Namespace) -> None:
    """Import CSVs: all rows of all files are checked before one is written."""
    from qualstage.errors import Problem, raise_if_any
    from qualstage.ledger.drafts import read_drafts
    from qualstage.ledger.importing import import_files
    from qualstage.ledger.who import check_when
    from qualstage.ledger.wordings import remember_wordings
    from qualstage.study import read_study

    wrong = [Problem("command line", *told) for told in check_when(options.at or "")]
    raise_if_any("qualstage ledger import", wrong)
    study = read_study(options.study)
    material = read_material(study)
    at = options.at or now()
    found = [problem for path in options.files for problem in read_drafts(path, material, at)[1]]
    if not found:
        # Before the entries: of a process killed in between nobody would know what codes said.
        remember_wordings(study.ledger_folder(), material.codebook)
    imported = import_files(options.files, study.ledger_folder(), material, at)
    for path, done in imported.items():
        entries = "entry" if done.made == 1 else "entries"
        print(f"{path}: {done.made} {entries} made, {done.present} already in the ledger")
        for place in done.overruled:
            print(
                f"  {place} is in the ledger, and was taken back or judged otherwise since: to "
                "judge so once more, give the row a date in the column 'at'"
            )
        if done.older:
            were = "row is" if done.older == 1 else "rows are"
            print(
                f"  {done.older} {were} in the ledger as decided under an older wording of the "
                "code, and nothing new is made of them: to confirm that they hold under today's, "
                "use qualstage ledger confirm"
            )


def run_replay(options: argparse.Namespace) -> None:
    """Print or write the judgements that stand."""
    import csv
    import io

    from qualstage.contracts import ERASED
    from qualstage.csvfile import guarded
    from qualstage.files import write_text
    from qualstage.ledger.chain import read_chains
    from qualstage.ledger.replay import Judgement
    from qualstage.ledger.verifying import settle_decisions
    from qualstage.study import read_study

    study = read_study(options.study)
    outcome = settle_decisions(study, read_chains(study.ledger_folder()))
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
                *(j.at, guarded(j.why), guarded(j.selector.exact), j.entry),
            ]
        )
    if options.output:
        write_text(options.output, buffer.getvalue())
    else:
        sys.stdout.write(buffer.getvalue())


def read_material(study: Study) -> Material:
    """The study's codebook and every source's stage, text and speakers, read from its files."""
    from qualstage.codebook import read_codebook
    from qualstage.ingest import ingest_study
    from qualstage.ledger.chain import read_chains
    from qualstage.ledger.drafts import Material
    from qualstage.ledger.history import history_of
    from qualstage.ledger.leavers import withdrawn_sources
    from qualstage.voices import Voices

    rows = ingest_study(study)
    return Material(
        codebook=read_codebook(study.path(study.codebook)),
        texts={row["source_id"]: row["text"] for row in rows.sources},
        stages={row["source_id"]: row["stage"] for row in rows.sources},
        voices=Voices(rows.segments),
        history=history_of(read_chains(study.ledger_folder())),
        withdrawn=withdrawn_sources(study.path(study.ledger), rows.sources),
    )
