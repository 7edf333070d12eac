"""
A paper before anyone has chosen a file format: words, tables and figures in their order.

Words are the tokens of Markdown (markdown-it), into which values were put after it was read.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from markdown_it import MarkdownIt
from markdown_it.token import Token

from qualstage.errors import Problem
from qualstage.tabulate import UNASKED
from qualstage.typeset.filling import Filled, Value
from qualstage.typeset.material import Material, Mention, Place

if TYPE_CHECKING:
    from qualstage.tabulate.printed import PrintedTable


UNREAD = "Numbers in this text that count proposals of the machine which nobody has read"


@dataclass(frozen=True)
class Words:
    """Paragraphs, headings, lists and quotations between two tables or figures."""

    tokens: tuple[Token, ...]


@dataclass(frozen=True)
class SetTable:
    """A table where it stands, with the label that it has there."""

    anchor: str
    table: PrintedTable


@dataclass(frozen=True)
class SetFigure:
    """A figure where it stands."""

    anchor: str
    id: str
    label: str
    title: str


Block = Words | SetTable | SetFigure


@dataclass(frozen=True)
class Paper:
    """A title, what must be said wherever it goes, and what stands below."""

    title: str
    notice: str
    blocks: tuple[Block, ...]
    language: str = "en"

    @property
    def told(self) -> str:
        """The notice as a sentence."""
        return f"{self.notice[:1].upper()}{self.notice[1:]}." if self.notice else ""


def _paragraph(text: str) -> tuple[Token, ...]:
    inline = Token("inline", "", 0, content=text, children=[Token("text", "", 0, content=text)])
    around = (("paragraph_open", 1), ("paragraph_close", -1))
    start, end = (Token(kind, "p", nesting, block=True) for kind, nesting in around)
    return start, inline, end


def markdown() -> MarkdownIt:
    """The Markdown of CommonMark, without HTML, with quotation marks as printers set them."""
    options = {"html": False, "typographer": True}
    return MarkdownIt("commonmark", options).enable("smartquotes")


def compose_paper(filled: Filled, material: Material) -> tuple[Paper, list[Problem]]:
    """
    A paper of a text whose expressions are evaluated.

    Returns:
        The paper, and what is wrong with where its text sets tables and figures.
    """
    parts, misplaced = _parts(markdown().parse(filled.text), filled)
    places = [part for part in parts if isinstance(part, Value)]
    problems = [*misplaced, *_uneven(places, filled, material)]
    labels = _labels([part.value for part in places], material)
    anchors = {place: f"{place.kind}-{number}" for number, place in enumerate(labels, start=1)}
    blocks: list[Block] = []
    for part in parts:
        if not isinstance(part, Value):
            tokens = (_with_values(token, filled.values, labels, anchors) for token in part)
            blocks.append(Words(tuple(tokens)))
        elif part.value.kind == "table":
            table = replace(material.tables[part.value.id], label=labels[part.value])
            blocks.append(SetTable(anchors[part.value], table))
        else:
            figure = material.figures[part.value.id]
            anchor, label = anchors[part.value], labels[part.value]
            blocks.append(SetFigure(anchor, figure.id, label, figure.title))
    if material.unread:
        blocks.append(Words(_paragraph(f"{UNREAD}: {'; '.join(material.unread)}.")))
    study = material.study
    return Paper(study.title, study.notice, tuple(blocks)), problems


def _parts(
    tokens: Sequence[Token], filled: Filled
) -> tuple[list[list[Token] | Value], list[Problem]]:
    """Words, and between them places of tables and figures: a paragraph of nothing else."""
    parts: list[list[Token] | Value] = [[]]
    problems = []
    for index, token in enumerate(tokens):
        inside = filled.values.get(token.content) if token.type == "inline" else None
        alone = inside and tokens[index - 1].type == "paragraph_open" and token.level == 1
        if inside and alone and isinstance(inside.value, Place):
            parts[-1].pop()
            parts += [inside, []]
            continue
        if token.type == "paragraph_close" and parts[-1] == [] and len(parts) > 1:
            continue
        parts[-1].append(token)
        if token.type == "inline":
            problems += _misplaced(token, filled)
    return [part for part in parts if part != []], problems


def _misplaced(token: Token, filled: Filled) -> Iterator[Problem]:
    """Tables and figures inside words; pictures and addresses that cannot be taken in."""
    for mark in token.content:
        value = filled.values.get(mark)
        if value and isinstance(value.value, Place):
            kind, name = value.value.kind, value.value.id
            fact = f"{kind} '{name}' stands within a line, a list or a heading."
            remedy = f'Write {{{{ {kind}("{name}") }}}} as a paragraph of its own.'
            yield Problem(f"line {value.line}", fact, remedy)
    line = filled.lines[token.map[0]] if token.map else 1
    for child in token.children or []:
        if child.type == "image":
            fact = "a picture cannot be taken in from a file."
            remedy = 'Set a figure of the study: {{ figure("ID") }}.'
            yield Problem(f"line {line}", fact, remedy)
        address = str(child.attrs.get("href", ""))
        if child.type == "link_open" and any(_quoted(mark) in address for mark in filled.values):
            fact = "the address of a link is filled in."
            yield Problem(f"line {line}", fact, "Write the address itself; words may be filled in.")


def _quoted(mark: str) -> str:
    return "".join(f"%{byte:02X}" for byte in mark.encode())


def _uneven(places: Sequence[Value], filled: Filled, material: Material) -> Iterator[Problem]:
    """
    Tables and figures that stand nowhere, or twice.

    The table of participants, which no study asked for, may be left out.
    """
    found: dict[Place, int] = {}
    for value in places:
        place = value.value
        if place in found:
            fact = f"{place.kind} '{place.id}' is set a second time, after line {found[place]}."
            remedy = f'Leave one, and write {{{{ ref("{place.id}") }}}} for the other.'
            yield Problem(f"line {value.line}", fact, remedy)
        found.setdefault(place, value.line)
    tables = [name for name, table in material.tables.items() if table.label != UNASKED]
    known = [Place("table", name) for name in tables]
    known += [Place("figure", name) for name in material.figures]
    within = {value.value for value in filled.values.values()}
    for place in known:
        if place not in within:
            fact = f"{place.kind} '{place.id}' is set nowhere."
            remedy = f'Write {{{{ {place.kind}("{place.id}") }}}} as a paragraph where it belongs.'
            yield Problem("text", fact, remedy)
    for value in filled.values.values():
        if isinstance(value.value, Mention):
            place = Place(value.value.kind, value.value.id)
            if place not in within and place not in known:
                fact = f"it refers to table '{place.id}', which is set nowhere."
                remedy = f'Write {{{{ table("{place.id}") }}}} as a paragraph where it belongs.'
                yield Problem(f"line {value.line}", fact, remedy)


def _labels(places: Iterable[Place], material: Material) -> dict[Place, str]:
    """
    What each table and figure is called: by its own label, or else by its number in the text.

    Numbers that a label of the study has are left to it.
    """
    places = list(dict.fromkeys(places))
    own = {
        place: (material.tables if place.kind == "table" else material.figures)[place.id].label
        for place in places
    }
    plain = {"table": "Table", "figure": "Figure"}
    labels = {}
    for place in places:
        label = own[place]
        if label == plain[place.kind] or label == UNASKED:
            taken = {*own.values(), *labels.values()}
            numbers = range(1, len(taken) + 2)
            numbered = (f"{plain[place.kind]} {number}" for number in numbers)
            label = next(name for name in numbered if name not in taken)
        labels[place] = label
    return labels


def _with_values(
    token: Token,
    values: Mapping[str, Value],
    labels: Mapping[Place, str],
    anchors: Mapping[Place, str],
) -> Token:
    """A token in which values stand for their characters, as text that is nothing but text."""
    if not values:
        return token
    content = _replaced(token.content, values, labels)
    if token.type != "inline":
        return token.copy(content=content)
    children: list[Token] = []
    linked = 0
    for child in token.children or []:
        linked += (child.type == "link_open") - (child.type == "link_close")
        if child.type != "text":
            children.append(child.copy(content=_replaced(child.content, values, labels)))
            continue
        for piece in re.split(f"([{''.join(values)}])", child.content):
            value = values[piece].value if piece in values else piece
            if not isinstance(value, Mention):
                children += [child.copy(content=value)] if value else []
                continue
            place = Place(value.kind, value.id)
            text = child.copy(content=labels.get(place, ""))
            address = {"href": f"#{anchors.get(place, '')}"}
            around = Token("link_open", "a", 1, attrs=address), Token("link_close", "a", -1)
            children += [text] if linked else [around[0], text, around[1]]
    return token.copy(content=content, children=children)


def _replaced(text: str, values: Mapping[str, Value], labels: Mapping[Place, str]) -> str:
    """A text with values in it as they are printed."""

    def printed(mark: str) -> str:
        value = values[mark].value
        if isinstance(value, Mention):
            return labels.get(Place(value.kind, value.id), "")
        return value if isinstance(value, str) else ""

    return "".join(printed(sign) if sign in values else sign for sign in text)
