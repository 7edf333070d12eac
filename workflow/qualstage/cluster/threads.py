"""One thread at a time, so that sums come out alike on every machine of a kind."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any


@contextmanager
def one_thread() -> Iterator[None]:
    """Keep numpy and scikit-learn to one thread."""
    # Threads of a library that is loaded later would not be limited.
    import sklearn.cluster
    import sklearn.manifold  # noqa: F401
    from threadpoolctl import threadpool_limits

    with threadpool_limits(1):
        yield


def side_by_side(jobs: int, function: Callable, arguments: Sequence[tuple]) -> list[Any]:
    """What a function gives for each, in their order, in so many processes of one thread each."""
    from joblib import Parallel, delayed

    return Parallel(n_jobs=jobs)(delayed(_alone)(function, given) for given in arguments)


def _alone(function: Callable, given: tuple) -> Any:
    with one_thread():
        return function(*given)
