"""Every page of the site, part by part: one module a part."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from qualstage.publish import addresses
from qualstage.publish.material import Material
from qualstage.publish.site import Asset, Menu, Page

Maker = Callable[[Material], Iterator[Page | Asset]]


@dataclass(frozen=True)
class Part:
    """
    A part of the site.

    Args:
        label: What the menu calls it; '' if it is not named there.
        address: Its first page; '' likewise.
        make: Gives its pages and files.
        needs: Whether a study has what it tells; every study has, if not given.
    """

    label: str
    address: str
    make: Maker
    needs: Callable[[Material], bool] = lambda given: True


def pages_of(given: Material) -> Iterator[Page | Asset | Menu]:
    """The menu, and every page and file of a study's site."""
    parts = [part for part in parts_of() if part.needs(given)]
    yield Menu(tuple((part.label, part.address) for part in parts if part.label))
    for part in parts:
        yield from part.make(given)


def parts_of() -> list[Part]:
    """The site's parts, in the order of the menu."""
    from qualstage.publish.pages import (
        agreement,
        cells,
        codes,
        comparison,
        conclusions,
        dictionary,
        index,
        ledger,
        machine,
        methods,
        saturation,
        search,
        sources,
        tables,
        topics,
        trail,
    )

    def has_talk(given: Material) -> bool:
        return given.has_talk

    return [
        Part("Overview", addresses.INDEX, index.make),
        Part("", "", tables.make),
        Part("", "", cells.make),
        Part("Sources", addresses.SOURCES, sources.make),
        Part("Search", addresses.SEARCH, search.make),
        Part("Codebook", addresses.CODES, codes.make),
        Part("Findings", addresses.FINDINGS, conclusions.make_findings, conclusions.has_findings),
        Part(
            "Decisions", addresses.DECISIONS, conclusions.make_decisions, conclusions.has_decisions
        ),
        Part("Agreement", addresses.AGREEMENT, agreement.make, agreement.has_coders),
        Part("Saturation", addresses.SATURATION, saturation.make, saturation.has_read),
        Part("Topics", addresses.TOPICS, topics.make, has_talk),
        Part("Machine", addresses.ACCURACY, machine.make, has_talk),
        Part("Comparison", addresses.COMPARISON, comparison.make, comparison.has_published),
        Part("Ledger", addresses.LEDGER, ledger.make, ledger.has_entries),
        Part("Audit trail", addresses.TRAIL, trail.make),
        Part("Methods", addresses.METHODS, methods.make),
        Part("Data dictionary", addresses.DICTIONARY, dictionary.make),
    ]
