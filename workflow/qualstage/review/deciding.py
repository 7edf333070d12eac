"""
What was decided on the page, as entries of the ledger.

Each decision is put as a row of `qualstage ledger import` and drafted by the same functions, so
that the ledger cannot tell where a decision was made.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import TYPE_CHECKING

from qualstage.errors import Problem, raise_if_any
from qualstage.ledger.drafts import Draft, superseding
from qualstage.ledger.replay import JUDGEMENTS, Judgement
from qualstage.ledger.seals import Entry
from qualstage.review.own import Own, Planned, refuse, refuse_twice
from qualstage.review.taking_back import TakingBack
from qualstage.settle.standing import Anchored

if TYPE_CHECKING:
    from qualstage.review.requests import Decision

_OF_A_MEMO = ("action", "role", "source", "source_sha256", "code", "span")


class Planner:
    """
    Turns decisions into entries to be sealed.

    Args:
        own: What the coder said so far.
    """

    def __init__(self, own: Own) -> None:
        self._own, self._live, self._material = own, own.live, own.material

    def plan(self, decisions: Iterable[Decision]) -> list[Planned]:
        """
        Entries for what was decided; none for what stands already just so.

        Raises:
            QualstageError: whatever cannot be recorded, with what mends it.
        """
        decisions = [self._confirmed(one) if one.action == "confirm" else one for one in decisions]
        self._check(decisions)
        at = self._own.now(decision.source for decision in decisions)
        planned: list[Planned] = []
        for one in (one for decision in decisions for one in _parts(decision)):
            planned += self._entries(one, at, planned)
        refuse_twice(planned)
        return planned

    def _check(self, decisions: Iterable[Decision]) -> None:
        problems = []
        for decision in decisions:
            judges = decision.action not in ("withdraw", "note", "quote", "read")
            place = f"{decision.source}, {decision.code}"
            if self._own.who.role == "adjudicator" and judges and not decision.reason.strip():
                fact = "a resolution has no reason."
                remedy = "Say why: whoever reads the record wants to know what settled it."
                problems.append(Problem(place, fact, remedy))
            if decision.action == "note" and not decision.reason.strip():
                problems.append(Problem(place, "the memo is empty.", "Write it."))
            if decision.action == "recode" and decision.to == decision.code:
                fact = "it would be recoded as what it is."
                problems.append(Problem(place, fact, "Choose another code, or accept this one."))
        raise_if_any("the decision", problems)

    def _entries(self, decision: Decision, at: str, before: Sequence[Planned]) -> list[Planned]:
        """The entries for a decision, `before` which others are planned at the same time."""
        if decision.action == "withdraw":
            return [TakingBack(self._own).withdrawn(decision.entry, decision.reason, at)]
        draft = self._own.draft(self._row(decision), at)
        old = self._amended(decision) if decision.action == "amend" else None
        if self._stands(draft, before):
            return []
        entry = draft.entry if old is None else superseding(draft.entry, old, old["id"])
        return [(entry, draft.words)]

    def _amended(self, decision: Decision) -> Entry:
        """The own coding that gets other words; a reading, memo or quotation is none."""
        old = self._own.standing(decision.entry)
        about = old["source"], self._live.history.now(old.get("code", ""))
        if old["action"] not in JUDGEMENTS or about != (decision.source, decision.code):
            fact = f"it is no coding of '{decision.code}' in {decision.source}, so it can have no "
            remedy = "Reload the page, and adjust the words of a coding of yours."
            refuse(f"entry {old['id'][:12]}", f"{fact}other words.", remedy)
        return old

    def _row(self, decision: Decision) -> dict[str, str]:
        row = {
            "source_id": decision.source,
            "coder": self._own.who.coder,
            "role": self._own.who.role,
            "action": decision.action,
            "reason": decision.reason.strip(),
        }
        if decision.action == "read":
            return row
        start, end = self._trimmed(decision)
        return row | {"code": decision.code, "start_char": str(start), "end_char": str(end)}

    def _trimmed(self, decision: Decision) -> tuple[int, int]:
        """A span without the white space at its ends."""
        start, end = decision.start, decision.end
        text = self._material.texts.get(decision.source, "")
        words = text[start:end]
        if not words.strip() or end > len(text):
            return start, end
        return start + len(words) - len(words.lstrip()), start + len(words.rstrip())

    def _judged(self, entry: Entry) -> Anchored:
        """The judgement that an own entry made, where its words stand now."""
        for item in self._live.placed(entry["source"]).stand:
            if item.decision.entry == entry["id"]:
                return item
        fact = "its words are not found in the text, or it was judged otherwise since."
        remedy = "Take it back, and judge again."
        if entry["action"] not in JUDGEMENTS:
            fact = "it judges nothing, so there is nothing that could hold still."
            remedy = "Reload the page."
        return refuse(f"{entry['source']}, entry {entry['id'][:12]}", fact, remedy)

    def _confirmed(self, decision: Decision) -> Decision:
        """An own entry's judgement as one of today; for the reason that it had, if none is told."""
        old = self._own.standing(decision.entry)
        item = self._judged(old)
        action = "accept" if item.decision.state == "accepted" else "reject"
        told = {"source": item.decision.source, "code": item.decision.code, "action": action}
        told |= {"reason": decision.reason.strip() or self._own.words(old).get("reason", "")}
        return decision.model_copy(update={**told, "start": item.start, "end": item.end})

    def _stands(self, draft: Draft, before: Sequence[Planned]) -> bool:
        """Whether just this stands already, as when a key was hit twice or in two windows."""
        entry, reason = draft.entry, draft.words.get("reason", "")
        if (entry, draft.words) in before:
            return True
        gone = {other.get("supersedes") for other, _ in before}
        if entry["action"] not in JUDGEMENTS:
            return self._stands_beside(draft, gone)
        # What is judged otherwise just before it stands no more by then.
        return not any(_overrules(other, entry) for other, _ in before) and any(
            isinstance(item.decision, Judgement)
            and self._own.who.made(item.decision)
            and (item.start, item.end) == tuple(entry["span"])
            and item.decision.code == entry["code"]
            and item.decision.state == JUDGEMENTS[entry["action"]]
            and item.decision.wording == entry["wording"]
            and reason in ("", item.decision.why)
            for item in self._live.placed(entry["source"]).stand
        )

    def _stands_beside(self, draft: Draft, gone: Collection[str | None]) -> bool:
        """The same of a reading, memo or quotation; `gone` are entries taken back before it."""
        entry, who = draft.entry, self._own.who
        placed = self._live.placed(entry["source"])
        if entry["action"] == "read":
            mine = (r for r in placed.readings if who.made(r) and r.codes is None)
            olds = (self._live.entry(r.entry) or {} for r in mine if r.entry not in gone)
            return any(old.get("wording") == entry["wording"] for old in olds)
        if entry["action"] == "note":
            said = {name: text for name, text in draft.words.items() if text}
            return any(
                all(old.get(name) == entry[name] for name in _OF_A_MEMO)
                and self._own.words(old) == said
                and self._live.entry(old["id"]) is not None
                and old["id"] not in gone
                for old in self._live.own.entries
            )
        return any(
            who.made(item.decision)
            and (item.start, item.end) == tuple(entry["span"])
            and item.decision.code == entry["code"]
            and item.decision.entry not in gone
            for item in placed.pinned
        )


def _parts(decision: Decision) -> list[Decision]:
    """A decision as one or more that an import knows: to recode is to reject and to accept."""
    if decision.action != "recode":
        return [decision]
    gone = decision.model_copy(update={"action": "reject", "to": ""})
    return [gone, decision.model_copy(update={"action": "accept", "code": decision.to, "to": ""})]


def _overrules(other: Entry, entry: Entry) -> bool:
    """Whether an entry that is planned takes from another's code in its source what stands."""
    about = entry["source"], entry["code"]
    judges = other["action"] in (*JUDGEMENTS, "withdraw")
    return judges and (other["source"], other.get("code")) == about
