"""
In which order people should look at passages.

A cell of the table changes only when a source's first accepted passage for a code appears, or its
last one goes. So a passage is worth as much as it may bring a source a code that the source does
not have yet; once a passage of the same source and code stands before it in the queue, only what
that one may miss is left for it.
"""

from __future__ import annotations

import heapq
from collections.abc import Sequence

import numpy


def order_passages(
    probabilities: numpy.ndarray, sources: Sequence[str], settled: dict[str, numpy.ndarray]
) -> tuple[list[int], numpy.ndarray]:
    """
    Order unread passages by what they may change.

    Args:
        probabilities: That a passage voices a code, (passages, codes); zero for codes that do not
            apply or that no table counts.
        sources: Each passage's source.
        settled: By source, whether each code is already found there, (codes,).

    Returns:
        Numbers of the passages, most worth first and equals by number; and the worth of each,
        (passages,): the expected number of source-code pairs that it is the first to bring.
    """
    n_codes = probabilities.shape[1]
    open_pairs = {
        source: 1.0 - settled.get(source, numpy.zeros(n_codes)).astype(float)
        for source in set(sources)
    }
    worth = numpy.zeros(len(probabilities))
    heap = [
        (-float(row @ open_pairs[source]), number)
        for number, (row, source) in enumerate(zip(probabilities, sources, strict=True))
    ]
    heapq.heapify(heap)
    order: list[int] = []
    while heap:
        _, number = heapq.heappop(heap)
        source = sources[number]
        now = float(probabilities[number] @ open_pairs[source])
        # What stood before it in the same source may have taken from its worth since.
        if heap and (-now, number) > heap[0]:
            heapq.heappush(heap, (-now, number))
            continue
        worth[number] = now
        order.append(number)
        open_pairs[source] = open_pairs[source] * (1.0 - probabilities[number])
    return order, worth
