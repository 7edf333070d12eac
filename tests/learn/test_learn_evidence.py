"""Evidence: by how much a code leads, what stands around, and the scale of each code."""

import numpy
from numpy.testing import assert_allclose
from qualstage.learn.evidence import KINDS, Given, Scale, evidence_of, lead, neighbours, scale_of

YES, NO = True, False


def test_a_code_leads_by_its_distance_from_the_best_other_code():
    scores = numpy.array([[0.9, 0.4, 0.1], [0.2, 0.2, 0.1]])
    asked = numpy.ones((2, 3), bool)
    assert_allclose(lead(scores, asked), [[0.5, -0.5, -0.8], [0.0, 0.0, -0.1]])


def test_a_code_that_is_not_asked_neither_leads_nor_is_led_by():
    scores = numpy.array([[0.9, 0.4, 0.1], [0.9, 0.4, 0.1]])
    asked = numpy.array([[NO, YES, YES], [NO, NO, YES]])
    assert_allclose(lead(scores, asked), [[0.0, 0.3, -0.3], [0.0, 0.0, 0.0]])


def test_a_code_by_itself_leads_by_nothing():
    assert lead(numpy.array([[0.7]]), numpy.ones((1, 1), bool)).tolist() == [[0.0]]
    assert lead(numpy.zeros((0, 2)), numpy.ones((0, 2), bool)).shape == (0, 2)


def test_neighbours_are_two_passages_either_way_and_never_of_another_source():
    scores = numpy.array([[0.1], [0.5], [0.2], [0.3], [0.9], [0.4]])
    found = neighbours(scores, ["A", "A", "A", "A", "B", "B"])
    assert found[:, 0].tolist() == [0.5, 0.3, 0.5, 0.5, 0.4, 0.9]


def test_a_passage_with_nothing_around_has_no_neighbours():
    assert neighbours(numpy.array([[0.8], [0.6]]), ["A", "B"]).tolist() == [[0.0], [0.0]]
    assert neighbours(numpy.array([[0.8]]), ["A"]).tolist() == [[0.0]]
    assert neighbours(numpy.zeros((0, 1)), []).shape == (0, 1)


def test_the_scale_of_a_code_leans_on_all_codes_where_its_examples_are_few():
    scores = numpy.array([[0.8, 0.2], [0.6, 0.0], [0.1, 0.4], [0.3, 9.0]])
    voiced = numpy.array([[YES, NO], [YES, NO], [NO, YES], [NO, YES]])
    asked = numpy.array([[YES, YES], [YES, YES], [YES, YES], [YES, NO]])
    scale = scale_of(scores, voiced, asked)
    assert_allclose(scale.without, [0.2, 0.1])
    assert_allclose(scale.spread, [0.101, 0.101])
    # The mean of all examples is 0.6: two of 0.36 are added to (0.8, 0.6), and to (0.4).
    assert_allclose(scale.with_it, [(1.4 + 0.72) / 4, (0.4 + 0.72) / 3])
    assert scale.examples.tolist() == [2, 1]


def test_a_code_whose_examples_score_no_higher_is_still_a_spread_ahead():
    scores = numpy.array([[0.9, 0.0], [0.7, 0.0], [0.0, 0.1]])
    voiced = numpy.array([[NO, NO], [NO, NO], [YES, YES]])
    scale = scale_of(scores, voiced, numpy.ones((3, 2), bool))
    # Two of 0.6 times 0.05 would be the scale of the first by themselves: below what is without it.
    assert_allclose(scale.with_it, [0.8 + 0.101, (0.1 + 0.06) / 3])


def test_the_evidence_of_a_passage_is_told_kind_by_kind():
    one, two = numpy.array([[1.0, 0.0]]), numpy.array([[0.0, 1.0]])
    asked = numpy.ones((1, 2), bool)
    given = Given(["A"], numpy.array([4.0]), asked, one * 2, one * 3, two * 4, one, two, one * 5)
    scale = Scale(*(numpy.array(x) for x in ([0.1, 0.1], [0.2, 0.1], [0.5, 0.6], [3.0, 0.0])))
    scores, question = numpy.array([[0.3, 0.0]]), numpy.array([[0.7, 0.6]])
    found = evidence_of(scores, numpy.array([0.8]), question, scale, given)
    first, second = (dict(zip(KINDS, row, strict=True)) for row in found[0])
    expected = {
        "score": (0.3, 0.0),
        "log_score": (numpy.log(0.3), numpy.log(0.003)),
        "relative": (0.5, -0.2),
        "unusual": (1.0, -1.0),
        "lead": (0.3, -0.3),
        "relative_lead": (0.7, -0.7),
        "unusual_lead": (2.0, -2.0),
        "worthy": (0.8, 0.8),
        "length": (numpy.log(5), numpy.log(5)),
        "examples": (numpy.log(4), 0.0),
        "question": (0.7, 0.6),
        "codebook": (2.0, 0.0),
        "codebook_best": (3.0, 0.0),
        "codebook_unlike": (0.0, 4.0),
        "indicators": (1.0, 0.0),
        "indicators_qualified": (0.0, 1.0),
        "named_in_question": (5.0, 0.0),
        "neighbours": (0.0, 0.0),
    }
    assert first.keys() == expected.keys()
    for name, (of_first, of_second) in expected.items():
        assert_allclose([first[name], second[name]], [of_first, of_second], err_msg=name)
