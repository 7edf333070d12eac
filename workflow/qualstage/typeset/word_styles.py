"""How the Word document of a paper looks: one typeface, black, with room between lines."""

from __future__ import annotations

from typing import Any

from docx.enum.style import WD_STYLE_TYPE
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from qualstage.tabulate.formats.word import set_language

MARGIN = Cm(2)
TABLE_TEXT, CODE, HYPERLINK = "Table Text", "Code", "Hyperlink"
"""Names of the styles that Word's own template does not have."""

_FACE = "Times New Roman"
_BLACK = RGBColor(0, 0, 0)
_SIZES = {"Title": 20, "Subtitle": 11, "Heading 1": 15, "Heading 2": 12.5, "Heading 3": 11}
_DEEPER = {f"Heading {level}": 11.0 for level in range(4, 7)}


def set_styles(document: Any, language: str) -> None:
    """Set the document's styles; the template's colours and theme fonts go."""
    styles = document.styles
    normal = styles["Normal"]
    _face(normal, 11)
    normal.paragraph_format.space_after = Pt(6)
    normal.paragraph_format.line_spacing = 1.15
    set_language(normal, language)
    for name, size in (_SIZES | _DEEPER).items():
        _face(styles[name], size)
        styles[name].font.color.rgb = _BLACK
        styles[name].font.italic = name in _DEEPER
        for spread in styles[name].element.rPr.findall(qn("w:spacing")):
            styles[name].element.rPr.remove(spread)
        if name.startswith("Heading"):
            styles[name].paragraph_format.space_before = Pt(14)
            styles[name].paragraph_format.space_after = Pt(4)
    styles["Subtitle"].font.bold = True
    styles["Title"].font.bold = True
    styles["Title"].paragraph_format.space_after = Pt(4)
    for border in styles["Title"].element.pPr.findall(qn("w:pBdr")):
        styles["Title"].element.pPr.remove(border)
    caption = styles["Caption"]
    _face(caption, 10)
    caption.font.bold, caption.font.color.rgb = False, _BLACK
    caption.paragraph_format.space_before, caption.paragraph_format.space_after = Pt(6), Pt(6)
    for name in ("Header", "Footer"):
        styles[name].font.size = Pt(9)
    styles["Quote"].paragraph_format.left_indent = Cm(1)
    styles["Quote"].font.color.rgb = _BLACK
    _add_styles(styles)


def _add_styles(styles: Any) -> None:
    text = styles.add_style(TABLE_TEXT, WD_STYLE_TYPE.PARAGRAPH)
    text.base_style = styles["Normal"]
    text.font.size = Pt(9)
    text.paragraph_format.space_after = Pt(2)
    text.paragraph_format.line_spacing = 1
    code = styles.add_style(CODE, WD_STYLE_TYPE.CHARACTER)
    code.font.name, code.font.size = "Courier New", Pt(9.5)
    link = styles.add_style(HYPERLINK, WD_STYLE_TYPE.CHARACTER)
    link.font.color.rgb, link.font.underline = RGBColor(0x05, 0x4A, 0x91), True


def _face(style: Any, size: float) -> None:
    """One typeface at a size, in points; a theme's would win over it."""
    style.font.name, style.font.size = _FACE, Pt(size)
    fonts = style.element.rPr.rFonts
    for name in list(fonts.attrib):
        if name.endswith("Theme"):
            del fonts.attrib[name]
    for script in ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia"):
        fonts.set(qn(script), _FACE)
