"""
How codes add up from source to source: in the order of collection, and over all orders.

A matrix is boolean, of shape (sources, codes): whether a code came up in a source. Its rows are in
the order of collection. An array of orders is of shape (orders, places), each row of it the numbers
of the sources that stand at these places.
"""

from __future__ import annotations

from itertools import permutations
from math import comb

import numpy

ORDERS = 10_000
"""How many random orders the band is taken from, where there are too many to go through all."""

LOW, HIGH = 0.025, 0.975
"""Quantiles that the band of 95 % of the orders lies between."""

_SEED = 20200505
_ALL = 7
"""Up to so many sources, every order is gone through: 5,040 of them."""


def new_codes(matrix: numpy.ndarray) -> numpy.ndarray:
    """Codes that come up for the first time, source by source, shape (sources,)."""
    return new_at_places(matrix, numpy.arange(len(matrix))[None])[0]


def new_at_places(matrix: numpy.ndarray, orders: numpy.ndarray) -> numpy.ndarray:
    """
    Codes that come up for the first time at each place of each order.

    Args:
        matrix: Shape (sources, codes).
        orders: Shape (orders, places); a source may stand at several places, or at none.

    Returns:
        Whole numbers, shape (orders, places).
    """
    found = numpy.zeros(orders.shape, int)
    every = numpy.arange(len(orders))
    if not orders.shape[1]:
        return found
    # Codes of the same sources are new together.
    columns, alike = numpy.unique(matrix, axis=1, return_counts=True)
    for column, number in zip(columns.T, alike, strict=True):
        hit = column[orders]
        first = hit.argmax(axis=1)
        found[every, first] += number * hit[every, first]
    return found


def expected_codes(matrix: numpy.ndarray) -> numpy.ndarray:
    """
    Codes that the first 1, 2, ... sources bring on average over all orders, exactly.

    Of n sources drawn without replacement from N, a code that y of them have is missing with
    probability C(N - y, n) / C(N, n): sample-based rarefaction, as ecologists count species
    ("Mao tau": Colwell, Mao & Chang 2004, Ecology 85:2717; Colwell et al. 2012, Journal of Plant
    Ecology 5:3). Tests hold it against the mean over every order of five sources.

    Returns:
        Shape (sources,); the order of rows changes nothing.
    """
    n_all = len(matrix)
    by_sources, codes = numpy.unique(matrix.sum(axis=0), return_counts=True)
    given = [(int(y), int(k)) for y, k in zip(by_sources, codes, strict=True) if y]
    return numpy.array(
        [
            sum(k * (1.0 - comb(n_all - y, n) / comb(n_all, n)) for y, k in given)
            for n in range(1, n_all + 1)
        ],
        float,
    )


def band(matrix: numpy.ndarray) -> tuple[numpy.ndarray, numpy.ndarray]:
    """
    Between how many codes the first 1, 2, ... sources bring in 95 % of the orders.

    The 2.5th and 97.5th percentile over all orders, or over ORDERS random ones of more than seven
    sources; the smallest number that such a share of orders do not exceed, so that both ends are
    whole. An order draws each source once: the band tells what the order does, not what other
    respondents would have said. Where hardly any order lacks a code, the band has no width, and the
    expectation lies a little below it.

    Returns:
        Low and high, whole numbers, each of shape (sources,); the order of rows changes nothing.
    """
    matrix = unordered(matrix)
    sums = new_at_places(matrix, _orders(len(matrix))).cumsum(axis=1)
    low, high = numpy.quantile(sums, (LOW, HIGH), axis=0, method="inverted_cdf")
    return low.astype(int), high.astype(int)


def unordered(matrix: numpy.ndarray) -> numpy.ndarray:
    """The same sources in an order that depends on nothing but what came up in them."""
    if not matrix.size:
        return matrix
    return matrix[numpy.lexsort(matrix.T[::-1])]


def _orders(n: int) -> numpy.ndarray:
    """All orders of n sources, or random ones of many, shape (orders, n)."""
    if n <= _ALL:
        return numpy.array(list(permutations(range(n))), int)
    drawn = numpy.random.default_rng(_SEED).random((ORDERS, n))
    return drawn.argsort(axis=1, kind="stable")
