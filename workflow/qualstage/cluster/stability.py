"""
Whether topics come again: clustering resamples of the sources, and comparing.

A resample draws as many sources as there are, with replacement, and clusters the passages of those
drawn (clusterwise bootstrap: Hennig 2007, Comput Stat Data An 52:258). Where there are fewer than
ten sources, passages are drawn instead.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy

RESAMPLES = 20

_FEWEST_SOURCES = 10


@dataclass(frozen=True)
class Resample:
    """
    Topics of a resample.

    Args:
        rows: The passages in it.
        clusters: The cluster of each, whatever its size; -1 for none.
    """

    rows: numpy.ndarray
    clusters: numpy.ndarray


def draw_rows(groups: numpy.ndarray, number: int) -> numpy.ndarray:
    """
    The passages of a resample, each once, in order.

    Args:
        groups: The source of each passage.
        number: Which resample.
    """
    random = numpy.random.default_rng([7, number])
    known = numpy.unique(groups)
    if len(known) < _FEWEST_SOURCES:
        return numpy.unique(random.integers(0, len(groups), len(groups)))
    return numpy.flatnonzero(numpy.isin(groups, random.choice(known, len(known))))


def jaccard(topics: numpy.ndarray, n_topics: int, resamples: Iterable[Resample]) -> numpy.ndarray:
    """
    How far each topic comes again: mean over resamples of its largest Jaccard index, (topics,).

    The index of a topic and a cluster is the number of passages in both over that in either, of the
    passages that the resample holds. A resample that holds no passage of a topic tells nothing of
    it; a topic that none holds has 0.

    Args:
        topics: The topic of each passage; -1 for none.
        n_topics: How many topics there are.
        resamples: Clusters to compare with.
    """
    total, told = numpy.zeros(n_topics), numpy.zeros(n_topics)
    for resample in resamples:
        here = topics[resample.rows]
        both = _crossed(here, n_topics, resample.clusters)
        in_topic = numpy.bincount(here[here >= 0], minlength=n_topics)[:, None]
        clustered = resample.clusters[resample.clusters >= 0]
        in_cluster = numpy.bincount(clustered, minlength=both.shape[1])[None, :]
        index = both / numpy.maximum(in_topic + in_cluster - both, 1)
        held = in_topic[:, 0] > 0
        total += numpy.where(held, index.max(axis=1, initial=0.0), 0.0)
        told += held
    return total / numpy.maximum(told, 1)


def _crossed(topics: numpy.ndarray, n_topics: int, clusters: numpy.ndarray) -> numpy.ndarray:
    width = max(1, int(clusters.max(initial=-1)) + 1)
    table = numpy.zeros((n_topics, width))
    inside = (topics >= 0) & (clusters >= 0)
    numpy.add.at(table, (topics[inside], clusters[inside]), 1)
    return table


@dataclass(frozen=True)
class Agreement:
    """
    Mean adjusted Rand index (Hubert & Arabie 1985) between pairs of partitions.

    Args:
        all: Over passages in both, no topic being a class of its own.
        placed: Over passages that have a topic in both; None if no pair has two.
    """

    all: float
    placed: float | None


def agreement(parts: Sequence[Resample], n: int) -> Agreement:
    """
    How far partitions of resamples agree, pair by pair, on the passages that both hold.

    Args:
        parts: Two partitions at least.
        n: How many passages there are in all.
    """
    spread = []
    for part in parts:
        labels = numpy.full(n, -2)
        labels[part.rows] = part.clusters
        spread.append(labels)
    every, placed = [], []
    for a, b in combinations(spread, 2):
        for least, found in ((-1, every), (0, placed)):
            shared = (a >= least) & (b >= least)
            if shared.sum() > 1:
                found.append(adjusted_rand(a[shared], b[shared]))
    return Agreement(
        float(numpy.mean(every)) if every else 0.0,
        float(numpy.mean(placed)) if placed else None,
    )


def adjusted_rand(some: numpy.ndarray, others: numpy.ndarray) -> float:
    """
    The adjusted Rand index of two partitions of the same passages (Hubert & Arabie 1985).

    1 for the same partition, 0 on average for partitions by chance; 1 where both put all passages
    together, or all apart, for then there is nothing that they could differ in.

    Args:
        some: The cluster of each passage, a number from -1 on.
        others: The same in the other partition.
    """
    width = int(others.max()) + 2
    cells = numpy.bincount((some + 1) * width + others + 1)
    together = _pairs(cells)
    in_some, in_others = _pairs(numpy.bincount(some + 1)), _pairs(numpy.bincount(others + 1))
    all_pairs = len(some) * (len(some) - 1) / 2
    expected = in_some * in_others / all_pairs
    most = (in_some + in_others) / 2
    return 1.0 if most == expected else float((together - expected) / (most - expected))


def _pairs(sizes: numpy.ndarray) -> float:
    """Pairs of passages within clusters of these sizes."""
    return float((sizes * (sizes - 1) / 2).sum())
