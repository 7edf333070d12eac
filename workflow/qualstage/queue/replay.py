"""
Replaying an analyst along the queue: what the table would have been after each passage judged.

Learning starts from the codebook alone and is done anew every few passages from what the analyst
had judged by then. So the replay says how far a study gets by reading a fraction of its material,
and where the stopping rule stops.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy

from qualstage.learn.combine import probability
from qualstage.learn.model import Extra, Passages, judge, learn_whole
from qualstage.learn.ridge import invert
from qualstage.learn.texts import kernel, stack
from qualstage.queue.elusion import MISSED, QUIET, SAMPLE, Elusion, elusion
from qualstage.queue.order import order_passages

RETRAIN = 10
"""Passages judged between one learning and the next."""

_ENOUGH = 60
"""Coded passages from which on evidence is combined; before, the regression alone orders."""

ORDERS = ("queue", "plain score", "file order", "random")


@dataclass(frozen=True)
class Stop:
    """Where the stopping rule stopped: passages judged, the sample, pairs still missed in truth."""

    judged: int
    sample: Elusion
    missed: int
    confidence: float


@dataclass
class Study:
    """
    What a replay needs of a study.

    Args:
        passages: All passages, source by source.
        voiced: The analyst's codings, (passages, codes): of codes that a table counts.
        extra: The codebook's texts.
        alike: Kernel of passages and extra texts, the passages first.
    """

    passages: Passages
    voiced: numpy.ndarray
    extra: Extra
    alike: numpy.ndarray

    @classmethod
    def of(cls, passages: Passages, voiced: numpy.ndarray, extra: Extra) -> Study:
        """With the kernel worked out."""
        rows = stack([passages.texts, extra.texts])
        return cls(passages, voiced, extra, kernel(rows, rows))

    def pairs(self, read: Sequence[int]) -> dict[str, numpy.ndarray]:
        """By source, the codes found in passages read."""
        found: dict[str, numpy.ndarray] = {}
        for number in read:
            source = self.passages.given.sources[number]
            mine = found.setdefault(source, numpy.zeros(self.voiced.shape[1], bool))
            mine |= self.voiced[number]
        return found


def replay(study: Study, order: str, seed: int = 0) -> list[int]:
    """
    The passages in the order in which the analyst would judge them.

    Args:
        study: The study.
        order: One of ORDERS.
        seed: Of the random order.
    """
    n = len(study.passages)
    if order == "file order":
        return list(range(n))
    if order == "random":
        return numpy.random.default_rng(seed).permutation(n).tolist()
    read: list[int] = []
    while len(read) < n:
        done = set(read)
        unread = [number for number in range(n) if number not in done]
        read += _next(study, read, unread, order)
    return read


def _next(study: Study, read: list[int], unread: list[int], order: str) -> list[int]:
    """The next few passages to judge."""
    probabilities, presence = _judge(study, read, unread)
    if order == "plain score":
        best = numpy.argsort(-probabilities.max(axis=1), kind="stable")
        return [unread[i] for i in best[:RETRAIN]]
    sources = [study.passages.given.sources[number] for number in unread]
    settled = study.pairs(read)
    if presence is not None:
        missing = numpy.stack(
            [~settled.get(source, numpy.zeros(study.voiced.shape[1], bool)) for source in sources]
        )
        worth = (probabilities * missing).max(axis=1) + presence
        chosen = numpy.argsort(-worth, kind="stable")
    else:
        chosen, _ = order_passages(probabilities, sources, settled)
    return [unread[i] for i in chosen[:RETRAIN]]


def _judge(
    study: Study, read: list[int], unread: list[int]
) -> tuple[numpy.ndarray, numpy.ndarray | None]:
    """
    Probabilities of unread passages, (unread, codes).

    While little is coded they are scores of the regression; then comes what speaks for a passage
    being coded at all, (unread,): its own score, and its length.
    """
    n, more = len(study.passages), len(study.extra.codes)
    # Whatever the order they were judged in, passages are learned from in reading order.
    read = sorted(read)
    rows = numpy.r_[numpy.array(read, int), numpy.arange(n, n + more)]
    near = study.alike[numpy.ix_(unread, rows)]
    voiced, part = study.voiced[read], study.passages.take(numpy.array(unread, int))
    asked = part.given.asked
    if voiced.any(axis=1).sum() >= _ENOUGH:
        seen = study.passages.take(numpy.array(read, int))
        fold = learn_whole(seen, voiced, study.extra, study.alike[numpy.ix_(rows, rows)])
        judged = judge(seen.questions, fold, part, near)
        return probability(judged.log_odds) * asked, None
    targets = numpy.zeros((len(rows), voiced.shape[1] + 1))
    targets[: len(read), :-1] = voiced
    for row, code in enumerate(study.extra.codes):
        if code is not None:
            targets[len(read) + row, code] = 1.0
    targets[:, -1] = targets[:, :-1].any(axis=1)
    mean = targets.mean(axis=0)
    weights = numpy.where(targets[:, -1] > 0, 2.0, 1.0)
    weights[len(read) :] = 1.0
    inverse = invert(study.alike[numpy.ix_(rows, rows)], weights)
    scores = near @ (inverse @ (targets - mean)) + mean
    long_enough = 0.15 * numpy.log((part.given.length + 1.0) / 60.0)
    return numpy.clip(scores[:, :-1], 0.0, 1.0) * asked, 0.3 * scores[:, -1] + long_enough


def found_after(study: Study, order: Sequence[int]) -> numpy.ndarray:
    """Source-code pairs found after each passage judged, (passages,)."""
    have: set[tuple[str, int]] = set()
    counted = numpy.zeros(len(order), int)
    for place, number in enumerate(order):
        source = study.passages.given.sources[number]
        have |= {(source, code) for code in numpy.flatnonzero(study.voiced[number])}
        counted[place] = len(have)
    return counted


def cell_errors(
    study: Study, order: Sequence[int], stages: dict[str, str]
) -> tuple[numpy.ndarray, int]:
    """
    Error of the table after each passage judged.

    Args:
        study: The study.
        order: Passages in the order of judging; all of them, or the first few.
        stages: Stage by source.

    Returns:
        Mean absolute error of the cells (stage x code) that are not empty, (passages,); the number
        of passages after which every cell is exact, one more than there are if none is enough.
    """
    whole = study.pairs(range(len(study.passages)))
    cells: dict[tuple[str, int], int] = {}
    for source, codes in whole.items():
        for code in numpy.flatnonzero(codes):
            cells[stages[source], code] = cells.get((stages[source], code), 0) + 1
    found = found_after(study, order)
    total = int(sum(cells.values()))
    # A cell is never above its count, so errors add up to the pairs still missing.
    errors = (total - found) / max(1, len(cells))
    return errors, int((found < total).sum()) + (total > 0)


def stop(study: Study, order: Sequence[int], seed: int = 0) -> Stop:
    """
    Where the stopping rule stops along an order.

    After QUIET passages without news, SAMPLE random unread passages are judged; if they bring news,
    judging goes on; if not, it stops. Passages of a sample are not judged again.
    """
    random = numpy.random.default_rng(seed)
    total = int(found_after(study, order)[-1])
    have: dict[str, numpy.ndarray] = {}
    read: set[int] = set()
    quiet, told = 0, elusion(0, 0, 0)
    for number in order:
        if number in read:
            continue
        quiet = 0 if _news(study, [number], have) else quiet + 1
        read.add(number)
        if quiet < QUIET:
            continue
        unread = [other for other in order if other not in read]
        size = min(SAMPLE, len(unread))
        sample = [unread[i] for i in random.choice(len(unread), size, replace=False)]
        told = elusion(len(unread), size, _news(study, sample, have))
        read.update(sample)
        quiet = 0
        if not told.changing:
            break
    else:
        told = elusion(0, 0, 0)
    found = int(sum(codes.sum() for codes in have.values()))
    return Stop(len(read), told, total - found, told.confidence(int(MISSED * found)))


def _news(study: Study, numbers: Sequence[int], have: dict[str, numpy.ndarray]) -> int:
    """Of passages judged together, how many bring a source a code; what they bring is added."""
    nothing = numpy.zeros(study.voiced.shape[1], bool)
    sources = study.passages.given.sources
    new = [study.voiced[i] & ~have.get(sources[i], nothing) for i in numbers]
    for number, codes in zip(numbers, new, strict=True):
        have[sources[number]] = have.get(sources[number], nothing) | codes
    return sum(bool(codes.any()) for codes in new)
