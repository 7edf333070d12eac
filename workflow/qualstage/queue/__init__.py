"""
The step `queue`: what people should look at next, and how much may still be missed.

One judgement is one respondent's passage, all codes at once. First come passages that may bring a
source a code it does not have yet, the most probable first; then, in sources that were read,
passages that nobody coded although the machine is sure: doubtful exclusions. A passage read before
a code was born is unread as far as that code goes.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy

    from qualstage.codebook import Codebook
    from qualstage.study import Study

Row = dict[str, Any]

DECISIVE, REST, DOUBTFUL = "may change a cell", "unlikely to change a cell", "doubtful exclusion"
_UNLIKELY = 0.01
_SURE = 0.5

COLUMNS = (
    "position",
    "kind",
    "worth",
    "source_id",
    "segment_id",
    "start_char",
    "end_char",
    "codes",
    "asked",
    "text",
    "why",
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Options of `qualstage queue`."""
    given = parser.add_argument_group("inputs")
    given.add_argument("--study", required=True, type=Path, help="the study's folder")
    given.add_argument("--segments", nargs="+", required=True, type=Path, help="segments, Parquet")
    given.add_argument("--sources", nargs="+", required=True, type=Path, help="sources, likewise")
    given.add_argument("--proposals", nargs="+", required=True, type=Path, help="likewise")
    given.add_argument("--codings", required=True, type=Path, help="what was settled")
    made = parser.add_argument_group("outputs")
    made.add_argument("--output", required=True, type=Path, help="the queue, CSV to write")
    made.add_argument("--sample", required=True, type=Path, help="random unread passages, CSV")


def run(options: argparse.Namespace) -> None:
    """Write the queue, and a random sample of what nobody has read."""
    from qualstage.codebook import read_codebook
    from qualstage.contracts import CODINGS, PROPOSALS, SEGMENTS, SOURCES
    from qualstage.files import write_bytes
    from qualstage.ledger.chain import read_chains
    from qualstage.queue.elusion import SAMPLE
    from qualstage.settle.known import (
        read_wholly,
        unknown_by_passage,
        unlooked_for,
        voiced_by_passage,
    )
    from qualstage.study import read_study
    from qualstage.tables import csv_for_people, read_rows
    from qualstage.voices import codable

    study = read_study(options.study)
    codebook = read_codebook(study.path(study.codebook))
    sources = {row["source_id"]: row for row in read_rows(options.sources, SOURCES)}
    segments = read_rows(options.segments, SEGMENTS)
    codings = [r for r in read_rows(options.codings, CODINGS) if r["basis"] == "people"]
    chains = read_chains(study.ledger_folder())
    read = read_wholly(chains, study.policy)
    known = voiced_by_passage(codable(segments), codings, read)
    stages = {source: row["stage"] for source, row in sources.items()}
    unlooked = unlooked_for(chains, study.policy, stages)
    unknown = unknown_by_passage(codable(segments), codings, unlooked)
    proposals = read_rows(options.proposals, PROPOSALS)
    counted = wanted(study, codebook, sources)
    rows = queue_rows(segments, proposals, codings, set(known), counted, unknown)
    sample = sample_of([row for row in rows if row["kind"] != DOUBTFUL], SAMPLE)
    for path, chosen in ((options.output, rows), (options.sample, sample)):
        table = [[row[name] for name in COLUMNS] for row in chosen]
        write_bytes(path, csv_for_people(COLUMNS, table, study.notice))
    print(told(rows, len(known)), file=sys.stderr)


def wanted(
    study: Study, codebook: Codebook, sources: Mapping[str, Row]
) -> Mapping[str, frozenset[str]]:
    """
    By source, the codes that a theme counts at its stage, and those below them.

    Only these can change a theme's cell. In a study without themes, all codes that apply.
    """
    below, found = codebook.below(), {}
    for name, source in sources.items():
        stage = source["stage"]
        themes = study.themes.get(stage, {}).values()
        named = {code for some in themes for codes in some.values() for code in codes}
        counted = {code for above in named for code in below[above]}
        if not study.themes:
            counted = {code for code in codebook.codes if codebook.applies(code, stage)}
        found[name] = frozenset(counted)
    return found


def queue_rows(
    segments: Iterable[Row],
    proposals: Iterable[Row],
    codings: Iterable[Row],
    known: set[str],
    wanted: Mapping[str, frozenset[str]],
    unknown: Mapping[str, frozenset[str]] | None = None,
) -> list[Row]:
    """
    The queue.

    Args:
        segments: SEGMENTS rows.
        proposals: PROPOSALS rows.
        codings: CODINGS rows of people.
        known: Segments whose coding is known: of sources read wholly, or judged.
        wanted: By source, the codes that a table counts.
        unknown: By segment, codes of which it is unread though its coding is known otherwise.

    Returns:
        A row a passage, in order: see COLUMNS.
    """
    from qualstage.learn.passages import questions_before
    from qualstage.queue.order import order_passages
    from qualstage.voices import codable

    segments, codings, unknown = list(segments), list(codings), unknown or {}
    by_segment: dict[str, list[Row]] = {}
    answered: dict[str, list[Row]] = {}
    for row in proposals:
        name, code = row["segment_id"], row["code"]
        if code in wanted.get(row["source_id"], ()):
            read_for = name in known and code not in unknown.get(name, ())
            (answered if read_for else by_segment).setdefault(name, []).append(row)
    codes = sorted({code for some in wanted.values() for code in some})
    settled = _settled(codings, codes)
    passages = codable(segments)
    unread = [
        segment
        for segment in passages
        if (counted := wanted.get(segment["source_id"]))
        and (
            segment["segment_id"] not in known
            or counted & unknown.get(segment["segment_id"], frozenset())
        )
    ]
    probabilities = _probabilities(unread, by_segment, codes)
    order, worth = order_passages(probabilities, [s["source_id"] for s in unread], settled)
    asked = questions_before(segments)
    rows = []
    for number in order:
        kind = DECISIVE if worth[number] >= _UNLIKELY else REST
        told = by_segment.get(unread[number]["segment_id"], [])
        rows.append(_row(kind, float(worth[number]), unread[number], told, asked))
    for segment, told in _doubtful(passages, answered, codings, known):
        rows.append(_row(DOUBTFUL, 0.0, segment, told, asked))
    # Before anything is learned there are no probabilities: the order is all that is known.
    told_of = [*by_segment.values(), *answered.values()]
    if not any(row["score"] is not None for some in told_of for row in some):
        rows = [row | {"worth": ""} for row in rows]
    for position, row in enumerate(rows, start=1):
        row["position"] = position
    return rows


def _settled(codings: Iterable[Row], codes: Sequence[str]) -> dict[str, numpy.ndarray]:
    """By source, whether people found each code there."""
    import numpy

    number = {code: i for i, code in enumerate(codes)}
    found: dict[str, numpy.ndarray] = {}
    for row in codings:
        if row["state"] == "accepted" and row["code"] in number:
            mine = found.setdefault(row["source_id"], numpy.zeros(len(codes), bool))
            mine[number[row["code"]]] = True
    return found


def _probabilities(
    segments: Sequence[Row], by_segment: Mapping[str, list[Row]], codes: Sequence[str]
) -> numpy.ndarray:
    """What proposals say of passages, (passages, codes); a likeness before anything is learned."""
    import numpy

    number = {code: i for i, code in enumerate(codes)}
    found = numpy.zeros((len(segments), len(codes)))
    for i, segment in enumerate(segments):
        for row in by_segment.get(segment["segment_id"], ()):
            found[i, number[row["code"]]] = strength(row)
    return found


def strength(proposal: Row) -> float:
    """A proposal's probability; before anything is learned, its likeness to the codebook."""
    if proposal["score"] is not None:
        return float(proposal["score"])
    likeness = sum(factor["weight"] for factor in proposal["factors"])
    hit = 0.3 if proposal["evidence"] and not proposal["context"] else 0.0
    return min(max(likeness + hit, 0.0), 1.0)


def _doubtful(
    passages: Sequence[Row],
    by_segment: Mapping[str, list[Row]],
    codings: Sequence[Row],
    known: set[str],
) -> list[tuple[Row, list[Row]]]:
    """
    Passages read and not coded, in sources without the code, of which the machine is sure.

    Where somebody looked at the very code there and rejected it, that is the answer.
    """
    answered = _rejected_there(codings)
    have = {(row["source_id"], row["code"]) for row in codings if row["state"] == "accepted"}
    found = []
    for segment in passages:
        if segment["segment_id"] in known:
            sure = [
                row
                for row in by_segment.get(segment["segment_id"], ())
                if (row["source_id"], row["code"]) not in have
                and (row["score"] or 0.0) >= _SURE
                and not answered(segment, row["code"])
            ]
            if sure:
                found.append((segment, sure))
    return sorted(found, key=lambda pair: -max(row["score"] for row in pair[1]))


def _rejected_there(codings: Sequence[Row]) -> Callable[[Row, str], bool]:
    """
    Whether a code was looked at and rejected in a passage.

    What another coder found, and a whole reading did not, nobody rejected by name.
    """
    from qualstage.settle.known import touches
    from qualstage.settle.rules import NOT_CODED

    rejected: dict[tuple[str, str], list[Row]] = {}
    for row in codings:
        if row["state"] == "rejected" and not row["why"].endswith(NOT_CODED):
            rejected.setdefault((row["source_id"], row["code"]), []).append(row)
    return lambda segment, code: any(
        touches(row, segment) for row in rejected.get((segment["source_id"], code), ())
    )


def _row(
    kind: str, worth: float, segment: Row, told: Sequence[Row], asked: Mapping[str, Row]
) -> Row:
    likely = sorted(told, key=lambda row: (-strength(row), row["code"]))[:3]
    question = asked.get(segment["segment_id"])
    shown = [
        row["code"] if row["score"] is None else f"{row['code']} {row['score']:.2f}"
        for row in likely
    ]
    return {
        "position": 0,
        "kind": kind,
        "worth": round(worth, 4),
        "source_id": segment["source_id"],
        "segment_id": segment["segment_id"],
        "start_char": segment["start_char"],
        "end_char": segment["end_char"],
        "codes": "; ".join(shown),
        "asked": question["text"] if question else "",
        "text": segment["text"],
        "why": likely[0]["why"] if likely else "",
    }


def sample_of(rows: Sequence[Row], size: int) -> list[Row]:
    """
    A random sample of unread passages, the same whenever the same passages are unread.

    Each passage is drawn by a hash of its id, so that reading some never changes which of the
    others come next.
    """
    from qualstage.files import sha256_text

    drawn = sorted(rows, key=lambda row: sha256_text(row["segment_id"]))[:size]
    return [row | {"position": i} for i, row in enumerate(drawn, start=1)]


def told(rows: Sequence[Row], read: int) -> str:
    """What the queue holds, in words."""
    kinds = [row["kind"] for row in rows]
    learned = [row["worth"] for row in rows if row["worth"] != ""]
    expected = f" (about {sum(learned):.0f} source-code pairs expected)" if learned else ""
    return (
        f"queue: {read} passages judged, {len(kinds) - kinds.count(DOUBTFUL)} unread; "
        f"{kinds.count(DECISIVE)} of them may change a cell{expected}, "
        f"{kinds.count(DOUBTFUL)} doubtful exclusions"
    )
