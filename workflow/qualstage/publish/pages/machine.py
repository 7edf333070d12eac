"""How far the machine's proposals meet what people coded."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from qualstage.publish import addresses
from qualstage.publish.material import Material
from qualstage.publish.site import Asset, Page, body

Row = dict[str, Any]

MEASURES_TOLD: Mapping[str, tuple[str, str]] = {
    "precision": (
        "Precision",
        "of what the machine would count by itself, the share that people coded",
    ),
    "recall": (
        "Recall",
        "of what people coded, the share that the machine would count by itself",
    ),
    "f1": ("F1", "the harmonic mean of precision and recall"),
    "average precision": (
        "Average precision",
        "precision over all thresholds; 1 where all that people coded comes before the rest",
    ),
    "brier score": (
        "Brier score",
        "mean squared distance of the probability from 1 where people coded and 0 where they did "
        "not; 0 is best",
    ),
    "brier skill": (
        "Brier skill",
        "by which share the Brier score is below that of always saying how common a coding is; 1 "
        "is best, 0 no better than that",
    ),
    "calibration error": (
        "Calibration error",
        "over ten groups of proposals alike in probability, the mean distance between it and the "
        "share that people coded; 0 is best",
    ),
    "cell error": (
        "Error of a cell",
        "by how many the machine’s number at a stage differs from people’s, on average, in the "
        "stage’s unit",
    ),
    "cell error in sources": ("Error of a cell, in sources", "the same, counting sources"),
    "expected cell error": (
        "Error of a cell, from probabilities",
        "the same, with the sum of the sources’ probabilities for the machine’s number",
    ),
}
"""What each measure is called, and what it says; those of `docs/workflow.md`, in short."""

_LEVELS = {"passage": "Passages", "source": "Sources", "table": "Cells of stage and code"}

_OF_CODES = ("precision", "recall", "f1", "average precision")
_PICTURE = "reliability.svg"


def make(given: Material) -> Iterator[Page | Asset]:
    """The one page, of a study that a machine reads."""
    from qualstage.contracts import ACCURACY
    from qualstage.contracts.figures import MEASURES

    rows = given.table("assess/accuracy.parquet", ACCURACY)
    pooled = [row for row in rows if not row["code"] and not row["stage"]]
    pooled.sort(key=lambda row: (list(_LEVELS).index(row["level"]), MEASURES.index(row["measure"])))
    by_code = {
        (row["code"], row["measure"]): row
        for row in rows
        if row["code"] and row["level"] == "source" and row["measure"] in _OF_CODES
    }
    words = body(
        "machine.html",
        addresses.ACCURACY,
        given=given,
        pooled=[(_LEVELS[row["level"]], *told_of(row), row) for row in pooled],
        names={
            measure: told_of({"measure": measure, "level": "source", "n": 0})[0]
            for measure in _OF_CODES
        },
        learned=any(row["score"] is not None for row in given.proposals),
        by_code=by_code,
        measures=_OF_CODES,
        codes=[code for code in given.codebook.codes if (code, "f1") in by_code],
        labels=given.labels,
        picture=addresses.picture_file("assess", _PICTURE),
    )
    yield Asset(
        addresses.picture_file("assess", _PICTURE),
        (given.folder / "assess" / _PICTURE).read_bytes(),
    )
    yield Page(addresses.ACCURACY, "The machine's proposals", words, part=addresses.ACCURACY)


def told_of(row: Row) -> tuple[str, str, str]:
    """What a row's measure is called, what it says, and what the figure is over."""
    measure = row["measure"].removeprefix("macro ")
    name, meaning = MEASURES_TOLD[measure]
    if measure != row["measure"]:
        meaning = "the mean over codes that people gave at least once"
        return f"{name}, code by code", meaning, f"{row['n']:,} codes"
    over = "cells" if row["level"] == "table" else f"pairs of a {row['level']} and a code"
    return name, meaning, f"{row['n']:,} {over}"
