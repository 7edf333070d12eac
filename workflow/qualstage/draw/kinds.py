"""The kinds of figures: each composes its data once, for the picture and for its table."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from qualstage.codebook import Codebook
from qualstage.draw import (
    agreements,
    chain,
    flow,
    forest,
    heat_map,
    network,
    pairs,
    process,
    respondents,
    saturation,
    shares,
    stages_told,
)
from qualstage.draw.items import stages_of
from qualstage.draw.material import Tables
from qualstage.study import Study
from qualstage.study_model import PaperFigure

Drawn = tuple[Sequence[str], list[list[Any]], dict[str, bytes]]
"""Header and rows of the data, and the pictures by ending."""


def _process(figure: PaperFigure, study: Study, codebook: Codebook, tables: Tables) -> Drawn:
    told = stages_told.stages_told(figure, study, tables)
    pictures = process.draw_process(told, figure, study.notice)
    return stages_told.HEADER, stages_told.process_rows(told), pictures


def _heat_map(figure: PaperFigure, study: Study, codebook: Codebook, tables: Tables) -> Drawn:
    shown = heat_map.heat_map_of(figure, study, codebook, tables)
    pictures = heat_map.draw_heat_map(shown, figure, study.notice)
    return heat_map.HEADER, heat_map.heat_map_rows(shown, figure), pictures


def _respondents(figure: PaperFigure, study: Study, codebook: Codebook, tables: Tables) -> Drawn:
    shown = respondents.matrix_of(figure, study, codebook, tables)
    pictures = respondents.draw_respondents(shown, figure, study.notice)
    return respondents.HEADER, respondents.matrix_rows(shown), pictures


def _network(figure: PaperFigure, study: Study, codebook: Codebook, tables: Tables) -> Drawn:
    shown = pairs.network_of(figure, study, codebook, tables)
    pictures = network.draw_network(shown, figure, stages_of(figure, study), study.notice)
    return pairs.HEADER, pairs.network_rows(shown), pictures


def _shares(figure: PaperFigure, study: Study, codebook: Codebook, tables: Tables) -> Drawn:
    panels = shares.panels_of(figure, study, codebook, tables)
    pictures = shares.draw_shares(panels, figure, study.notice)
    return shares.HEADER, shares.shares_rows(panels), pictures


def _flow(figure: PaperFigure, study: Study, codebook: Codebook, tables: Tables) -> Drawn:
    shown = chain.chain_of(figure, study, codebook, tables)
    pictures = flow.draw_flow(shown, figure, study, study.notice)
    return chain.HEADER, chain.chain_rows(shown), pictures


def _saturation(figure: PaperFigure, study: Study, codebook: Codebook, tables: Tables) -> Drawn:
    panels = saturation.panels_of(figure, study, tables.saturation, tables.saturated)
    pictures = saturation.draw_saturation(panels, figure, study.notice)
    return saturation.HEADER, saturation.saturation_data(panels), pictures


def _forest(figure: PaperFigure, study: Study, codebook: Codebook, tables: Tables) -> Drawn:
    shown = agreements.forest_of(figure, codebook, tables.agreement)
    pictures = forest.draw_forest(shown, figure, study.notice)
    return agreements.HEADER, agreements.forest_rows(shown), pictures


KINDS: dict[str, Callable[[PaperFigure, Study, Codebook, Tables], Drawn]] = {
    "process": _process,
    "heat_map": _heat_map,
    "respondents": _respondents,
    "network": _network,
    "shares": _shares,
    "flow": _flow,
    "saturation": _saturation,
    "forest": _forest,
}
