"""
Codings and readings made elsewhere, brought into the ledger.

All rows of all files are held against the study and the ledger before one is written. A row that
the ledger holds already makes no second entry. A row of action `withdraw` takes back what its coder
said of the code at these words, codings and pinned quotations alike, but memos only by their entry;
`amend` puts other words in place of the coder's coding that they overlap. Nothing is removed: the
new entry supersedes the old.
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from qualstage.errors import Problem, raise_if_any
from qualstage.ledger.anchors import NotAnchored, Selector
from qualstage.ledger.chain import Chain, append_together
from qualstage.ledger.disk import files_of
from qualstage.ledger.drafts import BadRow, Draft, Material, read_drafts, superseding
from qualstage.ledger.history import TRAIL, History
from qualstage.ledger.reanchoring import find_again
from qualstage.ledger.replay import JUDGEMENTS, STANDING
from qualstage.ledger.seals import Entry, Words


@dataclass
class Imported:
    """
    How many entries a file made, and how many of its rows were in the ledger already.

    `overruled` are the places of rows that are in the ledger and stand no more; `older` counts
    those that stand as decided under another wording of their code than today's.
    """

    made: int = 0
    present: int = 0
    overruled: list[str] = field(default_factory=list)
    older: int = 0


def import_files(
    paths: Sequence[Path], folder: Path, material: Material, at: str
) -> dict[Path, Imported]:
    """
    Append the rows of CSV files to the chains of their coders: all rows of all files, or none.

    Args:
        paths: The files.
        folder: The ledger folder of the codebook.
        material: What the rows speak of.
        at: When the rows were decided, where they do not say it (ISO 8601, UTC).

    Returns:
        What was imported from each file.

    Raises:
        QualstageError: every row that cannot be used, with its file and line.
    """
    problems: list[Problem] = []
    drafts: dict[Path, list[Draft]] = {}
    for path in paths:
        drafts[path], found = read_drafts(path, material, at)
        problems += found
    every = [draft for of_file in drafts.values() for draft in of_file]
    named = [(draft.place, draft.entry["coder"]) for draft in every]
    problems += clashing_names(named, folder)
    raise_if_any(", ".join(map(str, paths)), problems)
    coders = {draft.entry["coder"] for draft in every}
    chains = {coder: Chain(folder / f"{coder}.jsonl") for coder in sorted(coders)}
    raise_if_any("the ledger", [p for chain in chains.values() for p in chain.problems])
    growing = {
        coder: _Growing(chain, material.texts, material.history) for coder, chain in chains.items()
    }
    imported = {path: Imported() for path in drafts}
    for path, of_file in drafts.items():
        for draft in of_file:
            try:
                growing[draft.entry["coder"]].add(draft, imported[path])
            except BadRow as error:
                problems.append(Problem(draft.place, error.fact, error.remedy))
    raise_if_any(", ".join(map(str, paths)), problems)
    append_together([(one.chain, one.new) for one in growing.values() if one.new])
    return imported


def clashing_names(named: Iterable[tuple[str, str]], folder: Path) -> list[Problem]:
    """Places and coders whose files would be one where capitals do not tell files apart."""
    known: dict[str, str] = {}
    for path in files_of(folder):
        coder = path.name.removesuffix(".jsonl").removesuffix(".words")
        known.setdefault(_file_of(coder), coder)
    problems = []
    for place, coder in named:
        first = known.setdefault(_file_of(coder), coder)
        if first != coder:
            fact = f"coder '{coder}' and coder '{first}' would share a file on macOS and Windows."
            remedy = f"Write '{first}' if they are one person, or give one another name."
            problems.append(Problem(place, fact, remedy))
    return problems


def _file_of(coder: str) -> str:
    return unicodedata.normalize("NFC", coder).casefold()


class _Growing:
    """A chain with what is about to be added to it, by place in the chain."""

    def __init__(self, chain: Chain, texts: Mapping[str, str], history: History) -> None:
        self.chain, self.texts, self.history = chain, texts, history
        self.new: list[tuple[Entry, Words]] = []
        self.entries: list[Entry] = []
        self.words: list[Words] = []
        self.standing: dict[int, None] = {}
        self.alike: dict[tuple, list[int]] = defaultdict(list)
        self.places: dict[int, tuple[int, int] | None] = {}
        self.takes_back: dict[int, int] = {}
        numbers = {entry["id"]: number for number, entry in enumerate(chain.entries)}
        for entry in chain.entries:
            words = chain.words.get(entry["words"] or "", {})
            self._count_in(entry, words, numbers.get(entry.get("supersedes")))

    def _count_in(self, entry: Entry, words: Words, superseded: int | None) -> None:
        number = len(self.entries)
        self.entries.append(entry)
        self.words.append(words)
        if entry["action"] in TRAIL:
            return
        self.alike[_identity(entry, words)].append(number)
        if superseded is not None:
            self.standing.pop(superseded, None)
            self.takes_back[number] = superseded
        if entry["action"] in STANDING:
            self.standing[number] = None

    def add(self, draft: Draft, imported: Imported) -> None:
        """
        Plan the entries of a row, if the chain does not hold them already.

        Raises:
            BadRow: there is nothing that the row could take back or amend, or it is not clear what.
        """
        action = draft.entry["action"]
        alike = [
            number
            for number in self.alike[_identity(draft.entry, draft.words)]
            if self._span(number) == tuple(draft.entry.get("span") or ())
            if not draft.dated or self.entries[number]["at"] == draft.entry["at"]
        ]
        stands = any(self._stands(number) for number in alike)
        targets: list[int] = []
        if action == "withdraw" or (action == "amend" and not stands):
            targets = self._targets(draft)
        if not targets and (alike or self._was_taken_back(draft)):
            imported.present += 1
            if action in STANDING and not stands:
                imported.overruled.append(draft.place)
            elif action in JUDGEMENTS:
                wordings = {self.entries[number]["wording"] for number in alike}
                imported.older += draft.entry["wording"] not in wordings
            return
        if action in ("amend", "withdraw"):
            self._refuse_unclear(draft, targets)
        for target in targets or [None]:
            self._plan(draft, target)
            imported.made += 1

    def _plan(self, draft: Draft, superseded: int | None) -> None:
        entry = dict(draft.entry)
        if superseded is not None:
            entry = superseding(entry, self.entries[superseded], superseded)
        self.new.append((entry, draft.words))
        self._count_in(entry, draft.words, superseded)

    def _was_taken_back(self, draft: Draft) -> bool:
        """Whether the entry that a row names is superseded already."""
        return bool(draft.earlier) and any(
            str(entry.get("supersedes") or "").startswith(draft.earlier) for entry in self.entries
        )

    def _stands(self, number: int) -> bool:
        """Whether an entry was neither taken back nor overruled by its coder at the same words."""
        entry = self.entries[number]
        if number not in self.standing or entry["action"] not in JUDGEMENTS:
            return number in self.standing
        return not any(
            later > number
            and other["action"] in JUDGEMENTS
            and JUDGEMENTS[other["action"]] != JUDGEMENTS[entry["action"]]
            and all(other[name] == entry[name] for name in ("source", "code", "role"))
            and self._span(later) == self._span(number)
            for later, other in ((n, self.entries[n]) for n in self.standing)
        )

    def _targets(self, draft: Draft) -> list[int]:
        """What of the chain a row takes back or amends."""
        if draft.earlier:
            return [
                number
                for number in self.standing
                if self.entries[number].get("id", "").startswith(draft.earlier)
                if draft.entry["action"] != "amend" or self.entries[number]["action"] in JUDGEMENTS
            ]
        if "code" not in draft.entry:
            same = ("source", "codes", "role")
            return [
                number
                for number in self.standing
                if self.entries[number]["action"] == "read"
                and all(self.entries[number][name] == draft.entry[name] for name in same)
            ]
        start, end = draft.entry["span"]
        amends = draft.entry["action"] == "amend"
        found = []
        for number in self._about(draft):
            place = self._place(number)
            overlaps = place is not None and place[0] < end and start < place[1]
            action = self.entries[number]["action"]
            taken = place == (start, end) and action != "note"
            if (overlaps and action in JUDGEMENTS) if amends else taken:
                found.append(number)
        return found

    def _about(self, draft: Draft) -> list[int]:
        """What stands of the coder's entries on the same code, or its parts, in the same source."""
        source, code = draft.entry["source"], draft.entry["code"]
        return [
            number
            for number, entry in ((number, self.entries[number]) for number in self.standing)
            if entry["source"] == source
            and "code" in entry
            and self.history.now(entry["code"]) == code
        ]

    def _span(self, number: int) -> tuple[int, ...]:
        """Where an entry's words stand today, or stood when it was made if they are lost now."""
        if self.entries[number]["action"] == "withdraw" and number in self.takes_back:
            number = self.takes_back[number]  # A withdrawal holds no words of its own.
        stored = tuple(self.entries[number].get("span") or ())
        return (self._place(number) or stored) if stored else ()

    def _place(self, number: int) -> tuple[int, int] | None:
        if number not in self.places:
            self.places[number] = self._find(number)
        return self.places[number]

    def _find(self, number: int) -> tuple[int, int] | None:
        entry, words = self.entries[number], self.words[number]
        around = words.get("exact", ""), words.get("prefix", ""), words.get("suffix", "")
        try:
            place = find_again(self.texts[entry["source"]], Selector(*entry["span"], *around))
        except NotAnchored:
            return None
        return place.start, place.end

    def _refuse_unclear(self, draft: Draft, targets: list[int]) -> None:
        entry, coder = draft.entry, draft.entry["coder"]
        one = draft.earlier or entry["action"] == "amend"
        if targets and not (one and len(targets) > 1):
            return
        if "code" not in entry:
            fact = f"no reading of {entry['source']} by {coder}, in this role, is for these codes."
            raise BadRow(fact, "Write source_id, codes and role as they were imported.")
        what = f"'{entry['code']}' in {entry['source']}"
        if draft.earlier:
            none = "coding" if entry["action"] == "amend" else "entry"
            which = "begins several entries" if targets else f"is no {none} that stands"
            fact = f"'{draft.earlier}' {which} in {self.chain.path.name}."
        elif targets:
            fact = f"{coder} coded {what} in several places that these words overlap."
        else:
            fact = f"nothing that {coder} said of {what} stands at these words."
        shown = "\n".join(map(self._shown, targets or self._about(draft)))
        remedy = f"Name one in the column 'entry', or quote its words:\n{shown}"
        raise BadRow(fact, remedy if shown else "Nothing of theirs stands there: remove the row.")

    def _shown(self, number: int) -> str:
        entry, exact = self.entries[number], self.words[number].get("exact", "")
        exact = exact if len(exact) <= 60 else f"{exact[:57]}..."
        return f"{entry.get('id', 'a row above')[:12]} ({entry['action']}): “{exact}”"


def _identity(entry: Entry, words: Words) -> tuple:
    """What makes two entries of the same words the same decision, whenever they were made."""
    same = entry["action"], entry["role"], entry["source"]
    if "code" not in entry:
        return *same, tuple(entry.get("codes") or ())
    said = words.get("reason") if entry["action"] == "note" else None
    return *same, entry["code"], said
