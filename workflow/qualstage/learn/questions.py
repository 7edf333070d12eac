"""What the interviewer's question just before a passage says of the codes it voices."""

from __future__ import annotations

from collections.abc import Sequence

import numpy

from qualstage.learn.ridge import invert, invert_without, predict_left_out
from qualstage.learn.texts import SHARPNESS


def question_kernel(some: numpy.ndarray, others: numpy.ndarray) -> numpy.ndarray:
    """How alike questions are, from their vectors: shape (some, others)."""
    return numpy.exp(SHARPNESS * (some.astype(float) @ others.astype(float).T - 1.0))


def invert_questions(questions: numpy.ndarray) -> numpy.ndarray | None:
    """G of the questions' kernel; none where nobody was asked, as in a table of comments."""
    if not questions.shape[1]:
        return None
    return invert(question_kernel(questions, questions), numpy.ones(len(questions)))


def learn_questions(
    inverse: numpy.ndarray | None,
    voiced: numpy.ndarray,
    seen: numpy.ndarray,
    groups: Sequence[str],
) -> tuple[numpy.ndarray, numpy.ndarray, numpy.ndarray]:
    """
    A regression of codes on questions that sees some passages.

    Args:
        inverse: G over all passages, or none.
        voiced: Whether each of all passages voices a code, (passages, codes).
        seen: Numbers of the passages that are seen.
        groups: Groups of these: each is left out together.

    Returns:
        Coefficients and what the regression says of groups left out, both (seen, codes); the mean.
    """
    mean = voiced[seen].mean(axis=0)
    if inverse is None:
        nothing = numpy.zeros((len(seen), voiced.shape[1]))
        return nothing, nothing + mean, mean
    centred = voiced[seen] - mean
    _, inside = invert_without(inverse, numpy.setdiff1d(numpy.arange(len(voiced)), seen))
    coefficients = inside @ centred
    return coefficients, mean + predict_left_out(inside, coefficients, centred, groups), mean
