"""
How far what stands of the machine's proposals meets what people coded.

No source was judged by what was learned from it: its proposals come from the part of the model that
never saw it (`learn/model.py`, ten folds over sources), so that every figure here is one of
cross-validation over sources.

Over pairs of a passage, or a source, and a code that applies there:

- precision: of what stands, the share that people coded; recall: of what people coded, the share
  that stands; F1: their harmonic mean;
- average precision: the area under the steps of precision over recall as the threshold falls,
  without interpolation; pairs without a proposal come last (score 0);
- pooled figures are over all pairs of all codes (micro); macro figures are the mean over the codes
  with at least one coding of people. One of them of which nothing stands has the precision 0 there.

A figure that is not defined is empty, with the reason: precision where nothing stands; anything
else where people coded none; average precision where they coded every pair, since no order of the
pairs could then be wrong.
"""

from __future__ import annotations

from typing import Any

import numpy

from qualstage.assess.pairs import Compared, Level
from qualstage.assess.rows import figure
from qualstage.resampling import ratio

Row = dict[str, Any]

RATES = ("precision", "recall", "f1")
RANKED = "average precision"
NO_SOURCE = "too few sources are read wholly by the policy's roles: two at least, one if unlearned"
NO_SCORES = "no calibrated scores yet"
NONE_CODED, ALL_CODED = "people coded none", "people coded every pair"
NONE_STANDS = "nothing stands"

_CHUNK = 4_000_000
"""Numbers held at once while resamples are ranked."""


def by_source(values: numpy.ndarray, level: Level, n_sources: int) -> numpy.ndarray:
    """Sums of pairs within each source, shape (sources, codes)."""
    sums = numpy.zeros((n_sources, values.shape[1]))
    numpy.add.at(sums, level.source, numpy.where(level.asked, values, 0))
    return sums


def measure_level(compared: Compared, level: Level, weights: numpy.ndarray) -> list[Row]:
    """
    ACCURACY rows of one level: pooled, macro, and each code's.

    Args:
        compared: What is compared.
        level: One of its levels.
        weights: Draws of sources, (draws, sources).
    """
    if not compared.sources:
        measures = [*RATES, RANKED, *(f"macro {name}" for name in (*RATES, RANKED))]
        nothing = numpy.full(len(weights), numpy.nan)
        place = (level.name, "", "")
        return [figure(place, measure, nothing, (0, 0), NO_SOURCE) for measure in measures]
    n = len(compared.sources)
    hits, standing, voiced = (
        weights @ by_source(values, level, n)
        for values in (level.voiced & level.stands, level.stands, level.voiced)
    )
    of_codes = rates(hits, standing, voiced)
    pooled = rates(*(sums.sum(axis=1) for sums in (hits, standing, voiced)))
    columns = numpy.arange(len(compared.codes))
    pooled[RANKED] = rank(level, columns, weights)
    ranked = [rank(level, columns[[j]], weights) for j in columns]
    of_codes[RANKED] = numpy.stack(ranked, axis=1)
    rows = [_row(level, "", columns, name, draws) for name, draws in pooled.items()]
    for name, draws in of_codes.items():
        counted = numpy.where(standing > 0, draws, 0.0) if name == "precision" else draws
        rows.append(_macro_row(level, name, macro(counted, voiced), voiced[0]))
    for j, code in enumerate(compared.codes):
        rows += [
            _row(level, code, columns[[j]], name, draws[:, j]) for name, draws in of_codes.items()
        ]
    return rows


def rates(
    hits: numpy.ndarray, standing: numpy.ndarray, voiced: numpy.ndarray
) -> dict[str, numpy.ndarray]:
    """Precision, recall and F1 from numbers of pairs; not a number where not defined."""
    harmonic = ratio(2 * hits, standing + voiced)
    return {
        "precision": ratio(hits, standing),
        "recall": ratio(hits, voiced),
        "f1": numpy.where(voiced > 0, harmonic, numpy.nan),
    }


def macro(draws: numpy.ndarray, voiced: numpy.ndarray) -> numpy.ndarray:
    """The mean of codes' figures, (draws, codes), over those that people coded."""
    counting = numpy.isfinite(draws) & (voiced > 0)
    return ratio(numpy.where(counting, draws, 0.0).sum(axis=1), counting.sum(axis=1))


def rank(level: Level, columns: numpy.ndarray, weights: numpy.ndarray) -> numpy.ndarray:
    """Average precision of some codes' pairs together in each draw, shape (draws,)."""
    if not level.scored:
        return numpy.full(len(weights), numpy.nan)
    asked, voiced = level.asked[:, columns], level.voiced[:, columns]
    proposed = asked & level.proposed[:, columns]
    source = numpy.broadcast_to(level.source[:, None], asked.shape)
    # Pairs without a proposal all score 0: they count by source, not one by one.
    n = weights.shape[1]
    rest = asked & ~proposed
    number = numpy.bincount(source[rest] * 2 + voiced[rest], minlength=2 * n)
    of_rest = numpy.arange(2 * n)
    scores = numpy.r_[level.scores[:, columns][proposed], numpy.zeros(2 * n)]
    answers = numpy.r_[voiced[proposed], of_rest % 2 == 1]
    sources = numpy.r_[source[proposed], of_rest // 2]
    times = numpy.r_[numpy.ones(proposed.sum()), number]
    step = max(1, _CHUNK // len(scores))
    parts = [
        average_precision(scores, answers, weights[start : start + step][:, sources] * times)
        for start in range(0, len(weights), step)
    ]
    return numpy.concatenate(parts)


def average_precision(
    scores: numpy.ndarray, voiced: numpy.ndarray, times: numpy.ndarray
) -> numpy.ndarray:
    """
    Sum over thresholds of (recall gained) x (precision there); pairs of one score come together.

    Args:
        scores: Shape (pairs,).
        voiced: Whether people coded the pair, (pairs,).
        times: How often each pair is in each draw, (draws, pairs).

    Returns:
        Shape (draws,); not a number where people coded no pair of a draw, or every one.
    """
    order = numpy.argsort(-scores, kind="stable")
    ends = numpy.flatnonzero(numpy.diff(scores[order], append=-numpy.inf))
    times = times[:, order]
    above = numpy.cumsum(times, axis=1)[:, ends]
    hits = numpy.cumsum(times * voiced[order], axis=1)[:, ends]
    gained = numpy.diff(hits, axis=1, prepend=0)
    precision = numpy.divide(hits, above, out=numpy.zeros(hits.shape), where=above > 0)
    area = ratio((gained * precision).sum(axis=1), hits[:, -1])
    return numpy.where(hits[:, -1] < above[:, -1], area, numpy.nan)


def _row(
    level: Level, code: str, columns: numpy.ndarray, measure: str, draws: numpy.ndarray
) -> Row:
    asked = level.asked[:, columns]
    n, positives = int(asked.sum()), int(level.voiced[:, columns].sum())
    if measure == "precision":
        why = NONE_STANDS
    elif measure == RANKED and not level.scored:
        why = NO_SCORES
    else:
        why = ALL_CODED if positives else NONE_CODED
    return figure((level.name, "", code), measure, draws, (n, positives), why)


def _macro_row(level: Level, name: str, draws: numpy.ndarray, voiced: numpy.ndarray) -> Row:
    """A mean over codes; n says how many people coded."""
    over = int((voiced > 0).sum()), int(voiced.sum())
    why = ALL_CODED if over[0] else NONE_CODED
    if name == RANKED and not level.scored:
        why = NO_SCORES
    return figure((level.name, "", ""), f"macro {name}", draws, over, why)
