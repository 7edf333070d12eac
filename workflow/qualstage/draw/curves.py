"""The picture of one stage's codes: bars of new ones, their sum, expectation and band of orders."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from qualstage.draw.sheet import MARGIN, MUTED, PLAIN, SMALL, Sheet, leading
from qualstage.drawing import BLUE, VERMILION

if TYPE_CHECKING:
    from qualstage.draw.saturation import Panel

Row = dict[str, Any]

WIDE, HIGH = 8.1, 4.2
"""A panel at its widest, and how high it is with its axis, in cm."""

_LEFT, _TOP, _BOTTOM = 0.55, 0.3, 0.75
"""Room for numbers beside, above and below, in cm."""
_BASE, _RUN, _BAND = "0.92", "#C9DFEE", "#F9DDCB"
_TICKS = 5


def draw_curves(
    page: Sheet, points: Sequence[Row], panel: Panel, place: tuple[float, float, float]
) -> None:
    """
    A panel.

    Args:
        page: What it is drawn on.
        points: SATURATION rows by number, one at least.
        panel: Its rule, and the kind that most sources are of.
        place: Left, top and width, in cm.
    """
    left, top, wide = place
    room = left + _LEFT, top + _TOP, wide - _LEFT, HIGH - _TOP - _BOTTOM
    frame = _Frame(*room, len(points), _most(points))
    _draw_ground(page, frame, panel.stated)
    _draw_axes(page, frame)
    _draw_bars(page, frame, points, panel.kind)
    _draw_lines(page, frame, points)
    _draw_mark(page, frame, panel)


def _most(points: Sequence[Row]) -> int:
    return max(1, max(row["high"] for row in points), points[-1]["cumulative"])


class _Frame:
    """Where a number of sources and of codes stands on the sheet, in cm."""

    def __init__(
        self, left: float, top: float, wide: float, high: float, sources: int, codes: int
    ) -> None:
        self.left, self.top, self.right, self.bottom = left, top, left + wide, top + high
        self.sources, self.codes = sources, codes
        self.step = wide / sources
        self._unit = (high - 0.15) / codes

    def x(self, n: float) -> float:
        """The middle of the n-th source."""
        return self.left + (n - 0.5) * self.step

    def y(self, codes: float) -> float:
        """The height of so many codes."""
        return self.bottom - codes * self._unit


def _draw_ground(page: Sheet, frame: _Frame, stated: Row) -> None:
    """The base in grey, and the run that showed saturation in colour."""
    high = frame.bottom - frame.top
    look = {"edgecolor": "none", "zorder": 0}
    base = min(stated["base"], frame.sources) * frame.step
    page.box(frame.left, frame.top, base, high, facecolor=_BASE, **look)
    if stated["reached_at"]:
        begin = frame.left + stated["reached_at"] * frame.step
        page.box(begin, frame.top, stated["run"] * frame.step, high, facecolor=_RUN, **look)


def _draw_axes(page: Sheet, frame: _Frame) -> None:
    """Two lines, and whole numbers along them."""
    look = {"color": "0.2", "linewidth": 0.6, "zorder": 4}
    page.axes.hlines(frame.bottom, frame.left, frame.right, **look)
    page.axes.vlines(frame.left, frame.top, frame.bottom, **look)
    heights = [frame.y(codes) for codes in ticks(frame.codes)]
    page.axes.hlines(heights, frame.left - 0.07, frame.left, **look)
    for codes, y in zip(ticks(frame.codes), heights, strict=True):
        page.text(frame.left - 0.12, y - leading(SMALL) / 2, [str(codes)], SMALL, ha="right")
    shown = [1, *(n for n in ticks(frame.sources) if n > 1)]
    page.axes.vlines([frame.x(n) for n in shown], frame.bottom, frame.bottom + 0.07, **look)
    for n in shown:
        page.text(frame.x(n), frame.bottom + 0.08, [str(n)], SMALL, ha="center")
    middle = (frame.left + frame.right) / 2
    told = ["sources, in the order of collection"]
    page.text(middle, frame.bottom + 0.1 + leading(SMALL), told, SMALL, ha="center", color=MUTED)


def ticks(most: int) -> list[int]:
    """Round whole numbers from 0 to at most so many, few enough to be read."""
    step = next(
        size * 10**power
        for power in range(12)
        for size in (1, 2, 5)
        if size * 10**power * _TICKS >= most
    )
    return list(range(0, most + 1, step))


def _draw_bars(page: Sheet, frame: _Frame, points: Sequence[Row], kind: str) -> None:
    """New codes of each source; hollow where it is of another kind than most."""
    for row in points:
        if row["new"]:
            wide = 0.72 * frame.step
            left, top = frame.x(row["n"]) - wide / 2, frame.y(row["new"])
            look = _FILLED if row["kind"] == kind else _HOLLOW
            page.box(left, top, wide, frame.bottom - top, zorder=2, **look)


_FILLED = {"facecolor": BLUE, "edgecolor": BLUE, "linewidth": 0.6}
_HOLLOW = {"facecolor": "white", "edgecolor": BLUE, "linewidth": 0.8}
_SUM = {"color": "black", "linewidth": 1.1}
_EXPECTED = {"color": VERMILION, "linewidth": 1.0, "linestyle": (0, (4, 1.6))}


def _draw_lines(page: Sheet, frame: _Frame, points: Sequence[Row]) -> None:
    """The sum in the order of collection, over the expectation and band of all orders."""
    x = [frame.x(row["n"]) for row in points]
    low, high, mean, added = (
        [frame.y(row[name]) for row in points] for name in ("low", "high", "expected", "cumulative")
    )
    page.axes.fill_between(x, low, high, color=_BAND, linewidth=0, zorder=1)
    page.axes.plot(x, mean, zorder=3, **_EXPECTED)
    marker = {"marker": "o", "markersize": 2.0} if len(points) <= 25 else {}
    page.axes.plot(x, added, zorder=3.5, **_SUM, **marker)


def _draw_mark(page: Sheet, frame: _Frame, panel: Panel) -> None:
    """Where saturation is reached, and above it how authors write that."""
    if not panel.told:
        return
    n, run = panel.stated["reached_at"], panel.stated["run"]
    x, y = frame.x(n), frame.y(panel.stated["by_then"])
    page.axes.plot([x], [y], marker="o", markersize=4.5, color="black", zorder=5)
    half = page.width_of(panel.told, PLAIN, bold=True) / 2
    middle = min(frame.left + (n + run / 2) * frame.step, frame.right - half)
    above = frame.top - leading(PLAIN) - 0.03
    page.text(middle, above, [panel.told], PLAIN, fontweight="bold", ha="center")


def legend(page: Sheet, top: float, panels: Sequence[Panel]) -> float:
    """What bars, lines and grounds are, in lines of samples; gives how high it is, in cm."""
    others = any(row["kind"] != panel.kind for panel in panels for row in panel.points)
    items = [
        ("bar", "new codes"),
        *([("hollow", "new codes of another kind of source")] if others else []),
        *(("sum", "codes so far"), ("expected", "expected over all orders")),
        *(("band", "95 % of orders"), ("base", "base")),
        *([("run", "run that shows saturation")] if any(p.told for p in panels) else []),
    ]
    x, y, high = MARGIN, top, leading(SMALL) + 0.06
    for sample, told in items:
        wide = 0.62 + page.width_of(told, SMALL) + 0.35
        if x > MARGIN and x + wide > page.width - MARGIN:
            x, y = MARGIN, y + high
        _draw_sample(page, sample, x, y)
        page.text(x + 0.55, y, [told], SMALL)
        x += wide
    return y + high - top


def _draw_sample(page: Sheet, sample: str, x: float, y: float) -> None:
    middle = y + leading(SMALL) / 2
    boxes = {"bar": _FILLED, "hollow": _HOLLOW}
    boxes |= {
        name: {"facecolor": colour, "edgecolor": "0.7", "linewidth": 0.3}
        for name, colour in (("band", _BAND), ("base", _BASE), ("run", _RUN))
    }
    if sample in boxes:
        page.box(x + 0.05, middle - 0.09, 0.4, 0.18, **boxes[sample])
    else:
        look = _SUM if sample == "sum" else _EXPECTED
        page.axes.plot([x + 0.02, x + 0.48], [middle, middle], **look)
