"""
Which clustering the topics are taken from: one with about as many that can be stood by as any.

Of each fineness, topics are those that enough sources voice in enough passages. A topic can be
stood by if it comes again when sources are resampled (mean Jaccard index from .6 on, Hennig 2007)
and is about one thing (mean cosine between its passages from .2 on; 0 is what any two have). The
coarsest that finds four fifths as many as any is chosen: a few more, of many more to read, are not
worth it. k-means and Ward's method, asked for as many topics, are measured beside it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy

from qualstage.cluster.clustering import Clustering, Effort, clusterings, finenesses
from qualstage.cluster.consensus import fitted
from qualstage.cluster.space import Space
from qualstage.cluster.stability import (
    RESAMPLES,
    Agreement,
    Resample,
    agreement,
    draw_rows,
    jaccard,
)
from qualstage.cluster.threads import side_by_side
from qualstage.contracts.topics import FAIRLY_STEADY, STEADY, UNSTEADY

STABLE, VERY_STABLE = 0.6, 0.75
"""Mean Jaccard index from which on a topic is fairly steady, and steady (Hennig 2007)."""

NEARLY = 0.8
"""Share of the most topics that can be stood by from which on a clustering finds enough."""

_PER_DOUBLING = 30
"""Runs in a resample: fewer than of all passages, for there are many resamples."""

COHERENT = 0.2
"""Mean cosine between a topic's passages from which on it is about one thing."""

Partition = Callable[[numpy.ndarray, int], numpy.ndarray]


@dataclass(frozen=True)
class Tried:
    """
    A clustering that was tried, and how it fared; see CLUSTERINGS.

    Args:
        method: How passages were clustered.
        fineness: Clusters asked for.
        clustering: What came out.
        placed: Share of the passages clustered that have a topic.
        stability: Mean Jaccard index of each topic, over resamples.
        coherence: Of each topic: mean cosine between its passages.
        agreement: Between resamples.
    """

    method: str
    fineness: int
    clustering: Clustering
    placed: float
    stability: numpy.ndarray
    coherence: numpy.ndarray
    agreement: Agreement

    @property
    def n_steady(self) -> int:
        """How many topics can be stood by."""
        return int(((self.stability >= STABLE) & (self.coherence >= COHERENT)).sum())


def try_all(space: Space, number: int | None, jobs: int) -> list[Tried]:
    """
    Every clustering, each held against clusterings of resamples.

    Args:
        space: The passages.
        number: How many topics; None to try several finenesses.
        jobs: Processes that cluster resamples side by side; they change no result.
    """
    tried = finenesses(len(space.sample), number)
    full = clusterings(space, tried, number, Effort())
    drawn = side_by_side(jobs, _resample, [(space, tried, number, n) for n in range(RESAMPLES)])
    found = [
        _measured("consensus", fineness, clustering, [some[i] for some in drawn], space)
        for i, (fineness, clustering) in enumerate(zip(tried, full, strict=True))
    ]
    n_topics = choice(found).clustering.n_topics
    if n_topics > 1:
        for method, partition in OTHERS.items():
            found.append(_other(method, partition, n_topics, space, jobs))
    return found


def choice(tried: Sequence[Tried]) -> Tried:
    """The clustering that topics are taken from."""
    own = [one for one in tried if one.method == "consensus"]
    enough = NEARLY * max(one.n_steady for one in own)
    return next(one for one in own if one.n_steady >= enough)


def _of_resample(n: int) -> Effort:
    """A cluster of a resample may be small: a third of the passages are not in it."""
    return Effort(_PER_DOUBLING, seed=n + 1, sources=1, passages=2)


def _resample(space: Space, tried: Sequence[int], number: int | None, n: int) -> list[Resample]:
    """Clusters of one resample, at each fineness."""
    rows = _rows(space, n)
    part = Space(space.points[rows], numpy.arange(len(rows)), space.groups[rows])
    found = clusterings(part, tried, number, _of_resample(n))
    return [Resample(rows, one.topic) for one in found]


def k_means(points: numpy.ndarray, number: int) -> numpy.ndarray:
    """k-means, the best of five beginnings."""
    from sklearn.cluster import KMeans

    settings = {"n_init": 5, "random_state": 0}
    return fitted(KMeans(min(number, len(points)), **settings), points).labels_


def ward(points: numpy.ndarray, number: int) -> numpy.ndarray:
    """Ward's method."""
    from sklearn.cluster import AgglomerativeClustering

    return AgglomerativeClustering(min(number, len(points))).fit_predict(points)


OTHERS: dict[str, Partition] = {"k-means": k_means, "ward": ward}
"""Methods that are measured beside ours."""


def _other(
    method: str,
    partition: Partition,
    number: int,
    space: Space,
    jobs: int,
) -> Tried:
    rows = [space.sample, *(_rows(space, n) for n in range(RESAMPLES))]
    found = side_by_side(jobs, partition, [(space.points[some], number) for some in rows])
    topic = numpy.full(len(space), -1)
    topic[space.sample] = found[0]
    clustering = Clustering(topic, topic, numpy.ones(len(space), numpy.float32))
    drawn = [Resample(some, labels) for some, labels in zip(rows[1:], found[1:], strict=True)]
    return _measured(method, number, clustering, drawn, space)


def _rows(space: Space, n: int) -> numpy.ndarray:
    """The passages of a resample."""
    return space.sample[draw_rows(space.groups[space.sample], n)]


def _measured(
    method: str,
    fineness: int,
    clustering: Clustering,
    drawn: Sequence[Resample],
    space: Space,
) -> Tried:
    n_topics = clustering.n_topics
    return Tried(
        method=method,
        fineness=fineness,
        clustering=clustering,
        placed=float((clustering.topic[space.sample] >= 0).mean()),
        stability=jaccard(clustering.topic, n_topics, drawn),
        coherence=coherence(space.points, clustering.topic, n_topics),
        agreement=agreement(drawn, len(clustering.topic)),
    )


def verdict(stability: float) -> str:
    """A mean Jaccard index in words, by Hennig's (2007) bounds."""
    if stability >= VERY_STABLE:
        return STEADY
    return FAIRLY_STEADY if stability >= STABLE else UNSTEADY


def coherence(points: numpy.ndarray, topic: numpy.ndarray, n_topics: int) -> numpy.ndarray:
    """
    Mean cosine between two passages of each topic, (topics,); 0 for a topic of one passage.

    Args:
        points: Of length 1, around the middle of all, so that any two passages have 0 on average.
        topic: The topic of each; -1 for none.
        n_topics: How many topics there are.
    """
    found = numpy.zeros(n_topics)
    for number in range(n_topics):
        own = points[topic == number]
        if len(own) > 1:
            summed = own.sum(axis=0)
            # The square of the sum holds every passage with itself, too.
            found[number] = (summed @ summed - (own * own).sum()) / (len(own) * (len(own) - 1))
    return found
