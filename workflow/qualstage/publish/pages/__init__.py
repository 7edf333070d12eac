"""Every page of the site, part by part: one module a part."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from qualstage.publish import addresses
from qualstage.publish.material import Material
from qualstage.publish.site import Asset, Menu, Page

Maker = Callable[[Material], Iterator[Page | Asset]]


def pages_of(given: Material) -> Iterator[Page | Asset | Menu]:
    """The menu, and every page and file of a study's site."""
    parts = parts_of(given)
    yield Menu(tuple((label, address) for label, address, _ in parts if label))
    for _, _, make in parts:
        yield from make(given)


def parts_of(given: Material) -> list[tuple[str, str, Maker]]:
    """The site's parts: label and address in the menu ('' if it is not named there), its maker."""
    from qualstage.publish.pages import cells, dictionary, index, search, sources, tables

    return [
        ("Overview", addresses.INDEX, index.make),
        ("", "", tables.make),
        ("", "", cells.make),
        ("Sources", addresses.SOURCES, sources.make),
        ("Search", addresses.SEARCH, search.make),
        ("Data dictionary", addresses.DICTIONARY, dictionary.make),
    ]
