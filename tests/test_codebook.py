"""Codebooks: what is wrong with one, line by line; to and from a spreadsheet."""

import csv
import json

import openpyxl
import pytest
from conftest import CODEBOOK, CORE, ROOT
from qualstage.cli import main
from qualstage.codebook import read_codebook
from qualstage.codebook_tools import from_workbook, to_workbook
from qualstage.errors import QualstageError

WRONG = """\
title: Wrong in many ways
concepts:
  - label: Company
    definition: Being with people
  - label: Company
    definition: Again
codes:
  company:
    label: Company
    concept: Companie
    definition: d
    use_when: u
    not_when: n
    indicators: [chat, "... natter", "{neigh"]
    parent: nobody
  a:
    label: A
    concept: Company
    definition: d
    use_when: u
    not_when: n
    parent: b
  b:
    label: B
    concept: Company
    definition: d
    use_when: u
    not_when: n
    parent: a
"""


def test_says_everything_that_is_wrong_with_its_line(tmp_path):
    path = tmp_path / "wrong.yaml"
    path.write_text(WRONG)
    with pytest.raises(QualstageError) as error:
        read_codebook(path)
    assert str(error.value) == (
        f"{path} cannot be used: 7 problems.\n"
        "\n"
        "  line 5\n"
        "      concept 'Company' is already given on line 3.\n"
        "      Merge the two, or rename one.\n"
        "\n"
        "  line 10\n"
        "      code 'company' belongs to 'Companie', which is not a concept here.\n"
        "      Name one of: Company; Company; or add it under 'concepts:'.\n"
        "\n"
        "  line 14\n"
        "      indicators of 'company': '... natter' has a gap '...' with no word before it.\n"
        "      See 'How to write indicators' in docs/codebook.md.\n"
        "\n"
        "  line 14\n"
        "      indicators of 'company': '{neigh' has a { or } without its other half in '{neigh'.\n"
        "      See 'How to write indicators' in docs/codebook.md.\n"
        "\n"
        "  line 15\n"
        "      code 'company' has the parent 'nobody', which is not a code here.\n"
        "      Correct the parent, or add that code.\n"
        "\n"
        "  line 22\n"
        "      code 'a' is its own ancestor: a < b < a.\n"
        "      Remove the parent of one of them.\n"
        "\n"
        "  line 29\n"
        "      code 'b' is its own ancestor: b < a < b.\n"
        "      Remove the parent of one of them.\n"
        "\n"
        f"Nothing was written. To check again: qualstage codebook check {path}"
    )


@pytest.mark.parametrize(
    ("change", "line", "fact"),
    [
        (
            ("    use_when: Somebody says that", "    used_when: S"),
            12,
            "'used_when' is not a known",
        ),
        (
            ("    use_when: Somebody says that", "    used_when: S"),
            8,
            "codes.company has no 'use_w",
        ),
        (("  food:\n", "  company:\n"), 17, "'company' is already given on line 8."),
        (("  food:\n", "  Food 1:\n"), 17, "codes.Food 1: string should match pattern"),
        (("title: Codebook of", "title: [Codebook of"), 2, "it is not YAML"),
    ],
)
def test_says_where_a_mistake_is(tmp_path, change, line, fact):
    path = tmp_path / "codebook.yaml"
    path.write_text(CODEBOOK.replace(*change))
    with pytest.raises(QualstageError) as error:
        read_codebook(path)
    found = [(p.place, p.fact) for p in error.value.problems]
    assert any(place == f"line {line}" and told.startswith(fact) for place, told in found), found


def test_a_decision_is_made_under_a_wording_and_indicators_are_not_part_of_it(tmp_path):
    def wording(text):
        path = tmp_path / "codebook.yaml"
        path.write_text(text)
        return read_codebook(path).wording("company")

    before = wording(CODEBOOK)
    assert wording(CODEBOOK.replace("chat|natter", "chat")) == before
    assert wording(CODEBOOK.replace("others are why", "others may be why")) != before


def test_a_spreadsheet_gives_the_codebook_back(tmp_path, core_codebook):
    workbook, written = tmp_path / "core.xlsx", tmp_path / "core.yaml"
    workbook.write_bytes(to_workbook(core_codebook))
    written.write_text(from_workbook(workbook), encoding="utf-8")
    assert read_codebook(written) == core_codebook
    assert to_workbook(core_codebook) == workbook.read_bytes()


def test_a_spreadsheet_is_checked_with_sheet_and_row(tmp_path, capsys):
    path, output = tmp_path / "mine.xlsx", tmp_path / "mine.yaml"
    book = openpyxl.Workbook()
    book.active.title = "codebook"
    book.active.append(["title"])
    book.active.append(["Mine"])
    concepts = book.create_sheet("concepts")
    concepts.append(["label", "definition"])
    concepts.append(["Company", "Being with people"])
    codes = book.create_sheet("codes")
    codes.append(["code", "label", "concept", "definition", "use_when", "not_when", "indicators"])
    codes.append(["chat", "Chat", "Company", "d", "u", "n", "chat\nnatter"])
    codes.append([None] * 7)
    codes.append(["food", "Food", "Eating", "d", None, "n", "supper"])
    book.save(path)
    assert main(["codebook", "import", str(path), "--output", str(output)]) == 1
    assert capsys.readouterr().err == (
        f"{path} cannot be used: 2 problems.\n\n"
        "  sheet 'codes', row 4\n"
        "      codes.food has no 'use_when'.\n"
        "      Add 'use_when:' there.\n\n"
        "  sheet 'codes', row 4\n"
        "      code 'food' belongs to 'Eating', which is not a concept here.\n"
        "      Name one of: Company; or add it under 'concepts:'.\n\n"
        "Nothing was written.\n"
    )
    assert not output.exists()
    codes["E4"] = "u"
    concepts.append(["Eating", "Food"])
    book.save(path)
    assert main(["codebook", "import", str(path), "--output", str(output)]) == 0
    assert read_codebook(output).codes["chat"].indicators == ["chat", "natter"]


def test_core_has_every_code_of_the_study_in_full(core_codebook):
    for name, code in core_codebook.codes.items():
        assert code.typical, name
        if not name.startswith("covers_"):
            assert code.indicators and code.close_but_no, name


def test_cores_examples_are_not_taken_from_coded_passages(core_codebook):
    with (CORE / "codings" / "principal.csv").open(encoding="utf-8-sig", newline="") as file:
        texts = " ".join(row["quote"] for row in csv.DictReader(file))
    texts = texts.replace("’", "'").lower()
    for name, code in core_codebook.codes.items():
        for example in (*code.typical, *code.atypical, *code.close_but_no):
            assert example.replace("’", "'").lower() not in texts, (name, example)


def test_the_reference_and_schemas_are_those_of_the_code():
    from qualstage.reference import render

    for name, content in render().items():
        committed = (ROOT / name).read_text(encoding="utf-8")
        assert committed == content, f"{name}: run `qualstage reference`"


def test_the_schema_says_what_a_code_needs():
    schema = json.loads((ROOT / "codebooks" / "codebook.schema.json").read_text())
    assert set(schema["$defs"]["Code"]["required"]) == {
        "label",
        "concept",
        "definition",
        "use_when",
        "not_when",
    }
