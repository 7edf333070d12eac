"""How figures of agreement are printed."""

from __future__ import annotations

from math import floor
from typing import Any

NONE = "–"
"""Stands for a figure that is not defined."""


def printed(number: float | None, decimals: int = 2) -> str:
    """
    A number with a minus as printers set it, and none before zeros.

    Only what is 1 is printed as 1.00: what is nearly so gets a third decimal, cut off.
    """
    if number is None:
        return NONE
    told = f"{abs(number):.{decimals}f}"
    if abs(number) < 1 <= float(told):
        told = f"{floor(abs(number) * 1000) / 1000:.3f}"
    return told if float(told) == 0 or number > 0 else f"\N{MINUS SIGN}{told}"


def with_interval(row: dict[str, Any]) -> str:
    """
    A row's figure and its interval, as in '0.79 (0.76 to 0.82)'.

    With three decimals where two would make an end 1.00 that is less, or both ends the same.
    """
    if row["low"] is None:
        return printed(row["value"])
    numbers = row["value"], row["low"], row["high"]
    told = [printed(number) for number in numbers]
    if told[1] == told[2] or any(len(one.lstrip("\N{MINUS SIGN}")) > 4 for one in told):
        told = [printed(number, 3) for number in numbers]
    return f"{told[0]} ({told[1]} to {told[2]})"
