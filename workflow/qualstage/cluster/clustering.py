"""One clustering: the topics at a fineness, of all passages or of a resample."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy

from qualstage.cluster.consensus import (
    TOGETHER,
    WEAK,
    Placed,
    Run,
    branches,
    numbers_asked,
    place,
    runs_of_k_means,
    together,
    tree,
    window,
)
from qualstage.cluster.space import Space

_COARSEST, _FINEST, _STEPS = 6, 48, 7


@dataclass(frozen=True)
class Effort:
    """
    How a clustering is made.

    Args:
        per_doubling: Runs of k-means for each doubling of the number of clusters.
        seed: Of the runs.
        sources: How many sources a topic needs, where the number of topics is not given.
        passages: How many passages, likewise.
    """

    per_doubling: int = 50
    seed: int = 0
    sources: int = 3
    passages: int = 5


@dataclass(frozen=True)
class Clustering:
    """
    Topics of passages, the largest first.

    Args:
        topic: Each passage's, from 0; -1 for none.
        nearest: The topic each falls with most, however weakly; -1 where there is no topic.
        strength: Share of runs in which it falls with a passage of that topic, on average.
    """

    topic: numpy.ndarray
    nearest: numpy.ndarray
    strength: numpy.ndarray

    @property
    def n_topics(self) -> int:
        """How many topics there are."""
        return int(self.nearest.max(initial=-1)) + 1


def finenesses(n: int, number: int | None) -> list[int]:
    """
    How fine clusterings are tried, coarsest first: each finer by the root of two.

    More clusters than the root of the passages would be clusters of few passages.

    Args:
        n: How many passages there are.
        number: How many topics are asked for; None to try several.
    """
    if number is not None:
        return [number]
    most = max(2, min(_FINEST, int(n**0.5)))
    steps = [round(_COARSEST * 2 ** (step / 2)) for step in range(_STEPS)]
    return [k for k in steps if k <= most] or [most]


def clusterings(
    space: Space, tried: Sequence[int], number: int | None, effort: Effort
) -> list[Clustering]:
    """
    A clustering at each fineness; all share their runs of k-means.

    Args:
        space: The passages.
        tried: The finenesses.
        number: How many topics; None for those whose passages fall together often enough.
        effort: How many runs, and how large a topic must be.
    """
    asked = numbers_asked(max(tried), min(tried), effort.per_doubling)
    runs = runs_of_k_means(space.points, space.groups, space.sample, asked, effort.seed)
    return [_cluster(window(runs, fineness), space, number, effort) for fineness in tried]


def _cluster(runs: Sequence[Run], space: Space, number: int | None, effort: Effort) -> Clustering:
    """The topics that runs of k-means agree on."""
    members = branches(tree(together(runs, space.sample)), number)
    if number is not None:
        return _largest_first(place(runs, members, space.sample, WEAK))
    members = _kept(members, _large_enough(members, space.groups[space.sample], effort))
    placed = place(runs, members, space.sample, TOGETHER)
    lasting = _large_enough(placed.topic, space.groups, effort)
    if len(lasting) <= members.max(initial=-1):
        # A topic that lost too many passages is none. Others can only gain by that.
        members = _kept(members, lasting)
        placed = place(runs, members, space.sample, TOGETHER)
    return _largest_first(placed)


def _large_enough(topic: numpy.ndarray, groups: numpy.ndarray, effort: Effort) -> numpy.ndarray:
    """
    The topics with enough passages of enough sources.

    Where there are fewer sources than a topic needs, it needs them all.
    """
    inside = topic >= 0
    sizes = numpy.bincount(topic[inside], minlength=topic.max(initial=-1) + 1)
    pairs = numpy.unique(numpy.stack([topic[inside], groups[inside]]), axis=1)
    voiced_by = numpy.bincount(pairs[0], minlength=len(sizes))
    needed = min(effort.sources, len(numpy.unique(groups)))
    return numpy.flatnonzero((sizes >= effort.passages) & (voiced_by >= needed))


def _kept(members: numpy.ndarray, topics: numpy.ndarray) -> numpy.ndarray:
    """Members of the given topics, numbered anew; -1 for all others."""
    number = numpy.full(members.max(initial=-1) + 2, -1)
    number[topics] = numpy.arange(len(topics))
    # The last place is that of -1.
    return number[members]


def _largest_first(placed: Placed) -> Clustering:
    """Topics by size; those of one size as their first passages come."""
    topic = placed.topic
    n_topics = int(placed.nearest.max(initial=-1)) + 1
    sizes = numpy.bincount(topic[topic >= 0], minlength=n_topics)
    first = [int(numpy.argmax(topic == number)) for number in range(n_topics)]
    order = sorted(range(n_topics), key=lambda number: (-sizes[number], first[number]))
    # Where many topics are asked for, one may come out without a passage.
    order = numpy.array([number for number in order if sizes[number]], int)
    number = numpy.full(n_topics + 1, -1)
    number[order] = numpy.arange(len(order))
    return Clustering(number[topic], number[placed.nearest], placed.strength)
