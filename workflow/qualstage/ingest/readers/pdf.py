"""PDF: lines of a page joined into paragraphs; running headers and page numbers are furniture."""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise
from pathlib import Path
from typing import Any

from qualstage.ingest.readers import Given, Line, Unreadable

_PAGE_NUMBER = re.compile(r"(?:page|seite|p\.)?\s*\d{1,4}(?:\s*(?:of|/|von)\s*\d{1,4})?", re.I)
_WIDER = 1.25
_DIGITS = re.compile(r"\d+")


def read(path: Path) -> Given:
    """Paragraphs as lines: a line that follows closely, and no label, continues its paragraph."""
    pages = _pages(path)
    if not any(pages):
        raise Unreadable(
            "its pages are images: there is no text in it.",
            "Run it through text recognition (OCR), check the words, and save it as .docx.",
        )
    pages, furniture = _without_furniture(pages)
    return Given(lines=_paragraphs(pages), furniture=furniture)


def _pages(path: Path) -> list[list[dict[str, Any]]]:
    import pdfplumber
    from pdfminer.pdfdocument import PDFEncryptionError, PDFPasswordIncorrect
    from pdfminer.pdfparser import PDFSyntaxError
    from pdfplumber.utils.exceptions import PdfminerException

    try:
        with pdfplumber.open(path) as pdf:
            return [page.extract_text_lines(return_chars=False) for page in pdf.pages]
    except (PdfminerException, PDFSyntaxError, PDFEncryptionError, ValueError) as error:
        cause = error.args[0] if error.args else error
        if isinstance(cause, PDFPasswordIncorrect | PDFEncryptionError):
            raise Unreadable(
                "the PDF is protected by a password.",
                "Open it with the password, and print it to a new PDF without one.",
            ) from None
        raise Unreadable(
            "the PDF is damaged: it cannot be opened.",
            "Make it again from the document it came from, or restore it from a copy.",
        ) from None


def _without_furniture(
    pages: list[list[dict[str, Any]]],
) -> tuple[list[list[dict[str, Any]]], list[str]]:
    """Pages without first and last lines that recur on other pages, and without page numbers."""
    edges: Counter[str] = Counter()
    for page in pages:
        edges.update({_pattern(line["text"]) for line in [*page[:2], *page[-2:]]})
    recurring = {text for text, pages_with in edges.items() if pages_with > max(1, len(pages) // 2)}
    furniture: dict[str, None] = {}

    def is_furniture(page: list[dict[str, Any]], index: int) -> bool:
        text = page[index]["text"].strip()
        edge = index < 2 or index >= len(page) - 2
        outer = index in (0, len(page) - 1)
        return (edge and _pattern(text) in recurring) or (
            outer and _PAGE_NUMBER.fullmatch(text) is not None
        )

    kept = []
    for page in pages:
        kept.append([line for i, line in enumerate(page) if not is_furniture(page, i)])
        furniture |= {line["text"]: None for i, line in enumerate(page) if is_furniture(page, i)}
    return kept, list(furniture)


def _pattern(text: str) -> str:
    return _DIGITS.sub("#", text.strip())


def _paragraphs(pages: list[list[dict[str, Any]]]) -> list[Line]:
    """
    A new paragraph begins where the gap to the line above is wider than within paragraphs; a gap
    much wider than between paragraphs is an empty line.

    One begins with every page, too: a turn that goes on there has no label, and is put together
    again when turns are found.
    """
    gaps = sorted(lower["top"] - upper["top"] for page in pages for upper, lower in pairwise(page))
    usual = gaps[len(gaps) // 4] if gaps else 0.0
    between = [gap for gap in gaps if gap > _WIDER * usual]
    wide = _WIDER * between[len(between) // 2] if between else 0.0
    lines: list[Line] = []
    for page in pages:
        above = None
        for line in page:
            gap = line["top"] - above["top"] if above else 0.0
            words = " ".join(line["text"].split())
            if above is None or gap > _WIDER * usual:
                lines.append(Line(words, after_blank=gap > wide))
            else:
                lines[-1] = Line(f"{lines[-1].text} {words}", lines[-1].after_blank)
            above = line
    return lines
