"""
How sure a figure is: sources drawn anew, with replacement, within each stage.

Passages of one source are alike, so that sources are drawn and not passages (the cluster bootstrap:
Davison & Hinkley 1997, Bootstrap Methods and their Application, section 3.8). A draw is a row of
weights: how often each source is in it. The first row is the study itself, every source once, so
that one computation gives a figure and its draws.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy

Row = dict[str, Any]

RESAMPLES = 1000
SEED = 1
_DEFINED = 0.95
"""Share of the draws that must define a figure for its interval to be told."""

NO_SPREAD = "no interval: every resample gives the same, there are too few sources to tell"
UNDEFINED = "no interval: too many resamples lack what the figure is over"


def draw_sources(stages: Sequence[str], resamples: int = RESAMPLES) -> numpy.ndarray:
    """
    Weights of sources, shape (1 + resamples, sources), the study itself first.

    Args:
        stages: Each source's stage.
        resamples: How many draws.
    """
    generator = numpy.random.default_rng(SEED)
    weights = numpy.ones((1 + resamples, len(stages)))
    for stage in sorted(set(stages)):
        mine = [i for i, of_source in enumerate(stages) if of_source == stage]
        shares = [1.0 / len(mine)] * len(mine)
        weights[1:, mine] = generator.multinomial(len(mine), shares, size=resamples)
    return weights


def ratio(part: numpy.ndarray, whole: numpy.ndarray) -> numpy.ndarray:
    """Part of whole; not a number where the whole is 0."""
    whole = numpy.asarray(whole, float)
    return numpy.divide(part, whole, out=numpy.full(whole.shape, numpy.nan), where=whole > 0)


def interval(
    draws: numpy.ndarray, distance: bool = False
) -> tuple[float | None, float | None, str]:
    """
    The 95 % interval of a figure: between the 2.5th and the 97.5th percentile of the draws.

    Distances cannot cancel out, so that the chance which drawing adds makes them larger; their
    draws are moved to have the figure as their mean.

    Args:
        draws: Shape (1 + resamples,); not a number where a draw does not define the figure.
        distance: Whether it is a mean of absolute differences.

    Returns:
        Its ends; or two empty ones, and why.
    """
    found = draws[1:][numpy.isfinite(draws[1:])]
    if len(found) < _DEFINED * len(draws[1:]) or not len(found):
        return None, None, UNDEFINED
    low, high = numpy.percentile(found, [2.5, 97.5])
    if distance:
        low, high = numpy.maximum([low, high] + draws[0] - found.mean(), 0.0)
    if high - low < 1e-9:
        return None, None, NO_SPREAD
    return round(float(low), 4), round(float(high), 4), ""


def figure(
    place: tuple[str, str, str],
    measure: str,
    draws: numpy.ndarray,
    over: tuple[int, int | None],
    empty: str,
    distance: bool = False,
) -> Row:
    """
    An ACCURACY row.

    Args:
        place: Level, stage and code; '' for all of them.
        measure: What is measured.
        draws: Shape (1 + resamples,), the study itself first.
        over: How many pairs, codes or cells it is over, and how many pairs people coded.
        empty: Why there is no figure, where there is none.
        distance: Whether it is a mean of absolute differences.
    """
    level, stage, code = place
    value = float(draws[0])
    low = high = None
    reason = empty
    if numpy.isfinite(value):
        low, high, reason = interval(draws, distance)
    return {
        "level": level,
        "stage": stage,
        "code": code,
        "measure": measure,
        "value": round(value, 4) if numpy.isfinite(value) else None,
        "low": low,
        "high": high,
        "n": over[0],
        "positives": over[1],
        "reason": reason,
    }
