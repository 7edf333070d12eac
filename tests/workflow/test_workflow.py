"""The whole workflow on a tiny study: what is built, what is built anew, what is said."""

import csv
import hashlib
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import docx
import openpyxl
import pytest
from conftest import CODEBOOK, PUBLISHED, ROOT, STUDY, write_tiny_study

SNAKEMAKE = [sys.executable, "-m", "snakemake"]
NARRATED = ["narrate"] * len(list((ROOT / "notebooks").glob("*.ipynb")))
"""What runs where all notebooks do."""


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    """The workflow in a folder of its own, so that a run here is nobody else's."""
    folder = tmp_path_factory.mktemp("project")
    for name in ("Snakefile", "workflow", "config", "profiles", "notebooks"):
        source = ROOT / name
        copy = shutil.copytree if source.is_dir() else shutil.copy
        copy(source, folder / name)
    write_tiny_study(folder / "allotment")
    return folder


def run(project, *options, study="allotment", fails=False):
    """Run Snakemake; what it printed, and the rules that ran."""
    environment = os.environ | {"PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"}
    done = subprocess.run(
        [*SNAKEMAKE, "--cores", "4", "--config", f"study={study}", "shards=2", *options],
        cwd=project,
        env=environment,
        capture_output=True,
        text=True,
    )
    told = done.stdout + done.stderr
    assert (done.returncode != 0) == fails, told
    ran = sorted(re.findall(r"Finished jobid: \d+ \(Rule: (\w+)\)", told))
    return told, [rule for rule in ran if rule != "all"]


def results(project, folder="allotment"):
    """Each result's hash; logs and benchmarks are no results."""
    made = project / "results" / folder
    return {
        str(path.relative_to(made)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(made.rglob("*"))
        if path.is_file() and path.relative_to(made).parts[0] not in ("logs", "benchmarks")
    }


@pytest.fixture(scope="module")
def built(project):
    """The study built once, from nothing."""
    told, ran = run(project)
    return told, ran, results(project)


def test_builds_every_table_and_says_the_verdict(built, project):
    told, ran, made = built
    assert len(ran) == 29
    for ending in ("csv", "md", "html", "tex", "docx", "xlsx"):
        assert f"tabulate/table1.{ending}" in made
        assert f"tabulate/participants.{ending}" in made
    end = told.rpartition("Published figures rebuilt")[2].splitlines()
    assert end[:6] == [
        " (invented):",
        "  people   0 of 2 cells equal",
        "  machine  1 of 2 cells equal",
        "  both     1 of 2 cells equal",
        "  DIFFERENT on people: Table 1, stage talk, Company: Coming for company: "
        "published 2 respondents, rebuilt 0 (-2)",
        "  DIFFERENT on people: Table 1, stage talk, Food: Growing to eat: "
        "published 3 respondents, rebuilt 0 (-3)",
    ]
    assert (
        "  DIFFERENT on both: Table 1, stage talk, Food: Growing to eat: "
        "published 3 respondents, rebuilt 2 (-1)"
    ) in end


def test_a_study_nobody_has_decided_on_gets_its_table_of_proposals(built, project):
    with (project / "results/allotment/tabulate/table1.csv").open(encoding="utf-8-sig") as file:
        rows = list(csv.DictReader(file))
    assert [row["Plot holders"] for row in rows] == [
        "Coming for company (2 respondents) [proposed, unread]",
        "Growing to eat (2 respondents) [proposed, unread]",
    ]
    assert {row["Notice"] for row in rows} == {"invented"}


def test_every_output_for_people_carries_the_notice(built, project):
    made = project / "results/allotment"
    for path in made.rglob("*.csv"):
        if path.parent.name.isdecimal():
            continue  # a shard's part; people get the whole
        with path.open(encoding="utf-8-sig", newline="") as file:
            for row in csv.DictReader(file):
                assert "invented" in (row.get("notice"), row.get("Notice")), path
    for ending in ("md", "html", "tex"):
        for path in made.rglob(f"*.{ending}"):
            assert "Invented." in path.read_text(encoding="utf-8"), path
    for path in made.rglob("*.docx"):
        assert "Invented." in [p.text for p in docx.Document(str(path)).paragraphs], path
    for path in made.rglob("*.xlsx"):
        cells = [c.value for row in openpyxl.load_workbook(path).active.iter_rows() for c in row]
        assert "Invented." in cells, path
    for ending in ("svg", "png"):
        for path in made.rglob(f"*.{ending}"):
            assert b"invented" in path.read_bytes(), path
    assert "(invented)" in (made / "compare/summary.txt").read_text()


def test_the_machine_is_assessed_even_where_nobody_decided_anything(built, project):
    with (project / "results/allotment/assess/accuracy.csv").open(encoding="utf-8-sig") as file:
        rows = list(csv.DictReader(file))
    assert {row["value"] for row in rows} == {""}
    assert {row["reason"] for row in rows} == {
        "too few sources are read wholly by the policy's roles: two at least, one if unlearned"
    }


def test_agreement_is_told_even_where_no_two_coders_met(built, project):
    made = project / "results/allotment/agree"
    with (made / "agreement.csv").open(encoding="utf-8-sig") as file:
        rows = list(csv.DictReader(file))
    assert {row["value"] for row in rows} == {""}
    assert {row["reason"] for row in rows} == {"no two coders have read the same source wholly"}
    assert all((made / f"agreement.{ending}").stat().st_size for ending in ("svg", "pdf", "png"))


def test_a_number_opens_into_its_words(built, project):
    command = [Path(sys.executable).parent / "qualstage", "evidence", "growing to eat"]
    options = ["--stage", "talk", "--study", "allotment", "--results", "results/allotment"]
    done = subprocess.run(
        [*command, *options], cwd=project, capture_output=True, text=True, check=True
    )
    assert done.stdout == (
        "Growing to eat (Food), stage talk, basis both: 2 respondents, 2 sources, 3 codings\n"
        "invented\n\n"
        "H2, characters 78-98, code food\n"
        "    “We eat what we grow.”\n"
        "  open by machine: proposed, unread\n\n"
        "H2, characters 138-157, code food\n"
        "    “For supper, mostly.”\n"
        "  open by machine: proposed, unread\n\n"
        "V1 (V1/P2), characters 68-100, code food\n"
        "    “Supper from my own bed of beans.”\n"
        "  open by machine: proposed, unread\n"
    )


def test_the_same_input_gives_the_same_bytes(built, project):
    shutil.rmtree(project / "results")
    run(project)
    assert results(project) == built[2]


def test_nothing_to_do_does_nothing(built, project):
    assert run(project)[1] == []


def test_proposals_that_a_failed_run_left_missing_are_made_again(built, project):
    shutil.rmtree(project / "results/allotment/code")
    _, ran = run(project)
    assert ran.count("code") == 2
    assert results(project) == built[2]


def test_published_figures_reach_no_table(built, project):
    published = project / "allotment" / "published.csv"
    published.write_text(PUBLISHED.splitlines()[0] + "\n")
    told, ran = run(project)
    assert ran == ["compare", "narrate", "publish"]
    assert "No published figures to compare with." in told
    shutil.rmtree(project / "results")
    run(project)
    now = results(project)
    published.write_text(PUBLISHED)
    changed = {name for name in now if now[name] != built[2][name]}
    beside = "notebooks/reproduce_table_2.html"
    # Every page of the site names its parts, and the comparison is none of them any more.
    assert {name for name in changed if not name.startswith("publish/")} == {
        *("compare/comparison.csv", "compare/summary.txt", beside)
    }
    run(project)


def test_a_decision_runs_only_what_follows_from_it(built, project):
    codings = project / "codings.csv"
    codings.write_text(
        "source_id,code,coder,role,action,quote\n"
        "H1,company,ann,principal,accept,It gets lonely at home.\n"
        "V1,company,ann,principal,reject,The neighbours.\n"
        "V1,company,ann,principal,reject,That too.\n"
    )
    command = ["qualstage", "ledger", "import", str(codings), "--study", "allotment"]
    binary = Path(sys.executable).parent / command[0]
    subprocess.run([binary, *command[1:]], cwd=project, check=True, capture_output=True)
    told, ran = run(project)
    follows = ["compare", "conclude", "count", "draw", *NARRATED, "publish", "queue", "saturate"]
    assert ran == ["agree", "assess", *follows, "settle", "tabulate", "topics", "typeset"]
    with (project / "results/allotment/tabulate/table1.csv").open(encoding="utf-8-sig") as file:
        rows = list(csv.DictReader(file))
    assert rows[0]["Plot holders"] == "Coming for company (1 respondent)"
    head = project / "allotment" / "ledger" / "codebook" / "ann.jsonl"
    whole = head.read_bytes()
    head.write_bytes(whole.partition(b"\n")[0] + b"\n")
    told, _ = run(project, fails=True)
    assert "ann.jsonl" in told
    assert "it held 3 entries at an earlier run and holds 1 now." in told
    head.write_bytes(whole)
    shutil.rmtree(project / "allotment" / "ledger")
    shutil.rmtree(project / "results")
    run(project)


def test_a_changed_transcript_runs_only_its_shard(built, project):
    transcript = project / "allotment" / "transcripts" / "H2.txt"
    before = transcript.read_text()
    transcript.write_text(before.replace("supper", "lunch"))
    _, ran = run(project)
    once = {"ingest", "embed", "code", "screen", "ingest_report", "screen_report"}
    found = ("cluster", "topics", "conclude", "saturate", "draw", "typeset", "publish")
    assert {rule: ran.count(rule) for rule in ran if rule != "narrate"} == dict.fromkeys(
        [*once, *found, "settle", "count", "queue", "assess", "agree", "tabulate", "compare"], 1
    )
    assert ran.count("narrate") == len(NARRATED)
    transcript.write_text(before)
    run(project)
    assert results(project) == built[2]


def test_an_example_of_the_codebook_and_a_transcript_changed_at_once_learn_and_judge_anew(
    built, project
):
    transcript = project / "allotment" / "transcripts" / "H2.txt"
    codebook = project / "allotment" / "codebook.yaml"
    before, wording = transcript.read_text(), codebook.read_text()
    transcript.write_text(before.replace("supper", "lunch"))
    codebook.write_text(wording.replace("more than the leeks", "and the company"))
    _, ran = run(project)
    assert [ran.count(rule) for rule in ("ingest", "learn", "code")] == [1, 1, 2]
    assert run(project)[1] == []
    transcript.write_text(before)
    codebook.write_text(wording)
    run(project)
    assert results(project) == built[2]


def test_a_table_title_runs_only_what_prints_it(built, project):
    study = project / "allotment" / "study.yaml"
    study.write_text(STUDY.replace("Why people garden", "Why people dig"))
    assert run(project)[1] == ["compare", *NARRATED, "publish", "tabulate", "typeset"]
    study.write_text(STUDY)
    run(project)


def test_everything_wrong_with_the_transcripts_is_told_at_the_end(built, project):
    folder = project / "allotment" / "transcripts"
    kept = {name: (folder / name).read_text() for name in ("H1.txt", "V1.txt")}
    (folder / "H1.txt").write_text("")
    (folder / "V1.txt").write_text("Nobody says who is speaking here.\n")
    told, _ = run(project, fails=True)
    end = told.partition("What went wrong, step by step:")[2]
    assert "  H1.txt\n      the file is empty (0 bytes)." in end
    assert "  V1.txt\n      no speakers are recognisable; it begins: “Nobody says" in end
    assert "Traceback" not in told
    for name, text in kept.items():
        (folder / name).write_text(text)
    run(project)
    assert results(project) == built[2]


def test_a_study_without_a_notice_is_built(project):
    study = write_tiny_study(project / "plain") / "study.yaml"
    study.write_text(STUDY.replace("notice: invented\n", ""))
    _, ran = run(project, study="plain")
    assert len(ran) == 29
    report = (project / "results/plain/ingest/report.csv").read_text(encoding="utf-8-sig")
    assert "notice" not in report.splitlines()[0]


def test_another_study_of_the_same_name_does_not_overwrite_results(built, project):
    study = write_tiny_study(project / "elsewhere" / "allotment") / "study.yaml"
    told, ran = run(project, study="elsewhere/allotment", fails=True)
    assert ran == []
    assert (
        "its results were made from the study in allotment, not from elsewhere/allotment." in told
    )
    study.write_text(STUDY + "name: elsewhere\n")
    run(project, study="elsewhere/allotment")
    assert results(project, "elsewhere") == built[2]


def test_lost_decisions_and_withheld_quotations_are_told(project):
    folder = write_tiny_study(project / "lossy")
    h1, h2 = (folder / "transcripts" / name for name in ("H1.txt", "H2.txt"))
    h2.write_text(h2.read_text() + "\nResp: My friend Mr. Tobias Kelleway eats them.\n")
    codings = project / "lossy.csv"
    codings.write_text(
        "source_id,code,coder,role,action,quote\n"
        "H1,company,ann,principal,add,It gets lonely at home.\n"
        "H2,food,ann,principal,add,My friend Mr. Tobias Kelleway eats them.\n"
        "H2,food,ann,principal,quote,My friend Mr. Tobias Kelleway eats them.\n"
    )
    binary = Path(sys.executable).parent / "qualstage"
    command = [binary, "ledger", "import", str(codings), "--study", "lossy"]
    subprocess.run(command, cwd=project, check=True, capture_output=True)
    h1.write_text(h1.read_text().replace("It gets lonely at home.", "It gets dull."))
    told, _ = run(project, study="lossy")
    end = told.rpartition("Published figures rebuilt")[2]
    assert (
        "WARNING: 1 decision counts nowhere, because the words are not found in today's "
        "transcripts: see unanchored.csv\n"
    ) in end
    assert "WARNING: the quotation that ann pinned for 'food' (H2, characters" in end
    table = (project / "results/lossy/tabulate/table1.md").read_text()
    assert "not found in today’s transcripts: 1." in table
    rows = [line for line in table.splitlines() if line.startswith("| Food")]
    assert rows and "None to print" in rows[0]


def test_a_mistake_in_study_yaml_is_told_before_anything_runs(project):
    study = project / "allotment" / "study.yaml"
    study.write_text(STUDY.replace("stages:\n", "stage:\n", 1))
    told, ran = run(project, fails=True)
    assert ran == []
    assert "'stage' is not a known entry here (stage)." in told
    assert "the file has no 'stages'." in told
    study.write_text(STUDY)


def test_a_mistake_in_the_codebook_is_told_once_and_before_anything_runs(built, project):
    codebook = project / "allotment" / "codebook.yaml"
    codebook.write_text(CODEBOOK.replace("concept: Food", "concept: Foods"))
    told, ran = run(project, fails=True)
    assert ran == []
    assert told.count("code 'food' belongs to 'Foods', which is not a concept here.") == 1
    codebook.write_text(CODEBOOK)
    run(project)


def test_lint_has_nothing_to_say_but_what_is_explained(project):
    done = subprocess.run(
        [*SNAKEMAKE, "--lint", "--config", "study=allotment"],
        cwd=project,
        capture_output=True,
        text=True,
    )
    told = set(re.findall(r"^    \* (.*?):?$", done.stdout + done.stderr, re.MULTILINE))
    # See docs/workflow.md for why each stands.
    assert told <= {
        "Specify a conda environment or container for each rule.",
        "Param study is a prefix of input or output file but hardcoded",
    }, told
