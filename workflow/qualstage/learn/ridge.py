"""
Ridge regression in the space of a kernel, with predictions for groups left out that are exact.

With K the kernel of the training texts, W their weights and G = (K + L/W)^-1, the coefficients are
G (y - m). Two identities make leaving out cheap: the inverse without some rows is a Schur
complement of G, and the error on a group left out is G_gg^-1 times its coefficients (Cook 1977;
for groups: An, Liu & Venkatesh 2007, Pattern Recognition 40:2154).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy
import scipy.linalg

RIDGE = 0.7
"""How strongly coefficients are held small: L."""


def invert(kernel: numpy.ndarray, weights: numpy.ndarray) -> numpy.ndarray:
    """
    G of a training kernel.

    Args:
        kernel: Shape (rows, rows). It is overwritten: for thousands of rows, copies fill memory.
        weights: How much each row counts, shape (rows,).
    """
    kernel[numpy.diag_indices(len(kernel))] += RIDGE / weights
    if not len(kernel):
        return kernel
    # By Cholesky's factors, in half the time of an inverse that knows nothing of symmetry.
    factor, invert_factor = scipy.linalg.get_lapack_funcs(("potrf", "potri"), (kernel,))
    lower, _ = factor(kernel, lower=True, overwrite_a=True)
    inverse, _ = invert_factor(lower, lower=True, overwrite_c=True)
    return numpy.tril(inverse) + numpy.tril(inverse, -1).T


def invert_without(
    inverse: numpy.ndarray, left_out: numpy.ndarray
) -> tuple[numpy.ndarray, numpy.ndarray]:
    """
    G without some rows.

    Returns:
        The rows that stay, and their G.
    """
    stay = numpy.setdiff1d(numpy.arange(len(inverse)), left_out)
    if not len(left_out):
        return stay, inverse
    across = inverse[numpy.ix_(left_out, stay)]
    held = inverse[numpy.ix_(left_out, left_out)]
    return stay, inverse[numpy.ix_(stay, stay)] - across.T @ numpy.linalg.solve(held, across)


def predict_left_out(
    inverse: numpy.ndarray,
    coefficients: numpy.ndarray,
    targets: numpy.ndarray,
    groups: Sequence[str],
) -> numpy.ndarray:
    """
    What a regression that never saw a row's group says of that row.

    Args:
        inverse: G, shape (rows, rows).
        coefficients: Shape (rows, codes).
        targets: Shape (rows, codes).
        groups: A row's group: all its rows are left out together.

    Returns:
        Predictions, shape (rows, codes).
    """
    members: dict[str, list[int]] = {}
    for row, group in enumerate(groups):
        members.setdefault(group, []).append(row)
    predicted = numpy.empty_like(targets)
    for rows in members.values():
        own = numpy.ix_(rows, rows)
        predicted[rows] = targets[rows] - numpy.linalg.solve(inverse[own], coefficients[rows])
    return predicted
