"""A third study, of another shape and language, through the same workflow; two studies at once."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import docx
import pytest
from conftest import ROOT, write_tiny_study
from test_workflow import results, run
from third_study import CODINGS, FILES, write_third_study

STUDY = "ogród"
NOTES = {
    "findings": (
        "In brackets: the finding’s id in the study’s log, and how many voiced what it names as "
        "evidence, on people’s codings.\n\n"
        "No coded evidence in this corpus: the study’s codes do not speak to it, and none that "
        "mean something else are counted in their place.\n\n"
        "Claims that counts can bear out: 1 of 1 hold.\n\n"
    ),
    "concepts": (
        "Counts are of all in the stage’s material (stage rozmowy: 2 respondents).\n\n"
        "A respondent, source or programme counts once for a theme however often it voices it; "
        "one may count for several themes, so that numbers do not add up.\n\n"
        "Counts are of people’s codings.\n\n"
        "Illustrative quotations nobody pinned are chosen by rule: of the accepted codings of one "
        "respondent’s words, 20 to 70 words long and free of identifiers, the one of the row’s "
        "most voiced code whose length is nearest to 40 words.\n\n"
    ),
    "decisions": (
        "Evidence: of each finding that the decision names, by its id in the study’s log, the most "
        "voiced piece that the decision names, counted on people’s codings. By way of: evidence of "
        "other findings, which a decision that this one follows from goes back to; it bears out "
        "that decision, and need not bear out this one.\n\n"
    ),
    "open": "Open disagreements between coders in the study: 0.\n",
}
TABLES = {
    "przebieg": (
        "**Tabela 1** Przebieg\n\n"
        "|  | Pytanie: Rozmowy | Zgoda: Ocena |\n"
        "| --- | --- | --- |\n"
        "| Method | 2 rozmowy, 2 osoby | 2 narady, 2 z 3 kodów |\n"
        "| Key findings | Wszyscy jedzą zupę. \\[U1: Zupa z działki 2 of 2 respondents\\]<br>"
        "Nikt nie chce konkursów. \\[U2: no coded evidence in this corpus\\] | – |\n"
        "| Decisions | Gotować razem. \\[D1\\] |  |\n\n"
        f"Zmyślone.\n\n{NOTES['findings']}{NOTES['open']}"
    ),
    "pojęcia": (
        "**Tabela 2** Pojęcia\n\n"
        "| Concept | Definition | Działkowcy | Illustrative quotation |\n"
        "| --- | --- | --- | --- |\n"
        "| Spotkania | Bycie z innymi | Rozmowy (1 respondent) | None to print |\n"
        "| Żywność | Co się je | Zupa (2 respondents) | None to print |\n\n"
        f"Zmyślone.\n\n{NOTES['concepts']}{NOTES['open']}"
    ),
    "osoby": (
        "**Tabela 3** Osoby\n\n"
        "|  | Rada |\n"
        "| --- | --- |\n"
        "| Number of people involved | 4 (2 groups: average of 2 members per group) |\n"
        "| Stages of the process | rozmowy, ocena |\n"
        "| Types of expertise (number of people) | ogród (2)<br>kuchnia (1) |\n\n"
        "Zmyślone.\n\n"
        "Stages of the process: rozmowy = Rozmowy; ocena = Ocena.\n"
    ),
    "zgoda": (
        "**Tabela 4** Zgoda\n\n"
        "| 1: Spotkania | 2: Żywność |\n"
        "| --- | --- |\n"
        "| Rozmowy przez płot\\* | Ławka w cieniu |\n\n"
        "Zmyślone.\n\n"
        "\\* Identified at stage rozmowy already.\n\n"
        "2 of 3 rated; by column 1, 1.\n\n"
        "Agreed on: 4 or more from 50 % of a group’s raters, in 2 groups or more (ratings from 1 "
        "to 5).\n"
    ),
    "rozdziały": (
        "**Tabela 5** Rozdziały\n\n"
        "| Chapter | Content |\n"
        "| --- | --- |\n"
        "| 1.0 Miejsce | 1.1 Ławka<br>1.2 Płot |\n"
        "| 2.0 Jedzenie | 2.1 Zupa |\n\n"
        "Zmyślone.\n\n"
        "Components agreed on: 2, of them in no section 1: Rozmowy przez płot.\n"
    ),
    "decyzje": (
        "**Tabela 6** Decyzje\n\n"
        "| Area | Decision | Rationale | Evidence |\n"
        "| --- | --- | --- | --- |\n"
        "| Ławki | Dwie ławki. | – | No coded evidence in this corpus (U2) |\n"
        "|  | Jedna w cieniu. |  | No finding in this corpus |\n\n"
        f"Zmyślone.\n\n{NOTES['decisions']}{NOTES['open']}"
    ),
    "participants": (
        "**Participants** Sources and respondents by stage\n\n"
        "|  | Działkowcy | Narada |\n"
        "| --- | --- | --- |\n"
        "| All | 2 (2) | 2 (3) |\n"
        "| Kind: narada | – | 2 (3) |\n"
        "| Kind: rozmowa | 2 (2) | – |\n"
        "| Words, all speakers | 28 | – |\n\n"
        "Zmyślone.\n\n"
        "Sources (respondents identified in them). Attributes are those of the source.\n"
    ),
}
OF_WORDS = {
    *("ingest", "ingest_report", "screen", "screen_report", "embed", "learn", "code", "cluster"),
}
EVERY = OF_WORDS | {
    *("agree", "assess", "compare", "conclude", "count", "draw", "narrate", "publish", "queue"),
    *("saturate", "settle"),
    *("tabulate", "topics", "typeset"),
}


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    """The workflow in a folder of its own, with the third study and its codings."""
    folder = tmp_path_factory.mktemp("third")
    for name in ("Snakefile", "workflow", "config", "profiles", "notebooks"):
        source = ROOT / name
        copy = shutil.copytree if source.is_dir() else shutil.copy
        copy(source, folder / name)
    write_third_study(folder / STUDY)
    write_tiny_study(folder / "2021 plots")
    decide(folder, CODINGS)
    return folder


def decide(project, codings):
    """Enter codings into the ledger."""
    (project / "codings.csv").write_text(codings, encoding="utf-8")
    command = [Path(sys.executable).parent / "qualstage", "ledger", "import", "codings.csv"]
    subprocess.run([*command, "--study", STUDY], cwd=project, check=True, capture_output=True)


@pytest.fixture(scope="module")
def built(project):
    """The third study built once, from nothing."""
    told, ran = run(project, study=STUDY)
    return told, ran, results(project, STUDY)


def printed(project):
    """Every table in Markdown."""
    made = sorted((project / "results" / STUDY / "tabulate").glob("*.md"))
    return {path.stem: path.read_text(encoding="utf-8") for path in made}


def test_its_tables_are_these(built, project):
    assert printed(project) == TABLES


def test_its_published_figures_are_all_equal(built, project):
    assert (project / "results" / STUDY / "compare/summary.txt").read_text("utf-8") == (
        "Published figures rebuilt (zmyślone):\n"
        "  people   2 of 2 cells equal\n"
        "  machine  2 of 2 cells equal\n"
        "  both     2 of 2 cells equal\n"
        "  printed  10 of 10 other figures equal\n"
    )


def test_its_paper_has_the_numbers_and_the_tables(built, project):
    document = docx.Document(str(project / "results" / STUDY / "typeset/paper.docx"))
    assert "O zupie mówi 2 z 2; narad 2 (Tabela 4)." in [p.text for p in document.paragraphs]
    assert len(document.tables) == 6
    assert [cell.text for cell in document.tables[3].rows[1].cells] == [
        "Rozmowy przez płot*",
        "Ławka w cieniu",
    ]


def test_a_study_built_alone_has_rules_of_plain_names(built):
    assert set(built[1]) == EVERY


def test_a_coding_taken_back_runs_only_what_follows_from_it(built, project):
    back = CODINGS.splitlines()[0] + "\n" + CODINGS.splitlines()[3].replace(",add,", ",withdraw,")
    decide(project, back + "\n")
    told, ran = run(project, study=STUDY)
    assert set(ran) == EVERY - OF_WORDS
    assert ("WARNING: finding U1: code 'zupa' is 1 of 2, which is not 'all'\n") in told.partition(
        "Published figures rebuilt"
    )[2]
    assert printed(project)["przebieg"] == TABLES["przebieg"].replace(
        "2 of 2 respondents", "1 of 2 respondents (not ‘all’)"
    ).replace("1 of 1 hold", "0 of 1 hold")


def test_a_changed_rating_runs_its_shard_and_what_follows_and_learns_nothing(built, project):
    ratings = project / STUDY / "oceny.csv"
    ratings.write_text(FILES["oceny.csv"].replace("N2,Ewa,lawka,5", "N2,Ewa,lawka,3"), "utf-8")
    _, ran = run(project, study=STUDY)
    told = printed(project)["zgoda"]
    assert set(ran) == EVERY - {"learn"}
    assert [ran.count(rule) for rule in ("ingest", "code", "settle")] == [1, 1, 1]
    assert told == TABLES["zgoda"].replace("Ławka w cieniu", "").replace("2 of", "1 of").replace(
        "by column 1, 1", "by column 1, 0"
    )


def jobs(told):
    """How many jobs each rule would have, as a dry run lists them."""
    return dict(re.findall(r"^(\w+) +(\d+)$", told.partition("Job stats:")[2], re.MULTILINE))


def test_rules_of_two_studies_are_called_after_each(built, project):
    told, _ = run(project, "results=both", "-n", study=f"[{STUDY},2021 plots]")
    mine = jobs(told)
    names = {name.partition("_")[2] for name in mine if name.startswith(f"{STUDY}_")}
    assert names == set(built[1])
    others = {name for name in mine if name.startswith("2021_plots_")}
    assert others == {f"2021_plots_{name}" for name in built[1]}
    assert set(mine) - others == {f"{STUDY}_{name}" for name in names} | {"all", "total"}


def test_what_went_wrong_is_told_of_the_study_where_it_did(project):
    transcript = project / "2021 plots" / "transcripts" / "H1.txt"
    kept = transcript.read_text("utf-8")
    transcript.write_text("")
    only = ["--until", f"{STUDY}_ingest", "2021_plots_ingest"]
    told, ran = run(project, "results=failing", *only, study=f"[{STUDY},2021 plots]", fails=True)
    transcript.write_text(kept, "utf-8")
    assert f"{STUDY}_ingest" in ran
    assert told.count("What went wrong") == 1
    assert "What went wrong in 2021 plots, step by step:\n\ningest/" in told
    assert "  H1.txt\n      the file is empty (0 bytes)." in told
