"""Tables of codes that were rated: those agreed on, agreement on each, other rules."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby, zip_longest
from typing import TYPE_CHECKING, Any

from qualstage.study_rules import EVERYONE
from qualstage.tabulate.printed import (
    COVERED,
    Column,
    Figure,
    Line,
    PrintedTable,
    cell,
    head,
    line_of,
    per_cent,
)

if TYPE_CHECKING:
    from qualstage.study_model import PaperTable
    from qualstage.tabulate.material import Material

Row = dict[str, Any]

ORIGINAL = "*"


def compose_components(table: PaperTable, given: Material) -> PrintedTable:
    """
    The codes that count at the stages of the ratings, a column a concept.

    Returns:
        As many rows as the longest column; codes that had been voiced at an earlier stage carry a
        mark.
    """
    stages = given.rated_stages(table.stages)
    agreed = {code for stage in stages for code in given.agreed(stage, table.basis)}
    codes = given.codebook.codes
    concepts = table.concepts or given.codebook.concept_labels
    rated = {
        row["code"]
        for row in given.consensus
        if row["stage"] in stages and codes[row["code"]].concept in concepts
    }
    columns = [[c for c in codes if c in agreed and codes[c].concept == name] for name in concepts]
    shown = {code for column in columns for code in column}
    voiced = _earlier(shown, stages, table.basis, given)
    original = set().union(*voiced.values())
    longest = max(map(len, columns), default=0) or 1

    def printed(code: str | None) -> list[str | Line]:
        if not code:
            return [""]
        mark = ORIGINAL if code in original else ""
        at = next(stage for stage in stages if code in given.agreed(stage, table.basis))
        return [line_of((codes[code].label, count_of(code, at, table.basis, given)), mark)]

    rows = tuple(
        tuple(cell(printed(code)) for code in row) for row in zip_longest(*columns, fillvalue=None)
    )
    numbers = (
        f"{len(shown)} of {len(rated)} rated; by column "
        f"{', '.join(str(len(column)) for column in columns)}."
    )
    figures = [
        *_figures("all", shown, original, len(rated)),
        *(
            figure
            for name, column in zip(concepts, columns, strict=True)
            for figure in _figures(
                name, set(column), original, sum(codes[c].concept == name for c in rated)
            )
        ),
    ]
    return PrintedTable(
        label=table.label,
        title=table.title,
        # The column with most to say is the widest, so that the table stays short.
        columns=tuple(
            Column(f"{i}: {name}", 1.0 + len(column) / longest)
            for i, (name, column) in enumerate(zip(concepts, columns, strict=True), start=1)
        ),
        rows=rows,
        notes=(
            *([f"{ORIGINAL} Identified at stage {' or '.join(voiced)} already."] if voiced else []),
            numbers,
            *_rule_told(given),
        ),
        notice=given.study.notice,
        figures=tuple(figures),
        row_heads=False,
    )


def count_of(code: str, stage: str, basis: str, given: Material) -> Row:
    """The key in COUNTS of those who count for a code at a stage, in the stage's unit."""
    return {
        "stage": stage,
        "level": "code",
        "concept": given.codebook.codes[code].concept,
        "label": code,
        "population": EVERYONE,
        "basis": basis,
        "unit": next(s.unit for s in given.study.stages if s.id == stage),
    }


def _earlier(
    shown: Iterable[str], stages: Iterable[str], basis: str, given: Material
) -> dict[str, set[str]]:
    """Codes that had been voiced before the first of the stages that agreed on them, by stage."""
    ids = given.study.stage_ids
    accepted = {stage: set(given.accepted(stage, basis)) for stage in ids}
    agreed = {stage: set(given.agreed(stage, basis)) for stage in stages}
    first = {code: next(stage for stage in stages if code in agreed[stage]) for code in shown}
    found = {
        stage: {c for c, at in first.items() if c in accepted[stage] and number < ids.index(at)}
        for number, stage in enumerate(ids)
    }
    return {stage: codes for stage, codes in found.items() if codes}


def _figures(item: str, shown: set[str], original: set[str], of: int) -> Iterable[Figure]:
    yield Figure(item, "components", len(shown), of)
    yield Figure(item, "original components", len(shown & original))


def _rule_told(given: Material) -> list[str]:
    rule = given.study.policy.consensus
    if rule is None:
        return []
    told = rule_in_words(rule.essential, rule.share, rule.groups)
    return [f"Agreed on: {told} (ratings from {rule.lowest} to {rule.highest})."]


def rule_in_words(essential: int, share: float, groups: int) -> str:
    """A rule of consensus in a line."""
    many = "1 group" if groups == 1 else f"{groups} groups"
    return f"{essential} or more from {per_cent(share)} of a group's raters, in {many} or more"


def compose_agreement(table: PaperTable, given: Material) -> PrintedTable:
    """
    How far raters agree on each code, in the order of the codebook.

    Returns:
        A row a code that was rated, below its concept.
    """
    order = {code: place for place, code in enumerate(given.codebook.codes)}
    stages = given.rated_stages(table.stages)
    concepts = given.codebook.concept_labels
    rated = [row for stage in stages for row in given.consensus if row["stage"] == stage]
    rated.sort(key=lambda row: (concepts.index(row["concept"]), order[row["code"]]))
    rows = []
    for concept, mine in groupby(rated, key=lambda row: row["concept"]):
        run = list(mine)
        for number, row in enumerate(run):
            first = cell([concept], rows=len(run)) if number == 0 else COVERED
            at = f" (stage {row['stage']})" if len(stages) > 1 else ""
            rows.append((first, *map(cell, _agreement(row, at, given))))
    return PrintedTable(
        label=table.label,
        title=table.title,
        columns=(
            Column("Concept", 1.2),
            Column("Component", 3.4),
            Column("Raters for it", 1.0),
            Column("Share (95 % interval)", 1.3),
            Column("Groups for it", 0.9),
            Column("Median (quartiles)", 1.1),
            Column("Mean distance from median", 1.0),
            Column("Agreed on", 0.8),
        ),
        rows=tuple(rows),
        notes=(
            *_rule_told(given),
            "Intervals are Wilson's and take raters for independent of each other; where members "
            "of a group sway each other, they are too narrow.",
        ),
        notice=given.study.notice,
    )


def _agreement(row: Row, at: str, given: Material) -> list[list[str | Line]]:
    counted = count_of(row["code"], row["stage"], "people", given)
    return [
        [f"{given.codebook.codes[row['code']].label}{at}"],
        [line_of((f"{row['n_for']} of {row['n_rated']}", counted))],
        [f"{per_cent(row['share'])} ({100 * row['low']:.0f}–{100 * row['high']:.0f})"],
        [f"{row['groups_for']} of {row['groups_rated']}"],
        [f"{row['median']:g} ({row['lower_quartile']:g}–{row['upper_quartile']:g})"],
        [f"{row['deviation']:.1f}"],
        ["yes" if row["agreed"] else "no"],
    ]


def compose_sensitivity(table: PaperTable, given: Material) -> PrintedTable:
    """
    What neighbouring rules would have settled.

    Returns:
        A row a rule: codes agreed on in each concept and in all, and how many come in and go out
        against the study's rule.
    """
    stages = given.rated_stages(table.stages)
    mine = [row for stage in stages for row in given.sensitivity if row["stage"] == stage]
    concepts = given.codebook.concept_labels
    rows = []
    for (stage, *rule), run in groupby(mine, key=_rule):
        by_concept = {row["concept"]: row for row in run}
        whole = by_concept[""]
        stated = " (the study's rule)" if whole["stated"] else ""
        at = f"Stage {stage}: " if len(stages) > 1 else ""
        rows.append(
            (
                head(f"{at}{rule_in_words(*rule)}{stated}"),
                *(cell([f"{by_concept[name]['n']}"]) for name in concepts),
                cell([f"{whole['n']} of {whole['of']}"]),
                cell([f"+{len(whole['gained'])}"] if whole["gained"] else []),
                cell([f"−{len(whole['lost'])}"] if whole["lost"] else []),
            )
        )
    return PrintedTable(
        label=table.label,
        title=table.title,
        columns=(
            Column("Rule", 3.0),
            *(Column(name, 1.2) for name in concepts),
            Column("All", 0.9),
            Column("Come in", 0.7),
            Column("Go out", 0.7),
        ),
        rows=tuple(rows),
        notes=(
            "Each rule differs from the study's in one respect. Come in, go out: against the "
            "study's rule.",
        ),
        notice=given.study.notice,
    )


def _rule(row: Row) -> tuple[str, int, float, int]:
    return row["stage"], row["essential"], row["share"], row["groups"]
