"""
The desk at which one person decides: what they are shown, and what they have recorded.

Everything goes through one lock: requests of several windows wait for each other. Other people's
processes are kept apart by the ledger's own lock.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from typing import Any

from qualstage.errors import Problem, raise_if_any
from qualstage.ledger.drafts import Material
from qualstage.review.deciding import Planner
from qualstage.review.differing import open_disagreements, to_look_at_again, told_disagreement
from qualstage.review.leaving import Leavers, changed_notice, notice_of, refuse_withdrawn
from qualstage.review.live import Live
from qualstage.review.own import INSTEAD, Own, Person, Planned
from qualstage.review.past import told_history
from qualstage.review.requests import Decision
from qualstage.review.results import Results
from qualstage.review.showing import Shown
from qualstage.review.taking_back import TakingBack
from qualstage.settle.disagreements import Disagreement
from qualstage.voices import CODED, Voices

Row = dict[str, Any]

MOST = 50
"""Passages, or decisions of the history, sent at once at most."""


class Desk:
    """
    Answers what the page asks.

    Args:
        results: What the workflow made of the study.
        live: The ledger.
        who: Who decides.
        blind: Whether they see neither the machine nor other coders.
    """

    def __init__(self, results: Results, live: Live, who: Person, blind: bool) -> None:
        self._lock = threading.RLock()
        self._results, self._live, self._who, self._blind = results, live, who, blind
        self._shown = Shown(results, live, who, blind)
        segments = [row for rows in results.segments.values() for row in rows]
        self._voices = Voices(segments)
        self._leavers = Leavers(results.study)
        self._lists: dict[str, list[tuple[str, Row | None]]] = {
            name: [(row["segment_id"], row) for row in rows] for name, rows in results.lists.items()
        }
        # Whoever is blind gets no order that the machine made: passages as they were said.
        in_order = [(r["segment_id"], None) for r in segments if r["role"] in CODED]
        self._lists["passages"] = in_order
        self._listed = {name: dict(rows) for name, rows in self._lists.items()}
        self._of_source: dict[str, dict[str, list[tuple[str, Row | None]]]] = {}
        for name, rows in self._lists.items():
            mine = self._of_source.setdefault(name, {})
            for segment, row in rows:
                mine.setdefault(self._shown.source_of(segment), []).append((segment, row))
        self._done: dict[tuple[str, str], dict[str, bool]] = {}
        self._open: dict[str, list[Disagreement]] = {}
        self._together: dict[str, int] = {}
        self.recorded = 0

    def _refresh(self) -> None:
        self._forget(self._live.refresh())
        self._leave_out()

    def _leave_out(self) -> dict[str, str]:
        """Leave out whatever was withdrawn by now; the day of each source that ever was."""
        gone = self._leavers.gone()
        for source in sorted(gone.keys() & self._results.sources.keys()):
            self._results.leave_out(source, gone[source])
            self._live.leave_out(source)
            self._forget([source])
            for rows in self._of_source.values():
                rows.pop(source, None)
        return gone

    def _forget(self, sources: Iterable[str]) -> None:
        for source in sources:
            self._open.pop(source, None)
            for name in self._lists:
                self._done.pop((name, source), None)

    def session(self) -> Row:
        """Who decides, on which study, and what they should know."""
        with self._lock:
            self._refresh()
            return {**self._shown.session(), **self._changes()}

    def _notices(self) -> list[str]:
        told = [notice_of(self._results.gone)] if self._results.gone else []
        told += [changed_notice(self._results.changed)] if self._results.changed else []
        if self._who.role in ("second", "check") and not self._blind:
            told.append(
                "You see what the machine proposes and what others coded. To code without, start "
                "the review with --blind."
            )
        return told

    def changes(self) -> Row:
        """What tells whether anything was written since, or withdrawn."""
        with self._lock:
            self._refresh()
            return self._changes()

    def _changes(self) -> Row:
        told: Row = {
            "version": self._version,
            "notices": self._notices(),
            "withdrawn": sorted(self._results.gone),
        }
        if not self._blind:
            told["disagreements"] = len(self._disagreements())
        return told

    @property
    def _version(self) -> str:
        return f"{self._live.version}-{len(self._results.gone)}"

    def codebook(self) -> list[Row]:
        """The codes."""
        return self._shown.codebook()

    def passages(self, name: str, first: int, number: int, todo: bool) -> Row:
        """
        Passages of a list, from a place in it on.

        Args:
            name: 'queue', 'sample', or 'passages': all that may voice a code, as they were said.
            first: The place from which to look.
            number: How many at most.
            todo: Whether to pass over those that need no look any more.

        Raises:
            KeyError: there is no such list.
        """
        with self._lock:
            self._refresh()
            rows = self._lists[name]
            done = self._all_done(name)
            chosen = [
                place
                for place in range(max(0, first), len(rows))
                if rows[place][0] in done and not (todo and done[rows[place][0]])
            ][: min(number, MOST)]
            items = [{"place": p, **self._shown.passage(*rows[p])} for p in chosen]
            # Whatever is withdrawn keeps its place, so that those behind it keep theirs.
            kept = [done[segment] for segment, _ in rows if segment in done]
            told = {"total": len(kept), "left": kept.count(False)}
            return {"items": items, **told, "version": self._version}

    def _all_done(self, name: str) -> dict[str, bool]:
        found: dict[str, bool] = {}
        for source, rows in self._of_source[name].items():
            if (name, source) not in self._done:
                self._done[name, source] = {s: self._shown.is_done(s, row) for s, row in rows}
            found |= self._done[name, source]
        return found

    def passage(self, name: str, listed_in: str) -> Row:
        """
        One passage as it stands now.

        Raises:
            KeyError: there is no such passage.
            QualstageError: its source was withdrawn.
        """
        with self._lock:
            self._refresh()
            refuse_withdrawn("the page", self._shown.source_of(name), self._results.gone)
            listed = self._listed.get(listed_in, {}).get(name)
            return self._shown.passage(name, listed)

    def sources(self) -> list[Row]:
        """The sources, in order of collection."""
        with self._lock:
            self._refresh()
            return [self._shown.source_line(name) for name in self._results.sources]

    def source(self, name: str) -> Row:
        """
        One source with its turns.

        Raises:
            KeyError: there is no such source.
            QualstageError: it was withdrawn.
        """
        with self._lock:
            self._refresh()
            refuse_withdrawn("the page", name, self._results.gone)
            return {**self._shown.source(name), "version": self._version}

    def disagreements(self) -> list[Row]:
        """
        Where coders who read the same source differ.

        Raises:
            QualstageError: whoever asks is blind.
        """
        with self._lock:
            if self._blind:
                fact = "whoever codes blind does not see what others coded."
                raise_if_any("the page", [Problem("disagreements", fact, "Start without --blind.")])
            self._refresh()
            return [told_disagreement(self._shown, found) for found in self._disagreements()]

    def _disagreements(self) -> list[Disagreement]:
        for source in self._live.every_source():
            if source not in self._open:
                self._open[source] = open_disagreements(self._shown, source)
        return [found for source in self._results.sources for found in self._open.get(source, ())]

    def again(self) -> Row:
        """Decisions made under an older definition, and those whose words are lost."""
        with self._lock:
            self._refresh()
            unseen = self._leavers.gone().keys() | self._results.hidden
            stale: list[Row] = []
            lost: list[Row] = []
            for source in self._live.every_source():
                if source in unseen:
                    continue
                old, gone = to_look_at_again(self._shown, source)
                stale += old
                lost += gone
            return {"stale": stale, "lost": lost}

    def history(self, number: int) -> list[Row]:
        """The coder's own decisions, the latest first; what was recorded at once here is one."""
        with self._lock:
            self._refresh()
            gone = self._leavers.gone()
            return told_history(self._live, min(number, MOST), self._together, gone)

    def decide(self, decisions: list[Decision]) -> Row:
        """
        Record decisions, all or none; they are on the disk when this returns.

        Raises:
            QualstageError: what cannot be recorded; nothing was.
        """
        return self._record(lambda own: Planner(own).plan(decisions))

    def undo(self, names: list[str]) -> Row:
        """
        Take decisions back by later entries, all or none.

        Raises:
            QualstageError: one of them does not stand any more; nothing was recorded.
        """
        return self._record(lambda own: TakingBack(own).undo(names))

    def redo(self, name: str) -> Row:
        """
        Say anew what an entry took back.

        Raises:
            QualstageError: it cannot be said anew; nothing was recorded.
        """
        return self._record(lambda own: TakingBack(own).redo(name))

    def _record(self, planned: Callable[[Own], list[Planned]]) -> Row:
        with self._lock:
            self._refresh()

            def plan() -> list[Planned]:
                self._forget(self._live.take_in())
                gone, results = self._leave_out(), self._results
                given = results.texts, results.stages, self._voices, self._live.history
                material = Material(results.codebook, *given, gone, INSTEAD)
                rows = planned(Own(self._who, material, self._live))
                if rows:
                    self._live.remember_wordings(self._results.codebook)
                return rows

            sealed = self._live.own.append_now(plan)
            self._forget(self._live.take_in())
            self._together |= {entry["id"]: self.recorded for entry in sealed}
            self.recorded += len(sealed)
            return {
                "entries": [entry["id"] for entry in sealed],
                "at": sealed[0]["at"] if sealed else "",
                **self._changes(),
            }
