"""Topics and passages as people see them: where each stands, who voiced it, what may be shown."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from qualstage.screen import WITHHELD
from qualstage.topics.material import Tables

if TYPE_CHECKING:
    from qualstage.study import Study
    from qualstage.topics.overlaps import Codes

Row = dict[str, Any]


@dataclass(frozen=True)
class Passage:
    """One passage that was to be clustered."""

    scope: str
    topic: str
    rank: int | None
    strength: float
    segment_id: str
    source_id: str
    speaker: str
    """Label of who speaks, where several do; '' for a label that is a name."""
    stage: str
    text: str
    codes: tuple[str, ...]
    why: str
    nearest: str
    shown: bool
    """False where the words hold an identifier, and `text` says so in their place."""

    @property
    def said_by(self) -> str:
        """Source and speaker."""
        return ", ".join(part for part in (self.source_id, self.speaker) if part)


@dataclass(frozen=True)
class Topic:
    """One topic with all that is said of it; passages from the most typical down."""

    scope: str
    topic: str
    label: str
    row: Row
    total: dict[str, int]
    sizes: list[Row]
    codes: list[Row]
    """TOPIC_CODES rows of codes that meet it, those of most passages first."""
    uncoded: Row
    """TOPIC_CODES row of its passages without any code."""
    passages: list[Passage]

    @property
    def stability(self) -> str:
        """Stability to two places, rounded down, so that it never seems to reach a bound."""
        return f"{math.floor(100 * self.row['stability'] + 1e-9) / 100:.2f}"

    def typical(self, n: int) -> list[Passage]:
        """The n most typical passages that may be shown."""
        return [passage for passage in self.passages if passage.shown][:n]

    def atypical(self, n: int, beyond: int) -> list[Passage]:
        """The n least typical passages that may be shown, beyond so many of the most typical."""
        return [passage for passage in self.passages if passage.shown][beyond:][-n:]


def tell_passages(tables: Tables, study: Study, accepted: Codes) -> list[Passage]:
    """Every passage that was to be clustered: by scope and topic, the most typical first."""
    from qualstage.ingest.vocabulary import is_name
    from qualstage.screen import carries_identifier, spans_by_source

    identifiers = spans_by_source(tables.identifiers)
    single = {row["source_id"] for row in tables.sources if row["respondent_id"]}
    names = {stage.id: stage.name for stage in study.stages}

    def tell(member: Row) -> Passage:
        row = tables.passages[member["segment_id"]]
        source = row["source_id"]
        held = carries_identifier(identifiers, source, row["start_char"], row["end_char"])
        # A name is never shown: the source alone says whose words they are.
        alone = source in single or is_name(row["speaker"])
        return Passage(
            **{name: member[name] for name in ("scope", "topic", "rank", "why", "nearest")},
            segment_id=row["segment_id"],
            strength=round(member["strength"], 3),
            source_id=source,
            speaker="" if alone else row["speaker"],
            stage=names[tables.stages[source]],
            text=WITHHELD if held else row["text"],
            codes=tuple(sorted(accepted[row["segment_id"]])),
            shown=not held,
        )

    return [
        tell(member)
        for scope in tables.scopes
        for topic in tables.topics_of(scope)
        for member in tables.members_of.get((scope, topic), ())
    ]


def tell_topics(
    tables: Tables,
    passages: Sequence[Passage],
    sizes: Sequence[Row],
    totals: dict[tuple[str, str], dict[str, int]],
    codes: Sequence[Row],
) -> list[Topic]:
    """
    Every topic, by scope and number.

    Args:
        tables: Gives the TOPICS rows.
        passages: What `tell_passages` returns.
        sizes: TOPIC_SIZES rows.
        totals: What `topic_totals` returns.
        codes: TOPIC_CODES rows.
    """
    told = []
    for row in tables.topics:
        key = row["scope"], row["topic"]
        mine = [r for r in codes if (r["scope"], r["topic"]) == key]
        met = [r for r in mine if r["code"] and (r["accepted"] or r["proposed"])]
        told.append(
            Topic(
                *key,
                row["label"],
                row,
                totals[key],
                [r for r in sizes if (r["scope"], r["topic"]) == key],
                sorted(met, key=lambda r: (-r["accepted"], -r["proposed"], r["code"])),
                next(r for r in mine if not r["code"]),
                [p for p in passages if (p.scope, p.topic) == key],
            )
        )
    return told
