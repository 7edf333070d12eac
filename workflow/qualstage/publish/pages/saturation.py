"""Whether later sources still brought new codes, stage by stage."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from qualstage.publish import addresses
from qualstage.publish.material import Material
from qualstage.publish.site import Asset, Page, body

Row = dict[str, Any]

_PICTURE = "saturation.svg"


def has_read(given: Material) -> bool:
    """Whether enough sources of any stage were read wholly, so that a rule can be met or missed."""
    return any(row["stated"] and row["resamples"] is not None for row in saturated(given))


def make(given: Material) -> Iterator[Page | Asset]:
    """The one page, and its figure."""
    rules, curve = saturated(given), _curve(given)
    words = body(
        "saturation.html",
        addresses.SATURATION,
        stages=[
            (
                stage,
                [row for row in rules if row["stage"] == stage.id],
                [row for row in curve if row["stage"] == stage.id],
            )
            for stage in given.study.stages
        ],
        picture=addresses.picture_file("saturate", _PICTURE),
    )
    picture = given.folder / "saturate" / _PICTURE
    yield Asset(addresses.picture_file("saturate", _PICTURE), picture.read_bytes())
    yield Page(addresses.SATURATION, "Saturation", words, part=addresses.SATURATION)


def saturated(given: Material) -> list[Row]:
    """SATURATED rows: the study's own rule first, stage by stage."""
    from qualstage.contracts import SATURATED

    rows = given.table("saturate/saturated.parquet", SATURATED)
    order = {stage: number for number, stage in enumerate(given.study.stage_ids)}
    return sorted(
        rows,
        key=lambda r: (order[r["stage"]], not r["stated"], r["base"], r["run"], r["threshold"]),
    )


def _curve(given: Material) -> list[Row]:
    from qualstage.contracts import SATURATION

    return given.table("saturate/saturation.parquet", SATURATION)
