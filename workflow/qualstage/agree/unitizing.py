"""
Krippendorff's alpha for unitizing: whether coders mark the same stretches of a continuum.

The measure of Krippendorff (1995), On the reliability of unitizing continuous data, Sociological
Methodology 25:47-76, as in Krippendorff (2004, 2013), Content Analysis, 2nd edition p. 251-256, 3rd
edition chapter 12; not the later family of Krippendorff, Mathet, Bouvry & Widloecher (2016).
The book's example (two observers, a continuum of 300) is among the tests.

For each code by itself, a coder's stretches and the gaps between them divide the continuum. Two
stretches that overlap differ by the square of how far their beginnings, and of how far their ends,
are apart; a stretch in another's gap, by the square of its length. Expected is what all placings of
these stretches would give. Because lengths are squared, one long stretch outweighs many short ones.

Here the continuum is the sources one behind the other; no stretch or gap runs from one into the
next. Everything is kept by source, so that resamples of sources are sums.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy

from qualstage.resampling import ratio

Span = tuple[int, int]


@dataclass(frozen=True)
class Stretches:
    """
    What the measure needs of one code; sources are numbered alike throughout.

    Args:
        coders: How many coders.
        length: Of each source, (sources,).
        observed: Differences summed over ordered pairs of coders, (sources,).
        units: Stretches of all coders, (sources,).
        cubes: Sum of (2 l^3 - 3 l^2 + l) / 3 over their lengths l, (sources,).
        squares: Sum of l (l - 1), (sources,).
        in_gaps: Sum over stretches of one source and gaps of another of l^2 (g - l + 1), where the
            gap g is no shorter, (sources, sources).
    """

    coders: int
    length: numpy.ndarray
    observed: numpy.ndarray
    units: numpy.ndarray
    cubes: numpy.ndarray
    squares: numpy.ndarray
    in_gaps: numpy.ndarray


def stretches_of(lengths: Sequence[int], spans: Sequence[Sequence[Sequence[Span]]]) -> Stretches:
    """
    Gather one code's stretches.

    Args:
        lengths: Of each source.
        spans: Source by source, each coder's stretches as (start, end), half-open; those of a coder
            that overlap are one.
    """
    merged = [[merge(of_coder) for of_coder in of_source] for of_source in spans]
    n, coders = len(lengths), len(spans[0]) if len(spans) else 0
    observed = [
        2.0 * sum(_difference(a, b) for a, b in combinations(of_source, 2)) for of_source in merged
    ]
    where, long = _places(
        (s, e - b) for s, of_source in enumerate(merged) for one in of_source for b, e in one
    )
    gap_in, gap = _places(
        (s, wide)
        for s, of_source in enumerate(merged)
        for one in of_source
        for wide in _gaps(one, lengths[s])
    )
    room = numpy.maximum(gap[None, :] - long[:, None] + 1, 0.0) * long[:, None] ** 2
    in_gaps = numpy.zeros((n, n))
    numpy.add.at(in_gaps, (where[:, None], gap_in[None, :]), room)

    def total(of_unit: numpy.ndarray) -> numpy.ndarray:
        return numpy.bincount(where, of_unit, minlength=n).astype(float)

    return Stretches(
        coders,
        numpy.array(lengths, float),
        numpy.array(observed),
        total(numpy.ones(len(long))),
        total((2 * long**3 - 3 * long**2 + long) / 3),
        total(long * (long - 1)),
        in_gaps,
    )


def merge(spans: Sequence[Span]) -> list[Span]:
    """Spans in order, those that overlap as one; those that only touch stay two."""
    found: list[Span] = []
    for start, end in sorted(spans):
        if found and start < found[-1][1]:
            found[-1] = found[-1][0], max(end, found[-1][1])
        elif end > start:
            found.append((start, end))
    return found


def disagreements(given: Stretches, weights: numpy.ndarray) -> tuple[numpy.ndarray, numpy.ndarray]:
    """
    Observed and expected disagreement in each draw; both 0 where there is no stretch.

    Args:
        given: One code's stretches.
        weights: How often each source is drawn, (draws, sources).
    """
    m = given.coders
    length = weights @ given.length
    units, cubes, squares = (weights @ v for v in (given.units, given.cubes, given.squares))
    in_gaps = ((weights @ given.in_gaps) * weights).sum(axis=1)
    pairs = m * (m - 1) * length**2
    placings = length * (m * length * (m * length - 1) - squares)
    some = units > 0
    observed = numpy.where(some, ratio(weights @ given.observed, pairs), 0.0)
    expected = numpy.where(some, 2 * ratio((units - 1) * cubes + in_gaps, placings), 0.0)
    return observed, expected


def unitizing_alpha(observed: numpy.ndarray, expected: numpy.ndarray) -> numpy.ndarray:
    """
    1 - observed / expected disagreement; summed over codes of one continuum first, it is of all.

    Not defined where nothing is expected: nobody marked anything.
    """
    return 1 - ratio(observed, expected)


def _difference(one: Sequence[Span], other: Sequence[Span]) -> float:
    """Squared differences between two coders' stretches in a source."""
    found = 0.0
    touched = set()
    for start, end in one:
        overlapping = [h for h, (b, e) in enumerate(other) if start < e and b < end]
        touched.update(overlapping)
        for h in overlapping:
            found += (start - other[h][0]) ** 2 + (end - other[h][1]) ** 2
        found += 0 if overlapping else (end - start) ** 2
    return found + sum((e - b) ** 2 for h, (b, e) in enumerate(other) if h not in touched)


def _gaps(spans: Sequence[Span], length: int) -> list[int]:
    """Lengths of what lies between a coder's stretches, and before and behind them."""
    edges = [0, *(edge for span in spans for edge in span), length]
    return [b - a for a, b in zip(edges[::2], edges[1::2], strict=True) if b > a]


def _places(pairs: Iterable[tuple[int, int]]) -> tuple[numpy.ndarray, numpy.ndarray]:
    """Pairs of a source's number and a length, as two arrays."""
    given = list(pairs)
    return (
        numpy.array([source for source, _ in given], int),
        numpy.array([long for _, long in given], float),
    )
