"""Heads of chains: kept with results and snapshots, so that no tail is cut off unseen."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from qualstage.errors import Problem
from qualstage.ledger.chain import Chain


def heads(chains: Iterable[Chain]) -> dict[str, dict[str, Any]]:
    """Length and last id of each chain: what a later reader checks so that no tail is cut."""
    return {c.coder: {"length": len(c.entries), "head": c.head} for c in chains}


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
