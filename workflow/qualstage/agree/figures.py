"""
Figures of agreement with their intervals, code by code and pooled, from coders' answers.

Pooled figures are of two kinds. 'micro': all pairs of a unit and a code together, so that common
codes weigh more, and codes that nobody used count as agreement on their absence. 'mean': the mean
over codes on which answers vary, the same codes for every measure.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy

from qualstage.agree.measures import KAPPA, MEASURES, OF_PAIRS
from qualstage.agree.reasons import (
    BETWEEN_CODES,
    NEVER_MET,
    NO_UNITS,
    NOTHING_VARIES,
    SAME,
    Used,
    reason_of,
)
from qualstage.agree.tallies import MISSING, Sums, by_cluster, sums_of, tally, weigh
from qualstage.contracts.figures import CODE, MEAN, MICRO
from qualstage.resampling import NO_SPREAD, draw_clusters, interval

Row = dict[str, Any]


@dataclass(frozen=True)
class Answers:
    """
    Who said of which unit that it has which code.

    Args:
        coders: Their names.
        codes: Their names.
        given: 1, 0 or MISSING, (coders, units, codes).
        source: The number of each unit's source, (units,).
        cluster: The number of each unit's cluster: what is drawn together, (units,).
        strata: What each cluster is drawn within.
    """

    coders: tuple[str, ...]
    codes: tuple[str, ...]
    given: numpy.ndarray
    source: numpy.ndarray
    cluster: numpy.ndarray
    strata: tuple[str, ...]

    @cached_property
    def paired(self) -> numpy.ndarray:
        """Whether a unit has two answers at least, (units, codes)."""
        return (self.given != MISSING).sum(axis=0) >= 2

    def kept(self, units: numpy.ndarray) -> Answers:
        """The answers on some units, and the clusters that these are of."""
        present, cluster = numpy.unique(self.cluster[units], return_inverse=True)
        return Answers(
            self.coders,
            self.codes,
            self.given[:, units],
            self.source[units],
            cluster,
            tuple(self.strata[number] for number in present),
        )


def measure(answers: Answers, empty: str = NO_UNITS) -> list[Row]:
    """
    Every figure of the coders' agreement: pooled, then code by code.

    Args:
        answers: Two coders' or more.
        empty: What is said of a code without a unit that has two answers.

    Returns:
        Rows of AGREEMENT from `code` on; measures of pairs are left out where coders are more.
    """
    answers = answers.kept((answers.given != MISSING).any(axis=(0, 2)))
    stats = by_cluster(tally(answers.given, 2), answers.cluster, len(answers.strata))
    flat = weigh(draw_clusters(answers.strata), stats)
    coders = len(answers.coders)
    draws = measured(sums_of(flat, coders, 2))
    pooled = measured(sums_of(flat.sum(axis=1), coders, 2))
    told = [_told(answers, [j]) for j in range(len(answers.codes))]
    varies = numpy.array([one.used.varies for one in told], bool)
    every = _told(answers, range(len(answers.codes)))
    mean = _told(answers, numpy.flatnonzero(varies))
    left_out = _left_out(every, mean, empty)
    # Of coders two of whom never met, chance agreement would be that of people on other units.
    meet, asked = met(answers), answers.paired.any(axis=0)
    rows: list[Row] = []
    for name in draws:
        hidden = name == KAPPA and not meet[asked].all()
        why = reason_of(name, every.used, empty, pooled=True)
        if every.used.varies and not varies.any():
            why = BETWEEN_CODES
        rows.append(figure(("", MICRO, name), pooled[name], every, why, hidden))
        of_mean = mean_of(draws[name][:, varies])
        rows.append(figure(("", MEAN, name), of_mean, mean, left_out, hidden))
    for j, code in enumerate(answers.codes):
        for name, of_code in draws.items():
            why = reason_of(name, told[j].used, empty)
            hidden = name == KAPPA and not meet[j]
            rows.append(figure((code, CODE, name), of_code[:, j], told[j], why, hidden))
    return rows


def measured(sums: Sums) -> dict[str, numpy.ndarray]:
    """Every measure that sums of so many coders have, by name."""
    coders = len(sums.margins)
    return {
        name: measure_of(sums)
        for name, measure_of in MEASURES.items()
        if coders == 2 or name not in OF_PAIRS
    }


def mean_of(draws: numpy.ndarray) -> numpy.ndarray:
    """The mean over codes in each draw, of those that it defines, (draws,)."""
    found = numpy.isfinite(draws)
    number = found.sum(axis=1)
    total = numpy.where(found, draws, 0.0).sum(axis=1)
    return numpy.divide(total, number, out=numpy.full(len(draws), numpy.nan), where=number > 0)


def _left_out(every: Told, mean: Told, empty: str) -> str:
    """What a mean says of the codes that it is not over."""
    if not every.codes:
        return empty
    if not mean.codes:
        return NOTHING_VARIES
    if mean.codes == every.codes:
        return ""
    return f"over the {mean.codes} of {every.codes} codes on which answers vary"


def met(answers: Answers) -> numpy.ndarray:
    """
    Whether each two of those who answered for a code did so of some unit in common, (codes,).

    Who answered for it nowhere keeps nobody from meeting.
    """
    given = (answers.given != MISSING).transpose(2, 0, 1).astype(int)
    together = (given @ given.transpose(0, 2, 1)) > 0
    here = given.any(axis=2)
    return (together | ~(here[:, :, None] & here[:, None, :])).all(axis=(1, 2))


@dataclass(frozen=True)
class Told:
    """What a figure is over: pairs of unit and code, codes, sources, and how coders used them."""

    n: int
    codes: int
    sources: int
    used: Used


def _told(answers: Answers, columns: Sequence[int] | numpy.ndarray) -> Told:
    columns = numpy.array(columns, int)
    paired = answers.paired[:, columns]
    given = numpy.where(paired, answers.given[:, :, columns], MISSING)
    used = Used(answers.coders, (given == 1).sum(axis=(1, 2)), (given != MISSING).sum(axis=(1, 2)))
    sources = len(numpy.unique(answers.source[paired.any(axis=1)]))
    return Told(int(paired.sum()), int(paired.any(axis=0).sum()), sources, used)


def figure(
    place: tuple[str, str, str],
    draws: numpy.ndarray,
    told: Told,
    reason: str = "",
    hidden: bool = False,
) -> Row:
    """
    A row of AGREEMENT from `code` on.

    Args:
        place: Code, pooling and measure.
        draws: Shape (1 + resamples,), the study itself first.
        told: What it is over.
        reason: Why it is empty, or says little.
        hidden: Whether coders never met, so that nothing is told of all of them.
    """
    code, pooling, name = place
    value, low, high = float(draws[0]), None, None
    if hidden and numpy.isfinite(value):
        value, reason = numpy.nan, NEVER_MET
    elif numpy.isfinite(value):
        low, high, why = interval(draws)
        reason = "; ".join(filter(None, (reason, SAME if why == NO_SPREAD else why)))
    positives = told.used.positives
    two = len(told.used.names) == 2
    return {
        "code": code,
        "pooling": pooling,
        "measure": name,
        # Adding 0 makes a 0 of -0.
        "value": round(value, 4) + 0.0 if numpy.isfinite(value) else None,
        "low": low if low is None else low + 0.0,
        "high": high if high is None else high + 0.0,
        "n": told.n,
        "codes": told.codes,
        "positives_1": int(positives[0] if two else positives.sum()),
        "positives_2": int(positives[1]) if two else None,
        "sources": told.sources,
        "reason": reason,
    }


def nothing(reason: str, measures: Sequence[str], place: Mapping[str, str]) -> list[Row]:
    """Pooled rows without a figure, of whatever `place` says, with the reason."""
    used = Used(("", ""), numpy.zeros(2, int), numpy.zeros(2, int))
    draws = numpy.array([numpy.nan])
    return [
        dict(place) | figure(("", pooling, name), draws, Told(0, 0, 0, used), reason)
        for name in measures
        for pooling in (MICRO, MEAN)
    ]
