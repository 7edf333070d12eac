"""
What measures of agreement are computed from: sums over units, which resamples only weigh anew.

Every measure here is a function of sums over units. Units of one cluster (a respondent, a source)
are drawn together, so that sums by cluster suffice: a thousand resamples are one matrix product of
weights and sums, and no unit is looked at twice.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy

MISSING = -1
"""Stands for the answer of a coder who did not look."""


@dataclass(frozen=True)
class Sums:
    """
    Sums over units; all arrays may have more axes behind (draws, codes), alike in all.

    A unit with fewer than two answers cannot be paired: it is in `shares`, `rated` and `margins`
    alone. Of a unit with m answers, n of them of a category:

    Args:
        diagonal: Coincidences of each category with itself, n (n - 1) / (m - 1), (categories, ...).
        values: Answers of each category in units that can be paired, (categories, ...).
        agreed: Pairs of coders who agree, as a share of the unit's pairs, (...).
        pairable: Units with two answers or more, (...).
        shares: Share of the answers that each category has, n / m, (categories, ...).
        rated: Units with an answer, (...).
        margins: Each coder's answers of each category, (coders, categories, ...).
    """

    diagonal: numpy.ndarray
    values: numpy.ndarray
    agreed: numpy.ndarray
    pairable: numpy.ndarray
    shares: numpy.ndarray
    rated: numpy.ndarray
    margins: numpy.ndarray

    @property
    def categories(self) -> int:
        """How many categories answers may have."""
        return len(self.values)


def tally(answers: numpy.ndarray, categories: int) -> numpy.ndarray:
    """
    What each unit adds to the sums, as flat numbers: see `sums_of`.

    Args:
        answers: Categories from 0, or MISSING, (coders, units) or (coders, units, codes).
        categories: How many there are.

    Returns:
        Shape (units, numbers) or (units, codes, numbers).
    """
    given = numpy.moveaxis(answers, 0, -1)[..., None] == numpy.arange(categories)
    n = given.sum(axis=-2, dtype=float)
    m = n.sum(axis=-1, keepdims=True)
    paired, rated = m >= 2, m >= 1
    same = n * (n - 1)
    diagonal = numpy.divide(same, m - 1, out=numpy.zeros_like(n), where=paired)
    values = numpy.where(paired, n, 0.0)
    agreed = numpy.divide(
        same.sum(axis=-1, keepdims=True), m * (m - 1), out=numpy.zeros_like(m), where=paired
    )
    shares = numpy.divide(n, m, out=numpy.zeros_like(n), where=rated)
    margins = given.astype(float).reshape(*n.shape[:-1], len(answers) * categories)
    return numpy.concatenate([diagonal, values, agreed, paired, shares, rated, margins], axis=-1)


def sums_of(flat: numpy.ndarray, coders: int, categories: int) -> Sums:
    """Sums by name, from flat numbers (..., numbers) of `tally` that were added up."""
    q = categories
    ends = numpy.cumsum([q, q, 1, 1, q, 1])
    # The few categories come first: sums over a last axis of two numbers are slow.
    first = numpy.ascontiguousarray(numpy.moveaxis(flat, -1, 0))
    diagonal, values, agreed, pairable, shares, rated, margins = numpy.split(first, ends)
    return Sums(
        diagonal,
        values,
        agreed[0],
        pairable[0],
        shares,
        rated[0],
        margins.reshape(coders, q, *flat.shape[:-1]),
    )


def by_cluster(units: numpy.ndarray, cluster: numpy.ndarray, clusters: int) -> numpy.ndarray:
    """
    Sums of units within clusters.

    Args:
        units: Shape (units, ...).
        cluster: The number of each unit's cluster, (units,).
        clusters: How many there are.

    Returns:
        Shape (clusters, ...); 0 for a cluster without units.
    """
    found = numpy.zeros((clusters, *units.shape[1:]))
    if len(units):
        order = numpy.argsort(cluster, kind="stable")
        present, starts = numpy.unique(cluster[order], return_index=True)
        found[present] = numpy.add.reduceat(units[order], starts, axis=0)
    return found


def weigh(weights: numpy.ndarray, clusters: numpy.ndarray) -> numpy.ndarray:
    """
    Sums over all clusters in each draw.

    Args:
        weights: How often each cluster is drawn, (draws, clusters).
        clusters: Shape (clusters, ...).

    Returns:
        Shape (draws, ...).
    """
    return numpy.tensordot(weights, clusters, axes=1)
