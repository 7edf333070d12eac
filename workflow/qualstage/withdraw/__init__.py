"""
The command `ledger withdraw`: a participant withdraws, and their words are erased everywhere.

First it is on record, then words are erased, the transcript last: killed at any moment, the
command can be run again and finishes. Chains are not touched, so that they verify. What people
wrote by hand is never changed: files that still hold the participant's words are listed for a
person.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from qualstage.errors import Problem, QualstageError, command, raise_if_any

if TYPE_CHECKING:
    from qualstage.study import Source, Study
    from qualstage.withdraw.planning import Withdrawal

COMMAND = "qualstage ledger withdraw"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Options of `qualstage ledger withdraw`."""
    parser.epilog = (
        "Example: qualstage ledger withdraw SU07 --study mystudy --by ann "
        "--reason 'letter of 3 May' --dry-run"
    )
    parser.add_argument("sources", nargs="+", metavar="SOURCE", help="their source_id")
    parser.add_argument("--study", required=True, type=Path, help="the study's folder")
    parser.add_argument("--by", required=True, metavar="CODER", help="who puts it on record")
    parser.add_argument("--role", default="principal", help="in which role")
    parser.add_argument("--reason", required=True, help="why; never a name or what they said")
    parser.add_argument("--at", help="when they withdrew (ISO 8601); default: now")
    parser.add_argument("--dry-run", action="store_true", help="say what would be erased, no more")
    parser.add_argument("--yes", action="store_true", help="do not ask")


def run(options: argparse.Namespace) -> int:
    """Say what is erased, ask, erase; returns 1 where nobody agreed."""
    from qualstage.study import read_study
    from qualstage.withdraw.told import told_left, told_plan

    study = read_study(options.study)
    plans = prepare(study, options)
    print("\n\n".join(told_plan(study, plan) for plan in plans))
    if options.dry_run:
        print("\nNothing was erased: this was a dry run.")
        return 0
    if any(not plan.is_done for plan in plans):
        if not (options.yes or _agrees([plan.source.source_id for plan in plans])):
            print("\nNothing was erased.")
            return 1
        for plan in plans:
            carry_out(study, plan, options)
        print("\nErased.")
    print("\n" + told_left(study, plans))
    return 0


def prepare(study: Study, options: argparse.Namespace) -> list[Withdrawal]:
    """
    What is to be erased of each source.

    Raises:
        QualstageError: there is no such source, a chain does not verify, it is not said properly
            who withdraws it when, or a file of it is read as another's that stays.
    """
    from qualstage.ledger import now
    from qualstage.ledger.chain import Chain
    from qualstage.ledger.importing import clashing_names
    from qualstage.ledger.who import check_who
    from qualstage.study import read_sources
    from qualstage.withdraw.others import shared_files
    from qualstage.withdraw.planning import chains_of, plan

    at = options.at or now()
    place = "command line"
    known = {source.source_id: source for source in read_sources(study)}
    problems = [Problem(place, *told) for told in check_who(options.by, options.role, at)]
    problems += clashing_names([(place, options.by)], study.ledger_folder())
    problems += [] if options.reason.strip() else [Problem(place, "reason is empty.", "Say why.")]
    for name in options.sources:
        if name not in known:
            fact = f"source '{name}' is not in {study.sources}."
            problems.append(Problem(place, fact, "Write it as its line there does."))
    raise_if_any(COMMAND, problems)
    chains = [Chain(path) for path in chains_of(study)]
    broken = [problem for chain in chains for problem in chain.problems]
    again = command("qualstage", "ledger", "verify", "--study", study.folder)
    raise_if_any(str(study.path(study.ledger)), broken, again)
    asked = list(dict.fromkeys(options.sources))
    staying = [source for name, source in known.items() if name not in asked]
    raise_if_any(COMMAND, shared_files(study, [known[name] for name in asked], staying))
    plans = [plan(study, known[name], staying, at) for name in asked]
    raise_if_any(COMMAND, _quoting(options.reason, plans))
    return plans


def _quoting(reason: str, plans: Sequence[Withdrawal]) -> list[Problem]:
    """A reason that quotes who withdraws: it would stay for good, for nothing erases it."""
    from qualstage.withdraw.passages import lines_with

    names = [plan.source.source_id for plan in plans if lines_with(reason, plan.runs)]
    fact = f"the reason quotes {' and '.join(names)}: “{reason.strip()}”"
    remedy = "It stays in the ledger for good. Say why without their words."
    return [Problem("command line", fact, remedy)] if names else []


def _agrees(names: Sequence[str]) -> bool:
    """Whether a person at the terminal says so; a program that has none must say --yes."""
    if not sys.stdin.isatty():
        fact = "there is no terminal at which anybody could be asked."
        remedy = "Look at what --dry-run says, and give --yes."
        raise QualstageError(COMMAND, [Problem("command line", fact, remedy)])
    said = input(f"\nErase this for good? It cannot be undone. To agree, type {' '.join(names)}: ")
    return said.split() == " ".join(names).split()


def carry_out(study: Study, plan: Withdrawal, options: argparse.Namespace) -> None:
    """Put a withdrawal on record, erase words, and the transcript last."""
    from qualstage.csv_edits import without_rows
    from qualstage.files import write_bytes
    from qualstage.ledger.erasing import erase_words
    from qualstage.withdraw.planning import chains_of, excluded_bytes, words_to_erase

    name = plan.source.source_id
    entry = plan.entry or _record(study, plan.source, plan.at, options)
    by = {"erased": plan.at[:10], "entry": entry["id"]}
    for path in chains_of(study):
        erase_words(path, lambda chain: words_to_erase(chain, name, plan.runs), by)
    write_bytes(study.path(study.sources), excluded_bytes(study, plan))
    for path in plan.rows:
        write_bytes(path, without_rows(path, ("source_id", name))[0])
    for file in plan.files:
        file.unlink(missing_ok=True)


def _record(study: Study, source: Source, at: str, options: argparse.Namespace) -> dict:
    from qualstage.ledger.chain import Chain
    from qualstage.ledger.replay import ERASE

    entry = {
        "at": at,
        "coder": options.by,
        "role": options.role,
        "action": ERASE,
        "source": source.source_id,
    }
    chain = Chain(study.ledger_folder() / f"{options.by}.jsonl")
    (sealed,) = chain.append_now(lambda: [(entry, {"reason": options.reason.strip()})])
    return sealed
