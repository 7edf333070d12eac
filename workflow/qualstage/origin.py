"""
Which study a folder of results was made from.

Two studies whose folders are called alike would share results/NAME, and overwrite each other there.
So the workflow notes beside the logs where the study lies, as seen from the results: never an
absolute path, for both may be moved together.
"""

from __future__ import annotations

import os
import shlex
from pathlib import Path

from qualstage.errors import Problem, raise_if_any
from qualstage.files import write_text

_NOTE = Path("logs") / "study.txt"


def note_origin(results: Path, study: Path) -> None:
    """Write down which study these results are made from."""
    write_text(results / _NOTE, f"{_way(results, study)}\n")


def refuse_anothers_results(results: Path, study: Path) -> None:
    """
    Refuse a folder of results that was made from another study.

    Raises:
        QualstageError: where the study lies that they were made from, and what to do.
    """
    note = results / _NOTE
    made_from = note.read_text(encoding="utf-8").strip() if note.exists() else ""
    if made_from in ("", _way(results, study)):
        return
    other = os.path.normpath(results / made_from)
    fact = f"its results were made from the study in {other}, not from {study}."
    remedy = (
        f"Give one of the two studies a folder of results of its own: `name: ANOTHER` in {study}/"
        f"study.yaml. If it is the same study, moved: remove {note}."
    )
    raise_if_any(str(results), [Problem("folder", fact, remedy)])


def _way(results: Path, study: Path) -> str:
    try:
        return Path(os.path.relpath(study.resolve(), results.resolve())).as_posix()
    except ValueError:  # On Windows there is no way from one drive to another.
        return study.resolve().as_posix()


def as_typed(path: Path) -> str:
    """A path as it is typed where the workflow runs; never absolute, for pages travel."""
    if path.is_absolute():
        path = Path(os.path.relpath(path))
    return shlex.quote(path.as_posix())
