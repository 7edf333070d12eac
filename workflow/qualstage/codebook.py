"""
The codebook: what is looked for, in the field's form, written by people.

The form is the one of DeCuir-Gunby, Marshall & McCulloch (2011) and MacQueen et al. (1998): label,
definition, when to use, when not to use, typical, atypical and 'close but no' examples; to which
`indicators` add the words that make the machine propose the code.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from qualstage.errors import Problem
from qualstage.files import sha256_text
from qualstage.indicators import parse_indicator
from qualstage.yamlfile import Document, Draft, draft_yaml, read_yaml

DRAFT = "DRAFT"
"""How a definition begins that a person has not written yet."""

CodeId = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$")]
Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]


class _Written(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, coerce_numbers_to_str=True)


class Concept(_Written):
    """What codes belong together under: a row of the paper's table."""

    label: Line = Field(description="The concept as the table prints it.")
    definition: Line = Field(description="What the concept covers, in a sentence.")


class Code(_Written):
    """One thing to look for in the material."""

    label: Line = Field(description="The code's name for people.")
    concept: Line = Field(description="The label of the concept it belongs to.")
    parent: CodeId | None = Field(None, description="The code it is a finer case of.")
    definition: Line = Field(description="What the code means, in a sentence.")
    use_when: Line = Field(description="When to apply it.")
    not_when: Line = Field(description="When not to apply it, and what to apply instead.")
    typical: list[Line] = Field([], description="Examples that clearly belong.")
    atypical: list[Line] = Field([], description="Examples that belong, unlike most.")
    close_but_no: list[Line] = Field([], description="Examples that look alike and do not belong.")
    indicators: list[Line] = Field(
        [],
        description="Words that make the machine propose it: `crisis card` (these words), "
        "`relaps*` (any ending), `{plan}` (any form of the word), `bills|forms` (either), "
        "`help ... forms` (up to three words between), `{plan/VERB}` (only as that word class).",
    )
    unless: list[Line] = Field(
        [], description="Words in the same sentence that show another sense, as indicators."
    )
    stages: list[Line] = Field([], description="Stages it applies at; empty means all.")


class Codebook(_Written):
    """A study's codebook: concepts in the order of the table, and codes."""

    title: Line = Field(description="What the codebook is for.")
    note: str = Field("", description="How it came about; printed with the codebook.")
    concepts: list[Concept] = Field(description="The concepts, in the order tables print them.")
    codes: dict[CodeId, Code] = Field(description="The codes by id (small letters, digits, _).")

    @cached_property
    def concept_labels(self) -> list[str]:
        """The concepts' labels in the order of the tables."""
        return [concept.label for concept in self.concepts]

    def applies(self, code: str, stage: str) -> bool:
        """Whether the code was looked for at the stage."""
        stages = self.codes[code].stages
        return not stages or stage in stages

    def asks(self, code: str, stage: str) -> bool:
        """Whether there is such a code and it was looked for at the stage."""
        return code in self.codes and self.applies(code, stage)

    @property
    def drafts(self) -> list[str]:
        """The codes that a person must still define."""
        return [c for c, entry in self.codes.items() if entry.definition.startswith(DRAFT)]

    def below(self) -> dict[str, set[str]]:
        """Each code with all codes below it."""
        below = {code: {code} for code in self.codes}
        for code in self.codes:
            parent = self.codes[code].parent
            while parent is not None:
                below[parent].add(code)
                parent = self.codes[parent].parent
        return below

    def wording(self, code: str) -> str:
        """
        SHA-256 of what people decide by: label, definition, rules and examples.

        Indicators are left out: they steer the machine and change no decision's meaning.
        """
        return _wording(self.codes[code])


def wording_of(written: Mapping[str, Any]) -> str:
    """The same of an entry as it was written in a codebook."""
    return _wording(Code.model_validate(written))


def _wording(code: Code) -> str:
    return sha256_text(code.model_dump_json(exclude={"indicators", "unless", "stages"}))


def told_drafts(codebook: Codebook) -> list[str]:
    """What is to be said of codes that are still drafts."""
    return [
        f"code '{code}' is a draft: write its definition, use_when and not_when in the codebook."
        for code in codebook.drafts
    ]


def read_codebook(path: str | Path) -> Codebook:
    """
    Read and check a codebook.

    Raises:
        QualstageError: every problem of the file, each with its line.
    """
    return read_yaml(path, Codebook, _check, again=f"qualstage codebook check {path}")


def draft_codebook(path: str | Path) -> Draft[Codebook]:
    """
    As much of a codebook as can be used, and every problem of the file.

    Raises:
        QualstageError: the file cannot be read at all.
    """
    return draft_yaml(path, Codebook, _check)


def _check(codebook: Codebook, document: Document) -> list[Problem]:
    problems = []
    labels = codebook.concept_labels
    for index, label in enumerate(labels):
        if label in labels[:index]:
            where = ("concepts", index, "label")
            fact = f"concept '{label}' is already given on line "
            fact += f"{document.line(('concepts', labels.index(label), 'label'))}."
            problems.append(document.problem(where, fact, "Merge the two, or rename one."))
    for code_id, code in codebook.codes.items():
        where = ("codes", code_id)
        if labels and code.concept not in labels:
            fact = f"code '{code_id}' belongs to '{code.concept}', which is not a concept here."
            remedy = f"Name one of: {'; '.join(labels)}; or add it under 'concepts:'."
            problems.append(document.problem((*where, "concept"), fact, remedy))
        problems += _check_parent(codebook, code_id, document)
        for field in ("indicators", "unless"):
            for index, written in enumerate(getattr(code, field)):
                try:
                    parse_indicator(written)
                except ValueError as error:
                    fact = f"{field} of '{code_id}': {error}"
                    remedy = "See 'How to write indicators' in docs/codebook.md."
                    problems.append(document.problem((*where, field, index), fact, remedy))
    return problems


def _check_parent(codebook: Codebook, code_id: str, document: Document) -> list[Problem]:
    where = ("codes", code_id, "parent")
    parent = codebook.codes[code_id].parent
    if parent is not None and parent not in codebook.codes:
        fact = f"code '{code_id}' has the parent '{parent}', which is not a code here."
        return [document.problem(where, fact, "Correct the parent, or add that code.")]
    seen = [code_id]
    while parent is not None:
        if parent in seen:
            fact = f"code '{code_id}' is its own ancestor: {' < '.join([*seen, parent])}."
            return [document.problem(where, fact, "Remove the parent of one of them.")]
        seen.append(parent)
        parent = codebook.codes[parent].parent if parent in codebook.codes else None
    return []
