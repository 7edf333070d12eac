"""Word: a landscape page, a table of three rules, the header row repeated on every page."""

from __future__ import annotations

import io
from datetime import datetime
from typing import Any

import docx
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt

from qualstage.archive import FIXED, with_fixed_dates
from qualstage.tabulate.printed import Cell, PrintedTable

_LONG, _SHORT, _MARGIN = Cm(29.7), Cm(21.0), Cm(1.8)


def render(table: PrintedTable) -> bytes:
    """A document of one table."""
    document = docx.Document()
    _set_up(document, table)
    caption = document.add_paragraph()
    caption.paragraph_format.keep_with_next = True
    caption.add_run(f"{table.label} ").bold = True
    caption.add_run(table.title)
    _add_table(document, table)
    for index, note in enumerate(table.footnotes):
        paragraph = document.add_paragraph()
        paragraph.paragraph_format.space_before = Pt(6 if index == 0 else 0)
        run = paragraph.add_run(note)
        run.font.size = Pt(8)
        run.bold = bool(table.notice) and index == 0
    buffer = io.BytesIO()
    document.save(buffer)
    return with_fixed_dates(buffer.getvalue())


def _set_up(document: Any, table: PrintedTable) -> None:
    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = _LONG, _SHORT
    section.left_margin = section.right_margin = _MARGIN
    section.top_margin = section.bottom_margin = _MARGIN
    normal = document.styles["Normal"]
    normal.font.name = "Times New Roman"
    normal.font.size = Pt(9)
    normal.paragraph_format.space_after = Pt(3)
    _language(normal, table.language)
    properties = document.core_properties
    properties.title = f"{table.label}: {table.title}"
    properties.subject = table.notice
    properties.author = ""
    properties.comments = ""
    properties.language = table.language
    properties.revision = 1
    properties.created = properties.modified = datetime(*FIXED)


def _language(style: Any, language: str) -> None:
    element = OxmlElement("w:lang")
    element.set(qn("w:val"), language)
    style.element.get_or_add_rPr().append(element)


def _add_table(document: Any, table: PrintedTable) -> None:
    made = document.add_table(rows=1, cols=len(table.columns))
    made.alignment = WD_TABLE_ALIGNMENT.LEFT
    made.autofit = False
    width = _LONG - 2 * _MARGIN
    for index, column in enumerate(table.columns):
        run = made.rows[0].cells[index].paragraphs[0].add_run(column.heading)
        run.bold = True
    _flag(made.rows[0], "w:tblHeader")
    for row in table.rows:
        cells = made.add_row().cells
        for index, cell in enumerate(row):
            _fill(cells[index], cell)
    for row in made.rows:
        _flag(row, "w:cantSplit")
        for share, cell in zip(table.shares, row.cells, strict=True):
            cell.width = int(width * share)
    for share, column in zip(table.shares, made.columns, strict=True):
        column.width = int(width * share)
    _rules(made)


def _fill(place: Any, cell: Cell) -> None:
    for index, line in enumerate(cell.lines):
        paragraph = place.paragraphs[0] if index == 0 else place.add_paragraph()
        paragraph.add_run(line.printed)


def _flag(row: Any, name: str) -> None:
    row._tr.get_or_add_trPr().append(OxmlElement(name))


def _rules(made: Any) -> None:
    """A strong rule above and below, a fine one below the header and between rows; some air."""
    properties = made._tbl.tblPr
    borders = OxmlElement("w:tblBorders")
    for side, size, colour in (
        ("top", 12, "000000"),
        ("bottom", 12, "000000"),
        ("insideH", 2, "A6A6A6"),
    ):
        borders.append(_border(side, size, colour))
    properties.insert_element_before(borders, "w:shd", "w:tblLayout", "w:tblCellMar", "w:tblLook")
    margins = OxmlElement("w:tblCellMar")
    for side, twentieths in (("top", 60), ("left", 60), ("bottom", 20), ("right", 120)):
        margin = OxmlElement(f"w:{side}")
        margin.set(qn("w:w"), str(twentieths))
        margin.set(qn("w:type"), "dxa")
        margins.append(margin)
    properties.insert_element_before(margins, "w:tblLook")
    for cell in made.rows[0].cells:
        below = OxmlElement("w:tcBorders")
        below.append(_border("bottom", 6, "000000"))
        cell._tc.get_or_add_tcPr().append(below)


def _border(side: str, size: int, colour: str) -> Any:
    """One border; `size` in eighths of a point."""
    border = OxmlElement(f"w:{side}")
    for name, value in (("val", "single"), ("sz", str(size)), ("space", "0"), ("color", colour)):
        border.set(qn(f"w:{name}"), value)
    return border
