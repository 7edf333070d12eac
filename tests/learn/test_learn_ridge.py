"""Ridge regression: groups left out at once, as if each had been left out by itself."""

import numpy
import pytest
from qualstage.learn.ridge import RIDGE, invert, invert_without, predict_left_out
from sklearn.kernel_ridge import KernelRidge

GROUPS = ["b", "a", "b", "c", "a", "b", "d", "c"]


@pytest.fixture
def given():
    """A kernel of eight rows, their weights, and targets for two codes."""
    random = numpy.random.default_rng(4)
    rows = random.normal(size=(8, 5))
    kernel = rows @ rows.T
    # `invert` overwrites what it is given.
    kernel.setflags(write=False)
    return kernel, random.uniform(0.5, 2.0, 8), random.normal(size=(8, 2))


def test_the_coefficients_are_those_of_sklearns_kernel_ridge(given):
    kernel, weights, targets = given
    theirs = KernelRidge(alpha=RIDGE, kernel="precomputed")
    theirs.fit(kernel, targets, sample_weight=weights)
    numpy.testing.assert_allclose(invert(kernel.copy(), weights) @ targets, theirs.dual_coef_)


def test_predictions_left_out_are_those_of_refitting_without_the_group(given):
    kernel, weights, targets = given
    refitted = numpy.empty_like(targets)
    for group in set(GROUPS):
        own = numpy.array([name == group for name in GROUPS])
        inside = kernel[numpy.ix_(~own, ~own)] + numpy.diag(RIDGE / weights[~own])
        coefficients = numpy.linalg.solve(inside, targets[~own])
        refitted[own] = kernel[numpy.ix_(own, ~own)] @ coefficients
    inverse = invert(kernel.copy(), weights)
    predicted = predict_left_out(inverse, inverse @ targets, targets, GROUPS)
    numpy.testing.assert_allclose(predicted, refitted)


@pytest.mark.parametrize("left_out", [[3], [0, 7, 4], [1, 2, 3, 4, 5, 6, 7]])
def test_the_inverse_without_some_rows_is_that_of_the_others_alone(given, left_out):
    kernel, weights, _ = given
    stay, inverse = invert_without(invert(kernel.copy(), weights), numpy.array(left_out))
    assert sorted([*stay, *left_out]) == list(range(8))
    alone = invert(kernel[numpy.ix_(stay, stay)], weights[stay])
    numpy.testing.assert_allclose(inverse, alone)


def test_leaving_nothing_out_changes_nothing(given):
    whole = invert(given[0].copy(), given[1])
    stay, inverse = invert_without(whole, numpy.array([], int))
    assert stay.tolist() == list(range(8))
    assert (inverse == whole).all()
