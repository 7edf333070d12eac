"""In which order passages are worth reading."""

import numpy
import pytest
from hypothesis import given
from hypothesis import strategies as st
from qualstage.queue.order import order_passages

SOURCES = ("H1", "H2", "V1")


@st.composite
def unread(draw):
    """Probabilities in quarters (so that equals are common), sources, and pairs settled."""
    n, n_codes = draw(st.integers(0, 7)), draw(st.integers(1, 3))
    quarters = st.lists(st.integers(0, 4), min_size=n * n_codes, max_size=n * n_codes)
    probabilities = numpy.array(draw(quarters), float).reshape(n, n_codes) / 4
    sources = draw(st.lists(st.sampled_from(SOURCES), min_size=n, max_size=n))
    has = st.lists(st.booleans(), min_size=n_codes, max_size=n_codes).map(numpy.array)
    return probabilities, sources, draw(st.dictionaries(st.sampled_from(SOURCES), has))


def greedily(probabilities, sources, settled):
    """The same plainly: of all left, whichever brings most now, and of equals the first."""
    left = list(range(len(probabilities)))
    order, worth = [], numpy.zeros(len(probabilities))
    while left:
        expected = {}
        for number in left:
            missing = ~settled.get(sources[number], numpy.zeros(probabilities.shape[1], bool))
            for other in order:
                if sources[other] == sources[number]:
                    missing = missing * (1.0 - probabilities[other])
            expected[number] = float(probabilities[number] @ missing)
        best = max(left, key=lambda number: (expected[number], -number))
        worth[best] = expected[best]
        order.append(best)
        left.remove(best)
    return order, worth


@given(unread())
def test_the_order_is_that_of_choosing_the_most_worth_again_and_again(material):
    order, worth = order_passages(*material)
    plain_order, plain_worth = greedily(*material)
    assert order == plain_order
    assert worth.tolist() == plain_worth.tolist()


@given(unread())
def test_worth_falls_along_the_queue_and_adds_up_to_the_pairs_expected(material):
    probabilities, sources, settled = material
    order, worth = order_passages(*material)
    assert (numpy.diff(worth[order]) <= 0).all()
    expected = 0.0
    for source in set(sources):
        mine = probabilities[[name == source for name in sources]]
        any_of_them = 1.0 - (1.0 - mine).prod(axis=0)
        expected += any_of_them[~settled.get(source, numpy.zeros(len(any_of_them), bool))].sum()
    assert worth.sum() == pytest.approx(expected)


def test_a_second_passage_of_a_source_and_code_falls_behind_another_sources_first():
    probabilities = numpy.array([[0.9], [0.8], [0.3]])
    order, worth = order_passages(probabilities, ["H1", "H1", "H2"], {})
    assert order == [0, 2, 1]
    assert worth.tolist() == pytest.approx([0.9, 0.8 * 0.1, 0.3])


def test_a_second_passage_for_another_code_keeps_its_place():
    probabilities = numpy.array([[0.9, 0.0], [0.0, 0.8], [0.3, 0.0]])
    order, worth = order_passages(probabilities, ["H1", "H1", "H2"], {})
    assert order == [0, 1, 2]
    assert worth.tolist() == pytest.approx([0.9, 0.8, 0.3])


def test_what_a_source_has_is_worth_nothing_there_and_as_much_as_ever_elsewhere():
    probabilities = numpy.array([[0.9, 0.2], [0.6, 0.0]])
    settled = {"H1": numpy.array([True, False])}
    order, worth = order_passages(probabilities, ["H1", "H2"], settled)
    assert order == [1, 0]
    assert worth.tolist() == [0.2, 0.6]


def test_a_passage_that_fell_to_the_worth_of_another_stands_by_its_number():
    probabilities = numpy.array([[1.0, 0.0], [0.0, 0.25], [0.75, 0.25]])
    order, worth = order_passages(probabilities[[1, 2, 0]], ["V1", "H1", "H1"], {})
    assert order == [1, 0, 2]
    assert worth.tolist() == [0.25, 1.0, 0.25]


def test_nothing_unread_is_no_queue():
    order, worth = order_passages(numpy.zeros((0, 2)), [], {})
    assert order == []
    assert worth.tolist() == []
