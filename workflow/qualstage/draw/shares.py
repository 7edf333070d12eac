"""Shares of a concept's themes by stage, with 95 % intervals, one column of a journal wide."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from qualstage.codebook import Codebook
from qualstage.draw.items import Item, groups_of, stages_of
from qualstage.draw.material import Number, Tables
from qualstage.draw.notes import WITHOUT, marks, number_notes
from qualstage.draw.sheet import COLUMN, MARGIN, MUTED, PLAIN, SMALL, Sheet, leading, sheet
from qualstage.drawing import BLUE
from qualstage.intervals import wilson
from qualstage.study import EVERYONE, Stage, Study
from qualstage.study_model import PaperFigure

HEADER = (
    *("stage", "population", "unit", "concept", "theme"),
    *("n", "of", "share", "low", "high", "unread", "state", "agreed"),
)

_LEFT, _RIGHT = 3.3, 1.6
"""Room for labels, and for the numbers at the right, in cm."""
_BAR = 0.24
"""How high a bar is, in cm."""
_TICKS = (0, 25, 50, 75, 100)
_LINE = "Lines: 95 % intervals (Wilson)."


@dataclass(frozen=True)
class Bar:
    """A theme at a stage: its label there, its number, and the ends of its share's interval."""

    item: Item
    label: str
    number: Number
    low: float | None
    high: float | None


@dataclass(frozen=True)
class Panel:
    """A stage, whom it counts, and its bars."""

    stage: Stage
    population: str
    bars: list[Bar]

    @property
    def of(self) -> int | None:
        """How many units the population has; None where nothing was asked of it."""
        return next((bar.number.of for bar in self.bars if bar.number.of is not None), None)


def panels_of(figure: PaperFigure, study: Study, codebook: Codebook, tables: Tables) -> list[Panel]:
    """What the figure of shares shows, stage by stage."""
    groups = groups_of(figure, study, codebook)
    items = [item for group in groups for item in group.parts or (group.whole,)]
    panels = []
    for stage in stages_of(figure, study):
        bars = []
        for item in items:
            number = tables.number(item, stage, figure, codebook)
            bars.append(Bar(item, item.label_at(stage.id), number, *interval(number)))
        panels.append(Panel(stage, figure.population_at(stage.id), bars))
    return panels


def interval(number: Number) -> tuple[float | None, float | None]:
    """The ends of a share's 95 % interval; None where there is no share."""
    if number.share is None or number.n > number.of:
        return None, None
    return wilson(number.n, number.of)


def shares_rows(panels: Sequence[Panel]) -> list[list[object]]:
    """The data of the figure under HEADER."""
    return [
        [
            *(panel.stage.id, panel.population, panel.stage.unit),
            bar.item.concept,
            "" if bar.item.whole else bar.label,
            *(bar.number.n, bar.number.of),
            *(_rounded(value) for value in (bar.number.share, bar.low, bar.high)),
            *(bar.number.unread, bar.number.state, bar.number.agreed),
        ]
        for panel in panels
        for bar in panel.bars
    ]


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 4)


def draw_shares(panels: Sequence[Panel], figure: PaperFigure, notice: str) -> dict[str, bytes]:
    """The figure's files by ending."""
    with sheet(COLUMN, notice) as (page, top):
        begins = top
        for panel in panels:
            begins = _draw_panel(page, panel, figure.basis, begins) + 0.25
        _draw_axis(page, top, begins - 0.15)
        end = begins - 0.15 + leading(SMALL) + 0.25
        numbers = [bar.number for panel in panels for bar in panel.bars]
        told = [_LINE, *number_notes(numbers, figure.basis)]
        end += page.text(MARGIN, end, page.wrapped(" ".join(told), COLUMN - 2 * MARGIN), PLAIN)
        return page.files(end + MARGIN, figure.title, notice)


def _x(share: float) -> float:
    """Where a share stands, in cm."""
    return _LEFT + share * (COLUMN - _LEFT - _RIGHT)


def _draw_panel(page: Sheet, panel: Panel, basis: str, top: float) -> float:
    """A stage's heading and bars, and what has none; gives where they end."""
    wide = COLUMN - 2 * MARGIN
    heading = page.wrapped(panel.stage.name, wide, PLAIN, bold=True)
    top += page.text(MARGIN, top, heading, PLAIN, fontweight="bold")
    if panel.of is not None:
        who = "" if panel.population == EVERYONE else f" ({panel.population})"
        told = f"of {panel.of} {panel.stage.unit}{who}"
        top += page.text(MARGIN, top, page.wrapped(told, wide, SMALL), SMALL, color=MUTED)
    for bar in panel.bars:
        if bar.number.n is not None:
            lines = page.wrapped(bar.label, _LEFT - 2 * MARGIN, PLAIN, most=3)
            height = max(leading(PLAIN) * len(lines), _BAR) + 0.1
            page.text(MARGIN, top + 0.05, lines, PLAIN)
            _draw_bar(page, bar, marks(bar.number, basis), top + height / 2)
            top += height
    for told in _without(panel):
        lines = page.wrapped(told, wide, SMALL)
        top += page.text(MARGIN, top, lines, SMALL, color=MUTED, fontstyle="italic")
    return top


def _without(panel: Panel) -> Iterator[str]:
    """What has no number, by the reason; without names where it is everything."""
    for state, told in WITHOUT.items():
        labels = [bar.label for bar in panel.bars if bar.number.state == state]
        if len(labels) == len(panel.bars):
            yield told
        elif labels:
            yield f"{told}: {'; '.join(labels)}"


def _draw_bar(page: Sheet, bar: Bar, marked: str, middle: float) -> None:
    number = bar.number
    look = {"fontsize": PLAIN, "va": "center"}
    told = str(number.n) if number.of is None else f"{number.n}/{number.of}"
    page.axes.text(COLUMN - _RIGHT + 0.15, middle, told + marked, **look)
    if number.share is None:
        return
    wide = _x(number.share) - _LEFT
    page.box(_LEFT, middle - _BAR / 2, wide, _BAR, facecolor=BLUE, alpha=0.55, edgecolor="none")
    if bar.low is None or bar.high is None:
        return
    ends = [_x(bar.low), _x(bar.high)]
    page.axes.hlines(middle, *ends, color="black", linewidth=0.8, zorder=3)
    page.axes.vlines(ends, middle - 0.07, middle + 0.07, color="black", linewidth=0.8, zorder=3)


def _draw_axis(page: Sheet, top: float, end: float) -> None:
    """Faint lines at quarters, and what they are below."""
    for tick in _TICKS:
        x = _x(tick / 100)
        page.axes.vlines(x, top, end, color="0.88", linewidth=0.4, zorder=0)
        told = f"{tick} %" if tick == _TICKS[-1] else str(tick)
        page.text(x, end + 0.03, [told], SMALL, ha="center", color=MUTED)
