"""What a coder decided before, as the page tells it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from qualstage.ledger.history import TRAIL
from qualstage.ledger.seals import Entry
from qualstage.review.live import Live

Row = dict[str, Any]


def told_history(
    live: Live, number: int, together: Mapping[str, int], gone: Collection[str]
) -> list[Row]:
    """
    The coder's own decisions, the latest first.

    Args:
        live: The ledger as it stands.
        number: How many at most.
        together: By entry, what tells those that were recorded at once, which are one decision.
        gone: Sources that were withdrawn: no words about them are told.
    """
    told: list[Row] = []
    for entry in reversed(live.own.entries):
        if entry["action"] in TRAIL:
            continue
        at_once = together.get(entry["id"])
        if told and at_once is not None and told[-1]["together"] == at_once:
            told[-1]["entries"].insert(0, _entry(live, entry, gone))
            continue
        if len(told) >= number:
            break
        one = {"at": entry["at"], "together": at_once}
        told.append({**one, "entries": [_entry(live, entry, gone)]})
    return told


def _entry(live: Live, entry: Entry, gone: Collection[str]) -> Row:
    old = entry.get("supersedes")
    about = live.own_entry(old) if old else entry
    words, said = (live.own.words.get(one["words"] or "", {}) for one in (entry, about))
    if entry["source"] in gone:
        words = said = {}
    return {
        "entry": entry["id"],
        "action": entry["action"],
        "role": entry["role"],
        "source": entry["source"],
        "code": entry.get("code", ""),
        "words": words.get("exact") or said.get("exact", ""),
        "reason": words.get("reason", ""),
        "stands": live.entry(entry["id"]) is not None,
        "of": about["action"],
        "supersedes": old or "",
    }
