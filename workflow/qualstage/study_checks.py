"""What study.yaml says, held against the other files of the study."""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator
from pathlib import Path

from qualstage.codebook import Codebook
from qualstage.errors import raise_if_any
from qualstage.study import KNOWN_COLUMNS, Study, again_for, read_csv
from qualstage.yamlfile import Document


def check_codes(study: Study, codebook: Codebook) -> None:
    """
    Hold what study.yaml says of codes and concepts against the codebook.

    Raises:
        QualstageError: every code or concept that the codebook does not have, with its line.
    """
    file = study.folder / "study.yaml"
    document = Document(file)
    problems = []
    for where, concept in _concepts_named(study):
        if concept not in codebook.concept_labels:
            fact = f"concept '{concept}' is not in the codebook."
            remedy = f"Name one of: {'; '.join(codebook.concept_labels)}."
            problems.append(document.problem(where, fact, remedy))
    for stage, concepts in study.themes.items():
        for concept, themes in concepts.items():
            for theme, codes in themes.items():
                where = ("themes", stage, concept, theme)
                for code in codes:
                    if code not in codebook.codes:
                        fact = f"theme '{theme}' is over '{code}', which is no code."
                        remedy = "Correct it, or add the code to the codebook."
                        problems.append(document.problem(where, fact, remedy))
                    elif not codebook.applies(code, stage):
                        fact = f"theme '{theme}' is over '{code}', not looked for at stage {stage}."
                        remedy = "Take it out, or add the stage to the code's stages."
                        problems.append(document.problem(where, fact, remedy))
    for name, population in study.populations.items():
        for index, code in enumerate(population.voiced):
            if code not in codebook.codes:
                fact = f"population '{name}' voiced '{code}', which is no code."
                remedy = "Correct it, or add the code to the codebook."
                where = ("populations", name, "voiced", index)
                problems.append(document.problem(where, fact, remedy))
    raise_if_any(str(file), problems, again_for(study))


def _concepts_named(study: Study) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Where study.yaml names a concept, and which."""
    for stage, concepts in study.themes.items():
        for concept in concepts:
            yield ("themes", stage, concept), concept
    for index, table in enumerate(study.tables):
        for number, concept in enumerate(table.concepts):
            yield ("tables", index, "concepts", number), concept
        for name in ("notes", "footnotes", "row_populations"):
            for concept in getattr(table, name):
                yield ("tables", index, name, concept), concept
    for index, figure in enumerate(study.figures):
        for number, concept in enumerate(figure.concepts):
            yield ("figures", index, "concepts", number), concept


def check_files(study: Study) -> None:
    """
    Look for the files that study.yaml names.

    Raises:
        QualstageError: every file that is not there, with the line that names it.
    """
    file = study.folder / "study.yaml"
    document = Document(file)
    named: list[tuple[tuple[str | int, ...], str]] = [(("codebook",), study.codebook)]
    named += [(("speakers",), study.speakers)] if study.speakers else []
    learned = [(("learn_from", i), f"{path}/study.yaml") for i, path in enumerate(study.learn_from)]
    named += learned
    named += [(("matrices", i, "file"), matrix.file) for i, matrix in enumerate(study.matrices)]
    named += [(("ratings", i, "file"), given.file) for i, given in enumerate(study.ratings)]
    logs = ("members", "handbook", "findings", "decisions", "paper")
    named += [((name,), path) for name in logs if (path := getattr(study, name))]
    named += [(("published", i), path) for i, path in enumerate(study.published)]
    problems = [
        document.problem(where, f"{where[0]}: there is no file '{path}'.", "Correct the path.")
        for where, path in named
        if not study.path(path).is_file()
    ]
    raise_if_any(str(file), problems, again_for(study))


def check_language(study: Study) -> None:
    """
    Look for the spaCy pipeline that study.yaml names, without loading it.

    Raises:
        QualstageError: it is not installed.
    """
    name = study.language
    if Path(name).exists() or (name.isidentifier() and importlib.util.find_spec(name)):
        return
    file = study.folder / "study.yaml"
    remedy = (
        f"Install it: pip install {name.replace('_', '-')}; or name one that is installed, such as "
        f"{Study.model_fields['language'].default}."
    )
    fact = f"the language pipeline '{name}' is not installed."
    raise_if_any(str(file), [Document(file).problem(("language",), fact, remedy)], again_for(study))


def check_columns(study: Study) -> None:
    """
    Look for the columns of sources.csv that study.yaml counts by.

    Raises:
        QualstageError: every column that sources.csv does not have, with the line that names it.
    """
    rows = read_csv(study.path(study.sources), required=("source_id", "stage"))
    if not rows:
        return
    file = study.folder / "study.yaml"
    document = Document(file)
    columns = sorted(rows[0][1].keys() - {*KNOWN_COLUMNS})
    named: list[tuple[tuple[str | int, ...], str, list[str]]] = [
        (("count_by", index), column, columns) for index, column in enumerate(study.count_by)
    ]
    named += [
        (("populations", name, "where", column), column, ["kind", *columns])
        for name, population in study.populations.items()
        for column in population.where
    ]
    problems = [
        document.problem(
            where,
            f"{where[0]}: '{column}' is no column of {study.sources} to count by.",
            f"Name one of: {', '.join(known)}." if known else "Add the column, or take it out.",
        )
        for where, column, known in named
        if column not in known
    ]
    raise_if_any(str(file), problems, again_for(study))
