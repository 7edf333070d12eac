"""The paper as one page that stands alone: nothing is fetched and nothing runs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from jinja2 import PackageLoader
from markdown_it.token import Token
from markupsafe import Markup

from qualstage.drawing import as_address
from qualstage.tabulate.formats.html import environment, sections
from qualstage.typeset.paper import Paper, SetFigure, SetTable, Words, markdown


def render(paper: Paper, pictures: Mapping[str, bytes]) -> bytes:
    """
    The page; everything that comes from people's files is escaped.

    Args:
        paper: What to set.
        pictures: SVG of each figure, by id.
    """
    template = environment(PackageLoader("qualstage.typeset", ".")).get_template("paper.html")
    parts = [
        {
            "words": Markup(_html(block.tokens)) if isinstance(block, Words) else None,
            "table": block if isinstance(block, SetTable) else None,
            "sections": sections(block.table) if isinstance(block, SetTable) else None,
            "figure": block if isinstance(block, SetFigure) else None,
            "picture": as_address(pictures[block.id]) if isinstance(block, SetFigure) else None,
        }
        for block in paper.blocks
    ]
    return template.render(paper=paper, parts=parts).encode()


def _html(tokens: Sequence[Token]) -> str:
    """Words as HTML; the paper's title is the heading above all of theirs."""
    lower = [
        token.copy(tag=f"h{min(int(token.tag[1:]) + 1, 6)}")
        if token.type in ("heading_open", "heading_close")
        else token
        for token in tokens
    ]
    reader = markdown()
    return reader.renderer.render(lower, reader.options, {})
