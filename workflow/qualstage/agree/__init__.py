"""
The step `agree`: how far coders agree, with each other and with what adjudication came to.

On its own it does so for any table of coders' answers: `qualstage agree TABLE.csv`.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from qualstage.agree.heard import Tables

Row = dict[str, Any]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Options of `qualstage agree`."""
    parser.epilog = "Example: qualstage agree ratings.csv --output agreement.csv"
    alone = parser.add_argument_group("any table of codes")
    alone.add_argument(
        "table",
        nargs="?",
        type=Path,
        help="CSV: a row a unit and a column a coder (wide); or columns unit, coder, code (long)",
    )
    alone.add_argument("--form", help="wide or long; guessed from the columns' names if not given")
    alone.add_argument("--unit", help="column that names the unit; 'unit' if there is one")
    alone.add_argument("--cluster", help="column of what is resampled together, such as a person")
    alone.add_argument(
        "--coders", nargs="+", help="columns of a wide table that are coders'; all if not given"
    )
    study = parser.add_argument_group("inside a study")
    study.add_argument("--study", type=Path, help="the study's folder")
    study.add_argument("--sources", nargs="+", type=Path, help="sources, all shards")
    study.add_argument("--speakers", nargs="+", type=Path, help="speakers, likewise")
    study.add_argument("--segments", nargs="+", type=Path, help="segments, likewise")
    study.add_argument("--codings", type=Path, help="what was settled")
    parser.add_argument(
        "--output",
        type=Path,
        help="CSV to write; of a study, folder of agreement.parquet, .csv, .svg, .pdf and .png",
    )


def run(options: argparse.Namespace) -> None:
    """Measure agreement in a study, or in a table."""
    from qualstage.errors import Problem, QualstageError

    parts = (options.sources, options.speakers, options.segments, options.codings, options.output)
    if options.table and not options.study:
        from qualstage.agree.table import agree_table

        agree_table(options)
    elif options.study and not options.table and all(parts):
        _agree_study(options)
    else:
        fact = "it needs a table of codes, or a study and its tables."
        remedy = "Any table: qualstage agree TABLE.csv. Of a study, the workflow makes it: agree/."
        raise QualstageError("qualstage agree", [Problem("command line", fact, remedy)])


def _agree_study(options: argparse.Namespace) -> None:
    from threadpoolctl import threadpool_limits

    from qualstage.agree.compare import compare
    from qualstage.agree.heard import hear
    from qualstage.codebook import read_codebook
    from qualstage.contracts import AGREEMENT
    from qualstage.draw.agreements import forest_of
    from qualstage.draw.forest import draw_forest
    from qualstage.drawing import telling_of_letters
    from qualstage.files import write_bytes
    from qualstage.ledger.chain import read_chains
    from qualstage.study import read_study
    from qualstage.study_model import PaperFigure
    from qualstage.tables import write_csv, write_table

    study = read_study(options.study)
    codebook = read_codebook(study.path(study.codebook))
    chains = read_chains(study.ledger_folder())
    # One thread: sums come out alike on every machine of a kind, whatever else it does.
    with threadpool_limits(1):
        rows = compare(hear(study, codebook, _read_tables(options), chains))
    title = f"Agreement of coders: {study.title}"
    figure = PaperFigure(id="agreement", kind="forest", title=title)
    with telling_of_letters("figure 'agreement'"):
        files = draw_forest(forest_of(figure, codebook, rows), figure, study.notice)
    write_table(rows, AGREEMENT, options.output / "agreement.parquet")
    write_csv(rows, AGREEMENT, options.output / "agreement.csv", study.notice)
    for ending, content in files.items():
        write_bytes(options.output / f"agreement.{ending}", content)
    print(summarise(rows, study.notice), end="")


def _read_tables(options: argparse.Namespace) -> Tables:
    from qualstage.agree.heard import Tables
    from qualstage.contracts import CODINGS, SEGMENTS, SOURCES, SPEAKERS
    from qualstage.tables import read_rows

    return Tables(
        read_rows(options.sources, SOURCES),
        read_rows(options.speakers, SPEAKERS),
        read_rows(options.segments, SEGMENTS),
        read_rows(options.codings, CODINGS),
    )


def summarise(rows: Iterable[Row], notice: str = "") -> str:
    """The pooled figures of a study in words: alpha of each comparison, level by level."""
    from qualstage.agree.numbers import with_interval
    from qualstage.resampling import RESAMPLES

    about = f" ({notice})" if notice else ""
    told = [row for row in rows if row["pooling"] == "micro" and "alpha" in row["measure"]]
    if not any(row["n"] for row in told):
        return f"Agreement of coders{about}: {told[0]['reason']}.\n"
    lines = [
        f"Agreement of coders{about}: Krippendorff's alpha of all codes together, "
        f"95 % intervals from {RESAMPLES} resamples"
    ]
    for row in told:
        if row["n"]:
            whom = " and ".join(filter(None, (row["coder_1"], row["coder_2"])))
            why = f"   {row['reason']}" if row["value"] is None else ""
            place = f"  {row['when']:6}  {row['level']:7}  {whom:24}"
            lines.append(f"{place}  {with_interval(row)}{why}")
    return "\n".join(lines) + "\n"
