"""Agreement of coders in a paper's text."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from qualstage.agree.numbers import with_interval
from qualstage.draw.agreements import chosen

Row = dict[str, Any]


def agreement_of(
    rows: Sequence[Row],
    measure: str,
    missing: Callable[[str, str, Iterable[str]], Exception],
    unknown: Callable[[str, str], Exception],
    **asked: str,
) -> str:
    """
    A figure of agreement with its 95 % interval, as in '0.79 (0.76 to 0.82)'.

    The measure 'sources' gives how many sources it is over: those that both coders read.

    Args:
        rows: AGREEMENT rows.
        measure: Its name.
        missing: Makes an error of a fact, a name that is not there, and those that are.
        unknown: Makes an error of a fact and a remedy.
        asked: `level`, `when`, `pooling`, `code` and `coders`, of which any may be left out.

    Raises:
        Exception: what `missing` or `unknown` make, where there is no such figure.
    """
    level, when = asked.get("level", "passage"), asked.get("when", "before")
    code = asked.get("code", "")
    pooling = "code" if code else asked.get("pooling", "micro")
    asked_for, measure = measure, "alpha" if measure == "sources" else measure
    measure = "unitizing alpha" if level == "span" and measure == "alpha" else measure
    wanted = {"level": level, "when": when, "measure": measure, "pooling": pooling, "code": code}
    whom = _whom(rows, asked.get("coders", ""), when, level)
    kept = list(rows)
    for column, name in (wanted | dict(zip(("coder_1", "coder_2"), whom, strict=True))).items():
        found = [row for row in kept if row[column] == name]
        if not found:
            fact = f"there is no agreement with {column.replace('_', ' ')} '{name}'."
            raise missing(fact, name, dict.fromkeys(row[column] for row in kept))
        kept = found
    (row,) = kept
    if asked_for == "sources":
        return f"{row['sources']:,}"
    if row["value"] is None:
        fact = f"agreement has no number here: {row['reason']}."
        raise unknown(fact, "Take it out, or name another code, level or measure.")
    return with_interval(row)


def _whom(rows: Sequence[Row], coders: str, when: str, level: str) -> tuple[str, str]:
    """coder_1 and coder_2 of what is written as 'A and B', 'A', or not at all."""
    if not coders:
        return chosen(rows, when, level) or ("all", "")
    one, _, other = coders.partition(" and ")
    if when == "after":
        return one, "adjudicated"
    return (one, other) if one <= other or not other else (other, one)
