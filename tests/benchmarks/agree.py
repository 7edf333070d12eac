"""
How fast agreement is measured: all measures of many units and codes, with 1,000 resamples.

    python tests/benchmarks/agree.py [UNITS CODES]

10,000 units by 30 codes if not said otherwise. Every unit is a cluster of its own, the most that
there can be; codes are rare, as codes are; coders differ on one answer in fifty, and three of them
leave out a tenth of the units each. Seconds are those of the whole: counting, resampling, every
figure of every code and pooled, with its interval.
"""

from __future__ import annotations

import sys
import time

import numpy
from qualstage.agree.figures import Answers, measure
from qualstage.agree.tallies import MISSING
from qualstage.resampling import RESAMPLES


def made_up(coders: int, units: int, codes: int, left_out: float) -> Answers:
    """Answers by chance: codes of 1 to 20 in a hundred units."""
    chance = numpy.random.default_rng(7)
    truth = chance.random((units, codes)) < numpy.linspace(0.01, 0.2, codes)
    given = numpy.repeat(truth[None], coders, axis=0).astype(numpy.int8)
    given = numpy.where(chance.random(given.shape) < 0.02, 1 - given, given)
    given[chance.random((coders, units)) < left_out] = MISSING
    number = numpy.arange(units)
    names = tuple("ABCDEFGH"[:coders])
    return Answers(names, tuple(map(str, range(codes))), given, number, number, ("",) * units)


def main() -> None:
    """Measure two and three coders."""
    units, codes = (int(given) for given in (sys.argv[1:] or (10_000, 30)))
    for coders, left_out in ((2, 0.0), (3, 0.1)):
        answers = made_up(coders, units, codes, left_out)
        start = time.perf_counter()
        rows = measure(answers)
        seconds = time.perf_counter() - start
        print(
            f"{coders} coders, {units:,} units x {codes} codes, {RESAMPLES:,} resamples: "
            f"{len(rows)} figures in {seconds:.1f} s"
        )


if __name__ == "__main__":
    main()
