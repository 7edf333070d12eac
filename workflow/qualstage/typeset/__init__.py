"""The step `typeset`: one paper of a study, its numbers, tables and figures taken from results."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from qualstage.errors import Problem
    from qualstage.study import Study
    from qualstage.typeset.material import Material
    from qualstage.typeset.paper import Paper


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Options of `qualstage typeset`."""
    parser.add_argument("--study", required=True, type=Path, help="the study's folder")
    parser.add_argument("--tables", required=True, type=Path, help="printed tables, JSON")
    parser.add_argument("--figures", required=True, type=Path, help="folder of drawn figures")
    for name in ("counts", "facts", "findings", "decisions", "saturated", "agreement"):
        parser.add_argument(f"--{name}", required=True, type=Path, help=f"{name}, Parquet")
    parser.add_argument("--output", required=True, type=Path, help="folder for the paper")


def run(options: argparse.Namespace) -> None:
    """Fill in the study's text, and set it in both formats."""
    from qualstage.contracts import AGREEMENT, COUNTS, DECISIONS, FACTS, FINDINGS, SATURATED
    from qualstage.draw import figures_of
    from qualstage.files import write_bytes
    from qualstage.study import read_study
    from qualstage.tables import read_rows
    from qualstage.tabulate.exchange import read_tables
    from qualstage.typeset import html, word
    from qualstage.typeset.material import Material

    study = read_study(options.study)
    figures = {figure.id: figure for figure in figures_of(study)}
    material = Material(
        study=study,
        tables=read_tables(options.tables),
        figures=figures,
        counts=read_rows(options.counts, COUNTS),
        facts=read_rows(options.facts, FACTS),
        findings=read_rows(options.findings, FINDINGS),
        decisions=read_rows(options.decisions, DECISIONS),
        saturated=read_rows(options.saturated, SATURATED),
        agreement=read_rows(options.agreement, AGREEMENT),
    )
    paper = read_paper(study, material)
    svg, png = (read_pictures(options.figures, figures, ending) for ending in ("svg", "png"))
    document, page = word.render(paper, png), html.render(paper, svg)
    write_bytes(options.output / "paper.docx", document)
    write_bytes(options.output / "paper.html", page)


def read_paper(study: Study, material: Material) -> Paper:
    """
    The study's text, or one that is composed where it names none, filled in.

    Raises:
        QualstageError: every expression that cannot be filled in, every table and figure that is
            set nowhere, twice, or where none can stand.
    """
    from qualstage.errors import raise_if_any
    from qualstage.typeset.composed import compose_text
    from qualstage.typeset.filling import fill
    from qualstage.typeset.paper import compose_paper

    path = study.path(study.paper) if study.paper else None
    filled = fill(read_text(path) if path else compose_text(material), material.functions)
    paper, problems = compose_paper(filled, material)
    raise_if_any(str(path or "the composed text"), sorted_by_line([*filled.problems, *problems]))
    return paper


def read_text(path: Path) -> str:
    """
    The text of a paper.

    Raises:
        QualstageError: it is not there, or not UTF-8.
    """
    from qualstage.errors import Problem, QualstageError, lines_listed
    from qualstage.files import lines_not_utf8

    try:
        content = path.read_bytes()
    except OSError as error:
        remedy = "Correct 'paper' in study.yaml, or take it out: a text is composed then."
        problem = Problem("file", "it cannot be read.", remedy)
        raise QualstageError(str(path), [problem]) from error
    if lines := lines_not_utf8(content):
        problem = Problem(lines_listed(lines), "it is not UTF-8.", "Save the file as UTF-8.")
        raise QualstageError(str(path), [problem])
    return content.decode("utf-8-sig")


def read_pictures(folder: Path, names: Iterable[str], ending: str) -> dict[str, bytes]:
    """
    The drawn figures of one format, by id.

    Raises:
        QualstageError: every figure that is not there.
    """
    from qualstage.errors import Problem, raise_if_any

    paths = {name: folder / f"{name}.{ending}" for name in names}
    remedy = "Run `qualstage draw` again."
    missing = [path.name for path in paths.values() if not path.is_file()]
    raise_if_any(str(folder), [Problem(name, "there is no such file.", remedy) for name in missing])
    return {name: path.read_bytes() for name, path in paths.items()}


def sorted_by_line(problems: Iterable[Problem]) -> list[Problem]:
    """Problems as one meets them in reading; those of the whole text come last."""

    def line(problem: Problem) -> int:
        number = problem.place.removeprefix("line ")
        return int(number) if number.isdecimal() else sys.maxsize

    return sorted(problems, key=line)
