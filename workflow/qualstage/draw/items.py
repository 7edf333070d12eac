"""
What a figure has rows for: a concept as a whole, and the themes that it is made of.

Stages may call one thing by several names: themes over the same codes are one row.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from qualstage.codebook import Codebook
from qualstage.study import Stage, Study
from qualstage.study_model import PaperFigure


@dataclass(frozen=True)
class Item:
    """
    Something that is voiced: a concept, or a theme or code of it.

    Args:
        concept: The concept's label.
        label: What the row is called; a theme's by the first stage that has it.
        codes: The codes it is over, those below them among them.
        code: The one code whose counts are its own; '' if there is none.
        themes: What the stages call it that have it as a theme, by their ids.
        whole: Whether it is the whole concept.
    """

    concept: str
    label: str
    codes: frozenset[str]
    code: str
    themes: tuple[tuple[str, str], ...]
    whole: bool

    def asked(self, codebook: Codebook, stage: str) -> frozenset[str]:
        """Those of its codes that were looked for at a stage."""
        return frozenset(code for code in self.codes if codebook.applies(code, stage))

    def label_at(self, stage: str) -> str:
        """What the stage calls it."""
        return dict(self.themes).get(stage, self.label)


@dataclass(frozen=True)
class Group:
    """A concept, and what it is made of: its themes, or its codes where it has no themes."""

    whole: Item
    parts: tuple[Item, ...]

    def rows(self, codebook: Codebook, stages: Sequence[str]) -> list[Item]:
        """
        The whole, and those of its parts that are not, at each stage, all that was looked for.

        Such a part would say again what the row of the whole says.
        """
        kept = []
        for part in self.parts:
            asked = [part.asked(codebook, stage) for stage in stages]
            whole = [self.whole.asked(codebook, stage) for stage in stages]
            if any(one and one != all_ for one, all_ in zip(asked, whole, strict=True)):
                kept.append(part)
        return [self.whole, *kept]


def stages_of(figure: PaperFigure, study: Study) -> list[Stage]:
    """The stages that a figure shows, in the study's order."""
    return [stage for stage in study.stages if not figure.stages or stage.id in figure.stages]


def groups_of(figure: PaperFigure, study: Study, codebook: Codebook) -> list[Group]:
    """The concepts that a figure shows, in the codebook's order or the figure's own."""
    stages = [stage.id for stage in stages_of(figure, study)]
    themed = {concept for stage in stages for concept in study.themes.get(stage, {})}
    concepts = figure.concepts or [c for c in codebook.concept_labels if c in themed]
    return [_group(concept, stages, study, codebook) for concept in concepts]


def _group(concept: str, stages: Sequence[str], study: Study, codebook: Codebook) -> Group:
    below = codebook.below()
    every = frozenset(code for code, entry in codebook.codes.items() if entry.concept == concept)
    found: dict[frozenset[str], list[tuple[str, str, list[str]]]] = {}
    for stage in stages:
        for theme, codes in study.themes.get(stage, {}).get(concept, {}).items():
            over = frozenset(one for code in codes for one in below[code])
            found.setdefault(over, []).append((stage, theme, codes))
    parts = [
        Item(
            concept,
            themes[0][1],
            over,
            themes[0][2][0] if len(themes[0][2]) == 1 else "",
            tuple((stage, theme) for stage, theme, _ in themes),
            whole=False,
        )
        for over, themes in found.items()
    ]
    if not parts:
        parts = [
            Item(concept, codebook.codes[code].label, frozenset(below[code]), code, (), False)
            for code in codebook.codes
            if code in every and any(codebook.applies(code, stage) for stage in stages)
        ]
    return Group(Item(concept, concept, every, "", (), whole=True), tuple(parts))
