"""The table of people: who was involved, at which stages, with which expertise."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from qualstage.tabulate.printed import Column, Figure, PrintedTable, cell, head

if TYPE_CHECKING:
    from qualstage.conclude.people import Member
    from qualstage.study_model import PaperTable
    from qualstage.tabulate.material import Material


def compose_people(table: PaperTable, given: Material) -> PrintedTable:
    """
    The bodies involved.

    Returns:
        A column a body, and rows of its number of people, stages and kinds of expertise.
    """
    bodies: dict[str, list[Member]] = {}
    for member in given.members:
        bodies.setdefault(member.body, []).append(member)
    ids = given.study.stage_ids
    stages = {
        body: [stage for stage in ids if any(stage in member.stages for member in members)]
        for body, members in bodies.items()
    }
    rows = (
        (head("Number of people involved"), *(cell([_number(m)]) for m in bodies.values())),
        (
            head("Stages of the process"),
            *(cell(filter(None, [", ".join(stages[body])])) for body in bodies),
        ),
        (
            head("Types of expertise (number of people)"),
            *(
                cell(_expertise(members, body not in table.without_numbers))
                for body, members in bodies.items()
            ),
        ),
    )
    return PrintedTable(
        label=table.label,
        title=table.title,
        columns=(Column("", 1.0), *(Column(body, 1.6) for body in bodies)),
        rows=rows,
        notes=(_legend(given),),
        notice=given.study.notice,
        landscape=len(bodies) > 3,
        figures=tuple(_figures(bodies, stages, table)),
    )


def _groups(members: Sequence[Member]) -> int:
    return len({member.group for member in members if member.group})


def _kinds(members: Iterable[Member]) -> Counter[str]:
    """How many bring each kind of expertise, in the order of the list; some bring several."""
    return Counter(kind for member in members for kind in dict.fromkeys(member.expertise))


def _number(members: Sequence[Member]) -> str:
    groups = _groups(members)
    if groups < 2:
        return str(len(members))
    mean = _mean(members)
    noun = "member" if mean == 1 else "members"
    return f"{len(members)} ({groups} groups: average of {mean} {noun} per group)"


def _mean(members: Sequence[Member]) -> int:
    """People per group, those of no group left out; a half is rounded up."""
    grouped = sum(bool(member.group) for member in members)
    return int(grouped / _groups(members) + 0.5)


def _expertise(members: Iterable[Member], numbered: bool) -> list[str]:
    return [f"{kind} ({n})" if numbered else kind for kind, n in _kinds(members).items()]


def _legend(given: Material) -> str:
    told = [f"{s.id} = {s.name}" for s in given.study.stages if s.id != s.name]
    return f"Stages of the process: {'; '.join(told)}." if told else "Stages by their names."


def _figures(
    bodies: dict[str, list[Member]], stages: dict[str, list[str]], table: PaperTable
) -> Iterable[Figure]:
    for body, members in bodies.items():
        yield Figure(body, "people", len(members))
        for stage in stages[body]:
            n = sum(stage in member.stages for member in members)
            yield Figure(body, "people", n, stage=stage)
        if _groups(members) > 1:
            yield Figure(body, "groups", _groups(members))
            yield Figure(body, "people per group", _mean(members))
        if body not in table.without_numbers:
            for kind, n in _kinds(members).items():
                yield Figure(f"{body}: {kind}", "people", n)
