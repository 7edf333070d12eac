"""Passages as a page tells them: words, state, every decision on record, what the machine said."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from qualstage.ledger.replay import JUDGEMENTS
from qualstage.publish import addresses
from qualstage.publish.context import NEAR_BESIDE, Contexts, Turn
from qualstage.publish.telling import ACCEPTED, DISPUTED, OPEN, PROPOSED, REJECTED
from qualstage.voices import RATER

if TYPE_CHECKING:
    from qualstage.publish.material import Material
    from qualstage.publish.record import Told
    from qualstage.tabulate.printed import PrintedTable, Said

Row = dict[str, Any]
Span = tuple[str, str, int, int]
"""Source, code, start and end."""


@dataclass(frozen=True)
class Entry:
    """An entry of the ledger that bears on a passage, its reason masked, and its address."""

    told: Told
    reason: str
    address: str


@dataclass(frozen=True)
class Proposal:
    """
    What the machine said of a passage.

    Args:
        row: A row of PROPOSALS.
        hits: The words that its indicators hit, masked, each with what qualifies it.
        words: Words that speak for the code, as far as they name nobody.
    """

    row: Row
    hits: list[tuple[str, str]]
    words: list[str]


@dataclass(frozen=True)
class Passage:
    """
    Words that somebody, or the machine, spoke of under a code.

    Args:
        coding: A row of CODINGS.
        state: One of STATES.
        turns: The words in their context.
        address: Where they stand in the reader.
        number: Which passage of its source, from 1.
        why: The reason on record, masked.
        entries: The ledger's entries about it, earliest first.
        proposal: What the machine said of the same words, if anything.
        printed_in: Tables that print some of the words as an illustration, by id and label.
        rating: The words of a rating; '' of any other.
    """

    coding: Row
    state: str
    turns: list[Turn]
    address: str
    number: int
    why: str
    entries: list[Entry]
    proposal: Proposal | None
    printed_in: list[tuple[str, str]]
    rating: str = ""


class Passages:
    """Passages of a study on the basis of everybody's judgements."""

    def __init__(self, given: Material) -> None:
        self._given, self._contexts = given, Contexts(given)
        self._proposals: dict[tuple[str, str], list[Row]] = defaultdict(list)
        for row in given.proposals:
            self._proposals[row["source_id"], row["code"]].append(row)
        self._codings: dict[tuple[str, str], list[Row]] = defaultdict(list)
        for row in given.codings:
            if row["basis"] == "both":
                self._codings[row["source_id"], row["code"]].append(row)
        self._numbers = {
            row["segment_id"]: number
            for rows in given.segments.values()
            for number, row in enumerate(rows, start=1)
        }
        names = (row["text"] for row in given.identifiers)
        self._unsaid = {w for text in names for w in re.findall(r"\w+", text.casefold())}
        self._judged = _judgements(given)
        self._illustrations = _illustrations(given.printed)
        self._add_disputes(given.csv("settle/disagreements.csv"))

    def _add_disputes(self, rows: Iterable[Mapping[str, str]]) -> None:
        """Note where coders differ; words that nobody's judgement settled have no coding yet."""
        self.disputes: dict[tuple[str, str], list[Row]] = defaultdict(list)
        for row in rows:
            key = row["source_id"], row["code"]
            dispute = {
                **{"source_id": key[0], "code": key[1], "state": "rejected", "decided_by": ""},
                **{"coder": row["coded_by"], "why": "", "stale": False, "entries": []},
                "start_char": int(row["start_char"]),
                "end_char": int(row["end_char"]),
                "not_by": row["not_by"],
            }
            self.disputes[key].append(dispute)
            if not any(_overlap(dispute, coding) for coding in self._codings[key]):
                self._codings[key].append(dispute)

    def codings(self, source: str, code: str) -> list[Row]:
        """CODINGS rows of a source and code, of whatever state."""
        return self._codings.get((source, code), [])

    def of_source(self, source: str) -> list[Row]:
        """CODINGS rows of a source, in reading order."""
        mine = (row for code in self._given.codebook.codes for row in self.codings(source, code))
        return sorted(mine, key=lambda row: (row["start_char"], row["end_char"], row["code"]))

    def state(self, coding: Row) -> str:
        """What became of a coding's words: one of STATES."""
        if coding["state"] != "rejected":
            return ACCEPTED if coding["state"] == "accepted" else OPEN
        disputes = self.disputes.get((coding["source_id"], coding["code"]), ())
        if any(_overlap(coding, dispute) for dispute in disputes):
            return DISPUTED
        judged = coding["decided_by"] == RATER or any(
            told.entry["action"] in JUDGEMENTS
            for told in self._given.record.about(coding["entries"])
        )
        return REJECTED if judged else PROPOSED

    def on_record(self, coding: Row) -> list[str]:
        """
        Ids of the ledger's entries about a coding.

        Those that settled it; those that chose some of its words as an illustration; and
        judgements of the same words that settle nothing, by roles that the policy does not name.
        """
        there = self._judged.get((coding["source_id"], coding["code"]), ())
        beside = (
            told.entry["id"]
            for told in there
            if told.entry["span"][0] < coding["end_char"]
            and coding["start_char"] < told.entry["span"][1]
        )
        return list(dict.fromkeys([*coding["entries"], *beside]))

    def told(self, coding: Row, briefly: bool = False) -> Passage:
        """A coding with all that its page tells of it; or `briefly`, with little of its context."""
        given, source = self._given, coding["source_id"]
        start, end = coding["start_char"], coding["end_char"]
        segment = given.passage_at(source, start)
        proposal = self.proposal(coding)
        much = {"before": False, "beside": NEAR_BESIDE} if briefly else {}
        context = () if coding["decided_by"] == RATER else (source, start, end)
        return Passage(
            coding=coding,
            state=self.state(coding),
            turns=self._contexts.around(*context, **much) if context else [],
            address=addresses.passage(source, segment),
            number=self._numbers[segment],
            why=given.reasons.told(source, coding["why"]),
            entries=self.entries(source, self.on_record(coding)),
            proposal=self._told(proposal) if proposal else None,
            printed_in=self._printed_in(coding),
            rating=_rating(given.words.told(source, start, end), coding),
        )

    def _printed_in(self, coding: Row) -> list[tuple[str, str]]:
        return [
            (table, self._given.printed[table].label)
            for table, said in self._illustrations[coding["source_id"]]
            if said.start < coding["end_char"] and coding["start_char"] < said.end
        ]

    def entries(self, source: str, ids: Iterable[str]) -> list[Entry]:
        """Entries of the ledger about a source."""
        return [
            Entry(
                told,
                told.reason,
                addresses.ledger_entry(told.entry["coder"], told.entry["seq"], told.entry["id"]),
            )
            for told in self._given.record.about(ids)
        ]

    def proposal(self, coding: Row) -> Row | None:
        """The proposal of a coding's code whose words overlap it; the most probable, if several."""
        mine = self._proposals.get((coding["source_id"], coding["code"]), ())
        there = [row for row in mine if _overlap(row, coding)]
        return max(there, key=likelihood, default=None)

    def _told(self, row: Row) -> Proposal:
        source = row["source_id"]
        return Proposal(
            row,
            [
                (
                    self._given.words.told(source, hit["start_char"], hit["end_char"]),
                    hit["context"],
                )
                for hit in row["evidence"]
            ],
            [
                feature["name"]
                for feature in row["features"]
                if not self._unsaid.intersection(re.findall(r"\w+", feature["name"].casefold()))
            ],
        )


def _illustrations(tables: Mapping[str, PrintedTable]) -> dict[str, list[tuple[str, Said]]]:
    """The quotations that tables print, by source, each once a table, in their order."""
    found: dict[str, dict[tuple[str, Said], None]] = defaultdict(dict)
    for name, table in tables.items():
        for line in (line for row in table.rows for cell in row for line in cell.lines):
            if line.said:
                found[line.said.source][name, line.said] = None
    return defaultdict(list, {source: list(said) for source, said in found.items()})


def _judgements(given: Material) -> dict[tuple[str, str], list[Told]]:
    """
    Judgements, and quotations chosen, by source and code.

    Of the text as it is today: only there their places hold.
    """
    found: dict[tuple[str, str], list[Told]] = defaultdict(list)
    for told in given.record.by_id.values():
        entry = told.entry
        if entry["action"] in (*JUDGEMENTS, "quote"):
            source = given.sources.get(entry["source"])
            if source and source["text_sha256"] == entry["source_sha256"]:
                found[entry["source"], told.code].append(told)
    return found


def _overlap(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    return one["start_char"] < other["end_char"] and other["start_char"] < one["end_char"]


def likelihood(proposal: Row) -> tuple[float, bool, int]:
    """Sorts proposals: by probability, then those that stand, then those with more indicators."""
    return proposal["score"] or 0.0, proposal["stands"], len(proposal["evidence"])


def _rating(words: str, coding: Mapping[str, Any]) -> str:
    """A rating without the code's id that opens it."""
    if coding["decided_by"] != RATER:
        return ""
    return words.partition(": ")[2] or words
