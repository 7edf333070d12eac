"""Speakers and respondents as the site names them: a label that is a name is nowhere shown."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from qualstage.ingest.vocabulary import is_name

if TYPE_CHECKING:
    from qualstage.codebook import Codebook

Row = dict[str, Any]

_NOTE = "Transcriber's note"


@dataclass(frozen=True)
class Speaker:
    """Who speaks: what the transcript calls them, and their part in the talk ('' if it says so)."""

    label: str
    role: str


class People:
    """
    Names by place.

    Args:
        speakers: SPEAKERS rows.
        segments: SEGMENTS rows by source_id, in reading order: they number those not named.
        identifiers: IDENTIFIERS rows.
        codebook: Its labels stand for codes' ids, which head the rows of a matrix.
    """

    def __init__(
        self,
        speakers: Iterable[Row],
        segments: Mapping[str, list[Row]],
        identifiers: Iterable[Row],
        codebook: Codebook,
    ) -> None:
        self._codes = {code: entry.label for code, entry in codebook.codes.items()}
        self._found: dict[str, set[str]] = defaultdict(set)
        for row in identifiers:
            if row["within"] == "label":
                self._found[row["source_id"]].add(row["text"])
        self._told: dict[tuple[str, str], Speaker] = {}
        self._people: dict[str, str] = {}
        numbers = {source: _numbers(rows) for source, rows in segments.items()}
        for row in speakers:
            self._add(row, numbers.get(row["source_id"], {}).get(row["speaker"], 0))

    def _add(self, row: Row, number: int) -> None:
        source, label, role = row["source_id"], row["speaker"], row["role"]
        person = row["respondent_id"]
        hidden = role != "document" and self._is_name(source, label)
        if role == "document":
            told = self._codes.get(label, label)
        elif not hidden:
            told = label
        elif person and label not in person:
            told = person
        else:
            told = f"{role.capitalize()} {number}"
        plain = "" if role == "document" or role.casefold() == told.casefold() else role
        self._told[source, label] = Speaker(told, plain)
        if person and hidden and label in person:
            self._people[person] = f"{source}, {role} {number}"

    def _is_name(self, source: str, label: str) -> bool:
        return is_name(label) or any(text in label for text in self._found.get(source, ()))

    def speaker(self, source: str, label: str) -> Speaker:
        """A speaker of a source; of words without one, a transcriber's note."""
        return self._told.get((source, label), Speaker(_NOTE, ""))

    def person(self, respondent: str) -> str:
        """A respondent's id; of one that holds a name, where and as which speaker they speak."""
        return self._people.get(respondent, respondent)

    @property
    def hidden(self) -> frozenset[str]:
        """Respondents whose ids hold names."""
        return frozenset(self._people)


def _numbers(segments: Iterable[Row]) -> dict[str, int]:
    """Speakers by the order in which they first speak, from 1."""
    found: dict[str, int] = {}
    for row in segments:
        found.setdefault(row["speaker"], len(found) + 1)
    return found
