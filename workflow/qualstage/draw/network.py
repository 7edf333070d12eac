"""The network of codes: as large as sources voice them, joined where the same sources do."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy

from qualstage.draw.bends import bend
from qualstage.draw.layout import place_nodes
from qualstage.draw.notes import basis_note, population_notes
from qualstage.draw.pairs import FEWEST, STRONGEST, Network, Pair
from qualstage.draw.sheet import FULL, MARGIN, PLAIN, SMALL, Sheet, leading, sheet
from qualstage.drawing import COLOURS
from qualstage.study import Stage
from qualstage.study_model import PaperFigure

_LOWEST, _HIGHEST, _FILLED = 3.0, 19.0, 0.36
"""Height of the network at least and at most, in cm, and how much of it codes fill, about."""
_EACH = 3.0
"""How wide it is for each code at most, in cm: a few do not stand at the page's ends."""
_LARGEST, _SMALLEST = 0.5, 0.11
"""Radius of the code that most sources voice, and of any at least, in cm."""
_THICKEST, _THINNEST = 3.0, 0.4
"""Width of a line, in points."""
_LABEL, _AIR = 2.3, 0.16
"""Width of a label at most, and room around a code and its label, in cm."""
_SHAPES = {"o": 1.0, "s": math.pi / 4, "D": math.pi / 4, "^": math.pi / 2, "v": math.pi / 2}
"""Marks, and how much larger than a disc's their size has to be for the same area."""
_NOTHING = "No source voices any of these codes."
_RULE = (
    f"Lines join each code to the {STRONGEST} codes with which it shares most sources ({FEWEST} "
    "sources or more; of equals, those that share a larger part of their sources), and bend round "
    "codes that they do not join. Codes that no stage looks for together share no source."
)


@dataclass(frozen=True)
class _Drawn:
    """How a code is drawn: its radius in cm, its label in lines, the width and height of both."""

    radius: float
    lines: list[str]
    size: tuple[float, float]


def draw_network(
    shown: Network, figure: PaperFigure, stages: Sequence[Stage], notice: str
) -> dict[str, bytes]:
    """The network's files by ending."""
    with sheet(FULL, notice) as (page, top):
        if not shown.nodes:
            page.text(MARGIN, top, [_NOTHING], PLAIN)
            return page.files(top + 2 * leading(PLAIN), figure.title, notice)
        drawn, places, height = laid_out(page, shown, top)
        _draw_lines(page, shown, curves(shown, places, [one.radius for one in drawn]))
        _draw_nodes(page, shown, places, drawn)
        end = _draw_legend(page, shown, top + height + 0.3)
        end = _draw_sizes(page, shown, end)
        wide = FULL - 2 * MARGIN
        notes = [_RULE, *population_notes(figure, stages), _basis(shown, figure)]
        lines = page.wrapped(" ".join(notes), wide)
        end += page.text(MARGIN, end, lines, PLAIN)
        return page.files(end + MARGIN, figure.title, notice)


def laid_out(page: Sheet, shown: Network, top: float) -> tuple[list[_Drawn], numpy.ndarray, float]:
    """How codes are drawn, the middles of their marks in cm, (codes, 2), and the whole's height."""
    drawn = _measured(page, shown)
    sizes = numpy.array([one.size for one in drawn])
    wide = FULL - 2 * MARGIN
    height = float(sizes.prod(axis=1).sum() / wide / _FILLED)
    height = min(_HIGHEST, max(_LOWEST, height))
    across = min(wide, _EACH * len(drawn))
    edges = [(pair.one, pair.other) for pair in shown.drawn]
    places = place_nodes(edges, sizes, (across, height))
    places += [MARGIN + (wide - across) / 2, top]
    # A code stands in the upper part of its box, its label below it.
    places[:, 1] += [one.radius - (one.size[1] - _AIR) / 2 for one in drawn]
    return drawn, places, height


def curves(
    shown: Network, places: numpy.ndarray, radii: Sequence[float]
) -> list[tuple[Pair, numpy.ndarray]]:
    """Each pair that is joined, weakest first, and its line's three points, (3, 2), in cm."""
    discs = numpy.column_stack([places, radii])
    found = []
    for pair in sorted(shown.drawn, key=lambda pair: pair.both):
        start, end = places[pair.one], places[pair.other]
        others = numpy.delete(discs, [pair.one, pair.other], axis=0)
        found.append((pair, numpy.array([start, bend(start, end, others), end])))
    return found


def _basis(shown: Network, figure: PaperFigure) -> str:
    """Whose judgements it shows; of both, people's alone where no proposal counts."""
    return basis_note("people" if figure.basis == "both" and not shown.unread else figure.basis)


def _measured(page: Sheet, shown: Network) -> list[_Drawn]:
    drawn = []
    radii = radii_of([len(node.sources) for node in shown.nodes])
    for node, radius in zip(shown.nodes, radii, strict=True):
        lines = page.wrapped(node.label, _LABEL, SMALL, most=3)
        width = max(2 * radius, *(page.width_of(line, SMALL) for line in lines))
        height = 2 * radius + leading(SMALL) * len(lines)
        drawn.append(_Drawn(radius, lines, (width + _AIR, height + _AIR)))
    return drawn


def radii_of(sources: Sequence[int]) -> list[float]:
    """Radii in cm: areas are as the numbers of sources, but for the smallest."""
    most = max(sources)
    return [max(_SMALLEST, _LARGEST * math.sqrt(number / most)) for number in sources]


def _looks(shown: Network) -> dict[str, dict]:
    """Colour and shape of each concept."""
    concepts = list(dict.fromkeys(node.concept for node in shown.nodes))
    shapes = list(_SHAPES)
    return {
        concept: {
            "facecolors": COLOURS[number % len(COLOURS)],
            "marker": shapes[number // len(COLOURS) % len(shapes)],
            "edgecolors": "0.15",
            "linewidths": 0.5,
        }
        for number, concept in enumerate(concepts)
    }


def _line(both: int, most: int) -> dict:
    """How a line is drawn that so many sources stand for: thicker and darker, the more."""
    part = both / most
    width = _THINNEST + (_THICKEST - _THINNEST) * part
    return {"linewidth": width, "color": str(0.82 - 0.4 * part), "solid_capstyle": "round"}


def _draw_lines(page: Sheet, shown: Network, lines: list[tuple[Pair, numpy.ndarray]]) -> None:
    from matplotlib.patches import PathPatch
    from matplotlib.path import Path

    most = max((pair.both for pair in shown.drawn), default=1)
    for pair, points in lines:
        curve = Path(points, [Path.MOVETO, Path.CURVE3, Path.CURVE3])
        look = _of_patch(_line(pair.both, most))
        page.axes.add_patch(PathPatch(curve, facecolor="none", zorder=1, **look))


def _of_patch(look: dict) -> dict:
    """How a patch is told to look like a line."""
    return {
        "edgecolor": look["color"],
        "linewidth": look["linewidth"],
        "capstyle": look["solid_capstyle"],
    }


def _draw_nodes(
    page: Sheet, shown: Network, places: numpy.ndarray, drawn: Sequence[_Drawn]
) -> None:
    """Each code and, below it, its label, over the lines."""
    looks = _looks(shown)
    for node, (x, y), one in zip(shown.nodes, places.tolist(), drawn, strict=True):
        _draw_mark(page, (x, y), one.radius, looks[node.concept])
        top = y + one.radius + 0.02
        wide = max(page.width_of(line, SMALL) for line in one.lines) + 0.06
        tall = leading(SMALL) * len(one.lines)
        veil = {"facecolor": "white", "alpha": 0.7, "edgecolor": "none", "linewidth": 0}
        page.box(x - wide / 2, top, wide, tall, zorder=2.5, **veil)
        page.text(x, top, one.lines, SMALL, ha="center", zorder=3)


def _draw_mark(page: Sheet, place: tuple[float, float], radius: float, look: dict) -> None:
    # A mark's size is the square of its width in points.
    size = (2 * radius / 2.54 * 72) ** 2 * _SHAPES[look["marker"]]
    page.axes.scatter(*place, s=size, zorder=2, **look)


def _draw_legend(page: Sheet, shown: Network, top: float) -> float:
    """The concepts' colours and shapes; gives where it ends."""
    x, y = MARGIN, top
    for concept, look in _looks(shown).items():
        wide = page.width_of(concept) + 0.7
        if x + wide > FULL - MARGIN and x > MARGIN:
            x, y = MARGIN, y + leading(PLAIN) + 0.08
        _draw_mark(page, (x + 0.12, y + leading(PLAIN) / 2), 0.11, look)
        page.text(x + 0.32, y, [concept], PLAIN)
        x += wide
    return y + leading(PLAIN) + 0.2


def _draw_sizes(page: Sheet, shown: Network, top: float) -> float:
    """What sizes and widths mean; gives where it ends."""
    most = max(len(node.sources) for node in shown.nodes)
    middle, x = top + _LARGEST, MARGIN
    disc = {"facecolors": "white", "edgecolors": "0.15", "linewidths": 0.5, "marker": "o"}
    for number in sorted({max(1, round(most / 4)), most}):
        radius = radii_of([number, most])[0]
        _draw_mark(page, (x + radius, middle), radius, disc)
        told = f"{number} {'source' if number == 1 else 'sources'}"
        page.text(x + 2 * radius + 0.12, middle - leading(PLAIN) / 2, [told], PLAIN)
        x += 2 * radius + page.width_of(told) + 0.5
    shared = {pair.both for pair in shown.drawn}
    for number in sorted({min(shared), max(shared)} if shared else ()):
        page.axes.plot([x, x + 0.7], [middle, middle], **_line(number, max(shared)))
        told = f"{number} sources voice both"
        page.text(x + 0.85, middle - leading(PLAIN) / 2, [told], PLAIN)
        x += 1.15 + page.width_of(told)
    return top + 2 * _LARGEST + 0.15
