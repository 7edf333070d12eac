"""
The step `topics`: what people see of the topics that `cluster` found.

How many voiced each at each stage, which codes its passages have and how many have none, its most
typical passages; as tables, figures and one page. Topics are offers: a topic becomes a code when
somebody makes it one.
"""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from qualstage.codebook import Codebook
    from qualstage.study import Study
    from qualstage.topics.material import Tables


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Options of `qualstage topics`."""
    given = parser.add_argument_group("inputs")
    given.add_argument("--study", required=True, type=Path, help="the study's folder")
    for name in ("sources", "speakers", "segments", "identifiers", "proposals"):
        given.add_argument(f"--{name}", nargs="+", required=True, type=Path, help="all shards")
    given.add_argument("--codings", required=True, type=Path, help="what was settled")
    for name in ("topics", "members", "clusterings"):
        given.add_argument(f"--{name}", nargs="*", default=[], type=Path, help="of all scopes")
    made = parser.add_argument_group("outputs")
    made.add_argument(
        "--output", required=True, type=Path, help="folder of tables, figures and topics.html"
    )


def run(options: argparse.Namespace) -> None:
    """Hold topics against stages and codes; write every file."""
    from qualstage.codebook import read_codebook
    from qualstage.contracts import TOPIC_CODES, TOPIC_SIZES
    from qualstage.files import write_bytes
    from qualstage.study import read_study
    from qualstage.tables import write_csv, write_table

    study = read_study(options.study)
    codebook = read_codebook(study.path(study.codebook))
    tables = _read_tables(options)
    sizes, codes, files = topics_told(tables, study, codebook, options.output.parent)
    for name, rows, contract in (("sizes", sizes, TOPIC_SIZES), ("codes", codes, TOPIC_CODES)):
        write_table(rows, contract, options.output / f"{name}.parquet")
        write_csv(rows, contract, options.output / f"topic_{name}.csv", study.notice)
    for name, content in files.items():
        write_bytes(options.output / name, content)


def _read_tables(options: argparse.Namespace) -> Tables:
    from qualstage import contracts
    from qualstage.tables import read_rows
    from qualstage.topics.material import Tables

    return Tables(
        sources=read_rows(options.sources, contracts.SOURCES),
        speakers=read_rows(options.speakers, contracts.SPEAKERS),
        segments=read_rows(options.segments, contracts.SEGMENTS),
        topics=read_rows(options.topics, contracts.TOPICS),
        members=read_rows(options.members, contracts.TOPIC_MEMBERS),
        identifiers=read_rows(options.identifiers, contracts.IDENTIFIERS),
        proposals=read_rows(options.proposals, contracts.PROPOSALS),
        codings=read_rows(options.codings, contracts.CODINGS),
        clusterings=read_rows(options.clusterings, contracts.CLUSTERINGS),
    )


def topics_told(
    tables: Tables, study: Study, codebook: Codebook, results: Path
) -> tuple[list[dict], list[dict], Mapping[str, bytes]]:
    """
    Everything that is told of topics.

    Args:
        tables: The study's tables.
        study: Its stages and notice.
        codebook: Its codes.
        results: The study's folder of results, for the commands that the page shows.

    Returns:
        TOPIC_SIZES rows; TOPIC_CODES rows; the other files' bytes by name.
    """
    from qualstage.contracts import CLUSTERINGS
    from qualstage.tables import csv_for_people
    from qualstage.topics.figures import draw_figures
    from qualstage.topics.listing import passages_csv, topics_csv
    from qualstage.topics.overlaps import accepted_codes, proposed_codes, topic_codes
    from qualstage.topics.page import render
    from qualstage.topics.sizes import topic_sizes, topic_totals
    from qualstage.topics.told import tell_passages, tell_topics

    accepted = accepted_codes(tables)
    sizes = topic_sizes(tables, study.stage_ids)
    codes = topic_codes(tables, accepted, proposed_codes(tables, accepted), codebook.codes)
    passages = tell_passages(tables, study, accepted)
    topics = tell_topics(tables, passages, sizes, topic_totals(tables), codes)
    figures = draw_figures(tables, topics, study, codebook)
    tried = [[row[name] for name in CLUSTERINGS.columns] for row in tables.clusterings]
    return (
        sizes,
        codes,
        {
            "topics.csv": topics_csv(topics, study),
            "passages.csv": passages_csv(passages, topics, study.notice),
            "clusterings.csv": csv_for_people(list(CLUSTERINGS.columns), tried, study.notice),
            "topics.html": render(topics, passages, figures, tables, study, results),
            **figures,
        },
    )
