"""
The command `ledger export`: every entry of every chain, in the order of time, for people.

A CSV for a spreadsheet, or a page that stands alone: nothing is fetched and nothing runs in it.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from qualstage.study import Study

Row = dict[str, Any]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Options of `qualstage ledger export`."""
    parser.epilog = "Example: qualstage ledger export --study mystudy --output ledger.html"
    parser.add_argument("--study", required=True, type=Path, help="the study's folder")
    parser.add_argument("--output", required=True, type=Path, help="file to write: .csv or .html")


def run(options: argparse.Namespace) -> int:
    """Write the export; 1, and what is wrong, where some of it does not verify."""
    from qualstage.errors import Problem, QualstageError
    from qualstage.export.entries import COLUMNS, export_rows, read_ledgers, summary_rows
    from qualstage.export.page import render
    from qualstage.files import write_bytes
    from qualstage.study import read_study
    from qualstage.tables import csv_for_people

    ending = options.output.suffix.lower()
    if ending not in (".csv", ".html"):
        fact = f"the output '{options.output.name}' ends in neither .csv nor .html."
        remedy = "Name it so: .csv opens in a spreadsheet, .html in a browser."
        raise QualstageError("qualstage ledger export", [Problem("command line", fact, remedy)])
    study = read_study(options.study)
    ledgers = read_ledgers(study)
    rows = export_rows(ledgers, _stages(study))
    if ending == ".csv":
        cells = ([row[name] for name in COLUMNS] for row in rows)
        content = csv_for_people(list(COLUMNS), cells, study.notice)
    else:
        content = render(study, rows, summary_rows(ledgers))
    write_bytes(options.output, content)
    entries = [row for row in rows if row["number"]]
    chains = sum(len(one.chains) for one in ledgers)
    of = "1 chain" if chains == 1 else f"{chains} chains"
    print(f"{options.output}: {len(entries)} entries of {of}")
    return _tell_broken(rows[len(entries) :])


def _stages(study: Study) -> dict[str, str]:
    from qualstage.study import read_sources

    return {source.source_id: source.stage for source in read_sources(study)}


def _tell_broken(rows: Sequence[Row]) -> int:
    for row in rows:
        print(f"WARNING: {row['codebook']}/{row['verified']}", file=sys.stderr)
    return int(bool(rows))
