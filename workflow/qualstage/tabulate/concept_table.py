"""The concept-by-stage table: concepts down, stages across, themes with counts in the cells."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from qualstage.study import EVERYONE, PaperTable, Stage, Study
from qualstage.tabulate.material import Material
from qualstage.tabulate.printed import Cell, Column, Line, PrintedTable, line_of
from qualstage.tabulate.quotations import RULE

Row = dict[str, Any]

NOBODY = "–"
"""Stands where no words may be printed; a dash would say that nobody voiced the concept."""

_SINGULAR = {
    "programmes": "programme",
    "respondents": "respondent",
    "sources": "source",
    "references": "reference",
}
_BASES = {
    "people": "Counts are of people's codings.",
    "machine": "Counts are of the machine's proposals, read by nobody.",
    "both": "Counts are of people's codings; proposals nobody has judged are marked.",
}


@dataclass(frozen=True)
class Numbers:
    """Counts of a table's basis and populations, found by stage, concept, theme and unit."""

    rows: Mapping[tuple[str, str, str, str], Row]

    @classmethod
    def of(cls, counts: Iterable[Row], table: PaperTable) -> Numbers:
        """The themes' counts that a table prints."""
        return cls(
            {
                (row["stage"], row["concept"], row["label"], row["unit"]): row
                for row in counts
                if row["level"] == "theme"
                and row["basis"] == table.basis
                and row["population"] == table.population_at(row["stage"])
            }
        )


def compose_concept_table(table: PaperTable, given: Material) -> PrintedTable:
    """
    A study's concept-by-stage table, ready to print.

    Returns:
        A row a concept: concept, definition, a cell a stage, illustrative quotation.
    """
    study, codebook, counts = given.study, given.codebook, given.counts
    numbers = Numbers.of(counts, table)
    definitions = {concept.label: concept.definition for concept in codebook.concepts}
    stages = [s for s in study.stages if not table.stages or s.id in table.stages]
    rows = []
    for concept in table.concepts or codebook.concept_labels:
        codes = [code for code, entry in codebook.codes.items() if entry.concept == concept]
        rows.append(
            (
                Cell((Line(concept),)),
                Cell((Line(definitions.get(concept, "")),)),
                *(_stage_cell(concept, stage, table, study, numbers) for stage in stages),
                given.illustration(codes, [stage.id for stage in stages], table.basis),
            )
        )
    columns = (
        Column("Concept", 1.2),
        Column("Definition", 1.6),
        *(Column(stage.heading, 1.8) for stage in stages),
        Column("Illustrative quotation", 3.0),
    )
    return PrintedTable(
        label=table.label,
        title=table.title,
        columns=columns,
        rows=tuple(rows),
        notes=_notes(table, stages, numbers),
        notice=study.notice,
    )


def _stage_cell(
    concept: str, stage: Stage, table: PaperTable, study: Study, numbers: Numbers
) -> Cell:
    note = table.notes.get(concept, {}).get(stage.id)
    themes = study.themes.get(stage.id, {}).get(concept, {})
    rows = [numbers.rows.get((stage.id, concept, theme, stage.unit)) for theme in themes]
    asked = [row for row in rows if row is not None and row["asked"]]
    if not asked:
        return Cell((Line(note or "Not asked"),))
    if not any(row["n"] for row in asked):
        # One dash stands for the zeros of all of them.
        zeros = (line_of((NOBODY, row)).counts for row in asked)
        lines = [Line(NOBODY, zero=True, counts=tuple(one for found in zeros for one in found))]
    else:
        lines = [
            replace(line_of((_theme(row, stage, concept), row)), zero=row["n"] == 0)
            for row in asked
        ]
    return Cell((*lines, *([Line(note)] if note else [])))


def _theme(row: Row, stage: Stage, concept: str) -> str:
    """A theme and its count as the stage prints them, with what nobody has read marked."""
    unit = _SINGULAR[stage.unit] if row["n"] == 1 else stage.unit
    printed = stage.cell.format(
        theme=row["label"], concept=concept, n=row["n"], of=row["of"], unit=unit
    )
    if not row["unread"]:
        return printed
    if row["unread"] == row["n"]:
        return f"{printed} [proposed, unread]"
    return f"{printed} [{row['unread']} of them proposed, unread]"


def _notes(table: PaperTable, stages: list[Stage], numbers: Numbers) -> tuple[str, ...]:
    totals = []
    for stage in stages:
        of = {
            row["of"]
            for row in numbers.rows.values()
            if (row["stage"], row["unit"]) == (stage.id, stage.unit)
        }
        # References are out of nothing.
        if of - {None}:
            whom = table.population_at(stage.id)
            told = f" ({whom})" if whom != table.population else ""
            totals.append(f"stage {stage.id}: {max(of - {None})} {stage.unit}{told}")
    who = "all" if table.population == EVERYONE else f"those with '{table.population}'"
    notes = []
    if totals:
        notes.append(f"Counts are of {who} in the stage's material ({'; '.join(totals)}).")
    notes.append(
        "A respondent, source or programme counts once for a theme however often it voices it; one "
        "may count for several themes, so that numbers do not add up."
    )
    notes.append(f"{NOBODY}: asked or looked for, and voiced by nobody.")
    notes.append(_BASES[table.basis])
    notes.append(RULE)
    return tuple(notes)
