"""The sources: a list of them, and the reader of each."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from qualstage.publish import addresses
from qualstage.publish.material import Material
from qualstage.publish.matrix import matrices_of
from qualstage.publish.passages import Entry, Passages
from qualstage.publish.reading import Reading, read_source
from qualstage.publish.site import Page, body
from qualstage.publish.telling import PROPOSED, STATES, stage_told
from qualstage.voices import is_talk

Row = dict[str, Any]


@dataclass(frozen=True)
class Listed:
    """A source as the list tells it."""

    name: str
    kind: str
    attributes: str
    excluded: str
    n_words: int
    n_respondents: int
    accepted: int
    open: int
    rejected: int
    readers: list[str]
    is_talk: bool


def make(given: Material) -> Iterator[Page]:
    """The list of sources, and a page a source."""
    passages = Passages(given)
    readings = readings_of(given, passages)
    people = respondents_of(given)
    names = list(given.sources)
    listed: dict[str, list[Listed]] = defaultdict(list)
    for place, source in enumerate(names):
        reading = read_source(source, given, passages)
        row = given.sources[source]
        told = reading, readings.get(source, []), people.get(source, [])
        listed[row["stage"]].append(_listed(row, *told, given))
        beside = names[place - 1] if place else "", (*names, "")[place + 1]
        yield _reader(row, *told, beside, given)
    yield _list(listed, given)


def readings_of(given: Material, passages: Passages) -> Mapping[str, list[Entry]]:
    """Who read each source wholly, as far as they did not take it back."""
    found: dict[str, list[str]] = defaultdict(list)
    for told in given.record.readings:
        found[told.entry["source"]].append(told.entry["id"])
    return {source: passages.entries(source, ids) for source, ids in found.items()}


def _reader(
    row: Row,
    reading: Reading,
    readings: list[Entry],
    people: list[str],
    beside: tuple[str, str],
    given: Material,
) -> Page:
    source = row["source_id"]
    stage = next((s for s in given.study.stages if s.id == row["stage"]), None)
    states = Counter(note.state for note in reading.notes)
    codes = Counter(note.code for note in reading.notes)
    coders = Counter(note.coding["coder"] or "the machine" for note in reading.notes)
    address = addresses.source_page(source)
    words = body(
        "reader.html",
        address,
        source=row,
        stage_told=stage_told(stage) if stage else row["stage"],
        why_excluded=given.reasons.told(source, row["excluded"] or ""),
        reading=reading,
        readings=readings,
        matrices=matrices_of([source], given),
        respondents=people,
        labels=given.labels,
        n_by_state=[(state, states[state]) for state in STATES],
        only_proposals=set(states) == {PROPOSED},
        n_by_code=[(code, codes[code]) for code in given.codebook.codes if codes[code]],
        n_by_coder=sorted(coders.items()),
        is_talk=is_talk(row),
        before=beside[0],
        after=beside[1],
    )
    scripts = ("reader.js",) if reading.notes else ()
    return Page(address, source, words, part=addresses.SOURCES, scripts=scripts, wide=True)


def respondents_of(given: Material) -> Mapping[str, list[str]]:
    """The respondents who speak in each source, as the site may name them."""
    found: dict[str, dict[str, None]] = defaultdict(dict)
    for row in given.speakers:
        if row["respondent_id"]:
            found[row["source_id"]][given.people.person(row["respondent_id"])] = None
    return {source: list(names) for source, names in found.items()}


def _listed(
    row: Row, reading: Reading, readings: list[Entry], people: list[str], given: Material
) -> Listed:
    states = Counter(note.state for note in reading.notes)
    return Listed(
        name=row["source_id"],
        kind=row["kind"],
        attributes=", ".join(value for _, value in row["attributes"]),
        excluded=given.reasons.told(row["source_id"], row["excluded"] or ""),
        n_words=row["n_words"],
        n_respondents=len(people),
        accepted=states["accepted"],
        open=states["open"],
        rejected=states["rejected"],
        readers=[
            *dict.fromkeys(entry.told.entry["coder"] for entry in readings),
            *(matrix.reviewer for matrix in matrices_of([row["source_id"]], given)),
        ],
        is_talk=is_talk(row),
    )


def _list(listed: Mapping[str, list[Listed]], given: Material) -> Page:
    every = [row for rows in listed.values() for row in rows]
    left_out = sum(bool(row.excluded) for row in every)
    told = f"{len(every)} sources" + (
        f", {left_out} of them left out of all counts" if left_out else ""
    )
    words = body(
        "sources.html",
        addresses.SOURCES,
        stages=[(stage, listed.get(stage.id, [])) for stage in given.study.stages],
        any_open=any(row.open for row in every),
        n_told=told,
    )
    scripts = ("sources.js",)
    return Page(
        addresses.SOURCES, "Sources", words, part=addresses.SOURCES, scripts=scripts, wide=True
    )
