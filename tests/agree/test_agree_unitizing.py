"""Krippendorff's alpha for unitizing: the book's example, laws, resamples."""

import numpy
import pytest
from hypothesis import given
from hypothesis import strategies as st
from qualstage.agree.spans import Marked, measure_spans
from qualstage.agree.unitizing import disagreements, merge, stretches_of, unitizing_alpha

# Krippendorff (2004), Content Analysis, p. 254: two observers, a continuum from 150, 300 long.
C = [[(75, 145), (220, 250)], [(70, 150), (205, 225), (250, 270)]]
K = [[(30, 90), (150, 200)], [(30, 90), (150, 200)]]


def apart(lengths, spans, weights=None):
    given = stretches_of(lengths, spans)
    weights = numpy.ones((1, len(lengths))) if weights is None else numpy.array([weights], float)
    observed, expected = disagreements(given, weights)
    return float(observed[0]), float(expected[0])


def test_the_books_example_gives_the_books_figures():
    c, k = apart([300], [C]), apart([300], [K])
    assert c == pytest.approx((0.0144, 0.0532), abs=5e-5)
    assert k == pytest.approx((0.0, 0.0490), abs=5e-5)
    assert unitizing_alpha(*numpy.array(c)) == pytest.approx(0.7286, abs=5e-5)
    assert unitizing_alpha(*numpy.array(k)) == 1
    # The book divides rounded numbers: 1 - 0.0144 / 0.1022.
    assert unitizing_alpha(c[0] + k[0], c[1] + k[1]) == pytest.approx(0.8591, abs=5e-4)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ([(5, 11)], [(4, 6)], 1 + 25),
        ([(5, 11)], [(6, 10)], 1 + 1),
        ([(5, 11)], [], 36),
        ([(5, 11)], [(11, 13)], 36 + 4),
        ([(5, 11)], [(5, 11)], 0),
        ([(0, 4), (6, 10)], [(2, 8)], (4 + 16) + (16 + 4)),
    ],
)
def test_stretches_differ_by_squares_of_what_lies_between_their_ends(one, other, expected):
    observed, _ = apart([100], [[one, other]])
    # Both ordered pairs of two coders, over m (m - 1) L^2.
    assert observed == pytest.approx(2 * expected / (2 * 100**2))


def test_overlapping_stretches_of_a_coder_are_one_and_touching_ones_two():
    assert merge([(5, 9), (1, 6), (9, 12), (3, 3)]) == [(1, 9), (9, 12)]


SPANS = st.lists(
    st.tuples(st.integers(0, 40), st.integers(0, 40)).map(sorted).map(tuple), max_size=4
)
SOURCES = st.lists(st.tuples(SPANS, SPANS), min_size=1, max_size=4)


@given(SOURCES, st.data())
def test_sources_that_weigh_twice_are_sources_written_twice(sources, data):
    weights = data.draw(st.lists(st.integers(0, 2), min_size=len(sources), max_size=len(sources)))
    lengths = [40 + 5 * i for i in range(len(sources))]
    order = numpy.repeat(numpy.arange(len(sources)), weights)
    if len(order):
        written = apart([lengths[i] for i in order], [sources[i] for i in order])
        assert apart(lengths, sources, weights) == pytest.approx(written)


@given(SOURCES)
def test_the_order_of_coders_changes_nothing(sources):
    lengths = [40] * len(sources)
    turned = [(other, one) for one, other in sources]
    assert apart(lengths, sources) == pytest.approx(apart(lengths, turned))


@given(SPANS)
def test_a_coders_double_agrees_wholly_unless_nothing_is_marked(spans):
    observed, expected = apart([50], [[spans, spans]])
    assert observed == 0
    assert (expected > 0) == bool(merge(spans))


def rows(spans, asked=((True, True),) * 2):
    marked = Marked(
        ("A", "B"), ("dig", "rest"), ("talk",) * 2, (300, 300), numpy.array(asked), spans
    )
    return {(r["code"], r["pooling"]): r for r in measure_spans(marked, "nobody asked")}


def test_figures_of_stretches_are_told_code_by_code_and_pooled():
    found = rows([[C, K], [C, K]])
    observed, expected = apart([300, 300], [C, C])
    assert found["dig", "code"]["value"] == pytest.approx(1 - observed / expected, abs=1e-4)
    assert found["rest", "code"]["value"] == 1
    assert found["", "mean"]["value"] == pytest.approx(1 - observed / expected / 2, abs=1e-4)
    micro = found["", "micro"]
    assert (micro["n"], micro["codes"], micro["sources"]) == (1200, 2, 2)
    assert (micro["positives_1"], micro["positives_2"]) == (8, 10)


def test_a_code_without_stretches_or_that_was_not_looked_for_has_no_figure():
    found = rows([[C, [[], []]], [C, [[], []]]])
    assert (found["rest", "code"]["value"], found["rest", "code"]["reason"]) == (
        None,
        "neither coder used the code",
    )
    assert found["", "mean"]["reason"].startswith("over the 1 of 2 codes that somebody used")
    found = rows([[C, [[], []]], [C, [[], []]]], ((True, False),) * 2)
    assert found["rest", "code"]["reason"] == "nobody asked"
    found = rows([[C, [[], []]]] * 2, ((False, False),) * 2)
    assert [found["", pooling]["reason"] for pooling in ("micro", "mean")] == ["nobody asked"] * 2


def test_one_who_never_marks_is_named():
    found = rows([[[[(0, 50)], []], K], [[[], []], K]])
    assert found["dig", "code"]["reason"].startswith("B never used it")
    assert found["dig", "code"]["value"] < 0.1


def test_where_both_marked_all_there_is_nothing_is_told_of_agreement():
    whole = [[(0, 300)], [(0, 300)]]
    found = rows([[whole, K], [whole, K]])
    assert (found["dig", "code"]["value"], found["dig", "code"]["reason"]) == (
        None,
        "all units are positive for both",
    )
    assert found["rest", "code"]["value"] == found["", "micro"]["value"] == 1
    assert (found["", "mean"]["value"], found["", "mean"]["codes"]) == (1, 1)


def test_a_stretch_weighs_the_same_in_the_pooled_figure_however_few_sources_have_its_code():
    alike, unlike = [[(0, 60)], [(0, 60)]], [[(0, 60)], [(100, 160)]]
    n, none = 20, [[], []]
    spans = [[alike, unlike if s == n - 1 else none] for s in range(n)]
    asked = numpy.array([[True, s == n - 1] for s in range(n)])
    marked = Marked(("A", "B"), ("dig", "rest"), ("talk",) * n, (300,) * n, asked, spans)
    (micro, *_) = measure_spans(marked, "nobody asked")
    dig, rest = apart([300] * n, [s[0] for s in spans]), apart([300], [unlike])
    squares = (300 * n) ** 2, 300**2
    observed = dig[0] * squares[0] + rest[0] * squares[1]
    expected = dig[1] * squares[0] + rest[1] * squares[1]
    assert micro["value"] == pytest.approx(1 - observed / expected, abs=1e-4)
    # One of twenty-one is in dispute; undone by squares of lengths, it would be half of it all.
    assert micro["value"] > 0.8


def test_three_coders_differ_as_their_pairs_do_on_average():
    first, second, third = C[0], C[1], K[0]
    pairs = [apart([300], [pair]) for pair in ([first, second], [first, third], [second, third])]
    together = apart([300], [[first, second, third]])
    assert together[0] == pytest.approx(sum(observed for observed, _ in pairs) / 3)
    marked = Marked(
        ("A", "B", "C"),
        ("dig",),
        ("talk",),
        (300,),
        numpy.array([[True]]),
        [[[first, second, third]]],
    )
    (micro, *_) = measure_spans(marked, "nobody asked")
    assert micro["value"] == pytest.approx(1 - together[0] / together[1], abs=1e-4)
    assert (micro["positives_1"], micro["positives_2"]) == (7, None)
