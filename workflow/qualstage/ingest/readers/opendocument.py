"""
OpenDocument texts (.odt): paragraphs, or tables of speaker and words.

Text deleted under tracked changes is gone; footnotes and comments are furniture.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from qualstage.ingest.readers import Given, Unreadable
from qualstage.ingest.readers.blocks import Paragraph, Table, given_of

_PARAGRAPHS = {"text:p", "text:h"}
_ASIDE = {"text:note", "office:annotation"}
_GONE = {"text:tracked-changes", *_ASIDE}
_SPACES = {"text:tab": " ", "text:s": " ", "text:line-break": "\n"}


def read(path: Path) -> Given:
    """What the body holds, in reading order."""
    import odfdo

    damaged = Unreadable(
        "the OpenDocument file is damaged or protected by a password: it cannot be opened.",
        "Open it in LibreOffice, remove the password, and save it anew as .odt.",
    )
    try:
        body = odfdo.Document(str(path)).body
        blocks = list(_blocks(body))
    except (zipfile.BadZipFile, KeyError, ValueError, OSError, AttributeError, TypeError):
        raise damaged from None
    aside = [
        " ".join(_text(paragraph).split())
        for kind in sorted(_ASIDE)
        for note in body.get_elements(f"descendant::{kind}")
        for paragraph in note.get_elements("descendant::text:p")
    ]
    return given_of(blocks, [text for text in aside if text])


def _blocks(element: Any) -> Iterator[Paragraph | Table]:
    for child in element.children:
        if child.tag in _PARAGRAPHS:
            yield Paragraph(_text(child))
        elif child.tag == "table:table":
            yield Table(
                [
                    [_cell(cell) for cell in row.get_elements("table:table-cell")]
                    for row in child.get_elements("descendant::table:table-row")
                ]
            )
        elif child.tag not in _GONE:
            yield from _blocks(child)


def _cell(cell: Any) -> str:
    paragraphs = cell.get_elements("descendant::text:p|descendant::text:h")
    return " ".join(" ".join(_text(paragraph).split()) for paragraph in paragraphs).strip()


def _text(element: Any) -> str:
    return "".join(_words(element))


def _words(element: Any) -> Iterator[str]:
    yield element.text or ""
    for child in element.children:
        if child.tag in _SPACES:
            yield _SPACES[child.tag]
        elif child.tag not in _GONE:
            yield from _words(child)
        yield child.tail or ""
