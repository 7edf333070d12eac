"""What the ledger says of certain codes: who judged what, when, under which wording."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING, Any

from qualstage.ledger.history import history_of
from qualstage.ledger.replay import JUDGEMENTS

if TYPE_CHECKING:
    from qualstage.codebook import Codebook
    from qualstage.ledger.chain import Chain

Row = dict[str, Any]

TODAYS, ANOTHER = "today's", "another"
"""The wording of its code that a decision was made under."""

COLUMNS = (
    "entry",
    "at",
    "coder",
    "role",
    "action",
    "source_id",
    "code",
    "start_char",
    "end_char",
    "reason",
    "wording",
    "stands",
)


def judged(chains: Iterable[Chain], codebook: Codebook, codes: Collection[str]) -> list[Row]:
    """
    Every judgement in the ledger of some codes, or of what went into them since.

    Args:
        chains: Every coder's.
        codebook: Gives today's wordings.
        codes: Ids of today's codebook.

    Returns:
        Rows of `COLUMNS` in the order of time, coder and chain; the span is where the words stood
        then, and `stands` is False where the coder took the entry back or put another in its place.
    """
    chains = list(chains)
    history = history_of(chains)
    rows = []
    for chain in chains:
        gone = {entry.get("supersedes") for entry in chain.entries}
        for entry in chain.entries:
            if entry["action"] not in JUDGEMENTS or history.now(entry["code"]) not in codes:
                continue
            code = history.now(entry["code"])
            same = code in codebook.codes and entry["wording"] == codebook.wording(code)
            rows.append(
                {
                    **{name: entry[name] for name in ("at", "coder", "role", "action")},
                    "entry": entry["id"],
                    "source_id": entry["source"],
                    "code": code,
                    "start_char": entry["span"][0],
                    "end_char": entry["span"][1],
                    "reason": chain.words.get(entry["words"] or "", {}).get("reason", ""),
                    "wording": TODAYS if same else ANOTHER,
                    "stands": entry["id"] not in gone,
                }
            )
    return sorted(rows, key=lambda row: (row["at"], row["coder"]))


def read_wholly(chains: Iterable[Chain]) -> list[Row]:
    """Who read which source wholly: rows of at, coder, role and source_id; none taken back."""
    rows = []
    for chain in chains:
        gone = {entry.get("supersedes") for entry in chain.entries}
        rows += [
            {
                **{name: entry[name] for name in ("at", "coder", "role")},
                "source_id": entry["source"],
            }
            for entry in chain.entries
            if entry["action"] == "read" and entry["id"] not in gone
        ]
    return sorted(rows, key=lambda row: (row["source_id"], row["at"], row["coder"]))
