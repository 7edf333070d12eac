"""
What a person should look at after settling: lists that are CSV, with the words they are about.

Decisions whose words are lost, those that stand at corrected words, those made under a definition
that was changed since, open disagreements; and the quotations that people pinned.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from qualstage.contracts import is_by_design
from qualstage.ledger.anchors import nearest
from qualstage.ledger.wordings import Wording, told_wording

if TYPE_CHECKING:
    from qualstage.codebook import Codebook
    from qualstage.settle.disagreements import Disagreement
    from qualstage.settle.standing import Anchored

Sheet = tuple[list[str], list[list[Any]]]

_SPAN = ("source_id", "code", "start_char", "end_char")


def disagreement_rows(found: Iterable[Disagreement], texts: Mapping[str, str]) -> Sheet:
    """The open disagreements, with the words they are about."""
    rows = [
        [
            *(d.source, d.code, d.start, d.end, " ".join(d.coded_by), " ".join(d.not_by)),
            texts[d.source][d.start : d.end],
        ]
        for d in found
    ]
    return [*_SPAN, "coded_by", "not_by", "text"], rows


def quotation_rows(pinned: Iterable[Anchored]) -> Sheet:
    """The quotations people pinned, in the order of pinning, where they stand in today's text."""
    rows = []
    for item in sorted(pinned, key=lambda item: (item.decision.at, item.decision.entry)):
        quotation = item.decision
        rows.append([*_place(item), quotation.coder, quotation.at, quotation.entry])
    return [*_SPAN, "coder", "at", "entry"], rows


def lost_rows(lost: Iterable[tuple[Any, str]], texts: Mapping[str, str]) -> Sheet:
    """Decisions whose words were not found, so that they count nowhere; and what is like them."""
    rows = []
    for j, why in sorted(lost, key=lambda pair: (pair[0].source, pair[0].entry)):
        near = [] if is_by_design(why) else nearest(texts.get(j.source, ""), j.selector.exact)
        told = [j.source, j.code, j.coder, j.role, j.state, why, j.selector.exact, j.entry]
        rows.append([*told, "\n".join(near)])
    header = ["source_id", "code", "coder", "role", "state", "problem", "quote", "entry", "nearest"]
    return header, rows


def reworded_rows(stand: Iterable[Anchored], texts: Mapping[str, str]) -> Sheet:
    """Decisions that stand at words which were corrected since: what they were, and are now."""
    rows = []
    for item in reworded(stand):
        decision = item.decision
        now = texts[decision.source][item.start : item.end]
        rows.append([*_place(item), decision.coder, item.was, now, decision.entry])
    return [*_SPAN, "coder", "was", "now", "entry"], rows


def reworded(stand: Iterable[Anchored]) -> list[Anchored]:
    """Decisions that stand at corrected words, in the order of sources and words."""
    return sorted((item for item in stand if item.was), key=_order)


def stale_rows(
    stand: Iterable[Anchored],
    codebook: Codebook,
    known: Mapping[str, Wording],
    texts: Mapping[str, str],
) -> Sheet:
    """Judgements made under another wording of their code, and what that said if known."""
    rows = []
    for item in stale(stand, codebook):
        decision = item.decision
        text = texts[decision.source][item.start : item.end]
        was = told_wording(known.get(decision.wording))
        rows.append([*_place(item), decision.coder, decision.at, text, decision.entry, was])
    return [*_SPAN, "coder", "at", "text", "entry", "was"], rows


def stale(stand: Iterable[Anchored], codebook: Codebook) -> list[Anchored]:
    """
    People's judgements that were made under another wording of their code than today's.

    Those of a matrix or of ratings are no entries of the ledger, and have no wording of their own.
    """
    wordings = {code: codebook.wording(code) for code in codebook.codes}
    old = (
        item
        for item in stand
        if item.decision.entry and item.decision.wording != wordings.get(item.decision.code)
    )
    return sorted(old, key=_order)


def _place(item: Anchored) -> list[Any]:
    return [item.decision.source, item.decision.code, item.start, item.end]


def _order(item: Anchored) -> tuple[Any, ...]:
    decision = item.decision
    return decision.source, item.start, item.end, decision.code, decision.coder, decision.entry
