"""Before anything is coded: likeness to the codebook's own texts, without probabilities."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy

from qualstage.learn.ridge import invert, predict_left_out
from qualstage.learn.texts import Texts, kernel


@dataclass(frozen=True)
class CodebookAlone:
    """
    A regression on the codebook's texts.

    Args:
        coefficients: Shape (texts of the codebook, codes).
        threshold: The score from which on a passage is proposed: what half of the codebook's own
            texts get from the others, each left out.
    """

    coefficients: numpy.ndarray
    threshold: numpy.ndarray

    def scores(self, alike: numpy.ndarray) -> numpy.ndarray:
        """Scores of passages, from their kernel with the codebook's texts."""
        return alike @ self.coefficients


def learn_from_codebook(texts: Texts, codes: Sequence[int | None], n_codes: int) -> CodebookAlone:
    """
    Learn from the codebook's texts alone.

    Args:
        texts: Its definitions, rules and examples.
        codes: The code each speaks of; None for a 'close but no' example.
        n_codes: Number of codes.
    """
    targets = numpy.zeros((len(codes), n_codes))
    own = [(row, code) for row, code in enumerate(codes) if code is not None]
    for row, code in own:
        targets[row, code] = 1.0
    inverse = invert(kernel(texts, texts), numpy.ones(len(codes)))
    coefficients = inverse @ targets
    each = [str(row) for row in range(len(codes))]
    left_out = predict_left_out(inverse, coefficients, targets, each)
    found = [left_out[row, code] for row, code in own]
    threshold = numpy.median(found) if found else numpy.inf
    return CodebookAlone(coefficients, numpy.asarray(threshold))
