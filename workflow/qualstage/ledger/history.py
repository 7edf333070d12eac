"""
What became of codes, as the chains tell it: born of a topic or a split, merged into others.

A codebook says what is looked for today. Decisions are older: a coding may have been made under a
code that is another's part by now, and a source read before a code was thought of. So the chains
hold entries about codes, beside those about passages, and every decision is understood by them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from qualstage.ledger.chain import Chain
    from qualstage.ledger.seals import Entry

ADOPT, MERGE, SPLIT = TRAIL = ("adopt", "merge", "split")
"""Actions whose entries are about codes: none of them judges a passage."""


@dataclass(frozen=True)
class Birth:
    """When a code came to be; `parent` is the code it was split from, '' if it was adopted."""

    at: str
    parent: str = ""


@dataclass(frozen=True)
class Merge:
    """Into which code another went, and who decided it when."""

    into: str
    coder: str
    at: str


@dataclass(frozen=True)
class History:
    """
    Births by code, and merges by the code that is no more.

    A part is a code as it was before anything went into it: each merge keeps apart what was decided
    of the code that stays and of those that went into it.

    Args:
        born: Births.
        merged: Merges.
        applied: By code, the ends of the times in which it applied at some stages only, earliest
            first, and these stages (empty means all). Merges alone say it: who merges may widen
            them.
    """

    born: dict[str, Birth] = field(default_factory=dict)
    merged: dict[str, Merge] = field(default_factory=dict)
    applied: dict[str, list[tuple[str, Sequence[str]]]] = field(default_factory=dict)

    def now(self, code: str) -> str:
        """The code that a code is, or is part of, today."""
        while code in self.merged:
            code = self.merged[code].into
        return code

    def told(self, code: str) -> str:
        """What became of a code, for people; '' if nothing did."""
        steps, at = [], code
        while at in self.merged:
            merge = self.merged[at]
            steps.append(f"merged into {merge.into} by {merge.coder}")
            at = merge.into
        return "; ".join([f"coded as {code}", *steps]) if steps else ""

    def within(self, code: str, at: str) -> frozenset[str]:
        """A code and all that had been merged into it by a time: what a decision was about."""
        return self._parts(code, lambda merge: moment(merge.at) <= moment(at))

    def parts(self, code: str) -> frozenset[str]:
        """A code and all that went into it up to today."""
        return self._parts(code, lambda merge: True)

    def _parts(self, code: str, counts: Callable[[Merge], bool]) -> frozenset[str]:
        found = {code}
        while more := {p for p, m in self.merged.items() if m.into in found and counts(m)} - found:
            found |= more
        return frozenset(found)

    def unborn(self, at: str) -> frozenset[str]:
        """The codes that did not exist at a time."""
        return frozenset(c for c, birth in self.born.items() if moment(at) < moment(birth.at))

    def elsewhere(self, at: str, stage: str) -> frozenset[str]:
        """The parts that nobody looked for at a stage and a time, as they applied at others."""
        return frozenset(
            part
            for code in self.applied
            if (stages := self._stages(code, at)) and stage not in stages
            for part in self.within(code, at)
        )

    def _stages(self, code: str, at: str) -> Sequence[str]:
        """
        The stages at which a code applied at a time; empty if at all, or as today.

        Of a code that was no more at that time, too: what it had gone into is what counts.
        """
        if code in self.merged and moment(self.merged[code].at) <= moment(at):
            return ()
        later = (stages for end, stages in self.applied[code] if moment(at) < moment(end))
        return next(later, ())

    @property
    def finer(self) -> dict[str, list[str]]:
        """
        The codes above each code born of a split, nearest first, as they are called today.

        A code above that went into the code itself is none above it any more.
        """
        found = {code: self._above(code) for code in self.born if code not in self.merged}
        return {code: above for code, above in found.items() if above}

    def _above(self, code: str) -> list[str]:
        found: dict[str, None] = {}
        walked, at = {code}, code
        while at in self.born and (parent := self.born[at].parent) and parent not in walked:
            walked.add(parent)
            found[self.now(parent)] = None
            at = parent
        found.pop(code, None)
        return list(found)


def moment(at: str) -> str:
    """
    A time in UTC, such that earlier ones sort first.

    A bare date is its day's beginning, and a time without an offset is UTC. What is no time of a
    day counts as that day's beginning. What is no date (a matrix has none) is '', before all times:
    what nobody can tell when it was decided never overrules what was dated.
    """
    time = time_of(at) or time_of(at[:10])
    return time.isoformat(timespec="microseconds") if time else ""


def time_of(at: str) -> datetime | None:
    """A date, or a date and time, of ISO 8601, in UTC; None of what is neither."""
    try:
        time = datetime.fromisoformat(at)
        return time.astimezone(UTC) if time.tzinfo else time.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        return None


def trail_entries(chains: Iterable[Chain]) -> list[Entry]:
    """Entries about codes, of all chains, in the order in which they were decided."""
    found = [entry for chain in chains for entry in chain.entries if entry["action"] in TRAIL]
    return sorted(found, key=lambda entry: (moment(entry["at"]), entry["coder"], entry["seq"]))


def history_of(chains: Iterable[Chain]) -> History:
    """
    The history of the codes.

    Where two people merged one code into different ones, the earlier decision stands; a merge that
    would close a circle says nothing. So every code is one code today.
    """
    history = History()
    for entry in trail_entries(chains):
        for code, birth in _births(entry):
            history.born[code] = birth
        if entry["action"] == MERGE:
            for code, stages in entry.get("applied", {}).items():
                history.applied.setdefault(code, []).append((entry["at"], stages))
            for code in entry["codes"]:
                into = history.now(entry["into"])
                if code not in history.merged and into != code:
                    history.merged[code] = Merge(into, entry["coder"], entry["at"])
    return history


def _births(entry: Entry) -> Iterator[tuple[str, Birth]]:
    if entry["action"] == ADOPT:
        yield entry["code"], Birth(entry["at"])
    elif entry["action"] == SPLIT:
        for code in entry["into"]:
            yield code, Birth(entry["at"], entry["code"])
