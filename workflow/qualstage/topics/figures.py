"""The figures of topics: a map of each scope, and its topics by stage and by code."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from qualstage.topics.material import Tables
from qualstage.topics.told import Topic

if TYPE_CHECKING:
    from qualstage.codebook import Codebook
    from qualstage.study import Study

Row = dict[str, Any]

MAP, STAGES, CODES = FIGURES = ("map", "stages", "codes")
"""First part of the figures' file names, as in 'map_all.svg'."""

NAMES = {MAP: "Map", STAGES: "Stages", CODES: "Codes"}

CAPTIONS = {
    MAP: "Map of the passages. Near each other means alike in meaning; how far apart two clouds "
    "lie means little. Topics of dashed outline and hollow marks are unsteady; of "
    "many topics, unsteady ones have their number only.",
    STAGES: "Topics by stage: the shade is the share of the stage's sources that voice the "
    "topic, the number its passages. Stability is printed beside.",
    CODES: "Topics by code: the share of a topic's passages that people coded with each code, and, "
    "apart, the share without any code.",
}


def draw_figures(
    tables: Tables, topics: Sequence[Topic], study: Study, codebook: Codebook
) -> dict[str, bytes]:
    """Every figure's files by name."""
    return dict(_drawn(tables, topics, study, codebook))


def _drawn(
    tables: Tables, topics: Sequence[Topic], study: Study, codebook: Codebook
) -> Iterator[tuple[str, bytes]]:
    from qualstage.topics.grids import code_grid, draw_grid, stage_grid
    from qualstage.topics.map import draw_map

    for scope in tables.scopes:
        mine = [topic for topic in topics if topic.scope == scope]
        points = [row for row in tables.members if row["scope"] == scope and row["x"] is not None]
        named = f"Topics of '{scope}': {study.title}"
        drawn = {
            MAP: draw_map(mine, points, named, study.notice),
            STAGES: draw_grid(stage_grid(mine, study), named, study.notice),
            CODES: draw_grid(code_grid(mine, codebook), named, study.notice),
        }
        for figure, files in drawn.items():
            for ending, content in files.items():
                yield f"{figure}_{scope}.{ending}", content
