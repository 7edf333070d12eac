"""The tables of who was involved, what was agreed on, and where it is carried out."""

import pytest
from composed import composed, material, rows_of, stated, text_of
from playground import (
    HANDBOOK,
    RATINGS,
    SOURCES,
    STUDY,
    write_playground,
)

RULE_TOLD = (
    "Agreed on: 7 or more from 60 % of a group's raters, in 2 groups or more (ratings from 1 to "
    "9).\n"
)


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
