"""
The step `code`: which code each passage may voice, and why.

Indicators, likeness to the codebook's texts and what coded examples taught are weighed together.
Only respondents' words are coded, and only with codes that apply at their source's stage.
"""

from __future__ import annotations

import argparse
from pathlib import Path


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Options of `qualstage code`."""
    parser.add_argument("--study", required=True, type=Path, help="the study's folder")
    parser.add_argument("--sources", nargs="+", required=True, type=Path, help="sources, Parquet")
    parser.add_argument("--segments", nargs="+", required=True, type=Path, help="segments, Parquet")
    parser.add_argument("--vectors", nargs="+", required=True, type=Path, help="vectors, Parquet")
    parser.add_argument("--model", required=True, type=Path, help="the model of `learn`")
    parser.add_argument("--codebook", required=True, type=Path, help="the codebook, YAML")
    parser.add_argument("--output", required=True, type=Path, help="proposals, Parquet to write")


def run(options: argparse.Namespace) -> None:
    """Propose codes for the segments of the given sources."""
    from threadpoolctl import threadpool_limits

    from qualstage.code.judged import propose_judged
    from qualstage.codebook import read_codebook
    from qualstage.contracts import PROPOSALS, SEGMENTS, SOURCES, VECTORS
    from qualstage.learn.modelfile import read_model
    from qualstage.learn.passages import material_of
    from qualstage.study import read_study
    from qualstage.tables import read_rows, write_table

    study = read_study(options.study)
    codebook = read_codebook(options.codebook)
    stages = {row["source_id"]: row["stage"] for row in read_rows(options.sources, SOURCES)}
    # One thread: shards run side by side, and sums come out alike.
    with threadpool_limits(1):
        material = material_of(
            codebook,
            study.language,
            stages,
            read_rows(options.segments, SEGMENTS),
            read_rows(options.vectors, VECTORS),
        )
        rows = propose_judged(read_model(options.model), material, study.aim)
    write_table(rows, PROPOSALS, options.output)
