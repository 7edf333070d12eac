"""
Who answered what: coders' answers on one grid of passages and sources, and the spans they marked.

A coder has answered of a code in a source if they read the source for it (the ledger's `read`
entries; all parts of the code, and it applies at the source's stage). What stands of what they
accepted there is 'yes', all else 'no'. A passage is 'yes' if any accepted span of theirs overlaps
it, be it by one letter. Only respondents' passages are units: a span that holds nothing but an
interviewer's words is no 'yes', for the passage or for the source, as it counts nowhere else.
Adjudicators and raters are no coders here: the former have the last word on what coders did, and
the agreement of the latter has a table of its own.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy

from qualstage.agree.reasons import ADJUDICATED
from qualstage.voices import CODED, RATER, VOICES, Voices, codable

if TYPE_CHECKING:
    from qualstage.agree.unitizing import Span
    from qualstage.codebook import Codebook
    from qualstage.ledger.chain import Chain
    from qualstage.ledger.history import History
    from qualstage.ledger.replay import Reading
    from qualstage.settle.standing import Anchored
    from qualstage.study import Study

Row = dict[str, Any]
ADJUDICATOR = "adjudicator"
_NO_CODERS = (ADJUDICATOR, RATER)


@dataclass(frozen=True)
class Tables:
    """Rows of SOURCES, SPEAKERS, SEGMENTS and CODINGS: whole tables of one study."""

    sources: list[Row]
    speakers: list[Row]
    segments: list[Row]
    codings: list[Row]


@dataclass(frozen=True)
class Heard:
    """
    Answers to compare, in sources that two coders at least read.

    Args:
        coders: Names of those who read one of these sources, sorted.
        codes: The codebook's, in its order.
        sources: Names, sorted.
        stages: Of each source.
        cluster: The number of each source's respondent, or of itself, where it has several.
        strata: The stages that each such cluster was heard at.
        passages: Each passage's source by number, (passages,).
        lengths: Characters of respondents' words in each source.
        looked: Whether a coder looked for a code in a source, (coders, sources, codes).
        in_passage: By name of a coder, or ADJUDICATED: who coded what, (passages, codes).
        in_source: Likewise (sources, codes).
        marked: By name, source and code: spans in respondents' characters.
        unsettled: Source and code on which coders differ and no adjudicator has spoken,
            (sources, codes).
        spoken: Whether an adjudicator has spoken in a source, (sources,).
    """

    coders: tuple[str, ...]
    codes: tuple[str, ...]
    sources: tuple[str, ...]
    stages: tuple[str, ...]
    cluster: numpy.ndarray
    strata: tuple[str, ...]
    passages: numpy.ndarray
    lengths: tuple[int, ...]
    looked: numpy.ndarray
    in_passage: Mapping[str, numpy.ndarray]
    in_source: Mapping[str, numpy.ndarray]
    marked: Mapping[tuple[str, int, int], list[Span]]
    unsettled: numpy.ndarray
    spoken: numpy.ndarray


def hear(study: Study, codebook: Codebook, tables: Tables, chains: Iterable[Chain]) -> Heard:
    """
    Gather who answered what.

    Args:
        study: Its policy and matrices.
        codebook: Which codes apply where.
        tables: The study's tables.
        chains: The ledger.

    Raises:
        QualstageError: a chain does not verify.
    """
    from qualstage.ledger.replay import replay
    from qualstage.settle.disagreements import find_disagreements
    from qualstage.settle.placing import add_matrix_judgements, anchor_all
    from qualstage.settle.standing import standing

    by_id = {row["source_id"]: row for row in tables.sources if not row["excluded"]}
    stages = {name: row["stage"] for name, row in by_id.items()}
    decisions = replay(chains, None, stages)
    add_matrix_judgements(decisions, study, codebook, tables.segments)
    stand = standing(anchor_all(decisions.judgements, by_id)[0])
    readings = [one for one in decisions.readings if one.source in by_id]
    read = _readings(readings)
    codes = tuple(codebook.codes)
    coders, sources = _met(read)
    at = tuple(stages[source] for source in sources)
    number = {source: i for i, source in enumerate(sources)}
    column = {code: j for j, code in enumerate(codes)}
    looked = _looked(read, (coders, sources, at, codes), codebook, decisions.history)
    unsettled = numpy.zeros((len(sources), len(codes)), bool)
    for one in find_disagreements(stand, decisions.readings):
        if one.source in number and one.code in column:
            unsettled[number[one.source], column[one.code]] = True
    spans = _spans(stand, tables.codings, number, column)
    cluster, strata = _clusters(sources, at, tables.speakers)
    return Heard(
        coders,
        codes,
        sources,
        at,
        cluster,
        strata,
        looked=looked,
        unsettled=unsettled,
        spoken=_spoken(study, stand, readings, sources),
        **_placed(spans, (*coders, ADJUDICATED), number, len(codes), tables.segments),
    )


def _readings(readings: Iterable[Reading]) -> dict[tuple[str, str], list[Reading]]:
    """Coders' readings by coder and source."""
    found: dict[tuple[str, str], list[Reading]] = defaultdict(list)
    for reading in readings:
        if reading.role not in _NO_CODERS:
            found[reading.coder, reading.source].append(reading)
    return found


def _met(read: Iterable[tuple[str, str]]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Coders who read a source that another read, too, and these sources."""
    readers: dict[str, set[str]] = defaultdict(set)
    for coder, source in read:
        readers[source].add(coder)
    shared = {source: names for source, names in readers.items() if len(names) > 1}
    coders = {name for names in shared.values() for name in names}
    return tuple(sorted(coders)), tuple(sorted(shared))


def _looked(
    read: Mapping[tuple[str, str], list[Reading]],
    axes: tuple[Sequence[str], Sequence[str], Sequence[str], Sequence[str]],
    codebook: Codebook,
    history: History,
) -> numpy.ndarray:
    """Whether a coder looked for all parts of a code, where it applies at all."""
    coders, sources, stages, codes = axes
    parts = [history.parts(code) for code in codes]
    applies = [[codebook.applies(code, stage) for code in codes] for stage in stages]
    looked = numpy.zeros((len(coders), len(sources), len(codes)), bool)
    for i, coder in enumerate(coders):
        for s, source in enumerate(sources):
            mine = read.get((coder, source), ())
            looked[i, s] = [
                asked and bool(mine) and all(any(r.covers(p) for r in mine) for p in of_code)
                for asked, of_code in zip(applies[s], parts, strict=True)
            ]
    return looked


def _spoken(
    study: Study, stand: Iterable[Anchored], readings: Iterable[Reading], sources: Sequence[str]
) -> numpy.ndarray:
    """Whether an adjudicator has spoken in a source, if theirs is a word that settles anything."""
    said = {item.decision.source for item in stand if item.decision.role == ADJUDICATOR}
    said |= {reading.source for reading in readings if reading.role == ADJUDICATOR}
    settles = ADJUDICATOR in study.policy.order
    return numpy.array([settles and source in said for source in sources], bool)


def _spans(
    stand: Iterable[Anchored],
    codings: Iterable[Row],
    number: Mapping[str, int],
    column: Mapping[str, int],
) -> dict[tuple[str, int, int], list[Span]]:
    """What coders accepted, and what was settled as accepted by people, in canonical text."""
    found: dict[tuple[str, int, int], list[Span]] = defaultdict(list)
    told = [
        (i.decision.coder, i.decision.source, i.decision.code, (i.start, i.end))
        for i in stand
        if i.decision.state == "accepted" and i.decision.role not in _NO_CODERS
    ]
    told += [
        (ADJUDICATED, row["source_id"], row["code"], (row["start_char"], row["end_char"]))
        for row in codings
        if row["basis"] == "people" and row["state"] == "accepted"
    ]
    for who, source, code, span in told:
        if source in number and code in column:
            found[who, number[source], column[code]].append(span)
    return found


def _clusters(
    sources: Sequence[str], stages: Sequence[str], speakers: Iterable[Row]
) -> tuple[numpy.ndarray, tuple[str, ...]]:
    """The number of each source's respondent, or of itself; the stages of each of these."""
    heard: dict[str, set[str | None]] = defaultdict(set)
    for row in speakers:
        if row["role"] in CODED and row["n_turns"]:
            heard[row["source_id"]].add(row["respondent_id"])
    names = []
    for source in sources:
        people = heard[source]
        alone = next(iter(people)) if len(people) == 1 else None
        names.append(("source", source) if alone is None else ("respondent", alone))
    order = {name: i for i, name in enumerate(sorted(set(names)))}
    at: dict[int, set[str]] = defaultdict(set)
    for name, stage in zip(names, stages, strict=True):
        at[order[name]].add(stage)
    strata = tuple(" ".join(sorted(at[i])) for i in range(len(order)))
    return numpy.array([order[name] for name in names], int), strata


def _placed(
    spans: Mapping[tuple[str, int, int], list[Span]],
    names: Sequence[str],
    number: Mapping[str, int],
    codes: int,
    segments: list[Row],
) -> dict[str, Any]:
    """Passages, and what of them everybody marked: the fields of Heard that come of it."""
    passages = [row for row in codable(segments) if row["source_id"] in number]
    of_source = numpy.array([number[row["source_id"]] for row in passages], int)
    grid = [_Continuum() for _ in number]
    for i, row in enumerate(passages):
        grid[number[row["source_id"]]].add(i, row["start_char"], row["end_char"])
    voices, name_of = Voices(segments), {i: source for source, i in number.items()}
    in_passage = {name: numpy.zeros((len(passages), codes), bool) for name in names}
    in_source = {name: numpy.zeros((len(number), codes), bool) for name in names}
    marked: dict[tuple[str, int, int], list[Span]] = defaultdict(list)
    for (who, source, code), given in spans.items():
        if who not in in_source:
            continue
        for span in given:
            if voices.roles(name_of[source], *span) & VOICES:
                in_source[who][source, code] = True
            touched, place = grid[source].find(*span)
            in_passage[who][touched, code] = True
            if place[0] < place[1]:
                marked[who, source, code].append(place)
    return {
        "passages": of_source,
        "lengths": tuple(one.length for one in grid),
        "in_passage": in_passage,
        "in_source": in_source,
        "marked": dict(marked),
    }


class _Continuum:
    """A source's passages one behind the other, without what others say between them."""

    def __init__(self) -> None:
        self.length = 0
        self._starts: list[int] = []
        self._passages: list[tuple[int, int, int, int]] = []

    def add(self, number: int, start: int, end: int) -> None:
        """The next passage, by its number and its place in canonical text."""
        self._starts.append(start)
        self._passages.append((number, start, end, self.length))
        self.length += end - start

    def find(self, start: int, end: int) -> tuple[list[int], Span]:
        """Numbers of the passages that a span overlaps, and where it lies among them."""
        touched, first, last = [], None, 0
        for number, b, e, before in self._passages[max(0, bisect_right(self._starts, start) - 1) :]:
            if b >= end:
                break
            if start < e:
                touched.append(number)
                first = before + max(start, b) - b if first is None else first
                last = before + min(end, e) - b
        return touched, (first or 0, last)
