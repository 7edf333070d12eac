"""Facts: numbers about each stage and the whole study that are no counts of a code."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from qualstage.study_rules import EVERYONE

if TYPE_CHECKING:
    from qualstage.codebook import Codebook
    from qualstage.conclude.logs import Logs
    from qualstage.conclude.people import Handbook, Member
    from qualstage.study_model import Study

Row = dict[str, Any]

WHOLE = ""
"""Stands for the whole study where a stage's id would."""


def fact_rows(
    study: Study,
    codebook: Codebook,
    sources: Iterable[Row],
    speakers: Iterable[Row],
    counts: Iterable[Row],
    logs: Logs,
    members: Sequence[Member],
    handbook: Handbook | None,
) -> Iterator[Row]:
    """
    FACTS rows.

    Kinds of source come first, so that a kind called as a fact is overruled by it.
    """
    used = [source for source in sources if not source["excluded"]]
    people = {(row["source_id"], row["respondent_id"]) for row in speakers if row["respondent_id"]}
    accepted = {
        (row["stage"], row["label"])
        for row in counts
        if (row["basis"], row["population"], row["level"], row["unit"])
        == ("people", EVERYONE, "code", "sources")
        and row["n"]
    }
    for stage in (WHOLE, *study.stage_ids):
        mine = [source for source in used if stage in (WHOLE, source["stage"])]
        names = {source["source_id"] for source in mine}
        facts = dict(Counter(source["kind"] for source in mine))
        facts |= {
            "sources": len(mine),
            "respondents": len({person for source, person in people if source in names}),
            "words": sum(source["n_words"] for source in mine),
            "codes": sum(
                stage == WHOLE or codebook.applies(code, stage) for code in codebook.codes
            ),
            "codes accepted": len({code for at, code in accepted if stage in (WHOLE, at)}),
            "findings": sum(stage in (WHOLE, finding.stage) for finding in logs.findings),
            "decisions": sum(
                stage == WHOLE or stage in decision.stages for decision in logs.decisions
            ),
        }
        facts |= _people(members, stage)
        if handbook and stage == WHOLE:
            facts["chapters"] = len(handbook.chapters)
            facts["sections"] = sum(len(chapter.sections) for chapter in handbook.chapters)
        for name, n in facts.items():
            yield {"stage": stage, "name": name, "n": n}


def _people(members: Sequence[Member], stage: str) -> dict[str, int]:
    """People and groups involved at a stage; nothing where the study keeps no list of them."""
    if not members:
        return {}
    mine = [member for member in members if stage == WHOLE or stage in member.stages]
    groups = {(member.body, member.group) for member in mine if member.group}
    return {"people": len(mine), "groups": len(groups)}
