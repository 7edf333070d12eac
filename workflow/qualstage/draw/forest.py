"""Agreement of coders code by code, as points with their 95 % intervals: a forest plot."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from math import floor
from typing import Any

from qualstage.agree.numbers import printed, with_interval
from qualstage.agree.reasons import ADJUDICATED
from qualstage.draw.agreements import Forest, Line
from qualstage.draw.sheet import FULL, LARGE, MARGIN, MUTED, SMALL, Sheet, leading, sheet
from qualstage.drawing import BLUE, VERMILION
from qualstage.study_model import PaperFigure

Row = dict[str, Any]

_LEFT, _APART = 4.9, 0.35
"""Room for labels, and between columns, in cm."""
_BETWEEN, _GAP, _INDENT, _HALF = 0.03, 0.06, 0.25, 0.065
"""Room between rows and between concepts, how far codes stand in, half-way between two marks."""
_TICKS = (-1.0, -0.8, -0.6, -0.4, -0.2, 0.0, 0.2, 0.4, 0.6, 0.8, 1.0)
_LEVELS_OF_ALPHA = (0.667, 0.8)
_ALPHAS = ("alpha", "unitizing alpha")
_UNITS = {
    "passage": "respondents' passages",
    "source": "sources",
    "span": "stretches of what respondents say",
}
_MARKS = {
    "before": {"marker": "o", "color": BLUE, "filled": True, "size": 3.2},
    "after": {"marker": "D", "color": VERMILION, "filled": False, "size": 2.8},
}
_UNUSED = "0.6"
_CODED = "Coded"


def draw_forest(shown: Forest, figure: PaperFigure, notice: str) -> dict[str, bytes]:
    """The figure's files by ending."""
    with sheet(FULL, notice) as (page, top):
        if shown.reason:
            told = f"No agreement of coders to show: {shown.reason}."
            top += page.text(MARGIN, top, page.wrapped(told, FULL - 2 * MARGIN, LARGE), LARGE)
            return page.files(top + MARGIN, figure.title, notice)
        plot = _Plot(page, shown)
        top = first = plot.draw_headings(plot.draw_legend(top))
        for lines in shown.groups:
            for line in lines:
                top = plot.draw_line(line, top)
            top += _GAP
        plot.draw_axis(first, top)
        top += leading(SMALL) + 0.15
        notes = page.wrapped(" ".join(_notes(shown)), FULL - 2 * MARGIN, SMALL)
        top += page.text(MARGIN, top, notes, SMALL, color=MUTED)
        return page.files(top + MARGIN, figure.title, notice)


@dataclass(frozen=True)
class _Plot:
    """The plot on its page: how wide it is, and where its scale begins."""

    page: Sheet
    shown: Forest

    @cached_property
    def _rows(self) -> list[Row]:
        return list(_rows_of(self.shown))

    @cached_property
    def _column(self) -> float:
        """Width of a column of numbers, in cm."""
        told = ["Before", *(with_interval(row) for row in self._rows)]
        return max(self.page.width_of(one, SMALL) for one in told) + _APART

    @cached_property
    def _right(self) -> float:
        """Where the plot ends and numbers begin, in cm."""
        return self._counts - self._column * len(self.shown.compared)

    @cached_property
    def _counts(self) -> float:
        """Where the column begins that tells how many have the code, in cm."""
        told = [_CODED, *(_coded(line) for lines in self.shown.groups for line in lines)]
        return FULL - MARGIN - max(self.page.width_of(one, SMALL, bold=True) for one in told)

    @cached_property
    def _lowest(self) -> float:
        """Where the scale begins: at 0, or at the step below the lowest number."""
        ends = [row[end] for row in self._rows for end in ("value", "low")]
        steps = [floor(number * 5) / 5 for number in ends if number is not None]
        return max(-1.0, min([0.0, *steps]))

    def _place(self, number: float) -> float:
        """A number's place, in cm."""
        share = (max(number, self._lowest) - self._lowest) / (1 - self._lowest)
        return _LEFT + (self._right - _APART - _LEFT) * share

    def draw_legend(self, top: float) -> float:
        """What each mark compares, a line each; gives where they end."""
        for when, pair in self.shown.compared.items():
            self._draw_mark(when, MARGIN + 0.1, top + leading(SMALL) / 2, _MARKS[when]["color"])
            read = self.shown.groups[0][0].rows[when]["sources"]
            told = f"{_compared(when, pair)} ({read} {'source' if read == 1 else 'sources'})"
            top += self.page.text(MARGIN + 0.3, top, [told], SMALL)
        return top + 0.1

    def draw_headings(self, top: float) -> float:
        """What each column of numbers is; gives where they end."""
        for column, when in enumerate(self.shown.compared):
            x = self._right + self._column * column
            self.page.text(x, top, [when.capitalize()], SMALL, fontweight="bold")
        self.page.text(self._counts, top, [_CODED], SMALL, fontweight="bold")
        return top + leading(SMALL) + 0.05

    def draw_line(self, line: Line, top: float) -> float:
        """A row; gives where it ends."""
        left = MARGIN + (_INDENT if line.concept and not line.bold else 0)
        room = _LEFT - left - 0.15
        lines = self.page.wrapped(line.label, room, SMALL, bold=line.bold, most=2)
        height = leading(SMALL) * len(lines) + _BETWEEN
        weight = "bold" if line.bold or not line.concept else "normal"
        self.page.text(left, top + _BETWEEN / 2, lines, SMALL, fontweight=weight)
        middle = top + height / 2
        for column, when in enumerate(self.shown.compared):
            if row := line.rows.get(when):
                apart = _HALF * (2 * column - 1) if len(self.shown.compared) > 1 else 0.0
                self._draw_point(when, row, middle + apart)
                x = self._right + self._column * column
                self.page.axes.text(x, middle, with_interval(row), fontsize=SMALL, va="center")
        self.page.axes.text(self._counts, middle, _coded(line), fontsize=SMALL, va="center")
        if told := _why_empty(line):
            room = self._right - _APART - _LEFT
            (told, *_) = self.page.wrapped(told, room, SMALL, most=1)
            look = {"fontsize": SMALL, "va": "center", "color": MUTED, "fontstyle": "italic"}
            look["bbox"] = {"facecolor": "white", "edgecolor": "none", "pad": 0.5}
            self.page.axes.text(_LEFT + 0.1, middle, told, **look)
        return top + height

    def _draw_point(self, when: str, row: Row, middle: float) -> None:
        if row["value"] is None:
            return
        colour = _UNUSED if _is_unused(row) else _MARKS[when]["color"]
        if row["low"] is not None:
            ends = self._place(row["low"]), self._place(row["high"])
            self.page.axes.hlines(middle, *ends, color=colour, linewidth=0.8, zorder=2)
        self._draw_mark(when, self._place(row["value"]), middle, colour)

    def _draw_mark(self, when: str, x: float, y: float, colour: str) -> None:
        mark = _MARKS[when]
        look = {"markeredgecolor": colour, "markeredgewidth": 0.7, "zorder": 3}
        look["markerfacecolor"] = colour if mark["filled"] else "white"
        self.page.axes.plot([x], [y], mark["marker"], markersize=mark["size"], **look)

    def draw_axis(self, top: float, end: float) -> None:
        """Faint lines at fifths; dashed ones at the levels that are customary for alpha."""
        narrow = self._place(0.2) - self._place(0.0) < self.page.width_of("−0.0", SMALL) + 0.1
        for number, tick in enumerate(_TICKS):
            if tick >= self._lowest - 1e-9:
                x = self._place(tick)
                look = {"color": "0.6" if tick == 0 else "0.9", "linewidth": 0.4, "zorder": 0}
                self.page.axes.vlines(x, top, end, **look)
                if not (narrow and number % 2 == 0):
                    told = [printed(tick, 1)]
                    self.page.text(x, end + 0.03, told, SMALL, ha="center", color=MUTED)
        if self.shown.measure in _ALPHAS:
            for level in _LEVELS_OF_ALPHA:
                look = {"color": "0.45", "linewidth": 0.5, "linestyle": (0, (3, 2)), "zorder": 1}
                self.page.axes.vlines(self._place(level), top, end, **look)


def _rows_of(shown: Forest) -> Iterator[Row]:
    for lines in shown.groups:
        for line in lines:
            yield from line.rows.values()


def _is_unused(row: Row) -> bool:
    """Whether nobody used the code, so that agreement is on its absence alone."""
    return not row["positives_1"] and not row["positives_2"]


def _coded(line: Line) -> str:
    """How many units each coder gave the code; of all coders, how many answers gave it."""
    row = line.rows.get("before") or line.rows.get("after")
    if row is None or not row["code"]:
        return ""
    both = (row["positives_1"], row["positives_2"])
    return ", ".join(f"{n:,}" for n in both if n is not None)


def _why_empty(line: Line) -> str:
    """Why a row has no mark at all; '' if it has one, or is a heading."""
    over = [row for row in line.rows.values() if row["n"]]
    return over[0]["reason"] if over and all(row["value"] is None for row in over) else ""


def _compared(when: str, pair: tuple[str, str]) -> str:
    if when == "after":
        who = "all coders" if pair[0] == "all" else pair[0]
        return f"After adjudication: {who} against what was settled"
    if pair[0] == "all":
        return "Before adjudication: all coders, wherever two of them read"
    return f"Before adjudication: {pair[0]} against {pair[1]}"


def _notes(shown: Forest) -> list[str]:
    drawn = (
        "sources" if shown.level == "span" else "respondents, and of sources where several speak"
    )
    names = {"alpha": "Krippendorff's alpha", "AC1": "Gwet's AC1", "percent": "Percent agreement"}
    name = names.get(shown.measure, shown.measure[:1].upper() + shown.measure[1:])
    told = [
        f"{name} of {_UNITS[shown.level]}.",
        f"Lines: 95 % intervals from resamples of {drawn}; without a line, too few hold the code, "
        "or all resamples give the same.",
    ]
    told.append(_what_is_coded(shown))
    if shown.measure in _ALPHAS:
        told.append(
            "Dashed: 0.667 and 0.800, the least for tentative and for firm conclusions "
            "(Krippendorff 2013)."
        )
    if any(row["value"] is not None and _is_unused(row) for row in _rows_of(shown)):
        told.append("Grey: nobody used the code, so that agreement is on its absence alone.")
    if shown.unread:
        told.append(f"Not read for by two coders: {'; '.join(shown.unread)}.")
    return told


def _what_is_coded(shown: Forest) -> str:
    """What the numbers of the last column are."""
    one, other = shown.compared.get("before") or shown.compared["after"]
    units = {"span": "stretches"}.get(shown.level, f"{shown.level}s")
    if not other:
        return f"Coded: answers of all coders that give the code, over their {units}."
    other = "what was settled" if other == ADJUDICATED else other
    return f"Coded: {units} that have the code by {one}, and by {other}."
