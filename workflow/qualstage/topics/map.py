"""The map of topics: every passage a point, topics told apart by colour and by the marks' shape."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy

from qualstage.contracts.topics import UNSTEADY
from qualstage.drawing import CM, COLOURS, DPI, STYLE, notice_lines, rendered
from qualstage.topics.labels import Point, place_labels
from qualstage.topics.told import Topic

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

Row = dict[str, Any]

WIDTH_CM, HEIGHT_CM = 17.5, 14.0
_SIDE, _BELOW, _ABOVE = 0.2, 1.0, 0.8
"""Room beside, below and above the map, in cm."""
_FRAME = WIDTH_CM - 2 * _SIDE, HEIGHT_CM - _BELOW - _ABOVE
_MARGIN = 0.6
"""Room between the outermost points and the frame, in cm."""
_SHAPES = ("o", "^", "s", "D", "v", "P", "X", "*")
_PALE, _DARK = "0.80", "0.15"
_LETTERS, _LINES = 22, 2
"""Letters in a line of a label, and lines."""
_ALL_NAMED = 16
"""Topics up to which each is named; of more, unsteady ones have their number only."""
_PADDING = 0.3
"""What a label's frame adds to its width and height, and a little room around it, in cm."""
_NOTHING = "No topic came often enough."


def draw_map(
    topics: Sequence[Topic], points: Sequence[Row], title: str, notice: str = ""
) -> dict[str, bytes]:
    """
    The map's files by ending.

    Args:
        topics: Those of one scope, by number.
        points: TOPIC_MEMBERS rows of the scope that have a place.
        title: For the files' own description.
        notice: Printed on it.
    """
    import matplotlib.style
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    with matplotlib.style.context(["default", STYLE]):
        canvas = Figure(figsize=(WIDTH_CM * CM, HEIGHT_CM * CM), dpi=DPI)
        FigureCanvasAgg(canvas)
        box = (_SIDE, _BELOW, *_FRAME)
        whole = (WIDTH_CM, HEIGHT_CM) * 2
        axes = canvas.add_axes(tuple(part / of for part, of in zip(box, whole, strict=True)))
        axes.set(xlim=(0, _FRAME[0]), ylim=(0, _FRAME[1]), xticks=[], yticks=[])
        axes.spines[:].set(visible=True, color=_PALE)
        placed = on_paper(points)
        # Of very many passages only some have a place, and a small topic may have none of them.
        topics = [topic for topic in topics if topic.topic in placed]
        _draw_points(axes, topics, placed)
        _draw_labels(canvas, axes, topics, placed)
        _draw_legend(axes, topics)
        axes.set_title(
            "\n".join(notice_lines(notice, 110)), fontsize=7.5, fontweight="bold", loc="left"
        )
        return rendered(canvas, title, notice)


def on_paper(points: Sequence[Row]) -> dict[str, numpy.ndarray]:
    """
    Where passages stand, by topic, in cm from the lower left corner of the frame.

    Both directions have one scale, so that near and far mean the same in each.
    """
    if not points:
        return {}
    xy = numpy.array([(row["x"], row["y"]) for row in points], float)
    room = numpy.array(_FRAME) - 2 * _MARGIN
    extent = xy.max(axis=0) - xy.min(axis=0)
    scale = min((room / numpy.where(extent > 0, extent, 1.0)).tolist())
    placed = (xy - (xy.max(axis=0) + xy.min(axis=0)) / 2) * scale + numpy.array(_FRAME) / 2
    found: dict[str, list[numpy.ndarray]] = {}
    for row, place in zip(points, placed, strict=True):
        found.setdefault(row["topic"], []).append(place)
    return {topic: numpy.array(places) for topic, places in found.items()}


def look(number: int, unsteady: bool) -> dict[str, Any]:
    """Colour and shape of a topic's marks, hollow if it is unsteady; none alike before the 65th."""
    colour = COLOURS[number % len(COLOURS)]
    return {
        "marker": _SHAPES[number // len(COLOURS) % len(_SHAPES)],
        "facecolors": "none" if unsteady else colour,
        "edgecolors": colour if unsteady else _DARK,
        "linewidths": 0.5 if unsteady else 0.15,
    }


def _draw_points(axes: Axes, topics: Sequence[Topic], placed: dict[str, numpy.ndarray]) -> None:
    if "" in placed:
        axes.scatter(*placed[""].T, s=3, color=_PALE, linewidths=0)
    for number, topic in enumerate(topics):
        mine = look(number, topic.row["verdict"] == UNSTEADY)
        axes.scatter(*placed[topic.topic].T, s=9, **mine)


def _draw_labels(
    canvas: Figure, axes: Axes, topics: Sequence[Topic], placed: dict[str, numpy.ndarray]
) -> None:
    """Number and label at the middle of each topic, or beside it with a line to it."""
    if not topics:
        axes.text(_FRAME[0] / 2, _FRAME[1] / 2, _NOTHING, ha="center", backgroundcolor="white")
        return
    # Names first: numbers find room between them.
    ordered = sorted(enumerate(topics), key=lambda pair: not _named(pair[1], topics))
    anchors = [_amid(placed[t.topic]) for _, t in ordered]
    texts = [_label(axes, topic, number, _named(topic, topics)) for number, topic in ordered]
    renderer = canvas.canvas.get_renderer()
    sizes: list[Point] = []
    for text in texts:
        box = text.get_window_extent(renderer)
        sizes.append((box.width / DPI / CM + _PADDING, box.height / DPI / CM + _PADDING))
    marks = numpy.concatenate([placed[topic.topic] for topic in topics])
    centres = place_labels(anchors, sizes, _FRAME, marks)
    for text, anchor, centre in zip(texts, anchors, centres, strict=True):
        text.set_position(centre)
        axes.plot(*zip(anchor, centre, strict=True), color=_DARK, linewidth=0.5, zorder=3)


def _amid(points: numpy.ndarray) -> Point:
    """
    The point in the densest place: the one to which a third of the others are nearest.

    A topic may lie in several clumps: the middle of them all would be among others' marks.

    Args:
        points: Places of a topic's passages, (passages, 2).
    """
    apart = numpy.linalg.norm(points[:, None] - points[None], axis=2)
    x, y = points[numpy.quantile(apart, 1 / 3, axis=1).argmin()].tolist()
    return x, y


def _named(topic: Topic, topics: Sequence[Topic]) -> bool:
    """Whether a topic's label is printed, and not its number alone."""
    return len(topics) <= _ALL_NAMED or topic.row["verdict"] != UNSTEADY


def _label(axes: Axes, topic: Topic, number: int, named: bool) -> Any:
    unsteady = topic.row["verdict"] == UNSTEADY
    told = f"{short(topic)} {topic.label}" if named else short(topic)
    words = textwrap.wrap(told, _LETTERS, max_lines=_LINES, placeholder=" …")
    frame = {
        "boxstyle": "round,pad=0.2",
        "facecolor": "white",
        "alpha": 0.9,
        "edgecolor": COLOURS[number % len(COLOURS)],
        "linewidth": 0.8,
        "linestyle": "--" if unsteady else "-",
    }
    text = axes.text(0, 0, "\n".join(words), fontsize=6, ha="center", va="center", bbox=frame)
    text.set_zorder(4)
    return text


def short(topic: Topic) -> str:
    """A topic's number without its scope."""
    return topic.topic.rpartition("-")[2]


def _draw_legend(axes: Axes, topics: Sequence[Topic]) -> None:
    given = [
        ("steady or fairly steady topic", {"markerfacecolor": _DARK, "markeredgecolor": _DARK}),
        ("unsteady topic", {"markerfacecolor": "none", "markeredgecolor": _DARK}),
        ("passage without a topic", {"markerfacecolor": _PALE, "markeredgecolor": _PALE}),
    ]
    for name, marks in given:
        axes.plot([], [], linestyle="", marker="o", markersize=3.5, label=name, **marks)
    axes.legend(
        loc="upper center", bbox_to_anchor=(0.5, -0.01), ncols=len(given), frameon=False, fontsize=7
    )
