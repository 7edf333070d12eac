"""
The step `draw`: the figures of the paper, each as SVG, PDF and PNG, and what it shows as CSV.

Nothing here is counted that `count` does not count: figures show its numbers, or who stands behind
them one by one. Words are drawn in DejaVu Sans, which has Latin, Greek and Cyrillic letters among
others, but no Chinese, Japanese or Korean ones, and does not join Arabic ones.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from qualstage.study_model import PaperFigure

if TYPE_CHECKING:
    from qualstage.codebook import Codebook
    from qualstage.draw.material import Tables
    from qualstage.study import Study

ENDINGS = ("svg", "pdf", "png", "csv")

_TITLES = {
    "process": "The stages of the development",
    "heat_map": "Concepts and themes by stage",
    "respondents": "Themes by respondent",
    "network": "Codes that the same sources voice",
    "flow": "From evidence to decision",
}
"""
Captions of the figures that a study gets which asks for none; `shares` need a concept, and
`saturation` and `forest` need people's codings.
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Options of `qualstage draw`."""
    given = parser.add_argument_group("inputs")
    given.add_argument("--study", required=True, type=Path, help="the study's folder")
    for name in ("sources", "speakers", "segments"):
        given.add_argument(f"--{name}", nargs="+", required=True, type=Path, help="all shards")
    tables = ("codings", "counts", "facts", "findings", "decisions", "consensus", "agreement")
    for name in tables:
        given.add_argument(f"--{name}", required=True, type=Path, help=f"{name}, Parquet")
    for name in ("saturation", "saturated"):
        given.add_argument(f"--{name}", required=True, type=Path, help=f"{name}, Parquet")
    made = parser.add_argument_group("outputs")
    made.add_argument("--output", required=True, type=Path, help="folder of figures")


def run(options: argparse.Namespace) -> None:
    """Draw every figure, then write them."""
    from qualstage.codebook import read_codebook
    from qualstage.files import write_bytes
    from qualstage.study import read_study
    from qualstage.study_checks import check_codes

    study = read_study(options.study)
    codebook = read_codebook(study.path(study.codebook))
    check_codes(study, codebook)
    files = dict(draw_figures(_read_tables(options), study, codebook))
    for name, content in files.items():
        write_bytes(options.output / name, content)


def _read_tables(options: argparse.Namespace) -> Tables:
    from qualstage import contracts
    from qualstage.draw.material import Tables
    from qualstage.tables import read_rows

    return Tables(
        read_rows(options.sources, contracts.SOURCES),
        read_rows(options.speakers, contracts.SPEAKERS),
        read_rows(options.segments, contracts.SEGMENTS),
        read_rows(options.codings, contracts.CODINGS),
        read_rows(options.counts, contracts.COUNTS),
        read_rows(options.facts, contracts.FACTS),
        read_rows(options.findings, contracts.FINDINGS),
        read_rows(options.decisions, contracts.DECISIONS),
        read_rows(options.consensus, contracts.CONSENSUS),
        saturation=read_rows(options.saturation, contracts.SATURATION),
        saturated=read_rows(options.saturated, contracts.SATURATED),
        agreement=read_rows(options.agreement, contracts.AGREEMENT),
    )


def figures_of(study: Study) -> list[PaperFigure]:
    """The figures of a study: those it asks for, or each kind that it has material for."""
    if study.figures:
        return list(study.figures)
    kinds = ["process"]
    if study.themes:
        kinds += ["heat_map", "respondents", "network"]
    if study.findings and study.decisions:
        kinds.append("flow")
    return [
        PaperFigure(id=kind, kind=kind, label=f"Figure {number}", title=_TITLES[kind])
        for number, kind in enumerate(kinds, start=1)
    ]


def draw_figures(tables: Tables, study: Study, codebook: Codebook) -> Iterator[tuple[str, bytes]]:
    """
    Every figure's files by name.

    Raises:
        QualstageError: a stage's method names a number that there is not.
    """
    from qualstage.draw.kinds import KINDS
    from qualstage.drawing import telling_of_letters
    from qualstage.tables import csv_for_people

    for figure in figures_of(study):
        with telling_of_letters(f"figure '{figure.id}'"):
            header, rows, files = KINDS[figure.kind](figure, study, codebook, tables)
        for ending, content in files.items():
            yield f"{figure.id}.{ending}", content
        yield f"{figure.id}.csv", csv_for_people(header, rows, study.notice)
