"""Which rows of a coded table are learned from: one of those alike, and of very many a sample."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy

_WORD = re.compile(r"\w+")


def words_of(text: str) -> str:
    """What two texts that count as the same have in common: their words, in small letters."""
    return " ".join(_WORD.findall(text.lower())) or text.strip()


def distinct_rows(
    words: Sequence[str], groups: Sequence[str], voiced: numpy.ndarray
) -> numpy.ndarray:
    """The first of the rows that are alike in words, group and codes, in their order."""
    first: dict[tuple[str, str, bytes], int] = {}
    for row, key in enumerate(zip(words, groups, map(bytes, voiced), strict=True)):
        first.setdefault(key, row)
    return numpy.array(list(first.values()), int)


def groups_left_out(words: Sequence[str], groups: Sequence[str]) -> list[str]:
    """
    The group of each row: rows of one group are left out together, so that no text judges itself.

    Rows with the same words are a group. So are rows with the same value of `groups` ('' for
    none), but for words that several of them share: these are nobody's own, and joining all who
    ever answered 'no' would leave nobody to learn from.
    """
    said_in: dict[str, set[str]] = {}
    for said, group in zip(words, groups, strict=True):
        said_in.setdefault(said, set()).add(group)
    return [
        f"group {group}" if group and len(said_in[said]) == 1 else f"words {said}"
        for said, group in zip(words, groups, strict=True)
    ]


def sample_rows(voiced: numpy.ndarray, most: int) -> tuple[numpy.ndarray, numpy.ndarray]:
    """
    Rows to learn from where there are too many: all of rare codes, of common ones as many.

    A row's chance is q/n, of the rarest of its codes with n rows (rows without a code count as one
    code more), and at most 1; q is such that as many are expected as are wanted. Just as many are
    then drawn by sequential Poisson sampling (Ohlsson 1998, J Off Stat 14:149), seeded.

    Args:
        voiced: Whether rows have codes, (rows, codes).
        most: How many rows are wanted.

    Returns:
        The rows drawn, in order; how many rows each stands for (1 / chance).
    """
    n = len(voiced)
    if n <= most:
        return numpy.arange(n), numpy.ones(n)
    having = numpy.hstack([voiced, ~voiced.any(axis=1, keepdims=True)])
    rarest = numpy.where(having, having.sum(axis=0), n + 1).min(axis=1)
    low, high = 0.0, float(n)
    for _ in range(60):
        middle = (low + high) / 2
        few = numpy.minimum(1.0, middle / rarest).sum() < most
        low, high = (middle, high) if few else (low, middle)
    chance = numpy.minimum(1.0, high / rarest)
    drawn = numpy.random.default_rng(0).random(n) / chance
    # Rows of chance 1 come first: numbers drawn are below 1 for them alone with certainty.
    drawn[chance >= 1.0] = -1.0
    rows = numpy.sort(numpy.argsort(drawn, kind="stable")[:most])
    return rows, 1.0 / chance[rows]
