"""
The audit trail, in the six classes of records that an auditor asks for.

Classes: Lincoln & Guba (1985), Naturalistic Inquiry, pp. 319-320, after Halpern (1983). Of each
class the page tells what the study's files and results hold, and where; and what an auditor would
ask for that no file of the study can hold.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from qualstage.ledger.history import TRAIL
from qualstage.publish import addresses
from qualstage.publish.material import Material
from qualstage.publish.site import Page, body
from qualstage.publish.software import software

Row = dict[str, Any]


def make(given: Material) -> Iterator[Page]:
    """The one page."""
    entries = list(given.record.by_id.values())
    people = [row for row in given.codings if row["basis"] == "people"]
    words = body(
        "trail.html",
        addresses.TRAIL,
        given=given,
        excluded=[row for row in given.sources.values() if row["excluded"]],
        states=Counter(row["state"] for row in people),
        stale=[row for row in people if row["stale"]],
        memos=given.record.memos,
        changes=[told for told in entries if told.entry["action"] in TRAIL],
        read=Counter(coder for coder, _ in {_reading(t.entry) for t in given.record.readings}),
        disagreements=given.csv("settle/disagreements.csv"),
        lost=given.csv("settle/unanchored.csv"),
        software=software(),
        has=_has(given),
    )
    yield Page(addresses.TRAIL, "Audit trail", words, part=addresses.TRAIL)


def _reading(entry: Row) -> tuple[str, str]:
    return entry["coder"], entry["source"]


def _has(given: Material) -> dict[str, bool]:
    """Which parts of the site there are."""
    from qualstage.publish.pages import parts_of

    return {part.label: part.needs(given) for part in parts_of()}
