"""A map of passages: near to each other where they are alike, as far as two dimensions can tell."""

from __future__ import annotations

import numpy

from qualstage.cluster.space import MOST
from qualstage.cluster.threads import one_thread

_NEIGHBOURS = 30
"""Passages around each that the map tries to keep near it (t-SNE's perplexity)."""


def places(points: numpy.ndarray, rows: numpy.ndarray) -> tuple[numpy.ndarray, numpy.ndarray]:
    """
    Where passages stand on the map, by t-SNE (van der Maaten & Hinton 2008), seeded.

    Args:
        points: Passages, (passages, dimensions).
        rows: Those that have a place, in an order that does not depend on how they came; of very
            many, some evenly spread.

    Returns:
        x and y of each passage; NaN for those not shown.
    """
    from sklearn.manifold import TSNE

    if len(rows) > MOST:
        rows = rows[numpy.linspace(0, len(rows) - 1, MOST).astype(int)]
    found = numpy.full((len(points), 2), numpy.nan)
    if len(rows) > 3 and points[rows].any():
        perplexity = min(_NEIGHBOURS, (len(rows) - 1) / 3)
        with one_thread():
            mapped = TSNE(perplexity=perplexity, init="pca", random_state=0, n_jobs=1)
            found[rows] = mapped.fit_transform(points[rows].astype(numpy.float32))
    return found[:, 0], found[:, 1]
