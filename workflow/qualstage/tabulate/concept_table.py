"""The concept-by-stage table: concepts down, stages across, themes with counts in the cells."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from qualstage.study import EVERYONE, PaperTable, Stage, Study
from qualstage.tabulate.material import Material
from qualstage.tabulate.printed import Cell, Column, Line, PrintedTable, line_of
from qualstage.tabulate.quotations import RULE

Row = dict[str, Any]

NOBODY = "–"
"""Stands for a zero, in every cell: asked or looked for, and voiced by nobody."""

_MARKS = "†‡§¶"
"""Marks of footnotes; further ones are doubled, and so on."""

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
                and row["population"] == table.population_at(row["stage"], row["concept"])
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
    concepts = table.concepts or codebook.concept_labels
    marks = footnote_marks(table, concepts, [stage.id for stage in stages])
    rows = []
    for concept in concepts:
        codes = [code for code, entry in codebook.codes.items() if entry.concept == concept]
        rows.append(
            (
                Cell((Line(concept),)),
                Cell((Line(definitions.get(concept, "")),)),
                *(
                    _marked(_stage_cell(concept, stage, table, study, numbers), mark)
                    for stage in stages
                    for mark in [marks.get(table.footnotes.get(concept, {}).get(stage.id), "")]
                ),
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
        notes=(*_notes(table, stages, concepts, numbers), *_footnotes(marks)),
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
    if row["n"] == 0:
        return f"{row['label']} {NOBODY}"
    unit = _SINGULAR[stage.unit] if row["n"] == 1 else stage.unit
    printed = stage.cell.format(
        theme=row["label"], concept=concept, n=row["n"], of=row["of"], unit=unit
    )
    if not row["unread"]:
        return printed
    if row["unread"] == row["n"]:
        return f"{printed} [proposed, unread]"
    return f"{printed} [{row['unread']} of them proposed, unread]"


def footnote_marks(
    table: PaperTable, concepts: Sequence[str], stages: Sequence[str]
) -> dict[str | None, str]:
    """The mark of each sentence below the table, in the order in which the cells name them."""
    told = [
        table.footnotes[concept][stage]
        for concept in concepts
        for stage in stages
        if stage in table.footnotes.get(concept, {})
    ]
    return {
        sentence: _MARKS[number % len(_MARKS)] * (number // len(_MARKS) + 1)
        for number, sentence in enumerate(dict.fromkeys(told))
    }


def _marked(cell: Cell, mark: str) -> Cell:
    """A cell with a mark behind its last line."""
    if not mark:
        return cell
    *before, last = cell.lines
    return replace(cell, lines=(*before, replace(last, text=f"{last.text} {mark}")))


def _footnotes(marks: Mapping[str | None, str]) -> Iterator[str]:
    return (f"{mark} {sentence}" for sentence, mark in marks.items())


def _notes(
    table: PaperTable, stages: list[Stage], concepts: Sequence[str], numbers: Numbers
) -> tuple[str, ...]:
    told = [base for stage in stages if (base := _base(table, stage, concepts, numbers))]
    populations = {table.population_at(s.id, concept) for s in stages for concept in concepts}
    notes = []
    if told and populations == {EVERYONE}:
        notes.append(f"Counts are of all in the stage's material ({'; '.join(told)}).")
    elif told:
        notes.append(f"Counts are out of: {'; '.join(told)}.")
    notes.append(
        "A respondent, source or programme counts once for a theme however often it voices it; one "
        "may count for several themes, so that numbers do not add up."
    )
    counted = [row for row in numbers.rows.values() if row["concept"] in concepts]
    shown = {(stage.id, stage.unit) for stage in stages}
    if any(row["n"] == 0 for row in counted if (row["stage"], row["unit"]) in shown):
        notes.append(f"{NOBODY}: asked or looked for, and voiced by nobody.")
    notes.append(_BASES[table.basis])
    notes.append(RULE)
    return tuple(notes)


def _base(table: PaperTable, stage: Stage, concepts: Sequence[str], numbers: Numbers) -> str:
    """Out of how many a stage's counts are, and whom, row by row where they differ."""
    found: dict[tuple[str, int], list[str]] = {}
    for (at, concept, _, unit), row in numbers.rows.items():
        # References are out of nothing.
        if (at, unit) == (stage.id, stage.unit) and concept in concepts and row["of"] is not None:
            base = table.population_at(at, concept), row["of"]
            found.setdefault(base, []).append(concept)
    usual = table.population_at(stage.id)
    told = []
    for (whom, of), named in sorted(found.items(), key=lambda one: one[0][0] != usual):
        rows = [concept for concept in concepts if concept in named]
        apart = f" in {', '.join(rows)}" if len(found) > 1 and whom != usual else ""
        told.append(f"{of} {stage.unit}{f' ({whom})' if whom != EVERYONE else ''}{apart}")
    return f"stage {stage.id}: {', '.join(told)}" if told else ""
