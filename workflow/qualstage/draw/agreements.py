"""What a forest plot of agreement shows: whose, on which codes, before and after adjudication."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from qualstage.agree.reasons import ALL, NO_TWO
from qualstage.codebook import Codebook
from qualstage.study_model import PaperFigure

Row = dict[str, Any]

HEADER = (
    *("concept", "code", "label", "pooling", "when", "level", "coder_1", "coder_2", "measure"),
    *("value", "low", "high", "n", "positives_1", "positives_2", "sources", "reason"),
)

TIMES = ("before", "after")
_POOLED = {"micro": "All codes together", "mean": "Mean over codes"}


@dataclass(frozen=True)
class Line:
    """A row: what it is called, and the AGREEMENT row of each time; a concept has none."""

    concept: str
    label: str
    rows: Mapping[str, Row]
    bold: bool = False


@dataclass(frozen=True)
class Forest:
    """
    What the figure shows.

    Args:
        groups: The pooled figures, then each concept's codes.
        compared: Whom each time compares, by 'before' and 'after'; only those that there are.
        unread: Labels of codes that no two coders read for.
        level: What a unit is.
        measure: What is measured.
        reason: Why there is nothing to show; '' if there is.
    """

    groups: list[list[Line]]
    compared: Mapping[str, tuple[str, str]]
    unread: list[str]
    level: str
    measure: str
    reason: str


def chosen(rows: Iterable[Row], when: str, level: str) -> tuple[str, str] | None:
    """
    Whom to show where one comparison is to stand for all: all coders, or those with most units.

    Args:
        rows: AGREEMENT rows.
        when: 'before' or 'after'.
        level: Of what units.

    Returns:
        coder_1 and coder_2; None if no two have met.
    """
    found = {
        (row["coder_1"], row["coder_2"]): row["n"]
        for row in rows
        if (row["when"], row["level"], row["pooling"]) == (when, level, "micro") and row["n"]
    }
    return min(found, key=lambda pair: (pair[0] != "all", -found[pair], pair), default=None)


def forest_of(figure: PaperFigure, codebook: Codebook, rows: Sequence[Row]) -> Forest:
    """
    What a figure of agreement shows.

    Args:
        figure: Which level, measure, concepts and coders.
        codebook: Concepts and codes, in its order.
        rows: AGREEMENT rows.
    """
    measure = "unitizing alpha" if figure.level == "span" else figure.measure
    mine = [row for row in rows if row["level"] == figure.level and row["measure"] == measure]
    pairs = {when: chosen(mine, when, figure.level) for when in TIMES}
    pairs["before"] = _on_the_same_sources(mine, pairs)
    if figure.coders:
        met = {(row["coder_1"], row["coder_2"]) for row in mine if row["n"]}
        named = tuple(sorted(figure.coders))
        pairs["before"] = named if named in met else None
    compared = {when: pair for when, pair in pairs.items() if pair is not None}
    by_place: dict[tuple[str, str], dict[str, Row]] = {}
    for row in mine:
        if compared.get(row["when"]) == (row["coder_1"], row["coder_2"]):
            by_place.setdefault((row["code"], row["pooling"]), {})[row["when"]] = row
    pooled = [
        Line("", told, by_place[place])
        for pooling, told in _POOLED.items()
        if (place := ("", pooling)) in by_place
    ]
    groups, unread = _by_concept(figure.concepts or codebook.concept_labels, codebook, by_place)
    groups = [pooled, *groups] if pooled else groups
    reason = "" if "before" in compared else _why_nothing(figure, mine)
    return Forest(groups, compared, unread, figure.level, measure, reason)


def _on_the_same_sources(
    rows: Sequence[Row], pairs: Mapping[str, tuple[str, str] | None]
) -> tuple[str, str] | None:
    """
    Whom to show before adjudication, so that figures after it can be read beside them.

    Where only two coders' sources were adjudicated, those two; all coders, wherever any two read,
    would be a figure of other sources.
    """
    before, after = pairs["before"], pairs["after"]
    pooled = {
        (row["when"], row["coder_1"], row["coder_2"]): row["sources"]
        for row in rows
        if row["pooling"] == "micro" and row["n"]
    }
    if before is None or after is None:
        return before
    settled = tuple(
        sorted(one for when, one, _ in pooled if when == "after" and one not in (ALL, ""))
    )
    other_sources = pooled["before", *before] != pooled["after", *after]
    return settled if other_sources and ("before", *settled) in pooled else before


def _by_concept(
    concepts: Iterable[str],
    codebook: Codebook,
    by_place: Mapping[tuple[str, str], Mapping[str, Row]],
) -> tuple[list[list[Line]], list[str]]:
    """Each concept's lines, and the labels of codes that no two coders read for."""
    groups, unread = [], []
    for concept in concepts:
        lines = []
        for code, entry in codebook.codes.items():
            found = by_place.get((code, "code"), {})
            if entry.concept == concept and any(row["n"] for row in found.values()):
                lines.append(Line(concept, entry.label, found))
            elif entry.concept == concept and found:
                unread.append(entry.label)
        if lines:
            groups.append([Line(concept, concept, {}, bold=True), *lines])
    return groups, unread


def _why_nothing(figure: PaperFigure, rows: Iterable[Row]) -> str:
    """Why a figure of agreement is empty."""
    if figure.coders:
        return f"{' and '.join(figure.coders)} are no two coders who read the same source wholly"
    return next((row["reason"] for row in rows), NO_TWO)


def forest_rows(shown: Forest) -> list[list[object]]:
    """The data of the figure under HEADER; why there are none, in a row of its own."""
    if shown.reason:
        place = ["", "", "", "", "", shown.level, "", "", shown.measure]
        return [[*place, *[None] * 7, shown.reason]]
    return [
        [
            line.concept,
            row["code"],
            line.label,
            row["pooling"],
            *(row[name] for name in HEADER[4:]),
        ]
        for lines in shown.groups
        for line in lines
        for row in line.rows.values()
    ]
