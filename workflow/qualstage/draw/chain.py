"""From evidence to decision: what the flow figure tells of findings and what led to what."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from qualstage.codebook import Codebook
from qualstage.contracts.conclusions import FAILS, GONE, HOLDS, INHERITS, LOST, RESTS, UNCODED
from qualstage.draw.items import stages_of
from qualstage.draw.material import Tables
from qualstage.study import EVERYONE, Study
from qualstage.study_model import PaperFigure

Row = dict[str, Any]

HEADER = ("kind", "id", "stage", "area", "text", "n", "of", "unit", "claim", "verdict", "leads_to")

SOLID, INHERITED, BARE, BROKEN = (
    "rests on codings",
    "codings by way of other decisions",
    "no coded evidence",
    "not borne out",
)
"""
How firm something is: it has coded evidence, has it only from decisions before, has none, or what
it had is gone or speaks against it.
"""


@dataclass(frozen=True)
class Evidence:
    """A piece of evidence: what it is, its count in words if any, how firm it is, its row."""

    text: str
    counted: str
    firm: str
    row: Row


@dataclass(frozen=True)
class Finding:
    """A finding, its evidence, and how firm that makes it."""

    name: str
    stage: str
    text: str
    evidence: list[Evidence]

    @property
    def firm(self) -> str:
        """It is broken by any piece that is; without any coded piece it is bare."""
        found = {piece.firm for piece in self.evidence}
        return BROKEN if BROKEN in found else SOLID if SOLID in found else BARE


@dataclass(frozen=True)
class Decision:
    """A decision, the findings and the decisions shown that it follows from."""

    name: str
    area: str
    text: str
    findings: list[str]
    decisions: list[str]
    firm: str
    row: Row


@dataclass(frozen=True)
class Chain:
    """Findings and decisions, each in the order of its log."""

    findings: list[Finding]
    decisions: list[Decision]


def chain_of(figure: PaperFigure, study: Study, codebook: Codebook, tables: Tables) -> Chain:
    """What the flow shows: findings and decisions of the figure's stages."""
    stages = {stage.id for stage in stages_of(figure, study)}
    by_finding: dict[str, list[Row]] = {}
    for row in sorted(tables.findings, key=lambda row: (row["position"], row["item"])):
        if row["stage"] in stages:
            by_finding.setdefault(row["finding"], []).append(row)
    findings = [
        Finding(name, rows[0]["stage"], rows[0]["text"], [_evidence(row, codebook) for row in rows])
        for name, rows in by_finding.items()
    ]
    made = sorted(tables.decisions, key=lambda row: row["position"])
    made = [row for row in made if stages & set(row["stages"])]
    names = {row["decision"] for row in made}
    return Chain(findings, [_decision(row, set(by_finding), names) for row in made])


def _evidence(row: Row, codebook: Codebook) -> Evidence:
    verdict = row["verdict"]
    firm = BARE if verdict == UNCODED else BROKEN if verdict in (GONE, FAILS) else SOLID
    label = row["label"]
    if row["kind"] == "code" and label in codebook.codes:
        label = codebook.codes[label].label
    elif row["kind"] in ("topic", "source"):
        label = f"{row['kind']} {label}"
    counted = "" if row["n"] is None else f"{row['n']:,}"
    if counted and row["of"] is not None:
        counted += f" of {row['of']:,}"
    counted += f" {row['unit']}" if counted and row["unit"] else ""
    if counted and row["population"] not in ("", EVERYONE):
        counted += f" ({row['population']})"
    # That a number is at least one says no more than the number.
    if row["claim"] and (verdict, row["claim"]) != (HOLDS, "raised"):
        held = "" if verdict == HOLDS else f" {verdict}"
        counted += f"{'; ' if counted else ''}‘{row['claim']}’{held}"
    elif verdict == GONE:
        counted = verdict
    return Evidence(label, counted, firm, row)


def _decision(row: Row, findings: set[str], decisions: set[str]) -> Decision:
    verdict = row["verdict"]
    firm = {RESTS: SOLID, INHERITS: INHERITED, LOST: BROKEN}.get(verdict, BARE)
    named = row["follows_from"]
    return Decision(
        row["decision"],
        row["area"],
        row["text"],
        [name for name in named if name in findings],
        [name for name in named if name in decisions],
        firm,
        row,
    )


def chain_rows(shown: Chain) -> list[list[object]]:
    """The data of the flow under HEADER."""
    return [*_finding_rows(shown), *_decision_rows(shown)]


def _finding_rows(shown: Chain) -> Iterable[list[object]]:
    for finding in shown.findings:
        for piece in finding.evidence:
            row = piece.row
            name = f"{finding.name}, {row['item']}"
            told = [row["kind"], name, finding.stage, "", piece.text, row["n"], row["of"]]
            yield [*told, row["unit"], row["claim"], row["verdict"], finding.name]
        after = [made.name for made in shown.decisions if finding.name in made.findings]
        told = ["finding", finding.name, finding.stage, "", finding.text]
        yield [*told, "", "", "", "", finding.firm, "; ".join(after)]


def _decision_rows(shown: Chain) -> Iterable[list[object]]:
    for made in shown.decisions:
        after = [other.name for other in shown.decisions if made.name in other.decisions]
        told = ["decision", made.name, "; ".join(made.row["stages"]), made.area, made.text]
        yield [*told, "", "", "", "", made.row["verdict"], "; ".join(after)]
