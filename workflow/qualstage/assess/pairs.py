"""
What is compared: for every passage, or source, and every code that applies, people and machine.

Only sources count that somebody of the policy's order read wholly, and in which the machine looked
for codes: elsewhere nobody knows whether a passage without a coding voices the code. Nor does
anybody know of a code that was born after the source was read. If the machine has learned, there
must be two of them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy

from qualstage.voices import codable

if TYPE_CHECKING:
    from qualstage.codebook import Codebook

Row = dict[str, Any]


@dataclass(frozen=True)
class Tables:
    """Rows of SOURCES, SPEAKERS, SEGMENTS, PROPOSALS and CODINGS: whole tables of one study."""

    sources: list[Row]
    speakers: list[Row]
    segments: list[Row]
    proposals: list[Row]
    codings: list[Row]


@dataclass(frozen=True)
class Level:
    """
    Pairs of a unit and a code; arrays are of shape (units, codes) unless said.

    Args:
        name: 'passage' or 'source': what a unit is.
        source: Number of each unit's source, shape (units,).
        asked: Whether the code applies at the unit's stage and its source was read for it: only
            these pairs count.
        voiced: Whether people accepted it.
        stands: Whether the machine's proposal stands.
        proposed: Whether there is a proposal at all.
        scores: The proposal's probability; 0 without a proposal.
        scored: Whether the machine gives probabilities: it does once it has learned.
    """

    name: str
    source: numpy.ndarray
    asked: numpy.ndarray
    voiced: numpy.ndarray
    stands: numpy.ndarray
    proposed: numpy.ndarray
    scores: numpy.ndarray
    scored: bool


@dataclass(frozen=True)
class Compared:
    """Sources, the stage of each, codes, and both levels of pairs, which number them alike."""

    sources: list[str]
    stages: list[str]
    codes: list[str]
    passage: Level
    source: Level


def pair_up(
    tables: Tables,
    codebook: Codebook,
    read: set[str],
    unlooked: Mapping[str, Collection[str]] | None = None,
) -> Compared:
    """
    Put people's and the machine's answers side by side.

    Args:
        tables: The study's tables.
        codebook: Says which codes apply at which stage.
        read: Sources read wholly.
        unlooked: By source, codes that it was not read for.
    """
    from qualstage.settle.known import voiced_by_passage

    stages = {row["source_id"]: row["stage"] for row in tables.sources if not row["excluded"]}
    used = read & stages.keys()
    passages = [row for row in codable(tables.segments) if row["source_id"] in used]
    sources = sorted({row["source_id"] for row in passages})
    if len(sources) == 1 and any(row["score"] is not None for row in tables.proposals):
        # There is no fold without the only source learned from: it would have judged itself.
        passages, sources = [], []
    at = [stages[source] for source in sources]
    codes = [code for code in codebook.codes if any(codebook.applies(code, s) for s in set(at))]
    people = [row for row in tables.codings if row["basis"] == "people"]
    unlooked = unlooked or {}
    applies = numpy.array(
        [
            [codebook.applies(c, s) and c not in unlooked.get(name, ()) for c in codes]
            for name, s in zip(sources, at, strict=True)
        ],
        bool,
    )
    applies = applies.reshape(len(sources), len(codes))
    row_of_source = {source: i for i, source in enumerate(sources)}
    of_source = numpy.array([row_of_source[row["source_id"]] for row in passages], int)
    voiced_in = voiced_by_passage(passages, people, read)
    passage = _level(
        "passage",
        {row["segment_id"]: i for i, row in enumerate(passages)},
        codes,
        (of_source, applies[of_source]),
        [(unit, code) for unit, of_unit in voiced_in.items() for code in of_unit],
        _proposed(tables, "segment_id", "score"),
    )
    source = _level(
        "source",
        row_of_source,
        codes,
        (numpy.arange(len(sources)), applies),
        [(row["source_id"], row["code"]) for row in people if row["state"] == "accepted"],
        _proposed(tables, "source_id", "source_score"),
    )
    return Compared(sources, at, codes, passage, source)


def _proposed(
    tables: Tables, unit: str, score: str
) -> tuple[list[tuple[str, str]], list[tuple[str, str, float | None]]]:
    """
    Units and codes of proposals that stand, and of all proposals with their scores.

    What stands is what `settle` left open: the policy sets some aside for their context.
    """
    place = ("source_id", "code", "start_char", "end_char")
    settled = {
        tuple(row[name] for name in place)
        for row in tables.codings
        if row["basis"] == "machine" and row["state"] == "open"
    }
    standing = [
        (row[unit], row["code"])
        for row in tables.proposals
        if tuple(row[name] for name in place) in settled
    ]
    return standing, [(row[unit], row["code"], row[score]) for row in tables.proposals]


def _level(
    name: str,
    units: dict[str, int],
    codes: list[str],
    place: tuple[numpy.ndarray, numpy.ndarray],
    voiced: Iterable[tuple[str, str]],
    machine: tuple[Iterable[tuple[str, str]], list[tuple[str, str, float | None]]],
) -> Level:
    """A level from names of units and codes; what names neither is left out."""
    source, asked = place
    column = {code: j for j, code in enumerate(codes)}
    answers = {}
    for told, pairs in (
        ("voiced", voiced),
        ("stands", machine[0]),
        ("proposed", [(unit, code) for unit, code, _ in machine[1]]),
    ):
        answers[told] = numpy.zeros(asked.shape, bool)
        for unit, code in pairs:
            if unit in units and code in column:
                answers[told][units[unit], column[code]] = True
        answers[told] &= asked
    scores = numpy.zeros(asked.shape)
    for unit, code, score in machine[1]:
        if unit in units and code in column:
            scores[units[unit], column[code]] = score or 0.0
    scores *= asked
    scored = bool(machine[1]) and all(score is not None for _, _, score in machine[1])
    return Level(name, source, asked, scores=scores, scored=scored, **answers)
