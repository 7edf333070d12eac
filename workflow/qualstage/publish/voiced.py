"""
Who stands behind a number: the codings that `count` counts, one by one.

A number of the site is counted from the very passages that its page lists, and held against COUNTS:
a site that contradicts its tables is not made.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from qualstage.publish.material import Material

Row = dict[str, Any]


@dataclass(frozen=True)
class Credit:
    """
    A coding that counts, and one respondent whom it credits.

    Args:
        respondent: Who; None where the words are nobody's who is identified.
        read: Whether a person accepted it; False where only an open proposal says so.
        of_source: Whether it counts for its source in the population.
        of_respondent: Whether it counts for its respondent there.
        programme: Whether the source is a reviewed programme.
    """

    source: str
    code: str
    start: int
    end: int
    respondent: str | None
    read: bool
    of_source: bool
    of_respondent: bool
    programme: bool


class Voiced:
    """
    What counts, by basis, stage, population and code.

    Args:
        given: A study's results.
        populations: Those that are asked for.
    """

    def __init__(self, given: Material, populations: Collection[str]) -> None:
        from qualstage.count import PROGRAMME, credit, mark_those_who_voiced, members_of

        segments = [row for rows in given.segments.values() for row in rows]
        voiced = credit(given.codings, segments, given.speakers)
        members = members_of(given.sources.values(), given.study)
        members = members[members["population"].isin(list(populations))]
        placed = mark_those_who_voiced(
            voiced.merge(members, on="source_id"), given.study, given.codebook
        )
        self._credits: dict[tuple[str, ...], list[Credit]] = defaultdict(list)
        for row in placed.itertuples(index=False):
            key = row.basis, row.stage, row.population, row.code
            self._credits[key].append(
                Credit(
                    source=row.source_id,
                    code=row.code,
                    start=row.start_char,
                    end=row.end_char,
                    respondent=row.respondent if isinstance(row.respondent, str) else None,
                    read=row.read,
                    of_source=row.source_belongs,
                    of_respondent=row.respondent_belongs,
                    programme=row.kind == PROGRAMME,
                )
            )
        self._members: dict[tuple[str, str], set[str]] = defaultdict(set)
        for row in members.itertuples(index=False):
            self._members[row.stage, row.population].add(row.source_id)

    def credits(
        self, basis: str, stage: str, population: str, codes: Iterable[str]
    ) -> list[Credit]:
        """What counts for any of some codes, in no order; each coding and respondent once."""
        return [
            one
            for code in sorted(codes)
            for one in self._credits.get((basis, stage, population, code), ())
            if one.of_source or one.of_respondent
        ]

    def members(self, stage: str, population: str) -> set[str]:
        """Sources of a stage that belong to a population, or may hold members of it."""
        return self._members.get((stage, population), set())


def numbers_of(credits: Iterable[Credit]) -> Mapping[str, tuple[int, int]]:
    """For each unit, how many voiced it, and of them how many only open proposals carry."""
    credits = list(credits)
    whole, read = _units(credits), _units([one for one in credits if one.read])
    references = _references(credits)
    found = {unit: (len(those), len(those - read[unit])) for unit, those in whole.items()}
    found["references"] = len(references), sum(not one for one in references)
    return found


def _units(credits: Iterable[Credit]) -> dict[str, set[str | None]]:
    of_source = [one for one in credits if one.of_source]
    return {
        "programmes": {one.source for one in of_source if one.programme},
        "respondents": {one.respondent for one in credits if one.of_respondent} - {None},
        "sources": {one.source for one in of_source},
    }


def _references(credits: Iterable[Credit]) -> list[bool]:
    """The references, codings that overlap being one: whether any of each is read."""
    found: list[bool] = []
    at: tuple[str, int] | None = None
    spans = {(one.source, one.start, one.end, one.read) for one in credits if one.of_source}
    for source, start, end, is_read in sorted(spans):
        if at is not None and at[0] == source and start < at[1]:
            at = source, max(end, at[1])
            found[-1] |= is_read
        else:
            at = source, end
            found.append(is_read)
    return found
