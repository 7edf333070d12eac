"""What findings and decisions rest on today."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from qualstage.conclude.evidence import Evidence
from qualstage.contracts.conclusions import (
    COUNTED,
    FAILS,
    GONE,
    HOLDS,
    INHERITS,
    LOST,
    NOT_CODED,
    NOT_HERE,
    RESTS,
    UNCODED,
)
from qualstage.count import countables
from qualstage.study_rules import EVERYONE

if TYPE_CHECKING:
    from qualstage.codebook import Codebook
    from qualstage.conclude.logs import Finding, Link, Logs
    from qualstage.study_model import Study

Row = dict[str, Any]

FEW = 4
"""'Few' are at most one in FEW of those counted, and somebody."""


_NOTHING = Evidence("none", "the whole finding")
"""What a finding rests on that names no evidence."""


@dataclass(frozen=True)
class _Counted:
    """How many voiced something, of how many, in which unit, and over which codes."""

    n: int | None
    of: int | None
    unit: str
    codes: tuple[str, ...] = ()


def claim_holds(claim: str, n: int, of: int | None) -> bool:
    """
    Whether so many are what a finding claims them to be.

    Args:
        claim: One of CLAIMS; the empty one claims that there is anything at all.
        n: Those who voiced it.
        of: Those counted; None where that is not known, and then no share can be claimed.
    """
    if claim in ("", "raised"):
        return n > 0
    if claim == "none":
        return n == 0
    if not of:
        return False
    return {"few": 0 < FEW * n <= of, "most": 2 * n > of, "all": n == of}[claim]


def finding_rows(
    findings: Iterable[Finding],
    study: Study,
    codebook: Codebook,
    counts: Iterable[Row],
    sources: Iterable[Row],
    sizes: Iterable[Row],
) -> Iterator[Row]:
    """
    FINDINGS rows: each piece of evidence with its count, on people's codings, and its verdict.

    Args:
        findings: The log.
        study: Its stages, with their units.
        codebook: What is looked for.
        counts: COUNTS rows.
        sources: SOURCES rows.
        sizes: TOPIC_SIZES rows.
    """
    weigh = _Weighing(study, codebook, counts, sources, sizes)
    for position, finding in enumerate(findings, start=1):
        for item, evidence in enumerate(finding.evidence or [_NOTHING], start=1):
            counted = weigh.count(evidence, finding)
            yield {
                "finding": finding.finding,
                "item": item,
                "position": position,
                "stage": finding.stage,
                "text": finding.text,
                "note": finding.note,
                "kind": evidence.kind,
                "label": evidence.label,
                "codes": sorted(counted.codes),
                # Topics are counted in everybody: populations are of what is coded.
                "population": EVERYONE if evidence.kind == "topic" else finding.population,
                "unit": counted.unit,
                "n": counted.n,
                "of": counted.of,
                "claim": evidence.claim,
                "verdict": weigh.verdict(evidence, counted),
            }


class _Weighing:
    """Looks up what evidence is counted as."""

    def __init__(
        self,
        study: Study,
        codebook: Codebook,
        counts: Iterable[Row],
        sources: Iterable[Row],
        sizes: Iterable[Row],
    ) -> None:
        self._units = {stage.id: stage.unit for stage in study.stages}
        self._items = {
            (item.stage, item.level, item.label): tuple(sorted(item.codes))
            for item in countables(study, codebook)
        }
        self._counts = {
            tuple(row[name] for name in ("stage", "population", "level", "label", "unit")): row
            for row in counts
            if row["basis"] == "people"
        }
        self._used = {row["source_id"] for row in sources if row["text"] and not row["excluded"]}
        self._sizes = {(row["scope"], row["topic"], row["stage"]): row for row in sizes}

    def count(self, evidence: Evidence, finding: Finding) -> _Counted:
        unit = self._units[finding.stage]
        if evidence.kind in ("code", "theme", "concept"):
            key = finding.stage, finding.population, evidence.kind, evidence.label, unit
            row = self._counts.get(key, {"n": None, "of": None})
            codes = self._items[finding.stage, evidence.kind, evidence.label]
            return _Counted(row["n"], row["of"], unit, codes)
        if evidence.kind == "topic":
            unit = unit if unit == "respondents" else "sources"
            row = self._sizes.get((*evidence.topic, finding.stage), {})
            return _Counted(row.get(unit), row.get(f"of_{unit}"), unit)
        return _Counted(None, None, "")

    def verdict(self, evidence: Evidence, counted: _Counted) -> str:
        if evidence.kind == "none":
            return UNCODED
        if evidence.kind == "source":
            return COUNTED if evidence.label in self._used else GONE
        if counted.n is None or (not counted.n and evidence.claim != "none"):
            return GONE
        if not evidence.claim:
            return COUNTED
        return HOLDS if claim_holds(evidence.claim, counted.n, counted.of) else FAILS


def decision_rows(logs: Logs, findings: Iterable[Row]) -> Iterator[Row]:
    """
    DECISIONS rows: each with the evidence it goes back to, over other decisions, and a verdict.

    Evidence of findings that a decision names itself is told apart from what it only has because
    another decision, which it follows from, has it.

    Args:
        logs: Both logs.
        findings: FINDINGS rows.
    """
    evidence: dict[str, list[Row]] = {}
    for row in findings:
        evidence.setdefault(row["finding"], []).append(row)
    after = {decision.decision: decision.follows_from for decision in logs.decisions}
    for position, decision in enumerate(logs.decisions, start=1):
        links = decision.follows_from
        reached, own = _reached(links, after, evidence), _reached(links, {}, evidence)
        ways = {
            link.name: _reached([link], after, evidence) - own
            for link in links
            if link.name in after
        }
        verdicts = [
            {evidence[name][item - 1]["verdict"] for _, name, item in pieces}
            for pieces in (own, reached - own)
        ]
        yield {
            "decision": decision.decision,
            "position": position,
            "stages": list(decision.stages),
            "area": decision.area,
            "text": decision.text,
            "rationale": decision.rationale,
            "follows_from": list(dict.fromkeys(link.name for link in links)),
            "findings": list(dict.fromkeys(name for _, name, _ in sorted(reached))),
            "evidence": _named(reached),
            "own": _named(own),
            "inherited": [f"{way}>{piece}" for way in ways for piece in _named(ways[way])],
            "verdict": rests_on(*verdicts),
        }


def _named(pieces: Iterable[tuple[int, str, int]]) -> list[str]:
    """Pieces of evidence as tables name them, in the order of the log of findings."""
    return [f"{name}#{item}" for _, name, item in sorted(pieces)]


def _reached(
    links: Iterable[Link],
    after: Mapping[str, Sequence[Link]],
    evidence: Mapping[str, Sequence[Row]],
) -> set[tuple[int, str, int]]:
    """Pieces of evidence that links go back to: position and id of the finding, number of each."""
    reached: set[tuple[int, str, int]] = set()
    seen: set[Link] = set()
    todo = list(links)
    while todo:
        link = todo.pop()
        if link in seen:
            continue
        seen.add(link)
        todo += after.get(link.name, ())
        reached |= {
            (row["position"], link.name, row["item"])
            for row in evidence.get(link.name, ())
            if link.label in ("", row["label"])
        }
    return reached


def rests_on(own: set[str], inherited: set[str]) -> str:
    """
    What a decision comes to.

    Args:
        own: Verdicts of the evidence of findings that it names itself.
        inherited: Verdicts of what it has by way of other decisions.
    """
    stand = {COUNTED, HOLDS}
    if own & stand:
        return RESTS
    if inherited & stand:
        return INHERITS
    if not own | inherited:
        return NOT_HERE
    return LOST if (own | inherited) & {GONE, FAILS} else NOT_CODED
