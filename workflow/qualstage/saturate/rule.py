"""
Saturation after Guest, Namey and Chen (2020): how little is new, beside what was found at first.

Guest G, Namey E, Chen M (2020). A simple method to assess and report thematic saturation in
qualitative research. PLoS ONE 15(5): e0232076.

What was checked, and against what. The paper's abstract names the three parts: base size, run
length, new information threshold. The rest follows restatements of the paper by others, and its
worked example as they and the authors of this module know it; the paper's own pages and tables were
not at hand. Base: the first 4 sources in the example (4, 5 and 6 compared, with hardly any
difference). Run: 2 or 3 sources. Runs overlap and move on by one source. Ratio: codes that are new
in the run, of the codes of the base. Threshold: at most 5 %, or 0 %. In the example the base has 37
themes; interviews 5 to 8 bring 4, 3, 1 and 0 new ones; runs of two give 7 (19 %), 4 (11 %) and 1
(3 %); so that saturation was reached at 6 interviews, and written 6+2: the two of the run are those
that show it. Resampling: 10,000 times with replacement, as many interviews as there are, and the
median with the 5th and 95th percentile of the interviews needed. How the paper treats resamples in
which nothing is reached was not found out; here they come after all others.
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
