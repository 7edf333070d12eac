"""
Which entries of the ledger a model is learned from.

Retraining is asked for: `qualstage learn --study PATH --snapshot` writes the ledger's heads of
today to snapshot.json beside study.yaml, and the model is learned from the entries up to there.
Decisions made afterwards change what counts, and not what the machine proposes.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from qualstage.errors import Problem, command, raise_if_any

if TYPE_CHECKING:
    from pathlib import Path

    from qualstage.ledger.chain import Chain
    from qualstage.study import Study

FILE = "snapshot.json"


def snapshot_path(study: Study) -> Path:
    """Where a study's snapshot lies."""
    return study.path(FILE)


def write_snapshot(study: Study) -> dict[str, Any]:
    """Record the ledger's heads of today; returns them."""
    from qualstage.files import write_text
    from qualstage.ledger.chain import read_chains
    from qualstage.ledger.heads import heads

    found = heads(read_chains(study.ledger_folder()))
    if not found:
        fact = "nobody has decided anything yet, so there is nothing to learn from."
        remedy = "Bring in codings first: qualstage ledger import."
        raise_if_any(str(study.ledger_folder()), [Problem("ledger", fact, remedy)])
    write_text(snapshot_path(study), json.dumps(found, indent=1, sort_keys=True) + "\n")
    return found


def read_snapshot(study: Study) -> dict[str, Any]:
    """The heads a model is learned up to; none if learning was never asked for."""
    path = snapshot_path(study)
    if not path.exists():
        return {}
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        if not found:
            raise ValueError
        [(head["length"] + 0, head["head"] + "") for head in found.values()]
    except (ValueError, AttributeError, KeyError, TypeError):
        again = command("qualstage", "learn", "--study", study.folder, "--snapshot")
        remedy = f"Make it again: {again}."
        raise_if_any(str(path), [Problem("file", "it is no snapshot of a ledger.", remedy)])
    return found


def cut_to(chains: Iterable[Chain], snapshot: dict[str, Any]) -> list[Chain]:
    """
    Chains as they were at the snapshot; chains it does not name are left out.

    Raises:
        QualstageError: a chain is not there, or no longer has the entry it ended with.
    """
    by_coder = {chain.coder: chain for chain in chains}
    problems, kept = [], []
    for coder, head in sorted(snapshot.items()):
        chain, n = by_coder.get(coder), head["length"]
        if chain is None or not _holds(chain, n, head["head"]):
            fact = f"it no longer holds the {n} entries that the snapshot names."
            remedy = "Restore the ledger, or ask for a new snapshot: qualstage learn --snapshot."
            problems.append(Problem(f"{coder}.jsonl", fact, remedy))
            continue
        chain.entries = chain.entries[:n]
        kept.append(chain)
    raise_if_any(FILE, problems)
    return kept


def _holds(chain: Chain, n: int, last: str) -> bool:
    """Whether a chain has n entries and the last of them is the one named; any chain has none."""
    return not n or (len(chain.entries) >= n and chain.entries[n - 1]["id"] == last)
