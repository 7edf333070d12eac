"""A table and its notes set into any Word document."""

from __future__ import annotations

from typing import Any

from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt

from qualstage.tabulate.printed import COVERED, Cell, PrintedTable

_LONG_CELL = 900
"""Letters from which a cell over several rows may not fit on what is left of a page."""

_STRONG, _FINE = (12, "000000"), (2, "A6A6A6")
"""Rules: how thick, in eighths of a point, and their colour."""
_AFTER_BORDERS = ("w:shd", "w:tabs", "w:spacing", "w:ind", "w:contextualSpacing", "w:jc", "w:rPr")
"""What may follow a paragraph's borders, in the order that Word asks for."""


def add_table(document: Any, table: PrintedTable, width: int, style: Any = None) -> None:
    """
    Add a table of three rules; its header comes again on every page.

    Args:
        document: Gets it at its end.
        table: What to set.
        width: Of the whole, in English metric units.
        style: Paragraph style of its words, if it is not the document's own.
    """
    heads = 2 if table.grouped else 1
    made = document.add_table(rows=heads, cols=len(table.columns))
    made.alignment = WD_TABLE_ALIGNMENT.LEFT
    made.autofit = False
    for index, column in enumerate(table.columns):
        top = made.rows[heads - 1 if column.group else 0].cells[index].paragraphs[0]
        top.add_run(column.heading).bold = True
    for head in table.heads:
        if head.group:
            made.rows[0].cells[head.first].paragraphs[0].add_run(head.group).bold = True
    for row in made.rows:
        _flag(row, "w:tblHeader")
    for row in table.rows:
        cells = made.add_row().cells
        for index, cell in enumerate(row):
            _fill(cells[index], cell)
    _set_rows(made, table, width)
    _merge(made, table, heads)
    _rules(made, table, heads)
    if style is not None:
        for paragraph in made._tbl.iter(qn("w:p")):
            paragraph.style = style.style_id


def add_notes(document: Any, table: PrintedTable, style: Any = None) -> None:
    """Add what stands below a table, the strong rule above it and the notice in bold."""
    for index, note in enumerate(table.footnotes):
        paragraph = document.add_paragraph(style=style)
        paragraph.paragraph_format.space_before = Pt(0)
        if index == 0:
            above = OxmlElement("w:pBdr")
            above.append(_border("top", *_STRONG, space=4))
            paragraph._p.get_or_add_pPr().insert_element_before(above, *_AFTER_BORDERS)
        run = paragraph.add_run(note)
        run.font.size = Pt(8)
        run.bold = bool(table.notice) and index == 0


def _fill(place: Any, cell: Cell) -> None:
    for index, line in enumerate(cell.lines):
        paragraph = place.paragraphs[0] if index == 0 else place.add_paragraph()
        paragraph.add_run(line.printed)


def _set_rows(made: Any, table: PrintedTable, width: int) -> None:
    """
    Widths of all cells; rows that stay whole.

    Word breaks pages between rows. What a long cell over several rows needs beyond them hangs from
    its last row, which therefore may be broken itself.
    """
    heads = len(made.rows) - len(table.rows)
    hanging = {
        heads + above + cell.rows - 1
        for above, row in enumerate(table.rows)
        for cell in row
        if cell.rows > 1 and len(cell.printed) > _LONG_CELL
    }
    for number, row in enumerate(made.rows):
        if number not in hanging:
            _flag(row, "w:cantSplit")
        for share, cell in zip(table.shares, row.cells, strict=True):
            cell.width = int(width * share)
    for share, column in zip(table.shares, made.columns, strict=True):
        column.width = int(width * share)


def _merge(made: Any, table: PrintedTable, heads: int) -> None:
    """Make one cell of every area that a cell, a group or an ungrouped heading covers."""
    if table.grouped:
        for head in table.heads:
            below = 0 if head.group else 1
            last = head.first + head.columns - 1
            made.cell(0, head.first).merge(made.cell(below, last))
    for above, row in enumerate(table.rows, start=heads):
        for left, cell in enumerate(row):
            if cell != COVERED and (cell.rows, cell.columns) != (1, 1):
                other = made.cell(above + cell.rows - 1, left + cell.columns - 1)
                made.cell(above, left).merge(other)


def _flag(row: Any, name: str) -> None:
    row._tr.get_or_add_trPr().append(OxmlElement(name))


def _rules(made: Any, table: PrintedTable, heads: int) -> None:
    """
    A strong rule above and below, a fine one below the header and between rows; some air.

    The strong one below is the first note's, if there is one: LibreOffice would draw a table's own
    where a page ends, below those cells alone that reach on over the last rows.
    """
    below = _FINE if table.footnotes else _STRONG
    properties = made._tbl.tblPr
    borders = OxmlElement("w:tblBorders")
    for side, size, colour in (
        ("top", *_STRONG),
        ("bottom", *below),
        ("insideH", *_FINE),
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
    # Elements, not cells: of a heading over both rows, the lower part has the rule.
    for row in list(made._tbl.tr_lst)[:heads]:
        for cell in row.tc_lst:
            below = OxmlElement("w:tcBorders")
            below.append(_border("bottom", 6, "000000"))
            cell.get_or_add_tcPr().append(below)


def _border(side: str, size: int, colour: str, space: int = 0) -> Any:
    """One border; `size` in eighths of a point, `space` to what it stands beside in points."""
    border = OxmlElement(f"w:{side}")
    for name, value in (
        ("val", "single"),
        ("sz", str(size)),
        ("space", str(space)),
        ("color", colour),
    ):
        border.set(qn(f"w:{name}"), value)
    return border
