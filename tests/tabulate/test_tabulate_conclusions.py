"""The tables of what was found, decided and agreed on: every line of them, and what they state."""

import pytest
from conftest import conclude
from playground import (
    DECISIONS,
    FINDINGS,
    HANDBOOK,
    RATINGS,
    SOURCES,
    STUDY,
    counted,
    write_playground,
)
from qualstage.contracts import FIGURES
from qualstage.study_model import PaperTable
from qualstage.tables import to_arrow
from qualstage.tabulate.compose import COMPOSERS, compose_tables, figure_rows
from qualstage.tabulate.formats import FORMATS, write_printed
from qualstage.tabulate.formats.markdown import render

HEAD = FINDINGS.partition("\n")[0] + "\n"
DECIDED = DECISIONS.partition("\n")[0] + "\n"
RULE_TOLD = (
    "Agreed on: 7 or more from 60 % of a group's raters, in 2 groups or more (ratings from 1 to "
    "9).\n"
)
COUNTED_TOLD = (
    "In brackets: the finding's id in the study's log, and how many voiced what it names as "
    "evidence, on people's codings.\n\n"
)
UNCODED_TOLD = (
    "No coded evidence in this corpus: the study's codes do not speak to it, and none that mean "
    "something else are counted in their place.\n\n"
)
RESTS_TOLD = (
    "Rests on: the findings a decision goes back to, by their ids in the study's log, each with "
    "the most voiced piece of its evidence, counted on people's codings.\n"
)


def material(folder):
    study, codebook, rows, _, counts = counted(folder)
    return conclude(study, codebook, rows, counts)


def composed(given, kind, **more):
    table = {"id": "t", "kind": kind, "label": "Table 1", "title": "What came of it", **more}
    return COMPOSERS[kind](PaperTable.model_validate(table), given)


def text_of(printed):
    """The table as Markdown without its label and notice; words of one line, plain spaces."""
    head, _, body = render(printed).decode().partition("\n\n")
    assert head == "**Table 1** What came of it"
    return body.replace("Invented.\n\n", "").replace("\N{NO-BREAK SPACE}", " ")


def stated(printed):
    """The numbers it states, by stage, item and unit."""
    return {
        (f.stage, f.item, f.unit): f.n if f.of is None else (f.n, f.of) for f in printed.figures
    }


def rows_of(printed):
    """Its cells as text, and how many rows and columns each covers where more than one."""
    return [
        [
            c.printed if (c.rows, c.columns) == (1, 1) else (c.printed, c.rows, c.columns)
            for c in row
        ]
        for row in printed.rows
    ]


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
            *("What moves", "1 of 2 sources", "few: does not hold", "–"),
        ],
        [COVERED, "how often", "–", "no coded evidence in this corpus", "–"],
        [
            ("F2 (stage vote)\nEverybody wants a swing.", 2, 1),
            *("Swing", "4 of 5 respondents", "most: holds", "–"),
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


def test_people_are_counted_by_body(tmp_path):
    printed = composed(material(write_playground(tmp_path)), "people")
    assert text_of(printed) == (
        "|  | Parents | Office |\n"
        "| --- | --- | --- |\n"
        "| Number of people involved | 2 (2 groups: average of 1 member per group) | 1 |\n"
        "| Stages of the process | vote | papers, vote |\n"
        "| Types of expertise (number of people) | carers (2)<br>cooks (1) | planner (1) |\n\n"
        "Stages of the process: papers = Papers; vote = Votes.\n"
    )
    assert stated(printed) == {
        ("", "Parents", "people"): 2,
        ("vote", "Parents", "people"): 2,
        ("", "Parents", "groups"): 2,
        ("", "Parents", "people per group"): 1,
        ("", "Parents: carers", "people"): 2,
        ("", "Parents: cooks", "people"): 1,
        ("", "Office", "people"): 1,
        ("papers", "Office", "people"): 1,
        ("vote", "Office", "people"): 1,
        ("", "Office: planner", "people"): 1,
    }


@pytest.mark.parametrize(
    ("sizes", "alone", "told"),
    [
        ([2, 3], 0, "5 (2 groups: average of 3 members per group)"),  # 2.5 is rounded up
        ([3, 4], 0, "7 (2 groups: average of 4 members per group)"),
        ([2, 2], 3, "7 (2 groups: average of 2 members per group)"),  # who is of none is left out
        ([5], 0, "5"),  # one group says nothing
        ([], 4, "4"),
    ],
)
def test_members_of_groups_of_unequal_size_are_averaged(tmp_path, sizes, alone, told):
    groups = [f"N{group}" for group, size in enumerate(sizes) for _ in range(size)]
    lines = [f"M{i},Panel,{group},,vote" for i, group in enumerate([*groups, *[""] * alone])]
    text = "member,body,group,expertise,stages\n" + "\n".join(lines) + "\n"
    printed = composed(material(write_playground(tmp_path, members=text)), "people")
    assert rows_of(printed)[0] == ["Number of people involved", told]


def test_expertise_may_be_listed_without_numbers(tmp_path):
    given = material(write_playground(tmp_path))
    printed = composed(given, "people", without_numbers=["Parents"])
    assert rows_of(printed)[2][1:] == ["carers\ncooks", "planner (1)"]
    assert ("", "Parents: carers", "people") not in stated(printed)


def test_components_are_the_codes_agreed_on(tmp_path):
    printed = composed(material(write_playground(tmp_path)), "components", basis="people")
    assert text_of(printed) == (
        "| 1: Play | 2: Rest |\n"
        "| --- | --- |\n"
        "| Swing\\* |  |\n\n"
        "\\* Identified at stage papers already.\n\n"
        "1 of 3 rated; by column 1, 0.\n\n"
        f"{RULE_TOLD}"
    )
    assert stated(printed) == {
        ("", "all", "components"): (1, 3),
        ("", "all", "original components"): 1,
        ("", "Play", "components"): (1, 2),
        ("", "Play", "original components"): 1,
        ("", "Rest", "components"): (0, 1),
        ("", "Rest", "original components"): 0,
    }


def test_components_of_one_concept_are_out_of_those_rated_of_it(tmp_path):
    given = material(write_playground(tmp_path))
    printed = composed(given, "components", basis="people", concepts=["Rest"])
    assert stated(printed) == {
        ("", "all", "components"): (0, 1),
        ("", "all", "original components"): 0,
        ("", "Rest", "components"): (0, 1),
        ("", "Rest", "original components"): 0,
    }
    assert (printed.rows, printed.notes[0]) == ((), "0 of 1 rated; by column 0.")


@pytest.fixture
def talked(tmp_path):
    """The playground, where somebody talks of the bench at the very stage at which it is rated."""
    from qualstage.cli import main

    folder = write_playground(tmp_path, sources=SOURCES + "T1,vote,talk,\n")
    (folder / "transcripts").mkdir()
    (folder / "transcripts" / "T1.txt").write_text("I: And?\n\nP: A bench, and a slide.\n")
    (folder / "said.csv").write_text(
        "source_id,code,coder,role,action,quote\nT1,bench,kim,principal,add,A bench\n"
    )
    given = ["ledger", "import", str(folder / "said.csv"), "--study", str(folder)]
    assert main(given) == 0
    return folder


def test_what_is_talked_of_where_it_is_rated_is_not_agreed_on_by_that(talked, capsys):
    given = material(talked)
    assert given.accepted("vote", "people") == ["swing", "bench"]
    assert given.agreed("vote", "people") == ["swing"]
    printed = composed(given, "components", basis="people")
    assert printed.notes[1] == "1 of 3 rated; by column 1, 0."
    assert composed(given, "chapters", basis="people").notes == (
        "Components agreed on: 1, each carried out by some section.",
    )


def test_agreement_is_shown_of_each_code_rated(tmp_path):
    printed = composed(material(write_playground(tmp_path)), "agreement")
    assert text_of(printed) == (
        "| Concept | Component | Raters for it | Share (95 % interval) | Groups for it "
        "| Median (quartiles) | Mean distance from median | Agreed on |\n"
        "| --- | --- | --- | --- | --- | --- | --- | --- |\n"
        "| Play | Swing | 4 of 5 | 80 % (38–96) | 2 of 2 | 7 (7–8) | 1.8 | yes |\n"
        "|  | Slide | 4 of 5 | 80 % (38–96) | 1 of 2 | 8 (7–9) | 1.0 | no |\n"
        "| Rest | Bench | 0 of 1 | 0 % (0–79) | 0 of 1 | 2 (2–2) | 0.0 | no |\n\n"
        f"{RULE_TOLD}\n"
        "Intervals are Wilson's and take raters for independent of each other; where members of a "
        "group sway each other, they are too narrow.\n"
    )


@pytest.fixture
def twice(tmp_path):
    """The playground, rated at a second stage, too: there both groups are for the slide."""
    stage = "  - {id: again, name: Again, heading: Again, unit: respondents}\nthemes:"
    return write_playground(
        tmp_path,
        study=STUDY.replace("themes:", stage),
        sources=SOURCES + "H1,again,group,\nH2,again,group,\n",
        ratings=RATINGS + "H1,Ann,slide,9,\nH2,Cy,slide,9,\n",
    )


def test_where_two_stages_rated_each_line_says_which(twice):
    given = material(twice)
    assert [row[1] for row in rows_of(composed(given, "agreement"))] == [
        "Swing (stage vote)",
        "Slide (stage vote)",
        "Slide (stage again)",
        "Bench (stage vote)",
    ]
    rules = [row[0] for row in rows_of(composed(given, "sensitivity"))]
    assert [rule for rule in rules if "the study's rule" in rule] == [
        f"Stage {stage}: 7 or more from 60\N{NO-BREAK SPACE}% of a group's raters, in 2 groups or "
        "more (the study's rule)"
        for stage in ("vote", "again")
    ]
    only = composed(given, "sensitivity", stages=["again"])
    assert not any(row[0].startswith("Stage") for row in rows_of(only))


def test_original_is_what_was_voiced_before_the_stage_that_agreed_on_it(twice):
    printed = composed(material(twice), "components", basis="people")
    # The slide was in no paper, and nobody agreed on it at the first vote.
    assert rows_of(printed) == [["Swing*", ""], ["Slide", ""]]
    assert printed.notes[0] == "* Identified at stage papers already."


def test_other_rules_are_shown_beside_the_studys(tmp_path):
    printed = composed(material(write_playground(tmp_path)), "sensitivity")
    of = "of a group's raters, in 2 groups or more"
    assert text_of(printed) == (
        "| Rule | Play | Rest | All | Come in | Go out |\n"
        "| --- | --- | --- | --- | --- | --- |\n"
        f"| 6 or more from 60 % {of} | 2 | 0 | 2 of 3 | +1 | – |\n"
        f"| 7 or more from 50 % {of} | 2 | 0 | 2 of 3 | +1 | – |\n"
        "| 7 or more from 60 % of a group's raters, in 1 group or more "
        "| 2 | 0 | 2 of 3 | +1 | – |\n"
        f"| 7 or more from 60 % {of} (the study's rule) | 1 | 0 | 1 of 3 | – | – |\n"
        f"| 7 or more from 70 % {of} | 0 | 0 | 0 of 3 | – | −1 |\n"
        f"| 7 or more from 80 % {of} | 0 | 0 | 0 of 3 | – | −1 |\n"
        f"| 7 or more from 90 % {of} | 0 | 0 | 0 of 3 | – | −1 |\n"
        f"| 8 or more from 60 % {of} | 0 | 0 | 0 of 3 | – | −1 |\n\n"
        "Each rule differs from the study's in one respect. Come in, go out: against the study's "
        "rule.\n"
    )


def test_chapters_say_whether_all_agreed_on_is_carried_out(tmp_path):
    printed = composed(material(write_playground(tmp_path)), "chapters", basis="people")
    assert text_of(printed) == (
        "| Chapter | Content |\n"
        "| --- | --- |\n"
        "| 1.0 Things to move on | 1.1 Swing<br>1.2 Gates |\n\n"
        "Components agreed on: 1, each carried out by some section.\n"
    )
    assert stated(printed) == {
        ("", "all", "chapters"): 1,
        ("", "all", "sections"): 2,
        ("", "Chapter 1", "sections"): 2,
    }


def test_components_that_no_section_carries_out_are_named(tmp_path):
    text = (
        "title: The plan\nchapters:\n"
        "  - title: Rest\n    sections: [{title: Sitting, carries_out: [shade, bench]}]\n"
        "  - {title: Empty, sections: []}\n"
    )
    given = material(write_playground(tmp_path, handbook=text))
    printed = composed(given, "carried_out", basis="people")
    assert rows_of(printed) == [["Play", "Swing", "In no section"]]
    assert printed.notes == (
        "Components agreed on: 1, of them in no section 1: Swing.",
        "Carried out without being agreed on: Bench; Shade.",
    )
    assert rows_of(composed(given, "chapters", basis="people"))[1] == ["2.0 Empty", "–"]


def test_a_section_that_names_a_component_twice_is_listed_once(tmp_path):
    text = HANDBOOK + "      - {title: Rope, carries_out: [swing]}\n"
    printed = composed(
        material(write_playground(tmp_path, handbook=text)), "carried_out", basis="people"
    )
    assert rows_of(printed) == [["Play", "Swing", "1.1 Swing\n1.3 Rope"]]


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
