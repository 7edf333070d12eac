"""
What reports of qualitative research are asked for, filled in as far as it can be computed.

Checklists: COREQ (Tong, Sainsbury & Craig 2007) and SRQR (O'Brien et al. 2014). Their items stand
in `checklists.csv`, each with a question in our own words and the facts that answer it; an item
that no fact answers is left as its question, for the authors.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

from qualstage.publish import addresses
from qualstage.publish.fact import Fact
from qualstage.publish.facts import FACTS_TOLD
from qualstage.publish.material import Material
from qualstage.publish.site import Page, body

Row = dict[str, Any]


@dataclass(frozen=True)
class Item:
    """One item of a checklist: its number, name, question, and what can be said of it."""

    checklist: str
    number: str
    domain: str
    name: str
    question: str
    facts: list[Fact]


def make(given: Material) -> Iterator[Page]:
    """The one page."""
    items = checklists(given)
    words = body(
        "methods.html",
        addresses.METHODS,
        lists=[
            (name, told, [item for item in items if item.checklist == name])
            for name, told in (
                ("COREQ", "Tong, Sainsbury and Craig 2007, 32 items"),
                ("SRQR", "O'Brien and colleagues 2014, 21 items"),
            )
        ],
    )
    yield Page(addresses.METHODS, "Facts for reporting", words, part=addresses.METHODS)


def checklists(given: Material) -> list[Item]:
    """Every item of both checklists, with the facts of the study that answer it."""
    from qualstage.csvfile import read_csv

    path = files("qualstage.publish") / "checklists.csv"
    rows = [row for _, row in read_csv(path, required=("checklist", "item"))]
    return [
        Item(
            checklist=row["checklist"],
            number=row["item"],
            domain=row["domain"],
            name=row["name"],
            question=row["question"],
            facts=[fact for name in row["facts"].split() for fact in FACTS_TOLD[name](given)],
        )
        for row in rows
    ]
