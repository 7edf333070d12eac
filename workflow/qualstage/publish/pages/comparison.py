"""The comparison with what was published, cell by cell."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from qualstage.contracts import BASES, PRINTED
from qualstage.publish import addresses
from qualstage.publish.cells import Key
from qualstage.publish.material import Material
from qualstage.publish.site import Page, body
from qualstage.study_rules import EVERYONE

Row = dict[str, Any]

_FIGURE = ("stage", "population", "concept", "theme", "unit")
_VERDICTS = ("same", "different", "missing", "not asked")
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
    names = dict.fromkeys(row["table"] for row in rows)
    by_table = {name: figures_of(row for row in rows if row["table"] == name) for name in names}
    words = body(
        "comparison.html",
        addresses.COMPARISON,
        given=given,
        summary=sorted({key[:2] for key in summary}),
        n=summary,
        counted=any(row["basis"] != PRINTED for row in rows),
        verdicts=[v for v in _VERDICTS if v != "not asked" or any(key[2] == v for key in summary)],
        tables=by_table,
        cell_of=lambda row: _cell_of(row, given),
        stages=given.stage_names,
        everyone=EVERYONE,
    )
    yield Page(
        addresses.COMPARISON, "Comparison with print", words, part=addresses.COMPARISON, wide=True
    )


def figures_of(rows: Iterable[Row]) -> tuple[list[str], list[tuple[Row, dict[str, Row]]]]:
    """
    The figures of a table: the bases there are, and each figure with its row on each basis.

    A figure's first row stands for what all of its rows have in common.
    """
    found: dict[tuple[str, ...], dict[str, Row]] = {}
    for row in rows:
        found.setdefault(tuple(row[name] for name in _FIGURE), {})[row["basis"]] = row
    bases = [basis for basis in (*BASES, PRINTED) if any(basis in mine for mine in found.values())]
    return bases, [(next(iter(mine.values())), mine) for mine in found.values()]


def _cell_of(row: Row, given: Material) -> str:
    """The page of the cell that a figure is of; '' where it is no count of a theme."""
    key = Key(row["stage"], "theme", row["concept"], row["theme"], row["population"])
    return key.address if key in given.cells else ""
