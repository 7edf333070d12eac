"""The heat map: concepts and their themes down, stages across, shares of each stage's units."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from qualstage.codebook import Codebook
from qualstage.draw.items import Item, groups_of, stages_of
from qualstage.draw.material import NOBODY, Number, Tables
from qualstage.draw.notes import WITHOUT, marks, number_notes, population_notes
from qualstage.draw.rows import Placed, draw_labels, end_of, place_rows
from qualstage.draw.sheet import FULL, MARGIN, MUTED, PLAIN, SMALL, Sheet, leading, sheet
from qualstage.drawing import HATCHED, shade
from qualstage.study import Stage, Study
from qualstage.study_model import PaperFigure

HEADER = (
    *("concept", "theme", "stage", "population", "unit"),
    *("n", "of", "share", "unread", "state", "agreed"),
)

_LEFT, _WIDEST, _LOWEST = 5.8, 2.24, 0.44
"""Room for labels, width of a cell at most, and height at least, in cm."""
_BAR, _STEPS = 4.0, 64
"""How long the colour bar is, in cm, and its steps."""
_KEY = 0.5, 0.3
"""Width and height of a cell that the legend explains, in cm."""
_WHOLE = "Bold: a concept as a whole; who voices several of its themes counts once."


@dataclass(frozen=True)
class HeatMap:
    """Rows of each concept, columns, and a number for each item and stage."""

    concepts: list[list[Item]]
    stages: list[Stage]
    numbers: dict[tuple[Item, str], Number]

    @property
    def most(self) -> float:
        """The share of the darkest shade: the largest there is, up to the next fifth."""
        shares = [number.share or 0.0 for number in self.numbers.values()]
        return max(0.2, math.ceil(5 * max(shares, default=0) - 1e-9) / 5)

    @property
    def states(self) -> set[str]:
        """What numbers come to."""
        return {number.state for number in self.numbers.values()}

    def of(self, stage: str) -> int | None:
        """How many units the stage's population has."""
        found = (number.of for (_, at), number in self.numbers.items() if at == stage)
        return next((of for of in found if of is not None), None)


def heat_map_of(figure: PaperFigure, study: Study, codebook: Codebook, tables: Tables) -> HeatMap:
    """What a heat map shows."""
    stages = stages_of(figure, study)
    ids = [stage.id for stage in stages]
    concepts = [group.rows(codebook, ids) for group in groups_of(figure, study, codebook)]
    numbers = {
        (item, stage.id): tables.number(item, stage, figure, codebook)
        for items in concepts
        for item in items
        for stage in stages
    }
    return HeatMap(concepts, stages, numbers)


def heat_map_rows(shown: HeatMap, figure: PaperFigure) -> list[list[object]]:
    """The data of a heat map under HEADER; a theme is called as its stage calls it."""
    rows: list[list[object]] = []
    for (item, stage), number in shown.numbers.items():
        unit = next(one.unit for one in shown.stages if one.id == stage)
        share = None if number.share is None else round(number.share, 4)
        theme = "" if item.whole else item.label_at(stage)
        told = [item.concept, theme, stage, figure.population_at(stage), unit]
        rows.append([*told, number.n, number.of, share, number.unread, number.state, number.agreed])
    return rows


def draw_heat_map(shown: HeatMap, figure: PaperFigure, notice: str) -> dict[str, bytes]:
    """The heat map's files by ending."""
    with sheet(FULL, notice) as (page, top):
        width = min(_WIDEST, (FULL - _LEFT - MARGIN) / len(shown.stages))
        headings = [_heading(page, shown, stage, width - 0.1) for stage in shown.stages]
        deepest = max(map(len, headings)) * leading(PLAIN)
        rows = place_rows(page, shown.concepts, _LEFT, top + deepest + 0.15, _LOWEST)
        for column, lines in enumerate(headings):
            above = top + deepest - leading(PLAIN) * len(lines)
            page.text(_LEFT + width * (column + 0.5), above, lines, PLAIN, ha="center")
        draw_labels(page, rows)
        for row in rows:
            for column, stage in enumerate(shown.stages):
                number = shown.numbers[row.item, stage.id]
                told = f"{number.n}{marks(number, figure.basis)}"
                _draw_cell(page, (number, told), row, (_LEFT + width * column, width), shown.most)
        end = _draw_legend(page, shown, end_of(rows, top + deepest) + 0.35)
        told = number_notes(shown.numbers.values(), figure.basis)
        notes = [*population_notes(figure, shown.stages), _WHOLE, *told]
        end += page.text(MARGIN, end, page.wrapped(" ".join(notes), FULL - 2 * MARGIN), PLAIN)
        return page.files(end + MARGIN, figure.title, notice)


def _heading(page: Sheet, shown: HeatMap, stage: Stage, width: float) -> list[str]:
    of = shown.of(stage.id)
    total = "no material" if of is None else f"of {of} {stage.unit}"
    return [*page.wrapped(stage.name, width, most=4), *page.wrapped(total, width, most=2)]


def _draw_cell(
    page: Sheet,
    content: tuple[Number, str],
    row: Placed,
    across: tuple[float, float],
    most: float,
) -> None:
    (number, told), (left, width) = content, across
    look: dict = {"edgecolor": "0.6", "linewidth": 0.4}
    if number.n is None:
        page.box(left, row.top, width, row.height, **HATCHED)
        return
    share = number.share or 0.0
    if share:
        look["facecolor"] = shade(share / most)
    page.box(left, row.top, width, row.height, **look)
    ink = "white" if share / most > 0.55 else "black"
    weight = "bold" if row.item.whole else "normal"
    middle = left + width / 2, row.middle
    page.axes.text(
        *middle, told, fontsize=PLAIN, ha="center", va="center", color=ink, fontweight=weight
    )


def _draw_legend(page: Sheet, shown: HeatMap, top: float) -> float:
    """The colour bar and what other cells mean; gives where it ends."""
    look = {"edgecolor": "none", "linewidth": 0}
    for step in range(_STEPS):
        # A little wider than a step: viewers would show seams.
        wide = _BAR / _STEPS * (1.5 if step < _STEPS - 1 else 1)
        face = shade(step / (_STEPS - 1))
        page.box(_LEFT + _BAR / _STEPS * step, top, wide, _KEY[1], facecolor=face, **look)
    page.box(_LEFT, top, _BAR, _KEY[1], facecolor="none", edgecolor="0.6", linewidth=0.4)
    page.text(MARGIN, top, ["Share of those counted at the stage"], PLAIN)
    for part in (0, 0.5, 1):
        told = f"{100 * part * shown.most:.3g} %"
        page.text(_LEFT + _BAR * part, top + _KEY[1], [told], SMALL, ha="center", color=MUTED)
    x = _LEFT + _BAR + 0.6
    for label, cell in _keys(shown):
        page.box(x, top, *_KEY, **cell)
        if label == "nobody":
            page.axes.text(
                x + _KEY[0] / 2, top + _KEY[1] / 2, "0", fontsize=PLAIN, ha="center", va="center"
            )
        page.text(x + _KEY[0] + 0.1, top, [label], PLAIN)
        x += _KEY[0] + page.width_of(label) + 0.35
    return top + _KEY[1] + leading(SMALL) + 0.15


def _keys(shown: HeatMap) -> Iterable[tuple[str, dict]]:
    if NOBODY in shown.states:
        yield "nobody", {"edgecolor": "0.6", "linewidth": 0.4}
    without = [told for state, told in WITHOUT.items() if state in shown.states]
    if without:
        yield ", or ".join(without), HATCHED
