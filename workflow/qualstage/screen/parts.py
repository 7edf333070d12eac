"""Parts of names by themselves: whoever was named once in full is called by one of them later."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from qualstage.ingest.vocabulary import is_part_word
from qualstage.screen.patterns import NOT_NAMES, begins_sentence

Row = dict[str, Any]

SHORTEST = 3
"""Letters of a part from which on it is looked for by itself; 'al' would be in every text."""

FOUND_BY = "part of a name"

_PART = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]{2,})*")
_WORD = re.compile(r"[^\W\d_]+")
_TITLES = frozenset("mr mrs ms miss dr doctor professor sister nurse saint".split())


def parts_of(name: str) -> list[str]:
    """The words of a name by which somebody may be called, in its order; titles are none."""
    words = [word for word in _PART.findall(name) if word[0].isupper() and len(word) >= SHORTEST]
    return [
        word
        for word in words
        if word.casefold() not in _TITLES | NOT_NAMES and not is_part_word(word)
    ]


def find_parts(segments: Iterable[Row], identifiers: Sequence[Row]) -> list[Row]:
    """
    Find parts of a source's names where they stand alone in its talk.

    A part that is written small nowhere in its source is nothing but a name, and is found wherever
    it is written large. One that is a word as well ('Rose') is found where its capital cannot be a
    sentence's, if a rule found the name; of the model's names, of which some are none, it is not.

    Args:
        segments: SEGMENTS rows; of whole sources, so that it is known which parts are words too.
        identifiers: IDENTIFIERS rows of theirs; of kind name they give the parts.

    Returns:
        IDENTIFIERS rows; none overlaps one of those given.
    """
    segments = list(segments)
    words: dict[str, set[str]] = defaultdict(set)
    for row in segments:
        words[row["source_id"]].update(_WORD.findall(row["text"]))
    parts = _parts(identifiers, words)
    taken: dict[str, list[Row]] = defaultdict(list)
    for row in identifiers:
        if row["within"] != "front_matter":
            taken[row["source_id"]].append(row)
    rows = []
    for segment in segments:
        source, text = segment["source_id"], segment["text"]
        for part, as_a_name in sorted(parts.get(source, {}).items()):
            for match in re.finditer(rf"(?<!\w){re.escape(part)}(?!\w)", text):
                if not as_a_name and begins_sentence(text, match.start()):
                    continue
                start = segment["start_char"] + match.start()
                row = _row(source, start, match[0])
                if not any(_overlap(row, other) for other in taken[source]):
                    taken[source].append(row)
                    rows.append(row)
    return rows


def _parts(identifiers: Iterable[Row], words: Mapping[str, set[str]]) -> dict[str, dict[str, bool]]:
    """By source, the parts of its names, and whether each is nothing but a name."""
    found: dict[str, dict[str, bool]] = defaultdict(dict)
    for row in identifiers:
        if row["kind"] != "name":
            continue
        by_rule = not row["found_by"].startswith("model") and row["within"] != "front_matter"
        for part in parts_of(row["text"]):
            is_name = part.lower() not in words.get(row["source_id"], ())
            if is_name or by_rule:
                found[row["source_id"]][part] = is_name
    return found


def _overlap(one: Row, other: Row) -> bool:
    return one["start_char"] < other["end_char"] and other["start_char"] < one["end_char"]


def _row(source: str, start: int, text: str) -> Row:
    return {
        "source_id": source,
        "within": "words",
        "start_char": start,
        "end_char": start + len(text),
        "kind": "name",
        "found_by": FOUND_BY,
        "text": text,
    }
