"""What a figure says in words below it: whom it counts, and whose judgements."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from qualstage.draw.material import NO_MATERIAL, NOT_ASKED, UNCOUNTED, Number
from qualstage.study import EVERYONE, Stage
from qualstage.study_model import PaperFigure

_BASES = {
    "people": "People's codings.",
    "machine": "The machine's proposals, read by nobody.",
    "both": "People's codings; where nobody judged, the machine's proposals.",
}

_UNREAD, _AGREED = "*", " ✓"

WITHOUT = {NOT_ASKED: "not asked", UNCOUNTED: "not a theme there", NO_MATERIAL: "no material"}
"""What is said where there is no number."""


def basis_note(basis: str) -> str:
    """Whose judgements a figure shows."""
    return _BASES[basis]


def population_notes(figure: PaperFigure, stages: Sequence[Stage]) -> list[str]:
    """Whom a figure counts, stage by stage where it is not one population; nothing of everybody."""
    counted = {stage.id: figure.population_at(stage.id) for stage in stages}
    if set(counted.values()) == {EVERYONE}:
        return []
    if len(set(counted.values())) == 1:
        return [f"Counted: {counted[stages[0].id]}."]
    told = "; ".join(
        f"{stage.name}: {'everybody' if counted[stage.id] == EVERYONE else counted[stage.id]}"
        for stage in stages
    )
    return [f"Counted: {told}."]


def marks(number: Number, basis: str) -> str:
    """What is printed after a number: that it rests on proposals in part, that raters agreed."""
    unread = _UNREAD if number.unread and basis == "both" else ""
    return unread + (_AGREED if number.agreed else "")


def number_notes(numbers: Iterable[Number], basis: str) -> list[str]:
    """What the marks after numbers mean, and whose judgements the numbers are."""
    printed = "".join(marks(number, basis) for number in numbers)
    told = [] if basis == "both" and _UNREAD not in printed else [basis_note(basis)]
    if _UNREAD in printed:
        told.append(f"{_UNREAD}: some or all of them proposed, unread.")
    if _AGREED in printed:
        told.append(f"{_AGREED.strip()}: agreed on by the study's rule.")
    return told
