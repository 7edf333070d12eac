"""
Whether probabilities mean what they say: of pairs at 0.7, seven in ten should be people's.

- Brier score: the mean squared distance of probability and answer over all pairs, those without a
  proposal at 0 (Brier 1950, Monthly Weather Review 78:1); Brier skill: by which share it is below
  that of somebody who always says how common a coding is.
- Calibration error: pairs with a proposal in bins of equal number; the mean over bins of the
  distance between the mean probability and the share that people coded (adaptive calibration error,
  above the threshold for a proposal: Nixon et al. 2019, Measuring Calibration in Deep Learning).
  Pairs of the same probability are never divided. An error of absolute values never cancels out:
  small bins have one by chance.
"""

from __future__ import annotations

from typing import Any

import numpy

from qualstage.assess.accuracy import ALL_CODED, NO_SCORES, NO_SOURCE, NONE_CODED, by_source
from qualstage.assess.pairs import Compared, Level
from qualstage.assess.rows import figure
from qualstage.resampling import interval, ratio

Row = dict[str, Any]

BINS = 10
_IN_BIN = 20
"""Pairs that a bin should at least have; of fewer pairs, fewer bins are made."""


def measure_calibration(compared: Compared, level: Level, weights: numpy.ndarray) -> list[Row]:
    """ACCURACY rows of one level: Brier score and skill, pooled and of each code; the error."""
    why = NO_SCORES if compared.sources else NO_SOURCE
    nothing = numpy.full((len(weights), len(compared.codes)), numpy.nan)
    score = skill = nothing
    score_all = skill_all = error = numpy.full(len(weights), numpy.nan)
    if level.scored and compared.sources:
        squares = (level.scores - level.voiced) ** 2
        sums = [
            weights @ by_source(values, level, len(compared.sources))
            for values in (squares, level.voiced, level.asked)
        ]
        score, skill = _brier(*sums)
        score_all, skill_all = _brier(*(part.sum(axis=1) for part in sums))
        error = _error(level, weights)
    n, positives = int(level.asked.sum()), int(level.voiced.sum())
    place = (level.name, "", "")
    rows = [
        figure(place, "brier score", score_all, (n, positives), why),
        figure(place, "brier skill", skill_all, (n, positives), _one_class(why, level, positives)),
    ]
    proposed = level.asked & level.proposed
    over = int(proposed.sum()), int((proposed & level.voiced).sum())
    rows.append(figure(place, "calibration error", error, over, why, distance=True))
    for j, code in enumerate(compared.codes):
        over = int(level.asked[:, j].sum()), int(level.voiced[:, j].sum())
        place, of_code = (level.name, "", code), _one_class(why, level, over[1])
        rows.append(figure(place, "brier score", score[:, j], over, why))
        rows.append(figure(place, "brier skill", skill[:, j], over, of_code))
    return rows


def _one_class(why: str, level: Level, positives: int) -> str:
    """Why a skill is empty: without both answers there is nothing to be skilled at."""
    if not (level.scored and level.asked.any()):
        return why
    return ALL_CODED if positives else NONE_CODED


def _brier(
    squares: numpy.ndarray, voiced: numpy.ndarray, n: numpy.ndarray
) -> tuple[numpy.ndarray, numpy.ndarray]:
    """Score and skill from sums over pairs."""
    score, share = ratio(squares, n), ratio(voiced, n)
    return score, 1.0 - ratio(score, share * (1.0 - share))


def bins_of(scores: numpy.ndarray) -> numpy.ndarray:
    """
    The bin of each score, from 0: as equal in number as ties allow.

    Args:
        scores: Shape (pairs,).
    """
    if not len(scores):
        return numpy.zeros(0, int)
    n_bins = max(1, min(BINS, len(scores) // _IN_BIN))
    _, inverse, number = numpy.unique(scores, return_inverse=True, return_counts=True)
    # A value belongs where the middle one of its pairs would be.
    middle = numpy.cumsum(number) - (number + 1) / 2
    bins = (middle * n_bins / len(scores)).astype(int)
    used = numpy.unique(bins)
    return numpy.searchsorted(used, bins)[inverse]


def _in_bins(
    level: Level, weights: numpy.ndarray
) -> tuple[numpy.ndarray, numpy.ndarray, numpy.ndarray]:
    """Sums of probabilities, of codings and of pairs in each draw, (draws, bins)."""
    proposed = level.asked & level.proposed
    source = numpy.broadcast_to(level.source[:, None], proposed.shape)[proposed]
    scores = level.scores[proposed]
    bins = bins_of(scores)
    n_bins = int(bins.max()) + 1 if len(bins) else 0
    found = []
    for values in (scores, level.voiced[proposed], numpy.ones(len(scores))):
        sums = numpy.zeros((weights.shape[1], n_bins))
        numpy.add.at(sums, (source, bins), values)
        found.append(weights @ sums)
    return found[0], found[1], found[2]


def _error(level: Level, weights: numpy.ndarray) -> numpy.ndarray:
    predicted, observed, n = _in_bins(level, weights)
    return ratio(numpy.abs(predicted - observed).sum(axis=1), n.sum(axis=1))


def reliability(level: Level, weights: numpy.ndarray) -> list[Row]:
    """
    RELIABILITY rows of one level; none without calibrated scores.

    Bin 0 holds the pairs without a proposal, which is to say that they hardly may be.
    """
    if not level.scored or not level.asked.any():
        return []
    predicted, observed, n = _in_bins(level, weights)
    rest = numpy.where(level.asked & ~level.proposed, 1.0, 0.0)
    of_rest = [
        weights @ by_source(values, level, weights.shape[1]).sum(axis=1)
        for values in (rest * level.voiced, rest)
    ]
    rows = [_bin(level, 0, 0.0, *of_rest)] if of_rest[1][0] else []
    for number in range(n.shape[1]):
        mean = float(predicted[0, number] / n[0, number])
        rows.append(_bin(level, number + 1, mean, observed[:, number], n[:, number]))
    return rows


def _bin(level: Level, number: int, mean: float, observed: numpy.ndarray, n: numpy.ndarray) -> Row:
    share = ratio(observed, n)
    low, high, _ = interval(share)
    return {
        "level": level.name,
        "bin": number,
        "predicted": round(mean, 4),
        "observed": round(float(share[0]), 4),
        "low": low,
        "high": high,
        "n": int(n[0]),
        "positives": int(observed[0]),
    }
