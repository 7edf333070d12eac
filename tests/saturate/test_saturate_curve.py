"""How codes add up: by hand, over every order, and what holds of any sources."""

from itertools import permutations

import numpy
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays
from qualstage.saturate.curve import (
    band,
    expected_codes,
    new_at_places,
    new_codes,
    unordered,
)

MATRICES = arrays(bool, array_shapes(min_dims=2, max_dims=2, max_side=9))

# Four sources; three codes, and a fourth that never comes up.
HAND = numpy.array([[1, 0, 0, 0], [1, 1, 0, 0], [0, 0, 0, 0], [0, 1, 1, 0]], bool)


def sums_of_every_order(matrix):
    """Codes so far in every order: a row an order, by sets."""
    return numpy.array(
        [
            [len({c for s in order[:n] for c in numpy.flatnonzero(matrix[s])}) for n in range(1, 6)]
            for order in permutations(range(5))
        ]
    )


def test_new_codes_are_those_counted_by_hand():
    assert new_codes(HAND).tolist() == [1, 1, 0, 1]
    assert new_at_places(HAND, numpy.array([[3, 2, 1, 0], [0, 0, 0, 0]])).tolist() == [
        [2, 0, 1, 0],
        [1, 0, 0, 0],
    ]


def test_the_expectation_by_hand():
    # Of four sources two have the first code, two the second, one the third.
    first = 2 / 4 + 2 / 4 + 1 / 4
    second = 5 / 6 + 5 / 6 + 1 / 2
    third = 1 + 1 + 3 / 4
    assert expected_codes(HAND) == pytest.approx([first, second, third, 3])


@pytest.mark.parametrize("seed", range(6))
def test_expectation_and_band_of_five_sources_are_those_of_all_120_orders(seed):
    matrix = numpy.random.default_rng(seed).random((5, 8)) < 0.1 * (seed + 1)
    sums = sums_of_every_order(matrix)
    assert expected_codes(matrix) == pytest.approx(sums.mean(axis=0))
    low, high = band(matrix)
    ordered = numpy.sort(sums, axis=0)
    # Three of 120 are 2.5 %; 117 are 97.5 %.
    assert low.tolist() == ordered[2].tolist()
    assert high.tolist() == ordered[116].tolist()


@given(MATRICES, st.randoms())
def test_the_sum_never_falls_and_ends_alike_in_every_order(matrix, chance):
    order = list(range(len(matrix)))
    chance.shuffle(order)
    sums = new_codes(matrix[order]).cumsum()
    assert (numpy.diff(sums) >= 0).all()
    assert sums[-1] == matrix.any(axis=0).sum()


@given(MATRICES, st.randoms())
def test_expectation_and_band_do_not_depend_on_the_order_of_sources(matrix, chance):
    order = list(range(len(matrix)))
    chance.shuffle(order)
    assert expected_codes(matrix).tolist() == expected_codes(matrix[order]).tolist()
    assert unordered(matrix).tolist() == unordered(matrix[order]).tolist()
    for one, other in zip(band(matrix), band(matrix[order]), strict=True):
        assert one.tolist() == other.tolist()


@given(MATRICES)
def test_expectation_and_band_rise_to_all_codes_and_the_band_is_the_right_way_round(matrix):
    expected, (low, high) = expected_codes(matrix), band(matrix)
    every = matrix.any(axis=0).sum()
    for curve in (expected, low, high):
        assert (numpy.diff(curve) >= -1e-9).all()
        assert curve[-1] == pytest.approx(every)
    assert (low <= high).all()
    assert expected[0] == pytest.approx(matrix.sum(axis=1).mean())


@given(MATRICES)
def test_the_expectation_lies_between_the_fewest_and_the_most_codes_of_any_order(matrix):
    expected, (low, high) = expected_codes(matrix), band(matrix)
    # Outside the band lie at most 2.5 % of orders at either end.
    every = matrix.any(axis=0).sum()
    assert (expected >= 0.975 * low - 1e-9).all()
    assert (expected <= 0.975 * high + 0.025 * every + 1e-9).all()


def test_a_code_of_one_source_in_fifty_leaves_the_band_without_width_above_the_expectation():
    matrix = numpy.zeros((50, 2), bool)
    matrix[:, 0] = matrix[7, 1] = True
    low, high = band(matrix)
    assert (low[48], high[48]) == (2, 2)
    assert expected_codes(matrix)[48] == pytest.approx(2 - 1 / 50)


@pytest.mark.parametrize("shape", [(0, 3), (3, 0), (0, 0), (1, 2)])
def test_without_sources_or_codes_there_is_nothing_and_no_error(shape):
    matrix = numpy.zeros(shape, bool)
    low, high = band(matrix)
    for curve in (new_codes(matrix), expected_codes(matrix), low, high):
        assert curve.tolist() == [0] * shape[0]
