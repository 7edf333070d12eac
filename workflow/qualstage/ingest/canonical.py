"""
Canonical text: one block per turn in reading order, 'Label: words', blocks separated by LF.

Unicode NFC; white space within a turn folded to single spaces; nothing else of the words changes.
Offsets are code points, half-open. A transcriber's note is a block of its own without a label.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from qualstage.ingest.readers import Turn
from qualstage.sentences import sentences

LONG_TURN = 150
"""Words beyond which a turn is cut at sentence ends into segments of about this many."""

WORD = re.compile(r"\w+(?:['’\-]\w+)*")
"""What counts as a word: letters or digits, with apostrophes and hyphens inside."""


@dataclass(frozen=True)
class Block:
    """A turn in the canonical text: where its words stand, and where its segments do."""

    turn: int
    speaker: str
    start: int
    end: int
    time: float | None
    segments: tuple[tuple[int, int], ...]


def fold(text: str) -> str:
    """Text in NFC with white space folded; invisible characters that are no words are dropped."""
    text = unicodedata.normalize("NFC", text)
    text = text.replace("\u00ad", "").replace("\u200b", "").replace("\ufeff", "")
    return " ".join(text.split())


def count_words(text: str) -> int:
    """Words in a text."""
    return sum(1 for _ in WORD.finditer(text))


def compose(turns: Iterable[Turn]) -> tuple[str, list[Block]]:
    """
    The canonical text of turns, and where each turn stands in it.

    Turns without words are left out.
    """
    parts: list[str] = []
    blocks: list[Block] = []
    length = 0
    for turn in turns:
        words = fold(turn.words)
        if not words:
            continue
        label = fold(turn.speaker)
        block = f"{label}: {words}" if label else words
        if parts:
            length += 1
        start = length + len(block) - len(words)
        spans = tuple((start + a, start + b) for a, b in cut(words))
        blocks.append(Block(len(blocks), label, start, start + len(words), turn.time, spans))
        parts.append(block)
        length += len(block)
    return "\n".join(parts), blocks


def cut(words: str) -> Sequence[tuple[int, int]]:
    """Spans of a turn's segments: the whole turn, or runs of sentences when it is long."""
    if count_words(words) <= LONG_TURN:
        return [(0, len(words))]
    spans: list[tuple[int, int]] = []
    start = last = 0
    for begin, end in sentences(words):
        if last > start and count_words(words[start:end]) > LONG_TURN:
            spans.append((start, last))
            start = begin
        last = end
    spans.append((start, len(words)))
    return spans
