"""Agreement of coders in any table, outside a study."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import combinations

import numpy

from qualstage.agree.categories import CATEGORIES, measure_categories
from qualstage.agree.coded import Coded, read_coded
from qualstage.agree.figures import Row, measure
from qualstage.agree.numbers import printed, with_interval
from qualstage.agree.reasons import ALL
from qualstage.agree.tallies import MISSING
from qualstage.tables import csv_for_people
from qualstage.text_table import refuse_overwriting

COLUMNS = (
    *("coder_1", "coder_2", "code", "pooling", "measure", "value", "low", "high", "n"),
    *("positives_1", "positives_2", "clusters", "reason"),
)


def agree_table(options: argparse.Namespace) -> None:
    """Measure agreement in a table; print it, and write every figure if asked to."""
    from threadpoolctl import threadpool_limits

    from qualstage.files import write_bytes

    if options.output:
        refuse_overwriting("qualstage agree", [options.table], options.output)
    coded = read_coded(options)
    with threadpool_limits(1):
        rows = list(measure_table(coded))
    if options.output:
        cells = ([row[name] for name in COLUMNS] for row in rows)
        write_bytes(options.output, csv_for_people(COLUMNS, cells))
    print("\n".join([*coded.told, *tell(rows)]))


def measure_table(coded: Coded) -> Iterator[Row]:
    """Rows under COLUMNS: of all coders where they are more than two, then of each pair."""
    given = coded.answers
    coders = range(len(given.coders))
    compared = [tuple(coders)] if len(coders) > 2 else []
    for mine in [*compared, *combinations(coders, 2)]:
        names = tuple(given.coders[i] for i in mine)
        numbers = given.given[list(mine)]
        if len(mine) == 2:
            # Of two coders, a unit counts that both answered, for every measure alike.
            numbers = numpy.where((numbers == MISSING).any(axis=0), MISSING, numbers)
        answers = replace(given, coders=names, given=numbers)
        whom = (ALL, "") if len(mine) > 2 else names
        if coded.categories:
            found = measure_categories(answers, coded.categories)
        else:
            found = measure(answers)
        for row in found:
            yield {"coder_1": whom[0], "coder_2": whom[1], "clusters": row["sources"]} | row


def tell(rows: Sequence[Row]) -> Iterator[str]:
    """The figures as lines: a block a comparison, a line a code, alpha with its interval."""
    wide = max(24, *(len(row["code"]) + 2 for row in rows))
    by_pair: dict[tuple[str, str], dict[tuple[str, str], dict[str, Row]]] = {}
    for row in rows:
        of_pair = by_pair.setdefault((row["coder_1"], row["coder_2"]), {})
        of_pair.setdefault((row["code"], row["pooling"]), {})[row["measure"]] = row
    names = {CATEGORIES: "all categories", "micro": "all codes together", "mean": "mean over codes"}
    for (one, other), found in by_pair.items():
        yield ""
        whom = f"{one} and {other}" if other else f"{one} coders"
        measures = [name for name in next(iter(found.values())) if name != "alpha"]
        others = "".join(f"{name:>9}" for name in measures)
        yield f"{whom:{wide}}{'alpha':24}{others}"
        for (code, pooling), of_code in found.items():
            alpha = of_code["alpha"]
            label = code or names[pooling]
            numbers = "".join(f"{printed(of_code[name]['value']):>9}" for name in measures)
            why = f"   {alpha['reason']}" if alpha["value"] is None else ""
            yield f"  {label:{wide - 2}}{with_interval(alpha):24}{numbers}{why}".rstrip()
