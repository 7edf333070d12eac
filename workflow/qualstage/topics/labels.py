"""Where labels stand on a map, so that none covers another and few hide what they name."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

import numpy

Point = tuple[float, float]
Box = tuple[float, float, float, float]
"""Left, bottom, right, top."""

_STEP, _RINGS, _AROUND = 0.22, 40, 24
"""Width of a ring of places to try, in cm; rings; places in a ring."""


_HIDDEN = 0.1
"""How much nearer to its anchor a label must be, in cm, to hide one more mark."""


def place_labels(
    anchors: Sequence[Point], sizes: Sequence[Point], frame: Point, marks: numpy.ndarray
) -> list[Point]:
    """
    Centres of labels, each near its anchor, clear of those before it, hiding few marks.

    Args:
        anchors: What each label names, in cm from the lower left, the most important first.
        sizes: Width and height of each label, in cm.
        frame: Width and height of the map, in cm; no label crosses its edge.
        marks: What is drawn below the labels, (marks, 2), in cm.

    Returns:
        A centre a label. Where no place nearby is free, the label covers as little as may be.
    """
    placed: list[Box] = []
    centres = []
    for anchor, size in zip(anchors, sizes, strict=True):
        best = (math.inf, math.inf), anchor
        for place in _places(anchor):
            centre = _inside(place, size, frame)
            far = math.dist(centre, anchor)
            if (0.0, far) >= best[0]:
                continue
            box = _box(centre, size)
            covered = sum(_shared(box, other) for other in placed)
            best = min(best, ((covered, far + _HIDDEN * _hidden(box, marks)), centre))
        centres.append(best[1])
        placed.append(_box(best[1], size))
    return centres


def _hidden(box: Box, marks: numpy.ndarray) -> int:
    """How many marks a box hides."""
    left, bottom, right, top = box
    x, y = marks.T
    return int(((x > left) & (x < right) & (y > bottom) & (y < top)).sum())


def _places(anchor: Point) -> Iterator[Point]:
    yield anchor
    for ring in range(1, _RINGS + 1):
        for number in range(_AROUND):
            angle = 2 * math.pi * number / _AROUND
            radius = ring * _STEP
            yield anchor[0] + radius * math.cos(angle), anchor[1] + radius * math.sin(angle)


def _inside(centre: Point, size: Point, frame: Point) -> Point:
    x, y = (
        min(max(place, half), whole - half)
        for place, half, whole in zip(centre, (size[0] / 2, size[1] / 2), frame, strict=True)
    )
    return x, y


def _box(centre: Point, size: Point) -> Box:
    (x, y), (width, height) = centre, size
    return x - width / 2, y - height / 2, x + width / 2, y + height / 2


def _shared(one: Box, other: Box) -> float:
    width = min(one[2], other[2]) - max(one[0], other[0])
    height = min(one[3], other[3]) - max(one[1], other[1])
    return width * height if width > 0 and height > 0 else 0.0
