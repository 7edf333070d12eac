"""What is wrong with a paper's text that can be seen before there are results."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count
from typing import TYPE_CHECKING, Any

from qualstage.typeset.filling import fill
from qualstage.typeset.material import Material, Mention, Place, missing

if TYPE_CHECKING:
    from qualstage.codebook import Codebook
    from qualstage.errors import Problem
    from qualstage.study import Study


def check_text(text: str, study: Study, codebook: Codebook) -> list[Problem]:
    """
    What cannot be read in a text, and what it names that the study does not have.

    Args:
        text: With its expressions.
        study: Whose stages, tables and figures it may name.
        codebook: Whose themes, concepts and codes it may name.
    """
    return list(fill(text, Beforehand(study, codebook).functions).problems)


class Beforehand:
    """
    Functions that a text may call, by `functions`, before there is anything to give.

    They know what there is to be named. Each number that they give is another, so that what a text
    divides by is not 0; what else they give is no more than of the kind that it will be.
    """

    def __init__(self, study: Study, codebook: Codebook) -> None:
        from qualstage.count import countables
        from qualstage.draw import figures_of
        from qualstage.tabulate import PARTICIPANTS

        self._labels: dict[str, dict[str, None]] = {stage: {} for stage in study.stage_ids}
        for item in countables(study, codebook):
            self._labels[item.stage][item.label] = None
        self._tables = dict.fromkeys([PARTICIPANTS, *(table.id for table in study.tables)])
        self._figures = dict.fromkeys(figure.id for figure in figures_of(study))
        self._names = Material(study, {}, {}).functions
        self._numbers = count(2)

    @property
    def functions(self) -> dict[str, Callable[..., Any]]:
        """Functions by name: all that a paper has."""
        return {
            **{name: lambda *given, **asked: "" for name in self._names},
            **{"n": self.n, "of": self.n, "percent": self.percent},
            **{"fact": self.fact, "ref": self.ref, "table": self.table, "figure": self.figure},
        }

    def n(
        self,
        label: str,
        stage: Any,
        unit: str | None = None,
        population: str = "",
        level: str | None = None,
    ) -> int:
        """A number of a theme, concept or code that is counted at the stage."""
        known = self._labels.get(str(stage))
        if known is None:
            raise missing(f"there is no stage '{stage}'.", str(stage), self._labels)
        if label not in known:
            raise missing(f"nothing called '{label}' is counted at stage '{stage}'.", label, known)
        return next(self._numbers)

    def percent(self, label: str, stage: Any, **counted: Any) -> str:
        """A share of one."""
        return str(self.n(label, stage, **counted))

    def fact(self, stage: Any, name: str) -> int:
        """A number, whatever the fact: which there are, results tell."""
        return next(self._numbers)

    def table(self, name: str) -> Place:
        """The place of a table that the study has."""
        if name not in self._tables:
            raise missing(f"there is no table '{name}'.", name, self._tables)
        return Place("table", name)

    def figure(self, name: str) -> Place:
        """The place of a figure that the study has."""
        if name not in self._figures:
            raise missing(f"there is no figure '{name}'.", name, self._figures)
        return Place("figure", name)

    def ref(self, name: str) -> Mention:
        """The label of a table or figure that the study has."""
        if name in self._tables:
            return Mention("table", name)
        if name not in self._figures:
            every = {**self._tables, **self._figures}
            raise missing(f"there is no table and no figure '{name}'.", name, every)
        return Mention("figure", name)
