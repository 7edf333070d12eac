"""The first page: what the site is, the study at a glance, its main table, and the way to all."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from qualstage.publish import addresses
from qualstage.publish.material import Material
from qualstage.publish.pages.tables import n_counts
from qualstage.publish.site import Asset, Page, body
from qualstage.tabulate.formats.html import sections

if TYPE_CHECKING:
    from qualstage.study_model import PaperFigure
    from qualstage.tabulate.printed import PrintedTable


@dataclass(frozen=True)
class Reasoned:
    """Codings that have a reason, of how many; and whether entries were made at several moments."""

    given: int
    of: int
    dated: bool


_TOLD = {
    addresses.SOURCES: "every source, in a reader with what was coded in it",
    addresses.SEARCH: "words in all passages",
    addresses.CODES: "what each code means, and who voiced it",
    addresses.FINDINGS: "what was found, and the evidence that each finding names",
    addresses.DECISIONS: "what was decided, and the findings that it goes back to",
    addresses.AGREEMENT: "how far coders agree",
    addresses.SATURATION: "whether later sources still brought new codes",
    addresses.ACCURACY: "how far the machine’s proposals meet people’s codings",
    addresses.TOPICS: "what passages are about that no code names",
    addresses.COMPARISON: "the numbers beside those in print",
    addresses.LEDGER: "every decision of every coder, in its order",
    addresses.TRAIL: "the six classes of records that an auditor asks for",
    addresses.METHODS: "what COREQ and SRQR ask for, filled in as far as it can be computed",
    addresses.DICTIONARY: "what each table of the results holds",
}


def make(given: Material) -> Iterator[Page | Asset]:
    """The page, and the figures that it shows."""
    from qualstage.contracts import FACTS
    from qualstage.draw import figures_of
    from qualstage.publish.pages import parts_of

    figures, withheld = [], []
    for figure in sorted(figures_of(given.study), key=is_supplementary):
        drawn = given.folder / "draw" / f"{figure.id}.svg"
        if names_people(figure, given):
            withheld.append(figure)
        elif drawn.exists():
            figures.append(figure)
            for ending in ("svg", "csv"):
                content = drawn.with_suffix(f".{ending}").read_bytes()
                yield Asset(addresses.figure_file(f"{figure.id}.{ending}"), content)
    shown = main_table(given)
    words = body(
        "index.html",
        addresses.INDEX,
        given=given,
        has_talk=given.has_talk,
        facts={
            (row["stage"], row["name"]): row["n"]
            for row in given.table("conclude/facts.parquet", FACTS)
        },
        reasons=reasons_of(given),
        shown=shown,
        sections=sections(shown) if shown else [],
        figures=figures,
        withheld=withheld,
        parts=[
            (part.label, part.address, _TOLD.get(part.address, ""))
            for part in parts_of()
            if part.label and part.address != addresses.INDEX and part.needs(given)
        ],
    )
    yield Page(addresses.INDEX, given.study.title, words, part=addresses.INDEX, wide=True)


def reasons_of(given: Material) -> Reasoned:
    """How many of people's accepted codings that are on record have a reason."""
    mine = [
        row
        for row in given.codings
        if row["basis"] == "people" and row["state"] == "accepted" and row["entries"]
    ]
    told = [
        row
        for row in mine
        if row["why"] or any(entry.reason for entry in given.record.about(row["entries"]))
    ]
    return Reasoned(len(told), len(mine), given.record.dated)


def main_table(given: Material) -> PrintedTable | None:
    """The first table of concepts, or else the first whose numbers are counts of codings."""
    of_concepts = [table.id for table in given.study.tables if table.kind == "concepts"]
    for name in (*of_concepts, *given.printed):
        table = given.printed.get(name)
        if table is not None and n_counts(table):
            return table
    return None


def is_supplementary(figure: PaperFigure) -> bool:
    """Whether a figure is of a supplement, as 'Figure S1' is: such come behind the others."""
    return re.search(r"\bS\d", figure.label) is not None


def names_people(figure: PaperFigure, given: Material) -> bool:
    """Whether a figure shows somebody by a name: its letters are drawn, so that its data tell."""
    path = given.folder / "draw" / f"{figure.id}.csv"
    if not given.people.hidden or not path.exists():
        return False
    told = path.read_text(encoding="utf-8-sig")
    return any(name in told for name in given.people.hidden)
