"""How much may still be missed, as a sample of the unread says."""

import numpy
import pytest
from hypothesis import given
from hypothesis import strategies as st
from qualstage.queue.elusion import Elusion, confidence_at_most, elusion
from scipy.stats import hypergeom


@st.composite
def samples(draw, most=40):
    """Passages unread, sampled, and changing something."""
    unread = draw(st.integers(1, most))
    sampled = draw(st.integers(0, unread))
    return unread, sampled, draw(st.integers(0, sampled))


@given(samples(), st.sampled_from([0.5, 0.9, 0.95, 0.99]))
def test_the_bound_is_the_greatest_number_that_the_sample_does_not_make_improbable(sample, level):
    unread, sampled, changing = sample
    possible = range(changing, unread - (sampled - changing) + 1)
    # So few in the sample has to be more probable than chance allows; a hair for rounding.
    credible = [
        number
        for number in possible
        if sum(hypergeom.pmf(k, unread, number, sampled) for k in range(changing + 1))
        > 1.0 - level + 1e-9
    ]
    assert elusion(*sample, level) == Elusion(*sample, max(credible))


def test_a_bound_that_is_just_reached_counts_as_reached():
    # Of 20 passages 19 are read without news: that the last one changes something has 1 in 20.
    assert elusion(20, 19, 0).at_most == 0
    assert elusion(21, 19, 0).at_most == 1


@pytest.mark.parametrize("changing", [0, 1, 7, 30])
def test_when_all_were_sampled_there_is_no_doubt(changing):
    assert elusion(30, 30, changing).at_most == changing
    assert confidence_at_most(30, 30, changing, changing) == 1.0
    assert confidence_at_most(30, 30, changing, changing - 1) == 0.0


def test_when_nothing_was_sampled_everything_may_change():
    assert elusion(30, 0, 0).at_most == 30
    assert [confidence_at_most(30, 0, 0, missed) for missed in (0, 15, 29, 30)] == [0, 0, 0, 1]


def test_when_nothing_is_unread_nothing_is_missed():
    assert elusion(0, 0, 0) == Elusion(0, 0, 0, 0)
    assert elusion(0, 0, 0).confidence(0) == 1.0


def test_sixty_of_many_without_news_leave_one_in_twenty():
    # The rule of three: about 3 / 60 of the unread, for any large number of them.
    assert elusion(100_000, 60, 0).at_most / 100_000 == pytest.approx(
        1 - 0.05 ** (1 / 60), abs=1e-4
    )
    assert elusion(600, 60, 0).at_most == 27


@given(samples())
def test_confidence_rises_with_what_may_be_missed(sample):
    unread, _, changing = sample
    rising = [confidence_at_most(*sample, missed) for missed in range(unread + 1)]
    assert rising == sorted(rising)
    assert rising[:changing] == [0.0] * changing
    assert rising[-1] == 1.0


@given(samples())
def test_the_bound_is_the_least_number_of_which_the_sample_makes_sure(sample):
    found = elusion(*sample)
    assert found.confidence(found.at_most) >= 0.95
    assert found.at_most == found.changing or found.confidence(found.at_most - 1) < 0.95


@given(samples(most=25))
def test_a_greater_sample_without_more_news_never_raises_the_bound(sample):
    unread, sampled, changing = sample
    if sampled < unread:
        assert elusion(unread, sampled + 1, changing).at_most <= elusion(*sample).at_most


@pytest.mark.parametrize(("unread", "truth"), [(50, 2), (200, 20), (800, 60), (800, 200)])
def test_the_bound_holds_in_at_least_95_of_100_samples(unread, truth):
    # Exactly, not by luck: every result a sample may have, with its probability.
    sampled = 40
    holds = sum(
        hypergeom.pmf(changing, unread, truth, sampled)
        for changing in range(min(truth, sampled) + 1)
        if elusion(unread, sampled, changing).at_most >= truth
    )
    assert 0.95 <= holds < 1.0
    drawn = numpy.random.default_rng(5).hypergeometric(truth, unread - truth, sampled, 2000)
    covered = numpy.mean([elusion(unread, sampled, int(k)).at_most >= truth for k in drawn])
    assert covered == pytest.approx(holds, abs=0.02)


@pytest.mark.parametrize("numbers", [(10, 11, 0), (10, 5, 6), (10, 5, -1)])
def test_numbers_that_are_of_no_sample_are_refused(numbers):
    unread, sampled, changing = numbers
    with pytest.raises(ValueError, match=f"no sample: {changing} of {sampled} of {unread}"):
        elusion(*numbers)
