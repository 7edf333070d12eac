"""Turn tables (.csv, .tsv, .xlsx): one row a turn, columns found by their names."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable
from pathlib import Path

from qualstage.ingest.readers import Given, Turn, Unreadable

_SPEAKER = {"speaker", "label", "who", "name", "role", "participant", "voice"}
_WORDS = {"text", "words", "utterance", "content", "transcript", "speech", "what", "turn"}
_TIME = {"start", "time", "timestamp", "start time", "start_time", "begin", "timecode", "from"}
_HEADING_ROWS = 10
_CLOCK = re.compile(r"(?:(\d{1,2}):)?(\d{1,2}):(\d{2})(?:[.,](\d{1,3}))?")


def read(path: Path) -> Given:
    """Turns of a table whose first row names a column of speakers and a column of words."""
    rows, encoding = _xlsx_rows(path) if path.suffix.lower() == ".xlsx" else _csv_rows(path)
    rows = [row for row in rows if any(cell.strip() for cell in row)]
    if not rows:
        raise Unreadable("the table has no rows.", "Restore it, or remove it from the study.")
    top, header = _header(rows)
    speaker, words = _column(header, _SPEAKER), _column(header, _WORDS)
    if speaker is None or words is None:
        found = ", ".join(cell for cell in rows[0] if cell.strip())
        fact = f"the table has no columns for speaker and words; its first row is: {found}."
        raise Unreadable(fact, "Name the columns 'speaker' and 'text' in the first row.")
    time = _column(header, _TIME)
    width = max(len(header), *(len(row) for row in rows))
    turns = []
    for row in rows[top + 1 :]:
        row = [*row, *[""] * (width - len(row))]
        if row[words].strip():
            when = parse_time(row[time]) if time is not None else None
            turns.append(Turn(row[speaker].strip().rstrip(":").strip(), row[words].strip(), when))
    above = [" ".join(cell for cell in row if cell.strip()) for row in rows[:top]]
    return Given(turns=turns, furniture=above, encoding=encoding)


def _header(rows: list[list[str]]) -> tuple[int, list[str]]:
    """The row that names the columns: the first, or one below a few lines of particulars."""
    for index, row in enumerate(rows[:_HEADING_ROWS]):
        header = [cell.strip().lower() for cell in row]
        if _column(header, _SPEAKER) is not None and _column(header, _WORDS) is not None:
            return index, header
    return 0, [cell.strip().lower() for cell in rows[0]]


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


def _csv_rows(path: Path) -> tuple[list[list[str]], str]:
    from qualstage.ingest.readers.text import decode

    text, encoding = decode(path.read_bytes())
    first = text.partition("\n")[0]
    delimiter = max("\t,;", key=first.count)
    reader = csv.reader(
        io.StringIO(text.lstrip("\ufeff"), newline=""), delimiter=delimiter, strict=True
    )
    try:
        return list(reader), encoding
    except csv.Error as error:
        fact = f"the table breaks off at line {reader.line_num}: {error}."
        raise Unreadable(
            fact, "Close the quotation mark there, or save it again from Excel."
        ) from None


def _xlsx_rows(path: Path) -> tuple[list[list[str]], str]:
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
        ["" if cell is None else str(cell) for cell in row]
        for row in sheet.iter_rows(values_only=True)
    ]
    book.close()
    return rows, ""
