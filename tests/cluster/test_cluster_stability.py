"""How far topics come again in resamples, and partitions agree."""

import numpy
import pytest
from hypothesis import given
from hypothesis import strategies as st
from qualstage.cluster.stability import (
    Resample,
    adjusted_rand,
    agreement,
    draw_rows,
    jaccard,
)
from sklearn.metrics import adjusted_rand_score

labels = st.lists(st.tuples(st.integers(-1, 4), st.integers(-1, 4)), min_size=2, max_size=30).map(
    numpy.array
)


@given(labels)
def test_the_adjusted_rand_index_is_scikit_learns(pairs):
    expected = adjusted_rand_score(pairs[:, 0], pairs[:, 1])
    assert adjusted_rand(pairs[:, 0], pairs[:, 1]) == pytest.approx(expected)


def test_partitions_that_cannot_differ_agree():
    apart, together = numpy.arange(4), numpy.zeros(4, int)
    assert adjusted_rand(apart, apart) == adjusted_rand(together, together) == 1
    assert adjusted_rand(apart, together) == 0


def test_a_topic_comes_again_as_far_as_the_cluster_most_like_it():
    topics = numpy.array([0, 0, 0, 1, 1, -1])
    whole = Resample(numpy.arange(6), numpy.array([0, 0, 1, 1, 1, 1]))
    # Topic 0 and cluster 0 share 2 of 3 passages; topic 1 and cluster 1 share 2 of 4.
    assert jaccard(topics, 2, [whole]).tolist() == pytest.approx([2 / 3, 1 / 2])


def test_only_passages_that_a_resample_holds_are_compared():
    topics = numpy.array([0, 0, 0, 1, 1, -1])
    part = Resample(numpy.array([0, 1, 5]), numpy.array([3, 3, -1]))
    assert jaccard(topics, 2, [part]).tolist() == [1, 0]


def test_a_resample_without_a_topics_passages_says_nothing_of_it():
    topics = numpy.array([0, 0, 1, 1])
    part = Resample(numpy.array([0, 1]), numpy.array([0, 0]))
    whole = Resample(numpy.arange(4), numpy.array([0, 0, 1, -1]))
    assert jaccard(topics, 2, [part, whole]).tolist() == [1, 0.5]


def test_agreement_is_over_passages_in_both_with_no_topic_as_a_class():
    some = Resample(numpy.array([0, 1, 2, 3]), numpy.array([0, 0, 1, -1]))
    other = Resample(numpy.array([0, 1, 2, 3, 4]), numpy.array([5, 5, 2, 2, 2]))
    found = agreement([some, other], 5)
    assert found.all == pytest.approx(adjusted_rand_score([0, 0, 1, -1], [5, 5, 2, 2]))
    assert found.placed == pytest.approx(adjusted_rand_score([0, 0, 1], [5, 5, 2]))


def test_where_no_two_partitions_share_placed_passages_nothing_is_said_of_them():
    none = Resample(numpy.arange(3), numpy.full(3, -1))
    assert agreement([none, none], 3).placed is None


def test_a_resample_holds_all_or_none_of_a_source():
    groups = numpy.repeat(numpy.arange(12), 3)
    rows = draw_rows(groups, 0)
    counts = numpy.bincount(groups[rows], minlength=12)
    assert set(counts) == {0, 3}
    assert rows.tolist() == draw_rows(groups, 0).tolist() != draw_rows(groups, 1).tolist()


def test_of_few_sources_passages_are_drawn():
    counts = numpy.bincount(numpy.repeat([0, 1], 20)[draw_rows(numpy.repeat([0, 1], 20), 0)])
    assert all(0 < count < 20 for count in counts)
