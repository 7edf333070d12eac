"""
The command `codebook`: check a codebook, take it to and from a spreadsheet, change its codes.

The workbook has the sheets 'codebook', 'concepts' and 'codes'. A code is a row; where a code has
several examples, indicators or stages, each stands on a line of its own within the cell.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from qualstage.codebook import Codebook

_LISTS = ("typical", "atypical", "close_but_no", "indicators", "unless", "stages")
_WIDE = {"definition", "use_when", "not_when", "typical", "atypical", "close_but_no", "indicators"}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Options of `qualstage codebook`."""
    parser.epilog = (
        "Example: qualstage codebook merge parking --into access --study mystudy --coder ann"
    )
    tools = parser.add_subparsers(title="tools", metavar="TOOL", required=True)
    check = tools.add_parser("check", help="Say what a codebook holds, or what is wrong with it.")
    check.add_argument("codebook", type=Path, help="the codebook, YAML")
    check.set_defaults(run=run_check, writes=False)
    out = tools.add_parser("export", help="Write a codebook as a spreadsheet.")
    out.add_argument("codebook", type=Path, help="the codebook, YAML")
    out.add_argument("--output", required=True, type=Path, help="workbook to write, .xlsx")
    out.set_defaults(run=run_export)
    into = tools.add_parser("import", help="Write the codebook that a spreadsheet holds.")
    into.add_argument("workbook", type=Path, help="the workbook, .xlsx")
    into.add_argument("--output", required=True, type=Path, help="codebook to write, YAML")
    into.set_defaults(run=run_import)
    _add_trail(tools)


def _add_trail(tools: Any) -> None:
    """The commands that change codes, and put it on record."""
    from qualstage.trail import adopt, merge, split

    for name, module, line in (
        ("adopt", adopt, "Make a draft code of a topic."),
        ("merge", merge, "Let codes go into another; their codings follow."),
        ("split", split, "Make finer draft codes of a code; its codings stay until you sort them."),
    ):
        tool = tools.add_parser(name, help=line, description=line)
        module.add_arguments(tool)
        tool.set_defaults(run=module.run)


def run_check(options: argparse.Namespace) -> None:
    """Read the codebook; list its codes and how many indicators each has."""
    from qualstage.codebook import read_codebook, told_drafts

    codebook = read_codebook(options.codebook)
    print(codebook.title)
    for concept in codebook.concept_labels:
        print(f"\n{concept}")
        for name, code in codebook.codes.items():
            if code.concept == concept:
                stages = f", stages {' '.join(code.stages)}" if code.stages else ""
                print(f"  {name}: {code.label} ({len(code.indicators)} indicators{stages})")
    for remark in told_drafts(codebook):
        print(f"REMARK: {remark}")
    print(f"\n{len(codebook.codes)} codes of {len(codebook.concepts)} concepts can be used.")


def run_export(options: argparse.Namespace) -> None:
    """Write the workbook."""
    from qualstage.codebook import read_codebook
    from qualstage.files import write_bytes

    write_bytes(options.output, to_workbook(read_codebook(options.codebook)))


def run_import(options: argparse.Namespace) -> None:
    """Write the YAML, if the workbook holds a codebook."""
    from qualstage.files import write_text

    write_text(options.output, from_workbook(options.workbook))


def to_workbook(codebook: Codebook) -> bytes:
    """A codebook as a workbook's bytes."""
    import io
    from datetime import datetime

    import xlsxwriter

    from qualstage.archive import FIXED, with_fixed_dates

    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    book.set_properties({"title": codebook.title, "created": datetime(*FIXED)})
    head = book.add_format({"bold": True, "bottom": 1, "valign": "top"})
    body = book.add_format({"text_wrap": True, "valign": "top"})
    for name, rows in _sheets(codebook).items():
        sheet = book.add_worksheet(name)
        for number, row in enumerate(rows):
            for column, value in enumerate(row):
                sheet.write_string(number, column, value, body if number else head)
        for column, heading in enumerate(rows[0]):
            sheet.set_column(column, column, 45 if heading in _WIDE else 22)
        sheet.freeze_panes(1, 1)
    book.close()
    return with_fixed_dates(buffer.getvalue())


def _sheets(codebook: Codebook) -> dict[str, list[list[str]]]:
    from qualstage.codebook import Code

    fields = list(Code.model_fields)
    codes = [["code", *fields]]
    for name, code in codebook.codes.items():
        written = code.model_dump()
        codes.append([name, *(_cell(written[field]) for field in fields)])
    concepts = [[concept.label, concept.definition] for concept in codebook.concepts]
    return {
        "codebook": [["title", "note"], [codebook.title, codebook.note]],
        "concepts": [["label", "definition"], *concepts],
        "codes": codes,
    }


def _cell(value: Any) -> str:
    return "\n".join(value) if isinstance(value, list) else value or ""


def from_workbook(path: Path) -> str:
    """
    The codebook of a workbook, as YAML.

    Raises:
        QualstageError: every problem, with its sheet and row.
    """
    import yaml

    from qualstage.codebook import read_codebook
    from qualstage.errors import Problem, QualstageError

    content, rows = _read(path)
    text = yaml.safe_dump(content, sort_keys=False, allow_unicode=True, width=100)
    with tempfile.TemporaryDirectory() as folder:
        written = Path(folder) / "codebook.yaml"
        written.write_text(text, encoding="utf-8")
        try:
            read_codebook(written)
        except QualstageError as error:
            places = _places(written, rows)
            problems = [
                Problem(places.get(problem.place, "workbook"), problem.fact, problem.remedy)
                for problem in error.problems
            ]
            raise QualstageError(str(path), problems) from None
    return text


def _read(path: Path) -> tuple[dict[str, Any], dict[tuple[str, str | int], str]]:
    """What the sheets hold, and in which row each code and concept stands."""
    from qualstage.errors import Problem, raise_if_any

    sheets = _open(path)
    problems = []
    needed = {"codebook": ["title"], "concepts": ["label", "definition"], "codes": ["code"]}
    for name, columns in needed.items():
        if name not in sheets:
            fact, remedy = "the workbook has no such sheet.", f"Add a sheet called '{name}'."
            problems.append(Problem(f"sheet '{name}'", fact, remedy))
            continue
        missing = [column for column in columns if column not in (sheets[name] or [[]])[0]]
        for column in missing:
            fact = f"its first row names no column '{column}'."
            problems.append(Problem(f"sheet '{name}'", fact, "Add it, as an export has it."))
    raise_if_any(str(path), problems)
    rows: dict[tuple[str, str | int], str] = {}
    about = next(iter(_records(sheets["codebook"])), (2, {}))[1]
    content: dict[str, Any] = {"title": about.get("title", "")}
    if about.get("note"):
        content["note"] = about["note"]
    content["concepts"], content["codes"] = [], {}
    for number, record in _records(sheets["concepts"]):
        rows["concepts", len(content["concepts"])] = f"sheet 'concepts', row {number}"
        content["concepts"].append({name: value for name, value in record.items() if value})
    for number, record in _records(sheets["codes"]):
        name, place = record.pop("code"), f"sheet 'codes', row {number}"
        if name in content["codes"]:
            fact = f"code '{name}' is already in {rows['codes', name].partition(', ')[2]}."
            problems.append(Problem(place, fact, "Merge the two, or rename one."))
            continue
        rows["codes", name] = place
        content["codes"][name] = {
            field: _items(value) if field in _LISTS else value
            for field, value in record.items()
            if value
        }
    raise_if_any(str(path), problems)
    return content, rows


def _open(path: Path) -> dict[str, list[list[str]]]:
    import zipfile

    import openpyxl
    from openpyxl.utils.exceptions import InvalidFileException

    from qualstage.errors import Problem, QualstageError

    try:
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    except FileNotFoundError:
        problem = Problem("file", "there is no such file.", "Check the path.")
        raise QualstageError(str(path), [problem]) from None
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, OSError):
        remedy = "Open it in Excel or LibreOffice, and save it anew as .xlsx."
        problem = Problem("file", "it is no Excel workbook that can be opened.", remedy)
        raise QualstageError(str(path), [problem]) from None
    sheets = {
        sheet.title: [
            ["" if value is None else str(value).strip() for value in row]
            for row in sheet.iter_rows(values_only=True)
        ]
        for sheet in book.worksheets
    }
    book.close()
    return sheets


def _records(rows: list[list[str]]) -> list[tuple[int, dict[str, str]]]:
    """Rows below the header that hold anything, each with its number in the sheet."""
    return [
        (number, {name: value for name, value in zip(rows[0], row, strict=False) if name})
        for number, row in enumerate(rows[1:], start=2)
        if any(row)
    ]


def _items(value: str) -> list[str]:
    return [line.strip() for line in value.splitlines() if line.strip()]


def _places(written: Path, rows: dict[tuple[str, str | int], str]) -> dict[str, str]:
    """Which row of the workbook each line of the YAML came from."""
    from qualstage.yamlfile import Document

    return {
        f"line {line}": rows.get(where[:2], f"sheet '{where[0]}'" if where else "workbook")
        for where, line in sorted(Document(written).lines.items(), key=lambda pair: len(pair[0]))
    }
