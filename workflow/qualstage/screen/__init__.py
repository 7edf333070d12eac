"""
The step `screen`: words that could identify a person, for people to take out or keep out of print.

Rules find e-mail addresses, telephone numbers, addresses, dates of birth and named wards; a
named-entity model finds persons and places, but looks only at sentences in which a name could
stand. A missed identifier is worse than a false alarm, so doubtful cases are listed.

Labels of speakers are looked at too, where they stand in the canonical text, and so are the lines
around the talk, which are kept beside it. Parts of names are then looked for by themselves.
"""

from __future__ import annotations

import argparse
import functools
import re
import sys
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qualstage.ingest.vocabulary import is_name
from qualstage.screen.patterns import (
    CAPITAL,
    NOT_NAMES,
    Found,
    find_by_rule,
    find_in_heading,
    names_somebody,
)

if TYPE_CHECKING:
    from spacy.language import Language

Row = dict[str, Any]

_TWO_CAPITALS = re.compile(
    rf"{CAPITAL}(?:[\s-]+(?:(?:de|van|von|der|al|bin|ibn|le|la|du|O)\s+)?{CAPITAL})+"
)
_PLACES = {"GPE", "LOC", "FAC", "ORG"}
_CONTRACTED = re.compile(r"['’](?:s|d|ll|ve|re|m|t)$")

WITHHELD = "[not shown: it may identify a person]"
"""Stands on a page for words that hold an identifier."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Options of `qualstage screen`."""
    parser.add_argument("--study", required=True, type=Path, help="the study's folder")
    parser.add_argument("--segments", nargs="+", required=True, type=Path, help="segments, Parquet")
    parser.add_argument("--sources", nargs="+", required=True, type=Path, help="sources, Parquet")
    parser.add_argument("--output", required=True, type=Path, help="identifiers, Parquet to write")


def run(options: argparse.Namespace) -> None:
    """Screen the segments of a study or shard."""
    from qualstage.contracts import IDENTIFIERS, SEGMENTS, SOURCES
    from qualstage.pipelines import load_pipeline
    from qualstage.screen.parts import find_parts
    from qualstage.study import read_study
    from qualstage.tables import read_rows, write_table

    study = read_study(options.study)
    segments = read_rows(options.segments, SEGMENTS)
    sources = read_rows(options.sources, SOURCES)
    keep_out = ("tagger", "parser", "lemmatizer", "attribute_ruler", "senter")
    load = functools.cache(lambda: load_pipeline(study.language, keep_out))
    rows = find_identifiers(segments, load)
    rows += find_in_labels(segments)
    rows += find_in_front_matter(sources, load)
    rows += find_parts(segments, rows)
    rows.sort(key=lambda row: (row["source_id"], row["within"], row["start_char"]))
    write_table(rows, IDENTIFIERS, options.output)


def find_identifiers(segments: Iterable[Row], load: Callable[[], Language]) -> list[Row]:
    """
    Find identifiers in all speakers' words: an interviewer may name a respondent.

    Args:
        segments: SEGMENTS rows, in any order.
        load: Gives the named-entity pipeline; called only if some sentence may hold a name.

    Returns:
        IDENTIFIERS rows; where finds overlap, the first kind found by the stricter rule stays.
    """
    ordered = sorted(segments, key=lambda row: (row["source_id"], row["position"]))
    found: dict[str, list[Found]] = {}
    asked = ""
    for segment in ordered:
        found[segment["segment_id"]] = list(find_by_rule(segment["text"], asked))
        asked = segment["text"]
    return _rows(ordered, found, load, "words")


def find_in_labels(segments: Iterable[Row]) -> list[Row]:
    """Find names among the labels of speakers, wherever one opens a turn in the canonical text."""
    first: dict[tuple[str, int], Row] = {}
    for segment in sorted(segments, key=lambda row: (row["source_id"], row["position"])):
        first.setdefault((segment["source_id"], segment["turn"]), segment)
    rows = []
    for segment in first.values():
        label = segment["speaker"]
        # A document's labels are codes.
        if label and segment["role"] != "document" and is_name(label):
            start = segment["start_char"] - len(f"{label}: ")
            find = start, start + len(label), "name", "a speaker's label"
            rows.append(_row(segment["source_id"], "label", find, label))
    return rows


def find_in_front_matter(sources: Iterable[Row], load: Callable[[], Language]) -> list[Row]:
    """Find identifiers in the lines around the talk; offsets are into `front_matter`."""
    lines: list[Row] = []
    found: dict[str, list[Found]] = {}
    for source in sources:
        start = 0
        for number, text in enumerate(source["front_matter"].split("\n")):
            name = f"{source['source_id']}, line {number}"
            line = {"segment_id": name, "source_id": source["source_id"], "start_char": start}
            lines.append(line | {"text": text})
            found[name] = [*find_by_rule(text, ""), *find_in_heading(text)]
            start += len(text) + 1
    rows = _rows(lines, found, load, "front_matter")
    # The model takes titles such as 'INTERVIEW TRANSCRIPT' for names.
    return [r for r in rows if not r["found_by"].startswith("model") or names_somebody(r["text"])]


def _rows(
    segments: Sequence[Row],
    found: Mapping[str, list[Found]],
    load: Callable[[], Language],
    within: str,
) -> list[Row]:
    """IDENTIFIERS rows of what rules found by segment, and of what the model finds besides."""
    by_model = _by_model(segments, load)
    rows = []
    for segment in segments:
        text, base = segment["text"], segment["start_char"]
        finds = [*found[segment["segment_id"]], *by_model.get(segment["segment_id"], ())]
        for start, end, kind, by in _without_overlaps(finds):
            find = base + start, base + end, kind, by
            rows.append(_row(segment["source_id"], within, find, text[start:end]))
    return rows


def _row(source_id: str, within: str, find: Found, text: str) -> Row:
    start, end, kind, by = find
    return {
        "source_id": source_id,
        "within": within,
        "start_char": start,
        "end_char": end,
        "kind": kind,
        "found_by": by,
        "text": text,
    }


def carries_identifier(
    identifiers: Mapping[str, Sequence[tuple[int, int]]], source_id: str, start: int, end: int
) -> bool:
    """Whether a span holds, or touches, an identifier; `identifiers` as `spans_by_source` gives."""
    return any(a < end and start < b for a, b in identifiers.get(source_id, ()))


def spans_by_source(rows: Iterable[Row]) -> dict[str, list[tuple[int, int]]]:
    """IDENTIFIERS rows as spans of the canonical text by source: the front matter is not in it."""
    spans: dict[str, list[tuple[int, int]]] = {}
    for row in rows:
        if row["within"] == "front_matter":
            continue
        spans.setdefault(row["source_id"], []).append((row["start_char"], row["end_char"]))
    return spans


def _by_model(segments: Sequence[Row], load: Callable[[], Language]) -> dict[str, list[Found]]:
    """Persons and places a named-entity model finds in sentences where a name could stand."""
    from qualstage.sentences import sentences

    candidates = [
        (segment["segment_id"], start, segment["text"][start:end])
        for segment in segments
        for start, end in sentences(segment["text"])
        if _may_hold_name(segment["text"][start:end])
    ]
    if not candidates:
        return {}
    nlp = load()
    found: dict[str, list[Found]] = {}
    told = time.monotonic()
    docs = nlp.pipe((text for _, _, text in candidates), batch_size=256)
    for done, ((segment_id, base, text), doc) in enumerate(zip(candidates, docs, strict=True)):
        for entity in doc.ents:
            kind = _kind_of(entity.label_, entity.text)
            if kind:
                start, end = _trimmed(text, entity.start_char, entity.end_char)
                finds = found.setdefault(segment_id, [])
                finds.append((base + start, base + end, kind, f"model, {entity.label_}"))
        if time.monotonic() - told > 2:
            print(f"screen: {done} of {len(candidates)} sentences", file=sys.stderr)
            told = time.monotonic()
    return found


def _may_hold_name(sentence: str) -> bool:
    """Whether two capitalised words stand together, or a place could be named."""
    return any(
        len([word for word in match[0].split() if word.lower() not in NOT_NAMES]) >= 2
        for match in _TWO_CAPITALS.finditer(sentence)
    )


def _kind_of(label: str, text: str) -> str | None:
    words = [word for word in re.split(r"[\s-]+", text) if word[:1].isupper() and len(word) > 1]
    words = [word for word in words if _CONTRACTED.sub("", word).lower() not in NOT_NAMES]
    if label == "PERSON" and len(words) >= 2:
        return "name"
    if label in _PLACES and len(words) >= 2:
        return "place"
    return None


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """An entity's span without an article before it or a possessive behind it."""
    article = re.match(r"(?:the|a|an)\s+", text[start:end], re.IGNORECASE)
    start += article.end() if article else 0
    possessive = re.search(r"['’]s$", text[start:end])
    return start, end - (2 if possessive else 0)


def _without_overlaps(finds: Sequence[Found]) -> list[Found]:
    """Finds in the order of strictness, those that overlap an earlier one left out; by place."""
    kept: list[Found] = []
    for find in finds:
        if not any(find[0] < other[1] and other[0] < find[1] for other in kept):
            kept.append(find)
    return sorted(kept)
