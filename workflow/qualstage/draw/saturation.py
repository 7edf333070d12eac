"""New codes from source to source, a panel a stage: bars, their sum, and what orders would give."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from qualstage.draw.curves import HIGH, WIDE, draw_curves, legend
from qualstage.draw.items import stages_of
from qualstage.draw.sheet import FULL, MARGIN, MUTED, PLAIN, SMALL, Sheet, leading, sheet
from qualstage.study import Stage, Study
from qualstage.study_model import PaperFigure

Row = dict[str, Any]

HEADER = (
    *("stage", "n", "source_id", "kind", "new", "cumulative", "expected", "low", "high"),
    *("base_codes", "run_new", "ratio", "reached", "reason"),
)

_COLUMNS = 3
_GAP, _BELOW = 0.5, 0.35
"""Between panels beside and below each other, in cm."""


@dataclass(frozen=True)
class Panel:
    """
    A stage, its sources one by one, and what the study's rule says of them.

    Args:
        stage: The stage.
        points: Its SATURATION rows by number; none where there is nothing to tell.
        stated: Its SATURATED row under the study's rule.
    """

    stage: Stage
    points: Sequence[Row]
    stated: Row

    @property
    def told(self) -> str:
        """When saturation is reached, as authors write it; '' where it is not."""
        reached = self.stated["reached_at"]
        return f"{reached} + {self.stated['run']}" if reached else ""

    @property
    def kind(self) -> str:
        """The kind that most of its sources are of; of equals, the first."""
        kinds = [row["kind"] for row in self.points]
        return max(dict.fromkeys(kinds), key=kinds.count)


def panels_of(
    figure: PaperFigure, study: Study, saturation: Iterable[Row], saturated: Iterable[Row]
) -> list[Panel]:
    """
    What the figure shows, stage by stage.

    Args:
        figure: Which stages.
        study: The stages.
        saturation: SATURATION rows.
        saturated: SATURATED rows.
    """
    saturation = sorted(saturation, key=lambda row: row["n"])
    stated = {row["stage"]: row for row in saturated if row["stated"]}
    return [
        Panel(stage, [row for row in saturation if row["stage"] == stage.id], stated[stage.id])
        for stage in stages_of(figure, study)
    ]


def saturation_data(panels: Iterable[Panel]) -> list[list[object]]:
    """The data of the figure under HEADER; a stage without sources is a row that says why."""
    rows: list[list[object]] = []
    for panel in panels:
        why = panel.stated["reason"]
        rows += [[*(row[name] for name in HEADER[:-1]), why] for row in panel.points]
        if not panel.points:
            rows.append([panel.stage.id, *[None] * (len(HEADER) - 2), why])
    return rows


def draw_saturation(panels: Sequence[Panel], figure: PaperFigure, notice: str) -> dict[str, bytes]:
    """The figure's files by ending."""
    with sheet(FULL, notice) as (page, top):
        across = 2 if len(panels) == 2 * 2 else min(_COLUMNS, len(panels))
        wide = (FULL - 2 * MARGIN - (across - 1) * _GAP) / across
        wide = min(wide, WIDE)
        y = top
        for first in range(0, len(panels), across):
            beside = panels[first : first + across]
            y = _draw_row(page, beside, wide, y) + _BELOW
        if any(panel.points for panel in panels):
            y += legend(page, y, panels) + 0.1
        told = page.wrapped(" ".join(notes(panels)), FULL - 2 * MARGIN, PLAIN)
        y += page.text(MARGIN, y, told, PLAIN)
        return page.files(y + MARGIN, figure.title, notice)


def _draw_row(page: Sheet, panels: Sequence[Panel], wide: float, top: float) -> float:
    """Panels beside each other below their headings; gives where the lowest one ends."""
    heads = [page.wrapped(panel.stage.name, wide, PLAIN, bold=True, most=3) for panel in panels]
    below = top + leading(PLAIN) * max(map(len, heads))
    ends = []
    for number, (panel, head) in enumerate(zip(panels, heads, strict=True)):
        left = MARGIN + number * (wide + _GAP)
        page.text(left, top, head, PLAIN, fontweight="bold")
        y = below
        for told in _amounts(panel):
            y += page.text(left, y, page.wrapped(told, wide, SMALL), SMALL, color=MUTED)
        if not panel.points:
            why = page.wrapped(f"{panel.stated['reason'].capitalize()}.", wide, SMALL)
            y += page.text(left, y, why, SMALL, fontstyle="italic")
        ends.append(y)
    start = max(ends) + 0.15
    shown = [number for number, panel in enumerate(panels) if panel.points]
    for number in shown:
        left = MARGIN + number * (wide + _GAP)
        draw_curves(page, panels[number].points, panels[number], (left, start, wide))
    return start + HIGH if shown else max(ends)


def _amounts(panel: Panel) -> list[str]:
    """How many sources and codes, and when saturation is reached."""
    if not panel.points:
        return []
    row = panel.stated
    kinds: dict[str, int] = {}
    for point in panel.points:
        kinds[point["kind"]] = kinds.get(point["kind"], 0) + 1
    of_kinds = ", ".join(f"{kind}: {n}" for kind, n in kinds.items())
    told = f"{row['found']} of {row['codes']} codes came up"
    if not panel.told:
        return [of_kinds, told, f"Not saturated: {row['reason']}"]
    return [of_kinds, f"{told}, {row['by_then']} of them by source {row['reached_at']}"]


def notes(panels: Sequence[Panel]) -> list[str]:
    """What is said below the figure."""
    if not panels:
        return []
    row = panels[0].stated
    told = [
        "Codes that people accepted, in sources read wholly, in the order of collection.",
        f"Saturation after Guest, Namey and Chen (2020): base {row['base']}, run {row['run']}, at "
        f"most {100 * row['threshold']:g} % new.",
    ]
    left_out = [(panel.stage.name, panel.stated["left_out"]) for panel in panels if panel.points]
    if missing := [f"{name} {n}" for name, n in left_out if n]:
        told.append(f"Left out, as nobody read them wholly or they rate: {'; '.join(missing)}.")
    if late := sorted({code for panel in panels for code in panel.stated["late"]}):
        told.append(
            f"Not looked for in every source, so that they may come earlier: {', '.join(late)}."
        )
    return told
