"""Which codes are voiced together: pairs of codes by the sources that voice both."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

from qualstage.codebook import Codebook
from qualstage.draw.items import groups_of, stages_of
from qualstage.draw.material import Tables
from qualstage.study import Study
from qualstage.study_model import PaperFigure

if TYPE_CHECKING:
    from pandas import DataFrame

HEADER = ("code", "label", "concept", "sources", "with", "with_label", "both", "jaccard", "drawn")

FEWEST, STRONGEST = 2, 2
"""Sources that must voice both codes of a line, and lines that each code has by itself."""


@dataclass(frozen=True)
class Node:
    """A code, and the sources that voice it."""

    code: str
    label: str
    concept: str
    sources: frozenset[str]


@dataclass(frozen=True)
class Pair:
    """Two codes by number, the sources that voice both, and their part of those of either."""

    one: int
    other: int
    both: int
    jaccard: float
    drawn: bool


@dataclass(frozen=True)
class Network:
    """
    Codes that any source voices, and every pair of them that a source voices together.

    Args:
        unread: Whether any source counts by proposals alone that nobody has read.
    """

    nodes: list[Node]
    pairs: list[Pair]
    unread: bool = False

    @property
    def drawn(self) -> list[Pair]:
        """The pairs that a line is drawn for."""
        return [pair for pair in self.pairs if pair.drawn]


def network_of(figure: PaperFigure, study: Study, codebook: Codebook, tables: Tables) -> Network:
    """What the network shows: codes of the figure's concepts, each counted by itself."""
    concepts = [group.whole.concept for group in groups_of(figure, study, codebook)]
    placed = _placed(figure, study, codebook, tables)
    voiced = _sources(placed, codebook)
    read = _sources(placed[placed["read"]], codebook)
    nodes = [
        Node(code, entry.label, entry.concept, frozenset(voiced[code]))
        for concept in concepts
        for code, entry in codebook.codes.items()
        if entry.concept == concept and code in voiced
    ]
    unread = any(node.sources - read.get(node.code, set()) for node in nodes)
    return Network(nodes, strongest_pairs([node.sources for node in nodes]), unread)


def _placed(figure: PaperFigure, study: Study, codebook: Codebook, tables: Tables) -> DataFrame:
    """Who voiced what, of the figure's basis, stages and populations."""
    from qualstage.count import credit, mark_those_who_voiced, members_of

    stages = {stage.id: figure.population_at(stage.id) for stage in stages_of(figure, study)}
    voiced = credit(tables.codings, tables.segments, tables.speakers)
    voiced = voiced[voiced["basis"] == figure.basis]
    placed = voiced.merge(members_of(tables.sources, study), on="source_id")
    placed = mark_those_who_voiced(placed, study, codebook)
    placed = placed[placed["population"] == placed["stage"].map(stages)]
    return placed[placed["source_belongs"]]


def _sources(placed: DataFrame, codebook: Codebook) -> dict[str, set[str]]:
    """The sources that voice each code, a code counting what is below it."""
    below = codebook.below()
    by_code = placed.groupby("code")["source_id"].agg(set).to_dict()
    found = {code: set().union(*(by_code.get(one, set()) for one in below[code])) for code in below}
    return {code: sources for code, sources in found.items() if sources}


def strongest_pairs(sources: Sequence[frozenset[str]]) -> list[Pair]:
    """
    Every pair of codes that a source voices together.

    A line is drawn from each code to the STRONGEST codes with which it shares most sources, FEWEST
    at least; of equal ones to those of which more of the sources are shared, then the first.

    Args:
        sources: The sources that voice each code.
    """
    shared = {
        (one, other): (len(sources[one] & sources[other]), len(sources[one] | sources[other]))
        for one, other in combinations(range(len(sources)), 2)
    }
    of_each: dict[int, list[tuple[int, int]]] = {}
    for pair, (both, _) in shared.items():
        if both >= FEWEST:
            for code in pair:
                of_each.setdefault(code, []).append(pair)
    kept = set()
    for pairs in of_each.values():
        pairs.sort(key=lambda pair: (-shared[pair][0], shared[pair][1], pair))
        kept.update(pairs[:STRONGEST])
    return [
        Pair(*pair, both, both / either, pair in kept)
        for pair, (both, either) in shared.items()
        if both
    ]


def network_rows(shown: Network) -> list[list[object]]:
    """The data of the network under HEADER: codes by themselves, then pairs."""
    rows: list[list[object]] = [
        [node.code, node.label, node.concept, len(node.sources), "", "", "", "", ""]
        for node in shown.nodes
    ]
    for pair in shown.pairs:
        one, other = shown.nodes[pair.one], shown.nodes[pair.other]
        told = [one.code, one.label, one.concept, len(one.sources), other.code, other.label]
        rows.append([*told, pair.both, round(pair.jaccard, 4), pair.drawn])
    return rows
