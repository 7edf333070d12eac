"""
Changes in a CSV that people keep, made without touching any other byte of it.

Quoting, line ends, the mark at the beginning and what divides the cells stay as they are.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Collection
from dataclasses import dataclass
from pathlib import Path

from qualstage.csvfile import SEPARATOR, read_cells

_MARK = "\ufeff"


@dataclass(frozen=True)
class _Row:
    """Where a row stands, its line end with it, and each of its cells, quotation marks with it."""

    start: int
    end: int
    cells: list[tuple[int, int]]


def with_cell(path: Path, key: tuple[str, str], column: str, change: Callable[[str], str]) -> bytes:
    """
    A CSV with one cell changed in every row of a key.

    Args:
        path: The CSV.
        key: A column, and the value by which rows are known.
        column: Whose cell is changed; it is added behind the others if there is none such.
        change: Gives the new value from the old one.

    Returns:
        The bytes of the whole file.

    Raises:
        QualstageError: the file cannot be read as CSV.
    """
    text, delimiter, rows, values = _read(path)
    header = [name.strip() for name in values[0]]
    edits: list[tuple[int, int, str]] = []
    if column not in header:
        at = rows[0].cells[-1][1]
        edits.append((at, at, f"{delimiter}{column}"))
        header.append(column)
    place = header.index(column)
    for number in _of_key(values, header, key):
        row, value = rows[number], values[number]
        if place < len(row.cells):
            new = _written(change(value[place]), delimiter)
            edits.append((*row.cells[place], new))
        else:
            at = row.cells[-1][1]
            gap = delimiter * (place - len(row.cells) + 1)
            edits.append((at, at, gap + _written(change(""), delimiter)))
    return _edited(text, edits)


def without_rows(path: Path, key: tuple[str, str]) -> tuple[bytes, list[int]]:
    """
    A CSV without the rows of a key.

    Returns:
        The bytes of the whole file, and the lines on which the rows began.

    Raises:
        QualstageError: the file cannot be read as CSV.
    """
    text, _, rows, values = _read(path)
    header = [name.strip() for name in values[0]] if values else []
    gone = _of_key(values, header, key)
    lines = [line for line, _ in read_cells(path).rows]
    edits = [(rows[number].start, rows[number].end, "") for number in gone]
    return _edited(text, edits), [lines[number] for number in gone]


def _read(path: Path) -> tuple[str, str, list[_Row], list[list[str]]]:
    delimiter, cells = read_cells(path)
    text = path.read_bytes().decode("utf-8")
    return text, delimiter, _rows(text, delimiter), [values for _, values in cells]


def _of_key(values: Collection[list[str]], header: list[str], key: tuple[str, str]) -> list[int]:
    """Numbers of the rows whose cell in the key's column is the key's value."""
    if key[0] not in header:
        return []
    place = header.index(key[0])
    return [
        number
        for number, row in enumerate(values)
        if number and place < len(row) and row[place].strip() == key[1]
    ]


def _rows(text: str, delimiter: str) -> list[_Row]:
    """The rows of a CSV as `csv.reader` divides it, strictly."""
    rows: list[_Row] = []
    at = len(_MARK) if text.startswith(_MARK) else 0
    at = named.end() if (named := SEPARATOR.match(text, at)) else at
    while at < len(text):
        start, cells = at, []
        while True:
            end = _cell_end(text, at, delimiter)
            cells.append((at, end))
            if text[end : end + 1] != delimiter:
                break
            at = end + 1
        at = end + (2 if text[end : end + 2] == "\r\n" else 1 if end < len(text) else 0)
        # An empty line is a row without cells to the reader, and one empty cell here.
        rows.append(_Row(start, at, cells))
    return rows


def _cell_end(text: str, at: int, delimiter: str) -> int:
    if text[at : at + 1] == '"':
        at += 1
        while at < len(text):
            if text[at] == '"':
                if text[at + 1 : at + 2] != '"':
                    at += 1
                    break
                at += 1
            at += 1
    while at < len(text) and text[at] not in (delimiter, "\r", "\n"):
        at += 1
    return at


def _written(value: str, delimiter: str) -> str:
    """A value as it stands in a CSV."""
    buffer = io.StringIO(newline="")
    csv.writer(buffer, delimiter=delimiter, lineterminator="\r\n").writerow([value, ""])
    return buffer.getvalue().removesuffix(f"{delimiter}\r\n")


def _edited(text: str, edits: list[tuple[int, int, str]]) -> bytes:
    for start, end, new in sorted(edits, reverse=True):
        text = text[:start] + new + text[end:]
    return text.encode("utf-8")
