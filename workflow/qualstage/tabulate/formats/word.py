"""Word: a page as wide as the table needs, a table of three rules, its header on every page."""

from __future__ import annotations

import io
from datetime import datetime
from typing import Any

import docx
from docx.enum.section import WD_ORIENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt

from qualstage.archive import FIXED, with_fixed_dates
from qualstage.tabulate.formats.word_table import add_notes, add_table
from qualstage.tabulate.printed import PrintedTable

_LONG, _SHORT, _MARGIN = Cm(29.7), Cm(21.0), Cm(1.8)


def render(table: PrintedTable) -> bytes:
    """A document of one table."""
    document = docx.Document()
    turn(document.sections[0], table.landscape, _MARGIN)
    normal = document.styles["Normal"]
    normal.font.name = "Times New Roman"
    normal.font.size = Pt(9)
    normal.paragraph_format.space_after = Pt(3)
    set_language(normal, table.language)
    describe(document, f"{table.label}: {table.title}", table.notice, table.language)
    caption = document.add_paragraph()
    caption.paragraph_format.keep_with_next = True
    caption.add_run(f"{table.label} ").bold = True
    caption.add_run(table.title)
    add_table(document, table, text_width(table.landscape, _MARGIN))
    add_notes(document, table)
    return saved(document)


def turn(section: Any, landscape: bool, margin: int) -> None:
    """Make the pages of a section A4, upright or turned, with one margin all around."""
    section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = (_LONG, _SHORT) if landscape else (_SHORT, _LONG)
    section.left_margin = section.right_margin = margin
    section.top_margin = section.bottom_margin = margin


def text_width(landscape: bool, margin: int) -> int:
    """Width between the margins of such a page, in English metric units."""
    return (_LONG if landscape else _SHORT) - 2 * margin


def set_language(style: Any, language: str) -> None:
    """Say which language a style's words are in, as BCP 47 writes it."""
    element = OxmlElement("w:lang")
    element.set(qn("w:val"), language)
    style.element.get_or_add_rPr().append(element)


def describe(document: Any, title: str, notice: str, language: str) -> None:
    """What a document says of itself; nothing in it comes from the clock or the machine."""
    properties = document.core_properties
    properties.title = title
    properties.subject = notice
    properties.author = ""
    properties.comments = ""
    properties.language = language
    properties.revision = 1
    properties.created = properties.modified = datetime(*FIXED)


def saved(document: Any) -> bytes:
    """The document's file; the same document gives the same bytes."""
    buffer = io.BytesIO()
    document.save(buffer)
    return with_fixed_dates(buffer.getvalue())
