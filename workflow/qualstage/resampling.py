"""
How sure a figure is: sources, or respondents, drawn anew, with replacement, within each stage.

Passages of one source are alike, so that sources are drawn and not passages (the cluster bootstrap:
Davison & Hinkley 1997, Bootstrap Methods and their Application, section 3.8). A draw is a row of
weights: how often each cluster is in it. The first row is the study itself, every cluster once, so
that one computation gives a figure and its draws.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy

RESAMPLES = 1000
SEED = 1
_DEFINED = 0.95
"""Share of the draws that must define a figure for its interval to be told."""

_SPREAD = 1e-9
"""Width below which an interval is none."""

NO_SPREAD = "no interval: every resample gives the same, there are too few sources to tell"
UNDEFINED = "no interval: too many resamples lack what the figure is over"


def draw_clusters(strata: Sequence[str], resamples: int = RESAMPLES) -> numpy.ndarray:
    """
    Weights of clusters, shape (1 + resamples, clusters), the study itself first.

    Args:
        strata: What each cluster is drawn within, such as its source's stage.
        resamples: How many draws.
    """
    generator = numpy.random.default_rng(SEED)
    weights = numpy.ones((1 + resamples, len(strata)))
    for stratum in sorted(set(strata)):
        mine = [i for i, of_cluster in enumerate(strata) if of_cluster == stratum]
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
    if found.max() - found.min() < _SPREAD:
        return None, None, NO_SPREAD
    low, high = numpy.percentile(found, [2.5, 97.5])
    if distance:
        low, high = numpy.maximum([low, high] + draws[0] - found.mean(), 0.0)
    if high - low < _SPREAD:
        return None, None, NO_SPREAD
    return round(float(low), 4), round(float(high), 4), ""
