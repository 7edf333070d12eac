"""
Measures of agreement between coders who put units into categories; definitions of our own.

Each takes `Sums` and gives an array of their shape: not a number where the measure is not defined,
which is never left to rounding. Said for the common case, whether a code was given or not:

| | nobody gave it, or all gave it to all | one coder never gave it |
| --- | --- | --- |
| percent | 1: they agree, on its absence (or presence) alone | as ever: on its absence alone |
| alpha, kappa | not defined: nothing varies | kappa 0, alpha 0 or below, whatever others did |
| AC1, PABAK | 1, as percent | as ever: on its absence alone |
"""

from __future__ import annotations

from collections.abc import Callable

import numpy

from qualstage.agree.tallies import Sums
from qualstage.resampling import ratio


def percent(sums: Sums) -> numpy.ndarray:
    """
    Share of pairs of coders who agree, the mean over units with two answers or more.

    Of two coders, the share of units on which they agree. Gwet (2014), Handbook of Inter-Rater
    Reliability, 4th edition. Not defined without such units.
    """
    return ratio(sums.agreed, sums.pairable)


def alpha(sums: Sums) -> numpy.ndarray:
    """
    Krippendorff's alpha of nominal categories, any number of coders, answers may be missing.

    1 - (n - 1) (n - sum of o_cc) / (n^2 - sum of n_c^2), over the n answers in units with two or
    more: Krippendorff (2011), Computing Krippendorff's Alpha-Reliability; (2013) Content Analysis,
    3rd edition, chapter 12. Not defined where all these answers are of one category: no
    disagreement could be expected, and none could be seen.
    """
    n = sums.values.sum(axis=0)
    expected = n**2 - (sums.values**2).sum(axis=0)
    seen = (n - 1) * (n - sums.diagonal.sum(axis=0))
    varies = (sums.values > 0).sum(axis=0) > 1
    return numpy.where(varies, 1 - ratio(seen, numpy.where(varies, expected, 0)), numpy.nan)


def kappa(sums: Sums) -> numpy.ndarray:
    """
    Cohen's kappa of two coders; of more, Conger's, which is Cohen's where there are two.

    Chance agreement is the mean over pairs of coders of what their own shares of categories would
    give: Cohen (1960), Educational and Psychological Measurement 20:37; Conger (1980),
    Psychological Bulletin 88:322; answers may be missing as in Gwet (2014). Not defined
    where all answers in units with two or more are of one category. It is 0
    where one of two coders used a single category, however the other answered: agreement is then
    what chance would give. That says little of how well they agree.
    """
    answered = sums.margins.sum(axis=1, keepdims=True)
    coders = (answered > 0).sum(axis=(0, 1))
    shares = numpy.divide(
        sums.margins, answered, out=numpy.zeros_like(sums.margins), where=answered > 0
    )
    # The mean over ordered pairs of two different coders of the product of their shares.
    products = shares.sum(axis=0) ** 2 - (shares**2).sum(axis=0)
    chance = ratio(products.sum(axis=0), coders * (coders - 1))
    varies = (sums.values > 0).sum(axis=0) > 1
    return _beyond_chance(percent(sums), chance, varies)


def ac1(sums: Sums) -> numpy.ndarray:
    """
    Gwet's AC1, any number of coders, answers may be missing.

    Chance agreement is the mean over categories but one of p (1 - p), where p is the mean share of
    a category in units with an answer: Gwet (2008), British Journal of Mathematical and Statistical
    Psychology 61:29; with missing answers Gwet (2014). Defined whenever percent is and there are
    two categories at least; 1 where nothing varies, since its chance is then 0.
    """
    if sums.categories < 2:
        return numpy.full(sums.pairable.shape, numpy.nan)
    share = ratio(sums.shares, numpy.broadcast_to(sums.rated, sums.shares.shape))
    chance = (share * (1 - share)).sum(axis=0) / (sums.categories - 1)
    return _beyond_chance(percent(sums), chance, sums.pairable > 0)


def pabak(sums: Sums) -> numpy.ndarray:
    """
    Kappa adjusted for prevalence and bias: what kappa were if all categories were equally common.

    2 x percent - 1 of two categories: Byrt, Bishop & Carlin (1993), Journal of Clinical
    Epidemiology 46:423; of more, Bennett, Alpert & Goldstein's S (1954). Defined whenever percent
    is and there are two categories at least.
    """
    if sums.categories < 2:
        return numpy.full(sums.pairable.shape, numpy.nan)
    chance = numpy.full(sums.pairable.shape, 1 / sums.categories)
    return _beyond_chance(percent(sums), chance, sums.pairable > 0)


def _beyond_chance(
    seen: numpy.ndarray, chance: numpy.ndarray, defined: numpy.ndarray
) -> numpy.ndarray:
    """(seen - chance) / (1 - chance) where defined."""
    room = numpy.where(defined & (chance < 1), 1 - chance, 0)
    return ratio(numpy.where(room > 0, seen - chance, 0), room)


ALPHA, KAPPA, PERCENT = "alpha", "kappa", "percent"
AC1, PABAK = "AC1", "PABAK"

MEASURES: dict[str, Callable[[Sums], numpy.ndarray]] = {
    ALPHA: alpha,
    AC1: ac1,
    KAPPA: kappa,
    PABAK: pabak,
    PERCENT: percent,
}
"""Every measure by name."""

OF_PAIRS = frozenset({PABAK})
"""Measures of two coders alone."""
