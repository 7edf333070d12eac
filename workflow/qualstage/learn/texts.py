"""Passages as the learner sees them: words, characters, meaning; and how alike two of them are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy
import scipy.sparse

MEANING = 2.0
"""How much each encoder's likeness weighs beside that of words and that of characters."""

SHARPNESS = 2.0
"""How fast likeness of meaning falls with distance: exp(-SHARPNESS (1 - cosine))."""

_WORDS = {"ngram_range": (1, 2), "token_pattern": r"(?u)\b\w+\b", "sublinear_tf": True}
_CHARACTERS = {"analyzer": "char_wb", "ngram_range": (3, 5), "sublinear_tf": True}
_RAREST = {"words": 2, "characters": 3}
"""Passages in which an n-gram must stand to be known."""


@dataclass
class Texts:
    """
    Texts turned into numbers; all arrays have one row a text.

    Args:
        words: Tf-idf of words and pairs of words; rows of length 1.
        characters: Tf-idf of runs of 3 to 5 characters within words; rows of length 1.
        meaning: Vectors of length 1 by encoder.
    """

    words: scipy.sparse.csr_matrix
    characters: scipy.sparse.csr_matrix
    meaning: Mapping[str, numpy.ndarray] = field(default_factory=dict)

    def __len__(self) -> int:
        return self.words.shape[0]

    def take(self, rows: numpy.ndarray) -> Texts:
        """The texts of some rows."""
        meaning = {name: vectors[rows] for name, vectors in self.meaning.items()}
        return Texts(self.words[rows], self.characters[rows], meaning)


def stack(parts: Sequence[Texts]) -> Texts:
    """Texts one behind the other."""
    return Texts(
        scipy.sparse.vstack([part.words for part in parts], format="csr"),
        scipy.sparse.vstack([part.characters for part in parts], format="csr"),
        {
            name: numpy.vstack([part.meaning[name] for part in parts])
            for name in sorted(parts[0].meaning)
        },
    )


def kernel(some: Texts, others: Texts) -> numpy.ndarray:
    """How alike texts are, shape (some, others): a positive definite kernel."""
    alike = (some.words @ others.words.T).toarray() + (
        some.characters @ others.characters.T
    ).toarray()
    for cosine in _cosines(some, others):
        # In place: for thousands of texts, each copy takes hundreds of megabytes.
        cosine -= 1.0
        cosine *= SHARPNESS
        numpy.exp(cosine, out=cosine)
        cosine *= MEANING
        alike += cosine
    return alike


def likeness(some: Texts, others: Texts) -> numpy.ndarray:
    """The mean of the cosines, shape (some, others): 1 for the same text."""
    cosines = [
        (some.words @ others.words.T).toarray(),
        (some.characters @ others.characters.T).toarray(),
        *_cosines(some, others),
    ]
    return sum(cosines) / len(cosines)


def _cosines(some: Texts, others: Texts) -> Iterable[numpy.ndarray]:
    for name in sorted(some.meaning):
        yield some.meaning[name].astype(float) @ others.meaning[name].astype(float).T


class Vocabulary:
    """
    The n-grams a learner knows, and how rare each is.

    Args:
        terms: N-grams of words, and of characters, in the order of their columns.
        rarity: Their inverse document frequencies.
    """

    def __init__(
        self, terms: Mapping[str, Sequence[str]], rarity: Mapping[str, numpy.ndarray]
    ) -> None:
        self.terms, self.rarity = terms, rarity
        self._known: dict[str, Any] = {}

    @classmethod
    def of(cls, texts: Sequence[str]) -> Vocabulary:
        """Learn the vocabulary of texts; in few texts, even what stands in one."""
        terms, rarity = {}, {}
        if not any(character.isalnum() for text in texts for character in text):
            # Nobody says anything that a code applies to: any word will do, for none will be met.
            texts = ["nothing"]
        for kind, rarest in _RAREST.items():
            vectoriser = _vectoriser(kind, rarest if len(texts) >= 500 else 1)
            vectoriser.fit(texts)
            terms[kind] = vectoriser.get_feature_names_out().tolist()
            rarity[kind] = vectoriser.idf_
        return cls(terms, rarity)

    def texts(self, texts: Sequence[str], meaning: Mapping[str, numpy.ndarray]) -> Texts:
        """Texts as numbers."""
        return Texts(self.words(texts), self._vectorise("characters", texts), dict(meaning))

    def words(self, texts: Sequence[str]) -> scipy.sparse.csr_matrix:
        """Tf-idf of the words of texts."""
        return self._vectorise("words", texts)

    def _vectorise(self, kind: str, texts: Sequence[str]) -> scipy.sparse.csr_matrix:
        if kind not in self._known:
            vectoriser = _vectoriser(kind, 1, {t: i for i, t in enumerate(self.terms[kind])})
            vectoriser.idf_ = self.rarity[kind]
            self._known[kind] = vectoriser
        if not texts:
            return scipy.sparse.csr_matrix((0, len(self.terms[kind])))
        return self._known[kind].transform(texts)


def _vectoriser(kind: str, rarest: int, vocabulary: dict[str, int] | None = None) -> Any:
    from sklearn.feature_extraction.text import TfidfVectorizer

    settings = _WORDS if kind == "words" else _CHARACTERS
    return TfidfVectorizer(**settings, min_df=rarest, vocabulary=vocabulary)
