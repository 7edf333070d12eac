"""The comparison with what was published, cell by cell."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import groupby
from typing import Any

from qualstage.publish import addresses
from qualstage.publish.material import Material
from qualstage.publish.site import Page, body

Row = dict[str, Any]

_NAME = "compare/comparison.csv"


def has_published(given: Material) -> bool:
    """Whether the study names any figures in print."""
    return bool(given.csv(_NAME))


def make(given: Material) -> Iterator[Page]:
    """The one page; none where nothing was published."""
    rows = given.csv(_NAME)
    if not rows:
        return
    summary: Counter[tuple[str, str, str]] = Counter(
        (row["table"], row["basis"], row["verdict"]) for row in rows
    )
    by_table = {name: list(mine) for name, mine in groupby(rows, lambda row: row["table"])}
    words = body(
        "comparison.html",
        addresses.COMPARISON,
        given=given,
        summary=sorted({key[:2] for key in summary}),
        n=summary,
        tables=by_table,
        cell_of=lambda row: _cell_of(row, given),
        stages=given.stage_names,
    )
    yield Page(
        addresses.COMPARISON, "Comparison with print", words, part=addresses.COMPARISON, wide=True
    )


def _cell_of(row: Row, given: Material) -> str:
    """The page of the cell that a figure is of; '' where it is no count of a theme."""
    if row["theme"] not in given.study.themes.get(row["stage"], {}).get(row["concept"], {}):
        return ""
    return addresses.cell_page(
        row["stage"], "theme", row["concept"], row["theme"], row["population"]
    )
