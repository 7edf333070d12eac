"""Heat map, shares, themes by respondent: what they show is what was counted."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from orchards import CODEBOOK, CODES, CODINGS, PASSAGES, STUDY, coding, figure, tables
from qualstage.draw.heat_map import heat_map_of, heat_map_rows
from qualstage.draw.items import groups_of
from qualstage.draw.material import Number
from qualstage.draw.notes import marks, number_notes, population_notes
from qualstage.draw.respondents import Matrix, column_width, matrix_of, matrix_rows
from qualstage.draw.shares import interval, panels_of, shares_rows
from qualstage.draw.units import Units, units_of
from qualstage.study import Stage

TABLES = tables()
UNASKED = [None, None, None, None, "not asked", False]
NO_MATERIAL = [None, None, None, None, "no material", False]


def heat_map(given=TABLES, study=STUDY, **more):
    shown = figure("heat_map", **more)
    return heat_map_rows(heat_map_of(shown, study, CODEBOOK, given), shown)


def test_the_heat_map_tells_nobody_from_not_asked_and_from_no_material():
    talk, walk, taste = (
        *(["talk", "all", "respondents"], ["walk", "all", "sources"]),
        ["taste", "all", "respondents"],
    )
    assert heat_map() == [
        ["Company", "", *talk, 2, 2, 1.0, 0, "voiced", False],
        ["Company", "", *walk, 0, 2, 0.0, 0, "nobody", False],
        ["Company", "", *taste, *UNASKED],
        ["Company", "Chats", *talk, 2, 2, 1.0, 1, "voiced", False],
        ["Company", "Chatting on the way", *walk, 0, 2, 0.0, 0, "nobody", True],
        ["Company", "Chats", *taste, *UNASKED],
        ["Company", "Help", *talk, 1, 2, 0.5, 0, "voiced", False],
        ["Company", "Help", *walk, *UNASKED],
        ["Company", "Help", *taste, *UNASKED],
        ["Fruit", "", *talk, 1, 2, 0.5, 0, "voiced", False],
        ["Fruit", "", *walk, 0, 2, 0.0, 0, "nobody", False],
        ["Fruit", "", *taste, *NO_MATERIAL],
    ]


def test_a_concept_without_themes_is_shown_by_its_codes():
    rows = heat_map(concepts=["Weather"], stages=["talk"])
    assert [row[1] for row in rows] == ["", "Rain", "Sun"]


def test_a_theme_over_several_codes_is_counted_only_where_a_stage_names_it():
    themes = {"talk": {"Weather": {"Sky": ["rain", "sun"], "Sunny": ["sun"]}}}
    study = STUDY.model_copy(update={"themes": themes})
    (group,) = groups_of(figure("heat_map"), study, CODEBOOK)
    sky, _ = group.parts
    walk = study.stages[1]
    number = TABLES.number(sky, walk, figure("heat_map"), CODEBOOK)
    assert number == Number("not counted")


def test_references_have_a_number_and_no_share():
    stage = STUDY.stages[0].model_copy(update={"unit": "references"})
    (row,) = heat_map(
        study=STUDY.model_copy(update={"stages": [stage]}), concepts=["Fruit"], stages=["talk"]
    )
    assert row[4:] == ["references", 1, None, None, 0, "voiced", False]


def test_a_mark_says_that_proposals_carry_a_number_and_notes_say_what_it_means():
    some, agreed = Number("voiced", 3, 9, 1), Number("voiced", 3, 9, 0, True)
    assert [marks(some, "both"), marks(some, "machine"), marks(agreed, "both")] == ["*", "", " ✓"]
    assert number_notes([agreed], "both") == ["✓: agreed on by the study's rule."]
    assert number_notes([some], "both") == [
        "People's codings; where nobody judged, the machine's proposals.",
        "*: some or all of them proposed, unread.",
    ]
    assert number_notes([some], "machine") == ["The machine's proposals, read by nobody."]


def test_whom_a_figure_counts_is_told_only_where_it_is_not_everybody():
    stages = STUDY.stages[:2]
    assert population_notes(figure("shares"), stages) == []
    one = figure("shares", population="those who ate")
    assert population_notes(one, stages) == ["Counted: those who ate."]
    two = figure("shares", populations={"talk": "those who ate"})
    assert population_notes(two, stages) == ["Counted: Talks: those who ate; Walks: everybody."]


def test_shares_have_wilson_intervals_of_the_stages_own_population():
    shown = figure(
        "shares",
        **{"concepts": ["Company"], "stages": ["talk", "walk"]},
        populations={"talk": "those who ate"},
    )
    rows = shares_rows(panels_of(shown, STUDY, CODEBOOK, TABLES))
    ate, walk = ["talk", "those who ate", "respondents"], ["walk", "all", "sources"]
    assert rows == [
        [*ate, "Company", "Chats", 1, 1, 1.0, 0.2065, 1.0, 0, "voiced", False],
        [*ate, "Company", "Help", 0, 1, 0.0, 0.0, 0.7935, 0, "nobody", False],
        [*walk, "Company", "Chatting on the way", 0, 2, 0.0, 0.0, 0.6576, 0, "nobody", True],
        [*walk, "Company", "Help", None, None, None, None, None, None, "not asked", False],
    ]


@pytest.mark.parametrize(
    ("n", "of", "low", "high"),
    # Brown, Cai & DasGupta (2001) and by hand: (p + z²/2n ± z √(p(1-p)/n + z²/4n²)) / (1 + z²/n).
    [(0, 10, 0.0, 0.2775), (5, 10, 0.2366, 0.7634), (31, 39, 0.6447, 0.8922)],
)
def test_wilsons_interval(n, of, low, high):
    assert interval(Number("voiced", n, of)) == pytest.approx((low, high), abs=5e-5)


def test_nothing_has_no_interval():
    assert interval(Number("not asked")) == (None, None)


def test_respondents_stand_in_order_of_collection_once_each_and_marks_say_who_judged():
    shown = matrix_of(figure("respondents", concepts=["Company"]), STUDY, CODEBOOK, TABLES)
    assert matrix_rows(shown) == [
        ["Company", "", "talk", "Ann", "respondents", "coded"],
        ["Company", "", "talk", "Bob", "respondents", "coded"],
        ["Company", "", "walk", "W1", "sources", "not voiced"],
        ["Company", "", "walk", "W2", "sources", "not voiced"],
        ["Company", "Chats", "talk", "Ann", "respondents", "proposed"],
        ["Company", "Chats", "talk", "Bob", "respondents", "coded"],
        ["Company", "Chatting on the way", "walk", "W1", "sources", "not voiced"],
        ["Company", "Chatting on the way", "walk", "W2", "sources", "not voiced"],
        ["Company", "Help", "talk", "Ann", "respondents", "coded"],
        ["Company", "Help", "talk", "Bob", "respondents", "not voiced"],
    ]


def test_only_a_populations_members_have_a_column():
    shown = figure("respondents", population="those who ate")
    assert [units.names for units in units_of(shown, STUDY, CODEBOOK, TABLES)] == [["Bob"], [], []]


some_codings = st.lists(
    st.tuples(
        st.integers(0, len(PASSAGES) - 1),
        st.sampled_from(CODES),
        st.sampled_from(["accepted", "open", "rejected"]),
    ),
    unique_by=lambda one: one[:2],
    max_size=12,
)


@given(some_codings, st.sampled_from(["all", "those who ate"]))
def test_the_marks_of_a_row_add_up_to_its_count(codings, population):
    here = tables([coding(*one) for one in codings])
    shown = figure("respondents", population=population)
    for units in units_of(shown, STUDY, CODEBOOK, here):
        for group in groups_of(shown, STUDY, CODEBOOK):
            for item in (group.whole, *group.parts):
                number = here.number(item, units.stage, shown, CODEBOOK)
                found = [units.mark(name, item) for name in units.names]
                if number.n is not None:
                    assert len(found) - found.count("") == number.n
                    assert found.count("proposed") == number.unread


def test_a_stage_is_at_least_as_wide_as_its_heading_and_all_fit():
    stage = Stage(id="s", name="S", heading="S", unit="sources")
    many, few = Units(stage, [f"a{n}" for n in range(100)], {}), Units(stage, ["b", "c"], {})
    width = column_width(Matrix([], [many, few], frozenset()), [1.0, 2.0], 12.2)
    assert width == pytest.approx((12.2 - 0.2 - 2.0) / 100)


def test_codings_that_were_rejected_are_no_marks():
    rejected = [row | {"state": "rejected"} for row in CODINGS]
    units, *_ = units_of(figure("respondents"), STUDY, CODEBOOK, tables(rejected))
    assert units.voiced == {}
