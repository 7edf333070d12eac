"""
The step `screen`: words that could identify a person, for people to take out or keep out of print.

Rules find e-mail addresses, telephone numbers, addresses, dates of birth and named wards; a
named-entity model finds persons and places, but looks only at sentences in which a name could
stand. A missed identifier is worse than a false alarm, so doubtful cases are listed.
"""

from __future__ import annotations

import argparse
import re
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from spacy.language import Language

Row = dict[str, Any]
Found = tuple[int, int, str, str]

_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|"
    r"sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
_ORDINAL = (
    r"(?:(?:twenty|thirty)[- ])?(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|"
    r"tenth|eleventh|twelfth|thirteenth|fourteenth|fifteenth|sixteenth|seventeenth|eighteenth|nineteenth|"
    r"twentieth|thirtieth)"
)
_UNIT = r"(?:one|two|three|four|five|six|seven|eight|nine)"
_TEENS = r"(?:ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen)"
_TENS = r"(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)"
_BELOW_HUNDRED = rf"(?:{_TENS}(?:[- ]{_UNIT})?|{_TEENS}|{_UNIT})"
_DAY = rf"(?:\d{{1,2}}(?:st|nd|rd|th)?|{_ORDINAL}|{_BELOW_HUNDRED})"
_YEAR = (
    rf"(?:(?:19|20)\d\d|['’]?\d\d(?!\d)|nineteen[- ](?:oh[- ])?{_BELOW_HUNDRED}|"
    rf"two thousand(?: and {_BELOW_HUNDRED})?|{_TENS}[- ]{_UNIT})"
)
_DATE = re.compile(
    rf"\b(?:{_DAY}(?:\s+of)?\s+{_MONTH}|{_MONTH}\s+(?:the\s+)?{_DAY})\b(?:[\s,]+{_YEAR})?"
    r"|\b\d{1,2}[./-]\d{1,2}[./-](?:(?:19|20)\d\d|\d\d)\b|\b(?:19|20)\d\d-\d\d-\d\d\b",
    re.IGNORECASE,
)
_HAS_YEAR = re.compile(rf"{_YEAR}$", re.IGNORECASE)
_BIRTH = re.compile(r"\b(?:born|birth|birthday|birthdate|d\.?o\.?b)\b", re.IGNORECASE)
_AGED = re.compile(r"\b(?:age|old are you)\b", re.IGNORECASE)

_EMAIL = re.compile(r"[\w.+'-]+@[\w-]+(?:\.[\w-]+)+")
_SPOKEN_EMAIL = re.compile(
    r"\b[\w.-]+(?:\s+dot\s+[\w-]+)*\s+at\s+[\w-]+(?:\s+dot\s+[\w-]+)+\b", re.IGNORECASE
)
_PHONE = re.compile(
    r"(?<![\w.:£$€])(?:\+\d{1,3}[\s.-]?)?(?:\(0?\d{1,5}\)|\d{2,5})(?:[\s.-]?\d{2,5}){1,4}(?![\w:%])"
)
_POSTCODE = re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]?\s*\d[A-Z]{2}\b")
_STREET = (
    r"(?:Road|Rd|Street|St|Avenue|Ave|Lane|Ln|Close|Drive|Crescent|Court|Place|Gardens?|Terrace|Row|"
    r"Way|Walk|Grove|Mews|Hill|Square|Parade|Park|Rise|View|Green|Yard|Cottages?|House|Flats?|"
    r"Buildings?|Villas?|Mansions?|End|Gate|Croft|Fold|Bank|Wharf|Quay|Estate|Boulevard)"
)
_CAPITAL = r"[A-ZÀ-Þ][\w'’-]*"
_NAME = (
    r"(?!(?:I|And|But|So|The|A|An|It|He|She|They|We|You|My|No|Yes|Not|Then|That|This|There|What|When|"
    rf"If|Well|Oh|{_UNIT.title()}|{_TEENS.title()})\b){_CAPITAL}(?<!\b[A-Z])"
)
_NUMBER = r"\d{1,4}[a-zA-Z]?"
_ADDRESS = re.compile(
    rf"\b(?:(?:Flat|Apartment|Unit|Room)\s+(?:{_NUMBER}|[A-Z])\b[,\s]+)?(?:number\s+)?{_NUMBER},?\s+"
    rf"(?:{_CAPITAL}\s+){{1,4}}{_STREET}\b(?:,\s+{_CAPITAL}(?:\s+{_CAPITAL})?)?"
    rf"|\b(?:Flat|Apartment)\s+(?:{_NUMBER}|[A-Z])\b,\s+{_CAPITAL}(?:\s+{_CAPITAL})*"
)
_WARD = re.compile(
    rf"\b{_CAPITAL}(?:\s+{_CAPITAL})*\s+(?:Ward|Unit|Hospital|Infirmary|Clinic|Surgery|Hospice|Lodge|"
    r"Centre|Center|Medical Practice|Health Centre)\b"
    rf"(?:,?\s+(?:(?:up|over|down|out)\s+)?(?:at|in)\s+{_CAPITAL}(?:\s+{_CAPITAL})*){{0,2}}"
    rf"|\bSt\.?\s+{_CAPITAL}['’]s(?:\s+(?:in|at)\s+{_CAPITAL})?"
)
_INTRODUCED = re.compile(
    rf"\b(?:[Ii](?:['’]m|\s+am)|[Mm]y\s+(?:full\s+)?name(?:['’]s|\s+is|\s+was)|(?:called|named)|"
    r"[Mm](?:r|rs|iss|s)\.?|Dr\.?|Doctor|Professor|Sister|Nurse|name\s+was)\s+"
    rf"(?P<name>{_NAME}(?:[\s-]+{_NAME}){{0,3}})"
)
_TITLED = re.compile(rf"\b(?:Mr|Mrs|Ms|Miss|Dr|Doctor|Professor)\.?\s+{_NAME}(?:\s+{_NAME})*")
_TWO_CAPITALS = re.compile(
    rf"{_CAPITAL}(?:[\s-]+(?:(?:de|van|von|der|al|bin|ibn|le|la|du|O)\s+)?{_CAPITAL})+"
)
_CAPITAL_INSIDE = re.compile(rf"(?<=[\w,;:’'\"“‘(]\s)(?!I\b|I['’]){_CAPITAL}")
_SENTENCE_START = re.compile(r"(?:^|[.!?…:]['’\"”)]*\s+['‘\"“(]*)$")
_PLACES = {"GPE", "LOC", "FAC", "ORG"}
_CONTRACTED = re.compile(r"['’](?:s|d|ll|ve|re|m|t)$")
_NOT_NAMES = frozenset(
    (
        "monday tuesday wednesday thursday friday saturday sunday january february march april may "
        "june july august september october november december christmas easter god lord jesus "
        "english british welsh scottish irish polish portuguese i"
    ).split()
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Options of `qualstage screen`."""
    parser.add_argument("--study", required=True, type=Path, help="the study's folder")
    parser.add_argument("--segments", nargs="+", required=True, type=Path, help="segments, Parquet")
    parser.add_argument("--output", required=True, type=Path, help="identifiers, Parquet to write")


def run(options: argparse.Namespace) -> None:
    """Screen the segments of a study or shard."""
    from qualstage.contracts import IDENTIFIERS, SEGMENTS
    from qualstage.pipelines import load_pipeline
    from qualstage.study import read_study
    from qualstage.tables import read_rows, write_table

    study = read_study(options.study)
    segments = read_rows(options.segments, SEGMENTS)
    keep_out = ("tagger", "parser", "lemmatizer", "attribute_ruler", "senter")
    rows = find_identifiers(segments, lambda: load_pipeline(study.language, keep_out))
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
        found[segment["segment_id"]] = list(_by_rule(segment["text"], asked))
        asked = segment["text"]
    for segment_id, finds in _by_model(ordered, load).items():
        found[segment_id] += finds
    return [
        {
            "source_id": segment["source_id"],
            "start_char": segment["start_char"] + start,
            "end_char": segment["start_char"] + end,
            "kind": kind,
            "found_by": by,
            "text": segment["text"][start:end],
        }
        for segment in ordered
        for start, end, kind, by in _without_overlaps(found[segment["segment_id"]])
    ]


def carries_identifier(
    identifiers: Mapping[str, Sequence[tuple[int, int]]], source_id: str, start: int, end: int
) -> bool:
    """Whether a span holds, or touches, an identifier; `identifiers` as `spans_by_source` gives."""
    return any(a < end and start < b for a, b in identifiers.get(source_id, ()))


def spans_by_source(rows: Iterable[Row]) -> dict[str, list[tuple[int, int]]]:
    """IDENTIFIERS rows as spans by source."""
    spans: dict[str, list[tuple[int, int]]] = {}
    for row in rows:
        spans.setdefault(row["source_id"], []).append((row["start_char"], row["end_char"]))
    return spans


def _by_rule(text: str, asked: str) -> Iterator[Found]:
    """What rules find in a segment, the strictest first."""
    for match in _EMAIL.finditer(text):
        yield match.start(), match.end(), "email", "pattern"
    for match in _SPOKEN_EMAIL.finditer(text):
        yield match.start(), match.end(), "email", "pattern, spoken"
    yield from _birth_dates(text, asked)
    for pattern in (_ADDRESS, _POSTCODE):
        for match in pattern.finditer(text):
            yield match.start(), match.end(), "address", "pattern"
    for match in _PHONE.finditer(text):
        digits = re.sub(r"\D", "", match[0])
        if 9 <= len(digits) <= 15 or (len(digits) >= 7 and re.search(r"[\s-]", match[0])):
            yield match.start(), match.end(), "phone", "pattern"
    for match in _WARD.finditer(text):
        yield *_from_name(match, text), "place", "pattern"
    for match in _INTRODUCED.finditer(text):
        name = match["name"]
        if len(name.split()) >= 2 and name.split()[0].lower() not in _NOT_NAMES:
            yield match.start("name"), match.end("name"), "name", "introduction"
    for match in _TITLED.finditer(text):
        yield match.start(), match.end(), "name", "title"


def _from_name(match: re.Match[str], text: str) -> tuple[int, int]:
    """A place's span without a word that is large only because it begins the sentence."""
    start = match.start()
    first = match[0].split()[0]
    starts = _SENTENCE_START.search(text[:start])
    if starts and first.lower() in {"the", "my", "that", "this", "our", "on", "in", "at", "i"}:
        start += len(first) + 1
    return start, match.end()


def _birth_dates(text: str, asked: str) -> Iterator[Found]:
    """Dates said as a birth date: near 'born', or when the turn before asked for one."""
    for match in _DATE.finditer(text):
        near = text[max(0, match.start() - 60) : match.end() + 40]
        if _BIRTH.search(near):
            yield match.start(), match.end(), "date_of_birth", "pattern, said as a birth date"
        elif _BIRTH.search(asked[-200:]):
            yield match.start(), match.end(), "date_of_birth", "pattern, asked for"
        elif _HAS_YEAR.search(match[0]) and _AGED.search(asked[-120:]):
            yield match.start(), match.end(), "date_of_birth", "pattern, age asked for"


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
        len([word for word in match[0].split() if word.lower() not in _NOT_NAMES]) >= 2
        for match in _TWO_CAPITALS.finditer(sentence)
    )


def _kind_of(label: str, text: str) -> str | None:
    words = [word for word in re.split(r"[\s-]+", text) if word[:1].isupper() and len(word) > 1]
    words = [word for word in words if _CONTRACTED.sub("", word).lower() not in _NOT_NAMES]
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
