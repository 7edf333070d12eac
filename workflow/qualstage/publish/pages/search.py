"""The search over all passages."""

from __future__ import annotations

from collections.abc import Iterator

from qualstage.publish import addresses
from qualstage.publish.material import Material
from qualstage.publish.searching import index_files
from qualstage.publish.site import Asset, Page, body


def make(given: Material) -> Iterator[Page | Asset]:
    """The page, and the files that it loads when somebody searches."""
    for name, content in index_files(given):
        yield Asset(f"search/{name}", content.encode())
    n_passages = sum(len(rows) for rows in given.segments.values())
    n_sources = sum(bool(rows) for rows in given.segments.values())
    words = body("search.html", addresses.SEARCH, n_passages=n_passages, n_sources=n_sources)
    yield Page(addresses.SEARCH, "Search", words, part=addresses.SEARCH, scripts=("search.js",))
