"""
How topics meet codes: what people coded in a topic's passages, and what is proposed there unread.

A passage that people coded is one that an accepted coding touches, on their own basis. A proposal
is unread where it stands and, by the study's policy, nobody has spoken of that code there: neither
a judgement nor a reading of the whole source.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from qualstage.settle.known import touches
from qualstage.topics.material import Tables

Row = dict[str, Any]
Codes = Mapping[str, frozenset[str]]

NO_CODE = ""
"""The code of passages without any."""


def accepted_codes(tables: Tables) -> Codes:
    """The codes that people gave, by segment_id; every respondent's passage has an entry."""
    by_source: dict[str, list[Row]] = defaultdict(list)
    for row in tables.codings:
        if row["basis"] == "people" and row["state"] == "accepted":
            by_source[row["source_id"]].append(row)
    return {
        name: frozenset(c["code"] for c in by_source[passage["source_id"]] if touches(c, passage))
        for name, passage in tables.passages.items()
    }


def proposed_codes(tables: Tables, accepted: Codes) -> Codes:
    """The codes that standing proposals give unread, by segment_id, without those accepted."""
    unread = {
        _place(row) for row in tables.codings if row["basis"] == "both" and row["state"] == "open"
    }
    found: dict[str, set[str]] = defaultdict(set)
    for row in tables.proposals:
        if row["stands"] and _place(row) in unread:
            found[row["segment_id"]].add(row["code"])
    return {name: frozenset(found[name] - codes) for name, codes in accepted.items()}


def _place(row: Row) -> tuple[str, str, int, int]:
    return row["source_id"], row["code"], row["start_char"], row["end_char"]


def topic_codes(
    tables: Tables, accepted: Codes, proposed: Codes, codes: Iterable[str]
) -> list[Row]:
    """
    How far each topic and each code meet.

    Args:
        tables: Topics and their passages.
        accepted: What `accepted_codes` returns.
        proposed: What `proposed_codes` returns.
        codes: The codebook's, in order.

    Returns:
        TOPIC_CODES rows, zeros among them. Shares of one topic may sum to more than 1, since a
        passage may have several codes. The last row of a topic is of its passages without any.
    """
    codes = list(codes)
    coded = {code: sum(code in given for given in accepted.values()) for code in codes}
    rows = []
    for scope in tables.scopes:
        for topic in tables.topics_of(scope):
            names = [row["segment_id"] for row in tables.members_of.get((scope, topic), ())]
            for code in codes:
                n = sum(code in accepted[name] for name in names)
                open_ones = sum(code in proposed[name] for name in names)
                place = {"scope": scope, "topic": topic, "code": code}
                rows.append(place | _meeting(n, open_ones, len(names), coded[code]))
            bare = sum(not accepted[name] for name in names)
            place = {"scope": scope, "topic": topic, "code": NO_CODE}
            rows.append(place | _meeting(bare, 0, len(names), 0))
    return rows


def _meeting(n: int, open_ones: int, of_topic: int, of_code: int) -> Row:
    return {
        "accepted": n,
        "proposed": open_ones,
        "share": round(n / of_topic, 4) if of_topic else 0.0,
        "share_of_code": round(n / of_code, 4) if of_code else None,
    }
