"""Heads of chains: kept with results and snapshots, so that no tail is cut off unseen."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from qualstage.errors import Problem, QualstageError
from qualstage.ledger.chain import Chain


def heads(chains: Iterable[Chain]) -> dict[str, dict[str, Any]]:
    """Length and last id of each chain: what a later reader checks so that no tail is cut."""
    return {c.coder: {"length": len(c.entries), "head": c.head} for c in chains}


def read_heads(path: Path) -> dict[str, dict[str, Any]]:
    """
    A record of heads that a run kept.

    Raises:
        QualstageError: there is no such file, or it is no such record.
    """
    remedy = "Give a heads.json that a run wrote, such as settle/heads.json of the results."
    try:
        kept = json.loads(path.read_bytes())
    except FileNotFoundError:
        fact = "there is no such file."
    except OSError as error:
        fact = f"it cannot be read: {error.strerror}."
    except ValueError:
        fact = "it is not JSON."
    else:
        if _is_record(kept):
            return kept
        fact = "it is not a record of heads."
    raise QualstageError(str(path), [Problem("file", fact, remedy)])


def _is_record(kept: Any) -> bool:
    heads = kept.values() if isinstance(kept, dict) else [None]
    return all(
        isinstance(head, dict)
        and isinstance(head.get("length"), int)
        and isinstance(head.get("head"), str)
        for head in heads
    )


def check_heads(chains: Iterable[Chain], seen: dict[str, dict[str, Any]]) -> list[Problem]:
    """Problems with chains that no longer hold an entry that was seen at an earlier time."""
    by_coder = {chain.coder: chain for chain in chains}
    problems = []
    remedy = (
        "Restore the ledger from a copy or from git. If the decisions were removed on purpose, "
        "delete the record of heads that was kept with the results."
    )
    for coder, then in sorted(seen.items()):
        length = then["length"]
        chain = by_coder.get(coder)
        now = len(chain.entries) if chain else 0
        if now < length:
            fact = f"it held {length} entries at an earlier run and holds {now} now."
            problems.append(Problem(f"{coder}.jsonl", fact, remedy))
        elif length and chain.entries[length - 1]["id"] != then["head"]:
            fact = f"entry {length} is not the one that stood there at an earlier run."
            problems.append(Problem(f"{coder}.jsonl", fact, remedy))
    return problems
