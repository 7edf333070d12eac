"""
Changes made in the files that people write: codebook and study.yaml, edited, held against what they
should hold, and only then written.
"""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qualstage.errors import Problem, QualstageError
from qualstage.trail.changes import Changes, changed
from qualstage.trail.yaml_edits import (
    NotEditable,
    add_entry,
    add_item,
    has,
    remove_entry,
    set_list,
    set_value,
)

if TYPE_CHECKING:
    from qualstage.codebook import Codebook
    from qualstage.study import Study

_MARK = "\ufeff"


@dataclass(frozen=True)
class Edited:
    """The two files as they are to be: text by path, only of those that change."""

    codebook: tuple[Path, str] | None
    study: tuple[Path, str] | None

    def write(self, codebook_first: bool) -> list[Path]:
        """
        Write both, the one first that the other needs to be right; returns what was written.

        A new code must be in the codebook before study.yaml names it; one that goes must be out of
        study.yaml before it leaves the codebook. Killed in between, either file can be used.
        """
        from qualstage.files import write_bytes

        both = [self.codebook, self.study] if codebook_first else [self.study, self.codebook]
        for path, text in filter(None, both):
            write_bytes(path, text.encode("utf-8"))
        return [path for path, _ in filter(None, both)]


def edit(study: Study, codebook: Codebook, changes: Changes) -> Edited:
    """
    The files of a study with changes made; nothing is written yet.

    Raises:
        QualstageError: a file has a form that cannot be edited safely, or would hold something
            else than it should: with what to write by hand.
    """
    wanted_codebook, wanted_study = changed(codebook, study, changes)
    codebook_file, study_file = study.path(study.codebook), study.folder / "study.yaml"
    codebook_text = study_text = None
    if wanted_codebook != codebook:
        codebook_text = _edited(codebook_file, _edit_codebook, changes, codebook)
    if wanted_study != study:
        study_text = _edited(study_file, _edit_study, changes, study, wanted_study)
    _check(study, (codebook_text, study_text), (wanted_codebook, wanted_study))
    return Edited(
        None if codebook_text is None else (codebook_file, codebook_text),
        None if study_text is None else (study_file, study_text),
    )


def _edited(path: Path, edits: Any, *given: Any) -> str:
    text = path.read_bytes().decode("utf-8")
    mark = _MARK if text.startswith(_MARK) else ""
    try:
        return mark + edits(text.removeprefix(_MARK), *given)
    except NotEditable as error:
        problem = Problem(f"line {error.line}", error.fact, error.remedy)
        raise QualstageError(str(path), [problem]) from None


def _edit_codebook(text: str, changes: Changes, codebook: Codebook) -> str:
    for label, (_, definition) in changes.concepts.items():
        if definition is not None and label not in codebook.concept_labels:
            text = add_item(text, ("concepts",), {"label": label, "definition": definition})
    for code, (old, new) in changes.parents.items():
        if code in codebook.codes and codebook.codes[code].parent == old:
            path = ("codes", code, "parent")
            text = remove_entry(text, path) if new is None else set_value(text, path, new)
    for code, (old, new) in changes.stages.items():
        if code in codebook.codes and codebook.codes[code].stages == old:
            path = ("codes", code, "stages")
            text = set_list(text, path, new) if new else remove_entry(text, path)
    for code, (_, new) in changes.codes.items():
        if new is None and code in codebook.codes:
            text = remove_entry(text, ("codes", code))
        elif new is not None and code not in codebook.codes:
            text = add_entry(text, ("codes",), code, new)
    return text


def _edit_study(text: str, changes: Changes, study: Study, wanted: Study) -> str:
    for stage, concept, theme in changes.themes:
        path: tuple[str | int, ...] = ("themes", stage, concept, theme)
        codes = wanted.themes.get(stage, {}).get(concept, {}).get(theme)
        if codes is None:
            continue
        if has(text, path):
            if study.themes[stage][concept][theme] != codes:
                text = set_list(text, path, codes)
        elif has(text, path[:3]):
            text = add_entry(text, path[:3], theme, codes)
        else:
            text = add_entry(text, path[:2], concept, {theme: codes})
    for number, (now, then) in enumerate(zip(study.tables, wanted.tables, strict=True)):
        if now.concepts != then.concepts:
            text = set_list(text, ("tables", number, "concepts"), then.concepts)
    for name, population in wanted.populations.items():
        if population.voiced != study.populations[name].voiced:
            text = set_list(text, ("populations", name, "voiced"), population.voiced)
    return text


def _check(
    study: Study, texts: tuple[str | None, str | None], wanted: tuple[Codebook, Study]
) -> None:
    """
    Read the edited files as any command would, and hold them against what they should hold.

    Raises:
        QualstageError: they would hold something else, or could not be used.
    """
    from qualstage.codebook import read_codebook
    from qualstage.study import read_study
    from qualstage.study_checks import check_codes

    files = study.path(study.codebook), study.folder / "study.yaml"
    with tempfile.TemporaryDirectory() as folder:
        copies = Path(folder) / "codebook.yaml", Path(folder) / "study.yaml"
        for text, file, copy in zip(texts, files, copies, strict=True):
            copy.write_bytes(file.read_bytes() if text is None else text.encode("utf-8"))
        try:
            found = read_codebook(copies[0]), read_study(copies[1])
            check_codes(found[1], found[0])
        except QualstageError as error:
            raise _unsafe(files, [p.fact for p in error.problems]) from None
    # Written out, for the copies lie in another folder, which is no part of what is written.
    if found[0] != wanted[0] or found[1].model_dump() != wanted[1].model_dump():
        raise _unsafe(files, ["the edited text would hold something else than it should."])


def _unsafe(files: tuple[Path, Path], facts: list[str]) -> QualstageError:
    remedy = (
        "Write 'codes:' and 'concepts:' of the codebook and 'themes:' of study.yaml with a line "
        "for each entry, without anchors (&, *), and run the command again."
    )
    problems = [Problem("file", f"it cannot be edited safely: {fact}", remedy) for fact in facts]
    return QualstageError(" and ".join(map(str, files)), problems)
