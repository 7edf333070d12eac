"""
Who was involved, and what was made in the end: members.csv and handbook.yaml.

members.csv is a line a person: member, body, group, expertise, stages. The handbook's outline is
YAML: chapters of sections, each with the codes that it carries out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pydantic import Field

from qualstage.codebook import CodeId, Line
from qualstage.conclude.logs import listed, merged_codes
from qualstage.csvfile import read_csv
from qualstage.errors import Problem, raise_if_any
from qualstage.study_model import Written
from qualstage.yamlfile import Document, read_yaml

if TYPE_CHECKING:
    from qualstage.codebook import Codebook
    from qualstage.study_model import Study


@dataclass(frozen=True)
class Member:
    """One person involved: in which body and group, with which expertise, at which stages."""

    member: str
    body: str
    group: str
    expertise: tuple[str, ...]
    stages: tuple[str, ...]


class Section(Written):
    """A section of the handbook."""

    title: Line = Field(description="Its heading.")
    carries_out: list[CodeId] = Field([], description="Codes (components) that it carries out.")


class Chapter(Written):
    """A chapter of the handbook, numbered by its place."""

    title: Line = Field(description="Its heading.")
    sections: list[Section] = Field(description="Its sections, numbered by their place.")


class Handbook(Written):
    """The outline of what the study made."""

    title: Line = Field(description="What it is called.")
    chapters: list[Chapter] = Field(description="Its chapters, in order.")

    def carried_out(self) -> dict[str, list[str]]:
        """Numbers of the sections, such as '4.2', by the code they carry out."""
        found: dict[str, list[str]] = {}
        for number, chapter in enumerate(self.chapters, start=1):
            for place, section in enumerate(chapter.sections, start=1):
                for code in dict.fromkeys(section.carries_out):
                    found.setdefault(code, []).append(f"{number}.{place}")
        return found


def read_members(study: Study) -> Sequence[Member]:
    """
    The people involved; nobody where the study keeps no list.

    Raises:
        QualstageError: every line that cannot be used.
    """
    from qualstage.study import again_for

    if not study.members:
        return []
    path = study.path(study.members)
    problems = []
    found: list[Member] = []
    lines: dict[str, int] = {}
    for line, row in read_csv(path, ("member", "body", "stages")):
        place, name = f"line {line}", row["member"]
        if name and name in lines:
            fact = f"'{name}' is already on line {lines[name]}."
            remedy = "Keep one line a person; divide stages and expertise by ';'."
            problems.append(Problem(place, fact, remedy))
        lines[name] = line
        if not name or not row["body"]:
            missing = "member" if not name else "body"
            problems.append(
                Problem(place, f"{missing} is empty.", "Say who it is, and of what body.")
            )
        stages = listed(row["stages"])
        for stage in stages:
            if stage not in study.stage_ids:
                fact = f"stage '{stage}' is not a stage of study.yaml."
                remedy = f"Use of: {', '.join(study.stage_ids)}; with ';' between."
                problems.append(Problem(place, fact, remedy))
        expertise = tuple(listed(row.get("expertise", "")))
        found.append(Member(name, row["body"], row.get("group", ""), expertise, tuple(stages)))
    raise_if_any(str(path), problems, again_for(study))
    return found


def read_handbook(study: Study, codebook: Codebook) -> Handbook | None:
    """
    The handbook's outline; None where the study has none.

    Raises:
        QualstageError: every line that cannot be used.
    """
    from qualstage.study import again_for

    if not study.handbook:
        return None
    merged = merged_codes(study, codebook)

    def check(handbook: Handbook, document: Document) -> list[Problem]:
        return [
            document.problem(
                ("chapters", number, "sections", place, "carries_out", index),
                f"section {number + 1}.{place + 1} carries out '{code}', "
                + (f"which went into '{merged[code]}'." if code in merged else "which is no code."),
                f"Name '{merged[code]}' instead, if the section carries it out."
                if code in merged
                else "Correct it, or add the code to the codebook.",
            )
            for number, chapter in enumerate(handbook.chapters)
            for place, section in enumerate(chapter.sections)
            for index, code in enumerate(section.carries_out)
            if code not in codebook.codes
        ]

    return read_yaml(study.path(study.handbook), Handbook, check, again_for(study))
