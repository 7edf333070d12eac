"""
The step `saturate`: whether sources that came later still brought codes that were new.

Stage by stage, over sources that somebody of the policy's order read wholly, in the order of
collection: new codes and their sum, what other orders would have given, and when saturation is
reached by the rule of Guest, Namey and Chen (2020) (`rule.py`).
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from qualstage.codebook import Codebook
    from qualstage.ledger.chain import Chain
    from qualstage.saturate.looked import Looked
    from qualstage.study import Study

Row = dict[str, Any]

_TITLE = "New codes from source to source"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Options of `qualstage saturate`."""
    given = parser.add_argument_group("inputs")
    given.add_argument("--study", required=True, type=Path, help="the study's folder")
    given.add_argument("--sources", nargs="+", required=True, type=Path, help="sources, all shards")
    given.add_argument("--codings", required=True, type=Path, help="what was settled")
    made = parser.add_argument_group("outputs")
    made.add_argument(
        "--output",
        required=True,
        type=Path,
        help="folder of saturation and saturated (.parquet, .csv), and of the figure",
    )


def run(options: argparse.Namespace) -> None:
    """Hold sources against those before them; write tables and the figure, and say the outcome."""
    from qualstage import contracts
    from qualstage.codebook import read_codebook
    from qualstage.draw.saturation import draw_saturation, panels_of
    from qualstage.drawing import telling_of_letters
    from qualstage.files import write_bytes
    from qualstage.ledger.chain import read_chains
    from qualstage.study import read_study
    from qualstage.study_model import PaperFigure
    from qualstage.tables import read_rows, write_csv, write_table

    study = read_study(options.study)
    codebook = read_codebook(study.path(study.codebook))
    sources = read_rows(options.sources, contracts.SOURCES)
    codings = read_rows(options.codings, contracts.CODINGS)
    chains = read_chains(study.ledger_folder())
    saturation, saturated = saturate(study, codebook, sources, codings, chains)
    for rows, contract in ((saturation, contracts.SATURATION), (saturated, contracts.SATURATED)):
        write_table(rows, contract, options.output / f"{contract.name}.parquet")
        path = options.output / f"{contract.name}.csv"
        write_csv(map(_for_people, rows), contract, path, study.notice)
    figure = PaperFigure(id="saturation", kind="saturation", title=_TITLE)
    with telling_of_letters("figure 'saturation'"):
        panels = panels_of(figure, study, saturation, saturated)
        pictures = draw_saturation(panels, figure, study.notice)
    for ending, content in pictures.items():
        write_bytes(options.output / f"saturation.{ending}", content)
    print(summarise(saturated), end="")


def _for_people(row: Row) -> Row:
    """A row with its lists as words."""
    return {k: " ".join(value) if isinstance(value, list) else value for k, value in row.items()}


def saturate(
    study: Study,
    codebook: Codebook,
    sources: Iterable[Row],
    codings: Iterable[Row],
    chains: Iterable[Chain],
) -> tuple[list[Row], list[Row]]:
    """
    Everything that is told of new codes.

    Args:
        study: Its stages, policy, matrices and rule of saturation.
        codebook: Which codes are looked for where.
        sources: SOURCES rows.
        codings: CODINGS rows.
        chains: The ledger, which says who read what.

    Returns:
        SATURATION rows and SATURATED rows, in the order of stages.
    """
    from qualstage.saturate.rows import saturated_rows, saturation_rows
    from qualstage.saturate.rule import Rule

    given = study.saturation
    stated = Rule(given.base, given.run, given.threshold)
    looked = looked_through(study, codebook, list(sources), codings, list(chains))
    return (
        [row for one in looked for row in saturation_rows(one, stated)],
        [row for one in looked for row in saturated_rows(one, stated)],
    )


def looked_through(
    study: Study,
    codebook: Codebook,
    sources: list[Row],
    codings: Iterable[Row],
    chains: list[Chain],
) -> list[Looked]:
    """What came up in which source: of those read wholly, and of documents that reviewers read."""
    from qualstage.ingest.matrix import read_matrices
    from qualstage.ledger.history import history_of
    from qualstage.saturate.looked import look, reviewed
    from qualstage.settle.known import read_wholly, unlooked_for

    stages = {row["source_id"]: row["stage"] for row in sources}
    read = read_wholly(chains, study.policy)
    unlooked: dict[str, Any] = {}
    if "reviewer" in study.policy.order:
        unlooked |= reviewed(read_matrices(study), codebook, history_of(chains), stages)
    reviewers = set(unlooked) - read
    unlooked = {name: unlooked[name] for name in reviewers}
    unlooked |= unlooked_for(chains, study.policy, stages)
    return look(study.stage_ids, codebook, (sources, codings), read | reviewers, unlooked)


def summarise(saturated: Iterable[Row]) -> str:
    """The outcome under the study's own rule, stage by stage, for the terminal."""
    lines = []
    for row in saturated:
        if not row["stated"]:
            continue
        if row["reached_at"] is None:
            lines.append(f"  stage {row['stage']}: not reached: {row['reason']}\n")
            continue
        told = f"{row['reached_at']} + {row['run']} of {row['sources']} sources, "
        told += f"{row['by_then']} of {row['found']} codes that came up"
        lines.append(f"  stage {row['stage']}: {told}\n")
    stated = next(
        (
            f" (base {row['base']}, run {row['run']}, at most {100 * row['threshold']:g} % new)"
            for row in saturated
            if row["stated"]
        ),
        "",
    )
    return f"Saturation of codes{stated}:\n{''.join(lines)}"
