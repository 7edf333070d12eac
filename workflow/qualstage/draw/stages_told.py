"""What the process figure tells of a stage: method, material, people, findings, decisions."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from qualstage.draw.items import stages_of
from qualstage.draw.material import Tables
from qualstage.facts_told import filled_methods, numbers_of
from qualstage.study import Stage, Study
from qualstage.study_model import PaperFigure

Row = dict[str, Any]

HEADER = (
    *("stage", "name", "phase", "method", "material", "people"),
    *("findings", "decisions", "decided_by_area"),
)

_MATERIAL = (("sources", "source"), ("respondents", "respondent"), ("words", "word"))


@dataclass(frozen=True)
class StageTold:
    """
    A stage as the process figure tells it.

    Args:
        stage: The stage.
        method: What was done, with its numbers.
        material: How much there is; '' without any.
        people: Who was involved; '' if nobody says.
        findings: How many findings; None where the study keeps no log of them.
        decisions: Id and text of the overview's decisions made there; None without a log.
        areas: How many decisions were made there in each area, in the log's order.
    """

    stage: Stage
    method: str
    material: str
    people: str
    findings: int | None
    decisions: list[tuple[str, str]] | None
    areas: dict[str, int]

    @property
    def told(self) -> bool:
        """Whether there is anything to say beside the stage."""
        return bool(self.findings or self.decisions or self.areas)


def stages_told(figure: PaperFigure, study: Study, tables: Tables) -> list[StageTold]:
    """
    What is told of each stage that the figure shows; a decision stands at the first of its stages.

    Raises:
        QualstageError: a stage's method names a number that there is not.
    """
    methods = filled_methods(study, tables.facts)
    shown = stages_of(figure, study)
    order = [stage.id for stage in shown]
    made = {
        row["decision"]: min(at, key=order.index)
        for row in tables.decisions
        if (at := [stage for stage in row["stages"] if stage in order])
    }
    decisions = sorted(tables.decisions, key=lambda row: row["position"])
    told = []
    for stage in shown:
        numbers = numbers_of([row for row in tables.facts if row["stage"]], stage.id)
        found = {row["finding"] for row in tables.findings if row["stage"] == stage.id}
        mine = [row for row in decisions if made.get(row["decision"]) == stage.id]
        overview = [(row["decision"], row["text"]) for row in mine if not row["area"]]
        told.append(
            StageTold(
                stage,
                methods[stage.id],
                _amounts(numbers, _MATERIAL) if numbers.get("sources") else "",
                _people(numbers),
                len(found) if study.findings else None,
                overview if study.decisions else None,
                _counted(row["area"] for row in mine if row["area"]),
            )
        )
    return told


def _amounts(numbers: dict[str, int], names: Iterable[tuple[str, str]]) -> str:
    return ", ".join(
        f"{numbers[many]:,} {one if numbers[many] == 1 else many}"
        for many, one in names
        if numbers.get(many)
    )


def _people(numbers: dict[str, int]) -> str:
    if not numbers.get("people"):
        return ""
    told = "1 person" if numbers["people"] == 1 else f"{numbers['people']:,} people"
    groups = numbers.get("groups", 0)
    return f"{told} in {groups:,} groups" if groups > 1 else told


def _counted(values: Iterable[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for value in values:
        found[value] = found.get(value, 0) + 1
    return found


def process_rows(told: Iterable[StageTold]) -> list[list[object]]:
    """The data of the process figure under HEADER."""
    return [
        [
            *(one.stage.id, one.stage.name, one.stage.phase, one.method),
            *(one.material, one.people, one.findings),
            "; ".join(f"{name} {text}" for name, text in one.decisions or []),
            "; ".join(f"{area} ({n})" for area, n in one.areas.items()),
        ]
        for one in told
    ]
