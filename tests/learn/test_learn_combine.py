"""Evidence combined: probabilities, what weighed how much, thresholds by aim."""

import numpy
import pytest
from numpy.testing import assert_allclose
from qualstage.learn.combine import (
    AIMS,
    choose_thresholds,
    fit_combination,
    fit_source_calibration,
    probability,
    source_evidence,
)
from qualstage.learn.evidence import CODE, KINDS


@pytest.fixture
def given():
    """Evidence of 40 passages and 3 codes, one of which is not always asked."""
    random = numpy.random.default_rng(7)
    evidence = random.normal(size=(40, 3, len(KINDS)))
    voiced = evidence[..., 0] + 0.5 * random.normal(size=(40, 3)) > 0.6
    asked = numpy.ones((40, 3), bool)
    asked[:12, 2] = False
    return evidence, voiced, asked


def test_where_nothing_is_voiced_every_probability_is_that_of_half_an_example_in_all(given):
    evidence, voiced, asked = given
    found = fit_combination(evidence, voiced & False, asked).log_odds(evidence)
    assert_allclose(probability(found), 0.5 / (asked.sum() + 1))


def test_where_all_is_voiced_every_probability_lacks_half_an_example(given):
    evidence, voiced, asked = given
    found = fit_combination(evidence, voiced | True, asked).log_odds(evidence)
    assert_allclose(probability(found), (asked.sum() + 0.5) / (asked.sum() + 1))


def test_pairs_that_are_not_asked_teach_nothing(given):
    evidence, voiced, asked = given
    fitted = fit_combination(evidence, voiced, asked)
    other = numpy.where(asked[..., None], evidence, 99.0), numpy.where(asked, voiced, ~voiced)
    again = fit_combination(*other, asked)
    assert (fitted.log_odds(evidence) == again.log_odds(evidence)).all()


def test_the_order_of_passages_does_not_matter(given):
    evidence, voiced, asked = given
    back = [array[::-1] for array in given]
    fitted, other = fit_combination(evidence, voiced, asked), fit_combination(*back)
    assert_allclose(fitted.log_odds(evidence), other.log_odds(evidence), atol=1e-7)


def test_evidence_that_never_differs_weighs_nothing(given):
    evidence, voiced, asked = given
    evidence[..., 1] = 3.0
    fitted = fit_combination(evidence, voiced, asked)
    assert fitted.coefficients[1] == 0.0
    assert numpy.isfinite(fitted.log_odds(evidence)).all()


def test_factors_add_up_to_the_log_odds_without_what_holds_for_the_code_alone(given):
    evidence, voiced, asked = given
    fitted = fit_combination(evidence, voiced, asked)
    factors = fitted.factors(evidence)
    assert set(factors) == set(KINDS.values()) - {CODE}
    which = list(KINDS).index("examples")
    standard = (evidence[..., which] - fitted.mean[which]) / fitted.spread[which]
    of_code = fitted.codes + fitted.intercept + fitted.coefficients[which] * standard
    assert_allclose(sum(factors.values()), fitted.log_odds(evidence) - of_code)


def test_a_source_is_told_by_its_two_best_passages_and_the_number_expected():
    probabilities = numpy.array([[0.5, 0.1], [0.8, 0.1], [0.2, 0.0]])
    asked = numpy.array([[True, False], [True, False], [True, True]])
    sources, found, applies = source_evidence(probabilities, asked, ["A", "A", "B"])
    assert sources == ["A", "B"]
    nothing = numpy.log(1e-6 / (1 - 1e-6))
    assert_allclose(found[0, 0], [numpy.log(4), 0.0, numpy.log(-numpy.log(0.5 * 0.2))])
    assert_allclose(found[1, 0], [numpy.log(0.25), nothing, numpy.log(-numpy.log(0.8))])
    assert_allclose(found[1, 1], [nothing, nothing, numpy.log(1e-6)], rtol=1e-6)
    assert applies.tolist() == [[True, False], [True, True]]


@pytest.mark.parametrize("voiced", [[False, False], [True, True]])
def test_without_sources_of_both_sorts_a_source_is_as_probable_as_its_best_passage(voiced):
    evidence = numpy.array([[1.5, 0.0, 3.0], [-2.0, -3.0, 0.0]])
    calibration = fit_source_calibration(evidence, numpy.array(voiced))
    assert calibration.log_odds(evidence).tolist() == [1.5, -2.0]


def test_a_source_is_the_more_probable_the_better_its_best_passage():
    evidence = numpy.array([[x, x - 1.0, x / 2] for x in (-3.0, -2.0, -1.0, 0.0, 1.0, 2.0)])
    calibration = fit_source_calibration(evidence, evidence[:, 0] > -1.5)
    assert (numpy.diff(calibration.log_odds(evidence)) > 0).all()


def thresholds(scores, voiced):
    """Those of a single code to which every passage is asked."""
    column = numpy.array(voiced, bool)[:, None]
    found = choose_thresholds(numpy.array(scores, float)[:, None], column, column | True)
    return {aim: float(values[0]) for aim, values in found.items()}


def test_each_aim_has_its_threshold_halfway_to_the_next_passage():
    # F1 from the top: 2/5, 4/6, 4/7, 6/8, 6/9, 6/10, 6/11, 8/12, 8/13; precision 0.9 up to 5.
    voiced = [1, 1, 0, 1, 0, 0, 0, 1, 0]
    assert thresholds([9, 8, 7, 6, 5, 4, 3, 2, 1], voiced) == {
        "balanced": 5.5,
        "screening": 1.5,
        "accepting": 7.5,
    }


def test_the_last_passage_has_no_next():
    assert thresholds([3, 1], [1, 1]) == dict.fromkeys(AIMS, 1.0)


def test_a_code_nobody_voices_has_the_threshold_of_even_odds():
    assert thresholds([3, 1], [0, 0]) == dict.fromkeys(AIMS, 0.0)


def test_a_codes_own_threshold_counts_by_the_number_of_its_examples():
    scores = numpy.array([[4.0, 3.0], [0.0, 1.0]])
    voiced = numpy.array([[True, True], [False, True]])
    found = choose_thresholds(scores, voiced, numpy.ones((2, 2), bool))
    # Of both together (4, 3, 1 voiced; 0 not): 0.5. Of the first alone 2, of the second 1.
    assert_allclose(found["balanced"], [0.5 + 1 / 101 * 1.5, 0.5 + 2 / 102 * 0.5])


def test_a_code_without_examples_has_the_threshold_of_all_codes():
    scores = numpy.array([[4.0, 9.0], [2.0, 9.0]])
    voiced = numpy.array([[True, False], [False, False]])
    asked = numpy.array([[True, False], [True, False]])
    assert choose_thresholds(scores, voiced, asked)["balanced"].tolist() == [3.0, 3.0]
