"""Turn tables (.csv, .tsv, .xlsx): one row a turn, columns found by their names."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from qualstage.csvfile import QUOTE_IT, surplus
from qualstage.ingest.readers import Given, Turn, Unreadable

_SPEAKER = {"speaker", "label", "who", "name", "role", "participant", "voice"}
_WORDS = {"text", "words", "utterance", "content", "transcript", "speech", "what", "turn"}
_TIME = {"start", "time", "timestamp", "start time", "start_time", "begin", "timecode", "from"}
_HEADING_ROWS = 10
_CLOCK = re.compile(r"(?:(\d{1,2}):)?(\d{1,2}):(\d{2})(?:[.,](\d{1,3}))?")


def read(path: Path) -> Given:
    """Turns of a table whose first row names a column of speakers and a column of words."""
    of_workbook = path.suffix.lower() == ".xlsx"
    rows, encoding = _xlsx_rows(path) if of_workbook else _csv_rows(path)
    rows = [row for row in rows if any(cell.strip() for cell in row.cells)]
    if not rows:
        raise Unreadable("the table has no rows.", "Restore it, or remove it from the study.")
    top, header = _header(rows)
    speaker, words = _column(header, _SPEAKER), _column(header, _WORDS)
    if speaker is None or words is None:
        found = ", ".join(cell for cell in rows[0].cells if cell.strip())
        fact = f"the table has no columns for speaker and words; its first row is: {found}."
        raise Unreadable(fact, "Name the columns 'speaker' and 'text' in the first row.")
    below = rows[top + 1 :]
    time = _column(header, _TIME)
    warnings = _surplus(header, below, refuse=not of_workbook)
    turns = []
    for row in below:
        who = row.cell(speaker).rstrip(":").strip()
        when = row.cell(time)
        if said := row.cell(words):
            turns.append(Turn(who, said, parse_time(when)))
        elif who:
            warnings.append(f"line {row.line}: '{who}' has no words")
        if when and parse_time(when) is None:
            warnings.append(f"line {row.line}: '{when[:60]}' is no time")
    above = [" ".join(cell for cell in row.cells if cell.strip()) for row in rows[:top]]
    return Given(turns=turns, furniture=above, encoding=encoding, warnings=warnings)


@dataclass(frozen=True)
class _Row:
    """A row's cells, and the line it begins on."""

    line: int
    cells: list[str]

    def cell(self, column: int | None) -> str:
        """A cell without white space around it; '' where there is none."""
        if column is None or column >= len(self.cells):
            return ""
        return self.cells[column].strip()


def _header(rows: list[_Row]) -> tuple[int, list[str]]:
    """The row that names the columns: the first, or one below a few lines of particulars."""
    for index, row in enumerate(rows[:_HEADING_ROWS]):
        header = [cell.strip().lower() for cell in row.cells]
        if _column(header, _SPEAKER) is not None and _column(header, _WORDS) is not None:
            return index, header
    return 0, [cell.strip().lower() for cell in rows[0].cells]


def _surplus(header: list[str], rows: list[_Row], refuse: bool) -> list[str]:
    """
    Cells that are in no column: words cut at a comma, or beside the table in a workbook.

    Raises:
        Unreadable: with `refuse`, every line that has one.
    """
    found = [f"line {r.line}: {s} is in no column" for r in rows if (s := surplus(header, r.cells))]
    if found and refuse:
        noun = "1 row has" if len(found) == 1 else f"{len(found)} rows have"
        fact = "\n".join([f"{noun} more cells than there are columns:", *found])
        raise Unreadable(fact, QUOTE_IT)
    return found


def turns_of_rows(rows: Iterable[list[str]]) -> list[Turn]:
    """Turns of a table in a document: speaker and words, with or without a column of times."""
    turns = []
    for row in rows:
        cells = [cell.strip() for cell in row]
        named = {cell.lower() for cell in cells}
        if named & _SPEAKER and named & _WORDS:
            continue
        time = None
        if len(cells) >= 3:
            times = [parse_time(cell) for cell in cells[:-1]]
            time = next((found for found in times if found is not None), None)
            rest = [c for c, t in zip(cells[:-1], times, strict=True) if t is None]
            cells = [next((c for c in rest if c), ""), cells[-1]]
        if len(cells) == 1:
            cells = ["", *cells]
        if len(cells) != 2 or not cells[1]:
            continue
        turns.append(Turn(cells[0].rstrip(":").strip(), cells[1], time))
    return turns


def parse_time(text: str) -> float | None:
    """Seconds of '00:04:12', '4:12', '[00:04:12.500]' or a number of seconds; None otherwise."""
    text = text.strip().strip("[]()")
    match = _CLOCK.fullmatch(text)
    if match:
        hours, minutes, seconds, fraction = match.groups()
        whole = int(hours or 0) * 3600 + int(minutes) * 60 + int(seconds)
        return whole + (int(fraction) / 10 ** len(fraction) if fraction else 0.0)
    try:
        return float(text)
    except ValueError:
        return None


def _column(header: list[str], names: set[str]) -> int | None:
    return next((index for index, name in enumerate(header) if name in names), None)


def _csv_rows(path: Path) -> tuple[list[_Row], str]:
    from qualstage.ingest.readers.text import decode

    text, encoding = decode(path.read_bytes())
    first = text.partition("\n")[0]
    delimiter = max("\t,;", key=first.count)
    reader = csv.reader(
        io.StringIO(text.lstrip("\ufeff"), newline=""), delimiter=delimiter, strict=True
    )
    rows: list[_Row] = []
    start = 1
    try:
        for cells in reader:
            rows.append(_Row(start, cells))
            start = reader.line_num + 1
        return rows, encoding
    except csv.Error as error:
        fact = f"the table breaks off at line {reader.line_num}: {error}."
        raise Unreadable(
            fact, "Close the quotation mark there, or save it again from Excel."
        ) from None


def _xlsx_rows(path: Path) -> tuple[list[_Row], str]:
    import zipfile

    import openpyxl
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, OSError):
        raise Unreadable(
            "the Excel file is damaged or protected by a password: it cannot be opened.",
            "Open it in Excel, remove the password, and save it anew as .xlsx.",
        ) from None
    sheet = book.worksheets[0]
    rows = [
        _Row(number, ["" if cell is None else str(cell) for cell in row])
        for number, row in enumerate(sheet.iter_rows(values_only=True), start=1)
    ]
    book.close()
    return rows, ""
