"""A page for every number: who voiced it, in which words, who decided, and what is not counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from math import ceil
from typing import TYPE_CHECKING, Any

from qualstage.publish import addresses
from qualstage.publish.behind import BASIS, Evidence, Voice, behind
from qualstage.publish.cells import Cell, Key, Printed
from qualstage.publish.material import Material
from qualstage.publish.matrix import is_of_matrix
from qualstage.publish.site import Page, body
from qualstage.publish.telling import BASIS_TOLD, stage_told
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
    """What a cell's page is called: no other page of a cell is called so."""
    stage = next(stage for stage in given.study.stages if stage.id == key.stage)
    names = Counter(given.stage_names.values())
    where = stage.name if names[stage.name] == 1 else stage_told(stage)
    among = f", {key.population}" if key.population != EVERYONE else ""
    return f"{name_of(key, given)}: {where}{among}"


def name_of(key: Key, given: Material) -> str:
    """What a cell counts: a code, or a theme, with its concept; or a whole concept."""
    if key.level == "concept":
        return f"{key.label} (whole concept)"
    label = given.labels[key.label] if key.level == "code" else key.label
    concept = "" if key.concept == label else f" of {key.concept}"
    return f"{label} ({key.level}{concept})"


def counted_from(printed: Printed, with_proposals: Collection[str], material: str) -> str:
    """What a printed number is counted from, in words; `material`: what people judged."""
    of_people = printed.basis == BASIS and printed.table not in with_proposals
    return material if of_people or printed.basis == "people" else BASIS_TOLD[printed.basis]


def beside(key: Key, cells: Mapping[Key, Cell]) -> tuple[Key | None, list[Key]]:
    """The whole concept that a cell is a part of; and the parts of one that is whole."""
    whole = key._replace(level="concept", label=key.concept)
    if key != whole:
        whole = whole if whole in cells else whole._replace(population=EVERYONE)
        return (whole if whole in cells else None), []
    same = key.stage, key.concept, key.population
    parts = [k for k in cells if (k.stage, k.concept, k.population) == same and k != key]
    return None, parts


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
    settled = [consensus[key.stage, c] for c in codes if (key.stage, c) in consensus]
    settled = settled if key.level == "code" else []
    whole, parts_of_it = beside(key, given.cells)
    with_machine = key.stage in given.talked
    of_matrix = any(is_of_matrix(given.sources[name]) for name in found.members)
    material = "ratings" if settled else "the matrix" if of_matrix else BASIS_TOLD["people"]
    shared: dict[str, Any] = {
        "given": given,
        "key": key,
        "found": found,
        "stage_told": stage_told(stage),
        "main": main_row(cell, stage.unit),
        "printed": [
            (one, counted_from(one, evidence.with_proposals, material))
            for one in dict.fromkeys(cell.printed)
        ],
        "whole": whole,
        "themes": parts_of_it,
        "of_matrix": of_matrix,
        "counts": cell.counts,
        "bases": _BASES if with_machine else ("people",),
        "units": [unit for unit in _UNITS if (BASIS, unit) in cell.counts],
        "codes": codes,
        "labels": {code: entry.label for code, entry in codes.items()},
        "asked": [code for code in codes if given.codebook.applies(code, key.stage)],
        "consensus": settled,
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
