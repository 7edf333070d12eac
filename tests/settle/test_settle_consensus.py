"""Ratings settled: which codes count, by the study's rule and by its neighbours."""

import math

import pytest
from conftest import ENRICH
from hypothesis import given
from hypothesis import strategies as st
from playground import RATINGS, counted, merge, write_playground
from qualstage.codebook import read_codebook
from qualstage.contracts import CONSENSUS, SENSITIVITY
from qualstage.errors import QualstageError
from qualstage.ingest.ratings import Rating
from qualstage.ledger.chain import read_chains
from qualstage.ledger.history import history_of
from qualstage.settle.consensus import Rated, gather, neighbours, told, wilson
from qualstage.settle.placing import check_matrix_codes
from qualstage.settle.rated import rated_rows
from qualstage.study import read_study
from qualstage.study_model import Consensus
from qualstage.tables import to_arrow

RULE = Consensus(essential=7, share=0.7, groups=2)
FOR, AGAINST = 7, 6


def group(n_for, n_against):
    return [FOR] * n_for + [AGAINST] * n_against


@pytest.mark.parametrize(
    ("groups", "n_for", "agreed"),
    [
        ({"G1": group(7, 3), "G2": group(7, 3)}, 2, True),  # exactly the share
        ({"G1": group(7, 3), "G2": group(6, 3)}, 1, False),
        ({"G1": group(1, 0), "G2": group(1, 0)}, 2, True),  # groups of one
        ({"G1": group(1, 0), "G2": group(69, 31)}, 1, False),
        ({"G1": group(20, 0)}, 1, False),  # many of one group make no second one
        ({"G1": group(2, 1), "G2": group(5, 0), "G3": group(7, 3)}, 2, True),
        ({}, 0, False),
    ],
)
def test_a_code_counts_when_enough_groups_are_for_it(groups, n_for, agreed):
    rated = Rated(groups)
    assert (rated.groups_for(RULE), rated.agreed(RULE)) == (n_for, agreed)


@pytest.mark.parametrize("of", range(1, 61))
def test_exactly_the_share_is_enough_whatever_binary_fractions_make_of_it(of):
    for n in range(1, of + 1):
        rule = Consensus(essential=7, share=n / of, groups=1)
        assert Rated({"G": group(n, of - n)}).agreed(rule)
        assert not Rated({"G": group(n - 1, of - n + 1)}).agreed(rule)


@pytest.mark.parametrize("tenths", range(1, 11))
def test_a_share_in_tenths_is_held_exactly(tenths):
    rule = Consensus(essential=7, share=tenths / 10, groups=1)
    for of in (10, 20, 30, 70):
        least = tenths * of // 10
        assert Rated({"G": group(least, of - least)}).agreed(rule)
        assert not Rated({"G": group(least - 1, of - least + 1)}).agreed(rule)


@pytest.mark.parametrize(
    ("n", "of", "low", "high"),
    # By the formula of Wilson (1927) with z = 1.959964, to four places.
    [
        (8, 10, 0.4902, 0.9433),
        (0, 10, 0.0, 0.2775),
        (10, 10, 0.7225, 1.0),
        (1, 1, 0.2065, 1.0),
        (34, 48, 0.5682, 0.8176),
    ],
)
def test_the_interval_of_a_share_is_wilsons(n, of, low, high):
    assert [round(bound, 4) for bound in wilson(n, of)] == [low, high]


def test_the_interval_follows_the_formula():
    z = 1.959963984540054
    for n, of in ((3, 7), (31, 66), (47, 48)):
        p, middle = n / of, (n + z * z / 2) / (of + z * z)
        half = z / (of + z * z) * math.sqrt(p * (1 - p) * of + z * z / 4)
        assert wilson(n, of) == pytest.approx((middle - half, middle + half), abs=1e-9)


def rating(member, given, source="G1", code="swing"):
    return Rating(source, member, code, given, "", "ratings.csv")


STAGES = {"G1": "vote", "G2": "vote", "H1": "again"}


def test_unrated_and_ratings_of_sources_not_used_are_left_out():
    given = [rating("Ann", 9), rating("Bo", None), rating("Cy", 8, "G9"), rating("Ann", 3, "H1")]
    assert gather(given, STAGES) == {
        ("vote", "swing"): Rated({"G1": [9]}),
        ("again", "swing"): Rated({"H1": [3]}),
    }


def test_who_rates_two_codes_that_are_one_today_counts_once_by_the_higher_rating():
    given = [rating("Ann", 3), rating("Ann", 8, code="rope"), rating("Bo", 5, code="rope")]
    now = {"rope": "swing", "swing": "swing"}.__getitem__
    assert gather(given, STAGES, now) == {("vote", "swing"): Rated({"G1": [5, 8]})}


_ratings = st.lists(
    st.builds(
        rating,
        st.sampled_from("ABCDE"),
        st.none() | st.integers(1, 9),
        st.sampled_from(["G1", "G2", "H1"]),
        st.sampled_from(["swing", "slide"]),
    ),
    max_size=20,
    unique_by=lambda r: (r.source_id, r.member, r.code),
)
_rules = st.builds(
    Consensus,
    essential=st.integers(2, 9),
    share=st.sampled_from([0.3, 0.5, 0.6, 2 / 3, 0.7, 0.9, 1.0]),
    groups=st.integers(1, 3),
)


@given(_ratings, st.randoms(use_true_random=False))
def test_the_order_of_ratings_never_changes_what_was_given(ratings, random):
    shuffled = list(ratings)
    random.shuffle(shuffled)
    assert gather(shuffled, STAGES) == gather(ratings, STAGES)


@given(_ratings, _rules, st.data())
def test_a_higher_rating_never_makes_a_code_fall_out(ratings, rule, data):
    rated = [r for r in ratings if r.rating is not None]
    if not rated:
        return
    one = data.draw(st.sampled_from(rated))
    higher = rating(one.member, data.draw(st.integers(one.rating, 9)), one.source_id, one.code)
    before = gather(ratings, STAGES)
    after = gather([higher if r is one else r for r in ratings], STAGES)
    assert before.keys() == after.keys()
    for key, given_before in before.items():
        assert given_before.groups_for(rule) <= after[key].groups_for(rule)


@given(_ratings, _rules)
def test_one_more_who_is_for_it_never_makes_a_code_fall_out(ratings, rule):
    more = [*ratings, rating("Z", 9)]
    before, after = gather(ratings, STAGES), gather(more, STAGES)
    for key, given_before in before.items():
        assert not given_before.agreed(rule) or after[key].agreed(rule)


@given(_ratings, _rules)
def test_a_stricter_rule_agrees_on_no_more(ratings, rule):
    stricter = [
        rule.model_copy(update={"groups": rule.groups + 1}),
        rule.model_copy(update={"share": 1.0}),
        rule.model_copy(update={"essential": 9}),
    ]
    for given_ in gather(ratings, STAGES).values():
        for other in stricter:
            assert given_.agreed(rule) or not given_.agreed(other)


def test_neighbouring_rules_differ_in_one_respect():
    rule = Consensus(highest=9, essential=9, share=0.65, groups=2)
    found = [(r.essential, r.share, r.groups) for r in neighbours(rule, 3)]
    assert found == [
        (8, 0.65, 2),
        *((9, share, 2) for share in (0.5, 0.6)),
        *((9, 0.65, groups) for groups in (1, 2, 3)),
        *((9, share, 2) for share in (0.7, 0.8, 0.9)),
    ]


def test_why_raters_count_is_said_in_words():
    given = Rated({"G1": group(7, 3), "G2": group(1, 3)})
    assert told(given, RULE) == (
        "no consensus: 70 % of raters give 7 or more in 1 of 2 groups, asked for in 2"
    )
    assert told(Rated({"G1": [9], "G2": [9]}), RULE) == (
        "consensus: 70 % of raters give 7 or more in 2 of 2 groups, asked for in 2"
    )


def test_agreement_on_each_code_that_was_rated(tmp_path):
    study, codebook, rows, _, _ = counted(write_playground(tmp_path))
    agreement, _ = rated_rows(study, codebook, rows.sources)
    to_arrow(agreement, CONSENSUS)
    found = {
        row["code"]: {k: round(v, 3) if isinstance(v, float) else v for k, v in row.items()}
        for row in agreement
    }
    assert found == {
        "swing": {
            **{"stage": "vote", "code": "swing", "concept": "Play", "agreed": True},
            **{"n_for": 4, "n_rated": 5, "share": 0.8, "low": 0.376, "high": 0.964},
            **{"groups_for": 2, "groups_rated": 2},
            **{"median": 7.0, "lower_quartile": 7.0, "upper_quartile": 8.0, "deviation": 1.8},
        },
        "slide": {
            **{"stage": "vote", "code": "slide", "concept": "Play", "agreed": False},
            **{"n_for": 4, "n_rated": 5, "share": 0.8, "low": 0.376, "high": 0.964},
            **{"groups_for": 1, "groups_rated": 2},
            **{"median": 8.0, "lower_quartile": 7.0, "upper_quartile": 9.0, "deviation": 1.0},
        },
        "bench": {
            **{"stage": "vote", "code": "bench", "concept": "Rest", "agreed": False},
            **{"n_for": 0, "n_rated": 1, "share": 0.0, "low": 0.0, "high": 0.793},
            **{"groups_for": 0, "groups_rated": 1},
            **{"median": 2.0, "lower_quartile": 2.0, "upper_quartile": 2.0, "deviation": 0.0},
        },
    }


def test_what_other_rules_agree_on(tmp_path):
    study, codebook, rows, _, _ = counted(write_playground(tmp_path))
    _, under_others = rated_rows(study, codebook, rows.sources)
    to_arrow(under_others, SENSITIVITY)
    named = ("essential", "share", "groups", "stated", "n", "of", "gained", "lost")
    of_all = [tuple(row[name] for name in named) for row in under_others if not row["concept"]]
    assert of_all == [
        (6, 0.6, 2, False, 2, 3, ["slide"], []),
        (7, 0.5, 2, False, 2, 3, ["slide"], []),
        (7, 0.6, 1, False, 2, 3, ["slide"], []),
        (7, 0.6, 2, True, 1, 3, [], []),
        (7, 0.7, 2, False, 0, 3, [], ["swing"]),
        (7, 0.8, 2, False, 0, 3, [], ["swing"]),
        (7, 0.9, 2, False, 0, 3, [], ["swing"]),
        (8, 0.6, 2, False, 0, 3, [], ["swing"]),
    ]
    stated = {row["concept"]: (row["n"], row["of"]) for row in under_others if row["stated"]}
    assert stated == {"": (1, 3), "Play": (1, 2), "Rest": (0, 1)}


def test_ratings_count_only_of_codes_agreed_on_and_of_those_who_are_for_them(tmp_path):
    _, _, _, settled, counts = counted(write_playground(tmp_path))
    mine = [row for row in settled.codings if row["basis"] == "people" and row["source_id"] > "F"]
    assert {(r["source_id"], r["code"], r["coder"]): r["state"] for r in mine} == {
        ("G1", "swing", "Ann"): "accepted",
        ("G1", "swing", "Bo"): "accepted",
        ("G1", "slide", "Ann"): "rejected",
        ("G1", "slide", "Bo"): "rejected",
        ("G2", "swing", "Cy"): "accepted",
        ("G2", "swing", "Di"): "accepted",
        ("G2", "swing", "Ed"): "rejected",
        ("G2", "slide", "Cy"): "rejected",
        ("G2", "slide", "Di"): "rejected",
        ("G2", "slide", "Ed"): "rejected",
        ("G2", "bench", "Cy"): "rejected",
    }
    assert {row["decided_by"] for row in mine} == {"rater"}
    (why,) = (r["why"] for r in mine if (r["code"], r["coder"]) == ("swing", "Ed"))
    assert why == (
        "rated 1; consensus: 60 % of raters give 7 or more in 2 of 2 groups, asked for in 2"
    )
    found = {
        (row["label"], row["unit"]): (row["n"], row["of"])
        for row in counts
        if (row["basis"], row["stage"], row["level"]) == ("people", "vote", "code")
    }
    assert found["swing", "respondents"] == (4, 5)
    assert found["swing", "sources"] == (2, 2)
    assert found["slide", "respondents"] == (0, 5)
    assert found["bench", "respondents"] == (0, 5)
    assert found["shade", "respondents"] == (None, 5)


def test_raters_of_one_group_who_differ_are_no_disagreement_of_coders(tmp_path):
    assert counted(write_playground(tmp_path))[3].disagreements == []


def test_an_adjudicators_decision_overrules_the_raters(tmp_path):
    from qualstage.cli import main

    folder = write_playground(tmp_path)
    entry = "source_id,code,coder,role,action,quote\n"
    (folder / "kim.csv").write_text(entry + "G1,swing,kim,adjudicator,reject,swing: 7\n")
    given = ["ledger", "import", str(folder / "kim.csv"), "--study", str(folder)]
    assert main(given) == 0
    _, _, _, _, counts = counted(folder)
    (row,) = (
        row
        for row in counts
        if (row["basis"], row["stage"], row["label"], row["unit"])
        == ("both", "vote", "swing", "respondents")
    )
    assert (row["n"], row["of"]) == (3, 5)


def test_ratings_of_a_code_that_went_into_another_are_rated_as_that_one(tmp_path, capsys):
    folder = write_playground(tmp_path)
    assert merge(folder, "bench", "slide", "swing") == 0
    study, codebook, rows, settled, counts = counted(folder)
    check_matrix_codes(study, codebook)
    history = history_of(read_chains(study.ledger_folder()))
    agreement, under_others = rated_rows(study, codebook, rows.sources, history)
    told = [(row["code"], row["n_for"], row["n_rated"], row["groups_for"]) for row in agreement]
    # All five members are for the swing or the slide.
    assert told == [("swing", 5, 5, 2)]
    assert {row["concept"] for row in under_others} == {"", "Play", "Rest"}
    (row,) = (
        row
        for row in counts
        if (row["basis"], row["stage"], row["label"], row["unit"])
        == ("people", "vote", "swing", "respondents")
    )
    assert row["n"] == 5
    ed = [r for r in settled.codings if r["basis"] == "people" and r["coder"] == "Ed"]
    assert [(row["state"], row["why"]) for row in ed] == [
        (
            "rejected",
            "rated 1; consensus: 60 % of raters give 7 or more in 2 of 2 groups, asked for in 2",
        ),
        (
            "accepted",
            "rated 9; consensus: 60 % of raters give 7 or more in 2 of 2 groups, asked for in 2; "
            "coded as slide; merged into swing by kim",
        ),
    ]


def test_a_rated_code_that_the_codebook_lacks_is_told(tmp_path):
    folder = write_playground(tmp_path, ratings=RATINGS + "G1,Ann,rope,9,\n")
    study = read_study(folder)
    with pytest.raises(QualstageError) as error:
        check_matrix_codes(study, read_codebook(folder / "codebook.yaml"))
    assert str(error.value) == (
        "the study's matrices and ratings cannot be used: 1 problem.\n\n"
        "  ratings.csv, line 16\n"
        "      code 'rope' is not in the codebook.\n"
        "      Correct it, or add the code to the codebook.\n\n"
        f"Nothing was written. To check again: qualstage check {folder}"
    )


def test_the_core_components_of_enrich_are_those_a_few_lines_of_pandas_find(enrich_material):
    import pandas

    ratings = pandas.read_csv(ENRICH / "ratings.csv").dropna(subset="rating")
    ratings["domain"] = ratings["code"].map(
        {code: entry.concept for code, entry in enrich_material.codebook.codes.items()}
    )
    share = (ratings["rating"] >= 7).groupby([ratings["code"], ratings["source_id"]]).mean()
    core = (share >= 0.7).groupby("code").sum().ge(4)
    expected = core[core].index
    agreed = {row["code"] for row in enrich_material.consensus if row["agreed"]}
    assert agreed == set(expected)
    assert len(agreed) == 31
    domains = ratings.drop_duplicates("code").set_index("code").loc[expected, "domain"]
    assert domains.value_counts()[enrich_material.codebook.concept_labels].to_list() == [
        *(5, 13, 5, 2, 6)
    ]
    counted_ones = {
        row["label"]
        for row in enrich_material.counts
        if (row["basis"], row["stage"], row["level"], row["unit"])
        == ("people", "2", "code", "respondents")
        and row["n"]
    }
    assert counted_ones == agreed
    for row in enrich_material.consensus:
        mine = ratings[ratings["code"] == row["code"]]["rating"]
        assert (row["n_for"], row["n_rated"]) == (int((mine >= 7).sum()), len(mine))
        assert row["median"] == mine.median()
