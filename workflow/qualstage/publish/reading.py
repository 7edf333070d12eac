"""A source as the reader shows it: turn by turn, codings as highlights with notes beside them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise
from typing import TYPE_CHECKING, Any

from qualstage.ledger.replay import JUDGEMENTS
from qualstage.publish import addresses
from qualstage.publish.passages import Passages
from qualstage.publish.telling import PROPOSED, STATES
from qualstage.voices import RATER

if TYPE_CHECKING:
    from qualstage.publish.material import Material
    from qualstage.publish.people import Speaker

Row = dict[str, Any]


@dataclass(frozen=True)
class Note:
    """
    A coding as it is told beside the words.

    Args:
        number: Which of its source, from 1; proposals that do not count come last.
        code: Its code's id.
        state: One of STATES.
        coding: The row of CODINGS.
        why: The reason on record, masked.
        decision: Address of the entry of the ledger that decided it; '' without one.
        score: The machine's probability, if it proposed the words.
        continued: Whether its words began in an earlier passage.
    """

    number: int
    code: str
    state: str
    coding: Row
    why: str
    decision: str
    score: float | None
    continued: bool = False


@dataclass(frozen=True)
class Stretch:
    """
    Words that the same codings cover.

    Args:
        notes: The codings' numbers.
        opens: Those of them that begin here.
        state: The first of STATES that any of them has; '' where none covers the words.
    """

    text: str
    kind: str
    notes: tuple[int, ...]
    opens: tuple[int, ...]
    state: str


@dataclass(frozen=True)
class Segment:
    """A passage: its segment_id, words and notes, and which of its source it is, from 1."""

    name: str
    number: int
    stretches: list[Stretch]
    notes: list[Note]


@dataclass(frozen=True)
class Talk:
    """A turn: who speaks, in which part, when, and its passages."""

    speaker: Speaker
    role: str
    time: str
    segments: list[Segment]


@dataclass(frozen=True)
class Reading:
    """A source: its turns, and its codings in reading order."""

    turns: list[Talk]
    notes: list[Note]


def read_source(source: str, given: Material, passages: Passages) -> Reading:
    """A source as its page shows it."""
    codings = passages.of_source(source)
    # Proposals that do not count are hidden at first: numbers that are shown have no gaps.
    at_last = sorted(range(len(codings)), key=lambda i: passages.state(codings[i]) == PROPOSED)
    numbered = {place: number for number, place in enumerate(at_last, start=1)}
    notes = [_note(numbered[i], coding, given, passages) for i, coding in enumerate(codings)]
    rows = given.segments.get(source, [])
    of_segment = _by_segment(rows, notes)
    numbers = {row["segment_id"]: number for number, row in enumerate(rows, start=1)}
    turns = []
    for _, mine in groupby(rows, key=lambda row: row["turn"]):
        said = list(mine)
        segments = [
            Segment(
                row["segment_id"],
                numbers[row["segment_id"]],
                list(_stretches(row, of_segment[row["segment_id"]], given)),
                of_segment[row["segment_id"]],
            )
            for row in said
        ]
        speaker = given.people.speaker(source, said[0]["speaker"])
        turns.append(Talk(speaker, said[0]["role"], _time(said[0]["start_time"]), segments))
    return Reading(turns, notes)


def _note(number: int, coding: Row, given: Material, passages: Passages) -> Note:
    source = coding["source_id"]
    about = given.record.about(passages.on_record(coding))
    # Of what is on record the latest judgement of whoever decided is what a reader looks for.
    mine = [told for told in about if told.entry["coder"] == coding["coder"]]
    judged = [told for told in mine if told.entry["action"] in JUDGEMENTS]
    last = next(iter([*reversed(judged), *reversed(mine), *reversed(about)]), None)
    proposal = passages.proposal(coding)
    return Note(
        number=number,
        code=coding["code"],
        state=passages.state(coding),
        coding=coding,
        why=given.reasons.told(source, coding["why"]),
        decision=addresses.ledger_entry(last.entry["coder"], last.entry["seq"], last.entry["id"])
        if last
        else "",
        score=proposal["score"] if proposal else None,
    )


def _by_segment(rows: Sequence[Row], notes: Sequence[Note]) -> dict[str, list[Note]]:
    """The notes whose words reach into each passage, in reading order."""
    found: dict[str, list[Note]] = defaultdict(list)
    first = 0
    for note in notes:
        start, end = note.coding["start_char"], note.coding["end_char"]
        while first < len(rows) and rows[first]["end_char"] <= start:
            first += 1
        place = first
        while place < len(rows) and rows[place]["start_char"] < end:
            found[rows[place]["segment_id"]].append(replace(note, continued=place > first))
            place += 1
    return found


def _stretches(row: Row, notes: Sequence[Note], given: Material) -> Iterator[Stretch]:
    """A passage's words, cut wherever a coding begins or ends."""
    start, end = row["start_char"], row["end_char"]
    spans = [(note, note.coding["start_char"], note.coding["end_char"]) for note in notes]
    inner = {place for _, *span in spans for place in span if start < place < end}
    places = sorted({start, end, *inner})
    last = ""
    for first, behind in pairwise(places):
        here = [note for note, a, b in spans if a <= first < b]
        opens = tuple(n.number for n, a, _ in spans if first == max(a, start) and not n.continued)
        state = min((note.state for note in here), key=STATES.index, default="")
        for piece in given.words.pieces(row["source_id"], first, behind):
            again = bool(piece.kind) and piece.kind == last and piece.start == first
            if opens or not again:
                text = "" if again else piece.text
                if row["role"] == RATER and piece.start == start:
                    text = given.named.rating(text)
                numbers = tuple(note.number for note in here)
                yield Stretch(text, piece.kind, numbers, opens, state)
            last, opens = piece.kind, ()


def _time(seconds: float | None) -> str:
    if seconds is None:
        return ""
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
