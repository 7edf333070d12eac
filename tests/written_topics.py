"""Topics of the tiny study as `cluster` would leave them, written by hand."""

from pathlib import Path

from qualstage.contracts import IDENTIFIERS, SEGMENTS, SOURCES
from qualstage.contracts.topics import TOPIC_MEMBERS, TOPICS, UNPLACED
from qualstage.ingest import ingest_study
from qualstage.study import read_study
from qualstage.tables import write_table


def member(segment_id, topic="", rank=None):
    """A TOPIC_MEMBERS row."""
    return {
        "scope": "all",
        "segment_id": segment_id,
        "source_id": segment_id.rpartition("-")[0],
        "topic": topic,
        "nearest": topic,
        "strength": 0.9 if topic else 0.1,
        "rank": rank,
        "x": None,
        "y": None,
        "why": "" if topic else UNPLACED,
    }


def write_results(study: Path, results: Path, ranked=("H1-0003", "V1-0004"), **changed) -> Path:
    """
    Results with one topic, of slugs and beans.

    Args:
        study: The study's folder.
        results: The folder to write to.
        ranked: Segments of the topic, the most typical first.
        changed: Columns of its TOPICS row, and `identifiers`: spans by source.
    """
    rows = ingest_study(read_study(study))
    spans = changed.pop("identifiers", {})
    topic = {
        "scope": "all",
        "topic": "all-01",
        "label": "slugs, bean",
        "terms": ["slugs", "bean", "the"],
        "phrases": ["the slugs"],
        "references": len(ranked),
        "stability": 0.8,
        "verdict": "steady",
        "cohesion": 0.9,
        "coherence": 0.5,
    }
    said = [row["segment_id"] for row in rows.segments if row["role"] == "respondent"]
    members = [
        member(name, "all-01", ranked.index(name) + 1) if name in ranked else member(name)
        for name in said
    ]
    found = [
        {
            "source_id": source,
            "within": "words",
            "start_char": start,
            "end_char": end,
            "kind": "name",
            "found_by": "hand",
            "text": "x",
        }
        for source, (start, end) in spans.items()
    ]
    for contract, table, path in (
        (SEGMENTS, rows.segments, "ingest/00/segments.parquet"),
        (SOURCES, rows.sources, "ingest/00/sources.parquet"),
        (IDENTIFIERS, found, "screen/00/identifiers.parquet"),
        (TOPICS, [topic | changed], "cluster/all/topics.parquet"),
        (TOPIC_MEMBERS, members, "cluster/all/members.parquet"),
    ):
        write_table(table, contract, results / path)
    return results
