"""What runs of k-means agree on, worked out by hand on six passages."""

import numpy
from qualstage.cluster.consensus import (
    Run,
    branches,
    numbers_asked,
    place,
    runs_of_k_means,
    together,
    tree,
    window,
)

EVERY = numpy.arange(6)
# Passages 0-2 and 3-4 always fall together; passage 5 goes with either, or with nobody.
RUNS = [
    Run(2, numpy.array([0, 0, 0, 1, 1, 0])),
    Run(2, numpy.array([1, 1, 1, 0, 0, 0])),
    Run(3, numpy.array([0, 0, 0, 1, 1, 2])),
    Run(4, numpy.array([3, 3, 3, 1, 1, 2])),
]


def test_two_passages_are_as_close_as_the_share_of_runs_that_put_them_together():
    closeness = together(RUNS, EVERY)
    assert closeness[0].tolist() == [1, 1, 1, 0, 0, 0.25]
    assert closeness[5].tolist() == [0.25, 0.25, 0.25, 0.25, 0.25, 1]


def test_passages_that_fall_together_in_half_the_runs_are_a_branch():
    found = branches(tree(together(RUNS, EVERY)), None)
    assert len(set(found)) == 3
    assert len(set(found[:3])) == len(set(found[3:5])) == 1


def test_as_many_branches_are_made_as_are_asked_for():
    linked = tree(together(RUNS, EVERY))
    assert [len(set(branches(linked, number))) for number in (1, 2, 3, 6, 9)] == [1, 2, 3, 6, 6]


def test_a_passage_does_not_count_with_itself_in_how_strongly_it_belongs():
    members = numpy.array([0, 0, 0, 1, 1, 1])
    placed = place(RUNS, members, EVERY, 0.5)
    assert placed.nearest.tolist() == [0, 0, 0, 1, 1, 0]
    # 3 falls with 4 in every run and with 5 in one of four; 5 with each other in one of four.
    assert placed.strength.tolist() == [1, 1, 1, 0.625, 0.625, 0.25]
    assert placed.topic.tolist() == [0, 0, 0, 1, 1, -1]


def test_passages_outside_the_sample_are_placed_by_the_clusters_they_fall_into():
    sample = numpy.array([0, 1, 3, 4])
    placed = place(RUNS, numpy.array([0, 0, 1, 1]), sample, 0.5)
    assert placed.topic.tolist() == [0, 0, 0, 1, 1, -1]
    assert placed.strength[2] == 1


def test_where_there_is_no_topic_no_passage_has_one():
    placed = place(RUNS, numpy.full(6, -1), EVERY, 0.5)
    assert placed.topic.tolist() == placed.nearest.tolist() == [-1] * 6


def test_a_fineness_takes_runs_of_half_to_twice_as_many_clusters():
    assert numbers_asked(finest=8, coarsest=4, per_doubling=2) == [2, 3, 5, 7, 11, 16]
    runs = [Run(k, EVERY) for k in (2, 3, 4, 8, 15, 16, 17)]
    assert [run.asked for run in window(runs, 8)] == [4, 8, 15, 16]


def test_a_run_assigns_passages_of_sources_that_it_has_not_seen():
    points = numpy.repeat(numpy.eye(3), 4, axis=0)
    groups = numpy.tile(numpy.arange(4), 3)
    for run in runs_of_k_means(points, groups, numpy.arange(12), [3] * 5, seed=0):
        assert (run.labels.reshape(3, 4) == run.labels[::4, None]).all()
