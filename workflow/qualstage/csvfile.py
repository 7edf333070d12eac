"""CSV files that people keep: sources.csv, matrices, codings, speakers, figures in print."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

from qualstage.errors import Problem, QualstageError, lines_listed, raise_if_any
from qualstage.files import lines_not_utf8

_WORKBOOK = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
SEPARATOR = re.compile(r'"?sep=([,;\t])"?\r?\n')
"""The first line of a file by which Excel is told what divides cells; it is no row."""
_AS_CSV = "In Excel, save it as 'CSV UTF-8 (comma delimited)'."

# What a spreadsheet program takes for the beginning of a formula; of wide letters, too.
_FORMULA = re.compile(r"'*[=+\-@\t\r\n＝＋－＠]")
_GUARDED = re.compile(r"''*[=+\-@\t\r\n＝＋－＠]")
_NUMBER = re.compile(r"[+-]?\.?\d[\d.,]*(?:[eE][+-]?\d+)?%?")

QUOTE_IT = (
    "A comma inside a cell divides it: put the cell in quotation marks, or save the file from a "
    "spreadsheet program, which does so."
)
"""What mends a row with more cells than columns."""


def read_csv(path: Path, required: tuple[str, ...]) -> list[tuple[int, dict[str, str]]]:
    """
    Rows of a CSV that people keep, each with its line number; white space around values is cut.

    Letters are composed (NFC), as in the canonical texts that rows are held against. What `guarded`
    set before a formula is taken off.

    Raises:
        QualstageError: no such file, not UTF-8, a required column is missing, a quotation mark is
            not closed; or every line that has more cells than the first line has names.
    """
    lines = read_cells(path).rows
    header = [unguarded(name.strip()) for name in lines[0][1]] if lines else []
    missing = [name for name in required if name not in header]
    if missing:
        fact = f"it has no column {' and no column '.join(repr(name) for name in missing)}."
        remedy = f"Name the columns in the first line; found: {', '.join(header) or 'nothing'}."
        raise QualstageError(str(path), [Problem("line 1", fact, remedy)])
    rows = []
    problems = []
    for line, values in lines[1:]:
        if extra := surplus(header, values):
            fact = f"it has more cells than there are columns: {extra} is in none."
            problems.append(Problem(f"line {line}", fact, QUOTE_IT))
        if any(value.strip() for value in values):
            values += [""] * (len(header) - len(values))
            cells = (unguarded(value.strip()).strip() for value in values)
            row = {name: value for name, value in zip(header, cells, strict=False) if name}
            rows.append((line, row))
    raise_if_any(str(path), problems)
    return rows


def guarded(value: Any) -> Any:
    """
    A cell that no spreadsheet program takes for a formula: an apostrophe is set before such a text.

    A quotation may begin with '=' or '@', and a transcript is not the researcher's own: as a
    formula it could send the sheet elsewhere. The remedy is OWASP's ("CSV Injection"); numbers, of
    which some are negative, stay as they are. `unguarded` gives the text back, whatever it was.
    """
    if not isinstance(value, str) or not _FORMULA.match(value) or _NUMBER.fullmatch(value):
        return value
    return f"'{value}"


def unguarded(value: str) -> str:
    """A cell without the apostrophe that `guarded` set before it."""
    return value[1:] if _GUARDED.match(value) else value


def surplus(header: Sequence[str], values: Sequence[str]) -> str:
    """The first cell with words behind the last column that has a name, in quotes; '' if none."""
    named = max((i + 1 for i, name in enumerate(header) if name.strip()), default=0)
    extra = next((value.strip() for value in values[named:] if value.strip()), "")
    shown = extra if len(extra) <= 60 else f"{extra[:60]}..."
    return shown and f"“{shown}”"


class Cells(NamedTuple):
    """A CSV as it stands: what divides its cells, and each row's first line and cells."""

    delimiter: str
    rows: list[tuple[int, list[str]]]


def read_cells(path: Path, composed: bool = True) -> Cells:
    """
    Cells of every row, the first line's among them, each row with the line it begins on.

    Args:
        path: The CSV, divided by commas, semicolons or tabs.
        composed: Whether to compose letters (NFC).

    Raises:
        QualstageError: no such file, not UTF-8, a quotation mark is not closed.
    """
    text = _text(path)
    if composed:
        text = unicodedata.normalize("NFC", text)
    named = SEPARATOR.match(text)
    before, text = (1, text[named.end() :]) if named else (0, text)
    delimiter = named[1] if named else max(",;\t", key=text.partition("\n")[0].count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    lines: list[tuple[int, list[str]]] = []
    start = before + 1
    try:
        for values in reader:
            lines.append((start, values))
            start = before + reader.line_num + 1
    except csv.Error as error:
        fact = f"its quotation marks cannot be read: {error}."
        remedy = (
            "Close the quotation mark, double those inside a cell, or save the file from a "
            "spreadsheet program, which does so."
        )
        raise QualstageError(str(path), [Problem(f"line {start}", fact, remedy)]) from None
    return Cells(delimiter, lines)


def _text(path: Path) -> str:
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        problem = Problem("file", "there is no such file.", "Check the path, or create the file.")
        raise QualstageError(str(path), [problem]) from None
    except OSError as error:
        fact = "it is a folder." if path.is_dir() else f"it cannot be read: {error.strerror}."
        problem = Problem("file", fact, "Give a CSV that you may read.")
        raise QualstageError(str(path), [problem]) from None
    if content.startswith(_WORKBOOK):
        problem = Problem("file", "it is a workbook, not a CSV.", _AS_CSV)
        raise QualstageError(str(path), [problem])
    if lines := lines_not_utf8(content):
        problem = Problem(lines_listed(lines), "there are letters that are not UTF-8.", _AS_CSV)
        raise QualstageError(str(path), [problem])
    return content.decode("utf-8-sig")
