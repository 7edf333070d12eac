"""
What a finding may name as its evidence, and what it may claim of it.

`code ID`, `theme LABEL` and `concept LABEL` are counted at the finding's stage; `topic SCOPE
NUMBER` and `source ID` are looked up; `none: WHAT` is for what no coding speaks to. Behind what is
counted, a claim may stand in brackets.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from qualstage.contracts.conclusions import CLAIMS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from qualstage.codebook import Codebook
    from qualstage.study_model import Study

_EVIDENCE = re.compile(r"(?P<kind>code|theme|concept|topic|source|none)(?::|\s)\s*(?P<label>.+)")
_CLAIM = re.compile(rf"(?P<label>.*\S)\s*\((?P<claim>{'|'.join(filter(None, CLAIMS))})\)")
_BRACKETS = re.compile(r"(?P<label>.*\S)\s*(?P<claim>\([^()]*\))")
_TOPIC = re.compile(r"(?P<scope>\w+)\s+(?P<number>[0-9]+)")
COUNTED_KINDS = ("code", "theme", "concept", "topic")
"""Kinds of evidence of which it can be said how many voiced it."""

_OF_SHARES = ("few", "most", "all")
"""Claims of a share: they can be held against what is out of something only."""


@dataclass(frozen=True)
class Evidence:
    """One piece of evidence that a finding names, and what it claims of it."""

    kind: str
    label: str
    claim: str = ""

    @property
    def topic(self) -> tuple[str, str]:
        """Scope and id of the topic it names, as tables of topics write them; empty if none."""
        named = _TOPIC.fullmatch(self.label) if self.kind == "topic" else None
        return (
            (named["scope"], f"{named['scope']}-{int(named['number']):02d}") if named else ("", "")
        )


def read_evidence(item: str) -> Evidence:
    """
    One piece of evidence from what is written of it.

    Raises:
        ValueError: it is written in no form that is known.
    """
    written = _EVIDENCE.fullmatch(item)
    if written is None:
        raise ValueError(item)
    kind, label = written["kind"], written["label"].strip()
    claimed = _CLAIM.fullmatch(label) if kind in COUNTED_KINDS else None
    return Evidence(kind, claimed["label"], claimed["claim"]) if claimed else Evidence(kind, label)


def wrong_evidence(
    item: Evidence, stage: str, study: Study, codebook: Codebook, merged: Mapping[str, str]
) -> tuple[str, str] | None:
    """
    What is wrong with a piece of evidence, and what mends it; None if nothing is.

    Args:
        item: What a finding names.
        stage: The finding's stage.
        study: Its themes and topics.
        codebook: What is looked for.
        merged: By code that went into another, the one that it is part of today.
    """
    if item.kind == "topic":
        return _wrong_topic(item, study)
    if item.kind not in COUNTED_KINDS:
        return None
    known = _known(item.kind, stage, study, codebook)
    if item.label not in known:
        return _unknown(item, stage, known, merged)
    above = [concept for concept, some in study.themes.get(stage, {}).items() if item.label in some]
    if item.kind == "theme" and len(above) > 1:
        fact = f"theme '{item.label}' stands below several concepts: {'; '.join(above)}."
        return fact, "Name the codes that it is over, or a concept."
    unit = next(s.unit for s in study.stages if s.id == stage)
    if unit == "references" and item.claim in _OF_SHARES:
        fact = f"'{item.claim}' is claimed of references, which are a share of nothing."
        return fact, "Claim (raised) or (none), or nothing."
    return None


def _wrong_topic(item: Evidence, study: Study) -> tuple[str, str] | None:
    scopes = study.topics.passages
    if item.topic[0] in scopes:
        return None
    remedy = f"Write it as in 'topic {scopes[0]} 7'; scopes are: {', '.join(scopes)}."
    return f"topic '{item.label}' is no scope and number.", remedy


def _unknown(
    item: Evidence, stage: str, known: list[str], merged: Mapping[str, str]
) -> tuple[str, str]:
    bracketed = _BRACKETS.fullmatch(item.label)
    if bracketed and bracketed["label"] in known:
        claims = ", ".join(f"({claim})" for claim in CLAIMS if claim)
        return f"'{bracketed['claim']}' is no claim that is known.", f"Use one of: {claims}."
    if item.kind == "code" and item.label in merged:
        fact = f"code '{item.label}' went into '{merged[item.label]}'."
        return fact, f"Name '{merged[item.label]}' instead, if the finding holds of it, too."
    fact = f"{item.kind} '{item.label}' is not counted at stage {stage}."
    return fact, f"Name one of: {'; '.join(known) or 'there is none'}."


def _known(kind: str, stage: str, study: Study, codebook: Codebook) -> list[str]:
    """What evidence of a kind can name at a stage: what anybody looked for there."""
    asked = [code for code in codebook.codes if codebook.applies(code, stage)]
    if kind == "code":
        below = codebook.below()
        return [code for code in codebook.codes if below[code].intersection(asked)]
    if kind == "theme":
        themes = study.themes.get(stage, {}).values()
        return list(dict.fromkeys(theme for concept in themes for theme in concept))
    voiced = {codebook.codes[code].concept for code in asked}
    return [label for label in codebook.concept_labels if label in voiced]
