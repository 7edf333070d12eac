"""Documents of paragraphs and tables: which of the two holds the talk."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from qualstage.ingest.readers import Given, Line
from qualstage.ingest.readers.turn_table import turns_of_rows


@dataclass(frozen=True)
class Paragraph:
    """A paragraph's text; LF where a soft line end breaks it."""

    text: str


@dataclass(frozen=True)
class Table:
    """A table's cells by row."""

    rows: list[list[str]]


def given_of(blocks: Sequence[Paragraph | Table], furniture: Sequence[str]) -> Given:
    """
    Lines or turns, from whichever holds more words; the rest is furniture.

    A table of speaker and words below a heading is the talk; a small table of particulars above
    paragraphs is not.
    """
    lines: list[Line] = []
    rows: list[list[str]] = []
    blank = False
    for block in blocks:
        if isinstance(block, Table):
            rows += block.rows
            blank = True
            continue
        for index, part in enumerate(block.text.split("\n")):
            text = " ".join(part.split())
            if text:
                lines.append(Line(text, after_blank=blank and index == 0))
            blank = not text
    turns = turns_of_rows(rows)
    spoken = sum(len(turn.words.split()) for turn in turns)
    if turns and spoken >= sum(len(line.text.split()) for line in lines):
        return Given(turns=turns, furniture=[*furniture, *(line.text for line in lines)])
    particulars = [" ".join(cell for cell in row if cell.strip()) for row in rows]
    return Given(lines=lines, furniture=[*furniture, *filter(None, particulars)])
