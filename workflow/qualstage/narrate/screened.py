"""Words, speakers and people as a page may show them: nothing that could identify anybody."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from qualstage.ingest.vocabulary import is_name
from qualstage.screen import WITHHELD, carries_identifier, spans_by_source

Row = dict[str, Any]

_UNNAMED = "a speaker not named here"


class Screened:
    """
    What may be shown of a study's material.

    Args:
        identifiers: IDENTIFIERS rows.
        speakers: SPEAKERS rows.
        segments: SEGMENTS rows.
    """

    def __init__(
        self, identifiers: Iterable[Row], speakers: Iterable[Row], segments: Iterable[Row]
    ) -> None:
        identifiers = list(identifiers)
        self._spans = spans_by_source(identifiers)
        self._found: dict[str, set[str]] = {}
        for row in identifiers:
            self._found.setdefault(row["source_id"], set()).add(row["text"].casefold())
        self._named = {
            row["respondent_id"]: row["source_id"]
            for row in speakers
            if row["respondent_id"]
            and is_name(row["speaker"])
            and row["respondent_id"].endswith(row["speaker"])
        }
        self._said: dict[str, list[Row]] = {}
        for row in sorted(segments, key=lambda row: (row["source_id"], row["position"])):
            self._said.setdefault(row["source_id"], []).append(row)

    def words(self, source: str, start: int, end: int, text: str) -> str:
        """The text of a span, or what stands for it where the span holds an identifier."""
        return WITHHELD if carries_identifier(self._spans, source, start, end) else text

    def reason(self, source: str, start: int, end: int, why: str) -> str:
        """
        What a coder wrote of a span: withheld with its words, or if it repeats an identifier of
        the source, for reasons quote.
        """
        repeats = any(found in why.casefold() for found in self._found.get(source, ()))
        return WITHHELD if why and repeats else self.words(source, start, end, why)

    def person(self, respondent: str) -> str:
        """A respondent's id; if it holds a name, only which source they speak in."""
        if respondent in self._named:
            return f"{self._named[respondent]}, {_UNNAMED}"
        return respondent

    def label(self, speaker: str) -> str:
        """A speaker's label; '' for one that is a name."""
        return "" if is_name(speaker) else speaker

    def around(self, source: str, start: int, end: int) -> tuple[str, str]:
        """What was said last before a span, and first after it, with who said it; '' at an end."""
        said = self._said.get(source, [])
        before = [row for row in said if row["end_char"] <= start][-1:]
        after = [row for row in said if row["start_char"] >= end][:1]
        return (
            next(map(self._told, before), ""),
            next(map(self._told, after), ""),
        )

    def _told(self, row: Row) -> str:
        text = self.words(row["source_id"], row["start_char"], row["end_char"], row["text"])
        who = self.label(row["speaker"]) or row["role"]
        return f"{who}: {text}"
