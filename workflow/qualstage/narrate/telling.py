"""
What the cells of a notebook show. Everything is escaped here: words of transcripts, labels of
codebooks and names of files reach a page through these functions alone.
"""

from __future__ import annotations

import html
from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas

NOTHING = "–"
"""Stands in a table for a value that there is not."""


def tell(*paragraphs: str, strong: bool = False) -> None:
    """Paragraphs of text; `strong` for what a page is about."""
    tag = "strong" if strong else "span"
    _put("".join(f"<p><{tag}>{html.escape(text)}</{tag}></p>" for text in paragraphs))


def show(table: pandas.DataFrame) -> None:
    """A table without row numbers; nothing where it has no rows."""
    if len(table):
        _put(table_as_html(table))


def quote(words: str, by: str, before: str = "", after: str = "") -> None:
    """
    What somebody said, and who.

    Args:
        words: The passage.
        by: Where it stands and who speaks.
        before: What was said before it, in a paler voice; '' to leave it out.
        after: What was said after it, likewise.
    """
    parts = [f"<p class='around'>{html.escape(before)}</p>"] if before else []
    parts.append(f"<p>“{html.escape(words)}”</p>")
    parts += [f"<p class='around'>{html.escape(after)}</p>"] if after else []
    parts.append(f"<footer>{html.escape(by)}</footer>")
    _put(f"<blockquote>{''.join(parts)}</blockquote>")


def typed(text: str) -> None:
    """Something to type or to write into a file, line by line as it stands."""
    _put(f"<pre>{html.escape(text)}</pre>")


def table_as_html(table: pandas.DataFrame) -> str:
    """A table's HTML: what is missing becomes a dash."""
    import pandas

    plain = table.astype(object).where(table.notna(), NOTHING)
    # Else pages would depend on what a person's settings of pandas cut off.
    with pandas.option_context("display.max_colwidth", None, "display.max_rows", None):
        return plain.to_html(index=False, border=0)


def in_units(counts: pandas.DataFrame) -> pandas.DataFrame:
    """COUNTS rows of one thing: a row a basis and a column a unit, numbers out of how many."""
    n, of = counts["n"].astype(str), counts["of"].astype(str)
    told = n.where(counts["of"].isna(), n + " of " + of)
    wide = counts.assign(told=told).pivot(index="basis", columns="unit", values="told")
    return wide.rename_axis(columns=None).reset_index()


def listed(names: Iterable[str], nothing: str = "none") -> str:
    """Names in a sentence."""
    return ", ".join(names) or nothing


def counted(n: int, noun: str) -> str:
    """A number of things, in words that fit it."""
    return f"{n} {noun}" if n == 1 else f"{n} {noun}s"


def _put(content: str) -> None:
    from IPython.display import HTML, display

    display(HTML(content))
