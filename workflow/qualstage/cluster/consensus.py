"""
Consensus clustering: what falls together whichever way it is cut.

k-means is run many times, with various numbers of clusters, each run on four in five of the
sources. Two passages are as close as the share of runs in which they fall into one cluster
(evidence accumulation, Fred & Jain 2005, IEEE TPAMI 27:835; consensus clustering, Monti et al.
2003, Mach Learn 52:91); a tree by average linkage joins them; topics are its branches.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy

if TYPE_CHECKING:
    import scipy.sparse
    from sklearn.cluster import KMeans

TOGETHER = 0.5
"""Share of runs: passages that fall together in half of them, on average, are a topic."""

WEAK = 0.1
"""The same where the number of topics is given: then all that can be placed is."""

_SHARE = 0.8
"""Share of the sources that a run of k-means sees."""

_ROUNDS = 10
"""Iterations of k-means at most."""


@dataclass(frozen=True)
class Run:
    """A run of k-means: how many clusters it was to make, and each passage's."""

    asked: int
    labels: numpy.ndarray


def runs_of_k_means(
    points: numpy.ndarray,
    groups: numpy.ndarray,
    rows: numpy.ndarray,
    asked: Sequence[int],
    seed: int,
) -> list[Run]:
    """
    Runs of k-means on four in five of the sources of some passages; all passages are assigned.

    Args:
        points: All passages, (passages, dimensions).
        groups: The source of each.
        rows: The passages that runs may see.
        asked: How many clusters each run is to make.
        seed: Runs with another seed see other sources, and begin elsewhere.
    """
    from sklearn.cluster import KMeans

    of_rows = groups[rows]
    known = numpy.unique(of_rows)
    found = []
    for number, k in enumerate(asked):
        random = numpy.random.default_rng([seed, number])
        kept = numpy.zeros(groups.max() + 1, bool)
        some = max(1, round(_SHARE * len(known)))
        kept[random.choice(known, some, replace=False)] = True
        seen = rows[kept[of_rows]]
        k_means = KMeans(
            n_clusters=min(k, len(seen)),
            # Runs that begin anywhere differ more, and what they agree on is worth more.
            init="random",
            n_init=1,
            max_iter=_ROUNDS,
            random_state=int(random.integers(2**31)),
        )
        found.append(Run(k, fitted(k_means, points[seen]).predict(points)))
    return found


def fitted(k_means: KMeans, points: numpy.ndarray) -> KMeans:
    """k-means fitted to points, some of which may be the same."""
    import warnings

    from sklearn.exceptions import ConvergenceWarning

    with warnings.catch_warnings():
        # Fewer different passages than clusters: then some clusters are the same.
        warnings.simplefilter("ignore", ConvergenceWarning)
        return k_means.fit(points)


def numbers_asked(finest: int, coarsest: int, per_doubling: int) -> list[int]:
    """
    How many clusters runs make: from half the coarsest to twice the finest, evenly in ratio.

    Returns:
        As many numbers for each doubling as are wanted.
    """
    low, high = max(2.0, coarsest / 2), max(2.0, 2.0 * finest)
    n = max(1, round(per_doubling * numpy.log2(high / low))) if high > low else per_doubling
    return [round(k) for k in numpy.geomspace(low, high, n)]


def window(runs: Sequence[Run], fineness: int) -> list[Run]:
    """The runs that made from half to twice as many clusters."""
    return [run for run in runs if max(2, fineness / 2) <= run.asked <= max(2, 2 * fineness)]


def together(runs: Sequence[Run], rows: numpy.ndarray) -> numpy.ndarray:
    """Share of runs in which passages fall into one cluster, (rows, rows), float32."""
    clusters = _one_hot(runs, rows)
    return (clusters @ clusters.T).toarray() / numpy.float32(len(runs))


def _one_hot(runs: Sequence[Run], rows: numpy.ndarray) -> scipy.sparse.csr_matrix:
    import scipy.sparse

    n = len(rows)
    parts = []
    for run in runs:
        labels = run.labels[rows]
        ones = numpy.ones(n, numpy.float32)
        width = int(run.labels.max()) + 1
        parts.append(scipy.sparse.csr_matrix((ones, (numpy.arange(n), labels)), (n, width)))
    return scipy.sparse.hstack(parts, format="csr")


def tree(closeness: numpy.ndarray) -> numpy.ndarray:
    """The tree by average linkage, as scipy has it."""
    from scipy.cluster.hierarchy import linkage
    from scipy.spatial.distance import squareform

    distance = numpy.maximum(1 - closeness.astype(float), 0)
    numpy.fill_diagonal(distance, 0)
    return linkage(squareform(distance, checks=False), "average")


def branches(linked: numpy.ndarray, number: int | None) -> numpy.ndarray:
    """
    Each passage's branch, from 0.

    Args:
        linked: The tree.
        number: How many branches; none for those whose members fall together often enough.
    """
    from scipy.cluster.hierarchy import cut_tree, fcluster

    if number is not None:
        return cut_tree(linked, n_clusters=min(number, len(linked) + 1)).ravel()
    return fcluster(linked, 1 - TOGETHER, "distance") - 1


@dataclass(frozen=True)
class Placed:
    """
    Passages and topics.

    Args:
        nearest: The topic each falls with most.
        strength: Share of the runs in which it falls with a passage of that topic, on average.
        least: The strength from which on it has the topic.
    """

    nearest: numpy.ndarray
    strength: numpy.ndarray
    least: float

    @property
    def topic(self) -> numpy.ndarray:
        """Each passage's topic; -1 where it has none."""
        return numpy.where(self.strength >= self.least, self.nearest, -1)


def place(
    runs: Sequence[Run], members: numpy.ndarray, sample: numpy.ndarray, least: float
) -> Placed:
    """
    How strongly all passages fall with each topic, and with which most.

    Args:
        runs: Runs of k-means.
        members: The topic of each passage of the sample; -1 for none.
        sample: The passages that the tree was made of.
        least: The strength from which on a passage has a topic.
    """
    n, n_topics = len(runs[0].labels), int(members.max(initial=-1)) + 1
    if not n_topics:
        return Placed(numpy.full(n, -1), numpy.zeros(n, numpy.float32), least)
    inside = members >= 0
    rows, own = sample[inside], members[inside]
    shared = numpy.zeros((n, n_topics), numpy.float32)
    for run in runs:
        table = numpy.zeros((int(run.labels.max()) + 1, n_topics), numpy.float32)
        numpy.add.at(table, (run.labels[rows], own), 1)
        shared += table[run.labels]
    others = numpy.tile(numpy.bincount(own, minlength=n_topics).astype(numpy.float32), (n, 1))
    # A passage always falls with itself, which says nothing.
    shared[rows, own] -= len(runs)
    others[rows, own] -= 1
    share = shared / numpy.maximum(others, 1) / numpy.float32(len(runs))
    nearest = share.argmax(axis=1)
    return Placed(nearest, share[numpy.arange(n), nearest], least)
