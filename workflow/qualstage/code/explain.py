"""Why a passage is proposed: what it is like, which words speak for it, what weighed how much."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy
import scipy.sparse

from qualstage.code.propose import told_hits
from qualstage.learn.model import CODEBOOK_GROUP, Model, Passages
from qualstage.sentences import sentences

Row = dict[str, Any]

EXAMPLES, FEATURES = 3, 5
"""Examples and words told at most."""

_KEEP = 0.5
"""Share of a passage's words that its span keeps at least when it is narrowed."""

_LONG_WORD = 4
"""Letters of a word that may say something by itself; 'and then' speaks for many codes."""

_SHOWN = 0.15
"""Log-odds from which on a kind of evidence is told in the sentence."""


class Explainer:
    """
    Tells why, for passages judged by one part of a model.

    Args:
        model: The model.
        coefficients: The part's coefficients over the model's rows.
        passages: The passages.
        alike: Their kernel with the model's rows.
    """

    def __init__(
        self, model: Model, coefficients: numpy.ndarray, passages: Passages, alike: numpy.ndarray
    ) -> None:
        self._model, self._passages, self._alike = model, passages, alike
        self._coefficients = coefficients
        self._split: dict[str, tuple[list[tuple[int, int]], scipy.sparse.csr_matrix]] = {}
        self._word_weights = model.rows.words.T @ coefficients[:, : len(model.codes)]

    def explain(
        self,
        row: Row,
        passage: int,
        code: int,
        weighed: Mapping[str, numpy.ndarray] | None = None,
    ) -> Row:
        """
        The columns of a proposal that say why, and its span narrowed to what speaks for it.

        Args:
            row: The proposal's place, hits and scores.
            passage: Its number among the passages.
            code: The number of its code.
            weighed: Log-odds by kind of evidence, each (passages, codes).
        """
        examples = self._examples(passage, code)
        features = self._features(passage, code)
        factors = [
            {"name": name, "weight": round(float(weight[passage, code]), 2)}
            for name, weight in (weighed or {}).items()
        ]
        factors.sort(key=lambda factor: (-abs(factor["weight"]), factor["name"]))
        text = row.pop("text")
        start, end = row["start_char"], row["end_char"]
        if row["origin"] != "indicators":
            start, end = (row["start_char"] + at for at in self._narrow(text, row, code))
        return {
            "start_char": start,
            "end_char": end,
            "examples": examples,
            "features": features,
            "factors": factors,
            "why": _told(row, examples, features, factors),
        }

    def _examples(self, passage: int, code: int) -> list[Row]:
        """The rows that raise the score most, each with its share of all that is raised."""
        raised = self._alike[passage] * self._coefficients[:, code]
        total = float(raised[raised > 0].sum())
        found: list[Row] = []
        seen = set()
        for i in numpy.argsort(-raised, kind="stable"):
            if len(found) == EXAMPLES or raised[i] <= 0:
                break
            text, source = self._model.row_texts[i], self._model.row_sources[i]
            if self._model.row_codes[i, code] and not any(text in s or s in text for s in seen):
                seen.add(text)
                name = "codebook" if source == CODEBOOK_GROUP else source
                share = round(float(raised[i]) / total, 3)
                found.append({"source_id": name, "text": text, "weight": share})
        return found

    def _features(self, passage: int, code: int) -> list[Row]:
        """Words and pairs of words that raise the score most; those of small words are left out."""
        words = self._passages.texts.words[[passage]]
        raised = words.data * self._word_weights[words.indices, code]
        terms = self._model.vocabulary.terms["words"]
        named = [
            {"name": terms[words.indices[i]], "weight": round(float(raised[i]), 4)}
            for i in numpy.argsort(-raised, kind="stable")
            if raised[i] > 0
        ]
        told = [word for word in named if max(map(len, word["name"].split())) >= _LONG_WORD]
        return told[:FEATURES]

    def _sentences(self, text: str) -> tuple[list[tuple[int, int]], scipy.sparse.csr_matrix]:
        """The sentences of a passage and their words; worked out once for all its codes."""
        if text not in self._split:
            spans = sentences(text)
            words = self._model.vocabulary.words([text[a:b] for a, b in spans])
            self._split = {text: (spans, words)}
        return self._split[text]

    def _narrow(self, text: str, row: Row, code: int) -> tuple[int, int]:
        """
        The run of sentences that speak for the code, with every hit inside.

        Sentences at either end whose words speak against it, or of nothing, are left out.
        """
        spans, words = self._sentences(text)
        if len(spans) < 2:
            return spans[0] if spans else (0, len(text))
        speaks = words @ self._word_weights[:, code]
        size = [len(text[a:b].split()) for a, b in spans]
        base = row["start_char"]
        hit = [
            any(base + a < h["end_char"] and h["start_char"] < base + b for h in row["evidence"])
            for a, b in spans
        ]
        first, last, kept, least = 0, len(spans) - 1, sum(size), _KEEP * sum(size)
        while (
            first < last and speaks[first] <= 0 and not hit[first] and kept - size[first] >= least
        ):
            kept -= size[first]
            first += 1
        while last > first and speaks[last] <= 0 and not hit[last] and kept - size[last] >= least:
            kept -= size[last]
            last -= 1
        return spans[first][0], spans[last][1]


def _told(row: Row, examples: list[Row], features: list[Row], factors: list[Row]) -> str:
    """The same in words."""
    told = []
    if row["score"] is not None:
        told.append(f"Probability {row['score']:.2f}, in the source {row['source_score']:.2f}.")
    if row["evidence"]:
        told.append(f"{told_hits(row['evidence'])}.")
    if examples:
        nearest = examples[0]
        told.append(f"Most like {nearest['source_id']}: “{_short(nearest['text'])}”.")
    if features:
        told.append(f"Words that speak for it: {', '.join(f['name'] for f in features)}.")
    for sign, word in ((1, "For it"), (-1, "Against it")):
        some = [f for f in factors if sign * f["weight"] >= _SHOWN]
        if some:
            named = ", ".join(f"{f['name']} {f['weight']:+.1f}" for f in some)
            told.append(f"{word}: {named}.")
    return " ".join(told)


def _short(text: str) -> str:
    return text if len(text) <= 90 else f"{text[:87].rstrip()}..."
