"""Passages of transcripts made ready for the learner."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy

from qualstage.codebook import Codebook
from qualstage.embed import QUESTIONS, vectors_by_encoder
from qualstage.learn.evidence import Given
from qualstage.learn.lent import Lent, likeness_to_codes, may_help
from qualstage.learn.model import Passages
from qualstage.learn.texts import Texts, Vocabulary, likeness
from qualstage.voices import CODED, codable, in_order

Row = dict[str, Any]


def questions_before(segments: Iterable[Row]) -> dict[str, Row]:
    """The interviewer's turn last before each passage, by segment_id; none where nobody asked."""
    asked: dict[str, Row] = {}
    last: Row | None = None
    for row in in_order(segments):
        if last is not None and last["source_id"] != row["source_id"]:
            last = None
        if row["role"] == "interviewer":
            last = row
        elif row["role"] in CODED and last is not None:
            asked[row["segment_id"]] = last
    return asked


def codes_learned(codebook: Codebook, stages: Iterable[str]) -> list[str]:
    """The codes that apply at any of the stages, in the codebook's order."""
    stages = set(stages)
    return [c for c in codebook.codes if any(codebook.applies(c, stage) for stage in stages)]


@dataclass
class Material:
    """
    Whole sources of one study.

    Args:
        codebook: The study's codebook, which says where a code applies.
        stages: Stage by source.
        segments: SEGMENTS rows, all roles.
        vectors: VECTORS rows.
        hits: Indicator proposals by segment and code.
        named: Codes whose indicators the question before a segment holds, by segment_id.
    """

    codebook: Codebook
    stages: Mapping[str, str]
    segments: list[Row]
    vectors: list[Row]
    hits: Mapping[tuple[str, str], Row]
    named: Mapping[str, set[str]]

    def without_indicators(self) -> Material:
        """
        The same material as if the codebook had no indicators.

        Learned from and judged like this, the machine has no word of theirs: what their authors may
        have seen of the transcripts cannot have helped it.
        """
        return replace(self, hits={}, named={})


def material_of(
    codebook: Codebook,
    language: str,
    stages: Mapping[str, str],
    segments: Iterable[Row],
    vectors: Iterable[Row],
) -> Material:
    """Sources with what the codebook's indicators find in them."""
    from qualstage.code.propose import IndicatorCoder, propose

    segments = list(segments)
    coder = IndicatorCoder(codebook, language)
    found = propose(segments, stages, codebook, language)
    hits = {(row["segment_id"], row["code"]): row for row in found}
    in_turn: dict[str, set[str]] = {}
    named = {}
    for segment_id, turn in questions_before(segments).items():
        if turn["segment_id"] not in in_turn:
            in_turn[turn["segment_id"]] = coder.codes_in(turn["text"])
        named[segment_id] = in_turn[turn["segment_id"]]
    return Material(codebook, stages, segments, list(vectors), hits, named)


class Reader:
    """
    Turns segments into passages for the learner.

    Args:
        codes: The codes, in the order of the arrays.
        vocabulary: The n-grams known.
        encoders: The encoders that meaning is compared by.
        codebook_texts: The codebook's texts.
        codebook_codes: For each, whether it speaks of each code, (texts, codes).
        codebook_unlike: For each, the code it is a 'close but no' example of, or -1.
        lent: For each, the source whose words it is, if any; and what is left out with a source.
    """

    def __init__(
        self,
        codes: Sequence[str],
        vocabulary: Vocabulary,
        encoders: Sequence[str],
        codebook_texts: Texts,
        codebook_codes: numpy.ndarray,
        codebook_unlike: numpy.ndarray,
        lent: Lent | None = None,
    ) -> None:
        self._codes, self._vocabulary = list(codes), vocabulary
        self._encoders, self._texts = list(encoders), codebook_texts
        self._of_code, self._unlike = codebook_codes, codebook_unlike
        self._lent = lent

    def read(self, material: Material) -> Passages:
        """The passages of whole sources."""
        segments, vectors = material.segments, material.vectors
        rows = codable(segments)
        ids = [row["segment_id"] for row in rows]
        meaning = self._meaning(vectors, ids)
        texts = self._vocabulary.texts([row["text"] for row in rows], meaning)
        asked = questions_before(segments)
        question_ids = [asked[i]["segment_id"] if i in asked else "" for i in ids]
        questions = self._meaning(vectors, question_ids).get(
            QUESTIONS, numpy.zeros((len(ids), 1), numpy.float32)
        )
        return Passages(texts, questions, self._given(rows, texts, material))

    def _meaning(self, vectors: list[Row], ids: Sequence[str]) -> dict[str, numpy.ndarray]:
        """Vectors of segments by every encoder; zeros where nothing was encoded."""
        found = vectors_by_encoder(vectors, ids)
        for name in self._encoders:
            size = self._texts.meaning[name].shape[1]
            found.setdefault(name, numpy.zeros((len(ids), size), numpy.float32))
        return {name: found[name] for name in self._encoders}

    def _given(self, rows: Sequence[Row], texts: Texts, material: Material) -> Given:
        number = {code: i for i, code in enumerate(self._codes)}
        shape = len(rows), len(self._codes)
        asked, clear, qualified, in_question = (numpy.zeros(shape) for _ in range(4))
        for i, row in enumerate(rows):
            stage = material.stages[row["source_id"]]
            named = material.named.get(row["segment_id"], ())
            for code, j in number.items():
                asked[i, j] = material.codebook.asks(code, stage)
                hit = material.hits.get((row["segment_id"], code))
                if hit is not None:
                    (qualified if hit["context"] else clear)[i, j] = 1.0
                in_question[i, j] = code in named
        sources = [row["source_id"] for row in rows]
        helping = None if self._lent is None else may_help(self._lent, sources)
        mean, best, unlike = likeness_to_codes(
            likeness(texts, self._texts), self._of_code, self._unlike, helping
        )
        length = numpy.array([len(row["text"].split()) for row in rows], float)
        return Given(sources, length, asked > 0, mean, best, unlike, clear, qualified, in_question)
