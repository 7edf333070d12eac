"""Topics that nobody named beforehand: their passages, who voices them, the codes they have."""

from __future__ import annotations

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

_SCOPES = {
    "all": "Topics of all passages",
    "uncoded": "Topics of passages without a coding",
}


def make(given: Material) -> Iterator[Page | Asset]:
    """A page of all scopes, and a page a scope."""
    scopes = [s for s in _SCOPES if (given.folder / "cluster" / s / "topics.parquet").exists()]
    topics = {scope: _topics(given, scope) for scope in scopes}
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
            picture=addresses.picture_file("topics", f"map_{scope}.svg"),
        )
        picture = given.folder / "topics" / f"map_{scope}.svg"
        yield Asset(addresses.picture_file("topics", f"map_{scope}.svg"), picture.read_bytes())
        yield Page(address, _SCOPES[scope], words, part=addresses.TOPICS)


def _topics(given: Material, scope: str) -> list[Row]:
    from qualstage.contracts import TOPICS

    return given.table(f"cluster/{scope}/topics.parquet", TOPICS)


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
