"""Where labels stand on a map, so that none covers another."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

Point = tuple[float, float]
Box = tuple[float, float, float, float]
"""Left, bottom, right, top."""

_STEP, _RINGS, _AROUND = 0.22, 40, 24
"""Width of a ring of places to try, in cm; rings; places in a ring."""


def place_labels(anchors: Sequence[Point], sizes: Sequence[Point], frame: Point) -> list[Point]:
    """
    Centres of labels, each as near to its anchor as those before it leave room.

    Args:
        anchors: What each label names, in cm from the lower left, the most important first.
        sizes: Width and height of each label, in cm.
        frame: Width and height of the map, in cm; no label crosses its edge.

    Returns:
        A centre a label. Where no place nearby is free, the label covers as little as may be.
    """
    placed: list[Box] = []
    centres = []
    for anchor, size in zip(anchors, sizes, strict=True):
        best: tuple[float, Point] | None = None
        for place in _places(anchor):
            centre = _inside(place, size, frame)
            covered = sum(_shared(_box(centre, size), other) for other in placed)
            if best is None or covered < best[0]:
                best = covered, centre
            if covered == 0:
                break
        centres.append(best[1])
        placed.append(_box(best[1], size))
    return centres


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
