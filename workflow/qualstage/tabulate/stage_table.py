"""The stage table: what was done, found and decided at each stage, stages across."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from qualstage.contracts.conclusions import COUNTED, FAILS, GONE, HOLDS, UNCODED
from qualstage.contracts.vocabulary import LEVELS
from qualstage.facts_told import filled_methods
from qualstage.tabulate.printed import (
    COVERED,
    Cell,
    Column,
    Figure,
    PrintedTable,
    cell,
    head,
    line_of,
)

if TYPE_CHECKING:
    from qualstage.codebook import Codebook
    from qualstage.study_model import PaperTable, Stage, Study
    from qualstage.tabulate.material import Material

Row = dict[str, Any]
Part = str | tuple[str, dict[str, Any]]
"""Words of a line; or words that tell a number, with the row of COUNTS that it is."""

METHOD, FOUND, DECIDED = "Method", "Key findings", "Decisions"


def compose_stages(table: PaperTable, given: Material) -> PrintedTable:
    """
    The study's course: method, key findings with their counts, and decisions.

    Returns:
        A column a stage below its phase, and rows of method, findings and decisions. A cell of
        decisions made over several stages covers them.
    """
    stages = [s for s in given.study.stages if not table.stages or s.id in table.stages]
    methods = filled_methods(given.study, given.facts)
    rows = [
        (head(METHOD), *(cell([methods[s.id] or s.name]) for s in stages)),
        (head(FOUND), *(_found(stage, given) for stage in stages)),
        (head(DECIDED), *_decided(stages, given)),
    ]
    return PrintedTable(
        label=table.label,
        title=table.title,
        columns=(
            Column("", 0.8),
            *(Column(heading_of(stage), 2.0, group=stage.phase) for stage in stages),
        ),
        rows=tuple(rows),
        notes=_notes([row for row in given.findings if row["stage"] in {s.id for s in stages}]),
        notice=given.study.notice,
        figures=tuple(_figures(stages, given)),
    )


def heading_of(stage: Stage) -> str:
    """What heads a stage's column: its number, if it has one, and its name."""
    return f"Stage {stage.id}: {stage.name}" if stage.id.isdecimal() else stage.name


def by_finding(findings: Iterable[Row]) -> dict[str, list[Row]]:
    """FINDINGS rows of each finding, in the log's order."""
    grouped: dict[str, list[Row]] = {}
    for row in sorted(findings, key=lambda row: (row["position"], row["item"])):
        grouped.setdefault(row["finding"], []).append(row)
    return grouped


def _found(stage: Stage, given: Material) -> Cell:
    told = [
        line_of(f"{items[0]['text']} [{name}: ", *evidence_in_short(items, given), "]")
        for name, items in by_finding(given.findings).items()
        if items[0]["stage"] == stage.id
    ]
    return cell(told)


def evidence_in_short(items: Sequence[Row], given: Material) -> list[Part]:
    """What a finding rests on, in parts of a line."""
    if all(item["verdict"] == UNCODED for item in items):
        return ["no coded evidence in this corpus"]
    told: list[Part] = []
    for item in items:
        if item["verdict"] != UNCODED:
            told += ["; "] if told else []
            told += [label_of(item, given)]
            told += [" ", number] if (number := counted(item, given)) else []
    if any(item["verdict"] == UNCODED for item in items):
        told.append("; for the rest no coded evidence in this corpus")
    return told


def label_of(item: Row, given: Material) -> str:
    """What a piece of evidence is called for people."""
    if item["kind"] == "code":
        return given.codebook.codes[item["label"]].label
    apart = item["kind"] in ("topic", "source")
    return f"{item['kind']} {item['label']}" if apart else item["label"]


def number_of(item: Row) -> str:
    """How many voiced a piece of evidence; references are out of nothing."""
    n, of, unit = item["n"], item["of"], item["unit"]
    if of is not None:
        return f"{n} of {of} {unit}"
    return f"{n} {unit.removesuffix('s') if n == 1 else unit}"


def counted(item: Row, given: Material) -> Part:
    """The count of a piece of evidence, and what is wrong with it if anything is."""
    if item["n"] is None:
        return "" if item["verdict"] == COUNTED else "(gone)"
    told = number_of(item)
    wrong = {GONE: "evidence gone", FAILS: f"not '{item['claim']}'"}.get(item["verdict"])
    return number_in_counts(f"{told} ({wrong})" if wrong else told, item, given)


def number_in_counts(told: str, item: Row, given: Material) -> Part:
    """Words that tell the number of a piece of evidence, with its row of COUNTS if it has one."""
    key = count_behind(item, given.study, given.codebook)
    return (told, key) if key else told


def count_behind(item: Row, study: Study, codebook: Codebook) -> Row | None:
    """The key in COUNTS of a piece of evidence, a row of FINDINGS; None if it is not counted so."""
    label, stage = item["label"], item["stage"]
    if item["n"] is None or item["kind"] not in LEVELS:
        return None
    if item["kind"] == "code":
        concept = codebook.codes[label].concept
    elif item["kind"] == "theme":
        themes = study.themes.get(stage, {})
        concept = next((name for name, some in themes.items() if label in some), "")
    else:
        concept = label
    key = {"level": item["kind"], "concept": concept, "label": label, "basis": "people"}
    return {**key, **{name: item[name] for name in ("stage", "population", "unit")}}


def _begin(order: Sequence[str], decisions: Iterable[Row]) -> dict[str, list[Row]]:
    """Decisions of no area, in the log's order, by the first of a table's stages they are of."""
    begin: dict[str, list[Row]] = {}
    for row in sorted(decisions, key=lambda row: row["position"]):
        at = [stage for stage in order if stage in row["stages"]]
        if at and not row["area"]:
            begin.setdefault(at[0], []).append(row)
    return begin


def _decided(stages: Sequence[Stage], given: Material) -> list[Cell]:
    """
    A cell of decisions for each stage; it covers later stages that its decisions were made at too.

    It never covers a stage at which other decisions begin, nor what lies behind. Of a decision that
    was made at other stages than its cell covers, they are named.
    """
    order = [stage.id for stage in stages]
    begin = _begin(order, given.decisions)
    cells: list[Cell] = []
    for index, stage in enumerate(order):
        if len(cells) > index:
            continue
        mine = begin.get(stage, [])
        reach = max((order.index(s) for r in mine for s in r["stages"] if s in order), default=0)
        width = 1
        while index + width <= reach and order[index + width] not in begin:
            width += 1
        covered = order[index : index + width]
        cells.append(cell([_decision(row, covered, order) for row in mine], columns=width))
        cells += [COVERED] * (width - 1)
    return cells


def _decision(row: Row, covered: Sequence[str], order: Sequence[str]) -> str:
    at = [stage for stage in order if stage in row["stages"]]
    noun = "stage" if len(at) == 1 else "stages"
    apart = "" if at == covered else f", at {noun} {' and '.join(at)}"
    return f"{row['text']} [{row['decision']}{apart}]"


def _notes(findings: Sequence[Row]) -> tuple[str, ...]:
    """What is said below the table of the findings it prints."""
    if not findings:
        return ()
    verdicts = {row["verdict"] for row in findings}
    told = [
        "In brackets: the finding's id in the study's log, and how many voiced what it names as "
        "evidence, on people's codings."
    ]
    if UNCODED in verdicts:
        told.append(
            "No coded evidence in this corpus: the study's codes do not speak to it, and none that "
            "mean something else are counted in their place."
        )
    claimed = [row for row in findings if row["claim"]]
    if claimed:
        held = sum(row["verdict"] == HOLDS for row in claimed)
        raised = sum(row["claim"] == "raised" for row in claimed)
        claim = "claims" if raised == 1 else "claim"
        only = f"; {raised} of them {claim} only that one or more raised it" if raised else ""
        told.append(f"Claims that counts can bear out: {held} of {len(claimed)} hold{only}.")
    return tuple(told)


def _figures(stages: Sequence[Stage], given: Material) -> Iterable[Figure]:
    kinds = Counter((s["stage"], s["kind"]) for s in given.sources if not s["excluded"])
    begin = _begin([stage.id for stage in stages], given.decisions)
    for stage in stages:
        for kind, n in sorted((kind, n) for (at, kind), n in kinds.items() if at == stage.id):
            yield Figure(f"{METHOD}: {kind}", "sources", n, stage=stage.id)
        findings = {row["finding"] for row in given.findings if row["stage"] == stage.id}
        yield Figure(FOUND, "findings", len(findings), stage=stage.id)
        yield Figure(DECIDED, "decisions", len(begin.get(stage.id, [])), stage=stage.id)
