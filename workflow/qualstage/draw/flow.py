"""The flow from evidence over findings to decisions, in three columns with lines between."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import cycle

from qualstage.draw.chain import BARE, BROKEN, INHERITED, SOLID, Chain, Evidence
from qualstage.draw.sheet import FULL, MARGIN, MUTED, PLAIN, SMALL, Sheet, leading, sheet
from qualstage.drawing import VERMILION
from qualstage.study import Study
from qualstage.study_model import PaperFigure

_LEFTS = (MARGIN, 4.6, 9.45)
_WIDTHS = (3.7, 4.0, 7.4)
"""Where the columns of evidence, findings and decisions begin, and how wide they are, in cm."""
_INSET, _PAD, _TIGHT, _GAP = 0.14, 0.06, 0.1, 0.14
"""Inside boxes beside and above words, between pieces of one finding, between others, in cm."""
_PAGE, _LINES = 25.0, (0, 5, 4, 3, 2)
"""
Height to keep to, in cm, by telling decisions in fewer lines (0: whole) where they, and not the
findings, are what makes it higher; a table prints them whole.
"""
_DASHED = {"linestyle": (0, (3, 2))}
_LOOKS = {
    SOLID: {"linestyle": "-", "edgecolor": "0.3", "linewidth": 0.7},
    INHERITED: {"linestyle": (0, (1, 1.5)), "edgecolor": "0.1", "linewidth": 1.1},
    BARE: _DASHED | {"edgecolor": "0.45", "linewidth": 0.7},
    BROKEN: {"linestyle": "-", "edgecolor": VERMILION, "linewidth": 1.3},
}
_TOLD = {
    SOLID: "rests on codings",
    INHERITED: "only by way of ←",
    BARE: "no coded evidence",
    BROKEN: "evidence gone, or against what is claimed",
}
_COLOURS = ("#0072B2", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000")
"""Of stages: those of all figures but vermilion, which warns, and yellow, too pale for words."""
_HEADINGS = ("Evidence", "Findings", "Decisions")


@dataclass(frozen=True)
class _Box:
    """A box in a column: its lines and their looks, its name beside them, a heading above it."""

    lines: list[tuple[str, dict]]
    firm: str
    heading: list[str]
    color: str = MUTED
    name: str = ""

    @property
    def height(self) -> float:
        """Without the heading, in cm."""
        return leading(SMALL) * len(self.lines) + 2 * _PAD

    @property
    def above(self) -> float:
        """Of the heading, in cm."""
        return leading(SMALL) * len(self.heading) + (0.12 if self.heading else 0.0)


def draw_flow(shown: Chain, figure: PaperFigure, study: Study, notice: str) -> dict[str, bytes]:
    """The flow's files by ending."""
    with sheet(FULL, notice) as (page, top):
        for left, heading in zip(_LEFTS, _HEADINGS, strict=True):
            page.text(left, top, [heading], PLAIN, fontweight="bold")
        top += leading(PLAIN) + 0.15
        colours = dict(zip(study.stage_ids, cycle(_COLOURS)))
        names = {stage.id: stage.name for stage in study.stages}
        pieces = [[_evidence(page, one) for one in found.evidence] for found in shown.findings]
        findings = _findings(page, shown, names, colours)
        rows = [
            max(one.above + one.height, one.above + _stacked(mine))
            for one, mine in zip(findings, pieces, strict=True)
        ]
        told = (_decisions(page, shown, most) for most in _LINES)
        room = max(_PAGE - top, _packed(rows))
        decisions = next((boxes for boxes in told if _packed(_column(boxes)) <= room), None)
        decisions = decisions or _decisions(page, shown, _LINES[-1])
        tall = max(_packed(rows), _packed(_column(decisions)))
        found_at = _spread(rows, top, tall)
        made_at = _spread(_column(decisions), top, tall)
        placed = {}
        for finding, one, mine, y in zip(shown.findings, findings, pieces, found_at, strict=True):
            colour = colours[finding.stage]
            placed[finding.name] = _draw_finding(page, (one, mine), y, colour), colour
        for made, one, y in zip(shown.decisions, decisions, made_at, strict=True):
            middle = _draw_box(page, one, _LEFTS[2], _WIDTHS[2], y)
            for name in made.findings:
                start, colour = placed[name]
                ends = (_LEFTS[1] + _WIDTHS[1], start), (_LEFTS[2], middle)
                _draw_curve(page, *ends, edgecolor=colour, alpha=0.75)
        end = _draw_legend(page, top + tall + 0.3)
        return page.files(end + MARGIN, figure.title, notice)


def _column(boxes: Sequence[_Box]) -> list[float]:
    return [one.above + one.height for one in boxes]


def _packed(heights: Sequence[float]) -> float:
    return sum(heights) + _GAP * max(0, len(heights) - 1)


def _stacked(boxes: Sequence[_Box]) -> float:
    return sum(one.height for one in boxes) + _TIGHT * max(0, len(boxes) - 1)


def _spread(heights: Sequence[float], top: float, tall: float) -> list[float]:
    """Where boxes begin that together fill a height, with equal gaps."""
    gap = (tall - sum(heights)) / max(1, len(heights) - 1)
    places, y = [], top
    for height in heights:
        places.append(y)
        y += height + gap
    return places


def _evidence(page: Sheet, piece: Evidence) -> _Box:
    width = _WIDTHS[0] - 2 * _INSET
    lines = [(line, {}) for line in page.wrapped(piece.text, width, SMALL, most=3)]
    ink = {"color": VERMILION if piece.firm == BROKEN else MUTED}
    lines += [(line, ink) for line in page.wrapped(piece.counted, width, SMALL, most=3)]
    return _Box(lines, piece.firm, [])


def _findings(
    page: Sheet, shown: Chain, names: dict[str, str], colours: dict[str, str]
) -> list[_Box]:
    boxes, before = [], None
    width = _WIDTHS[1] - 2 * _INSET
    for finding in shown.findings:
        heading = names[finding.stage] if finding.stage != before else ""
        before = finding.stage
        room = width - _hang(page, finding.name)
        lines = [(line, {}) for line in page.wrapped(finding.text, room, SMALL, most=8)]
        told = page.wrapped(heading, _WIDTHS[1], SMALL, bold=True)
        boxes.append(_Box(lines, finding.firm, told, colours[finding.stage], finding.name))
    return boxes


def _decisions(page: Sheet, shown: Chain, most: int) -> list[_Box]:
    boxes, before = [], ""
    for made in shown.decisions:
        heading = made.area if made.area != before else ""
        before = made.area
        told = page.wrapped(heading, _WIDTHS[2], SMALL, bold=True)
        room = _WIDTHS[2] - 2 * _INSET - _hang(page, made.name)
        lines = page.wrapped(made.text, room, SMALL, most=most) or [""]
        if made.decisions:
            after = f"← {', '.join(made.decisions)}"
            fits = page.width_of(f"{lines[-1]}  {after}", SMALL) <= room
            lines[-1:] = [f"{lines[-1]}  {after}"] if fits else [lines[-1], after]
        boxes.append(_Box([(line, {}) for line in lines], made.firm, told, name=made.name))
    return boxes


def _hang(page: Sheet, name: str) -> float:
    """How far words stand in beside a name, in cm."""
    return page.width_of(name, SMALL, bold=True) + 0.15


def _draw_finding(page: Sheet, boxes: tuple[_Box, list[_Box]], y: float, colour: str) -> float:
    """A finding with its evidence beside it; gives where its middle is."""
    one, mine = boxes
    room = max(one.height, _stacked(mine))
    middle = _draw_box(page, one, _LEFTS[1], _WIDTHS[1], y + (room - one.height) / 2)
    at = y + one.above + (room - _stacked(mine)) / 2
    for piece in mine:
        where = _draw_box(page, piece, _LEFTS[0], _WIDTHS[0], at)
        at += piece.height + _TIGHT
        dashed = _DASHED if piece.firm == BARE else {}
        ends = (_LEFTS[0] + _WIDTHS[0], where), (_LEFTS[1], middle)
        _draw_curve(page, *ends, edgecolor=colour, alpha=0.9, **dashed)
    return middle


def _draw_box(page: Sheet, box: _Box, left: float, width: float, y: float) -> float:
    """A box and its heading; gives where its middle is."""
    page.text(left, y, box.heading, SMALL, fontweight="bold", color=box.color)
    y += box.above
    page.box(left, y, width, box.height, round_by=0.07, zorder=2, **_LOOKS[box.firm])
    at = y + _PAD
    hang = _hang(page, box.name) if box.name else 0.0
    if box.name:
        page.text(left + _INSET, at, [box.name], SMALL, zorder=3, fontweight="bold")
    for line, look in box.lines:
        at += page.text(left + _INSET + hang, at, [line], SMALL, zorder=3, **look)
    return y + box.height / 2


def _draw_curve(
    page: Sheet, start: tuple[float, float], end: tuple[float, float], **look: object
) -> None:
    """A line that leaves and arrives level."""
    from matplotlib.patches import PathPatch
    from matplotlib.path import Path

    bend = (start[0] + end[0]) / 2
    points = [start, (bend, start[1]), (bend, end[1]), end]
    curve = Path(points, [Path.MOVETO, Path.CURVE4, Path.CURVE4, Path.CURVE4])
    page.axes.add_patch(PathPatch(curve, facecolor="none", linewidth=0.8, zorder=1, **look))


def _draw_legend(page: Sheet, top: float) -> float:
    x = MARGIN
    for firm, label in _TOLD.items():
        page.box(x, top + 0.03, 0.5, leading(PLAIN) - 0.06, round_by=0.05, **_LOOKS[firm])
        page.text(x + 0.62, top, [label], PLAIN)
        x += page.width_of(label) + 1.1
    told = "Lines have the colour of the finding's stage. ← follows from an earlier decision."
    top += leading(PLAIN) + 0.1
    return top + page.text(MARGIN, top, page.wrapped(told, FULL - 2 * MARGIN), PLAIN)
