"""The tables that figures are drawn from, and how numbers are looked up in them."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from qualstage.codebook import Codebook
from qualstage.draw.items import Item
from qualstage.study import Stage
from qualstage.study_model import PaperFigure

Row = dict[str, Any]

VOICED, NOBODY, NOT_ASKED, UNCOUNTED, NO_MATERIAL = STATES = (
    "voiced",
    "nobody",
    "not asked",
    "not counted",
    "no material",
)
"""What a number may come to: two that are numbers, and three ways to have none."""


@dataclass(frozen=True)
class Tables:
    """What the step reads: material, what was settled, counted and concluded, and who agreed."""

    sources: list[Row]
    speakers: list[Row]
    segments: list[Row]
    codings: list[Row]
    counts: list[Row]
    facts: list[Row]
    findings: list[Row]
    decisions: list[Row]
    consensus: list[Row]
    saturation: list[Row] = field(default_factory=list)
    saturated: list[Row] = field(default_factory=list)
    agreement: list[Row] = field(default_factory=list)

    @cached_property
    def _numbers(self) -> dict[tuple[str, ...], Row]:
        key = ("basis", "stage", "population", "unit", "level", "concept", "label")
        return {tuple(row[name] for name in key): row for row in self.counts}

    @cached_property
    def agreed(self) -> set[tuple[str, str]]:
        """Stage and code, of codes that raters agreed on."""
        return {(row["stage"], row["code"]) for row in self.consensus if row["agreed"]}

    def number(self, item: Item, stage: Stage, figure: PaperFigure, codebook: Codebook) -> Number:
        """How many of a stage's units voiced an item, as the figure counts."""
        if not item.asked(codebook, stage.id):
            return Number(NOT_ASKED)
        if item.whole:
            counted = ("concept", item.concept, item.concept)
        elif stage.id in dict(item.themes):
            counted = ("theme", item.concept, item.label_at(stage.id))
        elif item.code:
            counted = ("code", item.concept, item.code)
        else:
            # A theme over several codes that this stage does not name is counted nowhere.
            return Number(UNCOUNTED)
        of = figure.basis, stage.id, figure.population_at(stage.id), stage.unit
        row = self._numbers.get((*of, *counted))
        if row is None or row["of"] == 0:
            return Number(NO_MATERIAL)
        agreed = bool(item.code) and (stage.id, item.code) in self.agreed
        state = VOICED if row["n"] else NOBODY
        return Number(state, row["n"], row["of"], row["unread"], agreed)


@dataclass(frozen=True)
class Number:
    """
    How many voiced something; without numbers where it could not be voiced.

    Args:
        state: What it came to: one of STATES.
        n: Units that voiced it.
        of: Units in the population.
        unread: Of n, those that only open proposals carry.
        agreed: Whether the stage's raters agreed on it.
    """

    state: str
    n: int | None = None
    of: int | None = None
    unread: int | None = None
    agreed: bool = False

    @property
    def share(self) -> float | None:
        """Of the population, the part that voiced it."""
        return self.n / self.of if self.of and self.n is not None else None
