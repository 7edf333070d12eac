"""
How far the machine's counts are from people's: cells of stage and code.

A cell counts in its stage's unit, as the tables do: respondents whose words were coded, or sources
(programmes and references are counted as sources here). It is of the code itself, without codes
below it, and of the sources compared only. The expected number of sources is the sum of their
probabilities, which needs no threshold.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy

from qualstage.assess.accuracy import NO_SCORES, NO_SOURCE
from qualstage.assess.pairs import Compared, Tables
from qualstage.assess.rows import figure

if TYPE_CHECKING:
    from qualstage.study import Study

Row = dict[str, Any]
Cell = tuple[str, str]

ERRORS = {
    "cell error": ("machine", "people"),
    "cell error in sources": ("machine in sources", "people in sources"),
    "expected cell error": ("expected in sources", "people in sources"),
}
"""Mean absolute differences of two counts over cells."""

COUNTS = ("people", "machine", "people in sources", "machine in sources", "expected in sources")


def measure_cells(
    compared: Compared, tables: Tables, study: Study, weights: numpy.ndarray
) -> list[Row]:
    """ACCURACY rows at table level: errors, pooled and of each code; counts of each cell."""
    cells = _cells(compared, study)
    counts = _count(compared, tables, study, cells, weights)
    unscored = NO_SCORES if cells else NO_SOURCE
    why = {name: unscored if name.startswith("expected") else NO_SOURCE for name in ERRORS}
    rows = []
    for code in ["", *compared.codes]:
        mine = [i for i, cell in enumerate(cells) if code in ("", cell[1])]
        for name, (ours, theirs) in ERRORS.items():
            if mine:
                errors = numpy.abs(counts[ours][:, mine] - counts[theirs][:, mine]).mean(axis=1)
            else:
                errors = numpy.full(len(weights), numpy.nan)
            place, over = ("table", "", code), (len(mine), None)
            rows.append(figure(place, name, errors, over, why[name], distance=True))
    for i, (stage, code) in enumerate(cells):
        of = compared.stages.count(stage)
        for name in COUNTS:
            row = figure(("table", stage, code), name, counts[name][:1, i], (of, None), NO_SCORES)
            rows.append(row | ({"reason": ""} if row["value"] is not None else {}))
    return rows


def _cells(compared: Compared, study: Study) -> list[Cell]:
    """Stages and codes that apply there, in the order of study and codebook."""
    asked = {
        (stage, compared.codes[j])
        for i, stage in enumerate(compared.stages)
        for j in numpy.flatnonzero(compared.source.asked[i])
    }
    return [(s, c) for s in study.stage_ids for c in compared.codes if (s, c) in asked]


def _count(
    compared: Compared, tables: Tables, study: Study, cells: list[Cell], weights: numpy.ndarray
) -> dict[str, numpy.ndarray]:
    """Each count of every cell in each draw, (draws, cells)."""
    level = compared.source
    scores = level.scores if level.scored else numpy.full(level.scores.shape, numpy.nan)
    found = {
        "people in sources": _sum_sources(compared, level.voiced, cells, weights),
        "machine in sources": _sum_sources(compared, level.stands, cells, weights),
        "expected in sources": _sum_sources(compared, scores, cells, weights),
    }
    units = {stage.id: stage.unit for stage in study.stages}
    of_people = numpy.array([units[stage] == "respondents" for stage, _ in cells], bool)
    for basis in ("people", "machine"):
        respondents = _count_respondents(compared, tables, cells, basis, weights)
        found[basis] = numpy.where(of_people, respondents, found[f"{basis} in sources"])
    return found


def _sum_sources(
    compared: Compared, values: numpy.ndarray, cells: list[Cell], weights: numpy.ndarray
) -> numpy.ndarray:
    sums = numpy.zeros((len(weights), len(cells)))
    column = {code: j for j, code in enumerate(compared.codes)}
    for i, (stage, code) in enumerate(cells):
        mine = [k for k, of_source in enumerate(compared.stages) if of_source == stage]
        sums[:, i] = weights[:, mine] @ values[mine, column[code]].astype(float)
    return sums


def _count_respondents(
    compared: Compared, tables: Tables, cells: list[Cell], basis: str, weights: numpy.ndarray
) -> numpy.ndarray:
    """
    Respondents of each cell in each draw, each once however many sources credit them.

    A respondent is in a draw as often as the source of theirs that is in it most often.
    """
    from qualstage.count import credit

    number = {source: i for i, source in enumerate(compared.sources)}
    cell_number = {cell: i for i, cell in enumerate(cells)}
    column = {code: j for j, code in enumerate(compared.codes)}
    codings = [r for r in tables.codings if r["basis"] == basis and r["source_id"] in number]
    voiced = credit(codings, tables.segments, tables.speakers).dropna(subset=["respondent"])
    credited = sorted(
        {
            (cell_number[cell], row.respondent, number[row.source_id])
            for row in voiced.itertuples()
            if (cell := (compared.stages[number[row.source_id]], row.code)) in cell_number
            and compared.source.asked[number[row.source_id], column[row.code]]
        }
    )
    counts = numpy.zeros((len(weights), len(cells)))
    if not credited:
        return counts
    people = [(cell, respondent) for cell, respondent, _ in credited]
    starts = [i for i, one in enumerate(people) if i == 0 or people[i - 1] != one]
    times = weights[:, [source for _, _, source in credited]]
    each = numpy.maximum.reduceat(times, starts, axis=1)
    numpy.add.at(counts.T, [people[i][0] for i in starts], each.T)
    return counts
