"""
Ratings of candidate codes: how far each member of a group holds that a code should count.

CSV, one row a member and code: source_id (the group's meeting or round), member, code, rating (a
whole number of the policy's scale, empty if not rated), comment. Each rating is a turn of its
source's text, the member speaking, so that a count can be followed to who rated what here, too.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from qualstage.errors import Problem, raise_if_any
from qualstage.ingest.canonical import fold

if TYPE_CHECKING:
    from qualstage.study_model import Consensus, Study

COLUMNS = ("source_id", "member", "code", "rating")


@dataclass(frozen=True)
class Rating:
    """What one member of a group gave a code; None where it was left unrated."""

    source_id: str
    member: str
    code: str
    rating: int | None
    comment: str
    file: str

    @property
    def words(self) -> str:
        """What the rating contributes to the source's text; '' where nothing was said."""
        given = "not rated" if self.rating is None else str(self.rating)
        comment = fold(self.comment)
        if self.rating is None and not comment:
            return ""
        return f"{opening(self.code)}{given}{f'. {comment}' if comment else ''}"


def opening(code: str) -> str:
    """How the words of a code's rating begin."""
    return f"{code}: "


def read_ratings(study: Study) -> list[Rating]:
    """
    Every rating of the study, in file order.

    Raises:
        QualstageError: every line that cannot be used.
    """
    from qualstage.study import again_for, read_csv

    rule = study.policy.consensus
    found: list[Rating] = []
    places: dict[tuple[str, str, str], str] = {}
    for ratings in study.ratings:
        path = study.path(ratings.file)
        problems: list[Problem] = []
        for line, row in read_csv(path, COLUMNS):
            key = row["source_id"], fold(row["member"]), row["code"]
            problems += _wrong(line, row, rule)
            if key in places:
                fact = f"{' / '.join(key)} is already on {places[key]}."
                problems.append(Problem(f"line {line}", fact, "Remove one of the two."))
            places[key] = f"line {line} of {ratings.file}"
            given = int(row["rating"]) if row["rating"].isdecimal() else None
            found.append(Rating(*key, given, row.get("comment", ""), ratings.file))
        raise_if_any(str(path), problems, again_for(study))
    return found


def _wrong(line: int, row: dict[str, str], rule: Consensus | None) -> Iterable[Problem]:
    for name in COLUMNS[:3]:
        if not row[name]:
            yield Problem(
                f"line {line}", f"{name} is empty.", "Say whose rating it is, and of what."
            )
    given = row["rating"]
    if not given or rule is None:
        return
    if not given.isdecimal() or not rule.lowest <= int(given) <= rule.highest:
        fact = f"rating is '{given}', no whole number from {rule.lowest} to {rule.highest}."
        remedy = "Correct it, or leave it empty if it was not rated; the scale is in study.yaml."
        yield Problem(f"line {line}", fact, remedy)
