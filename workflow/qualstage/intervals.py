"""Intervals of shares."""

from __future__ import annotations


def wilson(n: int, of: int) -> tuple[float, float]:
    """
    The 95 % interval of a share by Wilson's score (1927), recommended by Brown et al. (2001).

    It takes those counted for independent of each other; members of one group are not quite, so
    that the truth may be less certain than it says.

    Args:
        n: Those for whom it is so.
        of: Those counted, one at least.
    """
    from scipy.stats import binomtest

    found = binomtest(n, of).proportion_ci(0.95, method="wilson")
    # Rounding can put an end a hair outside of what a share can be.
    return max(0.0, float(found.low)), min(1.0, float(found.high))
