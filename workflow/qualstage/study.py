"""
A study: a folder with study.yaml and sources.csv, and everything they point to.

Nothing here knows any particular study. Paths in study.yaml are relative to its folder.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from hashlib import blake2b
from pathlib import Path

from pydantic import Field

from qualstage.codebook import Line
from qualstage.csvfile import read_csv
from qualstage.errors import Problem, command, raise_if_any
from qualstage.study_model import (
    Matrix,
    PaperTable,
    Policy,
    Population,
    Role,
    Saturation,
    Stage,
    Study,
    Topics,
    Written,
)
from qualstage.study_rules import EVERYONE, check_written
from qualstage.yamlfile import MISSING, draft_yaml, read_yaml

__all__ = [
    "EVERYONE",
    "KNOWN_COLUMNS",
    "Matrix",
    "PaperTable",
    "Policy",
    "Population",
    "Role",
    "Saturation",
    "Source",
    "Stage",
    "Study",
    "Topics",
    "again_for",
    "draft_sources",
    "draft_study",
    "read_csv",
    "read_sources",
    "read_study",
    "study_file",
]


class Source(Written):
    """One row of sources.csv; columns it does not know are kept as attributes."""

    source_id: Line
    stage: Line
    kind: Line
    position: int
    respondent_id: str | None = None
    file: str | None = None
    excluded: str | None = None
    attributes: dict[str, str] = Field({})
    line: int = Field(0, exclude=True)  # where it stands is nothing that results depend on

    def shard(self, shards: int) -> int:
        """The shard it is worked on in: fixed by its name alone, so others never move it."""
        digest = blake2b(self.source_id.encode(), digest_size=8).digest()
        return int.from_bytes(digest, "big") % shards


def read_study(path: str | Path) -> Study:
    """
    Read study.yaml from a study's folder, or from its own path.

    Raises:
        QualstageError: every problem of the file, each with its line.
    """
    file = study_file(path)
    study = read_yaml(file, Study, check_written, again=command("qualstage", "check", file.parent))
    return study.model_copy(update={"folder": file.parent})


def study_file(path: str | Path) -> Path:
    """The study.yaml of a study's folder, or the file itself."""
    path = Path(path)
    return path / "study.yaml" if path.is_dir() or path.suffix not in (".yaml", ".yml") else path


def draft_study(path: str | Path) -> tuple[Study | None, list[Problem]]:
    """
    As much of study.yaml as can be used, and every problem of the file.

    Raises:
        QualstageError: the file cannot be read at all.
    """
    file = study_file(path)
    draft = draft_yaml(file, Study, check_written)
    if draft.value is None:
        return None, draft.problems
    return draft.value.model_copy(update={"folder": file.parent}), draft.problems


_ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
KNOWN_COLUMNS = ("source_id", "stage", "kind", "respondent_id", "collected", "file", "excluded")


def read_sources(study: Study) -> list[Source]:
    """
    The study's sources: sources.csv, and the reviewed documents of its matrices.

    Raises:
        QualstageError: every problem of the list, each with its line.
    """
    sources, problems = draft_sources(study)
    raise_if_any(str(study.path(study.sources)), problems, again_for(study))
    return sources


def draft_sources(study: Study) -> tuple[list[Source], list[Problem]]:
    """
    The sources that can be used, and what is wrong with the others.

    Raises:
        QualstageError: the list cannot be read at all.
    """
    rows = read_csv(study.path(study.sources), required=("source_id", "stage"))
    positions, problems = _positions(rows)
    sources: list[Source] = []
    lines: dict[str, int] = {}
    remedy = f"Name one of: {', '.join(study.stage_ids)}."
    for (line, row), position in zip(rows, positions, strict=True):
        name, stage, place = row["source_id"], row["stage"], f"line {line}"
        if not name:
            problems.append(Problem(place, "source_id is empty.", "Give it a name."))
            continue
        if name in lines:
            fact = f"source '{name}' is already on line {lines[name]}."
            problems.append(Problem(place, fact, "Remove one, or rename it."))
            continue
        lines[name] = line
        if not stage:
            problems.append(Problem(place, f"source '{name}' has no stage.", remedy))
        elif not study.may_have(stage):
            fact = f"source '{name}' is of stage '{stage}', which study.yaml does not have."
            problems.append(Problem(place, fact, remedy))
        sources.append(_source(row | {"stage": stage or MISSING}, position, line))
    return sources, problems


def _positions(rows: Sequence[tuple[int, dict[str, str]]]) -> tuple[list[int], list[Problem]]:
    """
    The order of collection, row by row, and what is wrong with it.

    Numbers as they are told, or the order of dates; rows that tell neither come behind all that do,
    in the order of rows.
    """
    told = [row.get("collected", "") for _, row in rows]
    numbers = [int(value) if value.isdecimal() else None for value in told]
    dates = [_date(value) for value in told]
    has_dates = any(dates)
    problems = []
    for (line, row), number, day, value in zip(rows, numbers, dates, told, strict=True):
        if value and not day and (number is None or has_dates):
            which = "and other rows have dates" if number is not None else "no number and no date"
            fact = f"collected of source '{row['source_id']}' is '{value}', {which}."
            remedy = "Write the order as 1, 2, 3, or dates as 2024-05-31, in every row alike."
            problems.append(Problem(f"line {line}", fact, remedy))
    if has_dates:
        order = sorted(range(len(rows)), key=lambda i: (not dates[i], dates[i], i))
        ranks = {row: rank for rank, row in enumerate(order, start=1)}
        numbers = [ranks[row] if dates[row] else None for row in range(len(rows))]
    last = max((number for number in numbers if number is not None), default=0)
    places = enumerate(numbers, start=last + 1)
    return [place if number is None else number for place, number in places], problems


def _date(value: str) -> str:
    """A date of ISO 8601, which sorts as it is written; '' if it is none."""
    if not _ISO_DATE.fullmatch(value):
        return ""
    try:
        return date.fromisoformat(value).isoformat()
    except ValueError:
        return ""


def _source(row: dict[str, str], position: int, line: int) -> Source:
    return Source(
        source_id=row["source_id"],
        stage=row["stage"],
        kind=row.get("kind") or "transcript",
        position=position,
        respondent_id=row.get("respondent_id") or None,
        file=row.get("file") or None,
        excluded=row.get("excluded") or None,
        attributes={key: value for key, value in row.items() if key not in KNOWN_COLUMNS and value},
        line=line,
    )


def again_for(study: Study) -> str:
    """The command that checks a study again."""
    return command("qualstage", "check", study.folder)
