"""When saturation is reached: the example of Guest, Namey and Chen, by hand, and as laws."""

import numpy
import pytest
from hypothesis import given
from hypothesis import strategies as st
from qualstage.saturate.rule import (
    Resampled,
    Rule,
    new_in_runs,
    ratios,
    reached_at,
    resampled,
    rules_beside,
    told_of_resamples,
)

PAPER = Rule(4, 2, 0.05)

# The worked example: 37 themes in the base of four (how they are spread over it changes nothing),
# then 4, 3, 1 and 0 new ones.
EXAMPLE = numpy.array([20, 9, 5, 3, 4, 3, 1, 0])

NEW = st.lists(st.integers(0, 6), max_size=14).map(numpy.array)
RULES = st.builds(Rule, st.integers(1, 6), st.integers(1, 3), st.floats(0, 0.5))


def test_the_papers_example_is_reached_at_six_and_shown_by_two_more():
    assert new_in_runs(EXAMPLE, PAPER).tolist() == [7, 4, 1]
    assert ratios(EXAMPLE, PAPER) == pytest.approx([7 / 37, 4 / 37, 1 / 37])
    assert [f"{100 * ratio:.0f}" for ratio in ratios(EXAMPLE, PAPER)] == ["19", "11", "3"]
    assert reached_at(EXAMPLE, PAPER) == 6
    assert reached_at(EXAMPLE, Rule(4, 2, 0.0)) == 0
    assert reached_at(numpy.append(EXAMPLE, 0), Rule(4, 2, 0.0)) == 7


@pytest.mark.parametrize(
    ("new", "rule", "reached"),
    [
        ([3, 2, 0, 1, 0, 0], PAPER, 4),
        ([3, 2, 0, 1, 0, 1, 0, 0], PAPER, 6),
        ([3, 2, 0, 1, 0, 1, 0], PAPER, 0),
        ([10, 10, 0, 0, 1, 0], PAPER, 4),  # 1 of 20 is 5 %: at most
        ([10, 9, 0, 0, 1, 0], PAPER, 0),  # 1 of 19 is more
        ([3, 2, 0, 1, 0], PAPER, 0),  # five sources are fewer than four and two
        ([0, 0, 0, 0, 0, 0, 5], PAPER, 0),  # a share of nothing
        ([0, 0, 0, 0, 0, 0, 0], PAPER, 0),
        ([], PAPER, 0),
        ([1, 0], Rule(1, 1, 0.0), 1),
    ],
)
def test_where_it_is_reached(new, rule, reached):
    assert reached_at(numpy.array(new, int), rule) == reached


def test_the_papers_combinations_and_the_studys_own_are_tried():
    assert len(rules_beside(PAPER)) == 12
    assert len(rules_beside(Rule(8, 2, 0.05))) == 13
    assert rules_beside(PAPER)[0] == Rule(4, 2, 0.0)


@given(NEW, RULES)
def test_a_lower_threshold_or_a_longer_run_is_never_reached_earlier(new, rule):
    def last(other):
        return reached_at(new, other) or 99

    assert last(Rule(rule.base, rule.run, 0.0)) >= last(rule)
    assert last(Rule(rule.base, rule.run + 1, rule.threshold)) >= last(rule)


@given(NEW, RULES)
def test_where_it_is_reached_the_run_says_so_and_none_before_did(new, rule):
    reached = int(reached_at(new, rule))
    shares = ratios(new, rule)
    if reached:
        assert rule.base <= reached <= len(new) - rule.run
        run = new[reached : reached + rule.run].sum()
        assert run <= rule.threshold * new[: rule.base].sum() + 1e-9
        assert not (shares[: reached - rule.base] <= rule.threshold).any()
    else:
        assert not (shares <= rule.threshold).any()


@given(st.lists(NEW.filter(lambda new: len(new) == 8), min_size=1, max_size=4), RULES)
def test_several_orders_at_once_are_the_same_as_one_by_one(many, rule):
    together = reached_at(numpy.array(many), rule)
    assert together.tolist() == [reached_at(new, rule) for new in many]


def test_resamples_of_sources_that_are_all_alike_are_all_alike():
    drawn = resampled(numpy.ones((8, 3), bool))
    assert drawn.shape == (10_000, 8)
    assert told_of_resamples(drawn, PAPER) == Resampled(4, 4, 4, 1.0)


def test_a_percentile_among_resamples_that_never_reach_it_is_empty():
    # Six sources of a code each: a run brings none only where it draws what came before.
    drawn = resampled(numpy.eye(6, dtype=bool))
    told = told_of_resamples(drawn, PAPER)
    # 5 and 6 repeat what is in 1 to 4; by hand, over all ways to draw six of six:
    seen = {1: 1, 2: 14, 3: 36, 4: 24}  # ways to fill four places with 1, ... 4 given sources
    choose = {1: 6, 2: 15, 3: 20, 4: 15}
    share = sum(choose[k] * seen[k] * k * k for k in seen) / 6**6
    assert told.share == pytest.approx(share, abs=0.015)
    assert (told.median, told.low, told.high) == (None, 4, None)


def test_resamples_do_not_depend_on_the_order_of_sources():
    matrix = numpy.random.default_rng(1).random((9, 5)) < 0.3
    assert resampled(matrix).tolist() == resampled(matrix[::-1]).tolist()


def test_too_few_sources_have_no_resamples_to_tell_of():
    assert told_of_resamples(resampled(numpy.ones((5, 3), bool)), PAPER) is None
    assert told_of_resamples(resampled(numpy.ones((0, 3), bool)), PAPER) is None
