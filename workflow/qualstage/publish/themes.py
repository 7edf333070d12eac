"""Which themes of each stage much of it voiced, which little, and which nobody."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from qualstage.publish import addresses
from qualstage.publish.fact import Fact
from qualstage.publish.material import Material
from qualstage.study_rules import EVERYONE

Row = dict[str, Any]


def major_themes(given: Material) -> Iterator[Fact]:
    """Themes that at least half of a stage voiced."""
    yield from _themes(given, lambda share: share >= 0.5, "at least half of the stage voiced")


def minor_themes(given: Material) -> Iterator[Fact]:
    """Themes that somebody voiced, and not a quarter of a stage; and those that nobody did."""
    yield from _themes(given, lambda share: 0 < share < 0.25, "less than a quarter voiced")
    yield from _themes(given, lambda share: share == 0, "nobody voiced", always=False)


def _themes(
    given: Material, fits: Callable[[float], bool], told: str, always: bool = True
) -> Iterator[Fact]:
    units = {stage.id: stage.unit for stage in given.study.stages}
    for stage, name in given.stage_names.items():
        mine = [
            row
            for row in given.counts
            if (row["stage"], row["level"], row["basis"]) == (stage, "theme", "people")
            and row["population"] == EVERYONE
            and row["unit"] == units[stage]
            and row["n"] is not None
            and row["of"]
        ]
        found = [_with_concept(row) for row in mine if fits(row["n"] / row["of"])]
        if mine and (found or always):
            which = "; ".join(found) or "none"
            yield Fact(f"{name}: themes that {told}: {which}.", addresses.INDEX)


def _with_concept(row: Row) -> str:
    """A theme as a list names it: two of different concepts may be called alike."""
    label, concept = row["label"], row["concept"]
    return label if label == concept else f"{label} ({concept})"
