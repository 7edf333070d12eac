"""Topics and their passages as CSV, for people who sort and read them in a spreadsheet."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from qualstage.tables import csv_for_people
from qualstage.topics.told import Passage, Topic

if TYPE_CHECKING:
    from qualstage.study import Study

EXAMPLES = 2
"""Typical passages in a topic's row."""

_COUNTS = ("respondents", "sources", "references")
_FIGURES = ("stability", "verdict", "cohesion", "coherence")
_PASSAGE = (
    *("scope", "topic", "label", "rank", "strength", "segment_id"),
    *("source_id", "speaker", "stage", "text", "codes", "why"),
)


def topics_csv(topics: Sequence[Topic], study: Study) -> bytes:
    """One row a topic; references stage by stage, empty where nobody was heard."""
    header = (
        *("scope", "topic", "label", "terms", "phrases"),
        *_COUNTS,
        *(f"references at stage {stage}" for stage in study.stage_ids),
        *_FIGURES,
        *("uncoded", "codes"),
        *(f"typical passage {n}" for n in range(1, EXAMPLES + 1)),
    )
    rows = []
    for topic in topics:
        at = {row["stage"]: row["references"] for row in topic.sizes}
        typical = [f"{p.said_by}: {p.text}" for p in topic.typical(EXAMPLES)]
        rows.append(
            (
                *(topic.scope, topic.topic, topic.label),
                *("; ".join(topic.row[name]) for name in ("terms", "phrases")),
                *(topic.total[name] for name in _COUNTS),
                *(at.get(stage, "") for stage in study.stage_ids),
                *(_rounded(topic.row[name]) for name in _FIGURES),
                topic.uncoded["share"],
                made_of(topic),
                *typical,
                *[""] * (EXAMPLES - len(typical)),
            )
        )
    return csv_for_people(header, rows, study.notice)


def passages_csv(passages: Sequence[Passage], topics: Sequence[Topic], notice: str) -> bytes:
    """One row a passage that was to be clustered, those without a topic last."""
    labels = {topic.topic: topic.label for topic in topics}
    rows = [
        (
            *(p.scope, p.topic, labels.get(p.topic, ""), p.rank, p.strength, p.segment_id),
            *(p.source_id, p.speaker, p.stage, p.text, "; ".join(p.codes), p.why),
        )
        for p in passages
    ]
    return csv_for_people(_PASSAGE, rows, notice)


def made_of(topic: Topic) -> str:
    """The codes that people gave its passages, with the share each has of them, in words."""
    return "; ".join(f"{r['code']} {r['share']:.0%}" for r in topic.codes if r["accepted"])


def _rounded(value: object) -> object:
    return round(value, 3) if isinstance(value, float) else value
