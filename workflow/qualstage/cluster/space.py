"""
Where passages lie: near to each other if they mean alike or share words.

Each encoder's vectors and the words' tf-idf weigh alike. They are centred, turned into principal
components, and each passage is put at distance 1 from the middle, so that direction alone counts.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy

from qualstage.files import sha256_text

DIMENSIONS = 40
"""Principal components that are kept."""

MOST = 2500
"""Passages that components, runs and trees are made from; of more, a sample is."""

_WORD_DIMENSIONS = 200
_RAREST = 2
"""Passages in which a word or pair of words must stand to count."""


@dataclass(frozen=True)
class Space:
    """
    Passages as points.

    Args:
        points: Shape (passages, dimensions); length 1.
        sample: Rows that represent all: every row, unless there are very many.
        groups: The source of each passage, as numbers from 0.
    """

    points: numpy.ndarray
    sample: numpy.ndarray
    groups: numpy.ndarray

    def __len__(self) -> int:
        return len(self.points)


def number_sources(texts: Sequence[str], groups: Sequence[str]) -> list[int]:
    """
    The source of each passage as a number from 0, by what is said there and not by its name.

    Sources that say the very same are interchangeable.

    Args:
        texts: What is said.
        groups: Names of the sources.
    """
    said: dict[str, list[str]] = {}
    for text, group in zip(texts, groups, strict=True):
        said.setdefault(group, []).append(text)
    ordered = sorted(said, key=lambda group: sorted(said[group]))
    number = {group: n for n, group in enumerate(ordered)}
    return [number[group] for group in groups]


def canonical_order(texts: Sequence[str], sources: Sequence[int]) -> list[int]:
    """
    An order of passages that depends on what they are and not on how they came.

    Passages alike in text and source are interchangeable, for they have the same point.
    """
    return sorted(range(len(texts)), key=lambda row: (texts[row], sources[row]))


def draw_sample(texts: Sequence[str], most: int = MOST) -> numpy.ndarray:
    """Rows that represent all: as many as are wanted, drawn by a hash of the text."""
    if len(texts) <= most:
        return numpy.arange(len(texts))
    drawn = sorted(range(len(texts)), key=lambda row: (sha256_text(texts[row]), row))[:most]
    return numpy.array(sorted(drawn), int)


def make_space(
    texts: Sequence[str],
    words: Sequence[Sequence[str]],
    sources: Sequence[int],
    meaning: Mapping[str, numpy.ndarray],
) -> Space:
    """
    Passages as points, in canonical order.

    Args:
        texts: The passages' texts, which decide the sample.
        words: Their content words.
        sources: Their sources, as numbers from 0.
        meaning: Vectors of length 1 by encoder, (passages, dimensions).
    """
    sample = draw_sample(texts)
    parts = [meaning[name].astype(float) for name in sorted(meaning)]
    parts += _word_vectors(words, sample)
    if not parts:
        # No encoder is installed and no word comes twice: all passages are alike.
        parts = [numpy.zeros((len(texts), 1))]
    return Space(
        points=_unit(_components(parts, sample)),
        sample=sample,
        groups=numpy.array(sources, int),
    )


def _word_vectors(words: Sequence[Sequence[str]], sample: numpy.ndarray) -> list[numpy.ndarray]:
    """Tf-idf of words and pairs of words, in fewer dimensions; rows of length 1, or of 0."""
    from sklearn.decomposition import TruncatedSVD
    from sklearn.feature_extraction.text import TfidfVectorizer

    drawn = [words[row] for row in sample]
    terms = {term for of_passage in drawn for term in of_passage}
    if not terms:
        return []
    vectoriser = TfidfVectorizer(
        analyzer=with_pairs, min_df=_RAREST if len(drawn) > 20 else 1, sublinear_tf=True
    )
    try:
        known = vectoriser.fit_transform(drawn)
    except ValueError:
        # No word stands in two passages.
        return []
    size = min(_WORD_DIMENSIONS, min(known.shape) - 1)
    if size < 1:
        return []
    # Where all passages have the same words, there is no variance to explain.
    with numpy.errstate(invalid="ignore"):
        fewer = TruncatedSVD(size, random_state=0).fit(known)
    return [fewer.transform(vectoriser.transform(words))]


def with_pairs(words: Sequence[str]) -> list[str]:
    """Words, and each with the one after it."""
    return [*words, *(f"{a} {b}" for a, b in pairwise(words))]


def _components(parts: Sequence[numpy.ndarray], sample: numpy.ndarray) -> numpy.ndarray:
    joined = numpy.hstack([part - part[sample].mean(axis=0) for part in parts])
    drawn = joined[sample]
    # Of the covariance: the features are a thousand at most, the passages may be many.
    variance, axes = numpy.linalg.eigh(drawn.T @ drawn)
    best = numpy.argsort(-variance, kind="stable")[:DIMENSIONS]
    return joined @ axes[:, best]


def _unit(points: numpy.ndarray) -> numpy.ndarray:
    return points / numpy.maximum(numpy.linalg.norm(points, axis=1, keepdims=True), 1e-12)
