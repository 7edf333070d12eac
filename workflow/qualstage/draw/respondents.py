"""Themes by respondent: who voiced what, each in a column, stage by stage."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from qualstage.codebook import Codebook
from qualstage.draw.items import Item, groups_of, stages_of
from qualstage.draw.material import Tables
from qualstage.draw.notes import population_notes
from qualstage.draw.rows import Placed, draw_labels, end_of, place_rows
from qualstage.draw.sheet import FULL, MARGIN, MUTED, PLAIN, SMALL, Sheet, leading, sheet
from qualstage.draw.units import CODED, PROPOSED, Units, units_of
from qualstage.drawing import BLUE
from qualstage.study import Study
from qualstage.study_model import PaperFigure

HEADER = ("concept", "theme", "stage", "unit", "counted", "mark")

MOST_NAMED = 80
"""Columns up to which each is named."""
_LEFT, _GAP, _LOWEST = 5.0, 0.2, 0.34
"""Room for labels and between stages, and height of a row at least, in cm."""
_WIDEST, _NARROWEST, _TOUCHING = 0.45, 0.02, 0.2
"""Width of a column at most and at least, and below which names would touch, in cm."""
_NAME_LETTERS = 14
_DARK = "0.1"
_NOT_ASKED = "0.88"


@dataclass(frozen=True)
class Matrix:
    """Rows of each concept, and the units of each stage that has any."""

    concepts: list[list[Item]]
    stages: list[Units]
    asked: frozenset[tuple[Item, str]]

    @property
    def columns(self) -> int:
        """How many units there are."""
        return sum(len(units.names) for units in self.stages)


def matrix_of(figure: PaperFigure, study: Study, codebook: Codebook, tables: Tables) -> Matrix:
    """What the figure of respondents shows."""
    ids = [stage.id for stage in stages_of(figure, study)]
    concepts = [group.rows(codebook, ids) for group in groups_of(figure, study, codebook)]
    stages = [units for units in units_of(figure, study, codebook, tables) if units.names]
    asked = frozenset(
        (item, units.stage.id)
        for items in concepts
        for item in items
        for units in stages
        if item.asked(codebook, units.stage.id)
    )
    return Matrix(concepts, stages, asked)


def matrix_rows(shown: Matrix) -> list[list[object]]:
    """The data of the figure under HEADER: a row for each theme and unit it was asked of."""
    return [
        [
            item.concept,
            "" if item.whole else item.label_at(units.stage.id),
            units.stage.id,
            name,
            "sources" if units.stage.unit == "references" else units.stage.unit,
            units.mark(name, item) or "not voiced",
        ]
        for items in shown.concepts
        for item in items
        for units in shown.stages
        if (item, units.stage.id) in shown.asked
        for name in units.names
    ]


def draw_respondents(shown: Matrix, figure: PaperFigure, notice: str) -> dict[str, bytes]:
    """The figure's files by ending."""
    with sheet(FULL, notice) as (page, top):
        wide = _stage_widths(page, shown)
        width = column_width(shown, wide, FULL - _LEFT - MARGIN)
        lefts = _lefts(shown, wide, width)
        top = _draw_headings(page, shown, lefts, width, top)
        rows = place_rows(page, shown.concepts, _LEFT, top, _LOWEST)
        draw_labels(page, rows)
        for units, left in zip(shown.stages, lefts, strict=True):
            _draw_stage(page, shown, units, rows, (left, width))
        end = _draw_legend(page, shown, end_of(rows, top) + 0.3)
        notes = [*population_notes(figure, [units.stage for units in shown.stages])]
        if shown.columns > MOST_NAMED:
            notes.append(
                f"A column is a respondent or source, in order of collection: {shown.columns} are "
                "too many to be named here; the figure's data name them."
            )
        lines = page.wrapped(" ".join(notes), FULL - 2 * MARGIN)
        end += page.text(MARGIN, end, lines, PLAIN)
        return page.files(end + MARGIN, figure.title, notice)


def _stage_widths(page: Sheet, shown: Matrix) -> list[float]:
    """How wide each stage has to be for the longest word of its heading, in cm."""
    return [
        max(page.width_of(word, PLAIN, bold=True) for word in units.stage.name.split())
        for units in shown.stages
    ]


def column_width(shown: Matrix, least: Sequence[float], room: float) -> float:
    """
    How wide a column is, in cm.

    Args:
        shown: Gives the columns of each stage.
        least: How wide each stage has to be, in cm, however few its columns.
        room: For all of them and what is between them, in cm.
    """
    room -= _GAP * (len(least) - 1)
    given = sorted(
        (
            (wide / len(units.names), wide, len(units.names))
            for units, wide in zip(shown.stages, least, strict=True)
        ),
        reverse=True,
    )
    columns = shown.columns
    width = room / max(1, columns)
    for needed, wide, number in given:
        if needed <= width:
            break
        # This stage is as wide as its heading; the others share what is left.
        room, columns = room - wide, columns - number
        width = max(_NARROWEST, room / max(1, columns))
    return min(_WIDEST, width)


def _lefts(shown: Matrix, least: Sequence[float], width: float) -> list[float]:
    """Where each stage begins, in cm."""
    lefts, x = [], _LEFT
    for units, wide in zip(shown.stages, least, strict=True):
        lefts.append(x)
        x += max(wide, width * len(units.names)) + _GAP
    return lefts


def _draw_headings(
    page: Sheet, shown: Matrix, lefts: Sequence[float], width: float, top: float
) -> float:
    """Stages, and the units' names upright where there is room; gives where they end."""
    headings = [
        page.wrapped(
            units.stage.name, max(wide, width * len(units.names)) + 0.01, bold=True, most=4
        )
        for units, wide in zip(shown.stages, _stage_widths(page, shown), strict=True)
    ]
    deepest = max((len(lines) for lines in headings), default=0) * leading(PLAIN)
    for left, lines in zip(lefts, headings, strict=True):
        above = top + deepest - leading(PLAIN) * len(lines)
        page.text(left, above, lines, PLAIN, fontweight="bold")
    top += deepest + 0.1
    if shown.columns > MOST_NAMED or not shown.columns:
        return top
    # Names that would touch each other stand in turn nearer and farther.
    tiers = 2 if width < _TOUCHING else 1
    names = [_short(name) for units in shown.stages for name in units.names]
    tall = max(page.width_of(name, SMALL) for name in names) + 0.1
    foot = top + tall * tiers
    for units, left in zip(shown.stages, lefts, strict=True):
        for number, name in enumerate(units.names):
            x = left + width * (number + 0.5)
            higher = tall * (number % tiers)
            page.axes.text(
                x,
                foot - higher,
                _short(name),
                fontsize=SMALL,
                rotation=90,
                ha="center",
                va="bottom",
            )
            if higher:
                page.axes.plot([x, x], [foot - higher, foot], color="0.7", linewidth=0.3)
    return foot + 0.08


def _short(name: str) -> str:
    return name if len(name) <= _NAME_LETTERS else f"{name[: _NAME_LETTERS - 1]}…"


def _draw_stage(
    page: Sheet, shown: Matrix, units: Units, rows: Sequence[Placed], across: tuple[float, float]
) -> None:
    """The stage's grid, what was not asked in grey, and the marks."""
    left, width = across
    wide = width * len(units.names)
    marks: dict[tuple[str, bool], list[tuple[float, float]]] = {}
    for row in rows:
        asked = (row.item, units.stage.id) in shown.asked
        face = "white" if asked else _NOT_ASKED
        page.box(left, row.top, wide, row.height, facecolor=face, edgecolor="0.7", linewidth=0.3)
        for number, name in enumerate(units.names):
            mark = units.mark(name, row.item)
            if mark and asked:
                place = left + width * (number + 0.5), row.middle
                marks.setdefault((mark, row.item.whole), []).append(place)
    edges = [left + width * number for number in range(1, len(units.names))]
    for row in rows:
        if (row.item, units.stage.id) in shown.asked:
            look = {"color": "0.85", "linewidth": 0.25}
            page.axes.vlines(edges, row.top, row.top + row.height, **look)
    for (mark, whole), places in marks.items():
        _draw_marks(page, mark, whole, places, width)


def _draw_marks(
    page: Sheet, mark: str, whole: bool, places: Sequence[tuple[float, float]], width: float
) -> None:
    colour = _DARK if whole else BLUE
    side = min(0.24, 0.8 * width) / 2.54 * 72
    page.axes.scatter(
        *zip(*places, strict=True),
        s=side**2,
        marker="s" if whole else "o",
        facecolors=colour if mark == CODED else "white",
        edgecolors=colour,
        linewidths=0.6,
        zorder=3,
    )


def _draw_legend(page: Sheet, shown: Matrix, top: float) -> float:
    """What marks mean; gives where it ends."""
    used = {
        (units.mark(name, item), item.whole)
        for units in shown.stages
        for items in shown.concepts
        for item in items
        for name in units.names
    }
    told = {
        (CODED, True): "any theme of the concept",
        (CODED, False): "the theme",
        (PROPOSED, True): "any theme of it, proposed only",
        (PROPOSED, False): "the theme, proposed only",
    }
    x, middle = MARGIN + 0.15, top + leading(PLAIN) / 2
    page.text(MARGIN, top, ["Voiced:"], PLAIN, color=MUTED)
    x += page.width_of("Voiced:") + 0.3
    for key, label in told.items():
        if key in used:
            _draw_marks(page, *key, [(x, middle)], _WIDEST)
            page.text(x + 0.25, top, [label], PLAIN)
            x += page.width_of(label) + 0.75
    silent = any(
        (item, units.stage.id) not in shown.asked
        for units in shown.stages
        for items in shown.concepts
        for item in items
    )
    if silent:
        page.box(
            x - 0.1, top, 0.4, leading(PLAIN), facecolor=_NOT_ASKED, edgecolor="0.7", linewidth=0.3
        )
        page.text(x + 0.4, top, ["not asked"], PLAIN)
    return top + leading(PLAIN) + 0.15
