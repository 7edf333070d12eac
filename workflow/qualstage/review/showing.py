"""
What the page shows of passages, sources and codes, as it is sent.

Whoever is blind is sent nothing of the machine and nothing of other coders: it is not hidden on the
page, it never leaves the server. Offsets are code points into a source's canonical text.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from qualstage.ledger.anchors import Selector
from qualstage.ledger.drafts import wording_of_all
from qualstage.ledger.replay import Reading
from qualstage.queue import DOUBTFUL
from qualstage.review.live import Live, Placed
from qualstage.review.own import Person
from qualstage.review.results import Results
from qualstage.settle.known import touches
from qualstage.settle.standing import Anchored
from qualstage.voices import CODED

Row = dict[str, Any]

BEFORE, AFTER = 3, 2
"""Turns shown before and after a passage of the queue."""

SHOWN = 4
"""Proposals of a passage that are shown at least, where there are so many."""

LIKELY = 0.1
"""Probability from which on all proposals are shown."""

SURE = 0.5
"""Probability from which on a proposal is among those to be judged before going on."""


@dataclass
class Shown:
    """
    Makes what is sent.

    Args:
        results: What the workflow made.
        live: The ledger as it stands.
        who: Who looks.
        blind: Whether they see neither the machine nor other coders.
    """

    results: Results
    live: Live
    who: Person
    blind: bool

    def __post_init__(self) -> None:
        book = self.results.codebook
        self._wordings = {code: book.wording(code) for code in book.codes}
        self._all_wordings = wording_of_all(book)
        self._numbers = {
            row["segment_id"]: (source, number)
            for source, rows in self.results.segments.items()
            for number, row in enumerate(rows)
        }

    def session(self) -> Row:
        """Who sits before the page, and what the study is called."""
        study = self.results.study
        return {
            "study": {"title": study.title, "notice": study.notice},
            "coder": self.who.coder,
            "role": self.who.role,
            "blind": self.blind,
            "stages": {stage.id: stage.name for stage in study.stages},
            "lists": {} if self.blind else {n: len(rows) for n, rows in self.results.lists.items()},
        }

    def codebook(self) -> list[Row]:
        """The codes in the codebook's order, without what steers the machine."""
        kept = ("label", "concept", "parent", "definition", "use_when", "not_when")
        examples = ("typical", "atypical", "close_but_no")
        return [
            {
                "code": name,
                **{key: getattr(code, key) for key in kept},
                "stages": code.stages or self.results.study.stage_ids,
                "examples": {key: getattr(code, key) for key in examples},
            }
            for name, code in self.results.codebook.codes.items()
        ]

    def coding(self, item: Anchored) -> Row:
        """A judgement, or a pinned quotation, where it stands."""
        decision = item.decision
        now = self._wordings.get(decision.code)
        was = getattr(decision, "wording", now)
        return {
            "entry": decision.entry,
            "coder": decision.coder,
            "role": decision.role,
            "mine": self.who.made(decision),
            "code": decision.code,
            "state": decision.state,
            "start": item.start,
            "end": item.end,
            "at": decision.at,
            "reason": getattr(decision, "why", ""),
            "stale": now is not None and was != now,
        }

    def codings_of(self, source: str) -> list[Row]:
        """All that stands of a source, in the order of its words."""
        placed = self.live.placed(source)
        found = [self.coding(item) for item in (*placed.stand, *placed.pinned)]
        return sorted(found, key=lambda c: (c["start"], c["end"], c["code"], c["coder"]))

    def source(self, name: str) -> Row:
        """A source's turns and what stands of it."""
        row = self.results.sources[name]
        turns = [self.turn(segment) for segment in self.results.segments[name]]
        told = {**self.source_line(name), "turns": turns, "codings": self.codings_of(name)}
        if not self.blind:
            told["attributes"] = dict(row["attributes"])
            told["proposals"] = [
                self._proposal(proposal)
                for segment in self.results.segments[name]
                for proposal in self.results.proposals.get(segment["segment_id"], ())
                if proposal["stands"]
            ]
        return told

    def source_line(self, name: str) -> Row:
        """A source in a list: how much it is, and what the coder did there."""
        row, placed = self.results.sources[name], self.live.placed(name)
        mine = [item for item in placed.stand if self.who.made(item.decision)]
        readings = [reading for reading in placed.readings if reading.codes is None]
        read = next((r.entry for r in readings if self.who.made(r)), "")
        told = {
            "source": name,
            "stage": row["stage"],
            "kind": row["kind"],
            "words": row["n_words"],
            "passages": sum(s["role"] in CODED for s in self.results.segments[name]),
            "codings": len(mine),
            "read": read,
            # Under codes that said something else, to have read it once more is another thing.
            "read_as_today": any(map(self._is_of_today, (r for r in readings if self.who.made(r)))),
            "changed": name in self.results.changed,
        }
        if not self.blind:
            told["read_by"] = sorted({f"{r.coder} ({r.role})" for r in readings})
        return told

    def _is_of_today(self, reading: Reading) -> bool:
        entry = self.live.entry(reading.entry) or {}
        return entry.get("wording") == self._all_wordings

    def turn(self, segment: Row) -> Row:
        """A turn, or the part of a long one, as it stands in the source's text."""
        kept = ("segment_id", "speaker", "role")
        text = self.results.sources[segment["source_id"]]["text"]
        start, end = segment["start_char"], segment["end_char"]
        told = {name: segment[name] for name in kept}
        return {**told, "start": start, "end": end, "text": text[start:end]}

    def _proposal(self, row: Row) -> Row:
        score = row["score"]
        rests_on = {example["source_id"] for example in row["examples"]}
        return {
            "code": row["code"],
            "start": row["start_char"],
            "end": row["end_char"],
            "score": None if score is None else round(score, 2),
            "stands": row["stands"],
            "likely": row["stands"] or (score or 0.0) >= SURE,
            "context": row["context"],
            "why": "" if rests_on & self.results.gone.keys() else row["why"],
            "hits": [
                {"start": hit["start_char"], "end": hit["end_char"], "context": hit["context"]}
                for hit in row["evidence"]
            ],
            "words": [feature["name"] for feature in row["features"]],
        }

    def passage(self, name: str, listed: Mapping[str, Any] | None = None) -> Row:
        """
        A passage with what was asked and said around it.

        Args:
            name: Its segment_id.
            listed: Its row in the queue, if it is shown from there.
        """
        source, number = self._numbers[name]
        rows = self.results.segments[source]
        segment = rows[number]
        before, after = (
            rows[max(0, number - BEFORE) : number],
            rows[number + 1 : number + 1 + AFTER],
        )
        asked = next((r for r in reversed(rows[:number]) if r["role"] == "interviewer"), None)
        if asked is not None and asked not in before:
            before = [asked, *before]
        told = {
            **self.turn(segment),
            "source": source,
            "stage": self.results.sources[source]["stage"],
            "before": [self.turn(row) for row in before],
            "after": [self.turn(row) for row in after],
            "codings": self._codings_at(source, segment),
            "changed": source in self.results.changed,
            "done": self.is_done(name, listed),
        }
        if not self.blind:
            told["kind"] = listed["kind"] if listed else ""
            told["proposals"] = self._proposals_shown(name, listed)
        return told

    def _proposals_shown(self, name: str, listed: Mapping[str, Any] | None) -> list[Row]:
        rows = self.results.proposals.get(name, ())
        wanted = _codes_listed(listed)
        return [
            self._proposal(row)
            for number, row in enumerate(rows)
            if number < SHOWN
            or row["stands"]
            or row["code"] in wanted
            or (row["score"] or 0.0) >= LIKELY
        ]

    def _codings_at(self, source: str, segment: Row) -> list[Row]:
        start, end = segment["start_char"], segment["end_char"]
        return [c for c in self.codings_of(source) if c["start"] < end and start < c["end"]]

    def source_of(self, name: str) -> str:
        """The source that a passage is of."""
        return self._numbers[name][0]

    def is_done(self, name: str, listed: Mapping[str, Any] | None) -> bool:
        """
        Whether a passage needs no look any more from the coder.

        It was read, or some code was judged there, by themselves or by somebody whose word is as
        strong. A doubtful exclusion was read already: judging its codes by name answers it.
        """
        source, number = self._numbers[name]
        placed, segment = self.live.placed(source), self.results.segments[source][number]
        doubtful = listed is not None and listed["kind"] == DOUBTFUL
        if not doubtful and any(r.codes is None and self.counts(r) for r in placed.readings):
            return True
        judged = {
            item.decision.code
            for item in placed.stand
            if self.counts(item.decision)
            and touches({"start_char": item.start, "end_char": item.end}, segment)
        }
        return judged >= _codes_listed(listed) if doubtful else bool(judged)

    def counts(self, decision: object) -> bool:
        """Whether a judgement or reading is the coder's, or of a role as strong as theirs."""
        if self.blind:
            return self.who.made(decision)
        order = self.results.study.policy.order
        strong = order[: order.index(self.who.role) + 1] if self.who.role in order else ()
        return self.who.made(decision) or decision.role in strong

    def lost(self, placed: Iterable[Placed]) -> list[Row]:
        """Decisions whose words are not found in the texts."""
        return [
            {
                "entry": decision.entry,
                "source": decision.source,
                "code": decision.code,
                "coder": decision.coder,
                "role": decision.role,
                "mine": self.who.made(decision),
                "state": decision.state,
                "problem": why,
                "words": _quoted(decision.selector),
            }
            for one in placed
            for decision, why in one.lost
        ]


def _codes_listed(listed: Mapping[str, Any] | None) -> set[str]:
    """The codes that a row of the queue asks about, without their probabilities."""
    told = (listed or {}).get("codes", "")
    return {part.split()[0] for part in told.split("; ") if part.strip()}


def _quoted(selector: Selector) -> str:
    return selector.exact
