"""
The step `assess`: how far the machine's proposals meet what people coded.

Proposals are those of cross-validation: no source was judged by what was learned from it (see
`accuracy.py`). Only sources that somebody of the policy's order read wholly are compared.
"""

from __future__ import annotations

import argparse
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy

    from qualstage.assess.pairs import Compared, Tables
    from qualstage.codebook import Codebook
    from qualstage.study import Study

Row = dict[str, Any]

_TOLD = {
    "passage": ("precision", "recall", "f1", "average precision", "brier skill"),
    "source": ("precision", "recall", "f1", "average precision", "brier skill"),
    "table": ("cell error", "cell error in sources", "expected cell error"),
}
"""The pooled figures that the terminal tells, by level."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Options of `qualstage assess`."""
    given = parser.add_argument_group("inputs")
    given.add_argument("--study", required=True, type=Path, help="the study's folder")
    given.add_argument("--sources", nargs="+", required=True, type=Path, help="sources, all shards")
    given.add_argument("--speakers", nargs="+", required=True, type=Path, help="likewise")
    given.add_argument("--segments", nargs="+", required=True, type=Path, help="likewise")
    given.add_argument("--proposals", nargs="+", required=True, type=Path, help="likewise")
    given.add_argument("--codings", required=True, type=Path, help="what was settled")
    made = parser.add_argument_group("outputs")
    made.add_argument(
        "--output",
        required=True,
        type=Path,
        help="folder of accuracy.parquet, accuracy.csv, reliability.csv, .svg and .png",
    )


def run(options: argparse.Namespace) -> None:
    """Compare, write every figure and the plot, and say the pooled figures."""
    from threadpoolctl import threadpool_limits

    from qualstage.assess.figures import draw_reliability
    from qualstage.codebook import read_codebook
    from qualstage.contracts import ACCURACY, RELIABILITY
    from qualstage.files import write_bytes
    from qualstage.ledger.chain import read_chains
    from qualstage.settle.known import read_wholly, unlooked_for
    from qualstage.study import read_study
    from qualstage.tables import to_arrow, write_csv, write_table

    study = read_study(options.study)
    codebook = read_codebook(study.path(study.codebook))
    tables = _read_tables(options)
    chains = read_chains(study.ledger_folder())
    read = read_wholly(chains, study.policy)
    stages = {row["source_id"]: row["stage"] for row in tables.sources}
    unlooked = unlooked_for(chains, study.policy, stages)
    # One thread: sums come out alike on every machine of a kind, whatever else it does.
    with threadpool_limits(1):
        compared, accuracy, bins = assess(tables, study, codebook, read, unlooked)
    write_table(accuracy, ACCURACY, options.output / "accuracy.parquet")
    write_csv(accuracy, ACCURACY, options.output / "accuracy.csv", study.notice)
    to_arrow(bins, RELIABILITY)
    write_csv(bins, RELIABILITY, options.output / "reliability.csv", study.notice)
    for ending, content in draw_reliability(bins, compared, study.title, study.notice).items():
        write_bytes(options.output / f"reliability.{ending}", content)
    print(summarise(accuracy, compared, study.notice), end="")


def _read_tables(options: argparse.Namespace) -> Tables:
    from qualstage.assess.pairs import Tables
    from qualstage.contracts import CODINGS, PROPOSALS, SEGMENTS, SOURCES, SPEAKERS
    from qualstage.tables import read_rows

    return Tables(
        read_rows(options.sources, SOURCES),
        read_rows(options.speakers, SPEAKERS),
        read_rows(options.segments, SEGMENTS),
        read_rows(options.proposals, PROPOSALS),
        read_rows(options.codings, CODINGS),
    )


def assess(
    tables: Tables,
    study: Study,
    codebook: Codebook,
    read: set[str],
    unlooked: Mapping[str, Collection[str]] | None = None,
) -> tuple[Compared, list[Row], list[Row]]:
    """
    Everything that is measured.

    Args:
        tables: The study's tables.
        study: Its stages.
        codebook: Which codes apply where.
        read: Sources that people read wholly.
        unlooked: By source, codes that it was not read for.

    Returns:
        What is compared; ACCURACY rows; RELIABILITY rows.
    """
    from qualstage.assess.pairs import pair_up
    from qualstage.resampling import draw_clusters

    compared = pair_up(tables, codebook, read, unlooked)
    weights = draw_clusters(compared.stages)
    return compared, *_measure(compared, tables, study, weights)


def _measure(
    compared: Compared, tables: Tables, study: Study, weights: numpy.ndarray
) -> tuple[list[Row], list[Row]]:
    from qualstage.assess.accuracy import measure_level
    from qualstage.assess.calibration import measure_calibration, reliability
    from qualstage.assess.cells import measure_cells

    rows: list[Row] = []
    bins: list[Row] = []
    for level in (compared.passage, compared.source):
        rows += measure_level(compared, level, weights)
        rows += measure_calibration(compared, level, weights)
        bins += reliability(level, weights)
    return [*rows, *measure_cells(compared, tables, study, weights)], bins


def summarise(rows: Iterable[Row], compared: Compared, notice: str = "") -> str:
    """The pooled figures in words."""
    from qualstage.resampling import RESAMPLES

    pooled = {(row["level"], row["measure"]): row for row in rows if not row["code"]}
    about = f" ({notice})" if notice else ""
    lines = [
        f"Proposals beside people's codings{about}: {len(compared.sources)} sources read wholly, "
        f"{len(compared.passage.source)} passages, {len(compared.codes)} codes"
    ]
    if not compared.sources:
        return f"{lines[0]}; nothing to compare yet.\n"
    lines.append(f"95 % intervals from {RESAMPLES} resamples of sources; no source judged itself.")
    for level, measures in _TOLD.items():
        lines.append(f"  {level} x code" if level != "table" else "  cells of stage x code")
        for measure in measures:
            lines.append(f"    {measure:22} {_told(pooled[level, measure])}")
    return "\n".join(lines) + "\n"


def _told(row: Row) -> str:
    if row["value"] is None:
        return f"-     ({row['reason']})"
    if row["low"] is None:
        return f"{row['value']:.2f}"
    return f"{row['value']:.2f}  ({row['low']:.2f} to {row['high']:.2f})"
