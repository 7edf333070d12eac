"""Rows of what is told: how codes add up source by source, and when saturation is reached."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy

from qualstage.saturate.curve import band, expected_codes, new_codes
from qualstage.saturate.looked import Looked
from qualstage.saturate.rule import (
    Rule,
    new_in_runs,
    ratios,
    reached_at,
    resampled,
    rules_beside,
    told_of_resamples,
)

Row = dict[str, Any]

NOTHING = "no code came up in any source"


def saturation_rows(looked: Looked, stated: Rule) -> Iterator[Row]:
    """SATURATION rows of a stage: one for each of its sources, under the study's own rule."""
    if looked.why:
        return
    new = new_codes(looked.matrix)
    added, expected = new.cumsum(), expected_codes(looked.matrix)
    low, high = band(looked.matrix)
    runs, shares = new_in_runs(new, stated), ratios(new, stated)
    reached = int(reached_at(new, stated))
    for index, source in enumerate(looked.sources):
        run = index + 1 - stated.base
        known = 0 <= run < len(runs)
        yield {
            "stage": looked.stage,
            "n": index + 1,
            "source_id": source["source_id"],
            "kind": source["kind"],
            "new": int(new[index]),
            "cumulative": int(added[index]),
            "expected": round(float(expected[index]), 4),
            "low": int(low[index]),
            "high": int(high[index]),
            "base_codes": int(added[stated.base - 1]) if run >= 0 else None,
            "run_new": int(runs[run]) if known else None,
            "ratio": _share(shares[run]) if known else None,
            "reached": bool(reached) and index + 1 >= reached,
        }


def saturated_rows(looked: Looked, stated: Rule) -> Iterator[Row]:
    """SATURATED rows of a stage: one for each combination that is tried."""
    new = new_codes(looked.matrix)
    drawn = None if looked.why else resampled(looked.matrix)
    for rule in rules_beside(stated):
        reached = int(reached_at(new, rule))
        told = None if drawn is None else told_of_resamples(drawn, rule)
        yield {
            "stage": looked.stage,
            "base": rule.base,
            "run": rule.run,
            "threshold": rule.threshold,
            "stated": rule == stated,
            "sources": len(looked.sources),
            "left_out": looked.left_out,
            "codes": len(looked.codes),
            "late": list(looked.late),
            "found": int(new.sum()),
            "base_codes": int(new[: rule.base].sum()) if len(new) >= rule.base else None,
            "reached_at": reached or None,
            "by_then": int(new[:reached].sum()) if reached else None,
            "median": told and told.median,
            "low": told and told.low,
            "high": told and told.high,
            "resamples": round(told.share, 4) if told else None,
            "reason": "" if reached else looked.why or _why(new, rule),
        }


def _share(value: float) -> float | None:
    return None if numpy.isnan(value) else round(float(value), 4)


def _why(new: numpy.ndarray, rule: Rule) -> str:
    """Why saturation is not reached in sources that were read."""
    if not new.any():
        return NOTHING
    if len(new) < rule.needed:
        told = "1 source is" if len(new) == 1 else f"{len(new)} sources are"
        return (
            f"{told} fewer than the {rule.needed} of a base of {rule.base} and a run of {rule.run}"
        )
    if not new[: rule.base].any():
        first = "source" if rule.base == 1 else f"{rule.base} sources"
        return f"no code came up in the first {first}: new ones are a share of nothing"
    lowest = 100 * ratios(new, rule).min()
    return f"every run brings more than {100 * rule.threshold:g} %: {lowest:.1f} % at least"
