"""
How much may still be missed: elusion, from a random sample of what nobody has read.

Elusion is the share of unread passages that would change something (Roitblat 2007). The interval is
exact: the sample is drawn without replacement from a finite number of passages, so the number in it
that would is hypergeometric (Buonaccorsi 1987, American Statistician 41:215).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

QUIET, SAMPLE, MISSED = 40, 60, 0.05
"""Passages in a row without news; passages sampled then; share of pairs that may be missed."""


@dataclass(frozen=True)
class Elusion:
    """
    What a sample says of the unread.

    Args:
        unread: Passages that nobody had read when the sample was drawn.
        sampled: Passages in the sample.
        changing: Of these, passages that brought a source a code it did not have.
        at_most: Upper end, at 95 % confidence, of the unread passages that would.
    """

    unread: int
    sampled: int
    changing: int
    at_most: int

    def confidence(self, missed: int) -> float:
        """The confidence that at most so many unread passages would, before the sample's own."""
        return confidence_at_most(self.unread, self.sampled, self.changing, missed)


def elusion(unread: int, sampled: int, changing: int, level: float = 0.95) -> Elusion:
    """
    The exact upper bound of unread passages that would change something.

    Args:
        unread: Passages sampled from.
        sampled: Passages in the sample.
        changing: Of these, those that changed something.
        level: Confidence of the bound.

    Raises:
        ValueError: the numbers cannot be of one sample.
    """
    if not 0 <= changing <= sampled <= unread:
        raise ValueError(f"no sample: {changing} of {sampled} of {unread}")
    low, high = changing, unread - (sampled - changing)
    while low < high:
        middle = (low + high) // 2
        if confidence_at_most(unread, sampled, changing, middle) >= level:
            high = middle
        else:
            low = middle + 1
    return Elusion(unread, sampled, changing, low)


@cache
def confidence_at_most(unread: int, sampled: int, changing: int, missed: int) -> float:
    """
    How sure a sample makes that at most `missed` of the unread would change something.

    One less the probability of so few in the sample if there were one more among the unread.
    """
    from scipy.stats import hypergeom

    if missed >= unread - (sampled - changing):
        return 1.0
    if missed < changing:
        return 0.0
    return float(1.0 - hypergeom.cdf(changing, unread, missed + 1, sampled))
