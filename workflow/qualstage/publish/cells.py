"""
Which numbers have a page: the cells of tables, by what they count.

Those are every theme and concept at every stage where it was asked, among all; and whatever else
a printed table or a finding names.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from qualstage.publish import addresses
from qualstage.study_rules import EVERYONE

if TYPE_CHECKING:
    from qualstage.publish.material import Material
    from qualstage.tabulate.printed import Counted, PrintedTable

Row = dict[str, Any]


class Key(NamedTuple):
    """What a cell counts, and in whom; names as in COUNTS."""

    stage: str
    level: str
    concept: str
    label: str
    population: str

    @property
    def address(self) -> str:
        """Its page."""
        return addresses.cell_page(*self)


class Printed(NamedTuple):
    """Where a number is printed: the table's id and label, the words that tell it, its basis."""

    table: str
    label: str
    words: str
    basis: str
    unit: str


@dataclass
class Cell:
    """
    A number that has a page.

    Args:
        key: What it counts.
        codes: The codes that it is a union of.
        counts: Rows of COUNTS by basis and unit.
        printed: Where it is printed.
    """

    key: Key
    codes: frozenset[str]
    counts: Mapping[tuple[str, str], Row]
    printed: list[Printed] = field(default_factory=list)


def key_of(counted: Counted) -> Key:
    """The cell that a printed number leads to."""
    return Key(counted.stage, counted.level, counted.concept, counted.label, counted.population)


def cells_of(given: Material) -> dict[Key, Cell]:
    """
    Every number that has a page, in the order of COUNTS.

    Raises:
        ValueError: a table prints a number that COUNTS does not have.
    """
    from qualstage.count import countables

    wanted: dict[Key, list[Printed]] = defaultdict(list)
    for key, printed in _printed(given):
        wanted[key].append(printed)
    for key in _of_findings(given):
        wanted.setdefault(key, [])
    codes = {
        (item.stage, item.level, item.concept, item.label): item.codes
        for item in countables(given.study, given.codebook)
    }
    numbers: dict[Key, dict[tuple[str, str], Row]] = defaultdict(dict)
    for row in given.counts:
        key = Key(row["stage"], row["level"], row["concept"], row["label"], row["population"])
        of_everyone = key.population == EVERYONE and key.level in ("theme", "concept")
        if row["asked"] and (of_everyone or key in wanted):
            numbers[key][row["basis"], row["unit"]] = row
    for key in wanted:
        if key not in numbers:
            raise ValueError(f"a table prints {key}, which is not counted")
    return {
        key: Cell(key, codes[key[:4]], rows, wanted.get(key, [])) for key, rows in numbers.items()
    }


def tables_with_proposals(cells: Iterable[Cell]) -> frozenset[str]:
    """Tables, by id, in which any number counts proposals that nobody judged."""
    return frozenset(
        one.table
        for cell in cells
        for one in cell.printed
        if cell.counts[one.basis, one.unit]["unread"]
    )


def _printed(given: Material) -> Iterator[tuple[Key, Printed]]:
    for table, printed in given.printed.items():
        for line in _lines(printed):
            for one in line.counts:
                words = line.text if one.start == 0 else line.text[one.start : one.end]
                yield (
                    key_of(one),
                    Printed(table, printed.label, words, one.basis, one.unit),
                )


def _lines(printed: PrintedTable) -> Iterator[Any]:
    return (line for row in printed.rows for cell in row for line in cell.lines)


def _of_findings(given: Material) -> Iterator[Key]:
    """What findings name as their evidence, whether or not a table prints it."""
    from qualstage.contracts import FINDINGS

    for row in given.table("conclude/findings.parquet", FINDINGS):
        key = finding_key(row, given)
        if key is not None:
            yield key


def finding_key(row: Row, given: Material) -> Key | None:
    """The cell of a piece of evidence, a row of FINDINGS; None if it is not counted."""
    from qualstage.tabulate.stage_table import count_behind

    found = count_behind(row, given.study, given.codebook)
    return Key(**{name: found[name] for name in Key._fields}) if found else None
