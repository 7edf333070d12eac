"""A participant withdraws: after one more run nothing of what was said is left in the results."""

import html
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import numpy
import openpyxl
import pyarrow.parquet
import pytest
from conftest import ROOT, TRANSCRIPTS, write_tiny_study
from test_workflow import run

BINARY = Path(sys.executable).parent / "qualstage"
SAID = ("come for a natter over the fence", "gets lonely at home", "The slugs have it")
"""Of H1's, and of nobody else's."""

CODINGS = """\
source_id,code,coder,role,action,quote
H1,company,ann,principal,add,It gets lonely at home.
H1,company,ann,principal,quote,It gets lonely at home.
H1,food,ann,principal,reject,"No, I don't eat any of it."
H2,food,ann,principal,add,We eat what we grow.
V1,food,ann,principal,add,Supper from my own bed of beans.
"""
READINGS = "source_id,coder,role,codes\nH1,ann,principal,\nH2,ann,principal,\nV1,ann,principal,\n"


@pytest.fixture(scope="module")
def left(tmp_path_factory):
    """The workflow in a folder of its own, with a study that learned from people's codings."""
    folder = tmp_path_factory.mktemp("left")
    for name in ("Snakefile", "workflow", "config", "profiles", "notebooks"):
        source = ROOT / name
        copy = shutil.copytree if source.is_dir() else shutil.copy
        copy(source, folder / name)
    write_tiny_study(folder / "allotment")
    for name, text in (("codings.csv", CODINGS), ("readings.csv", READINGS)):
        (folder / name).write_text(text)
    qualstage(folder, "ledger", "import", "codings.csv", "readings.csv", "--study", "allotment")
    qualstage(folder, "learn", "--study", "allotment", "--snapshot")
    return folder


def qualstage(folder, *words):
    done = subprocess.run([BINARY, *words], cwd=folder, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


def words_of(path):
    """Every word that a file of results holds, whatever its format."""
    if path.suffix == ".parquet":
        return str(pyarrow.parquet.read_table(path, partitioning=None).to_pylist())
    if path.suffix == ".xlsx":
        sheets = openpyxl.load_workbook(path)
        return str([cell.value for sheet in sheets for row in sheet.iter_rows() for cell in row])
    if path.suffix != ".npz" and zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as document:
            parts = [document.read(name).decode("utf-8", "replace") for name in document.namelist()]
        return " ".join(re.sub(r"<[^>]+>", "", part) for part in parts)
    if path.suffix == ".npz":
        with numpy.load(path) as file:
            return file["header"].tobytes().decode()
    text = html.unescape(path.read_bytes().decode("utf-8", "replace"))
    return f"{text} {re.sub(r'<[^>]+>', '', text)}"


def holding(results):
    """Files that hold words of H1's: each with the first of them."""
    found = {}
    for path in sorted(p for p in results.rglob("*") if p.is_file()):
        text = " ".join(words_of(path).split())
        said = [words for words in SAID if words.casefold() in text.casefold()]
        if said:
            found[path.relative_to(results).as_posix()] = said[0]
    return found


def test_after_a_withdrawal_and_a_run_no_result_holds_a_word_of_it(left):
    assert all(words in TRANSCRIPTS["H1.txt"] for words in SAID)
    run(left)
    results = left / "results" / "allotment"
    before = holding(results)
    kinds = {Path(name).suffix for name in before}
    assert {".parquet", ".docx", ".xlsx", ".html", ".csv", ".npz"} <= kinds
    assert {name.partition("/")[0] for name in before} >= {"ingest", "learn", "code", "settle"}
    reason = ["--by", "ann", "--reason", "letter", "--at", "2026-05-04", "--yes"]
    qualstage(left, "ledger", "withdraw", "H1", "--study", "allotment", *reason)
    run(left)
    assert holding(results) == {}
    assert holding(left / "allotment") == {}
    note = "Stage talk, n = 2: 1 source withdrew consent (H1)."
    for ending in ("md", "html", "docx", "xlsx", "tex"):
        assert note in words_of(results / "tabulate" / f"table1.{ending}"), ending
    assert (
        "  1 source withdrew consent (H1): figures in print may count what is gone\n"
        in (results / "compare" / "summary.txt").read_text()
    )
    assert "Left out at stage talk: H1 (withdrawn 2026-05-04)." in (
        results / "tabulate" / "participants.md"
    ).read_text("utf-8")
    assert run(left)[1] == []
