"""
How many voice a topic at each stage.

Who is credited with a passage is decided as `count` decides it of a coding: respondents whose words
fill at least a tenth of it, by their id; speakers who are not identified count for their source
only.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from qualstage.count import credit
from qualstage.topics.material import Tables

if TYPE_CHECKING:
    import pandas

Row = dict[str, Any]

_KEY = ["scope", "topic"]


def topic_sizes(tables: Tables, stages: Sequence[str]) -> list[Row]:
    """
    How many voice each topic at each stage.

    Args:
        tables: The study's tables.
        stages: The study's stages, in order; those without a passage are left out.

    Returns:
        TOPIC_SIZES rows, zeros among them. Over the topics of a scope, '' among them, references
        sum to the passages that were to be clustered there.
    """
    found = _units(voiced(tables), [*_KEY, "stage"])
    of = _units(_credited(tables, (("", "", row) for row in tables.passages.values())), ["stage"])
    nobody = {"respondents": 0, "sources": 0, "references": 0}
    return [
        {
            **{"scope": scope, "topic": topic, "stage": stage},
            **found.get((scope, topic, stage), nobody),
            "of_respondents": of[stage,]["respondents"],
            "of_sources": of[stage,]["sources"],
        }
        for scope in tables.scopes
        for topic in tables.topics_of(scope)
        for stage in stages
        if stage in tables.talked
    ]


def topic_totals(tables: Tables) -> dict[tuple[str, str], dict[str, int]]:
    """Respondents, sources and references by scope and topic: whoever speaks twice counts once."""
    return _units(voiced(tables), _KEY)


def voiced(tables: Tables) -> pandas.DataFrame:
    """Who voiced what: columns scope, topic, stage, and those of `count.credit`."""
    members = ((m["scope"], m["topic"], tables.passages[m["segment_id"]]) for m in tables.members)
    return _credited(tables, members)


def _credited(tables: Tables, placed: Iterable[tuple[str, str, Row]]) -> pandas.DataFrame:
    """Passages of topics as if they were codings: a topic stands for the code."""
    codings = (
        {
            **{"basis": scope, "code": topic, "state": "accepted"},
            **{name: row[name] for name in ("source_id", "start_char", "end_char")},
        }
        for scope, topic, row in placed
    )
    found = credit(codings, tables.segments, tables.speakers)
    found = found.rename(columns={"basis": "scope", "code": "topic"})
    return found.assign(stage=found["source_id"].map(tables.stages))


def _units(found: pandas.DataFrame, by: list[str]) -> dict[tuple[str, ...], dict[str, int]]:
    """Respondents, sources and references in each group."""
    groups = found.groupby(by, sort=False)
    passages = found.drop_duplicates([*by, "source_id", "start_char"])
    counted = {
        "respondents": groups["respondent"].nunique(),
        "sources": groups["source_id"].nunique(),
        "references": passages.groupby(by, sort=False).size(),
    }
    units: dict[tuple[str, ...], dict[str, int]] = {}
    for name, numbers in counted.items():
        for key, n in numbers.items():
            key = key if isinstance(key, tuple) else (key,)
            units.setdefault(key, {})[name] = int(n)
    return units
