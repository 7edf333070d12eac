"""Who was involved and what was made: members.csv and handbook.yaml."""

import pytest
from playground import HANDBOOK, STUDY, merge, write_playground
from qualstage.codebook import read_codebook
from qualstage.conclude.people import (
    Chapter,
    Handbook,
    Member,
    Section,
    read_handbook,
    read_members,
)
from qualstage.errors import QualstageError
from qualstage.study import read_study


def error_of(call):
    with pytest.raises(QualstageError) as error:
        call()
    return str(error.value)


def handbook_of(folder):
    return read_handbook(read_study(folder), read_codebook(folder / "codebook.yaml"))


def test_members_bring_expertise_to_stages(tmp_path):
    assert read_members(read_study(write_playground(tmp_path))) == [
        Member("Ann", "Parents", "North", ("carers", "cooks"), ("vote",)),
        Member("Bo", "Parents", "South", ("carers",), ("vote",)),
        Member("Kim", "Office", "", ("planner",), ("papers", "vote")),
    ]


def test_group_and_expertise_need_not_be_kept(tmp_path):
    folder = write_playground(tmp_path, members="member,body,stages\nAnn,Parents,\n")
    assert read_members(read_study(folder)) == [Member("Ann", "Parents", "", (), ())]


def test_members_that_cannot_be_used_are_told_all_at_once(tmp_path):
    text = "member,body,stages\nAnn,Parents,vote\nAnn,Office,vote\n,Office,walk;vote\nCy,,vote\n"
    folder = write_playground(tmp_path, members=text)
    assert error_of(lambda: read_members(read_study(folder))) == (
        f"{folder}/members.csv cannot be used: 4 problems.\n\n"
        "  line 3\n"
        "      'Ann' is already on line 2.\n"
        "      Keep one line a person; divide stages and expertise by ';'.\n\n"
        "  line 4\n"
        "      member is empty.\n"
        "      Say who it is, and of what body.\n\n"
        "  line 4\n"
        "      stage 'walk' is not a stage of study.yaml.\n"
        "      Use of: papers, vote; with ';' between.\n\n"
        "  line 5\n"
        "      body is empty.\n"
        "      Say who it is, and of what body.\n\n"
        f"Nothing was written. To check again: qualstage check {folder}"
    )


def test_the_handbooks_outline_is_read(tmp_path):
    assert handbook_of(write_playground(tmp_path)) == Handbook(
        title="The plan",
        chapters=[
            Chapter(
                title="Things to move on",
                sections=[
                    Section(title="Swing", carries_out=["swing", "swing"]),
                    Section(title="Gates"),
                ],
            )
        ],
    )


def test_a_section_that_names_a_code_twice_carries_it_out_once():
    sections = [
        {"title": "a", "carries_out": ["x", "x", "y"]},
        {"title": "b", "carries_out": ["x"]},
    ]
    chapters = [{"title": "A", "sections": []}, {"title": "B", "sections": sections}]
    book = Handbook.model_validate({"title": "t", "chapters": chapters})
    assert book.carried_out() == {"x": ["2.1", "2.2"], "y": ["2.1"]}


def test_a_study_without_members_or_handbook_has_none(tmp_path):
    text = STUDY.replace("members: members.csv\nhandbook: handbook.yaml\n", "")
    folder = write_playground(tmp_path, study=text)
    assert (read_members(read_study(folder)), handbook_of(folder)) == ([], None)


def test_codes_that_the_handbook_names_and_that_are_none_are_told(tmp_path, capsys):
    text = HANDBOOK + "      - {title: Slide, carries_out: [slide, rope]}\n"
    folder = write_playground(tmp_path, handbook=text)
    assert merge(folder, "slide", "swing") == 0
    assert error_of(lambda: handbook_of(folder)) == (
        f"{folder}/handbook.yaml cannot be used: 2 problems.\n\n"
        "  line 7\n"
        "      section 1.3 carries out 'slide', which went into 'swing'.\n"
        "      Name 'swing' instead, if the section carries it out.\n\n"
        "  line 7\n"
        "      section 1.3 carries out 'rope', which is no code.\n"
        "      Correct it, or add the code to the codebook.\n\n"
        f"Nothing was written. To check again: qualstage check {folder}"
    )


def test_entries_that_a_handbook_does_not_have_are_told(tmp_path):
    folder = write_playground(tmp_path, handbook=HANDBOOK.replace("carries_out", "carries"))
    assert error_of(lambda: handbook_of(folder)) == (
        f"{folder}/handbook.yaml cannot be used: 1 problem.\n\n"
        "  line 5\n"
        "      'carries' is not a known entry here (chapters.0.sections.0.carries).\n"
        "      Correct its spelling, or remove it.\n\n"
        f"Nothing was written. To check again: qualstage check {folder}"
    )
