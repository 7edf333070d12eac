"""What a run says at its end, and whose results a folder holds."""

import os
from types import SimpleNamespace

import pytest
from conftest import write_tiny_study
from qualstage.cli import main
from qualstage.closing import main as close
from qualstage.closing import tell_failures, tell_success
from qualstage.errors import QualstageError
from qualstage.evidence import told
from qualstage.origin import note_origin, refuse_anothers_results


@pytest.fixture
def ended(tmp_path):
    """A function that leaves a step's log, and its benchmark if it ended well."""

    def ended(step, said, well):
        log = tmp_path / "logs" / f"{step}.log"
        log.parent.mkdir(parents=True, exist_ok=True)
        log.write_text(said)
        benchmark = tmp_path / "benchmarks" / f"{step}.tsv"
        benchmark.parent.mkdir(parents=True, exist_ok=True)
        benchmark.write_text("s")
        os.utime(benchmark, ns=(0, log.stat().st_mtime_ns + (1 if well else -1)))

    return ended


def test_every_failed_steps_log_is_shown_whatever_it_says(tmp_path, ended):
    ended("code/00", "no such codebook", well=False)
    ended("code/01", "no such codebook", well=False)
    ended("gather", "error: argument --notice: expected one argument", well=False)
    ended("screen", "", well=False)
    ended("settle", "settled: 3 accepted", well=True)
    assert tell_failures(tmp_path) == (
        "What went wrong, step by step:\n\n"
        "code/00:\nno such codebook\n\n"
        "gather:\nerror: argument --notice: expected one argument\n\n"
        "screen:\nIt ended without a word; was it killed?\n"
    )


def test_where_several_studies_are_built_the_one_that_failed_is_named(tmp_path, ended):
    ended("settle", "no such codebook", well=False)
    assert tell_failures(tmp_path, "2021 plots") == (
        "What went wrong in 2021 plots, step by step:\n\nsettle:\nno such codebook\n"
    )


def test_a_study_in_which_nothing_failed_has_nothing_told_of_failures(tmp_path, ended):
    ended("settle", "settled: nothing", well=True)
    assert tell_failures(tmp_path, "plots") == ""


def test_the_verdict_is_said_once_more_of_every_study_that_is_configured(
    tiny, tmp_path, monkeypatch, capsys
):
    (tmp_path / "config").mkdir()
    config = tmp_path / "config" / "config.yaml"
    config.write_text("study: [allotment, 2021]\nresults: made\n")
    write_tiny_study(tmp_path / "2021")
    for name in ("allotment", "2021"):
        (tmp_path / "made" / name / "compare").mkdir(parents=True)
        (tmp_path / "made" / name / "compare" / "summary.txt").write_text(f"{name}: 2 of 2\n")
    monkeypatch.chdir(tmp_path)
    for given, said in (
        ([], "allotment: 2 of 2\n\n\n2021: 2 of 2\n\n"),
        (["2021"], "2021: 2 of 2\n\n"),
    ):
        monkeypatch.setattr("sys.argv", ["closing", *given])
        assert close() == 0
        assert capsys.readouterr().out == said


def test_warnings_and_what_was_made_stand_at_the_end(tmp_path, ended):
    for step in ("compare", "tabulate", "topics"):
        (tmp_path / step).mkdir()
    (tmp_path / "topics" / "topics.html").write_text("")
    (tmp_path / "compare" / "summary.txt").write_text("35 of 35\n")
    ended("settle", "settled: nothing\nWARNING: 1 decision counts nowhere\n", well=True)
    assert tell_success(tmp_path) == (
        "35 of 35\n\nWARNING: 1 decision counts nowhere\n"
        f"Tables: {tmp_path}/tabulate\nTopics: {tmp_path}/topics/topics.html"
    )


def test_results_of_another_study_of_the_same_name_are_refused(tmp_path):
    results = tmp_path / "results" / "river"
    refuse_anothers_results(results, tmp_path / "a" / "river")
    note_origin(results, tmp_path / "a" / "river")
    refuse_anothers_results(results, tmp_path / "a" / "river")
    with pytest.raises(QualstageError) as error:
        refuse_anothers_results(results, tmp_path / "b" / "river")
    (problem,) = error.value.problems
    assert problem.fact == (
        f"its results were made from the study in {tmp_path}/a/river, not from {tmp_path}/b/river."
    )
    assert problem.remedy.startswith("Give one of the two studies a folder of results of its own")
    assert str(tmp_path) not in (results / "logs" / "study.txt").read_text()


def test_evidence_does_not_answer_from_another_studys_results(tiny, tmp_path, capsys):
    results = tmp_path / "results" / "allotment"
    note_origin(results, tmp_path / "other" / "allotment")
    command = ["evidence", "Food", "--stage", "talk", "--study", str(tiny)]
    assert main([*command, "--results", str(results)]) == 1
    told = capsys.readouterr().err
    assert "its results were made from the study in" in told
    assert "Nothing was written." not in told


def test_a_stage_that_does_not_exist_is_told(tiny, capsys):
    command = ["evidence", "Food", "--stage", "9", "--study", str(tiny), "--results", "r"]
    assert main(command) == 1
    assert capsys.readouterr().err == (
        "--stage cannot be used: 1 problem.\n\n"
        "  command line\n"
        "      the study has no stage '9'.\n"
        "      Name one of: talk.\n"
    )


def test_one_is_not_many():
    item = SimpleNamespace(label="Food", concept="Food", stage="talk")
    assert told(item, [], "both", "").endswith("0 respondents, 0 sources, 0 codings")
    columns = dict.fromkeys(("state", "decided_by", "coder", "why", "text", "entries", "code"), "")
    row = columns | {"source_id": "S", "respondents": "S", "start_char": 0, "end_char": 1}
    assert (
        told(item, [row], "both", "").splitlines()[0].endswith("1 respondent, 1 source, 1 coding")
    )
