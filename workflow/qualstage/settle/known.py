"""
What people decided, passage by passage: which were read, and which codes each voices.

A source that was read is known throughout, but for codes that were born after it was read: of these
only what somebody judged is known.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from qualstage.ledger.chain import Chain
    from qualstage.ledger.history import History
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


def unlooked_for(
    chains: Iterable[Chain],
    policy: Policy,
    stages: Mapping[str, str],
    history: History | None = None,
) -> dict[str, dict[str, str]]:
    """
    Codes that sources read wholly were not read for, or not for all that is part of them today.

    Args:
        chains: The ledger.
        policy: Whose readings count.
        stages: Each source's stage.
        history: What became of the codes, where the chains given are cut off before today.

    Returns:
        By source read wholly, the codes of which some part is covered by no reading of it, each
        with the nearest code above it that was read for ('' if none); sources without any such code
        are left out.
    """
    from qualstage.ledger.replay import replay

    decisions = replay(chains, history, stages)
    read: dict[str, list[Any]] = defaultdict(list)
    for reading in decisions.readings:
        if reading.role in policy.order:
            read[reading.source].append(reading)
    history = decisions.history
    changed, finer = {history.now(c) for c in (*history.born, *history.merged)}, history.finer

    def is_covered(code: str, readings: list[Any]) -> bool:
        return all(any(r.covers(part) for r in readings) for part in history.parts(code))

    found = {
        source: {
            code: next((whole for whole in finer.get(code, ()) if is_covered(whole, readings)), "")
            for code in sorted(changed)
            if not is_covered(code, readings)
        }
        for source, readings in read.items()
        if any(reading.codes is None for reading in readings)
    }
    return {source: codes for source, codes in found.items() if codes}


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


def unknown_by_passage(
    passages: Iterable[Row], codings: Iterable[Row], unlooked: Mapping[str, Mapping[str, str]]
) -> dict[str, frozenset[str]]:
    """
    The codes of which nobody knows whether a passage voices them, though its source was read.

    Args:
        passages: SEGMENTS rows that may voice a code.
        codings: CODINGS rows of the basis 'people'.
        unlooked: By source, codes that it was not read for; see `unlooked_for`.

    Returns:
        Codes by segment_id, for passages with any: not looked for, and not judged there either. A
        code split from another is known not to be where that one was looked for and not found.
    """
    judged: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for coding in codings:
        judged[coding["source_id"], coding["code"]].append(coding)

    def is_unknown(passage: Row, code: str, whole: str) -> bool:
        source = passage["source_id"]
        if any(touches(coding, passage) for coding in judged.get((source, code), ())):
            return False
        if not whole or whole in unlooked[source]:
            return True
        return any(
            coding["state"] == "accepted" and touches(coding, passage)
            for coding in judged.get((source, whole), ())
        )

    found = {}
    for passage in passages:
        codes = unlooked.get(passage["source_id"], {})
        unknown = frozenset(c for c, whole in codes.items() if is_unknown(passage, c, whole))
        if unknown:
            found[passage["segment_id"]] = unknown
    return found


def touches(coding: Row, passage: Row) -> bool:
    """Whether a coding is a passage's: it holds enough of the shorter of the two."""
    shared = min(coding["end_char"], passage["end_char"]) - max(
        coding["start_char"], passage["start_char"]
    )
    shorter = min(
        coding["end_char"] - coding["start_char"], passage["end_char"] - passage["start_char"]
    )
    return shared >= max(1.0, _OVERLAP * shorter)
