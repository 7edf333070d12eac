"""
Decisions about codes as entries of the ledger, and how they are carried out.

The ledger is written first, the files after it. Killed in between, the decision is on record with
all that it changes, and the study can be used: the ledger then speaks of a code that is not in the
codebook yet, or of one that is still there though its codings count as another's already. Running
the command again finds the entry and makes in the files what is missing. The other way round a new
code would stand in the codebook without a birthday, and every source read before would seem to have
been read for it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qualstage.errors import Problem, command, raise_if_any
from qualstage.ledger.chain import Chain, read_chains
from qualstage.ledger.history import History, history_of, trail_entries
from qualstage.trail.changes import Changes, changes_of
from qualstage.trail.files import Edited, edit

if TYPE_CHECKING:
    import argparse

    from qualstage.codebook import Codebook
    from qualstage.ledger.seals import Entry, Words
    from qualstage.study import Study

_CODE_ID = re.compile(r"[a-z][a-z0-9_]*\Z")


@dataclass(frozen=True)
class Trail:
    """A study with its codebook and its ledger, as a command about codes finds them."""

    study: Study
    codebook: Codebook
    chains: list[Chain]

    @property
    def history(self) -> History:
        """What became of the codes."""
        return history_of(self.chains)

    def find(self, fits: Callable[[Entry], bool]) -> tuple[Entry, Words] | None:
        """The last entry about codes that fits, with its words."""
        words = {key: text for chain in self.chains for key, text in chain.words.items()}
        found = [entry for entry in trail_entries(self.chains) if fits(entry)]
        return (found[-1], words.get(found[-1]["words"] or "", {})) if found else None


def read_trail(folder: Path) -> Trail:
    """
    A study to be changed.

    Raises:
        QualstageError: a file cannot be used, or a chain does not verify.
    """
    from qualstage.codebook import read_codebook
    from qualstage.settle.placing import check_matrix_codes
    from qualstage.study import read_study
    from qualstage.study_checks import check_codes

    study = read_study(folder)
    codebook = read_codebook(study.path(study.codebook))
    check_codes(study, codebook)
    check_matrix_codes(study, codebook)
    chains = read_chains(study.ledger_folder())
    problems = [problem for chain in chains for problem in chain.problems]
    again = command("qualstage", "ledger", "verify", "--study", study.folder)
    raise_if_any(str(study.ledger_folder()), problems, again)
    return Trail(study, codebook, chains)


def add_common(parser: argparse.ArgumentParser) -> None:
    """Options that every command about codes has."""
    parser.add_argument("--study", required=True, type=Path, help="the study's folder")
    parser.add_argument("--coder", required=True, help="who decides it; names a file of the ledger")
    parser.add_argument("--role", default="principal", help="in which role")
    parser.add_argument("--reason", default="", help="why")
    parser.add_argument("--at", help="when it was decided (ISO 8601); default: now")


def who(options: argparse.Namespace, action: str) -> dict[str, Any]:
    """
    The part of an entry that says who decided when.

    Raises:
        QualstageError: coder, role or time cannot be used.
    """
    from qualstage.ledger.who import check_who

    at = options.at or datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    found = check_who(options.coder, options.role, at)
    problems = [Problem("command line", fact, remedy) for fact, remedy in found]
    raise_if_any(f"qualstage codebook {action}", problems)
    return {"at": at, "coder": options.coder, "role": options.role, "action": action}


def refuse_id(code: str, place: str, trail: Trail) -> list[Problem]:
    """Why an id cannot be a new code's: it is no id, is a code's already, or was one."""
    history = trail.history
    remedy = "Choose another id."
    if not _CODE_ID.match(code):
        fact = f"'{code}' cannot be a code's id."
        remedy = "Use small letters, digits and _, beginning with a letter."
    elif code in trail.codebook.codes:
        fact = f"the codebook has a code '{code}' already."
    elif code in history.merged:
        fact = f"'{code}' was merged into '{history.now(code)}': its codings count there."
    elif code in history.born:
        fact = f"'{code}' was another code before, as the ledger tells."
    else:
        return []
    return [Problem(place, fact, remedy)]


def carry_out(trail: Trail, entry: Entry, words: Words, changes: Changes) -> list[Path]:
    """
    Put a decision on record and make its changes; returns the files that were written.

    Raises:
        QualstageError: a file cannot be edited safely, or the chain grew meanwhile; nothing was
            written.
    """
    from qualstage.ledger.importing import clashing_names

    edited = edit(trail.study, trail.codebook, changes)
    folder = trail.study.ledger_folder()
    place = "command line"
    raise_if_any(str(folder), clashing_names([(place, entry["coder"])], folder))
    told, kept = changes.sealed()
    chain = Chain(folder / f"{entry['coder']}.jsonl")
    chain.append([({**entry, "changes": told}, {**words, **kept})])
    return [chain.path, *_write(edited, changes)]


def complete(trail: Trail, found: tuple[Entry, Words]) -> list[Path]:
    """
    Make what is missing of a decision that is on record; returns the files that were written.

    Raises:
        QualstageError: a file cannot be edited safely, the words were erased, or a code that it
            made, or put in place of others, went into another since.
    """
    entry, words = found
    changes = changes_read(entry, words)
    made = [code for code, (_, new) in changes.codes.items() if new is not None]
    made += [entry["into"]] if entry["action"] == "merge" else []
    problems = [_merged_since(code, trail) for code in made if code in trail.history.merged]
    raise_if_any(f"qualstage codebook {entry['action']}", problems)
    return _write(edit(trail.study, trail.codebook, changes), changes)


def _merged_since(code: str, trail: Trail) -> Problem:
    (merge, _) = trail.find(lambda e: e["action"] == "merge" and code in e["codes"])
    now = trail.history.now(code)
    fact = f"'{code}' is on record, and was merged into '{now}' since (entry {merge['id'][:12]})."
    return Problem("command line", fact, f"It is not brought back: name '{now}'.")


def _write(edited: Edited, changes: Changes) -> list[Path]:
    removes = any(new is None for _, new in changes.codes.values())
    return edited.write(codebook_first=not removes)


def changes_read(entry: Entry, words: Words) -> Changes:
    """
    The changes of an entry.

    Raises:
        QualstageError: its words were erased, so that nobody knows what was there before.
    """
    try:
        return changes_of(entry, words)
    except KeyError:
        fact = "what it changed in the codebook was erased with its words."
        remedy = "Compare with a version after it; what was before cannot be rebuilt."
        place = f"{entry['coder']}.jsonl, entry {entry['id'][:12]}"
        raise_if_any("the ledger", [Problem(place, fact, remedy)])
        raise


def told_merged(codebook: Codebook, chains: Iterable[Chain]) -> list[str]:
    """Codes that are in the codebook though they went into others, for people."""
    history = history_of(chains)
    return [
        f"code '{code}' was merged into '{history.now(code)}' by {merge.coder}, and is in the "
        "codebook: run the merge again, which takes it out."
        for code, merge in sorted(history.merged.items())
        if code in codebook.codes
    ]


def told_files(paths: Iterable[Path]) -> str:
    """The files that were written, for people."""
    return "\n".join(f"  written: {path}" for path in paths)


def as_written(entry: dict[str, Any]) -> dict[str, Any]:
    """A codebook entry without what is empty, in the order in which people write it."""
    return {name: value for name, value in entry.items() if value not in (None, [], "")}
