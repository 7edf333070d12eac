"""
The index of the search: words to passages, in files that a page loads when it needs them.

A page opened from the disk may load scripts and nothing else, so each file calls a function with
what it holds. Words are folded to plain small letters. Those that begin with the same two letters
share a file; passages stand in blocks of equal number, as they are shown: identifiers masked, and
none of their words in the index.
"""

from __future__ import annotations

import json
import re
from array import array
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from qualstage.folding import SPACED, UNSPACED, folded
from qualstage.publish import addresses
from qualstage.voices import RATER

if TYPE_CHECKING:
    from qualstage.publish.material import Material

BLOCK = 100
"""Passages in a file."""

COMMON = 8_000
"""Passages from which on a word is too common to be looked for: 'the' leads nowhere."""

_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
_WORD = re.compile(rf"[{UNSPACED}]|{SPACED}+")


def words_of(text: str) -> list[str]:
    """The words of a text, folded."""
    return _WORD.findall(folded(text))


def file_of(word: str) -> str:
    """Name of the file that holds a word: the code points of its first two letters."""
    return "-".join(f"{ord(letter):x}" for letter in word[:2])


def index_files(given: Material) -> Iterator[tuple[str, str]]:
    """The search's files: names in its folder, and what they hold."""
    places: dict[str, array[int]] = defaultdict(lambda: array("L"))
    n_passages = 0
    block: list[list[Any]] = []
    order = {source: number for number, source in enumerate(given.sources)}
    for source, number, row in _passages(given, order):
        pieces = given.words.pieces(source, row["start_char"], row["end_char"])
        if row["role"] == RATER:
            pieces = [replace(p, text=given.named.rating(p.text)) for p in pieces]
        said = " ".join(piece.text for piece in pieces if not piece.kind)
        for word in set(words_of(said)):
            places[word].append(n_passages)
        speaker = given.people.speaker(source, row["speaker"]).label
        words = "".join(piece.text for piece in pieces)
        block.append([order[source], number, addresses.anchor(row["segment_id"]), speaker, words])
        n_passages += 1
        if len(block) == BLOCK:
            yield _block(n_passages, block)
            block = []
    if block:
        yield _block(n_passages, block)
    names = []
    for name, part in _files(places):
        names.append(name)
        yield f"w-{name}.js", _call("words", name, part)
    yield "contents.js", _call("contents", "", _contents(given, names, n_passages))


def _passages(given: Material, order: Mapping[str, int]) -> Iterator[tuple[str, int, Any]]:
    """Passages source by source in the order of the list, each with its number in its source."""
    for source in order:
        for number, row in enumerate(given.segments.get(source, ()), start=1):
            yield source, number, row


def _block(n_passages: int, block: list[list[Any]]) -> tuple[str, str]:
    number = str((n_passages - 1) // BLOCK)
    return f"p-{number}.js", _call("passages", number, block)


def _files(places: Mapping[str, array[int]]) -> Iterator[tuple[str, dict[str, str]]]:
    """Words by file: for each the passages that have it; '' for one that is too common."""
    parts: dict[str, dict[str, str]] = defaultdict(dict)
    for word in sorted(places):
        found = places[word]
        parts[file_of(word)][word] = "" if len(found) > COMMON else _steps(found)
    yield from sorted(parts.items())


def _steps(numbers: array[int]) -> str:
    """Rising numbers as their differences, to the base 36."""
    found, last = [], 0
    for number in numbers:
        found.append(_base_36(number - last))
        last = number
    return " ".join(found)


def _base_36(number: int) -> str:
    digits = ""
    while number or not digits:
        number, rest = divmod(number, 36)
        digits = _DIGITS[rest] + digits
    return digits


def _contents(given: Material, names: list[str], n_passages: int) -> dict[str, Any]:
    stages = {stage.id: stage.name for stage in given.study.stages}
    sources = [
        [
            name,
            addresses.relative(addresses.source_page(name), addresses.SEARCH),
            stages.get(row["stage"], ""),
        ]
        for name, row in given.sources.items()
    ]
    return {"files": " ".join(names), "block": BLOCK, "passages": n_passages, "sources": sources}


def _call(what: str, name: str, held: Any) -> str:
    """A script that hands over what it holds; no letter of it can end a string or a script."""
    told = json.dumps(held, ensure_ascii=False, separators=(",", ":"))
    for letter in ("<", "\u2028", "\u2029"):
        told = told.replace(letter, f"\\u{ord(letter):04x}")
    return f'qualstageSearch("{what}","{name}",{told});\n'
