"""
What codes came up in which source, stage by stage: only where somebody looked for all of them.

A source that nobody read wholly says nothing: that a code is not there may mean that nobody looked.
A code counts in a source once, where people accepted it itself: a code above it is no second one.
Codes are today's. One that was born late was not looked for in sources that were read before: it is
counted where it was found, and may have come up earlier than is told.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy

if TYPE_CHECKING:
    from qualstage.codebook import Codebook
    from qualstage.ingest.matrix import MatrixCell
    from qualstage.ledger.history import History

Row = dict[str, Any]

NO_SOURCE = "there is no source at this stage"
ALL_EXCLUDED = "every source of this stage is excluded"
NO_CODE = "no code of the codebook is looked for at this stage"
RATED = "its sources rate codes that they were given, so that none can be new"
UNREAD = "nobody of the policy's order has read a source of this stage wholly"

_RATINGS = "ratings"
"""Format of sources that are ratings."""


@dataclass(frozen=True)
class Looked:
    """
    A stage: its sources that were read wholly in order of collection, and what came up in them.

    Args:
        stage: Its id.
        sources: SOURCES rows.
        codes: Those looked for at the stage.
        matrix: Whether a code came up in a source, shape (sources, codes).
        left_out: How many sources were left out because nobody read them wholly, or they rate.
        late: Codes that some of the sources were not read for.
        why: Why there is nothing to tell; '' where there is.
    """

    stage: str
    sources: Sequence[Row]
    codes: Sequence[str]
    matrix: numpy.ndarray
    left_out: int
    late: Sequence[str]
    why: str


def look(
    stages: Iterable[str],
    codebook: Codebook,
    tables: tuple[Iterable[Row], Iterable[Row]],
    read: Collection[str],
    unlooked: Mapping[str, Collection[str]],
) -> list[Looked]:
    """
    What came up, stage by stage.

    Args:
        stages: The study's, in order.
        codebook: Says which codes are looked for where.
        tables: SOURCES rows and CODINGS rows.
        read: Sources that somebody looked through wholly.
        unlooked: By source, codes that it was not read for.
    """
    sources, codings = (list(rows) for rows in tables)
    voiced = {
        (row["source_id"], row["code"])
        for row in codings
        if row["basis"] == "people" and row["state"] == "accepted"
    }
    found = []
    for stage in stages:
        here = [row for row in sources if row["stage"] == stage]
        used = [row for row in here if not row["excluded"]]
        talk = [row for row in used if row["format"] != _RATINGS]
        known = sorted(
            (row for row in talk if row["source_id"] in read),
            key=lambda row: (row["position"], row["source_id"]),
        )
        codes = [code for code in codebook.codes if codebook.applies(code, stage)]
        names = [row["source_id"] for row in known]
        matrix = numpy.array([[(n, c) in voiced for c in codes] for n in names], bool)
        missed = set().union(*(unlooked.get(name, ()) for name in names))
        found.append(
            Looked(
                stage,
                known,
                codes,
                matrix.reshape(len(names), len(codes)),
                len(used) - len(known),
                [code for code in codes if code in missed],
                _why(here, used, talk, known, codes),
            )
        )
    return found


def _why(here: list[Row], used: list[Row], talk: list[Row], known: list[Row], codes: list) -> str:
    """The first thing that keeps a stage from having anything to tell."""
    for has, reason in (
        (here, NO_SOURCE),
        (used, ALL_EXCLUDED),
        (codes, NO_CODE),
        (talk, RATED),
        (known, UNREAD),
    ):
        if not has:
            return reason
    return ""


def reviewed(
    cells: Iterable[MatrixCell], codebook: Codebook, history: History, stages: Mapping[str, str]
) -> dict[str, set[str]]:
    """
    Documents that a matrix has, each with the codes of its stage that no cell is about.

    Args:
        cells: Of the study's matrices.
        codebook: Says which codes are looked for where.
        history: What became of the codes.
        stages: Each source's stage.
    """
    asked: dict[str, set[str]] = {}
    for cell in cells:
        if cell.source_id in stages:
            asked.setdefault(cell.source_id, set()).add(history.now(cell.code))
    return {
        source: {c for c in codebook.codes if codebook.applies(c, stages[source])} - codes
        for source, codes in asked.items()
    }
