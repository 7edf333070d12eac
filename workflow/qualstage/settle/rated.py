"""Ratings among what people judged: what the rule of consensus makes of each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from qualstage.ingest.ratings import opening, read_ratings
from qualstage.ledger.anchors import Selector
from qualstage.ledger.history import History
from qualstage.ledger.replay import Judgement
from qualstage.settle.consensus import consensus_rows, gather, sensitivity_rows, told
from qualstage.voices import RATER

if TYPE_CHECKING:
    from qualstage.codebook import Codebook
    from qualstage.ingest.ratings import Rating
    from qualstage.ledger.replay import Decisions
    from qualstage.settle.consensus import Rated
    from qualstage.study import Study
    from qualstage.study_model import Consensus

Row = dict[str, Any]


def add_ratings(
    decisions: Decisions,
    study: Study,
    codebook: Codebook,
    sources: Iterable[Row],
    segments: Iterable[Row],
) -> None:
    """
    Each rating is a judgement of its rater's: 'yes' where they are for a code that is agreed on.

    Nothing counts of a code without consensus, however many were for it; nor where they were not.
    """
    rule = study.policy.consensus
    if rule is None or not study.ratings:
        return
    history = decisions.history
    said = _Said(segments)
    ratings, stages = read_ratings(study), _stages(sources)
    rated = gather(ratings, stages, history.now)
    for rating in ratings:
        words = said.of(rating)
        if words is None or rating.rating is None or rating.source_id not in stages:
            continue
        given = rated[stages[rating.source_id], history.now(rating.code)]
        judgement = _judgement(rating, words, rule, given, history)
        wording = codebook.wording(rating.code) if rating.code in codebook.codes else ""
        decisions.judgements.append(Judgement(**judgement, wording=wording))


def _judgement(
    rating: Rating, words: Selector, rule: Consensus, given: Rated, history: History
) -> dict[str, Any]:
    """What a rating comes to, but for the wording that its code has."""
    counts = given.agreed(rule) and rating.rating is not None and rating.rating >= rule.essential
    reasons = [f"rated {rating.rating}", told(given, rule), history.told(rating.code)]
    return {
        **{"entry": "", "at": "", "coder": rating.member, "role": RATER},
        "state": "accepted" if counts else "rejected",
        "source": rating.source_id,
        "code": history.now(rating.code),
        "selector": words,
        "why": "; ".join(filter(None, reasons)),
        "about": frozenset((rating.code,)),
    }


class _Said:
    """The words that ratings stand in."""

    def __init__(self, segments: Iterable[Row]) -> None:
        self._by_rater: dict[tuple[str, str], list[Row]] = {}
        for row in segments:
            if row["role"] == RATER:
                self._by_rater.setdefault((row["source_id"], row["speaker"]), []).append(row)

    def of(self, rating: Rating) -> Selector | None:
        """Those of a rating; None where it has none, or its source is not among them."""
        for row in self._by_rater.get((rating.source_id, rating.member), ()):
            if row["text"].startswith(opening(rating.code)):
                return Selector(row["start_char"], row["end_char"], row["text"])
        return None


def _stages(sources: Iterable[Row]) -> dict[str, str]:
    """Stages of the sources that are used."""
    return {row["source_id"]: row["stage"] for row in sources if not row["excluded"]}


def rated_rows(
    study: Study, codebook: Codebook, sources: Iterable[Row], history: History | None = None
) -> tuple[Sequence[Row], Sequence[Row]]:
    """CONSENSUS and SENSITIVITY rows of the study's ratings; none where nobody rated."""
    history = history or History()
    rule = study.policy.consensus
    if rule is None:
        return [], []
    rated = gather(read_ratings(study), _stages(sources), history.now)
    return (
        list(consensus_rows(rated, rule, codebook)),
        list(sensitivity_rows(rated, rule, codebook)),
    )
