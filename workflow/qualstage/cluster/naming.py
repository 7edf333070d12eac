"""
What a topic is called: words and noun phrases that set it apart from all others.

Terms are ranked by class-based tf-idf (Grootendorst 2022, arXiv 2203.05794): how common a term is
in the topic, by how rare it is in all.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
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

_LEAST_SHARE = 0.03
"""Share of a topic's passages in which a term must stand."""

_PARSED = 10
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
    said = _noun_phrases(typical, language)
    phrases = ranked_terms(
        [[phrase for phrase in of_passage if " " in phrase] for of_passage, _ in said],
        numpy.array([topic for _, topic in said], int),
        len(ranked),
    )
    nouns: list[set[str]] = [set() for _ in ranked]
    for of_passage, topic in said:
        nouns[topic].update(word for phrase in of_passage for word in phrase.split())
    return [
        Name(_label(terms[n], nouns[n]), _without_parts(list(terms[n]))[:TERMS], list(phrases[n]))
        for n in range(len(ranked))
    ]


def ranked_terms(
    passages: Sequence[Sequence[str]], topics: numpy.ndarray, n_topics: int
) -> list[dict[str, int]]:
    """
    Terms that set each topic apart, best first, and in how many of its passages each stands.

    A term counts once a passage. It must stand in two passages of the topic, and in three of a
    hundred, and be twice as common there as in all passages.

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
            if count > 1 and count / size >= max(_LEAST_SHARE, _APART * everywhere[term] / n)
        }
        best = sorted(score, key=lambda term: (-score[term], term))
        found.append({term: counts[term] for term in best[: 3 * TERMS]})
    return found


def _label(terms: dict[str, int], nouns: set[str]) -> str:
    """
    The first terms, nouns before others, each with the word that mostly goes with it.

    Args:
        terms: Words and pairs of words, best first, and how many passages have each.
        nouns: Words that stand in noun phrases of typical passages; none if nothing was parsed.
    """
    chosen: list[str] = []
    best = list(terms)[:TERMS]
    for term in sorted(best, key=lambda term: not set(term.split()) <= nouns):
        wider = (t for t in best if term in t.split() and _MOSTLY * terms[t] >= terms[term])
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


def _noun_phrases(
    typical: Sequence[Sequence[str]], language: Language
) -> list[tuple[list[str], int]]:
    """The content words of each noun phrase, passage by passage, and the passage's topic."""
    parse = _parser(language.pipeline)
    if parse is None:
        return []
    texts = [(text, topic) for topic, of_topic in enumerate(typical) for text in of_topic]
    found = []
    for document, topic in parse.pipe(texts, as_tuples=True):
        chunks = (language.content_words(chunk.text) for chunk in document.noun_chunks)
        found.append(([" ".join(words) for words in chunks if words], topic))
    return found


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
