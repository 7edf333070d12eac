"""Rows of ACCURACY: a figure and its interval, or why there is none."""

from __future__ import annotations

from typing import Any

import numpy

from qualstage.resampling import interval

Row = dict[str, Any]


def figure(
    place: tuple[str, str, str],
    measure: str,
    draws: numpy.ndarray,
    over: tuple[int, int | None],
    empty: str,
    distance: bool = False,
) -> Row:
    """
    An ACCURACY row.

    Args:
        place: Level, stage and code; '' for all of them.
        measure: What is measured.
        draws: Shape (1 + resamples,), the study itself first.
        over: How many pairs, codes or cells it is over, and how many pairs people coded.
        empty: Why there is no figure, where there is none.
        distance: Whether it is a mean of absolute differences.
    """
    level, stage, code = place
    value = float(draws[0])
    low = high = None
    reason = empty
    if numpy.isfinite(value):
        low, high, reason = interval(draws, distance)
    return {
        "level": level,
        "stage": stage,
        "code": code,
        "measure": measure,
        "value": round(value, 4) if numpy.isfinite(value) else None,
        "low": low,
        "high": high,
        "n": over[0],
        "positives": over[1],
        "reason": reason,
    }
