"""
The step `count`: respondents, sources and references per stage, concept, theme and code.

What a number means:

- respondents: people credited with at least one coding, each once per stage however many of the
  stage's sources they speak in. A coding credits each respondent whose words fill at least a tenth
  of its span. Speakers who are not identified count for their source only.
- sources: sources with at least one coding; programmes: the same, of kind 'programme'.
- references: codings, those of one source whose spans overlap being one.

A theme, a concept and a parent code count the union of their codes, never the sum. Codings count
when accepted, and on the bases `machine` and `both` also when still open. Zeros stay; where no code
of a row applies at a stage, n is empty: it was not asked.
"""

from __future__ import annotations

import argparse
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qualstage.contracts import BASES
from qualstage.study import EVERYONE

if TYPE_CHECKING:
    import pandas

    from qualstage.codebook import Codebook
    from qualstage.study import Study

Row = dict[str, Any]
PROGRAMME = "programme"

_CELL = ["item", "population", "basis"]
_BELONGS = {"source_id": "source_belongs", "respondent": "respondent_belongs"}


@dataclass(frozen=True)
class Countable:
    """Something that is counted at a stage: a code, a theme or a concept, as a union of codes."""

    stage: str
    level: str
    concept: str
    label: str
    codes: frozenset[str]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Options of `qualstage count`."""
    parser.add_argument("--study", required=True, type=Path, help="the study's folder")
    parser.add_argument(
        "--sources", nargs="+", required=True, type=Path, help="sources, all shards"
    )
    parser.add_argument("--speakers", nargs="+", required=True, type=Path, help="likewise")
    parser.add_argument("--segments", nargs="+", required=True, type=Path, help="likewise")
    parser.add_argument("--codings", required=True, type=Path, help="what was settled")
    parser.add_argument("--counts", required=True, type=Path, help="Parquet to write")
    parser.add_argument("--csv", required=True, type=Path, help="the same as CSV, for people")


def run(options: argparse.Namespace) -> None:
    """Count what was settled."""
    from qualstage.codebook import read_codebook
    from qualstage.contracts import CODINGS, COUNTS, SEGMENTS, SOURCES, SPEAKERS
    from qualstage.study import read_study
    from qualstage.study_checks import check_codes
    from qualstage.tables import read_rows, write_csv, write_table

    study = read_study(options.study)
    codebook = read_codebook(study.path(study.codebook))
    check_codes(study, codebook)
    sources = read_rows(options.sources, SOURCES)
    speakers = read_rows(options.speakers, SPEAKERS)
    voiced = credit(
        read_rows(options.codings, CODINGS), read_rows(options.segments, SEGMENTS), speakers
    )
    rows = count(voiced, sources, speakers, study, codebook)
    write_table(rows, COUNTS, options.counts)
    write_csv(rows, COUNTS, options.csv, study.notice)


def credit(
    codings: Iterable[Row], segments: Iterable[Row], speakers: Iterable[Row]
) -> pandas.DataFrame:
    """
    Who voiced what: one row per counted coding and credited respondent.

    Returns:
        Columns basis, source_id, code, start_char, end_char, respondent (None where the words are
        nobody's who is identified), read (False where only an open proposal says so).
    """
    import pandas

    from qualstage.voices import Voices

    voices = Voices(segments)
    names = {(row["source_id"], row["speaker"]): row["respondent_id"] for row in speakers}
    rows = []
    for coding in codings:
        if coding["state"] == "rejected":
            continue
        source, span = coding["source_id"], (coding["start_char"], coding["end_char"])
        credited = {names.get((source, s)) for s in voices.credited(source, *span)} - {None}
        for respondent in sorted(credited) or [None]:
            read = coding["state"] == "accepted"
            rows.append((coding["basis"], source, coding["code"], *span, respondent, read))
    # Types are said outright, so that no codings at all are counted like any others.
    columns = dict.fromkeys(("basis", "source_id", "code"), object)
    columns |= {"start_char": "int64", "end_char": "int64", "respondent": object, "read": bool}
    return pandas.DataFrame(rows, columns=list(columns)).astype(columns)


def countables(study: Study, codebook: Codebook) -> Iterator[Countable]:
    """Everything counted at each stage: codes (with those below them), themes, concepts."""
    below = codebook.below()
    for stage in study.stage_ids:
        for code, entry in codebook.codes.items():
            yield Countable(stage, "code", entry.concept, code, frozenset(below[code]))
        for concept, themes in study.themes.get(stage, {}).items():
            for theme, codes in themes.items():
                union = frozenset(c for code in codes for c in below[code])
                yield Countable(stage, "theme", concept, theme, union)
        for concept in codebook.concept_labels:
            codes = frozenset(c for c, e in codebook.codes.items() if e.concept == concept)
            yield Countable(stage, "concept", concept, concept, codes)


def count(
    voiced: pandas.DataFrame,
    sources: Iterable[Row],
    speakers: Iterable[Row],
    study: Study,
    codebook: Codebook,
) -> list[Row]:
    """
    Every number of the study.

    Args:
        voiced: What `credit` returns.
        sources: SOURCES rows; those excluded count nowhere.
        speakers: SPEAKERS rows, which give the respondents there are.
        study: Stages, themes, and the attributes to count within.
        codebook: Concepts and codes.

    Returns:
        COUNTS rows: each countable in each population, basis and unit, zeros among them.
    """
    import pandas

    members = members_of(sources, study)
    items = pandas.DataFrame(
        [(item, code) for item in countables(study, codebook) for code in sorted(item.codes)],
        columns=["item", "code"],
    )
    items["stage"] = [item.stage for item in items["item"]]
    placed = mark_those_who_voiced(voiced.merge(members, on="source_id"), study, codebook)
    totals = _totals(members, placed, speakers, study)
    counted = number_references(placed.merge(items, on=["stage", "code"]), _CELL)
    numbers = _numbers(counted)
    read = _numbers(counted[counted["read"]])
    asked = {
        item: any(codebook.applies(code, item.stage) for code in item.codes)
        for item in countables(study, codebook)
    }
    return [
        row
        for item in countables(study, codebook)
        for population in sorted(totals[item.stage])
        for row in _rows(
            item,
            population,
            totals[item.stage][population],
            (numbers, read) if asked[item] else None,
        )
    ]


def members_of(sources: Iterable[Row], study: Study) -> pandas.DataFrame:
    """One row per used source and population it belongs to, or may hold members of."""
    import pandas

    rows = []
    for source in sources:
        if source["excluded"]:
            continue
        given = dict(source["attributes"])
        within = [f"{name}: {given[name]}" for name in study.count_by if given.get(name)]
        given["kind"] = source["kind"]
        named = [
            name
            for name, population in study.populations.items()
            if all(given.get(column) in values for column, values in population.where.items())
        ]
        for population in (EVERYONE, *within, *named):
            rows.append((source["source_id"], source["stage"], source["kind"], population))
    return pandas.DataFrame(rows, columns=["source_id", "stage", "kind", "population"])


def mark_those_who_voiced(
    placed: pandas.DataFrame, study: Study, codebook: Codebook
) -> pandas.DataFrame:
    """
    Codings in each population, with whether their source and their respondent are members.

    Everybody is, but in populations of those who voiced certain codes.
    """
    import pandas

    placed = placed.assign(source_belongs=True, respondent_belongs=True)
    below = codebook.below()
    for name, population in study.populations.items():
        if not population.voiced:
            continue
        codes = {code for given in population.voiced for code in below[given]}
        here = placed["population"] == name
        voicing = placed[here & placed["code"].isin(codes)]
        for unit, column in _BELONGS.items():
            key = ["basis", "stage", unit]
            found = pandas.MultiIndex.from_frame(placed.loc[here, key]).isin(
                pandas.MultiIndex.from_frame(voicing[key])
            )
            placed.loc[here, column] = found
    return placed


def _totals(
    members: pandas.DataFrame, placed: pandas.DataFrame, speakers: Iterable[Row], study: Study
) -> dict[str, dict[str, dict[str, dict[str, int | None]]]]:
    """
    Units by stage, population and basis; units that a population lacks are left out.

    The total of those who voiced certain codes depends on the basis; any other does not.
    """
    people: dict[str, set[str]] = defaultdict(set)
    for row in speakers:
        if row["respondent_id"]:
            people[row["source_id"]].add(row["respondent_id"])
    by = ["stage", "population", "basis"]
    voicing = {
        unit: placed[placed[column]].groupby(by)[unit].nunique()
        for unit, column in _BELONGS.items()
    }
    totals: dict[str, dict[str, dict[str, dict[str, int | None]]]] = defaultdict(dict)
    for stage in study.stage_ids:
        totals[stage] = {}
    for (stage, population), group in members.groupby(["stage", "population"]):
        respondents = set().union(*(people[source] for source in group["source_id"]))
        programmes = int((group["kind"] == PROGRAMME).sum())
        units = {"programmes": programmes, "respondents": len(respondents), "sources": len(group)}
        given = study.populations.get(population)
        for basis in BASES:
            mine = dict(units)
            if given and given.voiced:
                n = {
                    unit: int(found.get((stage, population, basis), 0))
                    for unit, found in voicing.items()
                }
                mine |= {"respondents": n["respondent"], "sources": n["source_id"]}
                mine["programmes"] = n["source_id"] if programmes else 0
            kept = {unit: total for unit, total in mine.items() if units[unit]}
            totals[stage].setdefault(population, {})[basis] = kept | {"references": None}
    return totals


def _numbers(counted: pandas.DataFrame) -> dict[tuple, dict[str, int]]:
    """Units by (item, population, basis)."""
    of_members = counted[counted["source_belongs"]]
    programmes = of_members[of_members["kind"] == PROGRAMME]
    people = counted[counted["respondent_belongs"]]
    references = of_members.drop_duplicates([*_CELL, "source_id", "reference"])
    columns = {
        "programmes": programmes.groupby(_CELL, sort=False)["source_id"].nunique(),
        "respondents": people.groupby(_CELL, sort=False)["respondent"].nunique(),
        "sources": of_members.groupby(_CELL, sort=False)["source_id"].nunique(),
        "references": references.groupby(_CELL, sort=False).size(),
    }
    found: dict[tuple, dict[str, int]] = defaultdict(dict)
    for unit, numbers in columns.items():
        for key, n in numbers.items():
            found[key][unit] = int(n)
    return found


def number_references(spans: pandas.DataFrame, by: list[str]) -> pandas.DataFrame:
    """
    Number the references in each group and source.

    Spans of one source that overlap, one after the other, are one reference; spans that touch are
    two.

    Args:
        spans: Columns source_id, start_char, end_char and those of `by`.
        by: Columns that make the groups.

    Returns:
        The spans with a column `reference`, a number from 1 within each group and source.
    """
    place = [*by, "source_id"]
    ordered = spans.sort_values(["start_char", "end_char"], kind="stable")
    reached = ordered.groupby(place, sort=False)["end_char"].cummax()
    keys = [ordered[name] for name in place]
    before = reached.groupby(keys, sort=False).shift()
    begins = before.isna() | (ordered["start_char"] >= before)
    return ordered.assign(reference=begins.astype("int64").groupby(keys, sort=False).cumsum())


def _rows(
    item: Countable,
    population: str,
    totals: dict[str, dict[str, int | None]],
    numbers: tuple[dict, dict] | None,
) -> Iterator[Row]:
    """One row per basis and unit; without numbers where the item was not asked."""
    for basis, units in totals.items():
        for unit, of in units.items():
            n = unread = None
            if numbers is not None:
                key = (item, population, basis)
                n, settled = (counted.get(key, {}).get(unit, 0) for counted in numbers)
                unread = n - settled
            yield {
                "basis": basis,
                "stage": item.stage,
                "population": population,
                "level": item.level,
                "concept": item.concept,
                "label": item.label,
                "unit": unit,
                "n": n,
                "of": of,
                "unread": unread,
                "asked": numbers is not None,
            }
