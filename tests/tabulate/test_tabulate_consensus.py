"""Tables of what was rated: what was agreed on, how far, and what other rules would say."""

from orchards import CODEBOOK, STUDY
from qualstage.study import PaperTable
from qualstage.study_model import Consensus
from qualstage.tabulate.consensus_tables import (
    compose_agreement,
    compose_components,
    compose_sensitivity,
)
from qualstage.tabulate.formats.markdown import render
from qualstage.tabulate.material import Material

RULE = Consensus(lowest=1, highest=5, essential=4, share=0.5, groups=1)
POLICY = STUDY.policy.model_copy(update={"consensus": RULE})
STUDY = STUDY.model_copy(update={"policy": POLICY, "notice": ""})
TOLD = "Agreed on: 4 or more from 50\N{NO-BREAK SPACE}% of a group's raters, in 1 group or more"


def voiced(stage, code, n=1):
    row = {"basis": "both", "stage": stage, "population": "all", "level": "code", "label": code}
    return row | {"unit": "sources", "n": n, "of": 2, "concept": CODEBOOK.codes[code].concept}


def rated(stage, code, agreed=True):
    return {
        **{"stage": stage, "code": code, "concept": CODEBOOK.codes[code].concept},
        **{"agreed": agreed, "n_for": 2, "n_rated": 3, "share": 2 / 3, "low": 0.21, "high": 0.94},
        **{"groups_for": 1, "groups_rated": 2, "median": 4.0, "lower_quartile": 2.5},
        **{"upper_quartile": 4.5, "deviation": 1.04},
    }


def rule(stage, share, concept, n, of, gained=(), lost=()):
    return {
        **{"stage": stage, "essential": 4, "share": share, "groups": 1, "stated": share == 0.5},
        **{"concept": concept, "n": n, "of": of, "gained": list(gained), "lost": list(lost)},
    }


COUNTS = [
    voiced("talk", "chat"),
    voiced("talk", "rain"),
    voiced("walk", "chat"),
    voiced("walk", "eat"),
    voiced("taste", "eat"),
    voiced("walk", "help", 0),
]
RATED = [rated("walk", "chat"), rated("walk", "eat"), rated("walk", "help", agreed=False)]


def table(kind, **more):
    return PaperTable(id="t", kind=kind, label="Table 2", title="The list", **more)


def components(counts=COUNTS, ratings=RATED, **more):
    given = Material(STUDY, CODEBOOK, counts=counts, consensus=ratings)
    return compose_components(table("components", **more), given)


def told(table):
    return [(f.item, f.unit, f.n, f.of) for f in table.figures]


def test_codes_agreed_on_stand_below_their_concepts_those_of_earlier_stages_marked():
    made = components(concepts=["Company", "Fruit"])
    assert render(made).decode() == (
        "**Table 2** The list\n\n"
        "| 1: Company | 2: Fruit |\n"
        "| --- | --- |\n"
        "| Chatting\\* | Eating |\n\n"
        "\\* Identified at stage talk already.\n\n"
        "2 of 3 rated; by column 1, 1.\n\n"
        f"{TOLD} (ratings from 1 to 5).\n".replace("\N{NO-BREAK SPACE}", " ")
    )
    assert told(made) == [
        ("all", "components", 2, 3),
        ("all", "original components", 1, None),
        ("Company", "components", 1, 2),
        ("Company", "original components", 1, None),
        ("Fruit", "components", 1, 1),
        ("Fruit", "original components", 0, None),
    ]


def test_a_table_of_some_concepts_is_out_of_their_candidates():
    made = components(concepts=["Fruit"])
    assert made.notes[0] == "1 of 1 rated; by column 1."
    assert told(made)[0] == ("all", "components", 1, 1)


def test_a_code_first_agreed_on_at_one_round_is_no_earlier_stages_at_the_next():
    made = components(ratings=[*RATED, rated("taste", "eat")], concepts=["Fruit"])
    assert [cell.printed for row in made.rows for cell in row] == ["Eating"]
    assert told(made)[1] == ("all", "original components", 0, None)


def test_a_round_that_agreed_on_nothing_has_no_rows_and_even_columns():
    made = components(counts=())
    assert made.rows == ()
    assert made.shares == [1 / 3] * 3
    assert made.notes[0] == "0 of 3 rated; by column 0, 0, 0."


def agreement(ratings):
    given = Material(STUDY, CODEBOOK, consensus=ratings)
    return [
        [cell.printed for cell in row] for row in compose_agreement(table("agreement"), given).rows
    ]


FIGURES = [
    *("2 of 3", "67\N{NO-BREAK SPACE}% (21–94)", "1 of 2", "4 (2.5–4.5)", "1.0"),
]


def test_each_code_rated_has_its_share_interval_groups_and_spread():
    assert agreement([RATED[1], RATED[2], RATED[0]]) == [
        ["Company", "Chatting", *FIGURES, "yes"],
        ["", "Helping", *FIGURES, "no"],
        ["Fruit", "Eating", *FIGURES, "yes"],
    ]


def test_where_two_stages_rated_each_line_says_which():
    assert agreement([rated("walk", "eat"), rated("taste", "eat", agreed=False)]) == [
        ["Fruit", "Eating (stage walk)", *FIGURES, "yes"],
        ["", "Eating (stage taste)", *FIGURES, "no"],
    ]


def sensitivity(rows, ratings):
    given = Material(STUDY, CODEBOOK, consensus=ratings, sensitivity=rows)
    made = compose_sensitivity(table("sensitivity"), given)
    return [[cell.printed for cell in row] for row in made.rows]


def rules(stage, share, numbers, **more):
    """A rule's rows: of all, and of each concept."""
    concepts = zip(CODEBOOK.concept_labels, numbers, strict=True)
    whole = rule(stage, share, "", sum(numbers), 5, **more)
    return [whole, *(rule(stage, share, name, n, 2) for name, n in concepts)]


HALF, MOST = (
    f"4 or more from {share}\N{NO-BREAK SPACE}% of a group's raters, in 1 group or more"
    for share in (50, 80)
)


def test_a_rule_beside_the_studys_says_what_comes_in_and_goes_out():
    rows = [
        *rules("walk", 0.5, [1, 1, 0]),
        *rules("walk", 0.8, [0, 2, 0], gained=["rain"], lost=["chat"]),
    ]
    assert sensitivity(rows, RATED) == [
        [f"{HALF} (the study's rule)", "1", "1", "0", "2 of 5", "–", "–"],
        [MOST, "0", "2", "0", "2 of 5", "+1", "−1"],
    ]


def test_the_same_rule_at_two_stages_is_two_lines():
    rows = [*rules("walk", 0.5, [1, 1, 0]), *rules("taste", 0.5, [0, 1, 0])]
    assert sensitivity(rows, [*RATED, rated("taste", "eat")]) == [
        [f"Stage walk: {HALF} (the study's rule)", "1", "1", "0", "2 of 5", "–", "–"],
        [f"Stage taste: {HALF} (the study's rule)", "0", "1", "0", "1 of 5", "–", "–"],
    ]
