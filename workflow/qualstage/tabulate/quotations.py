"""Which words illustrate a concept: those a person pinned, or else those a stated rule chooses."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

Row = dict[str, Any]

SHORTEST, IDEAL, LONGEST = 20, 40, 70
"""Words of a quotation that the rule may choose, and the length it prefers."""

RULE = (
    "Illustrative quotations nobody pinned are chosen by rule: of the accepted codings of one "
    f"respondent's words, {SHORTEST} to {LONGEST} words long and free of identifiers, the one of "
    f"the row's most voiced code whose length is nearest to {IDEAL} words."
)

_WORD = re.compile(r"\w+(?:['’-]\w+)*")


@dataclass(frozen=True)
class Quotation:
    """Words to print, and where they come from."""

    source_id: str
    start_char: int
    end_char: int
    speaker: str
    text: str
    pinned: bool


def choose_quotation(
    codings: Iterable[Row],
    pinned: Iterable[Row],
    speaker: Callable[[Row], str | None],
    may_print: Callable[[Row], bool],
) -> Quotation | None:
    """
    The quotation of a concept.

    Args:
        codings: Its accepted codings of respondents' words at the table's stages, in the order of
            the sources: rows with source_id, code, start_char, end_char, text.
        pinned: Quotations people pinned for its codes; the last one pinned wins.
        speaker: Gives the one respondent whose words a span holds; None if there are several.
        may_print: False for a span that carries an identifier.

    Returns:
        The quotation, or None where no words fulfil the rule.
    """
    for row in reversed(list(pinned)):
        if may_print(row):
            return _quotation(row, speaker(row) or "", pinned=True)
    fitting = [
        row
        for row in codings
        if SHORTEST <= len(_WORD.findall(row["text"])) <= LONGEST
        and speaker(row)
        and may_print(row)
    ]
    if not fitting:
        return None
    voiced: dict[str, set[str]] = {}
    for row in fitting:
        voiced.setdefault(row["code"], set()).add(row["source_id"])

    def rank(row: Row) -> tuple[int, int]:
        length = len(_WORD.findall(row["text"]))
        return -len(voiced[row["code"]]), abs(length - IDEAL)

    best = min(fitting, key=rank)
    return _quotation(best, speaker(best) or "", pinned=False)


def _quotation(row: Row, speaker: str, pinned: bool) -> Quotation:
    span = row["source_id"], row["start_char"], row["end_char"]
    return Quotation(*span, speaker, row["text"], pinned)
