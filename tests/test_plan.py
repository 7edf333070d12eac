"""What a step depends on besides its inputs: its part of the study, its code, its models."""

import ast
import json
from pathlib import Path

import nbformat
import pytest
import qualstage
from conftest import ROOT, SOURCES, STUDY, write_tiny_study
from qualstage.cli import COMMANDS
from qualstage.errors import QualstageError
from qualstage.plan import Plan
from qualstage.steps import SHARED_CODE, STEP_CODE
from qualstage.studies import results_names, rule_prefixes, studies_named

PACKAGE = Path(qualstage.__file__).parent
NO_EFFECT = {"__init__.py", "errors.py"}


def file_of(module):
    """The file of a module of the package, as a path in it; None for anything else."""
    parts = module.split(".")[1:]
    for path in (
        PACKAGE.joinpath(*parts).with_suffix(".py"),
        PACKAGE.joinpath(*parts, "__init__.py"),
    ):
        if parts and path.is_file():
            return path
    return None


def imports_of(path):
    """Files of the package that a file imports, wherever in it; its packages with them."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        names = []
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("qualstage"):
            names = [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
        found |= {file for name in names if (file := file_of(name))}
    return found


def closure(start):
    reached, todo = set(), [start]
    while todo:
        path = todo.pop()
        if path not in reached:
            reached.add(path)
            todo += imports_of(path)
    return reached


@pytest.mark.parametrize("step", STEP_CODE)
def test_a_steps_fingerprint_covers_all_the_code_it_runs(step):
    covered = [PACKAGE / name for name in (*SHARED_CODE, *STEP_CODE[step])]
    missing = {
        str(path.relative_to(PACKAGE))
        for path in closure(file_of(COMMANDS[step][0]))
        if not any(path == known or known in path.parents for known in covered)
    }
    assert missing - NO_EFFECT == set()


@pytest.mark.parametrize("path", sorted((ROOT / "notebooks").glob("*.ipynb")), ids=lambda p: p.stem)
def test_the_fingerprint_of_notebooks_covers_all_the_code_they_run(path, tmp_path):
    cells = nbformat.read(path, as_version=4).cells
    code = tmp_path / "cells.py"
    code.write_text("\n".join(c.source for c in cells if c.cell_type == "code"), encoding="utf-8")
    covered = [PACKAGE / name for name in (*SHARED_CODE, *STEP_CODE["narrate"])]
    missing = {
        str(file.relative_to(PACKAGE))
        for start in imports_of(code)
        for file in closure(start)
        if not any(file == known or known in file.parents for known in covered)
    }
    assert missing - NO_EFFECT == set()


def slices(folder):
    plan = Plan(folder, 2)
    return {step: plan.slice(step, "00" if step == "ingest" else None) for step in STEP_CODE}


@pytest.mark.parametrize(
    ("old", "new", "steps"),
    [
        (
            "notice: invented",
            "notice: made up",
            {
                *("settle", "count", "topics", "narrate", "queue", "assess", "tabulate"),
                *("draw", "typeset", "compare", "agree", "saturate", "publish"),
            },
        ),
        (
            "Plot holders",
            "Holders",
            {
                *("count", "topics", "narrate", "assess", "conclude", "tabulate", "draw"),
                *("typeset", "compare", "saturate", "publish"),
            },
        ),
        (
            "count_by: [site]",
            "count_by: []",
            {"count", "conclude", "tabulate", "draw", "publish"},
        ),
        ("title: Why", "title: How", {"tabulate", "typeset", "narrate", "publish"}),
        (
            "title: The",
            "title: An",
            {"tabulate", "typeset", "topics", "narrate", "agree", "publish"},
        ),
        ("published: [published.csv]", "published: []", set()),
        (
            "codebook:",
            "figures: [{id: f, kind: process, title: F}]\ncodebook:",
            {"draw", "typeset", "publish"},
        ),
        (
            "codebook:",
            "policy: {order: [second]}\ncodebook:",
            {
                *("learn", "cluster", "settle", "queue", "assess", "agree", "tabulate", "narrate"),
                *("saturate", "publish"),
            },
        ),
        ("codebook:", "topics: {number: 9}\ncodebook:", {"cluster", "topics"}),
        ("codebook:", "saturation: {base: 5}\ncodebook:", {"saturate"}),
        ("codebook:", "language: xx\ncodebook:", {"learn", "code", "cluster", "screen"}),
    ],
)
def test_an_entry_of_study_yaml_concerns_only_the_steps_that_read_it(tiny, old, new, steps):
    before = slices(tiny)
    (tiny / "study.yaml").write_text(STUDY.replace(old, new, 1))
    after = slices(tiny)
    assert {step for step in before if before[step] != after[step]} == steps


def test_a_source_concerns_only_its_shard(tiny):
    plan = Plan(tiny, 2)
    before = {shard: plan.slice("ingest", shard) for shard in ("00", "01")}
    (tiny / "sources.csv").write_text(SOURCES.replace("H2,hill", "H2,valley"))
    plan = Plan(tiny, 2)
    changed = [shard for shard in before if before[shard] != plan.slice("ingest", shard)]
    assert len(changed) == 1


def test_the_names_of_figures_are_known_before_anything_runs(tiny):
    assert Plan(tiny, 2).drawn_files[:6] == [
        *("process.svg", "process.pdf", "process.png", "process.csv"),
        *("heat_map.svg", "heat_map.pdf"),
    ]
    text = "figures: [{id: flow of plots, kind: process, title: F}]\n"
    (tiny / "study.yaml").write_text(STUDY + text)
    assert Plan(tiny, 2).drawn_files == [
        f"flow of plots.{ending}" for ending in ("svg", "pdf", "png", "csv")
    ]


def without_transcripts(folder):
    """A study whose only source is lost, so that nobody's talk is in it."""
    (folder / "sources.csv").write_text(
        "source_id,stage,kind,site,excluded\nV2,talk,interview,valley,tape lost\n"
    )
    return Plan(folder, 4)


def test_a_study_has_talk_if_any_of_its_sources_has_a_transcript(tiny):
    assert Plan(tiny, 4).has_talk
    assert not without_transcripts(tiny).has_talk


def test_only_shards_that_hold_sources_are_used_and_one_where_there_is_none(tiny):
    assert Plan(tiny, 1).used_shards == ["00"]
    assert Plan(tiny, 8).used_shards == ["00", "01", "03"]
    (tiny / "sources.csv").write_text("source_id,stage,kind,site\n")
    assert Plan(tiny, 8).used_shards == ["00"]


def test_a_notebook_that_reads_what_only_talk_gives_is_left_out_without_talk(tiny, tmp_path):
    for name, reads in (
        ("counts", ["count/counts.csv", "conclude/facts.parquet"]),
        ("topics", ["count/counts.csv", "topics/sizes.parquet"]),
        ("words", None),
    ):
        metadata = {} if reads is None else {"qualstage": {"reads": reads}}
        (tmp_path / f"{name}.ipynb").write_text(json.dumps({"metadata": metadata}))
    counts = {"counts": ["count/counts.csv", "conclude/facts.parquet"], "words": []}
    topics = {"topics": ["count/counts.csv", "topics/sizes.parquet"]}
    assert Plan(tiny, 2).notebooks(tmp_path) == counts | topics
    assert without_transcripts(tiny).notebooks(tmp_path) == counts


def test_results_are_called_as_the_study_says_or_its_folder(tiny, tmp_path):
    other = write_tiny_study(tmp_path / "other")
    (other / "study.yaml").write_text(STUDY + "name: the plots\n")
    assert results_names([str(tiny), str(other)]) == ["allotment", "the plots"]


def test_two_studies_called_alike_are_both_told(tmp_path):
    one, other = (str(write_tiny_study(tmp_path / name / "plots")) for name in ("a", "b"))
    with pytest.raises(QualstageError) as error:
        results_names([one, other])
    assert str(error.value) == (
        "config: study cannot be used: 2 problems.\n\n"
        f"  {one}\n"
        "      its results are called 'plots', as those of another study.\n"
        "      Give one of them another 'name:' in study.yaml.\n\n"
        f"  {other}\n"
        "      its results are called 'plots', as those of another study.\n"
        "      Give one of them another 'name:' in study.yaml.\n\n"
        "Nothing was written."
    )


@pytest.mark.parametrize(
    ("given", "folders"),
    [
        ("plots", ["plots"]),
        (["plots", "2021 plots"], ["plots", "2021 plots"]),
        (2021, ["2021"]),
        ([2021, "plots"], ["2021", "plots"]),
    ],
)
def test_one_study_or_a_list_may_be_named_and_a_number_is_a_folder(given, folders):
    assert studies_named(given) == folders


@pytest.mark.parametrize("given", [None, [], "", [None]])
def test_a_configuration_that_names_no_study_is_told(given):
    with pytest.raises(QualstageError) as error:
        studies_named(given)
    assert str(error.value) == (
        "config: study cannot be used: 1 problem.\n\n"
        "  study\n"
        "      no study is named.\n"
        "      Give the folder of one, or a list of folders.\n\n"
        "Nothing was written."
    )


@pytest.mark.parametrize(
    ("names", "prefixes"),
    [
        (["any name"], [""]),
        (["core", "ogród (2)"], ["core_", "ogród__2__"]),
        (["a-b", "c", "a b"], ["a_b_1_", "c_", "a_b_3_"]),
    ],
)
def test_rules_begin_with_their_studys_name_where_there_are_several(names, prefixes):
    assert rule_prefixes(names) == prefixes
