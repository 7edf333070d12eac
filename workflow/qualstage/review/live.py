"""
The ledger as everybody has written it by now.

Each coder's chain is walked through once; later only what was added is. What stands is kept by
source and placed in its text when it is asked for, so that a decision costs what its own source
costs, however long the ledger is.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qualstage.contracts import ERASED
from qualstage.errors import Problem, QualstageError, raise_if_any
from qualstage.ledger.chain import Chain
from qualstage.ledger.disk import files_of
from qualstage.ledger.history import TRAIL, History, history_of
from qualstage.ledger.replay import Decisions, Judgement, Quotation, Reading, Walk, sort_in
from qualstage.ledger.seals import Entry
from qualstage.ledger.wordings import remember_wordings
from qualstage.settle.placing import anchor_all
from qualstage.settle.standing import Anchored, standing

if TYPE_CHECKING:
    from qualstage.codebook import Codebook

Row = dict[str, Any]


@dataclass
class Placed:
    """What stands of a source: judgements and pinned quotations in its text, readings, losses."""

    stand: list[Anchored] = field(default_factory=list)
    pinned: list[Anchored] = field(default_factory=list)
    readings: list[Reading] = field(default_factory=list)
    lost: list[tuple[Judgement | Quotation, str]] = field(default_factory=list)


class Live:
    """
    The chains of a ledger, kept up to date.

    Args:
        folder: The ledger folder of the codebook.
        coder: Whose chain is written.
        sources: SOURCES rows by id.
        blind: Whether to show nothing of the other chains. What they say of codes (adopted,
            merged, split) is looked at once, for it says what the codebook means.
        given: Decisions beside the ledger, such as those of matrices and ratings.

    Raises:
        QualstageError: a chain does not verify.
    """

    def __init__(
        self,
        folder: Path,
        coder: str,
        sources: dict[str, Row],
        blind: bool,
        given: Callable[[Decisions], None] = lambda decisions: None,
    ) -> None:
        self._folder, self._sources, self._blind, self._given = folder, sources, blind, given
        self._stages = {name: row["stage"] for name, row in sources.items()}
        self.coder = coder
        self.history = History()
        self._chains: dict[str, Chain] = {}
        if blind:
            self.history = history_of(Chain(path) for path in _chain_files(folder))
        self._untold: set[str] = set()
        self._worded = False
        self._forget()
        self.refresh()

    def _forget(self) -> None:
        self._walks: dict[str, Walk] = {}
        self._seen: dict[str, tuple] = {}
        self._walked: dict[str, list[Entry]] = {}
        self._where: dict[str, tuple[str, str]] = {}
        self._mine: dict[str, Entry] = {}
        self._by_source: dict[str, dict[str, None]] = defaultdict(dict)
        self._placed: dict[str, Placed] = {}
        self._base: dict[str, Decisions] | None = None

    @property
    def own(self) -> Chain:
        """The chain that is written."""
        return self._chains[self.coder]

    @property
    def version(self) -> str:
        """Another one whenever anything was added that is shown."""
        return "-".join(f"{len(walk.chain.entries)}" for _, walk in sorted(self._walks.items()))

    def refresh(self) -> set[str]:
        """
        Take in what others wrote since.

        Returns:
            The sources about which something was written.

        Raises:
            QualstageError: a chain does not verify.
        """
        paths = {path.stem: path for path in _chain_files(self._folder)}
        paths.setdefault(self.coder, self._folder / f"{self.coder}.jsonl")
        shown = {self.coder: paths[self.coder]} if self._blind else paths
        # What was taken in before a chain that does not verify is told once all of them do.
        for coder, path in sorted(shown.items()):
            self._untold |= self._look_at(coder, path)
        if any(coder not in shown for coder in self._walks):
            self._untold |= self._begin_anew()
        touched, self._untold = self._untold, set()
        return touched

    def _look_at(self, coder: str, path: Path) -> set[str]:
        state = _state(path)
        if coder not in self._chains:
            self._chains[coder] = Chain(path)
        elif state != self._seen.get(coder):
            self._chains[coder].refresh()
        elif coder in self._walks:
            return set()
        touched = self.take_in(coder)
        # Only now: one that does not verify is looked at again each time, and told each time.
        self._seen[coder] = state
        return touched

    def _begin_anew(self) -> set[str]:
        self._untold |= set(self._sources) | self._by_source.keys()
        self._forget()
        self.refresh()
        return set(self._sources)

    def take_in(self, coder: str = "") -> set[str]:
        """
        Walk through what a chain holds by now, the coder's own if none is named.

        Returns:
            The sources about which something was added.
        """
        coder = coder or self.coder
        chain = self._chains[coder]
        raise_if_any(str(chain.path), chain.problems, "qualstage ledger verify")
        if self._walked.get(coder, chain.entries) is not chain.entries:
            # It did not only grow: words were erased, or a copy was restored.
            return self._begin_anew()
        self._walked[coder] = chain.entries
        walk = self._walks.setdefault(coder, Walk(chain))
        touched: set[str] = set()
        for entry in walk.go_on():
            touched |= self._note(entry, walk)
        raise_if_any(str(chain.path), walk.problems, "qualstage ledger verify")
        for source in touched:
            self._placed.pop(source, None)
        return touched

    def _note(self, entry: Entry, walk: Walk) -> set[str]:
        if entry["action"] in TRAIL:
            if not self._blind:
                self.history = history_of(other.chain for other in self._walks.values())
            self._base, touched = None, set(self._sources)
            self._placed.clear()
            return touched
        if walk.chain.coder == self.coder:
            self._mine[entry["id"]] = entry
        touched = {entry["source"]}
        if old := entry.get("supersedes"):
            source, _ = self._where.get(old, (entry["source"], ""))
            self._by_source[source].pop(old, None)
            touched.add(source)
        if entry["id"] in walk.standing:
            self._where[entry["id"]] = entry["source"], walk.chain.coder
            self._by_source[entry["source"]][entry["id"]] = None
        return touched

    def entry(self, name: str) -> Entry | None:
        """An entry of any chain shown that stands, by its id."""
        _, coder = self._where.get(name, ("", ""))
        return self._walks[coder].standing.get(name) if coder else None

    def own_entry(self, name: str) -> Entry:
        """
        An entry of the coder's own chain, whether it stands or not, by its id.

        Raises:
            QualstageError: the chain has none.
        """
        if name not in self._mine:
            fact = f"there is no such entry in {self.own.path.name}."
            raise_if_any("the ledger", [Problem(name[:12] or "entry", fact, "Reload the page.")])
        return self._mine[name]

    def placed(self, source: str) -> Placed:
        """What stands of a source, in its text."""
        if source not in self._placed:
            self._placed[source] = self._place(source)
        return self._placed[source]

    def _place(self, source: str) -> Placed:
        decisions = Decisions(history=self.history)
        if base := self._of_base().get(source):
            decisions.judgements += base.judgements
            decisions.readings += base.readings
        for name in self._by_source.get(source, ()):
            walk = self._walks[self._where[name][1]]
            sort_in(decisions, walk.standing[name], walk.chain, self._stages)
        stand, lost = anchor_all(decisions.judgements, self._sources)
        pinned, lost_pins = anchor_all(decisions.quotations, self._sources)
        lost += lost_pins + [(decision, ERASED) for decision in decisions.erased]
        return Placed(standing(stand), pinned, decisions.readings, lost)

    def leave_out(self, source: str) -> None:
        """Place nothing in the text of a source any more, for it was withdrawn."""
        self._sources.pop(source, None)
        self._placed.pop(source, None)

    def _of_base(self) -> dict[str, Decisions]:
        """Decisions beside the ledger, by source."""
        if self._base is None:
            given = Decisions(history=self.history)
            if not self._blind:
                self._given(given)
            base: dict[str, Decisions] = defaultdict(Decisions)
            for judgement in given.judgements:
                base[judgement.source].judgements.append(judgement)
            for reading in given.readings:
                base[reading.source].readings.append(reading)
            self._base = dict(base)
        return self._base

    def remember_wordings(self, codebook: Codebook) -> None:
        """Keep what the codes say; no decision waits for it, and the next one tries again."""
        if not self._worded:
            with suppress(OSError, QualstageError):
                remember_wordings(self._folder, codebook)
                self._worded = True

    def every_source(self) -> Iterable[str]:
        """Every source about which something stands, those that the study has no more too."""
        of_chains = {source for source, some in self._by_source.items() if some}
        return sorted(of_chains | self._of_base().keys())


def _chain_files(folder: Path) -> list[Path]:
    return [path for path in files_of(folder) if not path.name.endswith(".words.jsonl")]


def _state(path: Path) -> tuple:
    """What tells one state of a chain and its words from another; each write makes a new file."""
    return _state_of(path), _state_of(path.with_suffix(".words.jsonl"))


def _state_of(path: Path) -> tuple[int, int, int]:
    try:
        told = path.stat()
    except FileNotFoundError:
        return 0, 0, 0
    return told.st_ino, told.st_mtime_ns, told.st_size
