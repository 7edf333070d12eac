"""The tables of what was found, decided and agreed on: every line of them, and what they state."""

import pytest
from composed import composed, material, rows_of, stated, text_of
from playground import (
    DECISIONS,
    FINDINGS,
    STUDY,
    write_playground,
)
from qualstage.contracts import FIGURES
from qualstage.tables import to_arrow
from qualstage.tabulate.compose import COMPOSERS, compose_tables, figure_rows
from qualstage.tabulate.formats import FORMATS, write_printed

HEAD = FINDINGS.partition("\n")[0] + "\n"
DECIDED = DECISIONS.partition("\n")[0] + "\n"
COUNTED_TOLD = (
    "In brackets: the finding's id in the study's log, and how many voiced what it names as "
    "evidence, on people's codings.\n\n"
)
UNCODED_TOLD = (
    "No coded evidence in this corpus: the study's codes do not speak to it, and none that mean "
    "something else are counted in their place.\n\n"
)
RESTS_TOLD = (
    "Evidence: of each finding that the decision names, by its id in the study's log, the most "
    "voiced piece that the decision names, counted on people's codings. By way of: evidence of "
    "other findings, which a decision that this one follows from goes back to; it bears out that "
    "decision, and need not bear out this one.\n"
)


COVERED = ("", 0, 0)


def test_the_stage_table_tells_what_was_done_found_and_decided(tmp_path):
    printed = composed(material(write_playground(tmp_path)), "stages")
    assert text_of(printed) == (
        "|  | Papers | Votes |\n"
        "| --- | --- | --- |\n"
        "| Method | 2 plans of others read by 1 | 2 groups agreed on 1 of 3 |\n"
        "| Key findings | Plans move children. \\[F1: What moves 1 of 2 sources (not 'few'); for "
        "the rest no coded evidence in this corpus\\] | Everybody wants a swing. \\[F2: Swing 4 of "
        "5 respondents; Bench 0 of 5 respondents\\]<br>The slide is wanted. \\[F3: Slide 0 of 5 "
        "respondents (evidence gone)\\] |\n"
        "| Decisions | Buy a swing \\[A1, at stages papers and vote\\] | "
        "Leave the slide \\[A2\\] |\n\n"
        f"{COUNTED_TOLD}{UNCODED_TOLD}Claims that counts can bear out: 2 of 3 hold.\n"
    )
    assert stated(printed) == {
        ("papers", "Method: plan", "sources"): 2,
        ("papers", "Key findings", "findings"): 1,
        ("papers", "Decisions", "decisions"): 1,
        ("vote", "Method: group", "sources"): 2,
        ("vote", "Key findings", "findings"): 2,
        ("vote", "Decisions", "decisions"): 1,
    }


def test_a_stage_table_of_some_stages_speaks_of_those_alone(tmp_path):
    printed = composed(material(write_playground(tmp_path)), "stages", stages=["vote"])
    assert rows_of(printed)[2] == [
        "Decisions",
        "Buy a swing [A1]\nLeave the slide [A2]",
    ]
    assert printed.notes == (COUNTED_TOLD[:-2], "Claims that counts can bear out: 2 of 2 hold.")
    assert stated(printed) == {
        ("vote", "Method: group", "sources"): 2,
        ("vote", "Key findings", "findings"): 2,
        ("vote", "Decisions", "decisions"): 2,
    }


def test_a_claim_that_nobody_bears_out_any_more_holds_no_more_than_another(tmp_path):
    text = HEAD + "F1,vote,All slide.,code slide (all),,\n"
    folder = write_playground(tmp_path, findings=text, decisions=DECIDED)
    printed = composed(material(folder), "stages", stages=["vote"])
    assert printed.notes[1:] == ("Claims that counts can bear out: 0 of 1 hold.",)


SIX = "".join(
    f"  - {{id: s{n}, name: Step {n}, heading: Step {n}, unit: sources}}\n" for n in range(1, 5)
)


@pytest.mark.parametrize(
    ("decisions", "cells"),
    [
        ("A1,s1;s2,,One,,\n", [("One [A1]", 1, 2), COVERED, "–", "–"]),
        ("A1,s2;s1;s4,,One,,\n", [("One [A1, at stages s1 and s2 and s4]", 1, 4), *[COVERED] * 3]),
        (
            "A1,s1;s2;s3,,One,,\nA2,s2,,Two,,\n",
            ["One [A1, at stages s1 and s2 and s3]", "Two [A2]", "–", "–"],
        ),
        (
            "A1,s1;s2,,One,,\nA2,s1,,Two,,\nA3,s3;s4,,Three,,\n",
            [
                ("One [A1]\nTwo [A2, at stage s1]", 1, 2),
                COVERED,
                ("Three [A3]", 1, 2),
                COVERED,
            ],
        ),
        ("A1,vote,,Elsewhere,,\nA2,s1,Site,In an area,,\n", ["–", "–", "–", "–"]),
    ],
)
def test_a_decision_of_several_stages_covers_them_and_no_other_decision(tmp_path, decisions, cells):
    study = STUDY.replace("themes:\n", f"{SIX}themes:\n")
    folder = write_playground(tmp_path, study=study, decisions=DECIDED + decisions)
    printed = composed(material(folder), "stages", stages=["s1", "s2", "s3", "s4"])
    assert rows_of(printed)[2] == ["Decisions", *cells]
    assert sum(n for (_, item, _), n in stated(printed).items() if item == "Decisions") == sum(
        line.startswith("A") and ",vote," not in line and ",Site," not in line
        for line in decisions.splitlines()
    )


def test_findings_stand_with_each_piece_of_their_evidence(tmp_path):
    printed = composed(material(write_playground(tmp_path)), "findings")
    assert rows_of(printed) == [
        [
            ("F1 (stage papers)\nPlans move children.", 2, 1),
            *("What moves", "1 of 2 sources", "few: does not hold", "None to print"),
        ],
        [COVERED, "how often", "–", "no coded evidence in this corpus", "–"],
        [
            ("F2 (stage vote)\nEverybody wants a swing.", 2, 1),
            *("Swing", "4 of 5 respondents", "most: holds", "None to print"),
        ],
        [COVERED, "Bench", "0 of 5 respondents", "none: holds", "–"],
        [
            "F3 (stage vote)\nThe slide is wanted.",
            *("Slide", "0 of 5 respondents", "evidence gone", "–"),
        ],
    ]


def test_references_are_printed_without_a_total(tmp_path):
    study = STUDY.replace("unit: respondents", "unit: references")
    text = HEAD + "F1,vote,They swing.,code swing,,\nF2,vote,Nobody slides.,code slide (none),,\n"
    decisions = DECIDED + "S1,vote,Site,Two,,F1;F2\n"
    folder = write_playground(tmp_path, study=study, findings=text, decisions=decisions)
    given = material(folder)
    assert [row[2] for row in rows_of(composed(given, "findings"))] == [
        "4 references",
        "0 references",
    ]
    assert rows_of(composed(given, "decisions"))[0][3] == (
        "F1: Swing, 4 references\nF2: Slide, 0 references"
    )


def test_decisions_stand_below_their_area_with_what_they_rest_on(tmp_path):
    text = (
        DECIDED
        + "A1,papers,,Ask,,F1: how often\n"
        + "S1,vote,Site,Two seats,Queues,F1; F2\n"
        + "S2,vote,Money,None for slides,Few want them,F3\n"
        + "S3,papers;vote,Site,Oak,Queues,A1\n"
        + "S4,vote,Site,Paint it green,,\n"
    )
    printed = composed(material(write_playground(tmp_path, decisions=text)), "decisions")
    assert rows_of(printed) == [
        [
            ("Site", 3, 1),
            "Two seats",
            ("Queues", 2, 1),
            "F1: What moves, 1 of 2 sources (not 'few')\nF2: Swing, 4 of 5 respondents",
        ],
        [COVERED, "Oak", COVERED, "No coded evidence in this corpus (F1)"],
        [COVERED, "Paint it green", "–", "No finding in this corpus"],
        [
            *("Money", "None for slides", "Few want them"),
            "Its evidence is gone, or does not hold (F3)",
        ],
    ]
    assert printed.notes == (RESTS_TOLD[:-1],)
    assert stated(printed) == {
        ("", "Site", "decisions"): 3,
        ("", "Money", "decisions"): 1,
        ("", "all", "decisions"): 4,
    }


def test_decisions_of_a_stage_are_those_made_there_too(tmp_path):
    text = DECIDED + "S1,papers;vote,Site,Oak,,\nS2,vote,Site,Elm,,\n"
    printed = composed(
        material(write_playground(tmp_path, decisions=text)), "decisions", stages=["papers"]
    )
    assert [row[1] for row in rows_of(printed)] == ["Oak"]


def test_that_nobody_voiced_something_is_what_a_decision_may_rest_on(tmp_path):
    folder = write_playground(
        tmp_path,
        findings=HEAD
        + "F1,vote,Nobody sits.,code bench (none),,\n"
        + "F2,vote,They met.,source G1; source G2,,\n",
        decisions=DECIDED + "S1,vote,Site,No bench,,F1;F2\n",
    )
    assert rows_of(composed(material(folder), "decisions")) == [
        ["Site", "No bench", "–", "F1: Bench, 0 of 5 respondents\nF2: sources G1, G2"]
    ]


def test_every_table_of_a_study_without_any_source_can_be_printed(tmp_path):
    study = STUDY.replace("{plan} plans of others read by {people}", "Plans of others")
    folder = write_playground(
        tmp_path / "empty",
        study=study,
        sources="source_id,stage,kind\n",
        papers="source_id,code,present,note\n",
        ratings="source_id,member,code,rating\n",
        findings=HEAD,
        decisions=DECIDED,
        members="member,body,stages\n",
        handbook="title: t\nchapters: []\n",
    )
    given = material(folder)
    for kind in COMPOSERS:
        printed = composed(given, kind)
        for ending in FORMATS:
            path = tmp_path / f"{kind}.{ending}"
            write_printed(printed, path)
            assert path.stat().st_size


def test_numbers_that_tables_state_are_kept_by_label_but_not_where_two_say_them(tmp_path):
    tables = (
        "tables:\n"
        "  - {id: a, kind: people, label: Table 1, title: A}\n"
        "  - {id: b, kind: decisions, label: Table 2, title: B}\n"
        "  - {id: c, kind: decisions, label: Table 2, title: C, stages: [vote]}\n"
    )
    given = material(write_playground(tmp_path, study=STUDY + tables))
    found = list(figure_rows(compose_tables(given, ()).values()))
    to_arrow(found, FIGURES)
    assert {row["table"] for row in found} == {"Table 1"}
    assert len(found) == 10
