"""
Word documents (.docx): paragraphs, or tables of speaker and words.

Tracked insertions are words, tracked deletions are not. Headers, footers, footnotes, comments and
text boxes are furniture.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from qualstage.ingest.readers import Given, Unreadable
from qualstage.ingest.readers.blocks import Paragraph, Table, given_of

_COMPOUND_FILE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_NO_WORDS = {f"{_W}{name}" for name in ("pPr", "rPr", "del", "moveFrom", "txbxContent")} | {
    "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
}
_SPACES = {f"{_W}tab": " ", f"{_W}ptab": " ", f"{_W}br": "\n", f"{_W}cr": "\n"}
_SPACES[f"{_W}noBreakHyphen"] = "-"
_ASIDE = ("/footnotes", "/endnotes", "/comments")


def read(path: Path) -> Given:
    """What the body holds, in reading order."""
    document = _open(path)
    furniture = dict.fromkeys(_furniture(document))
    return given_of(list(_blocks(document.element.body)), list(furniture))


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


def _blocks(element: Any) -> Iterator[Paragraph | Table]:
    """Paragraphs and tables, also those inside content controls and tracked insertions."""
    for child in element:
        if child.tag == f"{_W}p":
            yield Paragraph(_text(child))
        elif child.tag == f"{_W}tbl":
            yield Table([[_cell(cell) for cell in row] for row in _rows(child)])
        elif child.tag not in _NO_WORDS:
            yield from _blocks(child)


def _rows(table: Any) -> Iterator[list[Any]]:
    for row in table.iter(f"{_W}tr"):
        if next(row.iterancestors(f"{_W}tbl")) is table:
            yield [
                cell for cell in row.iter(f"{_W}tc") if next(cell.iterancestors(f"{_W}tr")) is row
            ]


def _cell(cell: Any) -> str:
    return " ".join(" ".join(_text(paragraph).split()) for paragraph in cell.iter(f"{_W}p")).strip()


def _text(element: Any) -> str:
    return "".join(_words(element))


def _words(element: Any) -> Iterator[str]:
    for child in element:
        if child.tag == f"{_W}t":
            yield child.text or ""
        elif child.tag in _SPACES:
            yield _SPACES[child.tag]
        elif child.tag not in _NO_WORDS:
            yield from _words(child)


def _furniture(document: Any) -> Iterator[str]:
    """What stands around the text: headers, footers, notes, comments, text boxes."""
    from lxml import etree

    elements = [
        part._element
        for section in document.sections
        for part in (section.header, section.footer, section.first_page_header)
    ]
    elements += list(document.element.body.iter(f"{_W}txbxContent"))
    elements += [
        etree.fromstring(relation.target_part.blob)
        for relation in document.part.rels.values()
        if not relation.is_external and relation.reltype.endswith(_ASIDE)
    ]
    for element in elements:
        for paragraph in element.iter(f"{_W}p"):
            if text := " ".join(_text(paragraph).split()):
                yield text
