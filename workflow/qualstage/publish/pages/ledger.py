"""The ledger, coder by coder: every entry in its order, with the words that it is about."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from qualstage.publish import addresses
from qualstage.publish.material import Material
from qualstage.publish.quoted import Quoted, quoted
from qualstage.publish.readers import listed
from qualstage.publish.record import Told, moment_of
from qualstage.publish.site import Page, body

Row = dict[str, Any]


def has_entries(given: Material) -> bool:
    """Whether anybody has decided anything on record."""
    return bool(given.record.by_id)


def make(given: Material) -> Iterator[Page]:
    """A page of all coders, and pages of each one's entries."""
    coders = given.record.of_coder
    places = _places(given)
    actions = {
        coder: Counter((told.entry["action"], told.entry["role"]) for told in mine)
        for coder, mine in coders.items()
    }
    words = body(
        "ledger.html",
        addresses.LEDGER,
        coders=coders,
        actions=actions,
        heads=given.record.heads,
        pages=lambda coder: -(-len(coders[coder]) // addresses.ENTRIES),
        imported=_imported(coders),
        folder=given.study.codebook_name,
    )
    yield Page(addresses.LEDGER, "Ledger of decisions", words, part=addresses.LEDGER)
    for coder, mine in coders.items():
        for number, told in enumerate(_pages(mine), start=1):
            address = addresses.ledger_page(coder, number)
            words = body(
                "ledger_page.html",
                address,
                coder=coder,
                moment=moment_of(mine),
                number=number,
                pages=-(-len(mine) // addresses.ENTRIES),
                entries=[(one, _where(given, one, places)) for one in told],
                record=given.record,
                labels=given.labels,
                sources=given.sources,
                codes=given.codebook.codes,
            )
            title = f"Ledger of {coder}, entries {told[0].entry['seq']} to {told[-1].entry['seq']}"
            yield Page(address, title, words, part=addresses.LEDGER)


def _imported(coders: Mapping[str, Sequence[Told]]) -> list[tuple[str, str]]:
    """The moments that all entries of a chain bear, each with the coders whose chains these are."""
    found: dict[str, list[str]] = defaultdict(list)
    for coder, mine in coders.items():
        if moment_of(mine):
            found[moment_of(mine)].append(coder)
    return [(at, listed(those)) for at, those in sorted(found.items())]


def _pages(entries: Sequence[Told]) -> Iterator[Sequence[Told]]:
    for first in range(0, len(entries), addresses.ENTRIES):
        yield entries[first : first + addresses.ENTRIES]


def _places(given: Material) -> dict[str, tuple[str, int, int]]:
    """Where the words of an entry stand today, as they were settled."""
    found: dict[str, tuple[str, int, int]] = {}
    for row in given.codings:
        if row["basis"] == "people":
            for entry in row["entries"]:
                found.setdefault(entry, (row["source_id"], row["start_char"], row["end_char"]))
    return found


def _where(given: Material, told: Told, places: dict[str, tuple[str, int, int]]) -> Quoted | None:
    """
    The words that an entry is about: as they stand in today's text, identifiers masked.

    An entry that bears on another's coding names words of its own, which are those shown.
    """
    entry = told.entry
    if not told.exact or entry["source"] not in given.sources:
        return None
    start, end = entry["span"]
    text = given.sources[entry["source"]]["text"]
    if text[start:end] == told.exact:
        return quoted(given, entry["source"], start, end)
    if entry["id"] in places:
        return quoted(given, *places[entry["id"]])
    return None
