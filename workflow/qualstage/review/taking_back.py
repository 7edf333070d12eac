"""
What a coder takes back, and what they say anew that was taken back.

Whatever is said anew stands just as it did before: the same words with their surroundings, under
the same wording of its code. So it is found again in a corrected transcript as any decision that
stands, is listed where its words were corrected, and is flagged where its definition has changed
since: nobody has looked at it again.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from qualstage.ledger.anchors import NotAnchored, Selector
from qualstage.ledger.drafts import draft_row, superseding
from qualstage.ledger.reanchoring import find_again
from qualstage.ledger.replay import JUDGEMENTS, Judgement
from qualstage.ledger.seals import Entry, Words
from qualstage.review.leaving import refuse_withdrawn
from qualstage.review.own import Own, Planned, refuse
from qualstage.settle.standing import Anchored

_AS_IT_WAS = ("coder", "role", "source", "source_sha256", "code", "codes", "span", "wording")

_SAME = {"read": ("role", "source", "codes"), "note": ("role", "source", "code", "span")}
"""What is the same of two readings, or of two memos of the same words, that say the same."""


class TakingBack:
    """
    Entries that take others back, or say again what others took back.

    Args:
        own: What the coder said so far.
    """

    def __init__(self, own: Own) -> None:
        self._own, self._live, self._material = own, own.live, own.material

    def withdrawn(self, name: str, reason: str, at: str) -> Planned:
        """
        What takes an own entry back, whatever became of its source and code.

        It tells today's text and wording as an import does; where the study has them no more, or
        the code does not apply there, those that the entry was made on.

        Raises:
            QualstageError: the entry does not stand, or its source was withdrawn.
        """
        old = self._own.standing(name)
        refuse_withdrawn("the decision", old["source"], self._material.withdrawn)
        row = {
            "source_id": old["source"],
            "coder": self._own.who.coder,
            "role": old["role"],
            "action": "withdraw",
            "reason": reason.strip(),
        }
        if "code" in old:
            row |= {"code": self._live.history.now(old["code"]), "entry": name}
        else:
            row |= {"codes": " ".join(old["codes"] or ())}
        drafts, _ = draft_row(row, old["source"], self._material, at)
        entry = drafts[0].entry if drafts else _as_it_was(old, "withdraw", at)
        return superseding(entry, old, old["id"]), {"reason": row["reason"]}

    def undo(self, names: Iterable[str]) -> list[Planned]:
        """
        Entries that take others back, the latest first; what an amendment replaced stands again.

        Raises:
            QualstageError: one of them does not stand any more, or is not the coder's; or what was
                replaced is not found again.
        """
        olds = [self._own.standing(name) for name in dict.fromkeys(names)]
        at = self._own.now(old["source"] for old in olds)
        gone = {old["id"] for old in olds}
        planned = []
        for old in sorted(olds, key=lambda entry: -entry["seq"]):
            planned.append(self.withdrawn(old["id"], "", at))
            if old["action"] == "amend":
                planned += self._restored(old["supersedes"], at, gone)
        return planned

    def _restored(self, name: str, at: str, gone: Collection[str]) -> list[Planned]:
        """What an own entry said before it was amended; it may be about what is gone since."""
        old = self._live.own_entry(name)
        known = self._live.history.now(old["code"]) in self._material.codebook.codes
        if old["source"] in self._material.texts and known:
            return self._again(old, at, gone)
        return [(_as_it_was(old, _said_anew(old), at), self._own.words(old))]

    def redo(self, name: str) -> list[Planned]:
        """
        An entry that says anew what was taken back by another; none where it stands already.

        Raises:
            QualstageError: the entry took nothing back, or its words are not found any more.
        """
        back = self._live.own_entry(name)
        if back["action"] != "withdraw" or not back.get("supersedes"):
            remedy = "Choose what was taken back, in the history."
            refuse(f"entry {name[:12]}", "it took nothing back.", remedy)
        old = self._live.own_entry(back["supersedes"])
        return self._again(old, self._own.now([old["source"]]), ())

    def _again(self, old: Entry, at: str, gone: Collection[str]) -> list[Planned]:
        """What an own entry said, said anew, unless it stands already by one that is not `gone`."""
        refuse_withdrawn("the decision", old["source"], self._material.withdrawn)
        action, words = _said_anew(old), self._own.words(old)
        row = {"source_id": old["source"], "coder": self._own.who.coder, "role": old["role"]}
        row |= {"action": action, "reason": words.get("reason", "")}
        place = (0, 0)
        if "code" in old:
            place = self._place(old, words, bool(gone))
            start, end = map(str, place)
            row |= {"code": self._live.history.now(old["code"])}
            row |= {"start_char": start, "end_char": end}
        else:
            row |= {"codes": " ".join(old["codes"] or ())}
        self._refuse_other_codes(old, at)
        self._own.draft(row, at)  # What could not be decided today cannot be said anew either.
        if self._stands(old, place, gone):
            return []
        return [(_as_it_was(old, action, at), words)]

    def _place(self, old: Entry, words: Words, undoes: bool) -> tuple[int, int]:
        """
        Where an entry's words stand now; as for decisions that stand, never among other words.

        Raises:
            QualstageError: they were erased, or it is doubtful where they stand.
        """
        text = self._material.texts.get(old["source"])
        if text is None:
            return old["span"][0], old["span"][1]
        about = f"{old['source']}, entry {old['id'][:12]}"
        remedy = "Judge the passage anew, by the words that it has now."
        if undoes:
            remedy = "Take the coding back instead, and judge anew, by the words of today."
        if "exact" not in words:
            refuse(about, "its words were erased: it cannot be said anew.", remedy)
        around = words["exact"], words.get("prefix", ""), words.get("suffix", "")
        try:
            found = find_again(text, Selector(*old["span"], *around))
        except NotAnchored as error:
            fact = f"it cannot be said anew, for {error.fact}: “{words['exact']}”"
            shown = [f"There now: {told}" for told in error.candidates]
            refuse(about, fact, "\n".join([remedy, *shown]))
        return found.start, found.end

    def _refuse_other_codes(self, old: Entry, at: str) -> None:
        """Refuse what would be about codes today that it was not about when it was decided."""
        history, then = self._live.history, old["at"]
        named = [old["code"]] if "code" in old else old["codes"]
        if old["action"] == "read" and named is None:
            stage = self._material.stages.get(old["source"], "")
            same = history.unborn(then) == history.unborn(at)
            same &= history.elsewhere(then, stage) == history.elsewhere(at, stage)
            remedy = "Say anew that you read it (m), if you looked for these, too."
        else:
            same = all(history.within(c, then) == history.within(c, at) for c in named)
            remedy = "Judge anew, if it holds for what these codes mean today."
        if not same and old["action"] in (*JUDGEMENTS, "read"):
            fact = "codes were added, merged or split since: said anew, it would be about others."
            refuse(f"{old['source']}, entry {old['id'][:12]}", fact, remedy)

    def _stands(self, old: Entry, place: tuple[int, int], gone: Collection[str]) -> bool:
        """Whether the coder says so already, as when it was said anew in another window."""
        placed, action = self._live.placed(old["source"]), old["action"]
        if action in _SAME:
            return any(
                entry["action"] == action
                and all(entry.get(name) == old.get(name) for name in _SAME[action])
                and (action == "read" or self._own.words(entry) == self._own.words(old))
                and self._live.entry(entry["id"]) is not None
                for entry in self._live.own.entries
            )

        def is_it(item: Anchored) -> bool:
            decision = item.decision
            says = (decision.coder, decision.role, decision.code, item.start, item.end)
            code = self._live.history.now(old["code"])
            same = says == (self._own.who.coder, old["role"], code, *place)
            return same and decision.entry not in gone

        if action == "quote":
            return any(is_it(item) for item in placed.pinned)
        state = JUDGEMENTS[action]
        return any(
            is_it(item) and isinstance(item.decision, Judgement) and item.decision.state == state
            for item in placed.stand
        )


def _said_anew(old: Entry) -> str:
    """The action of an entry that says anew what an older one said."""
    return "accept" if old["action"] == "amend" else old["action"]


def _as_it_was(old: Entry, action: str, at: str) -> Entry:
    """An entry about just what an older one was about, with the text and wording of that time."""
    kept = {name: old[name] for name in _AS_IT_WAS if name in old}
    return {**kept, "action": action, "at": at}
