"""A page for every number: who voiced it, in which words, who decided, and what is not counted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from math import ceil
from typing import TYPE_CHECKING, Any

from qualstage.publish import addresses
from qualstage.publish.behind import BASIS, Evidence, Voice, behind
from qualstage.publish.cells import Cell, Key
from qualstage.publish.material import Material
from qualstage.publish.site import Page, body
from qualstage.publish.telling import stage_told
from qualstage.study_rules import EVERYONE

if TYPE_CHECKING:
    from qualstage.publish.behind import Behind

Row = dict[str, Any]

VOICES = 100
"""Respondents, sources or programmes on a page."""

_UNITS = ("programmes", "respondents", "sources", "references")
_BASES = ("people", "machine", "both")


def make(given: Material) -> Iterator[Page]:
    """Every cell's page, in parts where it counts very many."""
    from qualstage.contracts import CONSENSUS

    evidence = Evidence.of(given)
    consensus: dict[tuple[str, str], Row] = {
        (row["stage"], row["code"]): row
        for row in given.table("settle/consensus.parquet", CONSENSUS)
    }
    for cell in given.cells.values():
        yield from _pages(cell, evidence, consensus)


def title_of(key: Key, given: Material) -> str:
    """What a cell's page is called."""
    label = given.codebook.codes[key.label].label if key.level == "code" else key.label
    stage = next(stage for stage in given.study.stages if stage.id == key.stage)
    among = f", {key.population}" if key.population != EVERYONE else ""
    return f"{label}: {stage.name}{among}"


def main_row(cell: Cell, unit: str) -> Row:
    """The row of COUNTS that heads a cell's page: as it is first printed, if it is."""
    wanted = [(one.basis, one.unit) for one in cell.printed]
    wanted += [(BASIS, unit), *cell.counts]
    return next(cell.counts[key] for key in wanted if key in cell.counts)


def _pages(
    cell: Cell, evidence: Evidence, consensus: Mapping[tuple[str, str], Row]
) -> Iterator[Page]:
    given, key = evidence.given, cell.key
    found = behind(cell, evidence)
    stage = next(stage for stage in given.study.stages if stage.id == key.stage)
    codes = {c: entry for c, entry in given.codebook.codes.items() if c in cell.codes}
    shared: dict[str, Any] = {
        "given": given,
        "key": key,
        "found": found,
        "stage_told": stage_told(stage),
        "main": main_row(cell, stage.unit),
        "printed": list(dict.fromkeys(cell.printed)),
        "counts": cell.counts,
        "bases": [b for b in _BASES if b != "machine" or key.stage in evidence.talked],
        "units": [unit for unit in _UNITS if (BASIS, unit) in cell.counts],
        "codes": codes,
        "labels": {code: entry.label for code, entry in codes.items()},
        "asked": [code for code in codes if given.codebook.applies(code, key.stage)],
        "consensus": [consensus[key.stage, c] for c in codes if (key.stage, c) in consensus]
        if key.level == "code"
        else [],
        "rule": given.study.policy.consensus,
        "by_source": found.unit != "respondents",
        "rated_down": [(passage, []) for passage in found.turned_down if passage.rating],
    }
    parts = max(1, ceil(len(found.voices) / VOICES))
    for number in range(1, parts + 1):
        yield _page(shared, number, parts, found)


def _page(shared: Mapping[str, Any], number: int, parts: int, found: Behind) -> Page:
    key, given = shared["key"], shared["given"]
    first = (number - 1) * VOICES
    voices = found.voices[first : first + VOICES]
    address = addresses.cell_part(key.address, number)
    told = {"voices": voices, "rated": _rated(voices), "first": first, "size": VOICES}
    words = body("cell.html", address, **shared, **told, number=number, parts=parts)
    title = title_of(key, given) + (f", part {number}" if number > 1 else "")
    return Page(address, title, words, part=addresses.INDEX)


def _rated(voices: list[Voice]) -> list[tuple[Any, list[str]]]:
    """Ratings with their raters; none unless all that is counted are ratings."""
    found = [one for voice in voices for one in voice.passages]
    return found if all(passage.rating for passage, _ in found) else []
