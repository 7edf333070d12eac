"""
Whoever changes their mind: what stands of a coder's own judgements.

A coder's later judgement of a code supersedes their earlier one, made in the same role, where it is
about the same words, or about words that overlap and with another verdict. Of a code that others
went into, it supersedes what was about no more than it is about itself. What is superseded settles
nothing and is nobody's opinion any more, for settling, for disagreements and for replay alike.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace

from qualstage.ledger.history import moment
from qualstage.ledger.replay import Judgement, Quotation


@dataclass(frozen=True)
class Anchored:
    """A decision, and where its words stand in the source now."""

    decision: Judgement | Quotation
    start: int
    end: int
    earlier: tuple[str, ...] = ()
    """Entries of the same coder that it supersedes; they stay on record."""
    was: str = ""
    """The words that it was made on, where a correction changed them since."""


def standing(judgements: Iterable[Anchored]) -> list[Anchored]:
    """
    What stands of what people judged, once those who changed their mind have.

    Args:
        judgements: Each coder's in the order of their chain, which decides between equal dates.
    """
    stand: dict[tuple[str, ...], list[Anchored]] = defaultdict(list)
    for item in sorted(judgements, key=lambda item: moment(item.decision.at)):
        judgement = item.decision
        mine = stand[judgement.source, judgement.code, judgement.coder, judgement.role]
        gone = [old for old in mine if _supersedes(item, old)]
        for old in gone:
            mine.remove(old)
        entries = [e for old in gone for e in (*old.earlier, old.decision.entry)]
        mine.append(replace(item, earlier=(*item.earlier, *entries)))
    return [item for mine in stand.values() for item in mine]


def _supersedes(later: Anchored, earlier: Anchored) -> bool:
    """Whether a coder's later judgement of a code takes the place of their earlier one."""
    if not later.decision.parts >= earlier.decision.parts:
        return False
    if (later.start, later.end) == (earlier.start, earlier.end):
        return True
    overlaps = later.start < earlier.end and earlier.start < later.end
    return overlaps and later.decision.state != earlier.decision.state
