"""PDF: lines of a page joined into paragraphs; running headers and page numbers are furniture."""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise
from pathlib import Path
from typing import Any

from qualstage.ingest.labels import find_labels
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
    """
    Pages without first and last lines that recur on other pages, and without page numbers.

    A line with the label of somebody who speaks inside a page is talk, however often it recurs.
    """
    found = iter(find_labels([_line(line) for page in pages for line in page]))
    labels = [[next(found) for _ in page] for page in pages]
    speaking = {label.key for of_page in labels for label in of_page[2:-2] if label}
    edges: Counter[str] = Counter()
    for page in pages:
        edges.update({_pattern(line["text"]) for line in [*page[:2], *page[-2:]]})
    recurring = {text for text, pages_with in edges.items() if pages_with > max(1, len(pages) // 2)}

    def is_furniture(number: int, index: int) -> bool:
        label, last = labels[number][index], len(pages[number]) - 1
        if label and label.key in speaking:
            return False
        text = pages[number][index]["text"].strip()
        edge = index < 2 or index > last - 2
        return (edge and _pattern(text) in recurring) or (
            index in (0, last) and _PAGE_NUMBER.fullmatch(text) is not None
        )

    kept, furniture = [], {}
    for number, page in enumerate(pages):
        apart = [is_furniture(number, index) for index in range(len(page))]
        kept.append([line for line, away in zip(page, apart, strict=True) if not away])
        furniture |= {line["text"]: None for line, away in zip(page, apart, strict=True) if away}
    return kept, list(furniture)


def _pattern(text: str) -> str:
    return _DIGITS.sub("#", text.strip())


def _line(line: dict[str, Any]) -> Line:
    return Line(" ".join(line["text"].split()))


def _paragraphs(pages: list[list[dict[str, Any]]]) -> list[Line]:
    """
    A new paragraph begins where the gap to the line above is wider than within paragraphs; a gap
    much wider than between paragraphs is an empty line. Where all gaps are alike they tell nothing,
    and each line stands by itself.

    One begins with every page, too, and with every speaker's label. A turn's lines without a label
    are put together again when turns are found.
    """
    gaps = sorted(lower["top"] - upper["top"] for page in pages for upper, lower in pairwise(page))
    usual = gaps[len(gaps) // 4] if gaps else 0.0
    between = [gap for gap in gaps if gap > _WIDER * usual]
    wide = _WIDER * between[len(between) // 2] if between else float("inf")
    labels = iter(find_labels([_line(line) for page in pages for line in page]))
    lines: list[Line] = []
    for page in pages:
        above = label_above = None
        for line in page:
            gap = line["top"] - above["top"] if above else 0.0
            words = " ".join(line["text"].split())
            label = next(labels)
            # Words stand below a label that fills its line, not behind it.
            below_label = label_above is not None and not label_above.words
            if above is None or gap > _WIDER * usual or not between or label or below_label:
                lines.append(Line(words, after_blank=gap > wide))
            else:
                lines[-1] = Line(f"{lines[-1].text} {words}", lines[-1].after_blank)
            above, label_above = line, label
    return lines
