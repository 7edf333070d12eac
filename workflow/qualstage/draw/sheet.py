"""
A sheet of paper to draw on, in cm from the upper left corner, as high as what stands on it.

Words are measured before they are placed, in the figures' own letters, so that what has to fit into
a box does, in any language that these letters have.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from qualstage.drawing import CM, DPI, STYLE, notice_sentence, rendered

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

PICTURES = ("svg", "pdf", "png")
"""Endings of the files of a figure, apart from that of its data."""

FULL, COLUMN = 17.0, 8.5
"""Width of a page and of a column of a journal, in cm."""
MARGIN = 0.15
SMALL, PLAIN, LARGE = 6.0, 6.5, 7.5
"""Sizes of letters, in points: no smaller ones are printed."""
MUTED = "0.35"
_LEADING = 1.28
_POINT = 2.54 / 72
"""Centimetres in a point."""
MORE = " …"


class Sheet:
    """
    A sheet of a certain width; its height is known at the end.

    Args:
        width: In cm.
    """

    def __init__(self, width: float) -> None:
        from matplotlib.backends.backend_agg import FigureCanvasAgg
        from matplotlib.figure import Figure

        self.width = width
        self.canvas: Figure = Figure(figsize=(width * CM, width * CM), dpi=DPI)
        FigureCanvasAgg(self.canvas)
        self.axes: Axes = self.canvas.add_axes((0, 0, 1, 1))
        self.axes.axis("off")
        self._renderer = self.canvas.canvas.get_renderer()
        self._widths: dict[tuple[str, float, bool], float] = {}

    def width_of(self, text: str, size: float = PLAIN, bold: bool = False) -> float:
        """How wide a line is in print, in cm."""
        key = text, size, bold
        if key not in self._widths:
            from matplotlib.font_manager import FontProperties

            letters = FontProperties(size=size, weight="bold" if bold else "normal")
            width, _, _ = self._renderer.get_text_width_height_descent(text, letters, False)
            self._widths[key] = width / DPI / CM
        return self._widths[key]

    def wrapped(
        self, text: str, width: float, size: float = PLAIN, bold: bool = False, most: int = 0
    ) -> list[str]:
        """
        A text in lines that are no wider than so many cm.

        Args:
            text: Its line ends stay.
            width: Of a line, in cm; words that are wider are cut.
            size: Of the letters, in points.
            bold: Whether they are bold.
            most: How many lines there may be; 0 for any number. Of more, the last ends in '…'.
        """
        lines: list[str] = []
        for part in text.splitlines():
            line = ""
            for word in part.split():
                longer = f"{line} {word}" if line else word
                if self.width_of(longer, size, bold) <= width:
                    line = longer
                    continue
                lines += [line] if line else []
                *pieces, line = self._pieces(word, width, size, bold)
                lines += pieces
            lines += [line] if line else []
        if most and len(lines) > most:
            lines = [*lines[: most - 1], self._shortened(lines[most - 1], width, size, bold)]
        return lines

    def _pieces(self, word: str, width: float, size: float, bold: bool) -> list[str]:
        """A word, cut where it is wider than a line."""
        pieces = [""]
        for letter in word:
            if pieces[-1] and self.width_of(pieces[-1] + letter, size, bold) > width:
                pieces.append("")
            pieces[-1] += letter
        return pieces

    def _shortened(self, line: str, width: float, size: float, bold: bool) -> str:
        """A line with '…' at its end, without its last words; of a long word its first letters."""
        while line and self.width_of(line + MORE, size, bold) > width:
            before, space, _ = line.rpartition(" ")
            line = before if space else line[:-1]
        return line + MORE

    def text(
        self, x: float, y: float, lines: Sequence[str], size: float = PLAIN, **look: Any
    ) -> float:
        """Lines from the top; gives how high they are, in cm."""
        for number, line in enumerate(lines):
            base = y + leading(size) * (number + 1) - 0.28 * size * _POINT
            self.axes.text(x, base, line, fontsize=size, va="baseline", **look)
        return leading(size) * len(lines)

    def box(
        self, x: float, y: float, width: float, height: float, round_by: float = 0.0, **look: Any
    ) -> None:
        """A rectangle by its upper left corner, width and height."""
        from matplotlib.patches import FancyBboxPatch, Rectangle

        look = {"facecolor": "white", "edgecolor": "0.3", "linewidth": 0.6} | look
        if round_by:
            style = f"round,pad=0,rounding_size={round_by}"
            self.axes.add_patch(FancyBboxPatch((x, y), width, height, boxstyle=style, **look))
        else:
            self.axes.add_patch(Rectangle((x, y), width, height, **look))

    def arrow(self, start: tuple[float, float], end: tuple[float, float], **look: Any) -> None:
        """A line that ends in a head."""
        from matplotlib.patches import FancyArrowPatch

        look = {"arrowstyle": "-|>", "mutation_scale": 6, "linewidth": 0.8, "color": "0.3"} | look
        self.axes.add_patch(FancyArrowPatch(start, end, shrinkA=0, shrinkB=0, **look))

    def files(self, height: float, title: str, notice: str) -> dict[str, bytes]:
        """The figure's files by ending, when its height in cm is known."""
        self.canvas.set_size_inches(self.width * CM, height * CM)
        self.axes.set(xlim=(0, self.width), ylim=(height, 0))
        return rendered(self.canvas, title, notice, PICTURES)


def leading(size: float) -> float:
    """How far a line is from the next one, in cm."""
    return size * _LEADING * _POINT


@contextmanager
def sheet(width: float, notice: str) -> Iterator[tuple[Sheet, float]]:
    """A sheet with the study's notice at its top, and where the rest may begin, in cm."""
    import matplotlib.style

    with matplotlib.style.context(["default", STYLE]):
        page = Sheet(width)
        told = notice_sentence(notice)
        lines = page.wrapped(told, width - 2 * MARGIN, LARGE, bold=True)
        height = page.text(MARGIN, MARGIN, lines, LARGE, fontweight="bold")
        yield page, MARGIN + height + (0.2 if lines else 0.0)
