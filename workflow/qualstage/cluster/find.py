"""Finding topics in passages, however they come: texts, sources and vectors in, topics out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy

from qualstage.cluster.choose import Tried, choice, try_all
from qualstage.cluster.clustering import Clustering
from qualstage.cluster.naming import Name, name_topics
from qualstage.cluster.space import canonical_order, make_space, number_sources
from qualstage.cluster.threads import one_thread
from qualstage.cluster.words import Language, telling_words

FEWEST = 10
"""Passages below which there is nothing to cluster."""


@dataclass(frozen=True)
class Found:
    """
    Topics of passages; arrays have a row a passage, in the order given.

    Args:
        topic: The topic of each, the largest being 0; -1 for none.
        nearest: The topic each falls with most, however weakly; -1 if there is none.
        strength: How strongly: see Clustering.
        rank: From 0, the most typical of its topic; -1 without one.
        points: Where each lies, (passages, dimensions); zeros for those too short.
        rows: The passages clustered, in an order that does not depend on how they came.
        names: Of the topics.
        stability: Of the topics: mean Jaccard index over resamples of sources.
        coherence: Of the topics: mean cosine between their passages.
        cohesion: Of the topics: mean strength of their passages.
        tried: Every clustering that was tried; none where there was nothing to cluster.
    """

    topic: numpy.ndarray
    nearest: numpy.ndarray
    strength: numpy.ndarray
    rank: numpy.ndarray
    points: numpy.ndarray
    rows: numpy.ndarray
    names: list[Name]
    stability: numpy.ndarray
    coherence: numpy.ndarray
    cohesion: numpy.ndarray
    tried: list[Tried]

    @property
    def short(self) -> numpy.ndarray:
        """Whether each passage says too little to be clustered."""
        found = numpy.ones(len(self.topic), bool)
        found[self.rows] = False
        return found


def find_topics(
    texts: Sequence[str],
    groups: Sequence[str],
    meaning: Mapping[str, numpy.ndarray],
    language: Language,
    number: int | None = None,
    shortest: int = 0,
    jobs: int = 1,
) -> Found:
    """
    The topics of passages: the same in whatever order passages come, and for any number of jobs.

    Args:
        texts: What is said.
        groups: The source of each.
        meaning: Vectors of length 1 by encoder, (passages, dimensions).
        language: Its function words, and noun phrases.
        number: How many topics; None to choose.
        shortest: Different telling words that a passage needs to be clustered.
        jobs: Processes to work in.
    """
    sources = number_sources(texts, groups)
    rows = long_enough(texts, sources, language, shortest)
    if len(rows) < FEWEST:
        return _nothing(len(texts), rows)
    said = [texts[row] for row in rows]
    words = [language.words(text) for text in said]
    with one_thread():
        space = make_space(
            said,
            words,
            [sources[row] for row in rows],
            {name: vectors[rows] for name, vectors in meaning.items()},
        )
        tried = try_all(space, number, jobs)
    chosen = choice(tried)
    clustering = chosen.clustering
    ranked = _ranked(clustering)
    rank = numpy.full(len(rows), -1)
    for of_topic in ranked:
        rank[of_topic] = numpy.arange(len(of_topic))
    n = len(texts)
    return Found(
        topic=_spread(clustering.topic, rows, n, -1),
        nearest=_spread(clustering.nearest, rows, n, -1),
        strength=_spread(clustering.strength, rows, n, 0),
        rank=_spread(rank, rows, n, -1),
        points=_spread(space.points, rows, n, 0),
        rows=rows,
        names=name_topics(said, words, space.groups, clustering.topic, ranked, language),
        stability=chosen.stability,
        coherence=chosen.coherence,
        cohesion=numpy.array([clustering.strength[of_topic].mean() for of_topic in ranked]),
        tried=tried,
    )


def long_enough(
    texts: Sequence[str], sources: Sequence[int], language: Language, shortest: int
) -> numpy.ndarray:
    """The passages that say enough, in canonical order; see `find_topics`."""
    content = [language.content_words(text) for text in texts]
    telling = telling_words(content, sources)
    order = canonical_order(texts, sources)
    rows = [row for row in order if telling[row] >= shortest and texts[row].strip()]
    return numpy.array(rows, int)


def _nothing(n: int, rows: numpy.ndarray) -> Found:
    """What is found where there are too few passages to cluster: these, of so many."""
    none, zeros, of_topics = numpy.full(n, -1), numpy.zeros(n), numpy.zeros(0)
    return Found(
        topic=none,
        nearest=none,
        strength=zeros,
        rank=none,
        points=zeros[:, None],
        rows=rows,
        names=[],
        stability=of_topics,
        coherence=of_topics,
        cohesion=of_topics,
        tried=[],
    )


def _ranked(clustering: Clustering) -> list[numpy.ndarray]:
    """The passages of each topic, most typical first."""
    found = []
    for number in range(clustering.n_topics):
        rows = numpy.flatnonzero(clustering.topic == number)
        found.append(rows[numpy.argsort(-clustering.strength[rows], kind="stable")])
    return found


def _spread(values: numpy.ndarray, rows: numpy.ndarray, n: int, other: float) -> numpy.ndarray:
    """Values of some rows, with another value for the rest."""
    found = numpy.full((n, *values.shape[1:]), other, values.dtype)
    found[rows] = values
    return found
