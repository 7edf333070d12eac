"""The text of a paper that nobody wrote: what was done, and every table and figure in order."""

from __future__ import annotations

import json

from qualstage.facts_told import filled, numbers_of
from qualstage.typeset.material import Material

_APART = ("respondents", "words", "people", "groups")
_GENERAL = (
    *("sources", *_APART, "codes", "codes accepted", "findings", "decisions"),
    *("chapters", "sections"),
)
"""Facts that are no kind of source."""


def compose_text(material: Material) -> str:
    """
    A text in Markdown, filled in as written ones are.

    Names that people wrote stand in it as expressions: none can be taken for Markdown.
    """
    study = material.study
    lines = ["# Methods", "", *(_stage(stage.id, material) for stage in study.stages)]
    told = _told("", ("codes", "findings", "decisions", "people", "chapters"), material)
    lines += [f"- **Whole study.** {told}"] if told else []
    tables = [f"{{{{ table({_written(name)}) }}}}" for name in material.tables]
    figures = [f"{{{{ figure({_written(name)}) }}}}" for name in material.figures]
    labels = [f"{{{{ ref({_written(name)}) }}}}" for name in (*material.tables, *material.figures)]
    if labels:
        lines += ["", "# Results", "", f"What was found is in {', '.join(labels)}."]
    for place in (*tables, *figures):
        lines += ["", place]
    return "\n".join([*lines, ""])


def _stage(stage_id: str, material: Material) -> str:
    """A stage as an item of a list: its name, what was done, its sources and respondents."""
    stage = next(stage for stage in material.study.stages if stage.id == stage_id)
    known = [name for at, name in material.known_facts if at == stage_id]
    method = filled(stage.method, numbers_of(material.facts, stage_id), stage_id)
    kinds = [name for name in known if name not in _GENERAL]
    names = [*(kinds or ["sources"]), *_APART]
    told = [_expression(f"Stage {stage.id}: {stage.name}.")]
    told = [f"- **{told[0]}**", _expression(method) if method else ""]
    return " ".join(filter(None, [*told, _told(stage_id, names, material)]))


def _told(stage_id: str, names: tuple[str, ...] | list[str], material: Material) -> str:
    """Facts that are not zero, as in 'Interviews: 41; respondents: 41.'"""
    told = [name for name in names if material.known_facts.get((stage_id, name))]
    facts = [
        f"{_expression(name if number else name[:1].upper() + name[1:])}: "
        f"{{{{ fact({_written(stage_id)}, {_written(name)}) }}}}"
        for number, name in enumerate(told)
    ]
    return f"{'; '.join(facts)}." if facts else ""


def _expression(text: str) -> str:
    return f"{{{{ {_written(text)} }}}}"


def _written(text: str) -> str:
    """A text as Jinja writes it."""
    return json.dumps(text, ensure_ascii=False)
