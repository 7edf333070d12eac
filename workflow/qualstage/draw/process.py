"""The development as a flow of stages, each with what came of it beside it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from qualstage.draw.sheet import FULL, LARGE, MARGIN, MUTED, PLAIN, SMALL, Sheet, leading, sheet
from qualstage.draw.stages_told import StageTold
from qualstage.drawing import BLUE
from qualstage.study_model import PaperFigure

_PAGE = 23.0
"""Height from which on decisions are told more shortly, in cm."""
_ROOMS = ((99, 9), (8, 4), (6, 3), (5, 2), (4, 2), (3, 2), (3, 1), (2, 1), (1, 1))
"""Decisions at a stage, and lines of each, at most: the first that fits the page is taken."""
_BOX, _BETWEEN, _INSET, _GAP = 7.3, 0.7, 0.25, 0.62
"""Width of a stage's box, between it and what is beside, inside boxes, between stages, in cm."""
_PAD, _BAND = 0.18, 0.14
"""Room inside a box above and below its words, and around the boxes of a phase, in cm."""
_HEADING = leading(PLAIN) + 0.1
"""Height of a phase's name, in cm."""
_TINT, _PALE, _BOLD = "#EAF1F8", "#F6F6F6", "bold"
_ARROW = 0.6
"""Where arrows stand, from the left edge of boxes, in cm."""


@dataclass(frozen=True)
class _Words:
    """Lines of one size and look; what begins with a name hangs beside it."""

    lines: list[str]
    size: float = PLAIN
    weight: str = "normal"
    color: str = "black"
    name: str = ""

    @property
    def height(self) -> float:
        """In cm."""
        return leading(self.size) * len(self.lines)


@dataclass(frozen=True)
class _Stage:
    """A stage laid out: what stands in its box and beside it."""

    told: StageTold
    inside: list[_Words]
    beside: list[_Words]

    @property
    def height(self) -> float:
        """Of the higher of both, in cm."""
        return max(_high(self.inside), _high(self.beside))


def _high(words: Sequence[_Words]) -> float:
    return sum(one.height for one in words) + 2 * _PAD if words else 0.0


def draw_process(told: Sequence[StageTold], figure: PaperFigure, notice: str) -> dict[str, bytes]:
    """The process figure's files by ending."""
    with sheet(FULL, notice) as (page, top):
        beside = any(one.told for one in told)
        wide = _BOX if beside else FULL - 2 * MARGIN - 2 * _BAND
        rooms = [[_laid_out(page, one, wide, room) for one in told] for room in _ROOMS]
        fitting = (stages for stages in rooms if top + _tall(stages) <= _PAGE)
        # Telling less does not help where it is the stages' own words that are long.
        stages = next(fitting, min(rooms, key=_tall))
        end = _draw_stages(page, stages, wide, top)
        return page.files(end + MARGIN, figure.title, notice)


def _laid_out(page: Sheet, told: StageTold, wide: float, room: tuple[int, int]) -> _Stage:
    width = wide - 2 * _INSET
    words = [_Words(page.wrapped(told.stage.name, width, LARGE, bold=True), LARGE, _BOLD)]
    if told.method:
        words.append(_Words(page.wrapped(told.method, width)))
    if told.material:
        words.append(_Words(page.wrapped(told.material, width, SMALL), SMALL, color=MUTED))
    if told.people:
        people = page.wrapped(f"Involved: {told.people}", width, SMALL)
        words.append(_Words(people, SMALL, color=MUTED))
    width = FULL - MARGIN - _BAND - _beside_at(wide) - 2 * _INSET
    return _Stage(told, words, list(_beside(page, told, width, room)) if told.told else [])


def _beside(page: Sheet, told: StageTold, width: float, room: tuple[int, int]) -> Iterator[_Words]:
    """How many findings; decisions of the overview in words, others by their areas."""
    most, lines = room
    if told.findings is not None:
        findings = f"{told.findings or 'no'} finding{'' if told.findings == 1 else 's'}"
        yield _Words([findings.capitalize()], weight=_BOLD)
    if told.decisions is None:
        return
    if told.decisions:
        yield _Words(["Decided:"], weight=_BOLD)
    for name, text in told.decisions[:most]:
        yield _Words(page.wrapped(text, width - _hang(page, name), most=lines), name=name)
    if len(told.decisions) > most:
        yield _Words([f"and {len(told.decisions) - most} more"], color=MUTED)
    if told.areas:
        areas = "; ".join(f"{area} ({n})" for area, n in told.areas.items())
        begin = "Also specified: " if told.decisions else "Specified: "
        yield _Words(page.wrapped(begin + areas, width, SMALL), SMALL, color=MUTED)


def _hang(page: Sheet, name: str) -> float:
    return page.width_of(name) + 0.15


def _beside_at(wide: float) -> float:
    """Where what stands beside boxes begins, in cm."""
    return MARGIN + _BAND + wide + _BETWEEN


def _bands(stages: Sequence[_Stage]) -> list[tuple[str, list[_Stage]]]:
    """Neighbouring stages of one phase together."""
    grouped = groupby(stages, key=lambda stage: stage.told.stage.phase)
    return [(phase, list(mine)) for phase, mine in grouped]


def _tall(stages: Sequence[_Stage]) -> float:
    """How high they all are, in cm."""
    headings = sum(_HEADING + 2 * _BAND for phase, _ in _bands(stages) if phase)
    return sum(stage.height + _GAP for stage in stages) - _GAP + headings


def _draw_stages(page: Sheet, stages: Sequence[_Stage], wide: float, top: float) -> float:
    """Every stage below the one before it; gives where the last one ends."""
    left, y, before = MARGIN + _BAND, top, None
    for phase, mine in _bands(stages):
        begin = y
        if phase:
            y += _BAND + _HEADING
        for stage in mine:
            if before is not None:
                x = left + _ARROW
                page.arrow((x, before), (x, y), zorder=2)
            _draw_stage(page, stage, wide, (left, y))
            before = y + stage.height
            y = before + _GAP
        end = y - _GAP
        if phase:
            end += _BAND
            _draw_band(page, phase, begin, end)
            y = end + _GAP
    return y - _GAP


def _draw_band(page: Sheet, phase: str, begin: float, end: float) -> None:
    """The ground of a phase's stages, and its name above them, clear of the arrow."""
    look = {"facecolor": _TINT, "edgecolor": "none", "linewidth": 0, "zorder": 0}
    page.box(MARGIN, begin, FULL - 2 * MARGIN, end - begin, round_by=0.12, **look)
    x = MARGIN + _BAND + _ARROW + 0.25
    lines = page.wrapped(phase, FULL - MARGIN - x, PLAIN, bold=True, most=1)
    page.text(x, begin + 0.08, lines, PLAIN, fontweight=_BOLD, color=BLUE)


def _draw_stage(page: Sheet, stage: _Stage, wide: float, corner: tuple[float, float]) -> None:
    x, y = corner
    page.box(x, y, wide, stage.height, round_by=0.1, edgecolor=BLUE, linewidth=0.9, zorder=1)
    _draw_words(page, stage.inside, x + _INSET, y + _PAD)
    if not stage.beside:
        return
    left = _beside_at(wide)
    room = FULL - MARGIN - _BAND - left
    look = {"facecolor": _PALE, "edgecolor": "0.75", "linewidth": 0.5}
    page.box(left, y, room, stage.height, round_by=0.1, zorder=1, **look)
    middle = y + stage.height / 2
    page.arrow((x + wide, middle), (left, middle), zorder=2)
    _draw_words(page, stage.beside, left + _INSET, y + _PAD)


def _draw_words(page: Sheet, words: Sequence[_Words], x: float, y: float) -> None:
    for one in words:
        look = {"fontweight": one.weight, "color": one.color, "zorder": 3}
        hang = 0.0
        if one.name:
            page.text(x, y, [one.name], one.size, **look | {"color": BLUE})
            hang = _hang(page, one.name)
        y += page.text(x + hang, y, one.lines, one.size, **look)
