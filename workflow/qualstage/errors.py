"""What is said to a person when something given cannot be used."""

from __future__ import annotations

import shlex
import textwrap
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

_WIDTH = 96


@dataclass(frozen=True, order=True)
class Problem:
    """One thing that is wrong: where it stands, what is the case, what mends it."""

    place: str
    fact: str
    remedy: str


class QualstageError(Exception):
    """
    Something given cannot be used; nothing was written.

    Args:
        subject: What cannot be used: a file, a study, a ledger.
        problems: Every problem found, in reading order.
        check: A command that checks again, where there is one.
    """

    def __init__(self, subject: str, problems: Iterable[Problem], check: str = "") -> None:
        self.subject = subject
        self.problems = list(problems)
        self.check = check
        super().__init__(subject)

    def __str__(self) -> str:
        return self.told()

    def told(self, writes: bool = True) -> str:
        """
        The error as a person reads it.

        Args:
            writes: Whether a command was at work that writes, so that it says it did not.
        """
        count = len(self.problems)
        noun = "problem" if count == 1 else "problems"
        lines = [f"{self.subject} cannot be used: {count} {noun}.", ""]
        for problem in self.problems:
            lines += [*_render_problem(problem), ""]
        closing = ["Nothing was written."] if writes else []
        closing += [f"To check again: {self.check}"] if self.check else []
        return "\n".join([*lines, " ".join(closing)]).rstrip("\n")


def _render_problem(problem: Problem) -> list[str]:
    """A problem as indented lines: the place and fact, then the remedy below them."""
    body = _wrap(problem.fact) + _wrap(problem.remedy)
    return [f"  {problem.place}", *(f"      {line}" for line in body)]


def _wrap(text: str) -> list[str]:
    lines = []
    for line in text.splitlines():
        lines += textwrap.wrap(
            line, _WIDTH - 6, break_long_words=False, break_on_hyphens=False
        ) or [""]
    return lines


def raise_if_any(subject: str, problems: Iterable[Problem], check: str = "") -> None:
    """Raise one error that carries every problem, or nothing when there are none."""
    problems = list(problems)
    if problems:
        raise QualstageError(subject, problems, check)


def command(*words: object) -> str:
    """A command as it can be typed or pasted: words with spaces or marks in quotes."""
    return shlex.join(map(str, words))


def lines_listed(lines: Sequence[int], most: int = 5) -> str:
    """Numbers of lines for people: 'line 3', 'lines 3 and 5', 'lines 1, 2, 3, 4, 5 and 7 more'."""
    shown = [str(line) for line in lines[:most]]
    if len(lines) > most:
        shown.append(f"{len(lines) - most} more")
    if len(shown) == 1:
        return f"line {shown[0]}"
    return f"lines {', '.join(shown[:-1])} and {shown[-1]}"
