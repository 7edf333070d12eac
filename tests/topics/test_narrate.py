"""Notebooks: committed without outputs, run on a study's results, a page that stands alone."""

import html
import re
from dataclasses import replace
from pathlib import Path

import nbformat
import pytest
from benches import CODES, RUDE, TABLES
from conftest import CODEBOOK, ROOT
from qualstage.cli import main
from qualstage.codebook import read_codebook
from qualstage.contracts import IDENTIFIERS, SEGMENTS, SOURCES, TOPIC_SIZES
from qualstage.files import write_bytes
from qualstage.study import read_study
from qualstage.tables import write_csv, write_table
from qualstage.topics import topics_told

NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
NOTEBOOK = ROOT / "notebooks" / "what_did_we_not_ask.ipynb"
COMMAND = ["narrate", str(NOTEBOOK), "--study", "park", "--results", "results/park"]


def in_scope(scope):
    """The park's tables as those of another scope, topics called accordingly."""

    def called(row):
        names = {n: row[n].replace("all-", f"{scope}-") for n in ("topic", "nearest") if n in row}
        return row | {"scope": scope} | names

    return replace(
        TABLES,
        codings=[row for row in TABLES.codings if row["code"] in CODES[:2]],
        topics=[called(row) for row in TABLES.topics],
        members=[called(row) for row in TABLES.members],
        clusterings=[row | {"scope": scope} for row in TABLES.clusterings],
    )


@pytest.fixture
def park(tmp_path, monkeypatch):
    """A folder with a study, to be filled with results; the working directory."""
    monkeypatch.chdir(tmp_path)
    Path("park").mkdir()
    Path("park/codebook.yaml").write_text(CODEBOOK)
    Path("park/study.yaml").write_text(
        "title: The <park>\nnotice: invented\ncodebook: codebook.yaml\nstages:\n"
        "  - {id: 1, name: Interviews, heading: Talks, unit: respondents}\n"
        "  - {id: walk, name: Walks, heading: Walks, unit: sources}\n"
    )
    return tmp_path


def fill(tables):
    """Write what a notebook reads of the results."""
    stages = {"talk": "1", "walk": "walk"}
    tables = replace(
        tables, sources=[row | {"stage": stages[row["stage"]]} for row in tables.sources]
    )
    results = Path("results/park")
    write_table(tables.sources, SOURCES, results / "ingest/00/sources.parquet")
    write_table(tables.segments, SEGMENTS, results / "ingest/00/segments.parquet")
    write_table(tables.identifiers, IDENTIFIERS, results / "screen/00/identifiers.parquet")
    study, codebook = read_study("park"), read_codebook("park/codebook.yaml")
    sizes, _, files = topics_told(tables, study, codebook, results)
    for name, content in files.items():
        write_bytes(results / "topics" / name, content)
    write_csv(sizes, TOPIC_SIZES, results / "topics" / "topic_sizes.csv", study.notice)


def narrated(name="page.html"):
    assert main([*COMMAND, "--output", name]) == 0
    return Path(name).read_bytes()


def words(page):
    """What the page tells, code and tags taken out."""
    body = page.decode().partition("<main>")[2]
    body = re.sub(r"<details>.*?</details>", " ", body, flags=re.DOTALL)
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", body)))


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_is_committed_without_outputs_and_with_names_for_its_cells(path):
    notebook = nbformat.read(path, as_version=4)
    nbformat.validate(notebook)
    names = [cell.id for cell in notebook.cells]
    assert all(re.fullmatch(r"[a-z]+(-[a-z]+)*", name) for name in names)
    for cell in notebook.cells:
        assert not cell.get("outputs")
        assert cell.get("execution_count") is None


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_no_number_is_typed_in_prose(path):
    notebook = nbformat.read(path, as_version=4)
    prose = [cell.source for cell in notebook.cells if cell.cell_type == "markdown"]
    assert prose
    # A table's label is a name.
    assert not re.findall(r"\d", "".join(prose).replace("Table 2", ""))


def test_the_notebook_tells_uncoded_topics_by_number(park):
    fill(in_scope("uncoded"))
    told = words(narrated())
    assert "What did we not ask?" in told
    assert "The <park>" in told
    assert "Interviews 5 5 100 % Walks 2 2 100 % Of 7 passages, 7 were uncoded (100 %)." in told
    assert "5 passages have a topic (71 %)." in told
    assert "falls in no topic often enough 1 14 % says too little 1 14 %" in told
    assert "consensus 2 2 1 70 % 0.60 – 0.10 chosen" in told
    assert "uncoded-02 bench 0.900 steady 1 1 1 of 2 0 of 1" in told
    assert "uncoded-01 bus, late 0.598 unsteady 4 3 2 of 2 0 of 1" in told
    assert "2 topics: 1 steady, 0 fairly steady, 1 unsteady." in told
    assert "uncoded-02: bench. Stability 0.900 (steady); 1 passages of 1 sources." in told
    assert "Of the passages of uncoded-02, read above, 0 % follow a question" in told
    assert "H1 What keeps you from coming? no" in told
    assert (
        "qualstage codebook adopt uncoded-02 --study park --results results/park "
        "--code NAME --label LABEL --concept CONCEPT --coder YOU --passages NAME.csv"
    ) in told


def test_a_page_stands_alone_names_no_place_and_is_the_same_bytes_twice(park):
    tables = in_scope("uncoded")
    # The topic with the rude passage, so that it is the one read closely.
    steady = [
        row | {"stability": 1.0 if row["topic"].endswith("01") else 0.5} for row in tables.topics
    ]
    fill(replace(tables, topics=steady))
    page = narrated()
    assert page == narrated("again.html")
    text = page.decode()
    assert html.escape(RUDE, quote=False) in text
    assert "<script" not in text
    assert "Falkenberg" not in text
    assert not re.findall(r"""(?:src|href)=["'](?!#|data:)""", text)
    assert "http" not in text.replace("http-equiv", "")
    assert str(park) not in text
    assert str(ROOT) not in text
    assert '<p class="notice">Invented.</p>' in text
    assert "1 more may identify a person and are not shown." in words(page)


def test_a_study_without_uncoded_topics_is_told_so(park):
    fill(in_scope("all"))
    told = words(narrated())
    assert "In this study no uncoded passages were clustered by themselves" in told
    assert "codebook adopt" not in told


def test_passages_none_of_which_has_a_topic_are_told_so(park):
    tables = in_scope("uncoded")
    bare = [row | {"topic": "", "rank": None} for row in tables.members]
    fill(replace(tables, topics=[], members=bare))
    told = words(narrated())
    assert "No topic was found among the uncoded passages." in told
    assert "0 passages have a topic (0 %)." in told


def test_a_cell_that_fails_is_named_with_its_error(park, capsys):
    cell = nbformat.v4.new_code_cell("1 / 0", id="sum")
    nbformat.write(nbformat.v4.new_notebook(cells=[cell]), "sums.ipynb")
    fill(in_scope("all"))
    command = ["narrate", "sums.ipynb", "--study", "park", "--results", "results/park"]
    assert main([*command, "--output", "sums.html"]) == 1
    assert capsys.readouterr().err == (
        "sums.ipynb cannot be used: 1 problem.\n\n"
        "  cell 'sum'\n"
        "      it fails with ZeroDivisionError: division by zero\n"
        "      Open the notebook and run it up to there, or build the results anew.\n\n"
        "Nothing was written.\n"
    )
    assert not Path("sums.html").exists()


@pytest.mark.parametrize("content", ["What did we not ask?", "{}", '{"cells": 3}'])
def test_a_file_that_is_no_notebook_is_refused(park, capsys, content):
    Path("notes.ipynb").write_text(content)
    command = ["narrate", "notes.ipynb", "--study", "park", "--results", "results/park"]
    assert main([*command, "--output", "notes.html"]) == 1
    assert capsys.readouterr().err == (
        "notes.ipynb cannot be used: 1 problem.\n\n"
        "  file\n"
        "      it cannot be read as a notebook.\n"
        "      Name a file ending in .ipynb.\n\n"
        "Nothing was written.\n"
    )


def test_a_kernel_that_dies_is_told(park, capsys):
    cell = nbformat.v4.new_code_cell("import os; os._exit(3)", id="end")
    nbformat.write(nbformat.v4.new_notebook(cells=[cell]), "dies.ipynb")
    fill(in_scope("all"))
    command = ["narrate", "dies.ipynb", "--study", "park", "--results", "results/park"]
    assert main([*command, "--output", "dies.html"]) == 1
    told = capsys.readouterr().err
    assert "it cannot be run to its end: Kernel died" in told
    assert "Open the notebook and run it by hand, or install what it needs." in told
