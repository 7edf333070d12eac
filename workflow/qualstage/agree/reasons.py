"""What is said of a figure that is empty, or that says little: every degenerate case by name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy

from qualstage.agree.measures import ALPHA, KAPPA

ALL, ADJUDICATED = "all", "adjudicated"
"""What stands for a coder: all of them together, and what adjudication came to."""

UNITIZING = "unitizing alpha"
BEYOND_CHANCE = frozenset({ALPHA, KAPPA, UNITIZING})
"""Measures that are not defined where nothing varies."""

NOT_READ = "no source was read by both"
NO_PASSAGES = "no respondent speaks in what was read"
NOT_READ_FOR = "no source was read by both for this code"
NOT_READ_BY_ALL = "no source was read by all of them for this code"
NO_TWO = "no two coders have read the same source wholly"
NOT_ADJUDICATED = "no adjudicator has spoken in what this coder and another read"
NO_UNITS = "no unit has two answers"
NOTHING_VARIES = "on no code do answers vary"
BETWEEN_CODES = "on no code do answers vary: it is codes that differ, not what is said of units"
NEVER_MET = "no figure of all coders: two of them answered no unit in common"
ONE_CATEGORY = "every answer is of one and the same category"
SAME = "no interval: every resample gives the same"


@dataclass(frozen=True)
class Used:
    """
    How coders used one code, over the units that have two answers at least.

    Args:
        names: The coders.
        positives: Units that each gave it to, (coders,).
        answers: Units that each answered, (coders,).
    """

    names: Sequence[str]
    positives: numpy.ndarray
    answers: numpy.ndarray

    @property
    def varies(self) -> bool:
        """Whether there is a unit with it and one without, by whomever."""
        return 0 < self.positives.sum() < self.answers.sum()

    @property
    def case(self) -> tuple[str, str]:
        """What is peculiar about it, and on what they agree then; ('', '') if nothing is."""
        two = len(self.names) == 2
        here = self.answers > 0
        if not self.positives.sum():
            return f"{'neither coder' if two else 'no coder'} used the code", "absence"
        if not self.varies:
            return f"all units are positive for {'both' if two else 'all coders'}", "presence"
        never = [n for n, p in zip(self.names, self.positives, strict=True) if not p]
        never = [n for n, is_here in zip(self.names, here, strict=True) if is_here and n in never]
        if never:
            return f"{_who(never)} never used it", "absence"
        full = (self.positives == self.answers) & here
        always = [name for name, every in zip(self.names, full, strict=True) if every]
        return (f"{_who(always)} gave it to every unit", "presence") if always else ("", "")


def reason_of(measure: str, used: Used, empty: str = NO_UNITS, pooled: bool = False) -> str:
    """
    Why a measure is empty or says little; '' where there is nothing to say.

    Args:
        measure: Its name.
        used: How the code was used.
        empty: What is said where no unit has two answers.
        pooled: Whether it is of all codes together.
    """
    if not used.answers.sum():
        return empty
    case, on = used.case
    if pooled:
        case = case.replace("the code", "any code").replace("never used it", "never used any code")
    if not case or (not used.varies and measure in BEYOND_CHANCE):
        return case
    if measure not in BEYOND_CHANCE:
        return f"{case}: agreement on its {on} alone"
    if len(used.names) > 2 or measure == UNITIZING:
        return case
    bound = "kappa is 0 then" if measure == KAPPA else "alpha is 0 or below then"
    return f"{case}: {bound}, whatever the other did"


def _who(names: Sequence[str]) -> str:
    told = [
        {ADJUDICATED: "what was adjudicated", ALL: "every coder"}.get(name, name) for name in names
    ]
    return " and ".join(told)
