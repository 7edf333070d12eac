"""Word documents (.docx): paragraphs, or tables of speaker and words; headers are furniture."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from qualstage.ingest.readers import Given, Line, Turn, Unreadable
from qualstage.ingest.readers.turn_table import turns_of_rows

_COMPOUND_FILE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def read(path: Path) -> Given:
    """Paragraphs as lines; a table of two or three columns as turns."""
    document = _open(path)
    lines: list[Line] = []
    turns: list[Turn] = []
    blank = False
    for block in document.iter_inner_content():
        if hasattr(block, "rows"):
            turns += turns_of_rows(_rows(block))
            continue
        for index, text in enumerate(_paragraph_lines(block)):
            if text:
                lines.append(Line(text, after_blank=blank and index == 0))
            blank = not text
    furniture = list(dict.fromkeys(_furniture(document)))
    if turns:
        return Given(turns=turns, furniture=furniture + [line.text for line in lines])
    return Given(lines=lines, furniture=furniture)


def _open(path: Path) -> Any:
    import docx
    from docx.opc.exceptions import PackageNotFoundError

    start = path.read_bytes()[:8]
    if start == _COMPOUND_FILE:
        raise Unreadable(
            "the Word file is protected by a password, or is an old .doc with a new ending.",
            "Open it in Word, remove the password, and save it as .docx.",
        )
    try:
        return docx.Document(str(path))
    except (PackageNotFoundError, zipfile.BadZipFile, KeyError, ValueError, SyntaxError, OSError):
        raise Unreadable(
            "the Word file is damaged: it cannot be opened.",
            "Open it in Word, let Word repair it, and save it anew; or restore it from a copy.",
        ) from None


def _paragraph_lines(paragraph: Any) -> list[str]:
    """A paragraph's lines: a soft line end within it begins a new one."""
    return [re.sub(r"\s+", " ", part).strip() for part in paragraph.text.split("\n")]


def _rows(table: Any) -> Iterator[list[str]]:
    for row in table.rows:
        # A merged cell is given once for each column it spans.
        cells = list({id(cell._tc): cell for cell in row.cells}.values())
        yield [" ".join(cell.text.split()) for cell in cells]


def _furniture(document: Any) -> Iterator[str]:
    for section in document.sections:
        for part in (section.header, section.footer, section.first_page_header):
            for paragraph in part.paragraphs:
                if paragraph.text.strip():
                    yield " ".join(paragraph.text.split())
