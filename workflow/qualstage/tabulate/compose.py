"""Every table of a study, by what study.yaml says it tells."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from qualstage.contracts import FIGURES, has_withdrawn
from qualstage.study_model import PaperTable
from qualstage.tabulate import PARTICIPANTS, UNASKED
from qualstage.tabulate.apostrophes import curled
from qualstage.tabulate.concept_table import compose_concept_table
from qualstage.tabulate.consensus_tables import (
    compose_agreement,
    compose_components,
    compose_sensitivity,
)
from qualstage.tabulate.handbook_tables import compose_carried_out, compose_chapters
from qualstage.tabulate.log_tables import compose_decisions, compose_findings
from qualstage.tabulate.material import Material
from qualstage.tabulate.participants import compose_participants
from qualstage.tabulate.people_table import compose_people
from qualstage.tabulate.printed import PrintedTable
from qualstage.tabulate.stage_table import compose_stages

Row = dict[str, Any]

_PARTICIPANTS = {
    "id": PARTICIPANTS,
    "kind": "participants",
    "label": UNASKED,
    "title": "Sources and respondents by stage",
}
"""The table of participants where study.yaml does not list one."""

COMPOSERS: dict[str, Callable[[PaperTable, Material], PrintedTable]] = {
    "participants": compose_participants,
    "concepts": compose_concept_table,
    "stages": compose_stages,
    "findings": compose_findings,
    "decisions": compose_decisions,
    "people": compose_people,
    "components": compose_components,
    "agreement": compose_agreement,
    "sensitivity": compose_sensitivity,
    "chapters": compose_chapters,
    "carried_out": compose_carried_out,
}
"""What composes a table of each kind."""

_OF_CODINGS = ("concepts", "stages", "findings", "decisions")


def compose_tables(given: Material, told: Sequence[str]) -> dict[str, PrintedTable]:
    """
    The study's tables by id, the participants first.

    Args:
        given: What they are composed from.
        told: Notes on people's decisions, for tables that codings enter.
    """
    own = [table for table in given.study.tables if table.kind == "participants"]
    first = [] if own else [PaperTable.model_validate(_PARTICIPANTS)]
    tables = {}
    for table in (*first, *given.study.tables):
        printed = COMPOSERS[table.kind](table, given)
        more = (*withdrawn_notes(table, given), *told) if table.kind in _OF_CODINGS else ()
        tables[table.id] = curled(replace(printed, notes=(*printed.notes, *more)))
    return tables


def withdrawn_notes(table: PaperTable, given: Material) -> Iterator[str]:
    """What a table that codings enter says of sources that withdrew, at the stages it is about."""
    for stage in given.study.stages:
        sources = [source for source in given.sources if source["stage"] == stage.id]
        gone = [s["source_id"] for s in sources if has_withdrawn(s["excluded"])]
        if gone and (not table.stages or stage.id in table.stages):
            n = sum(not source["excluded"] for source in sources)
            who = "1 source" if len(gone) == 1 else f"{len(gone)} sources"
            yield f"Stage {stage.id}, n = {n}: {who} withdrew consent ({', '.join(gone)})."


def figure_rows(tables: Iterable[PrintedTable]) -> Iterator[Row]:
    """FIGURES rows of printed tables; none of what is stated twice under one label."""
    rows = [
        {
            "table": printed.label,
            "stage": figure.stage,
            "item": figure.item,
            "unit": figure.unit,
            "n": figure.n,
            "of": figure.of,
        }
        for printed in tables
        for figure in printed.figures
    ]
    times = Counter(tuple(row[name] for name in FIGURES.key) for row in rows)
    return (row for row in rows if times[tuple(row[name] for name in FIGURES.key)] == 1)
