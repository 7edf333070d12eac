"""
Every comparison of a study's coders: with each other, and with what adjudication came to.

*Before*: each two coders, in the sources that both read, of the codes that both looked for; and
where they are three or more, all together, wherever two at least looked (and for stretches, whose
measure knows no missing coder, wherever all of them did).

*After*: each coder beside what was settled on people's judgements (basis 'people'), in the same
sources. What was settled is an outcome of adjudication only where adjudication has been: so a
coder's sources count that they share with a coder with whom some shared source was adjudicated;
and a code in a source, if coders left no disagreement open there. An open one stands by the order
of roles alone, so that the stronger coder would agree with the outcome by rule, and the weaker
differ by rule. Where all is adjudicated, nothing is left out. Where coders agreed, there was
nothing to adjudicate, and what they agree on is the outcome: figures after adjudication are mostly
above those before by construction, and tell who gave way, not how well codes are defined. For the
figure of all coders, each one's answers beside the outcome are put together.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

import numpy

from qualstage.agree.figures import Answers, Row, measure, nothing
from qualstage.agree.heard import Heard
from qualstage.agree.measures import MEASURES
from qualstage.agree.reasons import (
    ADJUDICATED,
    ALL,
    NO_PASSAGES,
    NO_TWO,
    NOT_ADJUDICATED,
    NOT_READ,
    NOT_READ_BY_ALL,
    NOT_READ_FOR,
    UNITIZING,
)
from qualstage.agree.spans import Marked, measure_spans
from qualstage.agree.tallies import MISSING

PASSAGE, SOURCE, SPAN = LEVELS = ("passage", "source", "span")
BEFORE, AFTER = "before", "after"

_OPEN = "no source was read for this code by two coders, or they still differ on it"


def compare(heard: Heard) -> list[Row]:
    """AGREEMENT rows of a study; pooled ones without a figure if no two coders met in a source."""
    if not heard.sources:
        return [row for level in LEVELS for row in _nothing(BEFORE, level, (ALL, ""), NO_TWO)]
    return [*_before(heard), *_after(heard)]


def _before(heard: Heard) -> Iterator[Row]:
    for i, j in combinations(range(len(heard.coders)), 2):
        names = heard.coders[i], heard.coders[j]
        both = heard.looked[i] & heard.looked[j]
        if not both.any():
            for level in LEVELS:
                yield from _nothing(BEFORE, level, names, NOT_READ)
            continue
        yield from _of_grid(heard, [(names, both)], BEFORE, names, NOT_READ_FOR)
        yield from _of_spans(heard, names, both, BEFORE, NOT_READ_FOR)
    if len(heard.coders) > 2:
        shared = heard.looked.sum(axis=0) > 1
        looked = heard.looked & shared
        for level in (PASSAGE, SOURCE):
            if level == PASSAGE and not _has_passages(heard, shared):
                yield from _nothing(BEFORE, level, (ALL, ""), NO_PASSAGES)
                continue
            told = {"when": BEFORE, "level": level, "coder_1": ALL, "coder_2": ""}
            answers = _answers(heard, level, heard.coders, looked)
            yield from (told | row for row in measure(answers, NOT_READ_FOR))
        every = heard.looked.all(axis=0)
        if every.any():
            yield from _of_spans(heard, heard.coders, every, BEFORE, NOT_READ_BY_ALL)
        else:
            yield from _nothing(BEFORE, SPAN, (ALL, ""), NOT_READ_BY_ALL)


def _after(heard: Heard) -> Iterator[Row]:
    compared = []
    for i, name in enumerate(heard.coders):
        settled = _settled(heard, i)
        if settled.any():
            names = name, ADJUDICATED
            compared.append((names, settled))
            yield from _of_grid(heard, [(names, settled)], AFTER, names, _OPEN)
            yield from _of_spans(heard, names, settled, AFTER, _OPEN)
        else:
            for level in LEVELS:
                yield from _nothing(AFTER, level, (name, ADJUDICATED), NOT_ADJUDICATED)
    if len(compared) > 1:
        yield from _of_grid(heard, compared, AFTER, (ALL, ADJUDICATED), _OPEN)


def _settled(heard: Heard, coder: int) -> numpy.ndarray:
    """Where a coder can be held against what adjudication came to, (sources, codes)."""
    found = numpy.zeros_like(heard.unsettled)
    for other in range(len(heard.coders)):
        both = heard.looked[coder] & heard.looked[other]
        if other != coder and (heard.spoken & both.any(axis=1)).any():
            found |= both
    return found & ~heard.unsettled


def _of_grid(
    heard: Heard,
    compared: list[tuple[tuple[str, str], numpy.ndarray]],
    when: str,
    names: tuple[str, str],
    empty: str,
) -> Iterator[Row]:
    """Rows of passages and of sources, of one comparison or of several stacked under a name."""
    for level in (PASSAGE, SOURCE):
        if level == PASSAGE and not any(_has_passages(heard, asked) for _, asked in compared):
            yield from _nothing(when, level, names, NO_PASSAGES)
            continue
        stacked = [
            _answers(heard, level, pair, numpy.stack([asked, asked])) for pair, asked in compared
        ]
        answers = Answers(
            names,
            heard.codes,
            numpy.concatenate([one.given for one in stacked], axis=1),
            numpy.concatenate([one.source for one in stacked]),
            numpy.concatenate([one.cluster for one in stacked]),
            heard.strata,
        )
        told = {"when": when, "level": level, "coder_1": names[0], "coder_2": names[1]}
        yield from (told | row for row in measure(answers, empty))


def _has_passages(heard: Heard, asked: numpy.ndarray) -> bool:
    """Whether a respondent speaks in any of the sources where something was asked."""
    return bool((numpy.array(heard.lengths)[asked.any(axis=1)] > 0).any())


def _answers(heard: Heard, level: str, names: tuple[str, ...], looked: numpy.ndarray) -> Answers:
    """Coders' answers at a level, wherever each looked, (coders, sources, codes)."""
    said = heard.in_passage if level == PASSAGE else heard.in_source
    source = heard.passages if level == PASSAGE else numpy.arange(len(heard.sources))
    coded = numpy.stack([said[name] for name in names]).astype(numpy.int8)
    given = numpy.where(looked[:, source], coded, numpy.int8(MISSING))
    return Answers(names, heard.codes, given, source, heard.cluster[source], heard.strata)


def _of_spans(
    heard: Heard, names: tuple[str, ...], asked: numpy.ndarray, when: str, empty: str
) -> Iterator[Row]:
    whom = (names[0], names[1]) if len(names) == 2 else (ALL, "")
    if not _has_passages(heard, asked):
        yield from _nothing(when, SPAN, whom, NO_PASSAGES)
        return
    kept = numpy.flatnonzero(asked.any(axis=1) & (numpy.array(heard.lengths) > 0))
    spans = [
        [[heard.marked.get((name, s, j), []) for name in names] for j in range(len(heard.codes))]
        for s in kept.tolist()
    ]
    marked = Marked(
        names,
        heard.codes,
        tuple(heard.stages[s] for s in kept),
        [heard.lengths[s] for s in kept],
        asked[kept],
        spans,
    )
    told = {"when": when, "level": SPAN, "coder_1": whom[0], "coder_2": whom[1]}
    yield from (told | row for row in measure_spans(marked, empty))


def _nothing(when: str, level: str, names: tuple[str, str], reason: str) -> list[Row]:
    measures = [UNITIZING] if level == SPAN else list(MEASURES)
    told = {"when": when, "level": level, "coder_1": names[0], "coder_2": names[1]}
    return nothing(reason, measures, told)
