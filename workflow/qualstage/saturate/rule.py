"""
Saturation after Guest, Namey and Chen (2020): how little is new, beside what was found at first.

Guest G, Namey E, Chen M (2020). A simple method to assess and report thematic saturation in
qualitative research. PLoS ONE 15(5): e0232076.

What was checked, and against what. The paper's own pages were not at hand.

- Its abstract (read): the three parts are base size, run length and new information threshold, and
  bootstrapping validates them.
- Restatements by others (read): bases of 4, 5 and 6, which hardly differ; runs of 2 or 3, which
  overlap and move on by one source; the ratio is new codes of the run, of the codes of the base; at
  most 5 %, or 0 %; 10,000 resamples; saturation at 6 with a run of two is written 6+2; in the
  example the base has 37 themes and the first run 7 new ones, 19 %.
- From memory of the paper, which nothing read contradicts: the example's later runs bring 4 (11 %)
  and 1 (3 %); resamples are drawn with replacement, as many sources as there are; median, 5th and
  95th percentile are told.
- Not found out: what becomes of resamples in which nothing is reached. Here they come after all
  others.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

import numpy

from qualstage.saturate.curve import new_at_places, unordered

RESAMPLES = 10_000
"""As many as in the paper."""

PERCENTILES = (0.5, 0.05, 0.95)
"""What is told of resamples: median, 5th and 95th percentile."""

BASES, RUNS, THRESHOLDS = (4, 5, 6), (2, 3), (0.0, 0.05)
"""Base sizes, run lengths and thresholds that the paper compares."""

_SEED = 232076


@dataclass(frozen=True, order=True)
class Rule:
    """
    When codes are said to be saturated.

    Args:
        base: How many sources from the first on give the codes that new ones are held against.
        run: How many sources in a row are looked through for new codes.
        threshold: New codes of a run, as a share of those of the base, at most.
    """

    base: int
    run: int
    threshold: float

    @property
    def needed(self) -> int:
        """How many sources it takes to say anything."""
        return self.base + self.run


def rules_beside(stated: Rule) -> list[Rule]:
    """The combinations that the paper compares, and the study's own, sorted."""
    return sorted({stated, *(Rule(*one) for one in product(BASES, RUNS, THRESHOLDS))})


def new_in_runs(new: numpy.ndarray, rule: Rule) -> numpy.ndarray:
    """
    New codes of the run that follows n sources, for each n from the base on.

    Args:
        new: New codes source by source; the last axis is that of sources.
        rule: Base and length of the run.

    Returns:
        The last axis has as many places as there are runs: none with too few sources.
    """
    added = new.cumsum(axis=-1)
    if new.shape[-1] < rule.needed:
        return added[..., :0]
    return added[..., rule.needed - 1 :] - added[..., rule.base - 1 : -rule.run]


def ratios(new: numpy.ndarray, rule: Rule) -> numpy.ndarray:
    """New codes of each run as a share of the base's, as `new_in_runs`; NaN over an empty base."""
    runs = new_in_runs(new, rule)
    base = new[..., : rule.base].sum(axis=-1, keepdims=True)
    with numpy.errstate(divide="ignore", invalid="ignore"):
        return numpy.where(base > 0, runs / base, numpy.nan)


def reached_at(new: numpy.ndarray, rule: Rule) -> numpy.ndarray:
    """
    How many sources there were when saturation was reached: those before the first run that brings
    no more than the threshold.

    Args:
        new: New codes source by source; the last axis is that of sources.
        rule: When it is reached.

    Returns:
        Whole numbers, a place for each row of `new`; 0 where it is not reached, which takes in
        too few sources, and a base without any code.
    """
    shares = ratios(new, rule)
    if not shares.shape[-1]:
        return numpy.zeros(shares.shape[:-1], int)
    # A share that is not defined is below no threshold.
    enough = shares <= rule.threshold
    return numpy.where(enough.any(axis=-1), rule.base + enough.argmax(axis=-1), 0)


def resampled(matrix: numpy.ndarray) -> numpy.ndarray:
    """
    New codes source by source in RESAMPLES resamples, shape (resamples, sources).

    As many sources as there are, drawn with replacement from those there are.
    """
    n = len(matrix)
    drawn = numpy.random.default_rng(_SEED).integers(0, max(n, 1), (RESAMPLES, n))
    return new_at_places(unordered(matrix), drawn)


@dataclass(frozen=True)
class Resampled:
    """
    When resamples reach saturation; None where a percentile falls among those that do not.

    Args:
        median: Sources in the middle one.
        low: In the 5th percentile.
        high: In the 95th.
        share: Of resamples, those that reach it.
    """

    median: int | None
    low: int | None
    high: int | None
    share: float


def told_of_resamples(new: numpy.ndarray, rule: Rule) -> Resampled | None:
    """What `resampled` codes come to under a rule; None with too few sources for it."""
    if new.shape[-1] < rule.needed:
        return None
    reached = reached_at(new, rule)
    never = new.shape[-1] + 1
    ordered = numpy.where(reached > 0, reached, never)
    found = numpy.quantile(ordered, PERCENTILES, method="inverted_cdf").astype(int)
    told = [None if value == never else int(value) for value in found]
    return Resampled(*told, share=float((reached > 0).mean()))
