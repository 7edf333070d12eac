"""
Evidence that a passage voices a code, as numbers: one row of them for each passage and code.

What coded examples say comes in three scales, because codes differ in how many examples they have:
as the regression gives it, relative to what the code's own examples get, and in standard
deviations of what passages without the code get. `lead` is by how much a code is ahead of the
passage's best other code.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy

EXAMPLES, PASSAGE, QUESTION = "coded examples", "the passage", "the question"
CODEBOOK, INDICATORS, NEIGHBOURS = "the codebook", "indicators", "passages around"
CODE = "the code"

KINDS = {
    "score": EXAMPLES,
    "log_score": EXAMPLES,
    "relative": EXAMPLES,
    "unusual": EXAMPLES,
    "lead": EXAMPLES,
    "relative_lead": EXAMPLES,
    "unusual_lead": EXAMPLES,
    "worthy": PASSAGE,
    "length": PASSAGE,
    "examples": CODE,
    "question": QUESTION,
    "codebook": CODEBOOK,
    "codebook_best": CODEBOOK,
    "codebook_unlike": CODEBOOK,
    "indicators": INDICATORS,
    "indicators_qualified": INDICATORS,
    "named_in_question": INDICATORS,
    "neighbours": NEIGHBOURS,
}
"""Every number of the evidence, and the kind that it is told under."""

_REACH = 2
"""Passages before and behind that count as around."""

_PRIOR = 2.0
"""Examples' worth of the mean of all codes that a code's own scale is held to."""


@dataclass(frozen=True)
class Given:
    """
    What is known of passages before anything is learned; shape (passages, codes) unless said.

    Args:
        sources: Each passage's source; passages stand in reading order within a source.
        length: Words of each passage, shape (passages,).
        asked: Whether the code applies at the passage's stage.
        codebook: Mean likeness to the codebook's texts of the code.
        codebook_best: Likeness to the nearest of them.
        codebook_unlike: Likeness to the nearest 'close but no' example.
        indicators: Whether an indicator stands unqualified in the passage.
        indicators_qualified: Whether all its hits are negated, declined and so on.
        named_in_question: Whether the interviewer's turn just before names the code.
    """

    sources: Sequence[str]
    length: numpy.ndarray
    asked: numpy.ndarray
    codebook: numpy.ndarray
    codebook_best: numpy.ndarray
    codebook_unlike: numpy.ndarray
    indicators: numpy.ndarray
    indicators_qualified: numpy.ndarray
    named_in_question: numpy.ndarray

    def take(self, rows: numpy.ndarray) -> Given:
        """Some passages, in their order."""
        arrays = {
            name: getattr(self, name)[rows]
            for name in self.__dataclass_fields__
            if name != "sources"
        }
        return Given(sources=[self.sources[row] for row in rows], **arrays)


@dataclass(frozen=True)
class Scale:
    """Per code: the score without it, its spread, that of its examples, and their number."""

    without: numpy.ndarray
    spread: numpy.ndarray
    with_it: numpy.ndarray
    examples: numpy.ndarray


def scale_of(scores: numpy.ndarray, voiced: numpy.ndarray, asked: numpy.ndarray) -> Scale:
    """
    The scale of each code's scores.

    Args:
        scores: What the regression says of training passages left out, (passages, codes).
        voiced: Whether they voice the code.
        asked: Whether the code applies to them.
    """
    overall = scores[voiced & asked].mean() if (voiced & asked).any() else 1.0
    n_codes = scores.shape[1]
    without, spread, with_it = (numpy.zeros(n_codes) for _ in range(3))
    for code in range(n_codes):
        no = scores[asked[:, code] & ~voiced[:, code], code]
        if not len(no):
            # Nobody knows where it is not: all that is not known to voice it stands for that.
            no = scores[~voiced[:, code], code]
        yes = scores[asked[:, code] & voiced[:, code], code]
        without[code] = no.mean() if len(no) else 0.0
        spread[code] = (no.std() if len(no) else 0.0) + 1e-3
        # A code of few examples leans on the others, whose own examples also score below theirs.
        with_it[code] = (yes.sum() + _PRIOR * 0.6 * overall) / (len(yes) + _PRIOR)
    with_it = numpy.maximum(with_it, without + spread)
    return Scale(without, spread, with_it, (voiced & asked).sum(axis=0).astype(float))


def evidence_of(
    scores: numpy.ndarray,
    worthy: numpy.ndarray,
    question: numpy.ndarray,
    scale: Scale,
    given: Given,
) -> numpy.ndarray:
    """
    The evidence of passages.

    Args:
        scores: What coded examples say, (passages, codes).
        worthy: What they say of being coded at all, (passages,).
        question: What the questions before coded passages say, (passages, codes).
        scale: The codes' scales.
        given: What is known of the passages otherwise.

    Returns:
        Shape (passages, codes, KINDS), in the order of KINDS.
    """
    shape = scores.shape
    relative = (scores - scale.without) / (scale.with_it - scale.without)
    unusual = (scores - scale.without) / scale.spread
    found = {
        "score": scores,
        "log_score": numpy.log(numpy.clip(scores, 0.003, 1.0)),
        "relative": relative,
        "unusual": unusual,
        "lead": lead(scores, given.asked),
        "relative_lead": lead(relative, given.asked),
        "unusual_lead": lead(unusual, given.asked),
        "worthy": numpy.broadcast_to(worthy[:, None], shape),
        "length": numpy.broadcast_to(numpy.log1p(given.length)[:, None], shape),
        "examples": numpy.broadcast_to(numpy.log1p(scale.examples), shape),
        "question": question,
        "codebook": given.codebook,
        "codebook_best": given.codebook_best,
        "codebook_unlike": given.codebook_unlike,
        "indicators": given.indicators,
        "indicators_qualified": given.indicators_qualified,
        "named_in_question": given.named_in_question,
        "neighbours": neighbours(scores, given.sources),
    }
    return numpy.stack([found[name] for name in KINDS], axis=2)


def lead(scores: numpy.ndarray, asked: numpy.ndarray) -> numpy.ndarray:
    """By how much each code is ahead of the best other code that applies; negative if behind."""
    if scores.shape[1] < 2 or not len(scores):
        return numpy.zeros(scores.shape)
    applying = numpy.where(asked, scores, -numpy.inf)
    second, first = numpy.partition(applying, -2, axis=1)[:, -2:].T
    best_other = numpy.where(applying == first[:, None], second[:, None], first[:, None])
    best_other = numpy.where(numpy.isfinite(best_other), best_other, scores)
    return numpy.where(asked, scores - best_other, 0.0)


def neighbours(scores: numpy.ndarray, sources: Sequence[str]) -> numpy.ndarray:
    """The best score of each code in the passages just before and behind, in the same source."""
    found = numpy.zeros(scores.shape)
    n = len(scores)
    for step in range(1, min(_REACH, n - 1) + 1):
        same = numpy.array([a == b for a, b in zip(sources, sources[step:], strict=False)])[:, None]
        found[step:] = numpy.maximum(found[step:], numpy.where(same, scores[:-step], 0.0))
        found[:-step] = numpy.maximum(found[:-step], numpy.where(same, scores[step:], 0.0))
    return found
