"""Where a study's transcripts lie: the file of each source, or what is like it and may be meant."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

from qualstage.csvfile import read_csv
from qualstage.errors import Problem, raise_if_any
from qualstage.study import Source, Study, again_for


def locate_transcripts(study: Study, sources: list[Source]) -> dict[str, Path | None]:
    """
    Each source's file: the one sources.csv names, or the one whose name without ending is its id.

    Returns:
        Path by source_id; None for a source that needs no file (excluded, or of a matrix).

    Raises:
        QualstageError: every source whose file is missing, or could be several.
    """
    folder = study.path(study.transcripts)
    files = _files(folder)
    without_file = {
        row["source_id"]: given.file
        for given in (*study.matrices, *study.ratings)
        for _, row in read_csv(study.path(given.file), required=("source_id",))
    }
    located: dict[str, Path | None] = {}
    problems = []
    for source in sources:
        name = source.source_id
        located[name] = None
        if source.excluded:
            continue
        if source.file:
            candidates = _named(folder / source.file)
        else:
            candidates = [path for path in files if _composed(path.stem) == _composed(name)]
        if name in without_file and not (source.file or candidates):
            continue
        if len(candidates) == 1 and name not in without_file:
            located[name] = candidates[0]
            continue
        if name in without_file:
            file = source.file or candidates[0].name
            fact = f"it has lines in {without_file[name]}, and the transcript {file}."
            remedy = "A source is one of the two: give the other a source of its own."
        else:
            fact, remedy = _not_one(study, source, candidates, files)
        place = f"line {source.line}" if source.line else name
        problems.append(Problem(place, f"source '{name}': {fact}", remedy))
    raise_if_any(str(study.path(study.sources)), problems, again_for(study))
    return located


def files_of_source(study: Study, source: Source) -> list[Path]:
    """Every file that could be read as a source's, excluded or not."""
    folder = study.path(study.transcripts)
    named = _named(folder / source.file) if source.file else []
    called = [
        path for path in _files(folder) if _composed(path.stem) == _composed(source.source_id)
    ]
    return sorted({*named, *called})


def files_read_as(study: Study, source: Source) -> list[Path]:
    """The files that are a source's to be read: those of the name in 'file', or else of its own."""
    folder = study.path(study.transcripts)
    return _named(folder / source.file) if source.file else files_of_source(study, source)


def _files(folder: Path) -> list[Path]:
    """The files of a folder, without hidden ones and those Word keeps while it has one open."""
    if not folder.is_dir():
        return []
    paths = (path for path in sorted(folder.iterdir()) if path.is_file())
    return [path for path in paths if not path.name.startswith((".", "~$"))]


def _composed(name: str) -> str:
    # A Macintosh writes 'Zoë' of a file's name in five characters, a spreadsheet in three.
    return unicodedata.normalize("NFC", name)


def _named(path: Path) -> list[Path]:
    """The file of a path, or the one whose name is written in the same letters."""
    if path.is_file():
        return [path]
    return [file for file in _files(path.parent) if _composed(file.name) == _composed(path.name)]


def _not_one(
    study: Study, source: Source, candidates: list[Path], files: list[Path]
) -> tuple[str, str]:
    """What is said of a source that has no file, or could have several: the fact and the remedy."""
    if candidates:
        fact = f"it could be {' or '.join(path.name for path in candidates)}."
        return fact, "Name one in the column 'file' of sources.csv."
    name = source.file or source.source_id
    near = [path.name for path in files if _is_near(name, path)][:3]
    told = f"; near to it is {' or '.join(near)}" if near else ""
    if source.file:
        fact = f"its file '{source.file}' is not in {study.transcripts}/{told}."
        return fact, "Put it there, or correct 'file' in sources.csv."
    fact = f"no file in {study.transcripts}/ is called '{name}.' and an ending{told}."
    if near:
        return fact, "Rename it, or name it in the column 'file' of sources.csv."
    return fact, "Put it there, name it in 'file', or say in 'excluded' why there is none."


def _is_near(name: str, path: Path) -> bool:
    """Whether a file's name differs in case, accents, signs, zeros, or what follows the name."""
    stem = Path(name).stem if Path(name).suffix else name
    follows = path.stem[len(stem) : len(stem) + 1]
    return _bare(path.stem) == _bare(stem) or (
        path.stem.casefold().startswith(stem.casefold()) and not follows.isalnum()
    )


def _bare(name: str) -> str:
    letters = unicodedata.normalize("NFKD", name).casefold()
    return re.sub(r"(?<!\d)0+(?=\d)", "", "".join(c for c in letters if c.isalnum()))
