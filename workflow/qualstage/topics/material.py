"""The tables that topics are told from, and how passages are looked up in them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from qualstage.voices import codable

Row = dict[str, Any]


@dataclass(frozen=True)
class Tables:
    """
    What topics are told from: the study's material, what was settled, and what `cluster` found.

    How many voice a topic is counted without what was settled, or proposed.
    """

    sources: list[Row]
    speakers: list[Row]
    segments: list[Row]
    topics: list[Row]
    members: list[Row]
    identifiers: list[Row] = field(default_factory=list)
    proposals: list[Row] = field(default_factory=list)
    codings: list[Row] = field(default_factory=list)
    clusterings: list[Row] = field(default_factory=list)

    @cached_property
    def passages(self) -> dict[str, Row]:
        """Respondents' passages by segment_id, in reading order."""
        return {row["segment_id"]: row for row in codable(self.segments)}

    @cached_property
    def stages(self) -> dict[str, str]:
        """The stage of each source."""
        return {row["source_id"]: row["stage"] for row in self.sources}

    @cached_property
    def talked(self) -> set[str]:
        """Stages with a passage: at others nobody could voice a topic."""
        return {self.stages[row["source_id"]] for row in self.passages.values()}

    @cached_property
    def members_of(self) -> dict[tuple[str, str], list[Row]]:
        """Members by scope and topic, the most typical first; '' holds those without a topic."""
        found: dict[tuple[str, str], list[Row]] = defaultdict(list)
        for row in self.members:
            found[row["scope"], row["topic"]].append(row)
        for rows in found.values():
            rows.sort(key=lambda row: (row["rank"] or 0, row["segment_id"]))
        return found

    @cached_property
    def scopes(self) -> list[str]:
        """What was clustered, in the order of names."""
        return sorted({row["scope"] for row in (*self.members, *self.clusterings)})

    def topics_of(self, scope: str) -> list[str]:
        """The topics of a scope by number; last '', for passages without one."""
        return [*(row["topic"] for row in self.topics if row["scope"] == scope), ""]
