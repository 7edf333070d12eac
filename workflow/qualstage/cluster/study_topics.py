"""Topics of a study, as the tables that the next step reads."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy

from qualstage.cluster.choose import choice, verdict
from qualstage.cluster.find import Found, find_topics
from qualstage.cluster.map import places
from qualstage.cluster.words import Language
from qualstage.contracts.topics import TOO_SHORT, UNPLACED
from qualstage.embed import vectors_by_encoder

if TYPE_CHECKING:
    from qualstage.study import Study

Row = dict[str, Any]


def find_in_study(study: Study, passages: Sequence[Row], vectors: Sequence[Row]) -> Found:
    """
    The topics of a study's passages.

    Args:
        study: Says how many topics, and how much a passage must say.
        passages: SEGMENTS rows to cluster.
        vectors: VECTORS rows of the study's segments.
    """
    return find_topics(
        [passage["text"] for passage in passages],
        [passage["source_id"] for passage in passages],
        vectors_by_encoder(vectors, [passage["segment_id"] for passage in passages]),
        Language(study.language),
        study.topics.number,
        study.topics.shortest,
    )


def name_of(scope: str, number: int) -> str:
    """What a topic is called in tables; '' for none."""
    return f"{scope}-{number + 1:02d}" if number >= 0 else ""


def topic_rows(scope: str, found: Found) -> list[Row]:
    """TOPICS rows."""
    return [
        {
            "scope": scope,
            "topic": name_of(scope, number),
            "label": name.label,
            "terms": name.terms,
            "phrases": name.phrases,
            "references": int((found.topic == number).sum()),
            "stability": round(float(found.stability[number]), 4),
            "verdict": verdict(found.stability[number]),
            "cohesion": round(float(found.cohesion[number]), 4),
            "coherence": round(float(found.coherence[number]), 4),
        }
        for number, name in enumerate(found.names)
    ]


def member_rows(scope: str, passages: Sequence[Row], found: Found) -> list[Row]:
    """TOPIC_MEMBERS rows."""
    x, y = places(found.points, found.rows)
    short, rows = found.short, []
    for number, passage in enumerate(passages):
        topic = int(found.topic[number])
        why = TOO_SHORT if short[number] else "" if topic >= 0 else UNPLACED
        rows.append(
            {
                "scope": scope,
                "segment_id": passage["segment_id"],
                "source_id": passage["source_id"],
                "topic": name_of(scope, topic),
                "nearest": name_of(scope, int(found.nearest[number])),
                "strength": round(float(found.strength[number]), 4),
                "rank": int(found.rank[number]) + 1 if topic >= 0 else None,
                "x": None if numpy.isnan(x[number]) else round(float(x[number]), 3),
                "y": None if numpy.isnan(y[number]) else round(float(y[number]), 3),
                "why": why,
            }
        )
    return rows


def clustering_rows(scope: str, found: Found) -> list[Row]:
    """CLUSTERINGS rows."""
    chosen = choice(found.tried) if found.tried else None
    return [
        {
            "scope": scope,
            "method": tried.method,
            "fineness": tried.fineness,
            "topics": tried.clustering.n_topics,
            "steady": tried.n_steady,
            "placed": round(tried.placed, 4),
            "agreement": round(tried.agreement.all, 4),
            "agreement_placed": _rounded(tried.agreement.placed),
            "coherence": _rounded(tried.coherence.mean() if len(tried.coherence) else None),
            "chosen": tried is chosen,
        }
        for tried in found.tried
    ]


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(float(value), 4)
