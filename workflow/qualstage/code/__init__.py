"""
The step `code`: which code each passage may voice, and why.

The first coder proposes by the codebook's indicators. Only respondents' words are coded, and only
with codes that apply at their source's stage.
"""

from __future__ import annotations

import argparse
from pathlib import Path


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Options of `qualstage code`."""
    parser.add_argument("--study", required=True, type=Path, help="the study's folder")
    parser.add_argument("--sources", nargs="+", required=True, type=Path, help="sources, Parquet")
    parser.add_argument("--segments", nargs="+", required=True, type=Path, help="segments, Parquet")
    parser.add_argument("--codebook", required=True, type=Path, help="the codebook, YAML")
    parser.add_argument("--output", required=True, type=Path, help="proposals, Parquet to write")


def run(options: argparse.Namespace) -> None:
    """Propose codes for the segments of the given sources."""
    from qualstage.code.propose import propose
    from qualstage.codebook import read_codebook
    from qualstage.contracts import PROPOSALS, SEGMENTS, SOURCES
    from qualstage.study import read_study
    from qualstage.tables import read_rows, write_table

    study = read_study(options.study)
    codebook = read_codebook(options.codebook)
    stages = {row["source_id"]: row["stage"] for row in read_rows(options.sources, SOURCES)}
    segments = read_rows(options.segments, SEGMENTS)
    write_table(propose(segments, stages, codebook, study.language), PROPOSALS, options.output)
