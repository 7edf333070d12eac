"""The site's words for states, stages and actions, and for numbers in a printed line."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from qualstage.publish.cells import Key
    from qualstage.study import Stage
    from qualstage.tabulate.printed import Line

ACCEPTED, OPEN, DISPUTED, REJECTED, PROPOSED = STATES = (
    "accepted",
    "open",
    "disputed",
    "rejected",
    "proposal",
)
"""
What became of words: people's yes; proposed and unread; coders differ and nobody has decided;
people's no; only ever a proposal.
"""

STATE_TOLD = {
    ACCEPTED: "Accepted",
    OPEN: "Proposed, unread",
    DISPUTED: "Coders differ",
    REJECTED: "Turned down",
    PROPOSED: "Proposed, not counted",
}
BASIS_TOLD = {
    "people": "people\u2019s codings",
    "machine": "the machine\u2019s proposals alone",
    "both": "people\u2019s codings, and proposals that nobody judged",
}
_SINGULAR = {"people": "person", "entries": "entry", "stories": "story"}
ACTION_TOLD = {
    "add": "coded it",
    "accept": "accepted it",
    "reject": "turned it down",
    "amend": "gave it other words",
    "read": "read the whole source",
    "quote": "chose it as an illustration",
    "note": "made a note",
    "withdraw": "took an entry back",
}


def in_number(unit: str, n: int | str) -> str:
    """A unit of COUNTS, or of what else a table states, as it follows a number."""
    one = _SINGULAR.get(unit) or unit.removesuffix("s")
    return one if str(n) == "1" else unit


def signed(number: float, digits: int) -> str:
    """A difference, with a minus that is none of the keyboard's."""
    return f"{number:+.{digits}f}".replace("-", "\u2212")


def probability(score: float) -> str:
    """A probability in a sentence: one that rounds to nothing is not 0."""
    return f"{score:.2f}" if score >= 0.005 else "below 0.01"


def counted_parts(line: Line) -> list[tuple[str, list[Key]]]:
    """
    A printed line in parts: words, and the cells that they are the number of.

    One dash may be the number of several cells.
    """
    from qualstage.publish.cells import key_of

    keys: dict[tuple[int, int], list[Key]] = defaultdict(list)
    for one in line.counts:
        keys[one.start, one.end].append(key_of(one))
    found: list[tuple[str, list[Key]]] = []
    at = 0
    for start, end in sorted(keys):
        found += [(line.text[at:start], [])] if at < start else []
        found.append((line.text[start:end], keys[start, end]))
        at = end
    return [*found, (line.text[at:], [])] if at < len(line.text) or not found else found


def stage_told(stage: Stage) -> str:
    """A stage's number, if it has one, and its name."""
    return stage.name if stage.id == stage.name else f"Stage {stage.id}: {stage.name}"
