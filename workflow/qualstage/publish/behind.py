"""What is behind a cell: whom it counts with their words, and what is not counted, and why."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from qualstage.publish.cells import Cell
from qualstage.publish.passages import Passage, Passages, likelihood
from qualstage.publish.telling import PROPOSED, REJECTED
from qualstage.publish.voiced import Credit, Voiced, numbers_of

if TYPE_CHECKING:
    from qualstage.publish.material import Material

Row = dict[str, Any]
Span = tuple[str, str, int, int]

NEAR = 15
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
        counted: Whether it is counted; False of words that are nobody's who is identified.
    """

    name: str
    sources: list[str]
    passages: list[tuple[Passage, list[str]]]
    read: bool
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
        n_members: Sources that belong to the population.
    """

    unit: str
    voices: list[Voice]
    turned_down: list[Passage]
    near: list[Passage]
    n_near: int
    disagreements: list[tuple[Row, Passage]]
    n_members: int


@dataclass(frozen=True)
class Evidence:
    """What cells are looked up in, made once for all of them; `talked`: stages with talk."""

    given: Material
    voiced: Voiced
    passages: Passages
    talked: frozenset[str]

    @classmethod
    def of(cls, given: Material) -> Evidence:
        """That of a study."""
        populations = {key.population for key in given.cells}
        talked = (given.sources[row["source_id"]]["stage"] for row in given.proposals)
        return cls(given, Voiced(given, populations), Passages(given), frozenset(talked))


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
    return Behind(
        unit=unit,
        voices=_voices(credits, unit, evidence),
        turned_down=[evidence.passages.told(row) for row in turned_down],
        near=[evidence.passages.told(row, briefly=True) for row in near[:NEAR]],
        n_near=len(near),
        disagreements=list(_disagreements(cell, evidence, members)),
        n_members=len(members),
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
    return [
        Voice(
            name=given.people.person(name) if name else "",
            sources=list(dict.fromkeys(span[0] for span in spans)),
            passages=[(evidence.passages.told(rows[span]), whose[span]) for span in spans],
            read=any(spans.values()),
            counted=counted,
        )
        for name, spans, counted in told
    ]


def _not_counted(
    cell: Cell, evidence: Evidence, members: set[str], counted: set[Span]
) -> tuple[list[Row], list[Row]]:
    """Codings that people turned down, in reading order; proposals that do not count, by rank."""
    turned_down, near = [], []
    spans: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for source, _, start, end in counted:
        spans[source].append((start, end))
    for source in (name for name in evidence.given.sources if name in members):
        mine = (row for code in cell.codes for row in evidence.passages.codings(source, code))
        for row in sorted(mine, key=lambda row: (row["start_char"], row["end_char"], row["code"])):
            if row["state"] != "rejected" or _is_counted(row, spans[source]):
                continue
            state = evidence.passages.state(row)
            if state == REJECTED:
                turned_down.append(row)
            elif state == PROPOSED:
                near.append((evidence.passages.proposal(row), row))
    near.sort(key=lambda pair: likelihood(pair[0]) if pair[0] else (0.0, False, 0), reverse=True)
    return turned_down, [row for _, row in near]


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
