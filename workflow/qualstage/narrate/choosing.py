"""
Which table, which cell and which component a notebook looks at: stated rules, so that a page of
any study shows something, and the same at every run.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from qualstage.study_model import PaperTable
from qualstage.study_rules import EVERYONE

if TYPE_CHECKING:
    from qualstage.study_model import Consensus, Study

Row = dict[str, Any]

LABEL = "Table 2"
"""The table that is looked at where a study has one of this name that holds counts."""

OF_CODINGS, OF_RATINGS = "concepts", "components"
"""The kinds of table whose numbers are counted from codings, or settled from ratings."""

WHOLE = PaperTable(id="whole", label="Whole", title="every concept at every stage")
"""Stands in where a study prints no such table."""


def table_to_rebuild(study: Study) -> PaperTable:
    """The table labelled `LABEL` if it holds counts, or else the first that does."""
    holding = [table for table in study.tables if table.kind in (OF_CODINGS, OF_RATINGS)]
    labelled = [table for table in holding if table.label == LABEL]
    return next(iter([*labelled, *holding]), WHOLE)


def table_of_codings(study: Study) -> PaperTable:
    """The same among tables of codings alone."""
    codings = [table for table in study.tables if table.kind == OF_CODINGS]
    return table_to_rebuild(study.model_copy(update={"tables": codings}))


def sources_of(population: str, study: Study, sources: Iterable[Row]) -> set[str]:
    """
    The sources that belong to a population, or may hold members of it; those left out apart.

    Args:
        population: 'all', one of study.yaml's, or 'column: value'.
        study: Its populations.
        sources: SOURCES rows.
    """
    given = study.populations.get(population)
    column, _, value = population.partition(": ")
    where = given.where if given else {} if population == EVERYONE else {column: [value]}
    found = set()
    for row in sources:
        has = dict(row["attributes"]) | {"kind": row["kind"]}
        if not row["excluded"] and all(has.get(name) in where[name] for name in where):
            found.add(row["source_id"])
    return found


def reached(ratings: Sequence[int], rule: Consensus) -> bool:
    """Whether a group is for a code: the rule's share of its raters, as an exact fraction."""
    return sum(r >= rule.essential for r in ratings) >= _share(rule) * len(ratings)


def ratings_to_turn(groups: Mapping[str, Sequence[int]], rule: Consensus) -> int | None:
    """
    How near a code is to the rule's line: ratings that must differ before its verdict does.

    A rating differs where it lies on the other side of `essential`. What is agreed on is turned by
    losing just enough groups, what is not by winning them, in each case the cheapest ones.

    Args:
        groups: Each group's ratings of the code; groups in which nobody rated it are left out.
        rule: The study's rule.

    Returns:
        A number from 1; None where no ratings of these groups could turn it.
    """
    to_win, to_lose = [], []
    for ratings in groups.values():
        n_for = sum(rating >= rule.essential for rating in ratings)
        needed = -(-_share(rule) * len(ratings) // 1)
        if n_for >= needed:
            to_lose.append(int(n_for - needed) + 1)
        else:
            to_win.append(int(needed) - n_for)
    surplus = len(to_lose) - rule.groups
    cheapest = sorted(to_lose)[: surplus + 1] if surplus >= 0 else sorted(to_win)[:-surplus]
    enough = len(cheapest) == (surplus + 1 if surplus >= 0 else -surplus)
    return sum(cheapest) if enough else None


def _share(rule: Consensus) -> Fraction:
    """The rule's share as it is written: seven of ten, not the binary number next to it."""
    return Fraction(str(rule.share))
