"""
Extraction matrices: what reviewers found in each document or programme.

CSV, one row a document and code: source_id, code, present (yes or no), note. The notes are the
document's text, so that a count can be followed to the words behind it here, too.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from qualstage.errors import Problem, raise_if_any
from qualstage.ingest.canonical import fold

if TYPE_CHECKING:
    from qualstage.study import Study

_YES, _NO = {"yes", "y", "1", "true", "x"}, {"no", "n", "0", "false", ""}


@dataclass(frozen=True)
class MatrixCell:
    """A reviewer's judgement whether a document voices a code, and the note that supports it."""

    source_id: str
    code: str
    present: bool
    note: str
    reviewer: str
    file: str

    @property
    def words(self) -> str:
        """What the cell contributes to the document's text."""
        return fold(self.note) or ("yes" if self.present else "no")


def read_matrices(study: Study) -> list[MatrixCell]:
    """
    Every cell of the study's matrices, in file order.

    Raises:
        QualstageError: every line that cannot be used.
    """
    from qualstage.study import again_for, read_csv

    cells: list[MatrixCell] = []
    for matrix in study.matrices:
        path = study.path(matrix.file)
        problems: list[Problem] = []
        lines: dict[tuple[str, str], int] = {}
        for line, row in read_csv(path, ("source_id", "code", "present", "note")):
            key, answer = (row["source_id"], row["code"]), row["present"].casefold()
            if answer not in _YES | _NO:
                fact = f"present is '{row['present']}' for {' / '.join(key)}."
                problems.append(Problem(f"line {line}", fact, "Write yes or no."))
            if key in lines:
                fact = f"{' / '.join(key)} is already on line {lines[key]}."
                problems.append(Problem(f"line {line}", fact, "Remove one of the two."))
            lines[key] = line
            cell = MatrixCell(*key, answer in _YES, row["note"], matrix.reviewer, matrix.file)
            cells.append(cell)
        raise_if_any(str(path), problems, again_for(study))
    return cells
