"""Who voiced what: units of a stage one by one, as `count` counts them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from qualstage.codebook import Codebook
from qualstage.draw.items import Item, stages_of
from qualstage.draw.material import Tables
from qualstage.study import Stage, Study
from qualstage.study_model import PaperFigure

if TYPE_CHECKING:
    import pandas

Row = dict[str, Any]

CODED, PROPOSED = "coded", "proposed"
"""What a mark says: a judgement of people, or a proposal that nobody has judged."""


@dataclass(frozen=True)
class Units:
    """
    The units of a stage in order of collection, and what each voiced.

    Args:
        stage: The stage.
        names: Respondents' or sources' ids.
        voiced: By name and code: CODED, or PROPOSED where nothing else carries it.
    """

    stage: Stage
    names: list[str]
    voiced: dict[tuple[str, str], str]

    def mark(self, name: str, item: Item) -> str:
        """What is to be said of a unit and an item; '' if it did not voice it."""
        found = {self.voiced.get((name, code)) for code in item.codes}
        return CODED if CODED in found else PROPOSED if PROPOSED in found else ""


def units_of(figure: PaperFigure, study: Study, codebook: Codebook, tables: Tables) -> list[Units]:
    """The units that a figure counts, stage by stage; of references, their sources."""
    from qualstage.count import credit, mark_those_who_voiced, members_of

    members = members_of(tables.sources, study)
    voiced = credit(tables.codings, tables.segments, tables.speakers)
    voiced = voiced[voiced["basis"] == figure.basis]
    placed = mark_those_who_voiced(voiced.merge(members, on="source_id"), study, codebook)
    return [
        _units(stage, figure.population_at(stage.id), study, (members, placed), tables)
        for stage in stages_of(figure, study)
    ]


def _units(
    stage: Stage,
    population: str,
    study: Study,
    frames: tuple[pandas.DataFrame, pandas.DataFrame],
    tables: Tables,
) -> Units:
    members, placed = (
        frame[(frame["stage"] == stage.id) & (frame["population"] == population)]
        for frame in frames
    )
    people = stage.unit == "respondents"
    column = "respondent" if people else "source_id"
    mine = placed[placed["respondent_belongs" if people else "source_belongs"]]
    voiced: dict[tuple[str, str], str] = {}
    for name, code, read in zip(mine[column], mine["code"], mine["read"], strict=True):
        if name is not None and voiced.get((name, code)) != CODED:
            voiced[name, code] = CODED if read else PROPOSED
    here = set(members["source_id"])
    names = list(dict.fromkeys(_in_order(tables, here, people)))
    given = study.populations.get(population)
    if given and given.voiced:
        belongs = set(mine[column])
        names = [name for name in names if name in belongs]
    return Units(stage, names, voiced)


def _in_order(tables: Tables, here: set[str], people: bool) -> Iterator[str]:
    """Sources, or the respondents in them, in order of collection; one may come again."""
    sources: Sequence[Row] = sorted(tables.sources, key=lambda row: row["position"])
    speaking: dict[str, list[str]] = {}
    for row in tables.speakers:
        if row["respondent_id"]:
            speaking.setdefault(row["source_id"], []).append(row["respondent_id"])
    for row in sources:
        if row["source_id"] in here:
            yield from speaking.get(row["source_id"], []) if people else [row["source_id"]]
