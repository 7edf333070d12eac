"""
Evidence combined into calibrated probabilities, and thresholds for what the user wants.

A logistic regression over all pairs of passage and code, with an intercept for each code that is
held small. It is fitted to evidence from regressions that never saw the passage's source, so that
its probabilities hold for sources to come.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy

from qualstage.learn.evidence import CODE, KINDS

_NAMES = list(KINDS)
_PRODUCTS = [
    ("score", "score"),
    ("relative", "relative"),
    ("unusual", "unusual"),
    ("lead", "lead"),
    ("relative_lead", "relative_lead"),
    ("unusual_lead", "unusual_lead"),
    ("length", "length"),
    ("worthy", "worthy"),
    ("score", "examples"),
    ("score", "length"),
    ("relative", "worthy"),
]
"""Pairs of numbers whose product is evidence, too: effects that bend, or depend on another."""

_INTERCEPTS = 0.5
"""Size of the column of a code's own intercept: small columns are held smaller."""

AIMS = ("balanced", "screening", "accepting")
_RECALL, _PRECISION = 0.95, 0.90
_SHRINK = 100.0
"""Examples from which on a code's own threshold weighs more than that of all codes."""


@dataclass(frozen=True)
class Combination:
    """Coefficients of evidence, of products and of codes; the mean and spread they hold for."""

    mean: numpy.ndarray
    spread: numpy.ndarray
    coefficients: numpy.ndarray
    codes: numpy.ndarray
    intercept: float

    def log_odds(self, evidence: numpy.ndarray) -> numpy.ndarray:
        """Log-odds that a passage voices a code, shape (passages, codes)."""
        columns = _columns((evidence - self.mean) / self.spread)
        return columns @ self.coefficients + self.codes + self.intercept

    def factors(self, evidence: numpy.ndarray) -> dict[str, numpy.ndarray]:
        """
        Log-odds by kind of evidence, each of shape (passages, codes).

        Measured from the average pair of passage and code; how common the code is stays out of it.
        A product counts with its first number.
        """
        columns = _columns((evidence - self.mean) / self.spread) * self.coefficients
        kinds = [KINDS[name] for name in [*_NAMES, *(first for first, _ in _PRODUCTS)]]
        found: dict[str, numpy.ndarray] = {}
        for index, kind in enumerate(kinds):
            found[kind] = found.get(kind, 0.0) + columns[..., index]
        del found[CODE]
        return found


def _columns(standard: numpy.ndarray) -> numpy.ndarray:
    index = {name: i for i, name in enumerate(_NAMES)}
    products = [standard[..., index[a]] * standard[..., index[b]] for a, b in _PRODUCTS]
    return numpy.concatenate([standard, numpy.stack(products, axis=-1)], axis=-1)


def fit_combination(
    evidence: numpy.ndarray,
    voiced: numpy.ndarray,
    asked: numpy.ndarray,
    counts: numpy.ndarray | None = None,
    freedom: float = 1.0,
) -> Combination:
    """
    Fit the combination.

    Args:
        evidence: Shape (passages, codes, KINDS).
        voiced: Whether a passage voices a code.
        asked: Whether the code applies to it: only these pairs count.
        counts: How much each passage counts; all alike by default.
        freedom: The inverse of the penalty on coefficients.
    """
    from sklearn.linear_model import LogisticRegression

    asked = _counted(asked, counts)
    pairs, answers = evidence[asked], voiced[asked]
    mean, spread = pairs.mean(axis=0), pairs.std(axis=0)
    spread = numpy.where(spread > 1e-9, spread, 1.0)
    n_codes = evidence.shape[1]
    codes = numpy.broadcast_to(numpy.arange(n_codes), asked.shape)[asked]
    columns = numpy.hstack(
        [_columns((pairs - mean) / spread), numpy.eye(n_codes)[codes] * _INTERCEPTS]
    )
    if answers.all() or not answers.any():
        return Combination(mean, spread, *_without_contrast(answers, columns.shape[1], n_codes))
    # Newton's method solves the normal equations: exact, and no order of rows changes it.
    fitted = LogisticRegression(C=freedom, solver="newton-cholesky", tol=1e-8, max_iter=200)
    fitted.fit(columns, answers, _spread_out(counts, asked))
    coefficients = fitted.coef_[0]
    return Combination(
        mean,
        spread,
        coefficients[:-n_codes],
        coefficients[-n_codes:] * _INTERCEPTS,
        float(fitted.intercept_[0]),
    )


def _without_contrast(
    answers: numpy.ndarray, n_columns: int, n_codes: int
) -> tuple[numpy.ndarray, numpy.ndarray, float]:
    """Coefficients, codes and intercept where every answer is the same: no evidence weighs."""
    share = (answers.sum() + 0.5) / (len(answers) + 1.0)
    odds = float(numpy.log(share / (1 - share)))
    return numpy.zeros(n_columns - n_codes), numpy.zeros(n_codes), odds


def _counted(asked: numpy.ndarray, counts: numpy.ndarray | None) -> numpy.ndarray:
    """Which pairs apply, of passages that count at all."""
    return asked if counts is None else asked & (counts > 0)[:, None]


def _spread_out(counts: numpy.ndarray | None, asked: numpy.ndarray) -> numpy.ndarray | None:
    """Counts of passages as counts of the pairs that apply."""
    return None if counts is None else numpy.broadcast_to(counts[:, None], asked.shape)[asked]


def probability(log_odds: numpy.ndarray) -> numpy.ndarray:
    """Probabilities of log-odds."""
    return 1.0 / (1.0 + numpy.exp(-numpy.clip(log_odds, -30.0, 30.0)))


def source_evidence(
    probabilities: numpy.ndarray, asked: numpy.ndarray, sources: Sequence[str]
) -> tuple[list[str], numpy.ndarray, numpy.ndarray]:
    """
    What a source's passages say together of a code.

    Args:
        probabilities: Of passages, (passages, codes).
        asked: Whether the code applies.
        sources: Each passage's source.

    Returns:
        The sources; evidence of shape (sources, codes, 3): log-odds of the best passage, of the
        second best, and the log of the number expected; whether the code applies, (sources, codes).
    """
    rows: dict[str, list[int]] = {}
    for row, source in enumerate(sources):
        rows.setdefault(source, []).append(row)
    found = numpy.zeros((len(rows), probabilities.shape[1], 3))
    applies = numpy.zeros((len(rows), probabilities.shape[1]), bool)
    for number, mine in enumerate(rows.values()):
        inside = numpy.clip(probabilities[mine], 1e-6, 1 - 1e-6)
        ordered = numpy.sort(inside, axis=0)[::-1]
        best = ordered[:2] if len(mine) > 1 else numpy.vstack([ordered, ordered * 0 + 1e-6])
        found[number, :, :2] = numpy.log(best / (1 - best)).T
        found[number, :, 2] = numpy.log(-numpy.log1p(-inside).sum(axis=0))
        applies[number] = asked[mine].any(axis=0)
    return list(rows), found, applies


def any_by_source(
    values: numpy.ndarray, sources: Sequence[str], names: Sequence[str]
) -> numpy.ndarray:
    """Whether any passage of a source has it, in the order of names."""
    number = {name: i for i, name in enumerate(names)}
    found = numpy.zeros((len(names), values.shape[1]), bool)
    for row, source in enumerate(sources):
        found[number[source]] |= values[row]
    return found


@dataclass(frozen=True)
class SourceCalibration:
    """From what a source's passages say to the probability that the source voices a code."""

    coefficients: numpy.ndarray
    intercept: float

    def log_odds(self, evidence: numpy.ndarray) -> numpy.ndarray:
        """Log-odds, shape (sources, codes)."""
        return evidence @ self.coefficients + self.intercept


def fit_source_calibration(evidence: numpy.ndarray, voiced: numpy.ndarray) -> SourceCalibration:
    """Fit it to pairs: evidence of shape (pairs, 3), and whether the source voices the code."""
    from sklearn.linear_model import LogisticRegression

    if voiced.all() or not voiced.any():
        return SourceCalibration(numpy.array([1.0, 0.0, 0.0]), 0.0)
    fitted = LogisticRegression(C=10.0, solver="newton-cholesky", tol=1e-8, max_iter=200)
    fitted.fit(evidence, voiced)
    return SourceCalibration(fitted.coef_[0], float(fitted.intercept_[0]))


def choose_thresholds(
    log_odds: numpy.ndarray,
    voiced: numpy.ndarray,
    asked: numpy.ndarray,
    counts: numpy.ndarray | None = None,
) -> dict[str, numpy.ndarray]:
    """
    Thresholds of log-odds by aim, shape (codes,) each.

    - `balanced`: most F1;
    - `screening`: the highest that finds 95 in 100 of what is voiced;
    - `accepting`: the lowest above which 90 in 100 are voiced.

    A code's own threshold counts with n / (n + 100) for n examples, that of all with the rest.
    """
    asked = _counted(asked, counts)
    chosen = {}
    for aim in AIMS:
        pairs = _spread_out(counts, asked)
        common = _threshold(log_odds[asked], voiced[asked], aim, pairs)
        own = numpy.full(log_odds.shape[1], common)
        for code in range(log_odds.shape[1]):
            mine = asked[:, code]
            n = int(voiced[mine, code].sum())
            if n:
                own_counts = None if counts is None else counts[mine]
                best = _threshold(log_odds[mine, code], voiced[mine, code], aim, own_counts)
                own[code] += n / (n + _SHRINK) * (best - common)
        chosen[aim] = own
    return chosen


def _threshold(
    scores: numpy.ndarray, voiced: numpy.ndarray, aim: str, counts: numpy.ndarray | None
) -> float:
    if not voiced.any():
        return 0.0
    order = numpy.argsort(-scores, kind="stable")
    counts = numpy.ones(len(scores)) if counts is None else counts[order]
    ordered, hits = scores[order], numpy.cumsum(voiced[order] * counts)
    n, total = numpy.cumsum(counts), hits[-1]
    if aim == "screening":
        last = int(numpy.argmax(hits >= _RECALL * total))
    elif aim == "accepting":
        precise = numpy.flatnonzero(hits / n >= _PRECISION)
        last = int(precise[-1]) if len(precise) else 0
    else:
        last = int(numpy.argmax(2 * hits / (n + total)))
    following = ordered[min(last + 1, len(ordered) - 1)]
    return float((ordered[last] + following) / 2)
