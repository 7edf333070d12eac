"""A coder's own entries, and drafts of new ones, each held against the study as the page has it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, NoReturn

from qualstage.errors import Problem, raise_if_any
from qualstage.ledger.drafts import Draft, Material, draft_row
from qualstage.ledger.history import moment
from qualstage.ledger.seals import Entry, Words
from qualstage.review.leaving import refuse_withdrawn

if TYPE_CHECKING:
    from qualstage.review.live import Live

Planned = tuple[Entry, Words]

INSTEAD = "choose a respondent's words, or correct the speaker's role in speakers.csv and run "
INSTEAD += "snakemake again."
"""What is to be done on the page instead of coding an interviewer's words."""


@dataclass(frozen=True)
class Person:
    """Who decides, and in which role."""

    coder: str
    role: str

    def made(self, decision: object) -> bool:
        """Whether a judgement or reading is this person's, in this role."""
        return (decision.coder, decision.role) == (self.coder, self.role)


class Own:
    """
    What a coder said so far, and what they say now.

    Args:
        who: Who decides.
        material: What it is decided on.
        live: The ledger as it stands.
    """

    def __init__(self, who: Person, material: Material, live: Live) -> None:
        self.who, self.material, self.live = who, material, live

    def now(self, sources: Iterable[str]) -> str:
        """
        The time, or that of the coder's latest judgement of these sources where it is later.

        Of a coder's judgements of the same words the latest stands: a clock that was put back, or
        a date in an imported file, must not make one that is made now the earlier.
        """
        now = datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        mine = (
            item.decision.at
            for source in set(sources)
            for item in self.live.placed(source).stand
            if item.decision.coder == self.who.coder
        )
        return max([now, *mine], key=moment)

    def standing(self, name: str) -> Entry:
        """
        An entry of the coder's that stands.

        Raises:
            QualstageError: it does not stand any more, or is not theirs.
        """
        entry = self.live.entry(name)
        if entry is None or entry["coder"] != self.who.coder:
            fact = f"no entry {name[:12]} of {self.who.coder} stands in the ledger."
            remedy = "It was taken back meanwhile, perhaps in another window: look at the history."
            refuse(name[:12] or "entry", fact, remedy)
        return entry

    def words(self, entry: Entry) -> Words:
        """What an own entry's words are; none where they were erased."""
        return self.live.own.words.get(entry["words"] or "", {})

    def draft(self, row: dict[str, str], at: str) -> Draft:
        """
        A row as an entry to be made.

        Raises:
            QualstageError: it cannot be recorded.
        """
        refuse_withdrawn("the decision", row["source_id"], self.material.withdrawn)
        drafts, problems = draft_row(row, row["source_id"], self.material, at)
        raise_if_any("the decision", problems)
        return drafts[0]


def refuse(place: str, fact: str, remedy: str) -> NoReturn:
    """
    Refuse a decision.

    Raises:
        QualstageError: always.
    """
    raise_if_any("the decision", [Problem(place, fact, remedy)])
    raise AssertionError


def refuse_twice(planned: Iterable[Planned]) -> None:
    """
    Refuse what would supersede an entry twice at once: its chain would never verify again.

    Raises:
        QualstageError: something would.
    """
    seen = set()
    for entry, _ in planned:
        old = entry.get("supersedes")
        if old is not None and old in seen:
            fact = "it is taken back, or given other words, twice at once."
            refuse(f"entry {old[:12]}", fact, "Reload the page, and do it once.")
        seen.add(old)
