"""What people decided, passage by passage: which were read, and which codes each voices."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from qualstage.ledger.chain import Chain
    from qualstage.study import Policy

Row = dict[str, Any]

_OVERLAP = 0.3
"""Share of the shorter of the two from which on a coding is a passage's."""


def read_wholly(chains: Iterable[Chain], policy: Policy) -> set[str]:
    """
    Sources that somebody of the policy's order read for all codes: known throughout.

    A reading for some codes only does not count.
    """
    from qualstage.ledger.replay import replay

    return {
        reading.source
        for reading in replay(chains).readings
        if reading.codes is None and reading.role in policy.order
    }


def voiced_by_passage(
    passages: Iterable[Row], codings: Iterable[Row], read: set[str]
) -> dict[str, tuple[str, ...]]:
    """
    The codes that passages voice, as people settled them.

    Args:
        passages: SEGMENTS rows that may voice a code.
        codings: CODINGS rows of the basis 'people'.
        read: Sources that are known throughout; of others, only passages with a judgement are.

    Returns:
        Codes by segment_id, for every passage that is known; () where it has none.
    """
    by_source: dict[str, list[Row]] = defaultdict(list)
    for coding in codings:
        by_source[coding["source_id"]].append(coding)
    voiced: dict[str, tuple[str, ...]] = {}
    for passage in passages:
        touching = [c for c in by_source.get(passage["source_id"], ()) if touches(c, passage)]
        if touching or passage["source_id"] in read:
            codes = {c["code"] for c in touching if c["state"] == "accepted"}
            voiced[passage["segment_id"]] = tuple(sorted(codes))
    return voiced


def touches(coding: Row, passage: Row) -> bool:
    """Whether a coding is a passage's: it holds enough of the shorter of the two."""
    shared = min(coding["end_char"], passage["end_char"]) - max(
        coding["start_char"], passage["start_char"]
    )
    shorter = min(
        coding["end_char"] - coding["start_char"], passage["end_char"] - passage["start_char"]
    )
    return shared >= max(1.0, _OVERLAP * shorter)
