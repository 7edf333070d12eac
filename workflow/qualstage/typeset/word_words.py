"""Words of a paper, as tokens of Markdown, set into a Word document."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm
from markdown_it.token import Token

from qualstage.typeset.word_styles import CODE, HYPERLINK

_DEEPEST_LIST = 3
"""How many levels of lists Word's template has styles for."""


def add_words(document: Any, tokens: Sequence[Token]) -> None:
    """Add headings, paragraphs, lists, quotations and code at the end of a document."""
    writer = _Writer(document)
    for token in tokens:
        writer.add(token)


def mark(paragraph: Any, name: str) -> None:
    """Make the whole paragraph, as it is so far, a place that links can lead to."""
    number = str(len(paragraph.part.element.findall(f".//{qn('w:bookmarkStart')}")))
    start, end = OxmlElement("w:bookmarkStart"), OxmlElement("w:bookmarkEnd")
    start.set(qn("w:id"), number)
    start.set(qn("w:name"), _name(name))
    end.set(qn("w:id"), number)
    paragraph.runs[0]._r.addprevious(start)
    paragraph._p.append(end)


def _name(anchor: str) -> str:
    """An anchor as Word names places: no hyphens."""
    return anchor.replace("-", "_")


@dataclass
class _Writer:
    """Where in its structure a text is: lists from the outermost in, quotations, an open item."""

    document: Any
    lists: list[tuple[str, Any]] = field(default_factory=list)
    quoted: int = 0
    begun: bool = False
    heading: int = 0

    def add(self, token: Token) -> None:
        """Take the next token."""
        kind = token.type
        if kind == "heading_open":
            self.heading = int(token.tag[1:])
        elif kind == "bullet_list_open":
            self.lists.append(("List Bullet", None))
        elif kind == "ordered_list_open":
            start = int(token.attrs.get("start", 1))
            self.lists.append(("List Number", self._numbering(start)))
        elif kind in ("bullet_list_close", "ordered_list_close"):
            self.lists.pop()
        elif kind in ("blockquote_open", "blockquote_close"):
            self.quoted += token.nesting
        elif kind == "list_item_open":
            self.begun = False
        elif kind == "inline":
            _Inline(self._paragraph()).add(token.children or [])
        elif kind in ("fence", "code_block"):
            self._code(token.content)
        elif kind == "hr":
            self.document.add_paragraph("* * *").alignment = WD_ALIGN_PARAGRAPH.CENTER

    def _paragraph(self) -> Any:
        """A paragraph in the style that its place asks for."""
        if self.heading:
            level, self.heading = self.heading, 0
            return self.document.add_paragraph(style=f"Heading {level}")
        if not self.lists:
            return self.document.add_paragraph(style="Quote" if self.quoted else None)
        (name, numbering), depth = self.lists[-1], min(len(self.lists), _DEEPEST_LIST)
        if self.begun:
            name, numbering = "List Continue", None
        self.begun = True
        made = self.document.add_paragraph(style=f"{name} {depth}" if depth > 1 else name)
        if numbering is not None:
            properties = made._p.get_or_add_pPr().get_or_add_numPr()
            properties.get_or_add_ilvl().val = 0
            properties.get_or_add_numId().val = numbering
        return made

    def _numbering(self, start: int) -> int:
        """A numbering of its own, so that the list does not go on from the one before."""
        depth = min(len(self.lists) + 1, _DEEPEST_LIST)
        style = self.document.styles[f"List Number {depth}" if depth > 1 else "List Number"]
        numbering = self.document.part.numbering_part.element
        pattern = numbering.num_having_numId(style.element.pPr.numPr.numId.val).abstractNumId.val
        made = numbering.add_num(pattern)
        made.add_lvlOverride(ilvl=0).add_startOverride(start)
        return made.numId

    def _code(self, content: str) -> None:
        made = self.document.add_paragraph()
        made.paragraph_format.left_indent = Cm(1)
        for number, line in enumerate(content.rstrip("\n").split("\n")):
            if number:
                made.add_run().add_break(WD_BREAK.LINE)
            made.add_run(line, style=CODE)


@dataclass
class _Inline:
    """A paragraph that gets its runs, and which emphasis and link they stand in."""

    paragraph: Any
    bold: int = 0
    italic: int = 0
    link: Any = None

    def add(self, tokens: Sequence[Token]) -> None:
        """Take all tokens of the paragraph."""
        for token in tokens:
            if token.type in ("strong_open", "strong_close"):
                self.bold += token.nesting
            elif token.type in ("em_open", "em_close"):
                self.italic += token.nesting
            elif token.type == "link_open":
                self.link = self._link(str(token.attrs["href"]))
            elif token.type == "link_close":
                self.link = None
            elif token.type == "hardbreak":
                self.paragraph.add_run().add_break(WD_BREAK.LINE)
            else:
                self._run(" " if token.type == "softbreak" else token.content, token.type)

    def _run(self, text: str, kind: str) -> None:
        run = self.paragraph.add_run(text)
        # None leaves it to the style: within a quotation, words are italic already.
        run.bold, run.italic = self.bold > 0 or None, self.italic > 0 or None
        if kind == "code_inline":
            run.style = CODE
        if self.link is not None:
            if not self.link.get(qn("w:anchor")):
                run.style = HYPERLINK
            self.link.append(run._r)

    def _link(self, address: str) -> Any:
        """A link to a place in the document, or to a page elsewhere."""
        link = OxmlElement("w:hyperlink")
        if address.startswith("#"):
            link.set(qn("w:anchor"), _name(address[1:]))
        else:
            part = self.paragraph.part
            found = part.relate_to(address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
            link.set(qn("r:id"), found)
        self.paragraph._p.append(link)
        return link
