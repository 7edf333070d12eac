"""What an extraction matrix decides: who filled it in, and which of its rows say no."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from qualstage.publish.material import Material
    from qualstage.publish.passages import Passages
    from qualstage.publish.words import Piece
    from qualstage.study_model import Matrix

_ANSWERS = ("yes", "no")
"""What stands for a row's words if it has no note."""


@dataclass(frozen=True)
class Lacking:
    """
    A row of a matrix that says no.

    Args:
        source: The document.
        code: What it was looked through for, as it is called today.
        note: What the reviewer wrote beside it, masked; [] if nothing.
        address: Where the row stands in the reader.
    """

    source: str
    code: str
    note: list[Piece]
    address: str


def is_of_matrix(source: dict[str, Any]) -> bool:
    """Whether a SOURCES row is made of rows of a matrix."""
    return source["format"] == "matrix"


def matrices_of(members: Iterable[str], given: Material) -> list[Matrix]:
    """The matrices that any of some sources are rows of, as study.yaml lists them."""
    rows = (given.sources[name] for name in members)
    files = {row["file"] for row in rows if is_of_matrix(row)}
    return [matrix for matrix in given.study.matrices if matrix.file in files]


def lacking(
    codes: Collection[str], members: Iterable[str], given: Material, passages: Passages
) -> list[Lacking]:
    """The rows about some codes and sources that no judgement of 'yes' was made of, in order."""
    found = []
    for source in (name for name in members if is_of_matrix(given.sources[name])):
        for row in given.segments.get(source, ()):
            code = given.history.now(row["speaker"])
            if code in codes and not passages.codings(source, code):
                place = source, row["start_char"], row["end_char"]
                note = [] if row["text"] in _ANSWERS else given.words.pieces(*place)
                found.append(Lacking(source, code, note, given.place(*place[:2])))
    return found
