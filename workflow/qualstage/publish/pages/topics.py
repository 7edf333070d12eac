"""Topics that nobody named beforehand: their passages, who voices them, the codes they have."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from qualstage.publish import addresses
from qualstage.publish.material import Material
from qualstage.publish.quoted import Quoted, quoted
from qualstage.publish.site import Asset, Page, body

Row = dict[str, Any]

_TYPICAL = 8
"""Passages of a topic that are shown at most, the most typical first."""
_CODES = 5

WITHHELD = "a label that is not shown, for it may name somebody"

_SCOPES = {
    "all": "Topics of all passages",
    "uncoded": "Topics of passages without a coding",
}


def make(given: Material) -> Iterator[Page | Asset]:
    """A page of all scopes, and a page a scope."""
    scopes = [s for s in _SCOPES if (given.folder / "cluster" / s / "topics.parquet").exists()]
    topics = {scope: _topics(given, scope) for scope in scopes}
    # The letters of a map are drawn: it is shown only where all of its labels are.
    named = {scope: any(row["named"] for row in topics[scope]) for scope in scopes}
    shared = {"given": given, "names": _SCOPES}
    words = body("topics.html", addresses.TOPICS, **shared, topics=topics)
    yield Page(addresses.TOPICS, "Topics", words, part=addresses.TOPICS)
    sizes, codes = _sizes(given), _codes(given)
    labels = given.labels
    for scope in scopes:
        address = addresses.topic_page(scope)
        words = body(
            "topic_scope.html",
            address,
            **shared,
            scope=scope,
            topics=topics[scope],
            passages=_passages(given, scope),
            sizes=sizes,
            codes=codes,
            labels=labels,
            picture="" if named[scope] else addresses.picture_file("topics", f"map_{scope}.svg"),
        )
        picture = given.folder / "topics" / f"map_{scope}.svg"
        if not named[scope]:
            content = picture.read_bytes()
            yield Asset(addresses.picture_file("topics", f"map_{scope}.svg"), content)
        yield Page(address, _SCOPES[scope], words, part=addresses.TOPICS)


def _topics(given: Material, scope: str) -> list[Row]:
    """TOPICS rows; a label that holds a word of somebody's name is not shown."""
    from qualstage.contracts import TOPICS

    rows = given.table(f"cluster/{scope}/topics.parquet", TOPICS)
    names = {
        word
        for row in given.identifiers
        if row["kind"] == "name"
        for word in re.findall(r"\w+", row["text"].casefold())
    }
    for row in rows:
        words = names.intersection(re.findall(r"\w+", row["label"].casefold()))
        row["named"] = any(_is_called(word, given) for word in words)
        if row["named"]:
            row["label"] = WITHHELD
    return rows


def _is_called(word: str, given: Material) -> bool:
    """Whether a word of some name is one mostly: written large in most places where it stands."""
    found = [
        match[0]
        for source in given.sources.values()
        for match in re.finditer(rf"\b{re.escape(word)}\b", source["text"], re.IGNORECASE)
    ]
    return 2 * sum(one[:1].isupper() for one in found) > len(found)


def _passages(given: Material, scope: str) -> dict[str, list[Quoted]]:
    """The most typical passages of each topic."""
    from qualstage.contracts import TOPIC_MEMBERS

    spans = {row["segment_id"]: row for rows in given.segments.values() for row in rows}
    members = given.table(f"cluster/{scope}/members.parquet", TOPIC_MEMBERS)
    ranked = [row for row in members if row["topic"] and row["rank"] <= _TYPICAL]
    found: dict[str, list[Quoted]] = defaultdict(list)
    for row in sorted(ranked, key=lambda row: row["rank"]):
        span = spans[row["segment_id"]]
        place = span["source_id"], span["start_char"], span["end_char"]
        found[row["topic"]].append(quoted(given, *place))
    return found


def _sizes(given: Material) -> dict[tuple[str, str], list[Row]]:
    from qualstage.contracts import TOPIC_SIZES

    found: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in given.table("topics/sizes.parquet", TOPIC_SIZES):
        if row["references"]:
            found[row["scope"], row["topic"]].append(row)
    return found


def _codes(given: Material) -> dict[tuple[str, str], list[Row]]:
    """The codes that most of a topic's passages have."""
    from qualstage.contracts import TOPIC_CODES

    found: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in given.table("topics/codes.parquet", TOPIC_CODES):
        if row["code"] and row["accepted"]:
            found[row["scope"], row["topic"]].append(row)
    return {
        key: sorted(rows, key=lambda row: (-row["accepted"], row["code"]))[:_CODES]
        for key, rows in found.items()
    }
