"""Tables of the logs: findings with the words they rest on, decisions with their reasons."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Any

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
from qualstage.tabulate.printed import (
    COVERED,
    Cell,
    Column,
    Figure,
    Line,
    PrintedTable,
    cell,
    head,
    line_of,
)
from qualstage.tabulate.quotations import RULE
from qualstage.tabulate.stage_table import (
    Part,
    by_finding,
    counted,
    label_of,
    number_in_counts,
    number_of,
)

if TYPE_CHECKING:
    from qualstage.study_model import PaperTable
    from qualstage.tabulate.material import Material

Row = dict[str, Any]

_TOLD = {
    COUNTED: "",
    HOLDS: "holds",
    FAILS: "does not hold",
    GONE: "evidence gone",
    UNCODED: "no coded evidence in this corpus",
}
_RESTS_ON = {
    INHERITS: "No finding of its own",
    LOST: "Its evidence is gone, or does not hold",
    NOT_CODED: "No coded evidence in this corpus",
    NOT_HERE: "No finding in this corpus",
}


def compose_findings(table: PaperTable, given: Material) -> PrintedTable:
    """
    Every finding with each piece of evidence it names.

    Returns:
        A row a piece of evidence: finding, what it names, how many voiced it, what the finding
        claims of it, and words that voice it.
    """
    rows = []
    for name, items in by_finding(given.findings).items():
        if table.stages and items[0]["stage"] not in table.stages:
            continue
        text = f"{name} (stage {items[0]['stage']})", items[0]["text"]
        for number, item in enumerate(items):
            first = cell(text, rows=len(items)) if number == 0 else COVERED
            rows.append((first, *_evidence(item, given)))
    return PrintedTable(
        label=table.label,
        title=table.title,
        columns=(
            Column("Finding", 2.4),
            Column("Evidence", 1.6),
            Column("Count", 1.2),
            Column("Claim", 1.0),
            Column("Illustrative quotation", 3.0),
        ),
        rows=tuple(rows),
        notes=(
            "Counts are of people's codings at the finding's stage.",
            "Claims: raised, by one or more; few, by a quarter at most; most, by more than half; "
            "all; none.",
            RULE,
        ),
        notice=given.study.notice,
    )


def _evidence(item: Row, given: Material) -> tuple[Cell, ...]:
    voiced = item["codes"] and item["n"]
    population = f" ({item['population']})" if item["population"] != "all" else ""
    claimed = item["claim"]
    if claimed == "raised" and item["n"]:
        # That it holds says no more than that there was one: the number stands beside it.
        claimed += (
            f", by {item['n']}" if item["of"] is None else f", by {item['n']} of {item['of']}"
        )
    claim = ": ".join(filter(None, [claimed, _TOLD[item["verdict"]]]))
    n_told = [] if item["n"] is None else [number_in_counts(number_of(item), item, given)]
    return (
        cell([label_of(item, given)]),
        cell([line_of(number, population) for number in n_told]),
        cell([claim] if claim else []),
        given.illustration(item["codes"], [item["stage"]], "people") if voiced else cell([]),
    )


def compose_decisions(table: PaperTable, given: Material) -> PrintedTable:
    """
    The decisions of each area, why, and what they rest on, of themselves or by way of others.

    Returns:
        A row a decision; the area's cell covers its decisions, and one reason those it is given for
        in a row.
    """
    mine = sorted((r for r in given.decisions if r["area"]), key=lambda row: row["position"])
    if table.stages:
        mine = [row for row in mine if set(row["stages"]) & set(table.stages)]
    # An area stands where it first appears, whatever stands between its lines in the log.
    areas = list(dict.fromkeys(row["area"] for row in mine))
    mine.sort(key=lambda row: areas.index(row["area"]))
    first = _covering([row["area"] for row in mine], head)
    reasons = _covering(
        [(row["area"], row["rationale"]) for row in mine], lambda key: cell(filter(None, [key[1]]))
    )
    rows = [
        (area, cell([row["text"]]), reason, _rests_on(row, given))
        for row, area, reason in zip(mine, first, reasons, strict=True)
    ]
    return PrintedTable(
        label=table.label,
        title=table.title,
        columns=(
            Column("Area", 1.0),
            Column("Decision", 2.2),
            Column("Rationale", 2.0),
            Column("Evidence", 2.4),
        ),
        rows=tuple(rows),
        notes=(
            "Evidence: of each finding that the decision names, by its id in the study's log, the "
            "most voiced piece that the decision names, counted on people's codings. By way of: "
            "evidence of other findings, which a decision that this one follows from goes back to; "
            "it bears out that decision, and need not bear out this one.",
        ),
        notice=given.study.notice,
        figures=(
            *(
                Figure(area, "decisions", sum(row["area"] == area for row in mine))
                for area in areas
            ),
            Figure("all", "decisions", len(mine)),
        ),
    )


def _covering(keys: Sequence[Any], make: Callable[[Any], Cell]) -> list[Cell]:
    """A cell for each run of equal keys, which covers the run."""
    cells: list[Cell] = []
    for key, run in groupby(keys):
        n = len(list(run))
        cells += [Cell(make(key).lines, rows=n), *[COVERED] * (n - 1)]
    return cells


def _rests_on(row: Row, given: Material) -> Cell:
    if row["verdict"] not in (RESTS, INHERITS):
        return cell([_without(row["verdict"], row["findings"])])
    own = _by_finding_of(row["own"], given)
    lines: list[str | Line] = []
    if row["verdict"] == RESTS:
        for name, items in own.items():
            parts = _standing(items, given)
            lines.append(line_of(f"{name}: ", *(parts or [_bare(items)])))
    elif own:
        broken = any(item["verdict"] in (GONE, FAILS) for mine in own.values() for item in mine)
        told = _without(LOST if broken else NOT_CODED, list(own))
        lines.append(f"Of its own: {told[0].lower()}{told[1:]}")
    else:
        lines.append(_RESTS_ON[INHERITS])
    return cell([*lines, *_by_way_of(row, given)])


def _without(verdict: str, findings: Sequence[str]) -> str:
    """What is said where nothing stands, with the findings of which it is said."""
    named = f" ({', '.join(findings)})" if findings else ""
    return f"{_RESTS_ON[verdict]}{named}"


def _by_way_of(row: Row, given: Material) -> list[Line]:
    """A line for each decision that leads to evidence that stands; each finding stands once."""
    ways: dict[str, list[str]] = {}
    for named in row["inherited"]:
        way, _, piece = named.partition(">")
        ways.setdefault(way, []).append(piece)
    lines: list[Line] = []
    told: set[str] = set()
    for way, pieces in ways.items():
        parts: list[Part] = []
        for name, items in _by_finding_of(pieces, given).items():
            standing = _standing(items, given)
            if standing and name not in told:
                parts += ["; " if parts else "", *standing, f" ({name})"]
                told.add(name)
        if parts:
            lines.append(line_of(f"By way of {way}: ", *parts))
    return lines


def _by_finding_of(pieces: Sequence[str], given: Material) -> dict[str, list[Row]]:
    """FINDINGS rows of those pieces of evidence, by finding, in the log's order."""
    named = set(pieces)
    found = {
        name: [item for item in items if f"{name}#{item['item']}" in named]
        for name, items in by_finding(given.findings).items()
    }
    return {name: items for name, items in found.items() if items}


def _standing(items: Sequence[Row], given: Material) -> list[Part]:
    """The most voiced piece and its number, or sources, in parts of a line; empty if none."""
    # That nobody voiced something is evidence, too, where the finding claims just that.
    voiced = [i for i in items if i["n"] or (i["n"] == 0 and i["verdict"] == HOLDS)]
    if voiced:
        most = max(voiced, key=_most)
        return [f"{label_of(most, given)}, ", counted(most, given)]
    return [_bare(items)] if any(item["verdict"] == COUNTED for item in items) else []


def _most(item: Row) -> tuple[float, int]:
    """By share, then by number; numbers that are out of nothing come last."""
    return item["n"] / item["of"] if item["of"] else 0.0, item["n"]


def _bare(items: Sequence[Row]) -> str:
    """What is said of a finding none of whose evidence is counted."""
    sources = [item["label"] for item in items if item["verdict"] == COUNTED]
    if sources:
        noun = "source" if len(sources) == 1 else "sources"
        return f"{noun} {', '.join(sources)}"
    gone = any(item["verdict"] in (GONE, FAILS) for item in items)
    return "evidence gone" if gone else "no coded evidence"
