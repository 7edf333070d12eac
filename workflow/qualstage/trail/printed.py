"""Which tables of a study print a number: those of themes, and of findings that rest on it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from qualstage.codebook import Codebook
    from qualstage.conclude.logs import Finding
    from qualstage.study_model import PaperTable, Study

Number = tuple[str, str, str, str, str, str]
"""Level, stage, concept, label, unit and population of a number."""


def printed_in(study: Study, codebook: Codebook) -> Mapping[Number, Sequence[str]]:
    """Labels of the tables that print each number, in the order of study.yaml."""
    from qualstage.conclude.logs import read_logs
    from qualstage.errors import QualstageError

    try:
        findings = read_logs(study, codebook).findings
    except QualstageError:
        findings = []  # A log of today may speak of codes that an earlier version does not have.
    found: dict[Number, dict[str, None]] = defaultdict(dict)
    for table in study.tables:
        numbers = _of_themes(table, study) if table.kind == "concepts" else iter(())
        if table.kind in ("findings", "stages"):
            numbers = _of_findings(table, study, codebook, findings)
        for number in numbers:
            found[number][table.label] = None
    return {number: list(labels) for number, labels in found.items()}


def _is_of(table: PaperTable, stage: str) -> bool:
    return not table.stages or stage in table.stages


def _of_themes(table: PaperTable, study: Study) -> Iterator[Number]:
    for stage in study.stages:
        for concept, themes in study.themes.get(stage.id, {}).items():
            if _is_of(table, stage.id) and (not table.concepts or concept in table.concepts):
                population = table.population_at(stage.id, concept)
                for theme in themes:
                    yield "theme", stage.id, concept, theme, stage.unit, population


def _of_findings(
    table: PaperTable, study: Study, codebook: Codebook, findings: Sequence[Finding]
) -> Iterator[Number]:
    units = {stage.id: stage.unit for stage in study.stages}
    for finding in findings:
        for evidence in finding.evidence if _is_of(table, finding.stage) else ():
            concepts = _concepts(evidence.kind, evidence.label, finding.stage, study, codebook)
            for concept in concepts:
                unit, label = units[finding.stage], evidence.label
                yield evidence.kind, finding.stage, concept, label, unit, finding.population


def _concepts(kind: str, label: str, stage: str, study: Study, codebook: Codebook) -> Sequence[str]:
    """The concepts under which a piece of evidence is counted."""
    if kind == "concept":
        return [label]
    if kind == "code":
        return [codebook.codes[label].concept] if label in codebook.codes else []
    if kind == "theme":
        concepts = study.themes.get(stage, {}).items()
        return [concept for concept, themes in concepts if label in themes]
    return []
