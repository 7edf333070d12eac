"""From what readers give to rows of sources, speakers and segments."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from qualstage.files import sha256_bytes, sha256_text
from qualstage.ingest.canonical import Block, compose, count_words, fold
from qualstage.ingest.labels import labels_of_one_line
from qualstage.ingest.matrix import MatrixCell
from qualstage.ingest.ratings import Rating
from qualstage.ingest.readers import Given, Turn, Unreadable, is_note, read
from qualstage.ingest.readers.text import CERTAIN
from qualstage.ingest.roles import RESPONDENT, UNKNOWN, Part, find_roles, is_identified
from qualstage.ingest.turns import find_turns, join_cues
from qualstage.ingest.vocabulary import NOTES
from qualstage.study import Source
from qualstage.voices import RATER

Row = dict[str, Any]
NOTE, DOCUMENT = "note", "document"
_ODD_LETTER = re.compile(r"\b\w*[a-z][À-ÖØ-ÞŠŽŸ]\w*")
"""A word with a large accented letter behind a small one: 'itÕs' is “it’s” from a Macintosh."""


@dataclass
class Ingested:
    """Rows of the step's tables, and a line of the report for each file."""

    sources: list[Row] = field(default_factory=list)
    speakers: list[Row] = field(default_factory=list)
    segments: list[Row] = field(default_factory=list)
    report: list[Row] = field(default_factory=list)

    def add(self, other: Ingested) -> None:
        """Add another source's rows."""
        self.sources += other.sources
        self.speakers += other.speakers
        self.segments += other.segments
        self.report += other.report


def ingest_transcript(
    source: Source, path: Path, shown_path: str, by_hand: Mapping[str, Mapping[str, str]]
) -> Ingested:
    """
    A transcript's rows.

    Args:
        source: What sources.csv says of it.
        path: The file.
        shown_path: The path that results may show.
        by_hand: What speakers.csv says of its speakers: role and respondent_id by label.

    Raises:
        Unreadable: the file cannot be read, or no speaker is recognisable in it.
    """
    given = read(path)
    turns, front_matter, warnings = _talk(given)
    text, blocks = compose(turns)
    labels = [fold(turn.speaker) for turn in turns]
    turns = [Turn(label, t.words, t.time) for label, t in zip(labels, turns, strict=True)]
    roles = {label: row["role"] for label, row in by_hand.items() if row.get("role")}
    own_names = [source.source_id, source.respondent_id or ""]
    parts = find_roles(turns, front_matter, own_names, roles)
    warnings += _role_warnings(parts, roles)
    people = _respondents(source, parts, by_hand)
    if source.respondent_id and source.respondent_id not in people.values():
        warnings.append(
            f"several people answer, and none is said to be {source.respondent_id}: "
            "say who is who in speakers.csv"
        )
    rows = Ingested()
    rows.sources.append(
        _source_row(
            source, text, sum(count_words(text[b.start : b.end]) for b in blocks if b.speaker)
        )
        | {
            "file": shown_path,
            "format": path.suffix.lower().lstrip("."),
            "file_sha256": sha256_bytes(path.read_bytes()),
            "front_matter": "\n".join(fold(line) for line in front_matter),
        }
    )
    rows.speakers += _speaker_rows(source.source_id, text, blocks, parts, people)
    roles_by_label = {label: part.role for label, part in parts.items()} | {"": NOTE}
    rows.segments += _segment_rows(source.source_id, text, blocks, roles_by_label)
    rows.report.append(_report_row(rows, given.encoding, len(front_matter), warnings))
    return rows


def ingest_document(source: Source, cells: Sequence[MatrixCell]) -> Ingested:
    """A reviewed document's rows: a block for each cell of the matrix."""
    text, blocks = compose(Turn(cell.code, cell.words) for cell in cells)
    rows = Ingested()
    own = json.dumps([[c.code, c.present, c.note] for c in cells], ensure_ascii=False)
    rows.sources.append(
        _source_row(source, text, sum(count_words(cell.words) for cell in cells))
        | {
            "file": cells[0].file,
            "format": "matrix",
            # The file holds other documents too: only this one's cells are its own.
            "file_sha256": sha256_text(own),
        }
    )
    parts = {cell.code: Part(DOCUMENT, "matrix") for cell in cells}
    rows.speakers += _speaker_rows(source.source_id, text, blocks, parts, {})
    roles = dict.fromkeys(parts, DOCUMENT)
    rows.segments += _segment_rows(source.source_id, text, blocks, roles)
    rows.report.append(_report_row(rows, "", 0, []))
    return rows


def ingest_ratings(source: Source, ratings: Sequence[Rating]) -> Ingested:
    """The rows of a group that rated codes: a turn for each rating, its member speaking."""
    text, blocks = compose(Turn(rating.member, rating.words) for rating in ratings)
    rows = Ingested()
    own = json.dumps([[r.member, r.code, r.rating, r.comment] for r in ratings], ensure_ascii=False)
    rows.sources.append(
        _source_row(source, text, sum(count_words(rating.words) for rating in ratings))
        | {
            "file": ratings[0].file,
            "format": "ratings",
            # The file holds other groups too: only this one's ratings are its own.
            "file_sha256": sha256_text(own),
        }
    )
    parts = {rating.member: Part(RATER, "ratings") for rating in ratings}
    rows.speakers += _speaker_rows(source.source_id, text, blocks, parts, {m: m for m in parts})
    rows.segments += _segment_rows(source.source_id, text, blocks, dict.fromkeys(parts, RATER))
    rows.report.append(_report_row(rows, "", 0, []))
    return rows


def ingest_excluded(source: Source) -> Ingested:
    """An excluded source's row: it is in the study, and has no text."""
    rows = Ingested()
    rows.sources.append(_source_row(source, "", 0))
    rows.report.append(_report_row(rows, "", 0, [f"excluded: {source.excluded}"]))
    return rows


def _talk(given: Given) -> tuple[list[Turn], list[str], list[str]]:
    """The turns of a file, the lines that are no talk, and what to look at again."""
    warnings = [*given.warnings, *_encoding_warnings(given)]
    if given.turns is not None:
        turns, front_matter = given.turns, given.furniture
    else:
        talk = find_turns(given.lines)
        turns, front_matter = talk.turns, [*given.furniture, *talk.front_matter]
        warnings += [f"label '{label}' opens one turn only" for label in talk.single_labels]
    turns = [_as_note(turn) for turn in turns]
    if given.cues:
        turns = join_cues(turns)
    if not any(turn.speaker for turn in turns):
        raise _no_speakers(front_matter)
    return turns, front_matter, warnings


def _encoding_warnings(given: Given) -> list[str]:
    """What may be wrong with letters beyond ASCII where the file does not show its encoding."""
    if given.encoding and given.encoding not in CERTAIN:
        return [f"its encoding is guessed ({given.encoding}): look at accents and quotation marks"]
    if given.encoding == "cp1252":
        words = [turn.words for turn in given.turns or ()] + [line.text for line in given.lines]
        odd = next((found for text in words if (found := _ODD_LETTER.search(text))), None)
        if odd:
            return [f"its encoding is taken for cp1252, which makes it read '{odd[0]}': look at it"]
    return []


def _as_note(turn: Turn) -> Turn:
    """A turn, or a transcriber's note where its label is no speaker's: 'Note: phone rings'."""
    label = turn.speaker.casefold()
    if label == "-" or (label in NOTES and is_note(turn.words)):
        return Turn("", turn.words, turn.time)
    if label in NOTES:
        return Turn("", f"{turn.speaker}: {turn.words}", turn.time)
    return turn


def _no_speakers(lines: Sequence[str]) -> Unreadable:
    shown = next((line for line in lines if line.strip()), "")
    shown = f"{shown[:60]}..." if len(shown) > 60 else shown
    fact = f"no speakers are recognisable; it begins: “{shown}”"
    remedy = "Begin each turn with who speaks and a colon, as in 'Interviewer: ' and 'P: '."
    if labels := labels_of_one_line(lines):
        named = ", ".join(f"'{label}'" for label in labels[:5])
        fact += f"\nWhat could be labels opens no second line: {named}."
        remedy += " Another label is believed when it opens two turns."
    return Unreadable(fact, remedy)


def _role_warnings(parts: Mapping[str, Part], by_hand: Mapping[str, str]) -> list[str]:
    warnings = [
        f"role of '{label}' guessed from who asks questions: {part.role}"
        for label, part in parts.items()
        if part.role_from == "talk"
    ]
    warnings += [
        f"role of '{label}' not known; its words may voice codes"
        for label, part in parts.items()
        if part.role == UNKNOWN
    ]
    warnings += [
        f"speakers.csv names '{label}', who does not speak"
        for label in by_hand
        if label not in parts
    ]
    if not any(part.role in (RESPONDENT, UNKNOWN) for part in parts.values()):
        warnings.append("nobody in it is a respondent")
    return warnings


def _respondents(
    source: Source, parts: Mapping[str, Part], by_hand: Mapping[str, Mapping[str, str]]
) -> dict[str, str]:
    """respondent_id by label; those who are not identified are left out."""
    labels = list(parts)
    voices = [
        label
        for label, part in parts.items()
        if part.role in (RESPONDENT, UNKNOWN) and is_identified(label, labels)
    ]
    people = {label: f"{source.source_id}/{label}" for label in voices}
    if len(voices) == 1:
        people[voices[0]] = source.respondent_id or source.source_id
    for label, row in by_hand.items():
        if label in parts and row.get("respondent_id"):
            people[label] = row["respondent_id"]
    return people


def _source_row(source: Source, text: str, n_words: int) -> Row:
    return {
        "source_id": source.source_id,
        "stage": source.stage,
        "kind": source.kind,
        "position": source.position,
        "respondent_id": source.respondent_id,
        "attributes": sorted(source.attributes.items()),
        "excluded": source.excluded,
        "file": None,
        "format": None,
        "file_sha256": None,
        "text_sha256": sha256_text(text) if text else None,
        "n_words": n_words,
        "front_matter": "",
        "text": text,
    }


def _speaker_rows(
    source_id: str,
    text: str,
    blocks: Iterable[Block],
    parts: Mapping[str, Part],
    people: Mapping[str, str],
) -> list[Row]:
    turns: Counter[str] = Counter()
    words: Counter[str] = Counter()
    for block in blocks:
        turns[block.speaker] += 1
        words[block.speaker] += count_words(text[block.start : block.end])
    return [
        {
            "source_id": source_id,
            "speaker": label,
            "role": part.role,
            "role_from": part.role_from,
            "respondent_id": people.get(label),
            "n_turns": turns[label],
            "n_words": words[label],
        }
        for label, part in parts.items()
    ]


def _segment_rows(
    source_id: str, text: str, blocks: Iterable[Block], roles: Mapping[str, str]
) -> list[Row]:
    rows: list[Row] = []
    for block in blocks:
        for start, end in block.segments:
            rows.append(
                {
                    "segment_id": f"{source_id}-{len(rows):04d}",
                    "source_id": source_id,
                    "position": len(rows),
                    "turn": block.turn,
                    "speaker": block.speaker,
                    "role": roles[block.speaker],
                    "start_char": start,
                    "end_char": end,
                    "start_time": block.time if start == block.start else None,
                    "text": text[start:end],
                }
            )
    return rows


def _report_row(rows: Ingested, encoding: str, n_front: int, warnings: Sequence[str]) -> Row:
    source = rows.sources[0]
    told = "; ".join(f"{row['speaker']} ({row['role']})" for row in rows.speakers)
    if source["format"] == "matrix":
        told = f"{len(rows.speakers)} codes"
    elif source["format"] == "ratings":
        told = f"{len(rows.speakers)} raters"
    return {
        "source_id": source["source_id"],
        "file": source["file"] or "",
        "format": source["format"] or "",
        "encoding": encoding,
        "speakers": told,
        "turns": len({row["turn"] for row in rows.segments}),
        "words": source["n_words"],
        "set_aside_lines": n_front,
        "warnings": " | ".join(warnings),
    }
