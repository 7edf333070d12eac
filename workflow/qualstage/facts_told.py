"""What a stage's method says, its numbers filled in from what was counted."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from qualstage.errors import Problem, raise_if_any

if TYPE_CHECKING:
    from qualstage.study import Study

Row = dict[str, Any]

_PLACE = re.compile(r"\{\{|\}\}|\{([^{}]*)\}")


def numbers_of(facts: Iterable[Row], stage: str) -> dict[str, int]:
    """
    A stage's numbers by name.

    Args:
        facts: FACTS rows.
        stage: Its id.

    Returns:
        Its own, and those of the whole study that no stage has by itself, such as chapters.
    """
    facts = list(facts)
    apart = {row["name"] for row in facts if row["stage"]}
    whole = {row["name"]: row["n"] for row in facts if not row["stage"]}
    mine = {row["name"]: row["n"] for row in facts if row["stage"] == stage}
    return {name: n for name, n in whole.items() if name not in apart} | mine


def filled(template: str, facts: Mapping[str, int], stage: str) -> str:
    """
    A text with a stage's numbers filled in: `{interview}` becomes '41'.

    Args:
        template: The text; `{{` and `}}` stand for braces.
        facts: The stage's numbers by name.
        stage: Its id, for the error.

    Raises:
        QualstageError: every name that is none of the stage's numbers.
    """
    raise_if_any("the stages' methods", _problems(template, facts, stage))
    return _PLACE.sub(lambda found: _number(found, facts), template)


def filled_methods(study: Study, facts: Iterable[Row]) -> dict[str, str]:
    """
    What each stage's method says, by the stage's id.

    Args:
        study: Its stages.
        facts: FACTS rows.

    Raises:
        QualstageError: every name of every stage that is none of its numbers.
    """
    facts = list(facts)
    mine = {stage.id: (stage.method, numbers_of(facts, stage.id)) for stage in study.stages}
    raise_if_any(
        "the stages' methods",
        [problem for stage, given in mine.items() for problem in _problems(*given, stage)],
    )
    return {stage: filled(*given, stage) for stage, given in mine.items()}


def _problems(template: str, facts: Mapping[str, int], stage: str) -> list[Problem]:
    names = [found[1] for found in _PLACE.finditer(template) if found[1] is not None]
    known = f"Name one of: {', '.join(sorted(facts))}" if facts else "The stage has no numbers"
    return [
        Problem(
            f"study.yaml, method of stage '{stage}'",
            f"nothing that is counted there is called {{{name}}}.",
            f"{known}; or write {{{{ and }}}} for braces.",
        )
        for name in dict.fromkeys(names)
        if name not in facts
    ]


def _number(found: re.Match[str], facts: Mapping[str, int]) -> str:
    if found[1] is None:
        return found[0][0]
    return f"{facts[found[1]]:,}"
