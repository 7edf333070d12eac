"""
The step `conclude`: facts of the study, what was found, what was decided, and what each rests on.

A finding names its evidence and a decision what it follows from, in logs that people keep. Here
both are held against what is counted today: what a finding rests on is counted on people's codings
alone, and evidence that is gone, or a claim that no longer holds, is told.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from qualstage.study import Study

Row = dict[str, Any]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Options of `qualstage conclude`."""
    given = parser.add_argument_group("inputs")
    given.add_argument("--study", required=True, type=Path, help="the study's folder")
    given.add_argument("--sources", nargs="+", required=True, type=Path, help="sources, all shards")
    given.add_argument("--speakers", nargs="+", required=True, type=Path, help="speakers, likewise")
    given.add_argument("--counts", required=True, type=Path, help="counts, Parquet")
    for name in ("segments", "topics", "members"):
        told = f"{name}, likewise; asked for where a finding names a topic"
        given.add_argument(f"--{name}", nargs="*", default=[], type=Path, help=told)
    made = parser.add_argument_group("outputs")
    for name in ("facts", "findings", "decisions"):
        made.add_argument(f"--{name}", required=True, type=Path, help="Parquet")


def run(options: argparse.Namespace) -> None:
    """Hold the study's logs against its counts, and say what does not stand."""
    from qualstage.codebook import read_codebook
    from qualstage.conclude.facts import fact_rows
    from qualstage.conclude.logs import read_logs
    from qualstage.conclude.people import read_handbook, read_members
    from qualstage.conclude.standing import decision_rows, finding_rows
    from qualstage.contracts import COUNTS, DECISIONS, FACTS, FINDINGS, SOURCES, SPEAKERS
    from qualstage.study import read_study
    from qualstage.tables import read_rows, write_table

    study = read_study(options.study)
    codebook = read_codebook(study.path(study.codebook))
    logs = read_logs(study, codebook)
    members, handbook = read_members(study), read_handbook(study, codebook)
    sources, counts = read_rows(options.sources, SOURCES), read_rows(options.counts, COUNTS)
    speakers = read_rows(options.speakers, SPEAKERS)
    named = any(piece.kind == "topic" for found in logs.findings for piece in found.evidence)
    sizes = _sizes_of_topics(options, study, sources, speakers) if named else []
    findings = list(finding_rows(logs.findings, study, codebook, counts, sources, sizes))
    decisions = list(decision_rows(logs, findings))
    facts = fact_rows(study, codebook, sources, speakers, counts, logs, members, handbook)
    write_table(facts, FACTS, options.facts)
    write_table(findings, FINDINGS, options.findings)
    write_table(decisions, DECISIONS, options.decisions)
    for told in warnings(findings, decisions):
        print(f"WARNING: {told}", file=sys.stderr)


def _sizes_of_topics(
    options: argparse.Namespace, study: Study, sources: list[Row], speakers: list[Row]
) -> list[Row]:
    """
    TOPIC_SIZES rows, counted from what was clustered.

    No coding enters them, so that what is concluded need not wait for all that is told of topics.
    """
    from qualstage.contracts import SEGMENTS, TOPIC_MEMBERS, TOPICS
    from qualstage.tables import read_rows
    from qualstage.topics.material import Tables
    from qualstage.topics.sizes import topic_sizes

    tables = Tables(
        sources=sources,
        speakers=speakers,
        segments=read_rows(options.segments, SEGMENTS),
        topics=read_rows(options.topics, TOPICS),
        members=read_rows(options.members, TOPIC_MEMBERS),
    )
    return topic_sizes(tables, study.stage_ids)


def warnings(findings: Iterable[Row], decisions: Iterable[Row]) -> list[str]:
    """What does not stand: evidence that is gone, claims that fail, decisions left without any."""
    from qualstage.contracts.conclusions import FAILS, GONE, LOST

    told = []
    for row in findings:
        named = f"finding {row['finding']}: {row['kind']} '{row['label']}'"
        if row["verdict"] == GONE:
            told.append(f"{named} is evidence that is gone")
        if row["verdict"] == FAILS:
            n = row["n"] if row["of"] is None else f"{row['n']} of {row['of']}"
            told.append(f"{named} is {n}, which is not '{row['claim']}'")
    lost = [row["decision"] for row in decisions if row["verdict"] == LOST]
    told += [
        f"decision {name}: all the evidence it goes back to is gone, or does not hold"
        for name in lost
    ]
    return told
