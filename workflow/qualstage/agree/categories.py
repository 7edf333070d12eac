"""Figures of agreement where each answer is one of several categories."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy

from qualstage.agree.figures import Answers, Row, Told, figure, measure, measured, met
from qualstage.agree.measures import KAPPA
from qualstage.agree.reasons import BEYOND_CHANCE, NO_UNITS, ONE_CATEGORY, Used
from qualstage.agree.tallies import MISSING, by_cluster, sums_of, tally, weigh
from qualstage.contracts.figures import CODE
from qualstage.resampling import draw_clusters

CATEGORIES = "categories"
"""Pooling of a figure over categories that exclude each other."""


def measure_categories(answers: Answers, categories: tuple[str, ...]) -> list[Row]:
    """
    Agreement on categories that exclude each other, and on each against all others.

    Args:
        answers: Numbers of categories, or MISSING, as the answers to one code.
        categories: Their names; of two, each against the other would say the same again.

    Returns:
        Rows of AGREEMENT from `code` on; `pooling` is CATEGORIES of the figures over all of them.
    """
    answers = answers.kept((answers.given != MISSING).any(axis=(0, 2)))
    numbers = answers.given[:, :, 0]
    stats = by_cluster(tally(numbers, len(categories)), answers.cluster, len(answers.strata))
    flat = weigh(draw_clusters(answers.strata), stats)
    draws = measured(sums_of(flat, len(answers.coders), len(categories)))
    paired = answers.paired[:, 0]
    number = (numbers[:, paired] != MISSING).sum(axis=1)
    sources = len(numpy.unique(answers.source[paired]))
    told = Told(int(paired.sum()), len(categories), sources, Used(answers.coders, number, number))
    hidden = frozenset() if met(answers).all() else frozenset({KAPPA})
    rows = []
    for name, of_all in draws.items():
        why = _reason(name, answers.coders, numbers[:, paired])
        rows.append(figure(("", CATEGORIES, name), of_all, told, why, name in hidden))
    if len(categories) > 2:
        each = (numbers[..., None] == numpy.arange(len(categories))).astype(numpy.int8)
        each[numbers == MISSING] = MISSING
        one_by_one = measure(replace(answers, codes=categories, given=each))
        rows += [row for row in one_by_one if row["pooling"] == CODE]
    return rows


def _reason(measure_name: str, coders: Sequence[str], numbers: numpy.ndarray) -> str:
    """Why a figure over all categories is empty, or says little."""
    if not numbers.size:
        return NO_UNITS
    used = [set(of_coder[of_coder != MISSING].tolist()) for of_coder in numbers]
    if len(set.union(*used)) == 1:
        alone = measure_name in BEYOND_CHANCE
        return ONE_CATEGORY if alone else f"{ONE_CATEGORY}: agreement on that alone"
    single = [name for name, mine in zip(coders, used, strict=True) if len(mine) == 1]
    if measure_name == KAPPA and single and len(coders) == 2:
        one = single[0]
        return f"{one} gave every unit the same category: kappa is 0 then, whatever the other did"
    return ""
