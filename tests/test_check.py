"""What `qualstage check` and study.yaml's own rules say of logs, people, ratings and tables."""

import shlex

import pytest
from conftest import STUDY as ALLOTMENT
from playground import (
    CODEBOOK,
    DECISIONS,
    FINDINGS,
    HANDBOOK,
    MEMBERS,
    PAPERS,
    RATINGS,
    STUDY,
    write_playground,
)
from qualstage.cli import main
from qualstage.errors import QualstageError
from qualstage.plan import Plan
from qualstage.study import read_study

KNOWN = (
    "      Name one of: chapters, codes, codes accepted, decisions, findings, group, groups, "
    "people,\n"
    "      respondents, sections, sources, words; or write {{ and }} for braces.\n\n"
)


def error_of(call):
    with pytest.raises(QualstageError) as error:
        call()
    return str(error.value)


def test_check_finds_nothing_wrong_with_the_playground(tmp_path, capsys):
    assert main(["check", str(write_playground(tmp_path))]) == 0
    assert capsys.readouterr().out.endswith(
        "The playground\n"
        "  stage papers: 2 x plan\n"
        "  stage vote: 2 x group\n"
        "  codebook: 4 codes of 2 concepts\n"
        "  ledger: 0 entries in 0 chains\n"
        "Everything can be used.\n"
    )


def test_the_command_that_checks_again_can_be_pasted_whatever_the_folder_is_called(
    tmp_path, capsys
):
    import shlex

    folder = write_playground(tmp_path / "Étude d'été; a $HOME", findings=FINDINGS + "F4,\n")
    assert main(["check", str(folder)]) == 1
    last = capsys.readouterr().out.splitlines()[-1]
    assert shlex.split(last.removeprefix("To check again: ")) == ["qualstage", "check", str(folder)]
    (folder / "study.yaml").write_text("title: 1\n")
    told = error_of(lambda: read_study(folder)).splitlines()[-1].partition("To check again: ")[2]
    assert shlex.split(told) == ["qualstage", "check", str(folder)]


def test_check_tells_what_is_wrong_with_logs_people_ratings_and_methods_at_once(tmp_path, capsys):
    folder = write_playground(
        tmp_path,
        study=STUDY.replace("{sources} groups", "{group} groups of {persons}"),
        findings=FINDINGS + "F4,vote,They rest.,code shade,,\n",
        decisions=DECISIONS + "S3,vote,Site,Oak,,F9\n",
        members=MEMBERS + "Lu,,,,walk\n",
        handbook=HANDBOOK.replace("[swing, swing]", "[swing, rope]"),
        ratings=RATINGS + "G1,Bo,rope,9,\nG1,Ann,bench,eight,\nG2,Bo,swing,9,\n",
        papers=PAPERS + "D9,swing,yes,\n",
    )
    assert main(["check", str(folder)]) == 1
    assert capsys.readouterr().out.replace(f"{folder}/", "").replace(str(folder), "FOLDER") == (
        "the study's matrices and ratings cannot be used: 3 problems.\n\n"
        "  ratings.csv, line 16\n"
        "      code 'rope' is not in the codebook.\n"
        "      Correct it, or add the code to the codebook.\n\n"
        "  papers.csv, line 6\n"
        "      source 'D9' is not in sources.csv.\n"
        "      Correct source_id, or add the source.\n\n"
        "  ratings.csv, line 18\n"
        "      'Bo' rates 'swing' in G1, too, at the same stage.\n"
        "      A person rates a code once; call two people by two names.\n\n"
        "members.csv cannot be used: 2 problems.\n\n"
        "  line 5\n"
        "      body is empty.\n"
        "      Say who it is, and of what body.\n\n"
        "  line 5\n"
        "      stage 'walk' is not a stage of study.yaml.\n"
        "      Use of: papers, vote; with ';' between.\n\n"
        "findings.csv cannot be used: 1 problem.\n\n"
        "  line 5\n"
        "      code 'shade' is not counted at stage vote.\n"
        "      Name one of: swing; slide; bench.\n\n"
        "decisions.csv cannot be used: 1 problem.\n\n"
        "  line 6\n"
        "      it follows from 'F9', which is no finding and no decision.\n"
        "      Correct the id, or add what it names.\n\n"
        "handbook.yaml cannot be used: 1 problem.\n\n"
        "  line 5\n"
        "      section 1.1 carries out 'rope', which is no code.\n"
        "      Correct it, or add the code to the codebook.\n\n"
        "study.yaml cannot be used: 1 problem.\n\n"
        f"  line 20\n      nothing that is counted there is called {{persons}}.\n{KNOWN}"
        "ratings.csv cannot be used: 2 problems.\n\n"
        "  line 17\n"
        "      rating is 'eight', no whole number from 1 to 9.\n"
        "      Correct it, or leave it empty if it was not rated; the scale is in study.yaml.\n\n"
        "  line 17\n"
        "      G1 / Ann / bench is already on line 6 of ratings.csv.\n"
        "      Remove one of the two.\n\n"
        "To check again: qualstage check FOLDER\n"
    )


def test_check_tells_files_that_are_kept_nowhere_once(tmp_path, capsys):
    folder = write_playground(tmp_path)
    for name in ("findings.csv", "members.csv", "handbook.yaml"):
        (folder / name).unlink()
    assert main(["check", str(folder)]) == 1
    assert capsys.readouterr().out == (
        f"{folder}/study.yaml cannot be used: 3 problems.\n\n"
        "  line 6\n      findings: there is no file 'findings.csv'.\n      Correct the path.\n\n"
        "  line 8\n      members: there is no file 'members.csv'.\n      Correct the path.\n\n"
        "  line 9\n      handbook: there is no file 'handbook.yaml'.\n      Correct the path.\n\n"
        f"To check again: qualstage check {folder}\n"
    )


def test_check_tells_a_method_that_no_number_fills(tmp_path, capsys):
    text = STUDY.replace("{sources} groups", "{plan} groups of {persons}, {{so}}")
    folder = write_playground(tmp_path, study=text)
    assert main(["check", str(folder)]) == 1
    assert capsys.readouterr().out == (
        f"{folder}/study.yaml cannot be used: 2 problems.\n\n"
        f"  line 20\n      nothing that is counted there is called {{plan}}.\n{KNOWN}"
        f"  line 20\n      nothing that is counted there is called {{persons}}.\n{KNOWN}"
        f"To check again: qualstage check {folder}\n"
    )


def test_what_methods_name_depends_on_what_the_study_keeps(tmp_path):
    text = STUDY.replace("members: members.csv\nhandbook: handbook.yaml\n", "")
    folder = write_playground(tmp_path, study=text)
    assert error_of(lambda: Plan(folder, 2)) == (
        f"{folder}/study.yaml cannot be used: 1 problem.\n\n"
        "  line 13\n"
        "      nothing that is counted there is called {people}.\n"
        "      Name one of: codes, codes accepted, decisions, findings, plan, respondents, "
        "sources,\n"
        "      words; or write {{ and }} for braces.\n\n"
        f"Nothing was written. To check again: qualstage check {folder}"
    )


def test_ratings_that_count_nowhere_are_told_before_anything_runs(tmp_path):
    folder = write_playground(tmp_path, ratings=RATINGS + "G9,Ann,swing,9,\n")
    assert error_of(lambda: Plan(folder, 2)) == (
        "the study's matrices and ratings cannot be used: 1 problem.\n\n"
        "  ratings.csv, line 16\n"
        "      source 'G9' is not in sources.csv.\n"
        "      Correct source_id, or add the source.\n\n"
        f"Nothing was written. To check again: qualstage check {folder}"
    )


def test_a_negative_scale_is_told(tmp_path):
    text = STUDY.replace("{essential: 7", "{lowest: -3, essential: 7")
    folder = write_playground(tmp_path, study=text)
    assert error_of(lambda: read_study(folder)) == (
        f"{folder}/study.yaml cannot be used: 1 problem.\n\n"
        "  line 25\n"
        "      policy.consensus.lowest: input should be greater than or equal to 0.\n"
        "      Change '-3'.\n\n"
        f"Nothing was written. To check again: qualstage check {folder}"
    )


def tables_of(tmp_path, *lines):
    """The error of the allotment's study.yaml with other tables, from line 14 on."""
    head = ALLOTMENT.partition("tables:\n")[0]
    path = tmp_path / "study.yaml"
    path.write_text(head + "tables:\n" + "".join(f"  - {{{line}}}\n" for line in lines))
    told = error_of(lambda: read_study(tmp_path))
    head, _, rest = told.partition("\n\n")
    assert head.startswith(f"{path} cannot be used: ")
    body, _, end = rest.rpartition("\n\n")
    assert end == f"Nothing was written. To check again: qualstage check {tmp_path}"
    return body


def test_tables_of_one_id_are_told(tmp_path):
    assert tables_of(
        tmp_path, "id: a, title: A", "id: a, title: B", "id: participants, title: C"
    ) == (
        "  line 15\n"
        "      table 'a' is given twice.\n"
        "      Rename or remove one.\n\n"
        "  line 16\n"
        "      table 'participants' is called as the table of who took part.\n"
        "      Give it another id."
    )


def test_the_table_of_participants_may_be_listed_by_its_own_name(tmp_path):
    head = ALLOTMENT.partition("tables:\n")[0]
    (tmp_path / "study.yaml").write_text(
        head + "tables:\n  - {id: participants, kind: participants, title: Who}\n"
    )
    assert read_study(tmp_path).tables[0].id == "participants"


@pytest.mark.parametrize(
    ("kind", "file"),
    [
        ("findings", "findings"),
        ("decisions", "decisions"),
        ("people", "members"),
        ("components", "ratings"),
        ("agreement", "ratings"),
        ("sensitivity", "ratings"),
        ("chapters", "handbook"),
        ("carried_out", "handbook"),
    ],
)
def test_a_table_of_what_the_study_does_not_keep_is_told(tmp_path, kind, file):
    assert tables_of(tmp_path, f"id: a, kind: {kind}, title: A") == (
        "  line 14\n"
        f"      table 'a' is of kind '{kind}', and the study names no {file}.\n"
        f"      Add '{file}:' with the path of the file, or take the table out."
    )


def test_what_a_table_makes_no_use_of_is_told(tmp_path):
    told = tables_of(
        tmp_path,
        "id: a, kind: stages, title: A, basis: people, population: all",
        "id: b, title: B, without_numbers: [Panel]",
    )
    assert told == (
        "  line 14\n"
        "      table 'a' is of kind 'stages', which makes no use of 'basis'.\n"
        "      Take it out.\n\n"
        "  line 14\n"
        "      table 'a' is of kind 'stages', which makes no use of 'population'.\n"
        "      Take it out.\n\n"
        "  line 15\n"
        "      table 'b' is of kind 'concepts', which makes no use of 'without_numbers'.\n"
        "      Take it out."
    )


def test_stages_and_populations_that_a_table_counts_are_held_against_the_study(tmp_path):
    told = tables_of(
        tmp_path, "id: a, title: A, population: site, populations: {walk: all, talk: hill}"
    )
    known = "      Name one of: all; those who spoke of food; site: VALUE."
    assert told == (
        "  line 14\n"
        "      table 'a' counts stage 'walk', which is not a stage.\n"
        "      Name one of: talk.\n\n"
        f"  line 14\n      table 'a' counts 'site', which is no population.\n{known}\n\n"
        f"  line 14\n      table 'a' counts 'hill', which is no population.\n{known}"
    )


def test_a_code_that_applies_below_its_parent_is_evidence_of_both(tmp_path):
    book = CODEBOOK.replace("bench: {", "bench: {parent: shade, ").replace(
        "not_when: n}", "not_when: n}"
    )
    folder = write_playground(
        tmp_path,
        codebook=book,
        findings=FINDINGS + "F4,vote,They rest.,code shade (none),,\n",
    )
    assert main(["check", str(folder)]) == 0


def test_the_command_to_check_again_can_be_pasted(tiny, capsys):
    folder = tiny.with_name("Étude d'été, one")
    tiny.rename(folder)
    (folder / "codebook.yaml").unlink()
    assert main(["check", str(folder)]) == 1
    (last,) = capsys.readouterr().out.splitlines()[-1:]
    asked = last.removeprefix("To check again: ")
    assert shlex.split(asked) == ["qualstage", "check", str(folder)]
