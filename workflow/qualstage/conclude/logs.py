"""
The logs that people keep: findings.csv and decisions.csv.

A finding is a line: id, stage, what was found, and its evidence divided by ';' (see `evidence.py`).
A decision is a line: id, stages, area, what was decided and why, and what it follows from:
findings, pieces of their evidence, other decisions.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from qualstage.conclude.evidence import Evidence, read_evidence, wrong_evidence
from qualstage.csvfile import read_csv
from qualstage.errors import Problem, raise_if_any
from qualstage.study_rules import EVERYONE, is_population

if TYPE_CHECKING:
    from qualstage.codebook import Codebook
    from qualstage.study_model import Study

_FORM = (
    "Write code ID, theme LABEL, concept LABEL, topic SCOPE NUMBER, source ID or none: WHAT, with "
    "';' between them."
)


@dataclass(frozen=True)
class Finding:
    """A line of the log of findings."""

    finding: str
    stage: str
    text: str
    evidence: tuple[Evidence, ...]
    population: str
    note: str
    line: int


@dataclass(frozen=True)
class Link:
    """What a decision follows from: a decision, a finding, or one piece of a finding's evidence."""

    name: str
    label: str = ""


@dataclass(frozen=True)
class Decision:
    """A line of the log of decisions."""

    decision: str
    stages: tuple[str, ...]
    area: str
    text: str
    rationale: str
    follows_from: tuple[Link, ...]
    line: int


@dataclass(frozen=True)
class Logs:
    """Both logs, in their order."""

    findings: Sequence[Finding] = ()
    decisions: Sequence[Decision] = ()


def read_logs(study: Study, codebook: Codebook) -> Logs:
    """
    The study's logs; empty where it keeps none.

    Raises:
        QualstageError: every line of either log that cannot be used.
    """
    from qualstage.study import again_for

    logs, problems = draft_logs(study, codebook)
    wrong = {path: found for path, found in problems.items() if found}
    told = [
        replace(problem, place=f"{path.name}, {problem.place}") if len(wrong) > 1 else problem
        for path, found in wrong.items()
        for problem in found
    ]
    raise_if_any(" and ".join(map(str, wrong)), told, again_for(study))
    return logs


def draft_logs(study: Study, codebook: Codebook) -> tuple[Logs, dict[Path, list[Problem]]]:
    """
    What the logs say, and what is wrong with each of them.

    Raises:
        QualstageError: one of them cannot be read at all.
    """
    problems: dict[Path, list[Problem]] = {}
    findings: list[Finding] = []
    decisions: list[Decision] = []
    if study.findings:
        path = study.path(study.findings)
        findings, problems[path] = _findings(path, study, codebook)
    if study.decisions:
        path = study.path(study.decisions)
        decisions = [_decision(line, row) for line, row in read_csv(path, _DECISION)]
        problems[path] = list(_wrong_decisions(decisions, findings, study))
    return Logs(findings, decisions), problems


def merged_codes(study: Study, codebook: Codebook) -> dict[str, str]:
    """By code that went into another, the one of the codebook that it is part of today."""
    from qualstage.ledger.chain import read_chains
    from qualstage.ledger.history import history_of

    history = history_of(read_chains(study.ledger_folder()))
    now = {code: history.now(code) for code in history.merged}
    return {code: into for code, into in now.items() if into in codebook.codes}


_FINDING = ("finding", "stage", "text", "evidence")
_DECISION = ("decision", "stages", "text")


def listed(cell: str) -> list[str]:
    """What stands between the semicolons of a cell."""
    return [part for item in cell.split(";") if (part := item.strip())]


def _findings(path: Path, study: Study, codebook: Codebook) -> tuple[list[Finding], list[Problem]]:
    found: list[Finding] = []
    problems: list[Problem] = []
    lines: dict[str, int] = {}
    merged = merged_codes(study, codebook)
    for line, row in read_csv(path, _FINDING):
        place, evidence = f"line {line}", []
        for item in listed(row["evidence"]):
            try:
                evidence.append(read_evidence(item))
            except ValueError:
                problems.append(Problem(place, f"evidence '{item}' is not understood.", _FORM))
        finding = Finding(
            finding=row["finding"],
            stage=row["stage"],
            text=row["text"],
            evidence=tuple(evidence),
            population=row.get("population") or EVERYONE,
            note=row.get("note", ""),
            line=line,
        )
        problems += _wrong_finding(finding, study, codebook, merged)
        problems += _repeated("finding", finding.finding, line, lines)
        found.append(finding)
    return found, problems


def _repeated(noun: str, name: str, line: int, lines: dict[str, int]) -> Iterator[Problem]:
    if not name:
        yield Problem(f"line {line}", f"the {noun} has no id.", "Give it one, such as F1.")
    elif name in lines:
        fact = f"{noun} '{name}' is already on line {lines[name]}."
        yield Problem(f"line {line}", fact, "Rename one of the two.")
    lines.setdefault(name, line)


def _wrong_finding(
    finding: Finding, study: Study, codebook: Codebook, merged: Mapping[str, str]
) -> Iterator[Problem]:
    place = f"line {finding.line}"
    if finding.stage not in study.stage_ids:
        fact = f"stage '{finding.stage}' is not a stage of study.yaml."
        yield Problem(place, fact, f"Use one of: {', '.join(study.stage_ids)}.")
    if not finding.text:
        yield Problem(place, "it does not say what was found.", "Write it in the column 'text'.")
    if not is_population(study, finding.population):
        names = ["all", *study.populations, *(f"{name}: VALUE" for name in study.count_by)]
        fact = f"population '{finding.population}' is counted nowhere."
        yield Problem(place, fact, f"Name one of: {'; '.join(names)}.")
    for item in finding.evidence if finding.stage in study.stage_ids else ():
        wrong = wrong_evidence(item, finding.stage, study, codebook, merged)
        if wrong:
            yield Problem(place, *wrong)


def _decision(line: int, row: dict[str, str]) -> Decision:
    return Decision(
        decision=row["decision"],
        stages=tuple(listed(row["stages"])),
        area=row.get("area", ""),
        text=row["text"],
        rationale=row.get("rationale", ""),
        follows_from=tuple(map(_link, listed(row.get("follows_from", "")))),
        line=line,
    )


def _link(written: str) -> Link:
    """`F1` for the whole finding, or `F1: LABEL` for the piece of its evidence called so."""
    name, _, label = (part.strip() for part in written.partition(":"))
    return Link(name, label)


def _wrong_decisions(
    decisions: Sequence[Decision], findings: Sequence[Finding], study: Study
) -> Iterator[Problem]:
    lines: dict[str, int] = {}
    ids = {finding.finding: finding for finding in findings}
    known = {*ids, *(decision.decision for decision in decisions)}
    for decision in decisions:
        place = f"line {decision.line}"
        yield from _repeated("decision", decision.decision, decision.line, lines)
        if decision.decision in ids:
            fact = f"'{decision.decision}' is the id of a finding, too."
            yield Problem(place, fact, "Rename one of the two.")
        if not decision.text:
            yield Problem(place, "it does not say what was decided.", "Write it in 'text'.")
        stages = [stage for stage in decision.stages if stage not in study.stage_ids]
        if stages or not decision.stages:
            named = " and ".join(f"'{stage}'" for stage in stages) or "nothing"
            fact = f"it is of stage {named}, which study.yaml does not have."
            yield Problem(place, fact, f"Use of: {', '.join(study.stage_ids)}; with ';' between.")
        for link in decision.follows_from:
            if link.name not in known:
                fact = f"it follows from '{link.name}', which is no finding and no decision."
                yield Problem(place, fact, "Correct the id, or add what it names.")
            elif link.label:
                yield from _wrong_label(place, link, ids.get(link.name))
    yield from _circles(decisions)


def _wrong_label(place: str, link: Link, finding: Finding | None) -> Iterator[Problem]:
    labels = [item.label for item in finding.evidence] if finding else []
    if link.label not in labels:
        fact = (
            f"it follows from '{link.name}: {link.label}', and {link.name} names no such evidence."
        )
        remedy = f"Name one of: {'; '.join(labels)}; or write {link.name} for all of it."
        yield Problem(place, fact, remedy if labels else f"Write {link.name}.")


def _circles(decisions: Iterable[Decision]) -> Iterator[Problem]:
    """Decisions that follow from themselves, over others."""
    after = {d.decision: [link.name for link in d.follows_from] for d in decisions}
    for decision in decisions:
        reached: set[str] = set()
        todo = [*after[decision.decision]]
        while todo:
            name = todo.pop()
            if name not in reached:
                reached.add(name)
                todo += after.get(name, ())
        if decision.decision in reached:
            fact = f"decision '{decision.decision}' follows from itself, over what it names."
            yield Problem(f"line {decision.line}", fact, "Take one of the links out.")
