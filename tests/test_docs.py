"""What the documentation shows is what the code does."""

import csv
import re

import pytest
from conftest import ROOT
from qualstage.cli import main
from qualstage.codebook import Codebook
from qualstage.count import countables
from qualstage.evidence import behind, told
from qualstage.tabulate.concept_table import compose_concept_table
from qualstage.tabulate.formats.markdown import render
from qualstage.tabulate.material import Material
from qualstage.tabulate.printed import PrintedTable

README = (ROOT / "README.md").read_text(encoding="utf-8")


def between(name):
    return re.search(rf"<!-- {name} -->\n(.*?)<!-- /{name} -->", README, re.DOTALL)[1]


def readme_table(study, codebook, counts):
    """The README's excerpt of Table 2: concepts and stages."""
    (table,) = (table for table in study.tables if table.id == "table2")
    whole = compose_concept_table(table, Material(study, codebook, counts=counts))
    kept = (0, 2, 3, 4)
    excerpt = PrintedTable(
        label=whole.label,
        title=whole.title,
        columns=tuple(whole.columns[i] for i in kept),
        rows=tuple(tuple(row[i] for i in kept) for row in whole.rows),
    )
    lines = render(excerpt).decode().splitlines()
    return "\n".join(line for line in lines if line.startswith("|")) + "\n"


def readme_evidence(study, codebook, rows, codings):
    """The README's evidence trail: the heading and the first two codings behind a cell."""
    item = next(
        item
        for item in countables(study, codebook)
        if (item.stage, item.level, item.label) == ("2", "theme", "Crisis planning")
    )
    sources = {row["source_id"]: row for row in rows.sources}
    mine = [
        row
        for row in codings
        if row["basis"] == "both"
        and row["state"] == "accepted"
        and row["code"] in item.codes
        and sources[row["source_id"]]["stage"] == "2"
    ]
    found = list(behind(mine, sources, rows.segments, rows.speakers))
    blocks = told(item, found, "both", study.notice).split("\n\n")
    return "```\n" + "\n\n".join(blocks[:3]) + "\n...\n```\n"


def test_the_readmes_table_is_the_rebuilt_one(core_study, core_codebook, core_counts):
    assert between("table") == readme_table(core_study, core_codebook, core_counts)


def test_the_readmes_evidence_is_that_of_the_ledger(
    core_study, core_codebook, core_rows, core_outcome
):
    expected = readme_evidence(core_study, core_codebook, core_rows, core_outcome.codings)
    assert between("evidence") == expected


def test_the_readmes_comparison_is_the_one_a_run_prints(core_material, enrich_material):
    from qualstage.compare import compare, read_published, summarise, unread_stages
    from qualstage.tabulate.compose import compose_tables, figure_rows

    told = ""
    for given in (core_material, enrich_material):
        study = given.study
        files = map(study.path, study.published)
        published = [figure for path in files for figure in read_published(path, study)]
        figures = figure_rows(compose_tables(given, ()).values())
        unread = unread_stages(given.sources)
        told += summarise(compare(given.counts, published, figures, unread), study.notice)
    # The machine's differing cells are not listed; those of people and both would be.
    assert f"```\n{told}```" in README


def blocks(name):
    text = (ROOT / "docs" / name).read_text(encoding="utf-8")
    return re.findall(r"```(?:yaml)?\n(.*?)```", text, re.DOTALL)


@pytest.fixture
def documented(tmp_path):
    """The study of docs/study.md, with the codebook of docs/codebook.md."""
    study, sources, h1, v1, *_ = blocks("study.md")
    folder = tmp_path / "mystudy"
    (folder / "transcripts").mkdir(parents=True)
    (folder / "study.yaml").write_text(study)
    (folder / "sources.csv").write_text(sources)
    (folder / "codebook.yaml").write_text(blocks("codebook.md")[0])
    (folder / "transcripts" / "H1.txt").write_text(h1)
    (folder / "transcripts" / "V1.txt").write_text(v1)
    return folder


def test_the_study_of_the_documentation_can_be_used(documented, capsys):
    assert main(["check", str(documented)]) == 0
    assert "Everything can be used." in capsys.readouterr().out


def test_the_codings_of_the_documentation_can_be_imported(documented, capsys):
    codings = next(b for b in blocks("study.md") if b.startswith("source_id,code,coder,role,quote"))
    readings = next(b for b in blocks("study.md") if b.startswith("source_id,coder,role,codes"))
    for name, text in (("codings.csv", codings), ("readings.csv", readings)):
        (documented / name).write_text(text)
    files = [str(documented / name) for name in ("codings.csv", "readings.csv")]
    assert main(["ledger", "import", *files, "--study", str(documented)]) == 0
    assert main(["ledger", "verify", "--study", str(documented)]) == 0
    assert "2 judgements stand, each found in its source." in capsys.readouterr().out
    taken_back = next(b for b in blocks("study.md") if ",withdraw," in b)
    (documented / "back.csv").write_text(taken_back)
    files = [str(documented / "back.csv")]
    assert main(["ledger", "import", *files, "--study", str(documented)]) == 0
    assert main(["ledger", "verify", "--study", str(documented)]) == 0
    assert "1 judgement stands, found in its source." in capsys.readouterr().out


def test_the_table_of_answers_of_the_documentation_can_be_used(tmp_path, capsys):
    table = tmp_path / "ratings.csv"
    table.write_text(next(b for b in blocks("agreement.md") if b.startswith("unit,cluster")))
    assert main(["agree", str(table)]) == 0
    told = capsys.readouterr().out
    assert "a row a unit (3), a column a coder: Ann, Bo, Cy.\nCategories: fear, hope.\n" in told


def test_the_speakers_of_the_documentation_can_be_used(documented):
    from qualstage.ingest import ingest_study
    from qualstage.study import read_study

    speakers = next(b for b in blocks("study.md") if b.startswith("source_id,speaker,role"))
    (documented / "speakers.csv").write_text(speakers)
    study = (documented / "study.yaml").read_text()
    (documented / "study.yaml").write_text(study + "speakers: speakers.csv\n")
    assert main(["check", str(documented)]) == 0
    rows = ingest_study(read_study(documented))
    people = {
        (row["source_id"], row["speaker"]): row["respondent_id"]
        for row in rows.speakers
        if row["role_from"] == "speakers.csv"
    }
    assert people == {("H1", "P"): "V1-a", ("V1", "Facilitator"): None, ("V1", "Female 1"): "V1-a"}


def test_roles_of_coders_are_listed_alike_everywhere():
    from typing import get_args

    from qualstage.study import Role

    text = (ROOT / "docs" / "study.md").read_text(encoding="utf-8")
    assert f"- `role`: {', '.join(get_args(Role))}. " in text


def test_the_codebook_of_the_documentation_can_be_used():
    import yaml

    (example, *_) = blocks("codebook.md")
    assert Codebook.model_validate(yaml.safe_load(example)).codes["company"].indicators == [
        "chat|natter",
        "lonely",
        "{neighbour}",
    ]


def test_every_command_in_the_documentation_exists():
    from qualstage.cli import COMMANDS

    texts = [README] + [path.read_text() for path in (ROOT / "docs").glob("*.md")]
    named = {name for text in texts for name in re.findall(r"qualstage ([a-z]+)\b", text)}
    named -= {"takes", "reads"}
    assert named <= set(COMMANDS), named - set(COMMANDS)


def test_core_has_as_many_sources_as_its_readme_says():
    with (ROOT / "data_synthetic/core/sources.csv").open(encoding="utf-8-sig") as file:
        rows = list(csv.DictReader(file))
    assert sum(row["kind"] == "programme" for row in rows) == 19
    assert sum(row["kind"] != "programme" and not row["excluded"] for row in rows) == 82


def test_the_comparison_of_the_documentation_is_what_its_study_gives(documented, capsys):
    codings = next(b for b in blocks("study.md") if b.startswith("source_id,code,coder,role,quote"))
    sheet = next(b for b in blocks("codes_that_change.md") if b.startswith("source_id,start_char"))
    for name, text in (("codings.csv", codings), ("sheet.csv", sheet)):
        (documented / name).write_text(text)
    study = ["--study", str(documented)]
    assert main(["ledger", "import", str(documented / "codings.csv"), *study]) == 0
    split = ["codebook", "split", "company", "--into", "talking", "lonely", "--coder", "ann"]
    assert main([*split, *study, "--worksheet", str(documented / "made.csv")]) == 0
    made = (documented / "made.csv").read_text("utf-8-sig")
    assert sheet == made.replace("talking lonely,", "talking lonely,lonely")
    assert main(["ledger", "import", str(documented / "sheet.csv"), *study]) == 0
    capsys.readouterr()
    assert main(["ledger", "diff", "start", *study]) == 0
    shown = next(b for b in blocks("codes_that_change.md") if b.startswith("From start"))
    assert capsys.readouterr().out.startswith(shown)


def ledger_block(name):
    text = (ROOT / "docs" / "ledger.md").read_text(encoding="utf-8")
    return re.search(rf"<!-- {name} -->\n```json\n(.*?)\n```", text)[1]


def test_the_entry_of_the_documentation_is_the_one_its_study_gives(documented):
    import json

    from qualstage.ledger.chain import Chain
    from qualstage.ledger.seals import seal, seal_words

    entry, record = (json.loads(ledger_block(name)) for name in ("entry", "words"))
    assert entry["id"] == seal(entry)
    assert record["id"] == entry["words"] == seal_words(record["salt"], record["words"])
    codings = next(b for b in blocks("study.md") if b.startswith("source_id,code,coder,role,quote"))
    (documented / "codings.csv").write_text(codings)
    files = [str(documented / "codings.csv"), "--study", str(documented)]
    assert main(["ledger", "import", *files, "--at", entry["at"]]) == 0
    chain = Chain(documented / "ledger" / "codebook" / "ann.jsonl")
    made = chain.entries[0]
    assert chain.words[made["words"]] == record["words"]
    # Salt is drawn anew each time, and with it the hashes.
    told = {name: made[name] for name in made if name not in ("id", "words")}
    assert told == {name: entry[name] for name in entry if name not in ("id", "words")}
