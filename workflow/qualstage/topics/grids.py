"""Topics by stage and by code, as grids of shaded cells that print in grey as well."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from qualstage.drawing import CM, DPI, HATCHED, STYLE, notice_lines, rendered, shade
from qualstage.topics.told import Topic

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from qualstage.codebook import Codebook
    from qualstage.study import Study

WIDTH_CM = 17.5
MOST_CODES = 44
"""Columns of codes that can still be read; beyond, those of most passages are drawn."""

_LEFT, _RIGHT, _STABILITY, _SCALE = 5.9, 0.2, 2.9, 1.3
"""Room for labels of rows, at the right, for stability there, and for the scale below, in cm."""
_TALLEST, _LOWEST, _ROWS = 0.5, 0.34, 21.0
"""Height of a row at most and at least, and of all rows where they are many, in cm."""
_WIDEST, _NUMBERED, _UPRIGHT = 2.3, 0.75, 1.3
"""Widest cell; cells from which on numbers are printed, and headings stand upright, in cm."""
_LETTER, _LINE_CM = 0.122, 0.3
"""Width of a letter of a heading, and a line's height, in cm."""
_ROW_LETTERS, _HEADING_LETTERS = 40, 34
_NO_TOPICS = "No topic came often enough."
_NO_CODES = "People coded none of these topics' passages."


@dataclass(frozen=True)
class Cell:
    """A share from 0 to 1, None where there is nothing it could be of, and what is printed."""

    share: float | None
    printed: str


@dataclass(frozen=True)
class Grid:
    """
    A grid of cells.

    Args:
        rows: Label of each row.
        columns: Heading of each column.
        cells: By row and column.
        beside: What is printed at the right of each row; none to print nothing.
        apart: How many of the last columns stand apart.
        scale: What a shade means.
        empty: What a cell without a share means; '' if there is none.
        nothing: What is said where there are no rows.
    """

    rows: list[str]
    columns: list[str]
    cells: list[list[Cell]]
    beside: list[str]
    apart: int
    scale: str
    empty: str
    nothing: str = _NO_TOPICS


def stage_grid(topics: Sequence[Topic], study: Study) -> Grid:
    """Topics by stage: the share of the stage's sources that voice each, and its passages."""
    cells = []
    for topic in topics:
        at = {row["stage"]: row for row in topic.sizes}
        cells.append([_stage_cell(at.get(stage)) for stage in study.stage_ids])
    silent = any(cell.share is None for row in cells for cell in row)
    return Grid(
        [_row_label(topic) for topic in topics],
        [stage.name for stage in study.stages],
        cells,
        [f"{topic.stability} {topic.row['verdict']}" for topic in topics],
        0,
        "share of the stage's sources that voice the topic; the number is that of its passages",
        "no transcripts at that stage" if silent else "",
    )


def _stage_cell(row: dict | None) -> Cell:
    if row is None:
        return Cell(None, "")
    return Cell(row["sources"] / row["of_sources"], str(row["references"]))


def code_grid(topics: Sequence[Topic], codebook: Codebook) -> Grid:
    """Topics by code: the share of a topic's passages with each code; apart, without any."""
    covered: dict[str, int] = {}
    for topic in topics:
        for row in topic.codes:
            if row["accepted"]:
                covered[row["code"]] = covered.get(row["code"], 0) + row["accepted"]
    most = sorted(covered, key=lambda code: (-covered[code], code))[:MOST_CODES]
    codes = [code for code in codebook.codes if code in most]
    drawn = topics if codes else []
    cells = []
    for topic in drawn:
        share = {row["code"]: row["share"] for row in topic.codes}
        shares = [*(share.get(code, 0.0) for code in codes), topic.uncoded["share"]]
        cells.append([Cell(value, f"{100 * value:.0f}") for value in shares])
    more = f"; of {len(covered)} codes, those of most passages" if len(covered) > len(most) else ""
    return Grid(
        [_row_label(topic) for topic in drawn],
        [*(codebook.codes[code].label for code in codes), "uncoded"],
        cells,
        [],
        1,
        f"per cent of the topic's passages that people coded with the code{more}",
        "",
        _NO_CODES if topics else _NO_TOPICS,
    )


def _row_label(topic: Topic) -> str:
    words = f"{topic.topic} {topic.label}"
    return textwrap.shorten(words, _ROW_LETTERS, placeholder=" …")


@dataclass(frozen=True)
class _Layout:
    """Where things stand, in cm from the upper left corner: cells' width and height, room above."""

    width: float
    row: float
    above: float

    def left(self, grid: Grid, column: int) -> float:
        """Where a column begins; those apart are moved a little to the right."""
        apart = column >= len(grid.columns) - grid.apart
        return _LEFT + self.width * column + (0.4 * self.width if apart else 0.0)

    @property
    def upright(self) -> bool:
        """Whether headings stand upright."""
        return self.width < _UPRIGHT


def draw_grid(grid: Grid, title: str, notice: str = "") -> dict[str, bytes]:
    """The grid's files by ending, title and notice as in `drawing.rendered`."""
    import matplotlib.style
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    lines = notice_lines(notice, 110)
    right = _STABILITY if grid.beside else _RIGHT
    width = min(_WIDEST, (WIDTH_CM - _LEFT - right) / (len(grid.columns) + 0.4 * grid.apart))
    headings = [_heading(column, width) for column in grid.columns] if grid.rows else []
    row = max(_LOWEST, min(_TALLEST, _ROWS / max(1, len(grid.rows))))
    layout = _Layout(width, row, _headings_cm(headings, width) + 0.3 + 0.4 * len(lines))
    height_cm = layout.above + row * max(1, len(grid.rows)) + (_SCALE if grid.rows else 0.0)
    with matplotlib.style.context(["default", STYLE]):
        canvas = Figure(figsize=(WIDTH_CM * CM, height_cm * CM), dpi=DPI)
        FigureCanvasAgg(canvas)
        axes = canvas.add_axes((0, 0, 1, 1))
        axes.set(xlim=(0, WIDTH_CM), ylim=(height_cm, 0))
        axes.axis("off")
        for number, line in enumerate(lines):
            axes.text(0.15, 0.4 + 0.4 * number, line, fontweight="bold")
        if grid.rows:
            most = _most(grid)
            _draw_headings(axes, grid, headings, layout)
            _draw_rows(axes, grid, layout, most)
            _draw_scale(axes, grid, most, height_cm - _SCALE)
        else:
            axes.text(0.15, layout.above + row / 2, grid.nothing, va="center")
        return rendered(canvas, title, notice)


def _most(grid: Grid) -> float:
    """The share of the darkest shade: the largest there is, up to the next fifth."""
    shares = [cell.share for row in grid.cells for cell in row if cell.share is not None]
    return max(0.2, math.ceil(5 * max(shares, default=0) - 1e-9) / 5)


def _heading(column: str, width: float) -> str:
    if width < _UPRIGHT:
        return textwrap.shorten(column, _HEADING_LETTERS, placeholder=" …")
    letters = max(8, int(width / _LETTER))
    return "\n".join(textwrap.wrap(column, letters, max_lines=3, placeholder=" …"))


def _headings_cm(headings: Sequence[str], width: float) -> float:
    if width < _UPRIGHT:
        return _LETTER * max(map(len, headings), default=0) + 0.2
    return _LINE_CM * max((heading.count("\n") + 1 for heading in headings), default=0) + 0.15


def _draw_headings(axes: Axes, grid: Grid, headings: Sequence[str], layout: _Layout) -> None:
    look = {"fontsize": 6.5, "va": "baseline", "ha": "center", "linespacing": 1.1}
    if layout.upright:
        look |= {"rotation": 90, "va": "bottom"}
    y = layout.above - 0.15
    for column, heading in enumerate(headings):
        axes.text(layout.left(grid, column) + layout.width / 2, y, heading, **look)
    if grid.beside:
        axes.text(_beside(grid, layout), y, "stability", fontsize=6.5, va="baseline")


def _beside(grid: Grid, layout: _Layout) -> float:
    return _LEFT + layout.width * len(grid.columns) + 0.2


def _draw_rows(axes: Axes, grid: Grid, layout: _Layout, most: float) -> None:
    for number, label in enumerate(grid.rows):
        top = layout.above + layout.row * number
        middle = top + layout.row / 2
        axes.text(_LEFT - 0.15, middle, label, fontsize=6.5, ha="right", va="center")
        for column, cell in enumerate(grid.cells[number]):
            _draw_cell(axes, cell, (layout.left(grid, column), top), layout, most)
        if grid.beside:
            place = _beside(grid, layout)
            axes.text(place, middle, grid.beside[number], fontsize=6.5, va="center")
    _draw_lines(axes, grid, layout)


def _draw_lines(axes: Axes, grid: Grid, layout: _Layout) -> None:
    """Lines between cells, at once: a rectangle for each empty cell would double the file."""
    together = len(grid.columns) - grid.apart
    ys = [layout.above + layout.row * n for n in range(len(grid.rows) + 1)]
    look = {"color": "0.75", "linewidth": 0.3}
    for first, last in ((0, together), (together, len(grid.columns))):
        if first == last:
            continue
        xs = [layout.left(grid, first) + layout.width * n for n in range(last - first + 1)]
        axes.hlines(ys, xs[0], xs[-1], **look)
        axes.vlines(xs, ys[0], ys[-1], **look)


def _draw_cell(
    axes: Axes, cell: Cell, corner: tuple[float, float], layout: _Layout, most: float
) -> None:
    from matplotlib.patches import Rectangle

    size = layout.width, layout.row
    if cell.share is None:
        axes.add_patch(Rectangle(corner, *size, **HATCHED))
        return
    if cell.share:
        axes.add_patch(Rectangle(corner, *size, facecolor=shade(cell.share / most), linewidth=0))
    if layout.width >= _NUMBERED:
        ink = "white" if cell.share / most > 0.55 else "black" if cell.share else "0.45"
        middle = corner[0] + size[0] / 2, corner[1] + size[1] / 2
        axes.text(*middle, cell.printed, fontsize=6.5, ha="center", va="center", color=ink)


def _draw_scale(axes: Axes, grid: Grid, most: float, top: float) -> None:
    from matplotlib.patches import Rectangle

    y, steps, side = top + 0.5, 5, 0.9
    for step in range(steps):
        share = most * step / (steps - 1)
        face = "white" if not step else shade(share / most)
        look = {"facecolor": face, "edgecolor": "0.75", "linewidth": 0.3}
        axes.add_patch(Rectangle((_LEFT + side * step, y), side, 0.3, **look))
        told = f"{100 * share:.3g} %"
        axes.text(_LEFT + side * (step + 0.5), y + 0.35, told, fontsize=6, ha="center", va="top")
    axes.text(_LEFT, y - 0.08, grid.scale, fontsize=6.5, va="bottom")
    if grid.empty:
        left = _LEFT + side * (steps + 0.6)
        axes.add_patch(Rectangle((left, y), side, 0.3, **HATCHED))
        axes.text(left + side + 0.15, y + 0.15, grid.empty, fontsize=6.5, va="center")
