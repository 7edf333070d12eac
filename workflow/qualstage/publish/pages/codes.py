"""The codebook: what each code means, who voiced it where, and what it is voiced with."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from qualstage.ledger.history import TRAIL
from qualstage.publish import addresses
from qualstage.publish.material import Material
from qualstage.publish.quoted import Quoted, in_reading_order, quoted
from qualstage.publish.site import Page, body
from qualstage.study_rules import EVERYONE

Row = dict[str, Any]

_SHOWN = 12
"""Codes that are told of those voiced with a code, at most."""

_UNITS = ("programmes", "respondents", "sources", "references")


@dataclass(frozen=True)
class Together:
    """A code voiced with another: in how many sources, and in how many the words overlap."""

    code: str
    sources: int
    overlapping: int


def make(given: Material) -> Iterator[Page]:
    """The codebook by concept, and a page a code."""
    numbers = _numbers(given)
    labels = given.labels
    shared = {
        **{"given": given, "labels": labels, "numbers": numbers, "units": _UNITS},
        "page_of": pages_of_numbers(given),
    }
    words = body("codes.html", addresses.CODES, **shared, whole=_whole_concepts(given))
    yield Page(addresses.CODES, "Codebook", words, part=addresses.CODES, wide=True)
    together = voiced_together(given)
    accepted: dict[str, list[Row]] = defaultdict(list)
    for row in given.codings:
        if row["basis"] == "people" and row["state"] == "accepted":
            accepted[row["code"]].append(row)
    below = given.codebook.below()
    for code, entry in given.codebook.codes.items():
        address = addresses.code_page(code)
        words = body(
            "code.html",
            address,
            **shared,
            code=code,
            entry=entry,
            talked=given.talked,
            asked=[s for s in given.study.stages if given.codebook.applies(code, s.id)],
            finer=sorted(below[code] - {code}),
            together=together.get(code, [])[:_SHOWN],
            passages=_by_stage(given, accepted[code]),
            changes=_changes(given, code),
            wording=given.codebook.wording(code),
        )
        yield Page(address, f"Code: {entry.label}", words, part=addresses.CODES)


def _numbers(given: Material) -> Mapping[tuple[str, str, str, str], Row]:
    """COUNTS rows of codes, of everyone, by code, stage, basis and unit."""
    return {
        (row["label"], row["stage"], row["basis"], row["unit"]): row
        for row in given.counts
        if row["level"] == "code" and row["population"] == EVERYONE
    }


def pages_of_numbers(given: Material) -> Mapping[tuple[str, str], str]:
    """By code and stage, the page of a cell that counts just what the code's number counts."""
    below = given.codebook.below()
    unions: dict[tuple[str, frozenset[str]], str] = {}
    order = ("code", "theme", "concept")
    for key, cell in sorted(given.cells.items(), key=lambda pair: order.index(pair[0].level)):
        if key.population == EVERYONE:
            unions.setdefault((key.stage, cell.codes), key.address)
    return {
        (code, stage): unions[stage, frozenset(mine)]
        for code, mine in below.items()
        for stage in given.study.stage_ids
        if (stage, frozenset(mine)) in unions
    }


def _whole_concepts(given: Material) -> Mapping[tuple[str, str], tuple[str, Row]]:
    """By concept and stage, the page of the whole concept, and its number by people's codings."""
    units = {stage.id: stage.unit for stage in given.study.stages}
    return {
        (key.label, key.stage): (key.address, cell.counts["people", units[key.stage]])
        for key, cell in given.cells.items()
        if key.level == "concept" and key.population == EVERYONE
    }


def voiced_together(given: Material) -> dict[str, list[Together]]:
    """
    For each code, those that the same sources voice, most sources first.

    Of people's accepted codings. Words overlap where codings of both share a character.
    """
    of_source: dict[str, dict[str, list[tuple[int, int]]]] = defaultdict(lambda: defaultdict(list))
    for row in given.codings:
        accepted = row["basis"] == "people" and row["state"] == "accepted"
        # A code may have gone from the codebook, and its codings are still on record.
        if accepted and row["code"] in given.codebook.codes:
            span = row["start_char"], row["end_char"]
            of_source[row["source_id"]][row["code"]].append(span)
    both: Counter[tuple[str, str]] = Counter()
    overlapping: Counter[tuple[str, str]] = Counter()
    for spans in of_source.values():
        for pair in combinations(sorted(spans), 2):
            both[pair] += 1
            overlapping[pair] += any(
                a < d and c < b for a, b in spans[pair[0]] for c, d in spans[pair[1]]
            )
    found: dict[str, list[Together]] = defaultdict(list)
    for (one, other), n in both.items():
        found[one].append(Together(other, n, overlapping[one, other]))
        found[other].append(Together(one, n, overlapping[one, other]))
    for mine in found.values():
        mine.sort(key=lambda t: (-t.sources, -t.overlapping, t.code))
    return found


def _by_stage(given: Material, codings: list[Row]) -> list[tuple[str, list[tuple[Quoted, Row]]]]:
    """People's accepted codings by stage, with their words."""
    found: dict[str, list[tuple[Quoted, Row]]] = {}
    for row in in_reading_order(given, codings):
        span = row["source_id"], row["start_char"], row["end_char"]
        words = quoted(given, *span, row["why"])
        found.setdefault(words.stage, []).append((words, row))
    return [(stage, found[stage]) for stage in given.study.stage_ids if stage in found]


def _changes(given: Material, code: str) -> list[Any]:
    """Entries of the ledger that made the code, or put others into it."""
    return [
        told
        for told in given.record.by_id.values()
        if told.entry["action"] in TRAIL and code in (told.code, *as_list(told.entry.get("into")))
    ]


def as_list(names: Any) -> list[str]:
    """Codes that an entry names: a merge goes into one code, a split into several."""
    return [names] if isinstance(names, str) else list(names or ())
