"""Agreement of coders code by code, as points with their 95 % intervals: a forest plot."""

from __future__ import annotations

from collections.abc import Callable
from math import floor
from typing import Any

from qualstage.draw.agreements import Forest, Line
from qualstage.draw.sheet import FULL, LARGE, MARGIN, MUTED, SMALL, Sheet, leading, sheet
from qualstage.drawing import BLUE, VERMILION
from qualstage.study_model import PaperFigure

Row = dict[str, Any]

_LEFT, _NUMBERS = 4.9, 2.5
"""Room for labels, and for each column of numbers, in cm."""
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
_TICK = {"ha": "center", "color": MUTED}
_MARKS = {
    "before": {"marker": "o", "color": BLUE, "markerfacecolor": BLUE},
    "after": {"marker": "D", "color": VERMILION, "markerfacecolor": "white"},
}


def draw_forest(shown: Forest, figure: PaperFigure, notice: str) -> dict[str, bytes]:
    """The figure's files by ending."""
    with sheet(FULL, notice) as (page, top):
        if shown.reason:
            told = f"No agreement of coders to show: {shown.reason}."
            top += page.text(MARGIN, top, page.wrapped(told, FULL - 2 * MARGIN, LARGE), LARGE)
            return page.files(top + MARGIN, figure.title, notice)
        place = _scale(shown)
        top = _draw_legend(page, shown, top)
        top = first = _draw_headings(page, shown, top)
        for lines in shown.groups:
            for line in lines:
                top = _draw_line(page, shown, line, place, top)
            top += _GAP
        _draw_axis(page, shown, place, (first, top))
        top += leading(SMALL) + 0.15
        notes = page.wrapped(" ".join(_notes(shown)), FULL - 2 * MARGIN, SMALL)
        top += page.text(MARGIN, top, notes, SMALL, color=MUTED)
        return page.files(top + MARGIN, figure.title, notice)


def _right(shown: Forest) -> float:
    """Where the plot ends and numbers begin, in cm."""
    return FULL - MARGIN - _NUMBERS * len(shown.compared)


def _lowest(shown: Forest) -> float:
    """Where the scale begins: at 0, or at the step below the lowest number."""
    drawn = [row for lines in shown.groups for line in lines for row in line.rows.values()]
    numbers = [row[end] for row in drawn for end in ("value", "low") if row[end] is not None]
    return max(-1.0, min([0.0, *(floor(number * 5) / 5 for number in numbers)]))


def _scale(shown: Forest) -> Callable[[float], float]:
    """A number's place, in cm."""
    lowest, right = _lowest(shown), _right(shown) - 0.3

    def place(number: float) -> float:
        return _LEFT + (right - _LEFT) * (max(number, lowest) - lowest) / (1 - lowest)

    return place


def _draw_legend(page: Sheet, shown: Forest, top: float) -> float:
    """What each mark compares, a line each; gives where they end."""
    for when, pair in shown.compared.items():
        middle = top + leading(SMALL) / 2
        _draw_mark(page, when, MARGIN + 0.1, middle)
        number = shown.groups[0][0].rows[when]["sources"]
        told = f"{_compared(when, pair)} ({number} {'source' if number == 1 else 'sources'})"
        top += page.text(MARGIN + 0.3, top, [told], SMALL)
    return top + 0.1


def _compared(when: str, pair: tuple[str, str]) -> str:
    if when == "after":
        who = "all coders" if pair[0] == "all" else pair[0]
        return f"After adjudication: {who} against what was settled"
    if pair[0] == "all":
        return "Before adjudication: all coders, wherever two of them read"
    return f"Before adjudication: {pair[0]} against {pair[1]}"


def _draw_headings(page: Sheet, shown: Forest, top: float) -> float:
    for number, when in enumerate(shown.compared):
        x = _right(shown) + _NUMBERS * number
        page.text(x, top, [when.capitalize()], SMALL, fontweight="bold")
    return top + leading(SMALL) + 0.05


def _draw_line(
    page: Sheet, shown: Forest, line: Line, place: Callable[[float], float], top: float
) -> float:
    """A row; gives where it ends."""
    left = MARGIN + (_INDENT if line.concept and not line.bold else 0)
    lines = page.wrapped(line.label, _LEFT - left - 0.15, SMALL, bold=line.bold, most=2)
    height = leading(SMALL) * len(lines) + _BETWEEN
    weight = "bold" if line.bold or not line.concept else "normal"
    page.text(left, top + _BETWEEN / 2, lines, SMALL, fontweight=weight)
    middle = top + height / 2
    for number, when in enumerate(shown.compared):
        row = line.rows.get(when)
        if row is None:
            continue
        apart = _HALF * (2 * number - 1) if len(shown.compared) > 1 else 0.0
        if row["value"] is not None:
            _draw_point(page, when, row, place, middle + apart)
        x = _right(shown) + _NUMBERS * number
        page.axes.text(x, middle, _number(row), fontsize=SMALL, va="center")
    empty = [row for row in line.rows.values() if row["value"] is None and row["n"]]
    if empty and len(empty) == len([row for row in line.rows.values() if row["n"]]):
        room = _right(shown) - _LEFT - 0.3
        (told, *_) = page.wrapped(empty[0]["reason"], room, SMALL, most=1)
        look = {"fontsize": SMALL, "va": "center", "color": MUTED, "fontstyle": "italic"}
        look["bbox"] = {"facecolor": "white", "edgecolor": "none", "pad": 0.5}
        page.axes.text(_LEFT + 0.1, middle, told, **look)
    return top + height


def _draw_point(
    page: Sheet, when: str, row: Row, place: Callable[[float], float], middle: float
) -> None:
    if row["low"] is not None:
        ends = [place(row["low"]), place(row["high"])]
        page.axes.hlines(middle, *ends, color=_MARKS[when]["color"], linewidth=0.8, zorder=2)
    _draw_mark(page, when, place(row["value"]), middle)


def _draw_mark(page: Sheet, when: str, x: float, y: float) -> None:
    size = 3.2 if when == "before" else 2.8
    page.axes.plot(
        [x], [y], linestyle="none", markersize=size, markeredgewidth=0.7, zorder=3, **_MARKS[when]
    )


def _number(row: Row) -> str:
    if row["value"] is None:
        return "–"
    if row["low"] is None:
        return printed(row["value"])
    return f"{printed(row['value'])} ({printed(row['low'])} to {printed(row['high'])})"


def printed(number: float) -> str:
    """A number with two decimals and a minus as printers set it; no minus before zeros."""
    told = f"{abs(number):.2f}"
    return told if float(told) == 0 or number > 0 else f"\N{MINUS SIGN}{told}"


def _draw_axis(
    page: Sheet, shown: Forest, place: Callable[[float], float], across: tuple[float, float]
) -> None:
    """Faint lines at fifths; dashed ones at the levels that are customary for alpha."""
    top, end = across
    for tick in _TICKS:
        if tick >= _lowest(shown) - 1e-9:
            look = {"color": "0.6" if tick == 0 else "0.9", "linewidth": 0.4, "zorder": 0}
            page.axes.vlines(place(tick), top, end, **look)
            page.text(
                place(tick), end + 0.03, [printed(tick)[:-1]], SMALL, ha="center", color=MUTED
            )
    if shown.measure in _ALPHAS:
        for level in _LEVELS_OF_ALPHA:
            look = {"color": "0.45", "linewidth": 0.5, "linestyle": (0, (3, 2)), "zorder": 1}
            page.axes.vlines(place(level), top, end, **look)


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
    if shown.measure in _ALPHAS:
        told.append(
            "Dashed: 0.667 and 0.800, the least for tentative and for firm conclusions "
            "(Krippendorff 2013)."
        )
    if shown.unread:
        told.append(f"Not read for by two coders: {'; '.join(shown.unread)}.")
    return told
