"""Measures of agreement: beside other programs, textbooks, laws, and where nothing is defined."""

import numpy
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from krippendorff import alpha as krippendorff_alpha
from qualstage.agree.figures import Answers, measure
from qualstage.agree.measures import MEASURES
from qualstage.agree.tallies import MISSING, sums_of, tally
from sklearn.metrics import cohen_kappa_score
from statsmodels.stats.inter_rater import cohens_kappa

N = None
FOUR_RATERS = (
    (1, 2, 3, 3, 2, 1, 4, 1, 2, N, N, N),
    (1, 2, 3, 3, 2, 2, 4, 1, 2, 5, N, N),
    (N, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, 3),
    (1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, N),
)
"""Krippendorff (2011) and Gwet (2014), twelve units; irrCAC calls it cac.raw4raters."""

FIVE_OBSERVERS = (
    (1, 1, 2, N, 0, 0, 1, 1, 2, 2, N, 0, 1, 3, 1),
    (1, 1, 3, 0, 0, 0, 0, N, 2, 1, 1, 0, 2, 3, 1),
    (2, 0, 3, 0, 0, 0, 2, 2, 2, 1, 0, 0, 2, 2, 1),
    (N, 1, 3, N, N, N, N, 0, N, 1, 0, 0, 2, 2, N),
    (2, N, N, 0, 0, 0, 1, N, 2, N, N, N, N, 3, 1),
)
"""Gwet (2014): five observers, fifteen units; irrCAC calls it cac.raw5obser."""


def numbers(raters):
    """Raters' answers as numbers of categories from 0, and how many categories there are."""
    found = sorted({answer for rater in raters for answer in rater if answer is not None})
    place = {answer: i for i, answer in enumerate(found)} | {None: MISSING}
    return numpy.array([[place[answer] for answer in rater] for rater in raters]), len(found)


def figures(answers, categories, weights=None):
    """Every measure of (coders, units), units weighed alike or not."""
    units = tally(answers, categories)
    weights = numpy.ones(len(units)) if weights is None else numpy.array(weights, float)
    sums = sums_of(weights @ units, len(answers), categories)
    return {name: float(measured(sums)) for name, measured in MEASURES.items()}


def test_the_textbooks_four_raters_agree_as_irrcac_publishes():
    assert figures(*numbers(FOUR_RATERS)) == pytest.approx(
        {"alpha": 0.74342, "AC1": 0.77544, "kappa": 0.76282, "PABAK": 0.77273, "percent": 0.81818},
        abs=5e-6,
    )


def test_five_observers_agree_as_irrcac_says():
    assert figures(*numbers(FIVE_OBSERVERS)) == pytest.approx(
        {"alpha": 0.48053, "AC1": 0.49662, "kappa": 0.46927, "PABAK": 0.48741, "percent": 0.61556},
        abs=5e-6,
    )


def test_a_table_of_two_by_two_gives_what_hand_and_books_give():
    # Twenty units: both 'yes' in 8, the first alone in 3, the second alone in 1, neither in 8.
    first = numpy.array([1] * 11 + [0] * 9)
    second = numpy.array([1] * 8 + [0] * 3 + [1] + [0] * 8)
    found = figures(numpy.stack([first, second]), 2)
    assert found["percent"] == pytest.approx(16 / 20)
    assert found["PABAK"] == pytest.approx(2 * 16 / 20 - 1)
    chance = (11 * 9 + 9 * 11) / 400
    assert found["kappa"] == pytest.approx((0.8 - chance) / (1 - chance))
    assert found["alpha"] == pytest.approx(1 - 39 * 8 / (2 * 20 * 20))
    share = 20 / 40
    assert found["AC1"] == pytest.approx((0.8 - 2 * share * (1 - share)) / (1 - 0.5))


ANSWERS = st.integers(2, 4).flatmap(
    lambda coders: st.lists(
        st.lists(st.sampled_from([MISSING, 0, 1, 2]), min_size=coders, max_size=coders),
        min_size=1,
        max_size=12,
    ).map(lambda units: numpy.array(units).T)
)
PAIRS = st.lists(st.tuples(st.integers(0, 2), st.integers(0, 2)), min_size=2, max_size=20).map(
    lambda units: numpy.array(units).T
)


def same(one, other):
    """Whether figures are the same, those that are not defined among them."""
    return one == pytest.approx(other, nan_ok=True, abs=1e-9)


@given(ANSWERS)
def test_alpha_is_that_of_the_package_krippendorff(answers):
    found = figures(answers, 3)["alpha"]
    pairable = (answers != MISSING).sum(axis=0) >= 2
    values = answers[:, pairable]
    if len(set(values[values != MISSING])) < 2:
        assert numpy.isnan(found)
    else:
        data = numpy.where(answers == MISSING, numpy.nan, answers)
        expected = krippendorff_alpha(data, level_of_measurement="nominal")
        assert found == pytest.approx(expected)


@given(PAIRS)
def test_kappa_of_two_is_that_of_scikit_learn_and_statsmodels(pair):
    assume(len(numpy.unique(pair)) > 1)
    found = figures(pair, 3)["kappa"]
    assert found == pytest.approx(cohen_kappa_score(*pair, labels=[0, 1, 2]))
    table = numpy.zeros((3, 3))
    numpy.add.at(table, tuple(pair), 1)
    assert found == pytest.approx(cohens_kappa(table, return_results=False))


@given(ANSWERS, st.randoms(use_true_random=False))
def test_the_order_of_coders_and_units_changes_nothing(answers, random):
    coders, units = list(range(len(answers))), list(range(answers.shape[1]))
    random.shuffle(coders)
    random.shuffle(units)
    assert same(figures(answers, 3), figures(answers[coders][:, units], 3))


@given(st.lists(st.sampled_from([0, 1]), min_size=1, max_size=12))
def test_a_coders_double_agrees_wholly_unless_nothing_varies(one):
    found = figures(numpy.array([one, one]), 2)
    assert found["percent"] == found["AC1"] == found["PABAK"] == 1
    for name in ("alpha", "kappa"):
        assert numpy.isnan(found[name]) if len(set(one)) == 1 else found[name] == 1


@given(ANSWERS, st.data())
def test_units_that_weigh_twice_are_units_written_twice(answers, data):
    weights = data.draw(
        st.lists(st.integers(0, 3), min_size=answers.shape[1], max_size=answers.shape[1])
    )
    written = numpy.repeat(answers, weights, axis=1)
    assert same(figures(answers, 3, weights), figures(written, 3))


@pytest.mark.parametrize(
    ("pair", "expected"),
    [
        ([[0, 0, 0], [0, 0, 0]], {"alpha": None, "kappa": None, "AC1": 1, "PABAK": 1}),
        ([[1, 1], [1, 1]], {"alpha": None, "kappa": None, "AC1": 1, "PABAK": 1}),
        ([[0, 0, 0, 0], [0, 0, 0, 1]], {"alpha": 0, "kappa": 0, "AC1": 0.68, "PABAK": 0.5}),
        ([[0], [1]], {"alpha": 0, "kappa": 0, "AC1": -1, "PABAK": -1}),
        ([[0, 1], [MISSING, MISSING]], dict.fromkeys(MEASURES)),
        ([[], []], dict.fromkeys(MEASURES)),
    ],
    ids=["nobody used it", "all did", "one never used it", "one unit", "one coder", "no unit"],
)
def test_every_degenerate_case_is_what_the_measures_say(pair, expected):
    found = figures(numpy.array(pair, int), 2)
    for name, value in expected.items():
        assert found[name] == pytest.approx(numpy.nan if value is None else value, nan_ok=True)


def answers_of(given, cluster=None, coders=("A", "B"), codes=("dig", "rest")):
    """Answers of (coders, units, codes), each unit a cluster of its own if not said."""
    given = numpy.array(given)
    cluster = numpy.arange(given.shape[1]) if cluster is None else numpy.array(cluster)
    strata = ("",) * (int(cluster.max(initial=-1)) + 1)
    return Answers(coders, codes[: given.shape[2]], given, cluster, cluster, strata)


def told(answers):
    """Rows by code, pooling and measure."""
    return {(r["code"], r["pooling"], r["measure"]): r for r in measure(answers)}


def one_code(*coders):
    """Answers of one code, (coders, units, 1)."""
    return [[[answer] for answer in coder] for coder in coders]


@pytest.mark.parametrize(
    ("given", "alpha", "kappa", "percent"),
    [
        (
            one_code([0, 0], [0, 0]),
            "neither coder used the code",
            "neither coder used the code",
            "neither coder used the code: agreement on its absence alone",
        ),
        (
            one_code([1, 1], [1, 1]),
            "all units are positive for both",
            "all units are positive for both",
            "all units are positive for both: agreement on its presence alone",
        ),
        (
            one_code([1, 1, 0], [0, 0, 0]),
            "B never used it: alpha is 0 or below then, whatever the other did",
            "B never used it: kappa is 0 then, whatever the other did",
            "B never used it: agreement on its absence alone",
        ),
        (
            one_code([1, 1, 1], [0, 0, 1]),
            "A gave it to every unit: alpha is 0 or below then, whatever the other did",
            "A gave it to every unit: kappa is 0 then, whatever the other did",
            "A gave it to every unit: agreement on its presence alone",
        ),
        (one_code([1, 0], [MISSING, MISSING]), *["no unit has two answers"] * 3),
    ],
    ids=["nobody used it", "all did", "one never did", "one always did", "one did not look"],
)
def test_every_degenerate_case_is_told_in_words(given, alpha, kappa, percent):
    found = told(answers_of(given))
    for name, expected in (("alpha", alpha), ("kappa", kappa), ("percent", percent)):
        assert found["dig", "code", name]["reason"].partition("; ")[0] == expected
    for row in found.values():
        assert row["value"] is None or numpy.isfinite(row["value"])
        assert row["value"] is not None or row["reason"]


def test_pooled_figures_are_of_all_pairs_and_of_the_codes_that_vary():
    rest = [[[1, 0], [0, 0], [1, 0], [0, 0]], [[1, 0], [0, 0], [0, 0], [0, 0]]]
    found = told(answers_of(rest))
    assert found["dig", "code", "alpha"]["value"] == pytest.approx(
        1 - 7 * 2 / (2 * 3 * 5), abs=1e-4
    )
    micro = found["", "micro", "alpha"]
    assert micro["value"] == pytest.approx(1 - 15 * 2 / (2 * 3 * 13), abs=1e-4)
    assert (micro["n"], micro["codes"], micro["positives_1"], micro["positives_2"]) == (8, 2, 2, 1)
    mean = found["", "mean", "percent"]
    assert (mean["value"], mean["codes"], mean["n"]) == (0.75, 1, 4)
    assert mean["reason"] == "over the 1 of 2 codes on which answers vary"


def test_where_only_codes_differ_the_pooled_figure_says_so():
    found = told(answers_of([[[1, 0]], [[1, 0]]]))
    assert found["", "micro", "alpha"]["value"] == 1
    assert found["", "micro", "alpha"]["reason"].startswith(
        "on no code do answers vary: it is codes that differ, not what is said of units"
    )
    assert found["", "mean", "alpha"]["value"] is None
    assert found["", "mean", "alpha"]["reason"] == "on no code do answers vary"


def test_of_coders_two_of_whom_never_met_no_kappa_is_told():
    given = one_code([1, 0, 1, 0], [1, 0, MISSING, MISSING], [MISSING, MISSING, 1, 1])
    found = told(answers_of(given, coders=("A", "B", "C")))
    assert "PABAK" not in {name for _, _, name in found}
    assert found["dig", "code", "alpha"]["value"] is not None
    kappa = found["dig", "code", "kappa"]
    assert (kappa["value"], kappa["low"], kappa["high"]) == (None, None, None)
    assert kappa["reason"] == "no figure of all coders: two of them answered no unit in common"


def test_coders_who_met_on_another_code_only_have_no_kappa_of_this_one():
    x = one_code([1, 0, 1, 0], [1, 0, MISSING, 1], [MISSING, MISSING, 1, MISSING])
    y = one_code([1, 0, 1, 0], [1, 0, 1, 1], [1, 0, 1, 0])
    given = numpy.concatenate([x, y], axis=2)
    found = told(answers_of(given, coders=("A", "B", "C")))
    (this, other) = (name for name in dict.fromkeys(code for code, _, _ in found) if name)
    assert found[this, "code", "kappa"]["value"] is None
    assert found[other, "code", "kappa"]["value"] is not None
    assert found["", "micro", "kappa"]["value"] is None


def test_intervals_are_those_of_resamples_written_out():
    from qualstage.resampling import draw_clusters

    chance = numpy.random.default_rng(5)
    first = chance.integers(0, 2, (40, 1))
    second = numpy.where(chance.random((40, 1)) < 0.2, 1 - first, first)
    cluster = numpy.repeat(numpy.arange(10), 4)
    row = told(answers_of(numpy.stack([first, second]), cluster))["dig", "code", "alpha"]
    drawn = []
    for weights in draw_clusters([""] * 10)[1:].astype(int):
        units = numpy.repeat(numpy.arange(40), weights[cluster])
        drawn.append(
            krippendorff_alpha(
                numpy.stack([first[units, 0], second[units, 0]]).astype(float),
                level_of_measurement="nominal",
            )
        )
    assert [row["low"], row["high"]] == pytest.approx(
        numpy.percentile(drawn, [2.5, 97.5]), abs=1e-4
    )
