"""
Lines between codes that bend round the codes they do not join.

Only sums, products and roots are taken, so that a line bends alike on every processor.
"""

from __future__ import annotations

import numpy

_CLEAR = 0.08
"""How far from a code's disc a line stays, in cm."""
_WIDER = 1.26
"""How much further than a disc's a square's corners reach, of the same area."""
_STEP, _STEPS = 0.2, 20
"""How much further a line is bent from try to try, in cm at its middle, and how often."""
_AT = numpy.linspace(0.0, 1.0, 61)[:, None]
_DECIMALS = 3


def bend(start: numpy.ndarray, end: numpy.ndarray, others: numpy.ndarray) -> numpy.ndarray:
    """
    Where a line is drawn to on its way, as the middle point of a quadratic Bezier curve.

    Args:
        start: Where it begins, in cm, (2,).
        end: Where it ends.
        others: Discs that it should not touch: x, y and radius in cm, (discs, 3).

    Returns:
        A point (2,): the middle between the ends where the straight line is clear; or else the
        one beside it that bends the line least of those that make it clear. Where none of them
        does, the one that leaves most room.
    """
    middle = (start + end) / 2
    way = end - start
    length = float(numpy.sqrt((way * way).sum()))
    if not len(others) or not length:
        return middle
    aside = numpy.array([-way[1], way[0]]) / length
    best, most = middle, -numpy.inf
    # A curve passes half as far from the middle as its point stands.
    for step in (0, *(sign * n for n in range(1, _STEPS + 1) for sign in (1, -1))):
        point = numpy.round(middle + 2 * _STEP * step * aside, _DECIMALS)
        room = clearance(start, point, end, others)
        if room >= _CLEAR:
            return point
        if room > most + 1e-6:
            best, most = point, room
    return best


def clearance(
    start: numpy.ndarray, point: numpy.ndarray, end: numpy.ndarray, others: numpy.ndarray
) -> float:
    """How far a curve stays from the nearest of discs, in cm; below zero if it touches one."""
    curve = (1 - _AT) ** 2 * start + 2 * _AT * (1 - _AT) * point + _AT**2 * end
    way = curve[:, None] - others[None, :, :2]
    far = numpy.sqrt((way * way).sum(axis=2)) - _WIDER * others[None, :, 2]
    return float(far.min())
