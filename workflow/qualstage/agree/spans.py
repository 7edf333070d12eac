"""Figures of agreement on stretches of what respondents say, code by code and pooled."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy

from qualstage.agree.figures import Row, Told, figure, mean_of
from qualstage.agree.reasons import NOTHING_VARIES, UNITIZING, Used, reason_of
from qualstage.agree.unitizing import (
    Span,
    disagreements,
    merge,
    stretches_of,
    unitizing_alpha,
)
from qualstage.contracts.figures import CODE, MEAN, MICRO
from qualstage.resampling import draw_clusters


@dataclass(frozen=True)
class Marked:
    """
    What coders marked, code by code.

    Args:
        coders: Their names, two or more.
        codes: Their names.
        strata: What each source is drawn within.
        lengths: Characters of what respondents say in each source.
        asked: Whether all of them looked for a code in a source, (sources, codes).
        spans: By source, code and coder: stretches in those characters.
    """

    coders: tuple[str, ...]
    codes: tuple[str, ...]
    strata: tuple[str, ...]
    lengths: Sequence[int]
    asked: numpy.ndarray
    spans: Sequence[Sequence[Sequence[Sequence[Span]]]]


def measure_spans(marked: Marked, empty: str) -> list[Row]:
    """
    Every figure of agreement on stretches: pooled, then code by code.

    A code's continuum is those sources in which all of them looked for it. The pooled 'micro' is
    one less observed disagreement of all codes over that expected of all, as the book has it for
    codes of one continuum; the measure divides both by the square of the continuum's length, which
    is undone first, so that a stretch weighs the same whichever code it has, and however few the
    sources in which that code was looked for.

    Args:
        marked: What coders marked.
        empty: What is said of a code that all looked for nowhere.

    Returns:
        Rows of AGREEMENT from `code` on.
    """
    weights = draw_clusters(marked.strata)
    told = [_told(marked, j) for j in range(len(marked.codes))]
    length = weights @ (marked.asked * numpy.array(marked.lengths, float)[:, None])
    apart = _disagreements(marked, told, weights)
    of_codes = unitizing_alpha(*apart)
    marking = numpy.isfinite(of_codes[0])
    every, mean = _together(marked, told, None), _together(marked, told, marking)
    note = empty
    if every.codes:
        left = f"over the {mean.codes} of {every.codes} codes that somebody used"
        note = left * (mean.codes < every.codes) if mean.codes else NOTHING_VARIES
    why = [reason_of(UNITIZING, one.used, empty) for one in told]
    micro = unitizing_alpha(*(apart * length**2).sum(axis=2))
    of_all = reason_of(UNITIZING, every.used, empty, pooled=True)
    return [
        figure(("", MICRO, UNITIZING), micro, every, of_all),
        figure(("", MEAN, UNITIZING), mean_of(of_codes[:, marking]), mean, note),
        *(
            figure((code, CODE, UNITIZING), of_codes[:, j], told[j], why[j])
            for j, code in enumerate(marked.codes)
        ),
    ]


def _disagreements(marked: Marked, told: Sequence[Told], weights: numpy.ndarray) -> numpy.ndarray:
    """Observed and expected of each code, (2, draws, codes); 0 where nothing varies."""
    apart = numpy.zeros((2, len(weights), len(marked.codes)))
    for j in range(len(marked.codes)):
        mine = numpy.flatnonzero(marked.asked[:, j])
        lengths = [marked.lengths[s] for s in mine]
        given = stretches_of(lengths, [marked.spans[s][j] for s in mine])
        if given.units.sum() and told[j].used.varies:
            apart[:, :, j] = disagreements(given, weights[:, mine])
    return apart


def _told(marked: Marked, code: int) -> Told:
    mine = numpy.flatnonzero(marked.asked[:, code])
    coders = range(len(marked.coders))
    given = [[merge(marked.spans[s][code][c]) for s in mine] for c in coders]
    number = [sum(map(len, mine)) for mine in given]
    length = sum(marked.lengths[s] for s in mine)
    filled = [sum(end - start for one in mine for start, end in one) for mine in given]
    # Where everybody marked all there is, nothing varies, as with units that are all positive.
    all_of_it = length > 0 and all(one == length for one in filled)
    answers = numpy.array(number) if all_of_it else numpy.full(len(coders), length)
    used = Used(marked.coders, numpy.array(number), answers)
    return Told(length, int(bool(length)), len(mine), used)


def _together(marked: Marked, told: Sequence[Told], kept: numpy.ndarray | None) -> Told:
    """What a pooled figure is over: all codes, or those kept."""
    columns = [j for j in range(len(told)) if kept is None or kept[j]]
    some = [told[j] for j in columns]
    coders = len(marked.coders)
    positives = sum((one.used.positives for one in some), numpy.zeros(coders, int))
    n = sum(one.n for one in some)
    sources = int(marked.asked[:, columns].any(axis=1).sum())
    codes = sum(one.codes for one in some)
    return Told(n, codes, sources, Used(marked.coders, positives, numpy.full(coders, n)))
