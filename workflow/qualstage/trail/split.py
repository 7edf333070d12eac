"""
The command `codebook split`: finer draft codes below a code, and its codings to be sorted.

The code stays, as the parent of the new ones: its numbers are the union of theirs and its own, so
that tables keep their figures while a person sorts the codings. The order in which ledger and files
are written, and why, is told in `entries.py`; the worksheet comes last, and is written anew by
running the command again.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qualstage.codebook import DRAFT
from qualstage.errors import Problem, command, raise_if_any
from qualstage.trail.changes import Changes

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qualstage.trail.entries import Trail

_COLUMNS = ("source_id", "start_char", "end_char", "quote", "coder", "role")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Options of `qualstage codebook split`."""
    from qualstage.trail.entries import add_common

    parser.epilog = (
        "Example: qualstage codebook split access --into getting_here parking --study mystudy "
        "--coder ann --worksheet access.csv"
    )
    parser.add_argument("code", help="id of the code to be split")
    parser.add_argument("--into", nargs="+", required=True, help="ids of the new codes")
    parser.add_argument(
        "--worksheet", required=True, type=Path, help="CSV to write: its codings, to be sorted"
    )
    add_common(parser)


def run(options: argparse.Namespace) -> None:
    """Split a code, or complete a split that was interrupted; write the worksheet."""
    from qualstage.ledger.drafts import WORKSHEET
    from qualstage.trail.entries import carry_out, complete, read_trail, told_files, who
    from qualstage.trail.worksheets import write_worksheet

    decided = who(options, "split")
    trail = read_trail(options.study)
    code, into = options.code, list(dict.fromkeys(options.into))
    found = trail.find(lambda e: e["action"] == "split" and (e["code"], e["into"]) == (code, into))
    named = f"{code}: split into {', '.join(into)}"
    if found:
        written = complete(trail, found)
        by = f"by {found[0]['coder']} at {found[0]['at']}"
        print(f"{named} {by} already{', now completed' if written else ''}.")
    else:
        _refuse(code, into, trail)
        changes = plan(code, into, trail)
        entry = {**decided, "code": code, "into": into}
        written = carry_out(trail, entry, {"reason": options.reason}, changes)
        print(f"{named}, as drafts below it. Write their definitions, and what tells them apart.")
    print(told_files(written) or "  nothing had to be written")
    rows = worksheet(code, into, (options.coder, options.role), trail)
    done = write_worksheet(options.worksheet, (*_COLUMNS, *WORKSHEET, "code"), rows)
    codings = "1 coding" if len(rows) == 1 else f"{len(rows)} codings"
    print(
        f"{done} ({codings} of {code})\nFill in the column 'code', then: "
        + command("qualstage", "ledger", "import", options.worksheet, "--study", options.study)
    )


def _refuse(code: str, into: Sequence[str], trail: Trail) -> None:
    """
    Refuse a code that cannot be split, and ids that cannot be new codes'.

    Raises:
        QualstageError: every such id.
    """
    from qualstage.trail.entries import refuse_id

    problems = []
    merged = trail.history.merged
    if code in merged:
        now = trail.history.now(code)
        fact = f"'{code}' was merged into '{now}' by {merged[code].coder}."
        problems.append(Problem("command line", fact, f"Split '{now}' instead."))
    elif code not in trail.codebook.codes:
        fact = f"the codebook has no code '{code}'."
        remedy = f"Name one of: {', '.join(trail.codebook.codes)}."
        problems.append(Problem("command line", fact, remedy))
    problems += [problem for new in into for problem in refuse_id(new, "--into", trail)]
    raise_if_any("qualstage codebook split", problems)


def plan(code: str, into: Sequence[str], trail: Trail) -> Changes:
    """What splitting a code changes in the codebook; themes are not touched."""
    from qualstage.trail.entries import as_written

    whole = trail.codebook.codes[code].model_dump()
    marked = {name: f"{DRAFT}: {whole[name]}" for name in ("definition", "use_when", "not_when")}
    return Changes(
        codes={
            new: (
                None,
                as_written(
                    whole
                    | marked
                    | {"label": f"{whole['label']}: {new.replace('_', ' ')}", "parent": code}
                ),
            )
            for new in into
        }
    )


def worksheet(
    code: str, into: Sequence[str], who: tuple[str, str], trail: Trail
) -> list[list[Any]]:
    """
    Every coding of a code that counts and is in the ledger, as a row to be sorted.

    Whoever sorts them decides it, so that the rows are theirs; who coded them before is only told.
    What somebody stronger overruled is not among them: sorted, it would count again.

    Args:
        code: The code that was split.
        into: The new ones.
        who: Coder and role of whoever sorts them.
        trail: The study.
    """
    from qualstage.ingest import ingest_study
    from qualstage.settle import settle_study

    rows = ingest_study(trail.study)
    given = trail.study, trail.codebook, rows.sources, rows.segments, [], trail.chains
    counted = [
        row
        for row in settle_study(*given).codings
        if (row["basis"], row["code"], row["state"]) == ("people", code, "accepted")
        and row["entries"]
    ]
    return [
        [
            *(row[name] for name in ("source_id", "start_char", "end_char", "text")),
            *(*who, f"{row['coder']} ({row['decided_by']})", code, " ".join(into), ""),
        ]
        for row in sorted(counted, key=lambda row: (row["source_id"], row["start_char"]))
    ]
