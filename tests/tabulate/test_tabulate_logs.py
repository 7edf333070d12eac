"""The tables of the logs: findings with what they rest on, decisions with their reasons."""

import pytest
from orchards import CODEBOOK, COUNTED, FINDINGS, STUDY, decision, evidence
from qualstage.study import PaperTable
from qualstage.tabulate.formats.comma_separated import render as as_csv
from qualstage.tabulate.formats.markdown import render
from qualstage.tabulate.log_tables import compose_decisions, compose_findings
from qualstage.tabulate.material import Material
from qualstage.tabulate.quotations import RULE, Quotation

RESTS = "rests on evidence"
QUIET = STUDY.model_copy(update={"notice": ""})


def findings(stages=(), rows=FINDINGS):
    said = Quotation("T1", 0, 9, "P", "We help.", False)
    given = Material(
        QUIET,
        CODEBOOK,
        findings=rows,
        choose=lambda codes, at, basis: said if "help" in codes else None,
    )
    table = PaperTable(id="t", kind="findings", label="Table 5", title="Evidence", stages=stages)
    return compose_findings(table, given)


def decisions(rows, stages=(), rested_on=FINDINGS):
    table = PaperTable(id="t", kind="decisions", label="Table 6", title="Reasons", stages=stages)
    given = Material(QUIET, CODEBOOK, decisions=rows, findings=rested_on)
    return compose_decisions(table, given)


def rests_on(*pieces):
    """What a decision is said to rest on whose one finding has these pieces of evidence."""
    rows = [evidence("F1", at, 1, "talk", "t", **piece) for at, piece in enumerate(pieces, start=1)]
    named = {"own": [f"F1#{row['item']}" for row in rows]}
    only = [decision("S1", 1, ["talk"], ["F1"], RESTS, "Benches") | named]
    return decisions(only, rested_on=rows).rows[0][3].printed


def test_the_orchards_findings_stand_beside_their_evidence():
    assert render(findings()).decode() == (
        "**Table 5** Evidence\n\n"
        "| Finding | Evidence | Count | Claim | Illustrative quotation |\n"
        "| --- | --- | --- | --- | --- |\n"
        "| F1 (stage talk)<br>People help. | Helping | 1 of 2 respondents | raised, by 1 of 2: "
        "holds | “We help.”<br>(T1) |\n"
        "|  | that it is liked | – | no coded evidence in this corpus | – |\n"
        "| F2 (stage talk)<br>Most eat. | Eating | 1 of 2 respondents | most: does not hold | "
        "None to print |\n"
        "| F3 (stage walk)<br>Paths are wet. | wet paths | – | no coded evidence in this corpus | "
        "– |\n\n"
        "Counts are of people's codings at the finding's stage.\n\n"
        "Claims: raised, by one or more; few, by a quarter at most; most, by more than half; "
        f"all; none.\n\n{RULE}\n"
    )


def test_a_table_of_some_stages_has_their_findings_only():
    assert [row[0].printed for row in findings(["walk"]).rows] == [
        "F3 (stage walk)\nPaths are wet."
    ]
    assert findings(["taste"]).rows == ()


def test_a_count_within_a_population_says_which():
    rows = [
        evidence(
            *("F1", 1, 1, "talk", "t"),
            **{"kind": "theme", "label": "Eating", **COUNTED, "n": 1, "verdict": "counted"},
            population="those who ate",
        )
    ]
    assert findings(rows=rows).rows[0][2].printed == "1 of 2 respondents (those who ate)"


LOG = [
    decision("S1", 1, ["talk"], ["F1"], RESTS, "Benches", "Two.") | {"own": ["F1#1"]},
    decision("S2", 2, ["walk"], ["F3"], "no coded evidence", "Paths", "Boards."),
    decision("S3", 3, ["walk"], [], "no finding in this corpus", "Benches", "Of oak."),
    decision("S4", 4, ["talk"], ["F2"], "evidence gone", "Benches", "Green."),
]
REASONS = [
    row | {"rationale": why}
    for row, why in zip(LOG, ["People sit.", "", "People sit.", ""], strict=True)
]


def test_an_area_stands_once_and_a_reason_covers_the_decisions_it_is_given_for():
    table = decisions(REASONS)
    assert as_csv(table).decode("utf-8-sig").replace("\r\n", "\n") == (
        "Area,Decision,Rationale,Evidence\n"
        'Benches,Two.,People sit.,"F1: Helping, 1 of 2 respondents"\n'
        "Benches,Of oak.,People sit.,No finding in this corpus\n"
        'Benches,Green.,–,"Its evidence is gone, or does not hold (F2)"\n'
        "Paths,Boards.,–,No coded evidence in this corpus (F3)\n"
    )
    assert [(row[0].rows, row[2].rows) for row in table.rows] == [(3, 2), (0, 0), (0, 1), (1, 1)]
    assert {(f.item, f.n) for f in table.figures} == {("Benches", 3), ("Paths", 1), ("all", 4)}


def test_a_table_of_some_stages_counts_their_decisions_only():
    table = decisions(REASONS, ["walk"])
    assert {(f.item, f.n) for f in table.figures} == {("Benches", 1), ("Paths", 1), ("all", 2)}


def test_a_log_without_areas_makes_a_table_without_rows():
    table = decisions([decision("D1", 1, ["talk"], [], RESTS)])
    assert (table.rows, [f.n for f in table.figures]) == ((), [0])


CODE = {"kind": "code", **COUNTED}


@pytest.mark.parametrize(
    ("pieces", "told"),
    [
        (
            [
                CODE | {"label": "help", "n": 1, "verdict": "counted"},
                CODE | {"label": "eat", "n": 2, "verdict": "counted"},
            ],
            "F1: Eating, 2 of 2 respondents",
        ),
        (
            [CODE | {"label": "eat", "n": 0, "claim": "none", "verdict": "holds"}],
            "F1: Eating, 0 of 2 respondents",
        ),
        (
            [
                CODE
                | {"label": "help", "unit": "references", "n": 9, "of": None}
                | {"verdict": "counted"}
            ],
            "F1: Helping, 9 references",
        ),
        (
            [
                {"kind": "source", "label": "T1", "verdict": "counted"},
                {"kind": "source", "label": "T2", "verdict": "counted"},
            ],
            "F1: sources T1, T2",
        ),
        ([CODE | {"label": "eat", "n": 0, "verdict": "gone"}], "F1: evidence gone"),
        ([{"label": "wet paths"}], "F1: no coded evidence"),
    ],
)
def test_a_decision_rests_on_the_most_voiced_piece_of_each_finding(pieces, told):
    assert rests_on(*pieces) == told


INHERITS = "evidence by way of other decisions only"
HELPED = evidence("F1", 1, 1, "talk", "t", **CODE, label="help", n=1, verdict="counted")
EATEN = evidence("F2", 1, 2, "talk", "t", **CODE, label="eat", n=2, verdict="counted")
BARE = evidence("F3", 1, 3, "talk", "t", label="wet paths")
GONE = evidence("F4", 1, 4, "talk", "t", **CODE, label="eat", n=0, verdict="gone")


@pytest.mark.parametrize(
    ("verdict", "own", "inherited", "told"),
    [
        (
            *(RESTS, ["F1#1"], ["D1>F2#1", "D1>F3#1"]),
            ["F1: Helping, 1 of 2 respondents", "By way of D1: Eating, 2 of 2 respondents (F2)"],
        ),
        (
            *(INHERITS, ["F3#1"], ["D1>F1#1", "D1>F2#1", "D2>F1#1"]),
            [
                "Of its own: no coded evidence in this corpus (F3)",
                "By way of D1: Helping, 1 of 2 respondents (F1); Eating, 2 of 2 respondents (F2)",
            ],
        ),
        (
            *(INHERITS, ["F4#1"], ["D1>F1#1", "D2>F2#1"]),
            [
                "Of its own: its evidence is gone, or does not hold (F4)",
                "By way of D1: Helping, 1 of 2 respondents (F1)",
                "By way of D2: Eating, 2 of 2 respondents (F2)",
            ],
        ),
        (
            *(INHERITS, [], ["D1>F1#1"]),
            ["No finding of its own", "By way of D1: Helping, 1 of 2 respondents (F1)"],
        ),
        (RESTS, ["F1#1", "F3#1"], [], ["F1: Helping, 1 of 2 respondents", "F3: no coded evidence"]),
    ],
)
def test_evidence_of_its_own_and_by_way_of_others_are_told_apart(verdict, own, inherited, told):
    named = {"own": own, "inherited": inherited}
    only = [decision("S1", 1, ["talk"], ["F1"], verdict, "Benches") | named]
    table = decisions(only, rested_on=[HELPED, EATEN, BARE, GONE])
    assert [line.printed for line in table.rows[0][3].lines] == told
