"""What is wrong with a paper's text that can be seen before there are results."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from qualstage.typeset.filling import fill
from qualstage.typeset.material import Material, Mention, Place, missing

if TYPE_CHECKING:
    from qualstage.codebook import Codebook
    from qualstage.errors import Problem
    from qualstage.study import Study

_NUMBERS = ("n", "of")


def check_text(text: str, study: Study, codebook: Codebook) -> list[Problem]:
    """
    What cannot be read in a text, and what it names that the study does not have.

    Args:
        text: With its expressions.
        study: Whose stages, tables and figures it may name.
        codebook: Whose themes, concepts and codes it may name.
    """
    return list(fill(text, _functions(study, codebook)).problems)


def _functions(study: Study, codebook: Codebook) -> dict[str, Callable[..., Any]]:
    """
    Functions of a text by name, which know what there is to be named.

    What they give is of the kind that they will give; a number is 1, by which anything can divide.
    """
    from qualstage.count import countables
    from qualstage.draw import figures_of
    from qualstage.tabulate import PARTICIPANTS

    labels: dict[str, dict[str, None]] = {stage: {} for stage in study.stage_ids}
    for item in countables(study, codebook):
        labels[item.stage][item.label] = None
    named = {
        "table": [PARTICIPANTS, *(table.id for table in study.tables)],
        "figure": [figure.id for figure in figures_of(study)],
    }

    def number(label: str, stage: Any, **counted: Any) -> int:
        known = labels.get(str(stage))
        if known is None:
            raise missing(f"there is no stage '{stage}'.", str(stage), labels)
        if label not in known:
            raise missing(f"nothing called '{label}' is counted at stage '{stage}'.", label, known)
        return 1

    def share(label: str, stage: Any, **counted: Any) -> str:
        return str(number(label, stage, **counted))

    def place(kind: str) -> Callable[[str], Place]:
        def of_kind(name: str) -> Place:
            if name not in named[kind]:
                raise missing(f"there is no {kind} '{name}'.", name, named[kind])
            return Place(kind, name)

        return of_kind

    def ref(name: str) -> Mention:
        kind = "table" if name in named["table"] else "figure"
        if name not in named[kind]:
            every = [*named["table"], *named["figure"]]
            raise missing(f"there is no table and no figure '{name}'.", name, every)
        return Mention(kind, name)

    known = Material(study, {}, {}).functions
    return {
        **{name: lambda *given, **asked: "" for name in known},
        **dict.fromkeys(_NUMBERS, number),
        "percent": share,
        "fact": lambda stage, name: 1,
        **{kind: place(kind) for kind in named},
        "ref": ref,
    }
