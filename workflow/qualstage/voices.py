"""Whose words a span holds."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

RATER = "rater"
"""Role of those whose words are ratings."""

VOICES = frozenset({"respondent", "document", RATER, "unknown"})
"""Roles that may voice a code: never an interviewer's, never a transcriber's note."""

CODED = ("respondent", "unknown")
"""Roles whose words the machine codes: never an interviewer's, a reviewer's or a rating."""

SHARE = 10
"""A coding credits a respondent whose words fill at least one part in SHARE of its span."""


def is_talk(source: Mapping[str, Any]) -> bool:
    """Whether a SOURCES row is of a text that is read: neither rows of a matrix nor ratings."""
    return source["format"] not in ("matrix", "ratings")


def in_order(segments: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Segments in reading order, source by source."""
    return sorted(segments, key=lambda row: (row["source_id"], row["position"]))


def codable(segments: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """The passages that may voice a code, in reading order."""
    return [row for row in in_order(segments) if row["role"] in CODED]


class Voices:
    """
    Speakers by place.

    Args:
        segments: SEGMENTS rows.
    """

    def __init__(self, segments: Iterable[dict[str, Any]]) -> None:
        self._by_source: dict[str, list[tuple[int, int, str, str]]] = defaultdict(list)
        for row in segments:
            place = row["start_char"], row["end_char"], row["speaker"], row["role"]
            self._by_source[row["source_id"]].append(place)
        for places in self._by_source.values():
            places.sort()

    def _overlaps(self, source: str, start: int, end: int) -> Iterable[tuple[int, str, str]]:
        places = self._by_source.get(source, [])
        index = max(0, bisect_right(places, (start,)) - 1)
        for place in places[index:]:
            if place[0] >= end:
                break
            shared = min(end, place[1]) - max(start, place[0])
            if shared > 0:
                yield shared, place[2], place[3]

    def roles(self, source: str, start: int, end: int) -> set[str]:
        """The roles that have words in the span."""
        return {role for _, _, role in self._overlaps(source, start, end)}

    def credited(self, source: str, start: int, end: int) -> set[str]:
        """Speakers who may voice a code and whose words fill at least a tenth of the span."""
        shared: dict[str, int] = defaultdict(int)
        for length, speaker, role in self._overlaps(source, start, end):
            if role in VOICES:
                shared[speaker] += length
        return {name for name, length in shared.items() if SHARE * length >= end - start}
