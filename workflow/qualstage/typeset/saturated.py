"""What a paper's text can say of saturation: when it is reached, and the numbers around that."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from typing import Any

from qualstage.typeset.material import Unknown

Row = dict[str, Any]

RULE = ("base", "run", "threshold")
"""What a text may say to ask for another rule than the study's."""

NUMBERS = {
    "base": "base",
    "run": "run",
    "sources": "sources",
    "codes": "codes",
    "found": "found",
    "base codes": "base_codes",
    "by then": "by_then",
    "at": "reached_at",
    "median": "median",
    "low": "low",
    "high": "high",
}
"""What a text may ask for besides 'reached' and 'threshold', and the column of SATURATED."""

NOT_REACHED = "not reached"
"""
What stands for a number of saturation where it is not reached.

It is no error: the next decision may make it so, and the paper must still be set.
"""


def saturation_told(
    saturated: Iterable[Row], stage: str, what: str, rule: Mapping[str, Any]
) -> int | str:
    """
    What is told of saturation at a stage.

    Args:
        saturated: SATURATED rows.
        stage: Its id.
        what: 'reached', as in '6 + 2'; 'threshold', as in '5 %'; or one of NUMBERS.
        rule: Base, run and threshold, where they are not the study's.

    Raises:
        Unknown: there is no such stage, rule or number; or there are too few sources, and why.
    """
    row = _row(saturated, stage, rule)
    if what == "threshold":
        return f"{100 * row['threshold']:g}\N{NO-BREAK SPACE}%"
    if what == "reached" and row["reached_at"] is not None:
        return f"{row['reached_at']}\N{NO-BREAK SPACE}+\N{NO-BREAK SPACE}{row['run']}"
    known = ("reached", "threshold", *NUMBERS)
    if what not in known:
        near = get_close_matches(what, known, n=3, cutoff=0.6) or known
        remedy = f"Name one of: {', '.join(near)}."
        raise Unknown(f"saturation has nothing called '{what}'.", remedy)
    value = row[NUMBERS[what]] if what in NUMBERS else None
    if value is not None:
        return value
    if row["sources"] >= row["base"] + row["run"]:
        return NOT_REACHED
    fact = f"saturation at stage '{stage}' has no '{what}': {row['reason']}."
    raise Unknown(fact, "Say so in words, and take the expression out.")


def _row(saturated: Iterable[Row], stage: str, rule: Mapping[str, Any]) -> Row:
    """The row of a stage under the study's rule, with what the text says in its place."""
    mine = [row for row in saturated if row["stage"] == stage]
    if not mine:
        raise Unknown(f"there is no stage '{stage}'.", "Name a stage of study.yaml.")
    stated = next(row for row in mine if row["stated"])
    for name in rule:
        if name not in RULE:
            fact = f"a rule of saturation has no '{name}'."
            raise Unknown(fact, f"Name one of: {', '.join(RULE)}.")
    wanted = {name: rule.get(name, stated[name]) for name in RULE}
    for row in mine:
        if all(row[name] == wanted[name] for name in RULE):
            return row
    told = ", ".join(f"{name} {value}" for name, value in wanted.items())
    tried = "; ".join(f"{name} {_values(mine, name)}" for name in RULE)
    raise Unknown(f"saturation is not told for {told}.", f"These are tried: {tried}.")


def _values(rows: Iterable[Row], name: str) -> str:
    return ", ".join(f"{value:g}" for value in sorted({row[name] for row in rows}))
