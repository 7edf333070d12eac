"""
What a topic is called: words and noun phrases that set it apart from all others.

Terms are ranked by class-based tf-idf (Grootendorst 2022, arXiv 2203.05794): how common a term is
in the topic, by how rare it is in all.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy

from qualstage.cluster.space import with_pairs
from qualstage.cluster.words import Language

TERMS, IN_LABEL = 10, 4
"""Terms kept of a topic, and how many make its label."""

_APART = 2.0
"""How many times as common as in all passages a term must be."""

NAMELESS = "(no words in common)"
"""The label of a topic whose passages share no words."""

_MOSTLY = 2
"""A pair of words stands for one of them if every second passage with that has the pair."""

_PARSED = 15
"""Most typical passages of each topic whose noun phrases are looked at: a parse is slow."""


@dataclass(frozen=True)
class Name:
    """What a topic is called, and by what."""

    label: str
    terms: list[str]
    phrases: list[str]


def name_topics(
    texts: Sequence[str],
    words: Sequence[Sequence[str]],
    topics: numpy.ndarray,
    ranked: Sequence[Sequence[int]],
    language: Language,
) -> list[Name]:
    """
    Names of topics.

    Args:
        texts: The passages.
        words: Their content words.
        topics: The topic of each; -1 for none.
        ranked: The passages of each topic, most typical first.
        language: Parses noun phrases, if its pipeline can.
    """
    terms = ranked_terms([with_pairs(w) for w in words], topics, len(ranked))
    typical = [[texts[row] for row in rows[:_PARSED]] for rows in ranked]
    phrases = _phrases(typical, language)
    return [
        Name(_label(of_topic), _without_parts(list(of_topic))[:TERMS], list(said)[:TERMS])
        for of_topic, said in zip(terms, phrases, strict=True)
    ]


def ranked_terms(
    passages: Sequence[Sequence[str]], topics: numpy.ndarray, n_topics: int
) -> list[dict[str, int]]:
    """
    Terms that set each topic apart, best first, and in how many of its passages each stands.

    A term counts once a passage. It must stand in two passages of the topic, and be twice as common
    there as in all passages.

    Args:
        passages: The terms of each passage.
        topics: The topic of each; -1 for none.
        n_topics: How many topics there are.
    """
    everywhere: Counter[str] = Counter()
    within: list[Counter[str]] = [Counter() for _ in range(n_topics)]
    sizes = numpy.bincount(topics[topics >= 0], minlength=n_topics)
    for terms, topic in zip(passages, topics, strict=True):
        everywhere.update(set(terms))
        if topic >= 0:
            within[topic].update(set(terms))
    n = len(passages)
    found = []
    for counts, size in zip(within, sizes, strict=True):
        score = {
            term: count / size * numpy.log1p(n / everywhere[term])
            for term, count in counts.items()
            if count > 1 and count / size >= _APART * everywhere[term] / n
        }
        best = sorted(score, key=lambda term: (-score[term], term))
        found.append({term: counts[term] for term in best[: 3 * TERMS]})
    return found


def _label(terms: dict[str, int]) -> str:
    """The first terms, each with the word that mostly goes with it; no word told twice."""
    chosen: list[str] = []
    for term, count in terms.items():
        wider = (t for t, n in terms.items() if term in t.split() and _MOSTLY * n >= count)
        told = max(wider, key=lambda wide: len(wide.split()), default=term)
        if not any(set(told.split()) & set(other.split()) for other in chosen):
            chosen.append(told)
    return ", ".join(chosen[:IN_LABEL]) or NAMELESS


def _without_parts(terms: Sequence[str]) -> list[str]:
    """Terms without the pairs whose words both stand before them."""
    kept: list[str] = []
    for term in terms:
        parts = term.split()
        if len(parts) == 1 or not set(parts) <= set(kept):
            kept.append(term)
    return kept


def _phrases(typical: Sequence[Sequence[str]], language: Language) -> list[dict[str, int]]:
    """Noun phrases of two words or more that set the topics apart, best first."""
    parse = _parser(language.pipeline)
    if parse is None:
        return [{} for _ in typical]
    passages, topics = [], []
    for topic, texts in enumerate(typical):
        for document in parse.pipe(texts):
            passages.append(list(_noun_phrases(document, language)))
            topics.append(topic)
    return ranked_terms(passages, numpy.array(topics, int), len(typical))


def _noun_phrases(document: Any, language: Language) -> Iterable[str]:
    for chunk in document.noun_chunks:
        said = language.content_words(chunk.text)
        if len(said) > 1:
            yield " ".join(said)


@cache
def _parser(pipeline: str) -> Any:
    """The pipeline as far as noun phrases need it; None if it is not there or has no parser."""
    import spacy

    try:
        loaded = spacy.load(pipeline, exclude=["ner", "lemmatizer"])
    except OSError:
        return None
    if "parser" not in loaded.pipe_names or loaded.vocab.get_noun_chunks is None:
        return None
    return loaded
