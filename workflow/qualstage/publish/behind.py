"""What is behind a cell: whom it counts with their words, and what is not counted, and why."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from qualstage.publish.cells import Cell, tables_with_proposals
from qualstage.publish.matrix import Lacking, lacking, matrices_of
from qualstage.publish.passages import Passage, Passages, likelihood
from qualstage.publish.readers import Readers
from qualstage.publish.telling import PROPOSED, REJECTED
from qualstage.publish.voiced import Credit, Voiced, numbers_of

if TYPE_CHECKING:
    from qualstage.publish.material import Material
    from qualstage.study_model import Matrix

Row = dict[str, Any]
Span = tuple[str, str, int, int]

NEAR = 10
"""Near misses that a cell's page shows."""

BASIS = "both"
"""The basis whose passages a page lists: those of the others are among them, or not counted."""


@dataclass(frozen=True)
class Voice:
    """
    A respondent, a source or a programme that a cell counts, with what it says.

    Args:
        name: As the site may show it.
        sources: Where it speaks.
        passages: Its words, in reading order, each with everybody whom they credit.
        read: Whether a person accepted any of them.
        readings: Sentences of who read each source wholly, and whether they coded it.
        counted: Whether it is counted; False of words that are nobody's who is identified.
    """

    name: str
    sources: list[str]
    passages: list[tuple[Passage, list[str]]]
    read: bool
    readings: list[str]
    counted: bool = True


@dataclass(frozen=True)
class Behind:
    """
    All of a cell's page.

    Args:
        unit: What the stage counts once, and the page lists one by one.
        voices: Whom it counts, and last words that are nobody's who is identified.
        turned_down: What people rejected.
        near: Proposals that do not count, the most probable first.
        n_near: How many there are.
        disagreements: On which coders who read a source wholly differ, still open.
        members: Sources that belong to the population.
        matrices: The extraction matrices that any of them are rows of.
        lacking: Rows of these that say no, of sources that are not counted.
    """

    unit: str
    voices: list[Voice]
    turned_down: list[Passage]
    near: list[Passage]
    n_near: int
    disagreements: list[tuple[Row, Passage]]
    members: frozenset[str]
    matrices: list[Matrix]
    lacking: list[Lacking]


@dataclass(frozen=True)
class Evidence:
    """
    What cells are looked up in, made once for all of them.

    Args:
        given: A study's results.
        voiced: Its codings by whom they credit.
        passages: Its passages.
        readers: Who read its sources.
        with_proposals: Tables that count proposals which nobody judged, by id.
    """

    given: Material
    voiced: Voiced
    passages: Passages
    readers: Readers
    with_proposals: frozenset[str]

    @classmethod
    def of(cls, given: Material) -> Evidence:
        """That of a study."""
        populations = {key.population for key in given.cells}
        return cls(
            given=given,
            voiced=Voiced(given, populations),
            passages=Passages(given),
            readers=Readers(given),
            with_proposals=tables_with_proposals(given.cells.values()),
        )


def behind(cell: Cell, evidence: Evidence) -> Behind:
    """
    Whom a cell counts, and what it does not.

    Raises:
        ValueError: COUNTS says another number than its passages come to.
    """
    key, voiced = cell.key, evidence.voiced
    for basis, unit in cell.counts:
        credits = voiced.credits(basis, key.stage, key.population, cell.codes)
        check_number(cell, basis, unit, credits)
    credits = voiced.credits(BASIS, key.stage, key.population, cell.codes)
    unit = next(stage.unit for stage in evidence.given.study.stages if stage.id == key.stage)
    members = voiced.members(key.stage, key.population)
    counted = {(one.source, one.code, one.start, one.end) for one in credits}
    turned_down, near = _not_counted(cell, evidence, members, counted)
    silent = members - {one.source for one in credits}
    in_order = [name for name in evidence.given.sources if name in silent]
    return Behind(
        unit=unit,
        voices=_voices(credits, unit, evidence),
        turned_down=[evidence.passages.told(row) for row in turned_down],
        near=[evidence.passages.told(row, briefly=True) for row in near[:NEAR]],
        n_near=len(near),
        disagreements=list(_disagreements(cell, evidence, members)),
        members=frozenset(members),
        matrices=matrices_of(members, evidence.given),
        lacking=lacking(cell.codes, in_order, evidence.given, evidence.passages),
    )


def check_number(cell: Cell, basis: str, unit: str, credits: Iterable[Credit]) -> None:
    """
    Hold a number against the passages that its page lists.

    Raises:
        ValueError: they come to another number.
    """
    row = cell.counts[basis, unit]
    found = numbers_of(credits)[unit]
    if found != (row["n"], row["unread"]):
        told = f"{row['n']} {unit}, {row['unread']} of them unread"
        raise ValueError(
            f"{cell.key}: counts says {told} on the basis '{basis}', and its passages come to "
            f"{found[0]} and {found[1]}: the results are of different runs"
        )


def _voices(credits: Sequence[Credit], unit: str, evidence: Evidence) -> list[Voice]:
    """Whom credits are of, in the order of sources and of words."""
    given = evidence.given
    order = {name: number for number, name in enumerate(given.sources)}
    of_people = unit == "respondents"
    whose: dict[Span, list[str]] = defaultdict(list)
    groups: dict[str | None, dict[Span, bool]] = defaultdict(dict)
    for one in sorted(credits, key=lambda c: (order[c.source], c.start, c.end, c.code)):
        span = one.source, one.code, one.start, one.end
        if one.respondent:
            whose[span].append(given.people.person(one.respondent))
        if of_people:
            groups[one.respondent if one.of_respondent else None][span] = one.read
        elif one.of_source:
            groups[one.source][span] = one.read
    rows = {
        (row["source_id"], row["code"], row["start_char"], row["end_char"]): row
        for source, code in {span[:2] for spans in groups.values() for span in spans}
        for row in evidence.passages.codings(source, code)
    }
    nobody = groups.pop(None, {})
    told = [(name, spans, True) for name, spans in groups.items()]
    told += [(None, nobody, False)] if nobody else []
    found = []
    for name, spans, counted in told:
        passages = [(evidence.passages.told(rows[span]), whose[span]) for span in spans]
        found.append(
            Voice(
                name=given.people.person(name) if name else "",
                sources=list(dict.fromkeys(span[0] for span in spans)),
                passages=passages,
                read=any(spans.values()),
                readings=evidence.readers.told(passage for passage, _ in passages),
                counted=counted,
            )
        )
    return found


def _not_counted(
    cell: Cell, evidence: Evidence, members: set[str], counted: set[Span]
) -> tuple[list[Row], list[Row]]:
    """
    Codings that people turned down, in reading order; proposals that do not count, by rank.

    Words of a passage in which people turned the code down are told once, with their decision.
    """
    turned_down, near = [], []
    spans: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for source, _, start, end in counted:
        spans[source].append((start, end))
    for source in (name for name in evidence.given.sources if name in members):
        mine = (row for code in cell.codes for row in evidence.passages.codings(source, code))
        rows = [
            (evidence.passages.state(row), row)
            for row in sorted(
                mine, key=lambda row: (row["start_char"], row["end_char"], row["code"])
            )
            if row["state"] == "rejected" and not _is_counted(row, spans[source])
        ]
        down = [row for state, row in rows if state == REJECTED]
        turned_down += down
        told = {_passage(row, evidence) for row in down}
        near += [
            (evidence.passages.proposal(row), row)
            for state, row in rows
            if state == PROPOSED and _passage(row, evidence) not in told
        ]
    near.sort(key=lambda pair: likelihood(pair[0]) if pair[0] else (0.0, False, 0), reverse=True)
    return turned_down, [row for _, row in near]


def _passage(row: Row, evidence: Evidence) -> tuple[str, str]:
    return row["code"], evidence.given.passage_at(row["source_id"], row["start_char"])


def _is_counted(row: Row, counted: Iterable[tuple[int, int]]) -> bool:
    """Whether another code of the same cell counts words of a coding, in the same source."""
    return any(start < row["end_char"] and row["start_char"] < end for start, end in counted)


def _disagreements(
    cell: Cell, evidence: Evidence, members: set[str]
) -> Iterable[tuple[Row, Passage]]:
    passages = evidence.passages
    for source in (name for name in evidence.given.sources if name in members):
        for code in sorted(cell.codes):
            for row in passages.disputes.get((source, code), ()):
                yield row, passages.told(row)
