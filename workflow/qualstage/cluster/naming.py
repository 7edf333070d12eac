"""
What a topic is called: words and noun phrases that set it apart from all others.

Terms are ranked by class-based tf-idf (Grootendorst 2022, arXiv 2203.05794): how common a term is
in the topic, by how rare it is in all.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

import numpy

from qualstage.cluster.words import Language

TERMS, IN_LABEL = 10, 4
"""Terms kept of a topic, and how many make its label."""

_APART = 2.0
"""How many times as common as in all other passages a term must be."""

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


@dataclass(frozen=True)
class Said:
    """The terms of a passage, its topic (-1 for none) and its source."""

    terms: Sequence[str]
    topic: int
    source: int


def name_topics(
    texts: Sequence[str],
    words: Sequence[Sequence[str]],
    groups: numpy.ndarray,
    topics: numpy.ndarray,
    ranked: Sequence[Sequence[int]],
    language: Language,
) -> list[Name]:
    """
    Names of topics.

    Args:
        texts: The passages.
        words: Their content words.
        groups: Their sources.
        topics: The topic of each; -1 for none.
        ranked: The passages of each topic, most typical first.
        language: Parses noun phrases, if its pipeline can.
    """
    pairs = [language.pairs(text) for text in texts]
    spoken = [[*single, *double] for single, double in zip(words, pairs, strict=True)]
    placed = list(zip(spoken, topics.tolist(), groups.tolist(), strict=True))
    terms = ranked_terms([Said(*passage) for passage in placed], len(ranked))
    parsed = _noun_phrases(
        [(texts[i], placed[i]) for rows in ranked for i in rows[:_PARSED]], language
    )
    wide = [replace(said, terms=[t for t in said.terms if " " in t]) for said in parsed]
    phrases = ranked_terms(wide, len(ranked))
    nouns: list[set[str]] = [set() for _ in ranked]
    for said in parsed:
        nouns[said.topic].update(word for phrase in said.terms for word in phrase.split())
    return [
        Name(_label(terms[n], nouns[n]), _without_parts(list(terms[n]))[:TERMS], list(phrases[n]))
        for n in range(len(ranked))
    ]


def ranked_terms(passages: Sequence[Said], n_topics: int) -> list[dict[str, int]]:
    """
    Terms that set each topic apart, best first, and in how many of its passages each stands.

    A term counts once a passage. Two sources must say it in the topic, for what one alone says is
    their own, and may be a name; it must stand in three of a hundred of the topic's passages, and
    be twice as common there as in the others.

    Args:
        passages: All of them.
        n_topics: How many topics there are.
    """
    everywhere: Counter[str] = Counter()
    within: list[Counter[str]] = [Counter() for _ in range(n_topics)]
    said_by: list[dict[str, set[int]]] = [defaultdict(set) for _ in range(n_topics)]
    sizes = Counter(passage.topic for passage in passages)
    for passage in passages:
        terms = set(passage.terms)
        everywhere.update(terms)
        if passage.topic >= 0:
            within[passage.topic].update(terms)
            for term in terms:
                said_by[passage.topic][term].add(passage.source)
    found = []
    for topic, counts in enumerate(within):
        score = {}
        for term, count in counts.items():
            share, elsewhere = count / sizes[topic], everywhere[term] - count
            others = elsewhere / max(len(passages) - sizes[topic], 1)
            if len(said_by[topic][term]) > 1 and share >= max(_LEAST_SHARE, _APART * others):
                score[term] = share * numpy.log1p(len(passages) / everywhere[term])
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
    typical: Iterable[tuple[str, tuple[Sequence[str], int, int]]], language: Language
) -> list[Said]:
    """The content words of each noun phrase of passages, given with words, topic and source."""
    parse = _parser(language.pipeline)
    if parse is None:
        return []
    found = []
    for document, (_, topic, source) in parse.pipe(typical, as_tuples=True):
        chunks = (language.content_words(chunk.text) for chunk in document.noun_chunks)
        found.append(Said([" ".join(words) for words in chunks if words], topic, source))
    return found


def has_parser(pipeline: str) -> bool:
    """Whether noun phrases can be found in a pipeline's language."""
    return _parser(pipeline) is not None


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
