"""The participants table: who took part at each stage, as far as sources.csv says."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from qualstage.study import PaperTable
from qualstage.tabulate.material import Material
from qualstage.tabulate.printed import NOTHING, Cell, Column, Line, PrintedTable

Row = dict[str, Any]

_UPRIGHT = 6
"""Stages that an upright page has room for: their cells hold two numbers each."""


def compose_participants(table: PaperTable, given: Material) -> PrintedTable:
    """
    Sources, respondents and words of each stage, in all and within each attribute's values.

    Returns:
        A row a value; a cell a stage: sources, and the respondents who speak in them.
    """
    study, sources, speakers = given.study, given.sources, given.speakers
    people: dict[str, set[str]] = defaultdict(set)
    for row in speakers:
        if row["respondent_id"]:
            people[row["source_id"]].add(row["respondent_id"])
    used: dict[str, list[Row]] = defaultdict(list)
    left_out: dict[str, list[Row]] = defaultdict(list)
    for source in sources:
        (left_out if source["excluded"] else used)[source["stage"]].append(source)
    stages = [
        stage
        for stage in study.stages
        if (used[stage.id] or left_out[stage.id]) and (not table.stages or stage.id in table.stages)
    ]

    def row(label: str, keep: Any) -> tuple[Cell, ...]:
        cells = [_cell([s for s in used[stage.id] if keep(s)], people) for stage in stages]
        return Cell((Line(label),)), *cells

    rows = [row("All", lambda source: True)]
    for kind in _values(used, lambda source: source["kind"]):
        rows.append(row(f"Kind: {kind}", lambda source, kind=kind: source["kind"] == kind))
    for name in study.count_by:
        for value in _values(used, lambda source, name=name: dict(source["attributes"]).get(name)):
            rows.append(
                row(
                    f"{name.replace('_', ' ').capitalize()}: {value}",
                    lambda source, name=name, value=value: (
                        dict(source["attributes"]).get(name) == value
                    ),
                )
            )
    rows.append(
        (Cell((Line("Words, all speakers"),)), *(_words(used[stage.id]) for stage in stages))
    )
    notes = ["Sources (respondents identified in them). Attributes are those of the source."]
    for stage in stages:
        for source in left_out[stage.id]:
            notes.append(
                f"Left out at stage {stage.id}: {source['source_id']} ({source['excluded']})."
            )
    return PrintedTable(
        label=table.label,
        title=table.title,
        columns=(Column("", 2.0), *(Column(stage.heading, 1.4) for stage in stages)),
        rows=tuple(rows),
        notes=tuple(notes),
        notice=study.notice,
        landscape=len(stages) > _UPRIGHT,
    )


def _values(used: dict[str, list[Row]], value: Any) -> list[str]:
    return sorted({value(source) for sources in used.values() for source in sources} - {None, ""})


def _words(sources: list[Row]) -> Cell:
    """Words of talk and of reviewers' notes; ratings are no words."""
    n = sum(s["n_words"] for s in sources if s["format"] != "ratings")
    return Cell((Line(f"{n:,}"),)) if n else Cell((Line(NOTHING, zero=True),))


def _cell(sources: list[Row], people: dict[str, set[str]]) -> Cell:
    if not sources:
        return Cell((Line(NOTHING, zero=True),))
    respondents = set().union(*(people[source["source_id"]] for source in sources))
    told = f"{len(sources)} ({len(respondents)})" if respondents else str(len(sources))
    return Cell((Line(told),))
