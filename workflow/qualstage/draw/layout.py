"""
Where the codes of a network stand: as far apart as there are lines between them.

By majorising the stress of distances (de Leeuw 1977; Gansner, Koren & North 2004), from several
starts drawn with a fixed seed; then boxes that overlap are moved apart. Only sums, products and
roots are taken, which every processor rounds alike, so that a network always has the same places.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy

_STARTS, _STEPS, _PARTINGS = 12, 150, 600
_SEED = 20170
_DECIMALS = 3
_TINY = 1e-9


def place_nodes(
    edges: Sequence[tuple[int, int]], sizes: numpy.ndarray, frame: tuple[float, float]
) -> numpy.ndarray:
    """
    Middles of boxes in cm from the corner of a frame.

    Args:
        edges: Pairs of boxes that are joined, by number.
        sizes: Width and height of each box, (boxes, 2), in cm.
        frame: Width and height, in cm.

    Returns:
        An array (boxes, 2): each box inside the frame, none over another where there is room.
    """
    n = len(sizes)
    room = numpy.array(frame)
    if n < 2:
        return numpy.tile(room / 2, (n, 1))
    places = _fitted(_least_stress(_distances(n, edges)), sizes, room)
    for _ in range(_PARTINGS):
        places = _inside(_parted(places, sizes), sizes, room)
    return numpy.round(places, _DECIMALS)


def _distances(n: int, edges: Sequence[tuple[int, int]]) -> numpy.ndarray:
    """Lines between each two nodes, (n, n); parts without a line between are somewhat apart."""
    far = numpy.full((n, n), numpy.inf)
    numpy.fill_diagonal(far, 0.0)
    for one, other in edges:
        far[one, other] = far[other, one] = 1.0
    for through in range(n):
        far = numpy.minimum(far, far[:, [through]] + far[[through]])
    longest = far[numpy.isfinite(far)].max()
    return numpy.where(numpy.isfinite(far), far, 1 + longest / 2)


def _least_stress(far: numpy.ndarray) -> numpy.ndarray:
    """Places whose distances are most like those wanted, the best of all starts, (n, 2)."""
    chance = numpy.random.default_rng(_SEED)
    weights = 1 / numpy.maximum(far * far, _TINY)
    numpy.fill_diagonal(weights, 0.0)
    found = []
    for start in range(_STARTS):
        places = chance.uniform(-1.0, 1.0, (len(far), 2)) * far.max()
        for _ in range(_STEPS):
            places = _majorised(places, far, weights)
        found.append((float((weights * (_apart(places) - far) ** 2).sum()), start, places))
    return min(found, key=lambda one: one[:2])[2]


def _majorised(places: numpy.ndarray, far: numpy.ndarray, weights: numpy.ndarray) -> numpy.ndarray:
    """The places after each has moved to where the others would have it, in turn."""
    places = places.copy()
    for node in range(len(places)):
        way = places[node] - places
        length = numpy.sqrt((way * way).sum(axis=1)) + _TINY
        wanted = places + way * (far[node] / length)[:, None]
        mine = weights[node][:, None]
        places[node] = (mine * wanted).sum(axis=0) / mine.sum()
    return places


def _apart(places: numpy.ndarray) -> numpy.ndarray:
    way = places[:, None] - places[None]
    return numpy.sqrt((way * way).sum(axis=2))


def _fitted(places: numpy.ndarray, sizes: numpy.ndarray, room: numpy.ndarray) -> numpy.ndarray:
    """The places stretched to fill the frame, the longer way along its longer side."""
    extent = places.max(axis=0) - places.min(axis=0)
    if (extent[0] < extent[1]) != (room[0] < room[1]):
        places = places[:, ::-1]
    low = places.min(axis=0)
    extent = numpy.maximum(places.max(axis=0) - low, _TINY)
    most = sizes.max(axis=0)
    return most / 2 + (places - low) / extent * (room - most)


def _parted(places: numpy.ndarray, sizes: numpy.ndarray) -> numpy.ndarray:
    """The places after boxes that overlap have moved apart a little, the shorter way."""
    way = places[:, None] - places[None]
    over = (sizes[:, None] + sizes[None]) / 2 - numpy.abs(way)
    both = (over > 0).all(axis=2)
    numpy.fill_diagonal(both, False)
    sideways = over[:, :, 0] < over[:, :, 1]
    # Boxes in one place go by their numbers.
    number = numpy.arange(len(places))
    sign = numpy.where(way == 0, numpy.sign(number[:, None] - number)[:, :, None], numpy.sign(way))
    move = 0.3 * sign * over
    move[:, :, 0] *= both & sideways
    move[:, :, 1] *= both & ~sideways
    return places + move.sum(axis=1)


def _inside(places: numpy.ndarray, sizes: numpy.ndarray, room: numpy.ndarray) -> numpy.ndarray:
    return numpy.clip(places, sizes / 2, room - sizes / 2)
