"""Findings with the words they rest on, and decisions with the findings they go back to."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import Any

from qualstage.publish import addresses
from qualstage.publish.cells import finding_key
from qualstage.publish.material import Material
from qualstage.publish.site import Page, body

Row = dict[str, Any]


def has_findings(given: Material) -> bool:
    """Whether the study keeps a log of findings."""
    return bool(_findings(given))


def has_decisions(given: Material) -> bool:
    """Whether the study keeps a log of decisions."""
    return bool(_decisions(given))


def make_findings(given: Material) -> Iterator[Page]:
    """The page of findings, each piece of evidence with what it is counted from."""
    findings = _findings(given)
    items = {name: list(mine) for name, mine in groupby(findings, lambda row: row["finding"])}
    words = body(
        "findings.html",
        addresses.FINDINGS,
        findings=items,
        evidence={(row["finding"], row["item"]): evidence_page(row, given) for row in findings},
        used=_used_by(_decisions(given)),
        named=given.named.told,
        labels=given.labels,
        stages=given.stage_names,
    )
    yield Page(addresses.FINDINGS, "Findings", words, part=addresses.FINDINGS)


def make_decisions(given: Material) -> Iterator[Page]:
    """The page of decisions, each with the findings and decisions that it follows from."""
    decisions = _decisions(given)
    rows = _findings(given)
    findings = {row["finding"]: row["text"] for row in rows}
    pieces = {f"{row['finding']}#{row['item']}": row for row in rows}
    words = body(
        "decisions.html",
        addresses.DECISIONS,
        decisions=decisions,
        pieces=pieces,
        pages={name: evidence_page(row, given) for name, row in pieces.items()},
        inherited={row["decision"]: _ways(row["inherited"]) for row in decisions},
        labels=given.labels,
        findings=findings,
        known=findings | {row["decision"]: row["text"] for row in decisions},
        stages=given.stage_names,
    )
    yield Page(addresses.DECISIONS, "Decisions", words, part=addresses.DECISIONS)


def evidence_page(row: Row, given: Material) -> str:
    """The address of what a piece of a finding's evidence counts; '' where nothing is counted."""
    if row["verdict"] in ("gone", "no coded evidence"):
        return ""
    if row["kind"] == "source":
        return addresses.source_page(row["label"]) if row["label"] in given.sources else ""
    if row["kind"] == "topic":
        scope, _, number = row["label"].partition(" ")
        return addresses.topic(scope, f"{scope}-{int(number):02d}") if number.isdecimal() else ""
    key = finding_key(row, given)
    return key.address if key in given.cells else ""


def _findings(given: Material) -> list[Row]:
    from qualstage.contracts import FINDINGS

    rows = given.table("conclude/findings.parquet", FINDINGS)
    return sorted(rows, key=lambda row: (row["position"], row["item"]))


def _decisions(given: Material) -> list[Row]:
    from qualstage.contracts import DECISIONS

    rows = given.table("conclude/decisions.parquet", DECISIONS)
    return sorted(rows, key=lambda row: row["position"])


def _ways(inherited: list[str]) -> dict[str, list[str]]:
    """Pieces of evidence by the decision that leads to them."""
    ways: dict[str, list[str]] = {}
    for named in inherited:
        way, _, piece = named.partition(">")
        ways.setdefault(way, []).append(piece)
    return ways


def _used_by(decisions: list[Row]) -> dict[str, list[str]]:
    """Decisions that go back to each finding."""
    found: dict[str, list[str]] = {}
    for row in decisions:
        for finding in row["findings"]:
            found.setdefault(finding, []).append(row["decision"])
    return found
