"""Proposals from a model: every passage and code that may be, how sure, and why."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy

from qualstage.code.explain import Explainer
from qualstage.learn.codebook_alone import CodebookAlone
from qualstage.learn.combine import probability
from qualstage.learn.evidence import CODEBOOK, lead
from qualstage.learn.lent import alone_without
from qualstage.learn.model import Fold, Judged, Model, Passages, judge
from qualstage.learn.passages import Material, Reader
from qualstage.learn.texts import kernel
from qualstage.voices import codable

Row = dict[str, Any]

FLOOR = 0.02
"""Probability below which a passage without a hit is not worth a line."""


def reader_of(model: Model) -> Reader:
    """The reader that makes passages as the model knows them."""
    rows = model.codebook_rows
    return Reader(
        model.codes,
        model.vocabulary,
        model.encoders,
        model.rows.take(rows),
        model.row_codes[rows],
        model.row_unlike[rows],
        model.lent,
    )


def propose_judged(model: Model, material: Material, aim: str) -> list[Row]:
    """
    Propose codes for whole sources.

    Args:
        model: What was learned; from the codebook alone if it has no folds.
        material: The sources.
        aim: What proposals are for: balanced, screening or accepting.

    Returns:
        PROPOSALS rows: what stands, what is at least a little probable, and what has a hit.
    """
    segments = codable(material.segments)
    passages = reader_of(model).read(material)
    if not segments:
        return []
    alike = kernel(passages.texts, model.rows)
    if not model.folds:
        return _propose_alone(model, material, segments, passages, alike)
    numbers = [model.fold_number(segment["source_id"]) for segment in segments]
    rows: list[Row] = []
    for number in sorted(set(numbers)):
        mine = numpy.flatnonzero(numpy.array(numbers) == number)
        fold = model.folds[number]
        part, near = passages.take(mine), alike[mine]
        judged = judge(model.questions, fold, part, near)
        explainer = Explainer(model, fold.coefficients, part, near)
        weighed = fold.combination.factors(judged.evidence)
        stands, kept = _select(judged, fold, part, aim)
        for i, code in zip(*numpy.nonzero(kept), strict=True):
            segment = segments[mine[i]]
            row = _row(segment, model.codes[code], material.hits, "learned")
            source = judged.sources.index(segment["source_id"])
            row |= {
                "score": round(float(probability(judged.log_odds[i, code])), 4),
                "source_score": round(float(probability(judged.source_log_odds[source, code])), 4),
                "stands": bool(stands[i, code]),
            }
            row |= explainer.explain(row, i, code, weighed)
            rows.append(row)
    return rows


def _select(
    judged: Judged, fold: Fold, passages: Passages, aim: str
) -> tuple[numpy.ndarray, numpy.ndarray]:
    """
    Which passages stand, and which are kept at all, both of shape (passages, codes).

    A code stands in a source whose own probability reaches the aim's threshold for sources: in its
    best passage there, and in any other that reaches the threshold for passages.
    """
    given = passages.given
    of_source = {source: i for i, source in enumerate(judged.sources)}
    rows = numpy.array([of_source[source] for source in given.sources])
    best = numpy.full(judged.source_log_odds.shape, -numpy.inf)
    numpy.maximum.at(best, rows, judged.log_odds)
    is_best = judged.log_odds >= best[rows]
    in_source = judged.source_log_odds >= fold.source_thresholds[aim]
    enough = is_best | (judged.log_odds >= fold.thresholds[aim])
    stands = in_source[rows] & enough & given.asked
    probable = probability(judged.log_odds) >= FLOOR
    probable |= is_best & (probability(judged.source_log_odds)[rows] >= FLOOR)
    hit = (given.indicators + given.indicators_qualified) > 0
    return stands, (stands | probable | hit) & given.asked


def _propose_alone(
    model: Model,
    material: Material,
    segments: Sequence[Row],
    passages: Passages,
    alike: numpy.ndarray,
) -> list[Row]:
    """Before anything is coded: indicators, and likeness to the codebook's texts."""
    sources = [segment["source_id"] for segment in segments]
    given = passages.given
    hit = (given.indicators + given.indicators_qualified) > 0
    rows = []
    for mine, alone in _alone_parts(model, sources):
        part, near, asked = passages.take(mine), alike[mine], given.asked[mine]
        scores = alone.scores(near)
        explainer = Explainer(model, alone.coefficients, part, near)
        like = (scores >= alone.threshold) & (lead(scores, asked) >= 0.0)
        for i, code in zip(*numpy.nonzero((hit[mine] | like) & asked), strict=True):
            origin = "indicators" if hit[mine[i], code] else "codebook"
            row = _row(segments[mine[i]], model.codes[code], material.hits, origin)
            row |= {"score": None, "source_score": None, "stands": True}
            row |= explainer.explain(row, i, code)
            likeness = round(float(scores[i, code]), 3)
            rows.append(row | {"factors": [{"name": CODEBOOK, "weight": likeness}]})
    return rows


def _alone_parts(
    model: Model, sources: Sequence[str]
) -> Iterator[tuple[numpy.ndarray, CodebookAlone]]:
    """Numbers of passages, and the codebook's regression for them: without what they lent."""
    lenders = {source for source in model.lent_by if source} & set(sources)
    others = numpy.array([source not in lenders for source in sources], bool)
    if others.any():
        yield numpy.flatnonzero(others), model.alone
    for lender in sorted(lenders):
        mine = numpy.array([source == lender for source in sources], bool)
        yield numpy.flatnonzero(mine), alone_without(model, lender)


def _row(segment: Row, code: str, hits: Mapping[tuple[str, str], Row], origin: str) -> Row:
    """A proposal's place, and the indicators hit there; where only they speak, their sentences."""
    hit = hits.get((segment["segment_id"], code))
    place = hit if hit and origin == "indicators" else segment
    return {
        "segment_id": segment["segment_id"],
        "source_id": segment["source_id"],
        "code": code,
        "start_char": place["start_char"],
        "end_char": place["end_char"],
        "origin": origin,
        "context": hit["context"] if hit else "",
        "evidence": hit["evidence"] if hit else [],
        "text": segment["text"],
    }
