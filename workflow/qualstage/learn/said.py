"""What is said of the codes of a table: the codebook's texts and indicators, or their names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy

from qualstage.errors import Problem, raise_if_any

if TYPE_CHECKING:
    from qualstage.codebook import Codebook


@dataclass(frozen=True)
class Said:
    """
    What is said of codes.

    Args:
        texts: Definitions, rules and examples; the name of a code that the codebook lacks.
        codes: The code each speaks of; None for a 'close but no' example.
        of_code: The same, (texts, codes).
        unlike: The code that a 'close but no' example is of; -1 for any other text.
        codebook: The part of the codebook that is about these codes; none without.
        ids: Number of the code by its id in the codebook.
        language: Of the indicators.
        told: What people should know of the match.
    """

    texts: list[str]
    codes: list[int | None]
    of_code: numpy.ndarray
    unlike: numpy.ndarray
    codebook: Codebook | None = None
    ids: dict[str, int] = field(default_factory=dict)
    language: str = ""
    told: list[str] = field(default_factory=list)

    def indicated(self, texts: Sequence[str]) -> tuple[numpy.ndarray, numpy.ndarray]:
        """Whether indicators stand in texts unqualified, and only qualified: (texts, codes)."""
        from qualstage.code.propose import propose

        shape = len(texts), self.of_code.shape[1]
        clear, qualified = numpy.zeros(shape), numpy.zeros(shape)
        if self.codebook is None:
            return clear, qualified
        row = {"position": 0, "role": "respondent", "start_char": 0}
        segments = [
            row | {"segment_id": str(number), "source_id": str(number), "text": text}
            for number, text in enumerate(texts)
        ]
        stages = dict.fromkeys((row["source_id"] for row in segments), "")
        for hit in propose(segments, stages, self.codebook, self.language):
            where = int(hit["segment_id"]), self.ids[hit["code"]]
            (qualified if hit["context"] else clear)[where] = 1.0
        return clear, qualified


def said_of(codes: Sequence[str], codebook: Codebook | None, language: str) -> Said:
    """
    What a codebook says of a table's codes, which it has by id or by label.

    Raises:
        QualstageError: every code of the codebook that is two columns.
    """
    from qualstage.learn.training import codebook_texts

    ids = _matched(codes, codebook) if codebook else {}
    number_of = {number: code for code, number in ids.items()}
    texts: list[str] = []
    of: list[int | None] = []
    unlike: list[int] = []
    for number, name in enumerate(codes):
        if number not in number_of:
            found = [(name, name, name)]
        else:
            found = codebook_texts(codebook, [number_of[number]])
        texts += [text for text, _, _ in found]
        of += [number if code else None for _, code, _ in found]
        unlike += [-1 if code else number for _, code, _ in found]
    of_code = numpy.zeros((len(texts), len(codes)), bool)
    for row, number in enumerate(of):
        if number is not None:
            of_code[row, number] = True
    told = _told(codes, codebook, ids) if codebook else []
    part = _about(codebook, ids) if ids else None
    return Said(texts, of, of_code, numpy.array(unlike, int), part, ids, language, told)


def _matched(codes: Sequence[str], codebook: Codebook) -> dict[str, int]:
    by_name = {entry.label: code for code, entry in codebook.codes.items()}
    by_name |= {code: code for code in codebook.codes}
    ids: dict[str, int] = {}
    problems = []
    for number, name in enumerate(codes):
        code = by_name.get(name)
        if code in ids:
            fact = f"the columns '{codes[ids[code]]}' and '{name}' are both its code '{code}'."
            problems.append(Problem("codes", fact, "Put the two columns together, or rename one."))
        elif code is not None:
            ids[code] = number
    raise_if_any("the codebook", problems)
    return ids


def _about(codebook: Codebook, ids: dict[str, int]) -> Codebook:
    """The codebook's codes that a table has, at any stage."""
    kept = {
        code: entry.model_copy(update={"stages": []})
        for code, entry in codebook.codes.items()
        if code in ids
    }
    return codebook.model_copy(update={"codes": kept})


def _told(codes: Sequence[str], codebook: Codebook, ids: dict[str, int]) -> list[str]:
    told = []
    if missing := [name for number, name in enumerate(codes) if number not in ids.values()]:
        told.append(f"not in the codebook, so known by their names: {', '.join(missing)}")
    if unused := [code for code in codebook.codes if code not in ids]:
        told.append(f"in the codebook, but no column is called so: {', '.join(unused)}")
    return told
