"""The data dictionary: every table of the results, from the contracts that they are held to."""

from __future__ import annotations

from collections.abc import Iterator

from qualstage.contracts import TABLES
from qualstage.publish import addresses
from qualstage.publish.material import Material
from qualstage.publish.site import Page, body


def make(given: Material) -> Iterator[Page]:
    """The one page."""
    words = body("dictionary.html", addresses.DICTIONARY, tables=TABLES)
    yield Page(addresses.DICTIONARY, "Data dictionary", words, part=addresses.DICTIONARY)
