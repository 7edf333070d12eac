"""
What was decided on the page, as entries of the ledger.

Each decision is put as a row of `qualstage ledger import` and drafted by the same functions, so
that the ledger cannot tell where a decision was made.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from qualstage.errors import Problem, raise_if_any
from qualstage.ledger.drafts import Draft, Material, draft_row, superseding
from qualstage.ledger.history import moment
from qualstage.ledger.replay import JUDGEMENTS, Judgement
from qualstage.ledger.seals import Entry, Words
from qualstage.settle.standing import Anchored

if TYPE_CHECKING:
    from qualstage.review.live import Live
    from qualstage.review.requests import Decision

Planned = tuple[Entry, Words]

_OF_A_MEMO = ("action", "role", "source", "source_sha256", "code", "span")
_OF_A_DECISION = ("coder", "role", "source", "source_sha256", "code", "codes", "span", "wording")


@dataclass(frozen=True)
class Person:
    """Who decides, and in which role."""

    coder: str
    role: str

    def made(self, decision: object) -> bool:
        """Whether a judgement or reading is this person's, in this role."""
        return (decision.coder, decision.role) == (self.coder, self.role)


class Planner:
    """
    Turns decisions into entries to be sealed.

    Args:
        who: Who decides.
        material: What it is decided on.
        live: The ledger as it stands.
    """

    def __init__(self, who: Person, material: Material, live: Live) -> None:
        self._who, self._material, self._live = who, material, live

    def plan(self, decisions: Iterable[Decision]) -> list[Planned]:
        """
        Entries for what was decided; none for what stands already just so.

        Raises:
            QualstageError: whatever cannot be recorded, with what mends it.
        """
        decisions = [self._confirmed(one) if one.action == "confirm" else one for one in decisions]
        self._check(decisions)
        at = self._now(decision.source for decision in decisions)
        return [entry for decision in decisions for entry in self._entries(decision, at)]

    def _check(self, decisions: Iterable[Decision]) -> None:
        problems = []
        for decision in decisions:
            judges = decision.action not in ("withdraw", "note", "quote", "read")
            if self._who.role == "adjudicator" and judges and not decision.reason.strip():
                fact = "a resolution has no reason."
                remedy = "Say why: whoever reads the record wants to know what settled it."
                problems.append(Problem(f"{decision.source}, {decision.code}", fact, remedy))
            if decision.action == "note" and not decision.reason.strip():
                fact = "the memo is empty."
                problems.append(Problem(f"{decision.source}, {decision.code}", fact, "Write it."))
        raise_if_any("the decision", problems)

    def _now(self, sources: Iterable[str]) -> str:
        """
        The time, or that of the coder's latest judgement of these sources where it is later.

        Of a coder's judgements of the same words the latest stands: a clock that was put back, or
        a date in an imported file, must not make one that is made now the earlier.
        """
        now = datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        mine = (
            item.decision.at
            for source in set(sources)
            for item in self._live.placed(source).stand
            if item.decision.coder == self._who.coder
        )
        return max([now, *mine], key=moment)

    def _entries(self, decision: Decision, at: str) -> list[Planned]:
        if decision.action == "recode":
            gone = decision.model_copy(update={"action": "reject", "to": ""})
            found = decision.model_copy(update={"action": "accept", "code": decision.to, "to": ""})
            return [entry for one in (gone, found) for entry in self._entries(one, at)]
        if decision.action == "withdraw":
            return [self._withdrawn(decision.entry, decision.reason, at)]
        row = self._row(decision)
        draft = self._draft(row, at)
        if self._stands(draft):
            return []
        if decision.action == "amend":
            old = self._own(decision.entry)
            return [(superseding(draft.entry, old, old["id"]), draft.words)]
        return [(draft.entry, draft.words)]

    def _row(self, decision: Decision) -> dict[str, str]:
        row = {
            "source_id": decision.source,
            "coder": self._who.coder,
            "role": self._who.role,
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

    def _draft(self, row: dict[str, str], at: str) -> Draft:
        drafts, problems = draft_row(row, row["source_id"], self._material, at)
        raise_if_any("the decision", problems)
        return drafts[0]

    def _own(self, name: str) -> Entry:
        """
        An entry of the coder's that stands.

        Raises:
            QualstageError: it does not stand any more, or is not theirs.
        """
        entry = self._live.entry(name)
        if entry is None or entry["coder"] != self._who.coder:
            fact = f"no entry {name[:12]} of {self._who.coder} stands in the ledger."
            remedy = "It was taken back meanwhile, perhaps in another window: look at the history."
            raise_if_any("the decision", [Problem(name[:12] or "entry", fact, remedy)])
        return entry

    def _judged(self, entry: Entry) -> Anchored:
        """The judgement or quotation that an own entry made, where its words stand now."""
        placed = self._live.placed(entry["source"])
        for item in (*placed.stand, *placed.pinned):
            if item.decision.entry == entry["id"]:
                return item
        fact = "its words are not found in the text, or it was judged otherwise since."
        remedy = "Take it back, and judge again."
        place = f"{entry['source']}, entry {entry['id'][:12]}"
        raise_if_any("the decision", [Problem(place, fact, remedy)])
        raise AssertionError

    def _confirmed(self, decision: Decision) -> Decision:
        """An own entry's judgement as one of today; for the reason that it had, if none is told."""
        old = self._own(decision.entry)
        item = self._judged(old)
        action = "accept" if item.decision.state == "accepted" else "reject"
        told = {"source": item.decision.source, "code": item.decision.code, "action": action}
        told |= {"reason": decision.reason.strip() or self._words(old).get("reason", "")}
        return decision.model_copy(update={**told, "start": item.start, "end": item.end})

    def _words(self, entry: Entry) -> Words:
        """What an own entry's words are; none where they were erased."""
        return self._live.own.words.get(entry["words"] or "", {})

    def _withdrawn(self, name: str, reason: str, at: str) -> Planned:
        """
        What takes an own entry back, whatever became of its source and code.

        It tells today's text and wording as an import does; where the study has them no more, or
        the code does not apply there, those that the entry was made on.
        """
        old = self._own(name)
        row = {
            "source_id": old["source"],
            "coder": self._who.coder,
            "role": old["role"],
            "action": "withdraw",
            "reason": reason.strip(),
        }
        if "code" in old:
            row |= {"code": self._live.history.now(old["code"]), "entry": name}
        else:
            row |= {"codes": " ".join(old["codes"] or ())}
        drafts, problems = draft_row(row, old["source"], self._material, at)
        if old["source"] in self._material.withdrawn:
            raise_if_any("the decision", problems)
        entry = drafts[0].entry if drafts else _as_it_was(old, "withdraw", at)
        return superseding(entry, old, old["id"]), {"reason": row["reason"]}

    def _stands(self, draft: Draft) -> bool:
        """Whether just this stands already, as when a key was hit twice or in two windows."""
        entry, reason = draft.entry, draft.words.get("reason", "")
        placed = self._live.placed(entry["source"])
        if entry["action"] == "read":
            mine = (r for r in placed.readings if self._who.made(r) and r.codes is None)
            olds = (self._live.entry(r.entry) or {} for r in mine)
            return any(old.get("wording") == entry["wording"] for old in olds)
        span = tuple(entry["span"])
        if entry["action"] == "note":
            return any(
                all(old.get(name) == entry[name] for name in _OF_A_MEMO)
                and self._words(old) == {name: said for name, said in draft.words.items() if said}
                for old in self._live.own.entries
            )
        if entry["action"] == "quote":
            return any(
                self._who.made(item.decision)
                and (item.start, item.end) == span
                and item.decision.code == entry["code"]
                for item in placed.pinned
            )
        state = JUDGEMENTS.get(entry["action"])
        return any(
            isinstance(item.decision, Judgement)
            and self._who.made(item.decision)
            and (item.start, item.end) == span
            and item.decision.code == entry["code"]
            and item.decision.state == state
            and item.decision.wording == entry["wording"]
            and reason in ("", item.decision.why)
            for item in placed.stand
        )

    def undo(self, names: Iterable[str]) -> list[Planned]:
        """
        Entries that take others back, the latest first; what an amendment replaced stands again.

        Raises:
            QualstageError: one of them does not stand any more, or is not the coder's.
        """
        olds = [self._own(name) for name in names]
        at = self._now(old["source"] for old in olds)
        planned = []
        for old in sorted(olds, key=lambda entry: -entry["seq"]):
            planned.append(self._withdrawn(old["id"], "", at))
            if old["action"] == "amend":
                planned.append(self._restored(old["supersedes"], at))
        return planned

    def _restored(self, name: str, at: str) -> Planned:
        """What an own entry said before it was amended; it may be about what is gone since."""
        old = self._live.own_entry(name)
        known = self._live.history.now(old["code"]) in self._material.codebook.codes
        if old["source"] in self._material.texts and known:
            return self._again(name, at)
        action = "accept" if old["action"] == "amend" else old["action"]
        return _as_it_was(old, action, at), self._words(old)

    def redo(self, name: str) -> list[Planned]:
        """
        An entry that says anew what was taken back by another.

        Raises:
            QualstageError: there is no such entry, or its words are not found any more.
        """
        old = self._live.own_entry(name)
        return [self._again(old["supersedes"], self._now([old["source"]]))]

    def _again(self, name: str, at: str) -> Planned:
        """What an own entry that does not stand any more said, said anew."""
        old = self._live.own_entry(name)
        action = "accept" if old["action"] == "amend" else old["action"]
        words = self._words(old)
        row = {"source_id": old["source"], "coder": self._who.coder, "role": old["role"]}
        row |= {"action": action, "reason": words.get("reason", "")}
        if "code" in old:
            start, end = (str(place) for place in old["span"])
            row |= {"code": self._live.history.now(old["code"]), "quote": words.get("exact", "")}
            row |= {"start_char": start, "end_char": end}
        else:
            row |= {"codes": " ".join(old["codes"] or ())}
        draft = self._draft(row, at)
        return draft.entry, draft.words


def _as_it_was(old: Entry, action: str, at: str) -> Entry:
    """An entry about just what an older one was about, with the text and wording of that time."""
    kept = {name: old[name] for name in _OF_A_DECISION if name in old}
    return {**kept, "action": action, "at": at}
