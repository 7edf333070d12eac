"""
Consensus: whether those who rated a code agree that it counts, and what another rule would say.

The rule is the study's (`policy.consensus`): a rater is for a code from a certain rating on; a
group is for it when a certain share of its raters who rated it are; the code counts when so many
groups are. This is how nominal groups and Delphi panels settle items (Jones & Hunter 1995, BMJ
311:376). Thresholds decide such lists: `sensitivity` tells what neighbouring rules would settle.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from qualstage.intervals import wilson

if TYPE_CHECKING:
    from qualstage.codebook import Codebook
    from qualstage.ingest.ratings import Rating
    from qualstage.study_model import Consensus

Row = dict[str, Any]
Key = tuple[str, str]
"""Stage and code."""

SHARES = (0.5, 0.6, 0.7, 0.8, 0.9)
"""Shares of a group's raters that `sensitivity` tries besides the study's."""

_EXACT = 1e-9
"""Seven of ten are a share of 0.7, though in binary the quotient lies a little beside it."""


@dataclass(frozen=True)
class Rated:
    """What groups gave one code: the ratings of each group that rated it."""

    groups: Mapping[str, Sequence[int]]

    @property
    def ratings(self) -> list[int]:
        """All ratings, sorted."""
        return sorted(rating for group in self.groups.values() for rating in group)

    def groups_for(self, rule: Consensus) -> int:
        """Groups in which the rule's share of raters is for the code."""
        return sum(
            sum(rating >= rule.essential for rating in group) >= rule.share * len(group) - _EXACT
            for group in self.groups.values()
        )

    def agreed(self, rule: Consensus) -> bool:
        """Whether the code counts by the rule."""
        return self.groups_for(rule) >= rule.groups


def gather(
    ratings: Iterable[Rating],
    stages: Mapping[str, str],
    now: Callable[[str], str] = lambda code: code,
) -> dict[Key, Rated]:
    """
    What was given to each code at each stage.

    Args:
        ratings: The study's ratings.
        stages: Stage by source, of those that are used: ratings of others count nowhere.
        now: Gives the code that a code is part of today. Of a member who rated several of its
            parts, the highest rating counts: who is for a part is for the whole.
    """
    found: dict[Key, dict[str, dict[str, int]]] = defaultdict(lambda: defaultdict(dict))
    for rating in ratings:
        if rating.source_id in stages and rating.rating is not None:
            given = found[stages[rating.source_id], now(rating.code)][rating.source_id]
            given[rating.member] = max(rating.rating, given.get(rating.member, rating.rating))
    return {
        key: Rated({group: sorted(given.values()) for group, given in groups.items()})
        for key, groups in found.items()
    }


def consensus_rows(
    rated: Mapping[Key, Rated], rule: Consensus, codebook: Codebook
) -> Iterator[Row]:
    """CONSENSUS rows: agreement on each code that was rated."""
    import numpy as np

    for (stage, code), given in rated.items():
        ratings = np.array(given.ratings)
        n_for, n_rated = int((ratings >= rule.essential).sum()), len(ratings)
        low, high = wilson(n_for, n_rated)
        lower, median, upper = np.quantile(ratings, [0.25, 0.5, 0.75])
        yield {
            "stage": stage,
            "code": code,
            "concept": codebook.codes[code].concept,
            "agreed": given.agreed(rule),
            "n_for": n_for,
            "n_rated": n_rated,
            "share": n_for / n_rated,
            "low": low,
            "high": high,
            "groups_for": given.groups_for(rule),
            "groups_rated": len(given.groups),
            "median": float(median),
            "lower_quartile": float(lower),
            "upper_quartile": float(upper),
            "deviation": float(np.abs(ratings - median).mean()),
        }


def neighbours(rule: Consensus, n_groups: int) -> list[Consensus]:
    """Rules that differ from the study's in one respect, and the study's itself, in order."""
    near = range(max(rule.lowest, rule.essential - 1), min(rule.highest, rule.essential + 1) + 1)
    tried = [rule.model_copy(update={"essential": essential}) for essential in near]
    tried += [rule.model_copy(update={"share": share}) for share in (*SHARES, rule.share)]
    groups = range(1, max(n_groups, rule.groups) + 1)
    tried += [rule.model_copy(update={"groups": number}) for number in groups]
    different = {(r.essential, r.share, r.groups): r for r in tried}
    return [different[key] for key in sorted(different)]


def sensitivity_rows(
    rated: Mapping[Key, Rated], rule: Consensus, codebook: Codebook
) -> Iterator[Row]:
    """SENSITIVITY rows: what each neighbouring rule settles, by concept and over all."""
    for stage in sorted({stage for stage, _ in rated}):
        here = {code: given for (at, code), given in rated.items() if at == stage}
        stated = {code for code, given in here.items() if given.agreed(rule)}
        n_groups = len({group for given in here.values() for group in given.groups})
        for other in neighbours(rule, n_groups):
            agreed = {code for code, given in here.items() if given.agreed(other)}
            for concept in ("", *codebook.concept_labels):
                of = {c for c in here if not concept or codebook.codes[c].concept == concept}
                yield {
                    "stage": stage,
                    "essential": other.essential,
                    "share": other.share,
                    "groups": other.groups,
                    "stated": other == rule,
                    "concept": concept,
                    "n": len(agreed & of),
                    "of": len(of),
                    "gained": sorted((agreed - stated) & of),
                    "lost": sorted((stated - agreed) & of),
                }


def told(given: Rated, rule: Consensus) -> str:
    """Why the raters' codings count, or do not."""
    for_it, groups = given.groups_for(rule), len(given.groups)
    verdict = "consensus" if given.agreed(rule) else "no consensus"
    return (
        f"{verdict}: {100 * rule.share:.0f} % of raters give {rule.essential} or more in {for_it} "
        f"of {groups} groups, asked for in {rule.groups}"
    )
