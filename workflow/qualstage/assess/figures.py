"""
The reliability plot: what people coded, beside what the machine's probabilities say.

One column of a journal wide. Levels are told apart by their markers, too.
"""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Any

import numpy

from qualstage.assess.accuracy import NO_SCORES, NO_SOURCE
from qualstage.assess.pairs import Compared
from qualstage.drawing import BLUE, CM, DPI, STYLE, VERMILION, notice_lines, rendered

if TYPE_CHECKING:
    from matplotlib.axes import Axes

Row = dict[str, Any]

WIDTH_CM, HEIGHT_CM = 8.5, 10.3
_NAMED, _LEFT, _SIDE = 0.35, 1.7, 6.5
"""Where axes' names stand, axes begin and how wide they are, in cm: the upper ones are square."""
_LOWER, _UPPER = (1.0, 1.7), (3.1, _SIDE)
"""Bottom and height of both axes, in cm."""
_LINE, _LINE_CM = 42, 0.34
"""Letters in a line of the notice, and how much higher each further line makes the figure."""

_LOOK = {
    "passage": {"color": BLUE, "marker": "o", "linestyle": "-"},
    "source": {"color": VERMILION, "marker": "s", "linestyle": "--"},
}


def draw_reliability(
    bins: list[Row], compared: Compared, title: str, notice: str = ""
) -> dict[str, bytes]:
    """
    The plot's files by ending.

    Args:
        bins: RELIABILITY rows.
        compared: Gives how many pairs have which probability.
        title: The study's, for the files' own description.
        notice: Printed on it.
    """
    import matplotlib.style
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    lines = notice_lines(notice, _LINE)
    height_cm = HEIGHT_CM + _LINE_CM * max(0, len(lines) - 1)
    with matplotlib.style.context(["default", STYLE]):
        canvas = Figure(figsize=(WIDTH_CM * CM, height_cm * CM), dpi=DPI)
        FigureCanvasAgg(canvas)
        top, below = (
            canvas.add_axes(
                (_LEFT / WIDTH_CM, bottom / height_cm, _SIDE / WIDTH_CM, height / height_cm)
            )
            for bottom, height in (_UPPER, _LOWER)
        )
        _draw_shares(top, [row for row in bins if row["bin"]])
        _draw_numbers(below, compared)
        for axes in (top, below):
            axes.yaxis.set_label_coords((_NAMED - _LEFT) / _SIDE, 0.5)
        if not bins:
            why = NO_SOURCE if compared.source.scored else NO_SCORES
            told = textwrap.fill(why, 34)
            top.text(0.5, 0.5, told, ha="center", va="center", backgroundcolor="white")
        top.set_title("\n".join(lines), fontsize=7.5, fontweight="bold", loc="left")
        return rendered(canvas, f"Reliability of proposals: {title}", notice)


def _draw_shares(axes: Axes, bins: list[Row]) -> None:
    """Share coded over mean probability, with intervals, beside the diagonal of perfection."""
    axes.plot([0, 1], [0, 1], color="0.6", linewidth=0.8, label="if probabilities held")
    for level, look in _LOOK.items():
        mine = [row for row in bins if row["level"] == level]
        if not mine:
            continue
        x = [row["predicted"] for row in mine]
        y = [row["observed"] for row in mine]
        below = [row["observed"] - _end(row, "low") for row in mine]
        above = [_end(row, "high") - row["observed"] for row in mine]
        axes.errorbar(
            x,
            y,
            yerr=[below, above],
            label=f"{level} × code",
            **look,
            linewidth=1,
            elinewidth=0.7,
            capsize=1.5,
            markersize=3.5,
        )
    axes.set_ylabel("share that people coded")
    axes.set_ylim(-0.03, 1.03)
    axes.set_xlim(-0.03, 1.03)
    axes.tick_params(labelbottom=False)
    axes.legend(loc="upper left", frameon=False)


def _end(row: Row, name: str) -> float:
    """An end of a share's interval; the share itself where there is none, or it lies inside."""
    end = row["observed"] if row[name] is None else row[name]
    return min(end, row["observed"]) if name == "low" else max(end, row["observed"])


def _draw_numbers(axes: Axes, compared: Compared) -> None:
    """How many pairs have a probability."""
    from matplotlib.ticker import FuncFormatter, LogLocator

    edges, most = numpy.linspace(0, 1, 11), 5
    for level in (compared.passage, compared.source):
        look = _LOOK[level.name]
        scores = level.scores[level.asked & level.proposed]
        if level.scored and len(scores):
            number, _ = numpy.histogram(scores, edges)
            axes.stairs(number, edges, color=look["color"], linestyle=look["linestyle"])
            most = max(most, int(number.max()))
    axes.set_yscale("log")
    axes.set_ylim(0.7, 2 * most)
    axes.yaxis.set_major_locator(LogLocator(numticks=12))
    # A power of ten would be written in mathematics, which is switched off in our figures.
    axes.yaxis.set_major_formatter(FuncFormatter(lambda number, _: f"{number:,.0f}"))
    axes.minorticks_off()
    axes.set_xlim(-0.03, 1.03)
    axes.set_xlabel("probability that the machine gives")
    axes.set_ylabel("pairs")
