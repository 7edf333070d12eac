"""What study.yaml says, held against itself."""

from __future__ import annotations

from string import Formatter
from typing import TYPE_CHECKING

from qualstage.errors import Problem

if TYPE_CHECKING:
    from qualstage.study import Study
    from qualstage.yamlfile import Document

EVERYONE = "all"
"""The population of all used sources of a stage."""


def check_written(study: Study, document: Document) -> list[Problem]:
    """What is wrong with study.yaml by itself, beyond what its form can express."""
    problems = []
    known = study.stage_ids
    if document.value.get("stages") == []:
        fact, remedy = "the study has no stages.", "Add one, with id, name, heading and unit."
        problems.append(document.problem(("stages",), fact, remedy))
    for index, stage in enumerate(study.stages):
        if stage.id in known[:index]:
            fact = f"stage '{stage.id}' is given twice."
            problems.append(document.problem(("stages", index), fact, "Rename or remove one."))
        fault = _cell_fault(stage.cell)
        if fault:
            fact = f"stage '{stage.id}' prints its counts as '{stage.cell}': {fault}."
            remedy = (
                f"Fill in {', '.join(f'{{{name}}}' for name in _FILLED)}; or write {{{{ and }}}}."
            )
            problems.append(document.problem(("stages", index, "cell"), fact, remedy))
    problems += _check_stages_named(study, document)
    problems += _check_consensus(study, document)
    problems += _check_tables(study, document)
    problems += _check_figures(study, document)
    for name, population in study.populations.items():
        if name == EVERYONE or not (population.where or population.voiced):
            fact = f"population '{name}' does not say who belongs to it."
            named = "Give it another name than 'all', and 'where' or 'voiced'."
            problems.append(document.problem(("populations", name), fact, named))
    return problems


def _check_consensus(study: Study, document: Document) -> list[Problem]:
    """A rule that ratings can be settled by, and ratings that it settles."""
    rule = study.policy.consensus
    if rule is None:
        fact = "there are ratings, and no rule by which they settle a code."
        remedy = "Say from which rating on, for what share, in how many groups: policy.consensus."
        return [document.problem(("ratings",), fact, remedy)] if study.ratings else []
    problems = []
    if not rule.lowest < rule.essential <= rule.highest:
        fact = (
            f"a rater is for a code from {rule.essential} on, of a scale from {rule.lowest} to "
            f"{rule.highest}."
        )
        remedy = "Let 'essential' be above 'lowest', and at most 'highest'."
        problems.append(document.problem(("policy", "consensus", "essential"), fact, remedy))
    if study.ratings and "rater" not in study.policy.order:
        fact = "raters are not among the roles that settle anything."
        remedy = "Add rater to the order, where its judgements belong."
        problems.append(document.problem(("policy", "order"), fact, remedy))
    return problems


_TAKEN = "participants"
"""Id of the table that a study gets without listing it, and its kind."""

_MADE_FROM = {
    "findings": "findings",
    "decisions": "decisions",
    "people": "members",
    "components": "ratings",
    "agreement": "ratings",
    "sensitivity": "ratings",
    "chapters": "handbook",
    "carried_out": "handbook",
}
"""The entry of study.yaml that names what a table of a kind is made from."""

_USED = {
    "participants": ("stages",),
    "concepts": (
        *("concepts", "stages", "population", "populations", "row_populations"),
        *("basis", "notes", "footnotes"),
    ),
    "stages": ("stages",),
    "findings": ("stages",),
    "decisions": ("stages",),
    "people": ("without_numbers",),
    "components": ("concepts", "stages", "basis"),
    "agreement": ("stages",),
    "sensitivity": ("stages",),
    "chapters": ("stages", "basis"),
    "carried_out": ("stages", "basis"),
}
"""What a table of a kind makes use of, besides its id, label and title."""


def _check_tables(study: Study, document: Document) -> list[Problem]:
    """Tables of their own ids, that have what they are made from, and say nothing in vain."""
    problems = []
    counted = ["all", *study.populations, *(f"{name}: VALUE" for name in study.count_by)]
    ids = [table.id for table in study.tables]
    for index, table in enumerate(study.tables):
        where, named = ("tables", index), f"table '{table.id}'"
        if table.id in ids[:index]:
            fact = f"{named} is given twice."
            problems.append(document.problem(where, fact, "Rename or remove one."))
        if table.id == _TAKEN and table.kind != _TAKEN:
            fact = f"{named} is called as the table of who took part."
            problems.append(document.problem(where, fact, "Give it another id."))
        source = _MADE_FROM.get(table.kind)
        if source and not getattr(study, source):
            fact = f"{named} is of kind '{table.kind}', and the study names no {source}."
            remedy = f"Add '{source}:' with the path of the file, or take the table out."
            problems.append(document.problem((*where, "kind"), fact, remedy))
        given = table.model_fields_set - {"id", "kind", "label", "title", *_USED[table.kind]}
        for name in sorted(given):
            fact = f"{named} is of kind '{table.kind}', which makes no use of '{name}'."
            problems.append(document.problem((*where, name), fact, "Take it out."))
        wrong = {("population",): table.population}
        wrong |= {("populations", stage): name for stage, name in table.populations.items()}
        wrong |= {("row_populations", row): name for row, name in table.row_populations.items()}
        for place, population in wrong.items():
            if not is_population(study, population):
                fact = f"{named} counts '{population}', which is no population."
                remedy = f"Name one of: {'; '.join(counted)}."
                problems.append(document.problem((*where, *place), fact, remedy))
    return problems


def _check_stages_named(study: Study, document: Document) -> list[Problem]:
    problems = []
    remedy = f"Name one of: {', '.join(study.stage_ids)}."
    for stage in study.themes:
        if not study.may_have(stage):
            fact = f"themes are given for '{stage}', which is not a stage."
            problems.append(document.problem(("themes", stage), fact, remedy))
    for index, table in enumerate(study.tables):
        for stage in table.stages:
            if not study.may_have(stage):
                fact = f"table '{table.id}' prints stage '{stage}', which is not a stage."
                problems.append(document.problem(("tables", index, "stages"), fact, remedy))
        for stage in table.populations:
            if not study.may_have(stage):
                fact = f"table '{table.id}' counts stage '{stage}', which is not a stage."
                where = ("tables", index, "populations", stage)
                problems.append(document.problem(where, fact, remedy))
        for field, told in (("notes", table.notes), ("footnotes", table.footnotes)):
            for concept, stage in ((c, stage) for c, notes in told.items() for stage in notes):
                if not study.may_have(stage):
                    fact = f"table '{table.id}' has a note for '{stage}', which is not a stage."
                    where = ("tables", index, field, concept, stage)
                    problems.append(document.problem(where, fact, remedy))
    return problems


_OF_NO_USE = {"saturation": {"concepts", "population", "populations", "basis"}}
"""What a figure of a kind makes no use of, though others do."""


def _check_figures(study: Study, document: Document) -> list[Problem]:
    problems = []
    stages = f"Name one of: {', '.join(study.stage_ids)}."
    counted = ["all", *study.populations, *(f"{name}: VALUE" for name in study.count_by)]
    named = [figure.id for figure in study.figures]
    for index, figure in enumerate(study.figures):
        where = ("figures", index)
        if figure.id in named[:index]:
            fact = f"figure '{figure.id}' is given twice."
            problems.append(document.problem(where, fact, "Rename or remove one."))
        for stage in (*figure.stages, *figure.populations):
            if not study.may_have(stage):
                fact = f"figure '{figure.id}' shows stage '{stage}', which is not a stage."
                problems.append(document.problem(where, fact, stages))
        for population in dict.fromkeys((figure.population, *figure.populations.values())):
            if not is_population(study, population):
                fact = f"figure '{figure.id}' counts '{population}', which is no population."
                remedy = f"Name one of: {'; '.join(counted)}."
                problems.append(document.problem(where, fact, remedy))
        if figure.kind == "shares" and not figure.concepts:
            fact = f"figure '{figure.id}' shows shares, but of no concept."
            problems.append(document.problem(where, fact, "Give it 'concepts'."))
        for name in sorted(figure.model_fields_set & _OF_NO_USE.get(figure.kind, set())):
            fact = f"figure '{figure.id}' is of kind '{figure.kind}', which makes no use of "
            fact += f"'{name}'."
            problems.append(document.problem((*where, name), fact, "Take it out."))
        if figure.coders and (len(figure.coders), len(set(figure.coders))) != (2, 2):
            coders = ", ".join(figure.coders)
            fact = f"figure '{figure.id}' has to compare two coders, and names: {coders}."
            problems.append(document.problem((*where, "coders"), fact, "Name two, or none."))
    return problems


_FILLED = ("theme", "n", "of", "unit", "concept")


def _cell_fault(template: str) -> str:
    """Why counts cannot be printed by a template; '' when they can."""
    try:
        names = [name for _, name, _, _ in Formatter().parse(template) if name is not None]
        template.format(theme="", n=1, of=1, unit="", concept="")
    except (KeyError, IndexError):
        wrong = next((name for name in names if name not in _FILLED), "what it names")
        return f"nothing is called {{{wrong}}}"
    except (ValueError, AttributeError, TypeError) as error:
        return str(error)[0].lower() + str(error)[1:]
    return ""


def is_population(study: Study, name: str) -> bool:
    """Whether anything is counted within a population of that name."""
    column, _, value = name.partition(": ")
    return name == EVERYONE or name in study.populations or bool(column in study.count_by and value)
