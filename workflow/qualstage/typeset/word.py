"""The paper as a Word document: real headings, captions and lists, pages turned where needed."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any

import docx
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.image.image import Image
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm
from markdown_it.token import Token

from qualstage.tabulate.formats.word import describe, saved, text_width, turn
from qualstage.tabulate.formats.word_table import add_notes, add_table
from qualstage.typeset.paper import Block, Paper, SetFigure, SetTable, Words
from qualstage.typeset.word_styles import MARGIN, TABLE_TEXT, set_styles
from qualstage.typeset.word_words import add_words, mark

_HIGHEST = Cm(22)
"""Height of the highest picture that has room for its caption below it."""


def render(paper: Paper, pictures: Mapping[str, bytes]) -> bytes:
    """
    The document.

    Args:
        paper: What to set.
        pictures: PNG of each figure, by id.
    """
    document = docx.Document()
    turn(document.sections[0], False, MARGIN)
    set_styles(document, paper.language)
    describe(document, paper.title, paper.notice, paper.language)
    _head_and_foot(document.sections[0], paper.told)
    document.add_paragraph(paper.title, style="Title")
    if paper.told:
        document.add_paragraph(paper.told, style="Subtitle")
    for block in _in_pages(paper.blocks):
        if isinstance(block, SetTable):
            _add_table(document, block)
        elif isinstance(block, SetFigure):
            _add_figure(document, block, pictures[block.id])
        else:
            _turn_pages(document, False)
            add_words(document, block.tokens)
    return saved(document)


def _in_pages(blocks: Iterable[Block]) -> Iterator[Block]:
    """
    Blocks so that no page stays empty for the sake of a table on turned pages.

    Such a table, and those that follow it, wait for the end of the words they stand in: until the
    next heading. Tables keep their order, and so do figures.
    """
    waiting: list[SetTable] = []
    for block in blocks:
        if isinstance(block, SetTable) and (waiting or block.table.landscape):
            waiting.append(block)
        elif isinstance(block, Words):
            for part in _cut_at_headings(block.tokens):
                if _is_heading(part[0]):
                    yield from waiting
                    waiting = []
                yield Words(part)
        else:
            yield block
    yield from waiting


def _cut_at_headings(tokens: Sequence[Token]) -> Iterator[tuple[Token, ...]]:
    headings = [index for index, token in enumerate(tokens) if index and _is_heading(token)]
    for start, end in pairwise([0, *headings, len(tokens)]):
        yield tuple(tokens[start:end])


def _is_heading(token: Token) -> bool:
    return token.type == "heading_open" and token.level == 0


def _head_and_foot(section: Any, told: str) -> None:
    """The notice above every page, its number below; later sections have the same."""
    if told:
        header = section.header.paragraphs[0]
        header.text = told
        header.alignment = WD_ALIGN_PARAGRAPH.CENTER
    footer = section.footer.paragraphs[0]
    footer.alignment = WD_ALIGN_PARAGRAPH.CENTER
    number = OxmlElement("w:fldSimple")
    number.set(qn("w:instr"), "PAGE")
    shown = footer.add_run("1")._r
    footer._p.append(number)
    number.append(shown)


def _add_table(document: Any, block: SetTable) -> None:
    table = block.table
    _turn_pages(document, table.landscape)
    caption = document.add_paragraph(style="Caption")
    caption.paragraph_format.keep_with_next = True
    _label(caption, block.anchor, table.label, table.title)
    add_table(document, table, text_width(table.landscape, MARGIN), document.styles[TABLE_TEXT])
    add_notes(document, table, TABLE_TEXT)
    # The last row and the notes go together: none should stand on a page by itself.
    notes = document.paragraphs[len(document.paragraphs) - len(table.footnotes) :]
    for paragraph in notes[:-1]:
        paragraph.paragraph_format.keep_with_next = True
    for paragraph in document.tables[-1].rows[-1]._tr.iter(qn("w:p")) if notes else []:
        paragraph.get_or_add_pPr().get_or_add_keepNext()
    document.paragraphs[-1].paragraph_format.space_after = Cm(0.6)


def _add_figure(document: Any, block: SetFigure, picture: bytes) -> None:
    """A picture at its own size, or as large as the page takes it, and its caption below."""
    _turn_pages(document, False)
    size = Image.from_blob(picture)
    scale = min(1, text_width(False, MARGIN) / size.width, _HIGHEST / size.height)
    above = document.add_paragraph()
    above.paragraph_format.keep_with_next = True
    shape = above.add_run().add_picture(io.BytesIO(picture), width=int(size.width * scale))
    told = shape._inline.docPr
    told.set("name", block.label)
    told.set("descr", f"{block.label}: {block.title}")
    _label(document.add_paragraph(style="Caption"), block.anchor, block.label, block.title)


def _label(caption: Any, anchor: str, label: str, title: str) -> None:
    caption.add_run(label).bold = True
    mark(caption, anchor)
    caption.add_run(f" {title}")


def _turn_pages(document: Any, landscape: bool) -> None:
    """
    Begin a page of another direction, unless the pages have it already.

    Headings at the end of what stands before go with what comes after. A section ends with its
    last paragraph: an empty one of its own could fall on a page by itself.
    """
    if (document.sections[-1].orientation == WD_ORIENT.LANDSCAPE) == landscape:
        return
    turn(document.add_section(WD_SECTION.NEW_PAGE), landscape, MARGIN)
    body = document.element.body
    holder = body.findall(qn("w:p"))[-1]
    last = holder.getprevious()
    while last.tag == qn("w:p") and (last.style or "").startswith("Heading"):
        last = last.getprevious()
    if last.tag == qn("w:p") and last.find(f"{qn('w:pPr')}/{qn('w:sectPr')}") is None:
        last.set_sectPr(holder.pPr.find(qn("w:sectPr")))
        body.remove(holder)
    else:
        last.addnext(holder)
