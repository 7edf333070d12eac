"""
Who wins, stated once: roles in the policy's order decide, span by span; the machine comes last.

What a coder took back by judging again is left out first (`standing.py`). Then, for each source
and code:

1. Roles speak from the strongest down. A judgement that overlaps a stronger role's span is
   absorbed by it: it stays on record as an entry that bears on the coding, and settles nothing.
   Within a role, identical spans with one verdict are one coding; where overlapping verdicts
   differ, the latest one stands.
2. A coder who read the source wholly has answered 'no' wherever they coded nothing. Below such a
   reading, whatever is not absorbed is rejected.
3. Proposals are absorbed by any overlapping judgement. The rest is rejected if the source was
   read, or if the policy sets the proposal's context aside; otherwise it stays open.

Where codes were merged, each part is settled by itself, from what was judged of it and who read for
it, and what was accepted of any part is accepted of the whole: whoever rejected one part, or read
for it, said nothing of another. A proposal is for the whole: what was accepted of any part absorbs
it; but no rejection, and no reading, closes it unless every part was judged there, or read for.

Where somebody read for a code that was split since, what they did not code with it is no finer case
of it either, nor of what was split off that: the nearest code above that was read for decides.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from qualstage.ledger.history import History, moment
from qualstage.ledger.replay import Reading
from qualstage.settle.standing import Anchored
from qualstage.study import Policy

Key = tuple[str, str]

NOT_CODED = "read the whole source and did not code it"
"""End of the reason where a whole reading overrules what somebody else found."""


@dataclass
class Settled:
    """One coding: a span, what became of it, and who decided."""

    start: int
    end: int
    state: str
    decided_by: str
    coder: str
    why: str
    wording: str | None = None
    entries: list[str] = field(default_factory=list)


def settle(
    judgements: Iterable[Anchored],
    readings: Iterable[Reading],
    proposals: Iterable[dict[str, Any]],
    policy: Policy,
    history: History | None = None,
) -> dict[Key, list[Settled]]:
    """
    Settle every (source, code) that anybody, or the machine, has spoken of.

    Args:
        judgements: What stands of what people judged, anchored in today's text.
        readings: Who read which source wholly.
        proposals: PROPOSALS rows.
        policy: The order of roles, and the contexts that set a proposal aside.
        history: What became of the codes.

    Returns:
        Codings by (source_id, code), sorted by span.
    """
    history = history or History()
    judged: dict[Key, list[Anchored]] = defaultdict(list)
    for item in judgements:
        judged[item.decision.source, item.decision.code].append(item)
    proposed: dict[Key, list[dict[str, Any]]] = defaultdict(list)
    for row in proposals:
        proposed[row["source_id"], row["code"]].append(row)
    read: dict[str, list[Reading]] = defaultdict(list)
    for reading in readings:
        read[reading.source].append(reading)
    settled = {
        key: _settle_one(
            judged.get(key, []),
            read[key[0]],
            proposed.get(key, []),
            policy,
            history.parts(key[1]),
        )
        for key in sorted(judged.keys() | proposed.keys())
    }
    # What lies higher is done first: a finer code is held against what is left of it.
    for code, above in sorted(history.finer.items(), key=lambda pair: len(pair[1])):
        for source, readings in read.items():
            if (source, code) in settled:
                _settle_below(settled, (source, code), above, readings, (history, policy))
    return settled


def _settle_below(
    settled: Mapping[Key, list[Settled]],
    key: Key,
    above: Iterable[str],
    readings: Sequence[Reading],
    by: tuple[History, Policy],
) -> None:
    """Hold a code that was split off against the nearest code above it that was read for."""
    history, policy = by
    for whole in above:
        closing = _closing(history.parts(whole), readings, policy)
        if closing:
            _reject_outside(settled[key], settled.get((key[0], whole), []), closing, policy)
            return


def _reject_outside(
    finer: Iterable[Settled], whole: Sequence[Settled], closing: Sequence[Reading], policy: Policy
) -> None:
    """What is weaker than a reading for the whole falls, as a finer code, where that found none."""
    closed = closing[-1]
    coded = [coding for coding in whole if coding.state == "accepted"]
    stronger = policy.order[: policy.order.index(closed.role) + 1]
    for coding in finer:
        counts = coding.state != "rejected" and coding.decided_by not in stronger
        if counts and not _overlapping(coded, coding.start, coding.end):
            coding.state, coding.why = "rejected", _not_coded(closed)
            coding.decided_by, coding.coder = closed.role, closed.coder
            coding.entries += [reading.entry for reading in closing]


def _settle_one(
    judged: Sequence[Anchored],
    readings: Sequence[Reading],
    proposed: Sequence[dict[str, Any]],
    policy: Policy,
    parts: Iterable[str],
) -> list[Settled]:
    by_part = {
        part: _settle_part(
            [item for item in judged if part in item.decision.parts],
            [reading for reading in readings if reading.covers(part)],
            policy,
        )
        for part in sorted({*parts, *(p for item in judged for p in item.decision.parts)})
    }
    settled = _union([codings for codings in by_part.values() if codings], policy)
    added: list[Settled] = []
    for row in proposed:
        span = row["start_char"], row["end_char"]
        judged_there = _overlapping(settled, *span)
        unjudged = [part for part in parts if not _overlapping(by_part[part], *span)]
        closing = _closing(unjudged, readings, policy)
        said = not unjudged or closing or any(c.state == "accepted" for c in judged_there)
        if not ((judged_there and said) or _overlapping(added, *span)):
            added.append(_settle_proposal(row, closing, policy))
    return sorted(_with_proposals(settled, added), key=lambda coding: (coding.start, coding.end))


def _with_proposals(judged: list[Settled], proposals: Iterable[Settled]) -> list[Settled]:
    """Of a span, one coding: the whole's if it is open, though some part was rejected there."""
    kept = {(coding.start, coding.end): coding for coding in judged}
    for proposal in proposals:
        rejected = kept.get((proposal.start, proposal.end))
        if rejected is None or proposal.state == "open":
            proposal.entries += rejected.entries if rejected else []
            kept[proposal.start, proposal.end] = proposal
    return list(kept.values())


def _closing(parts: Iterable[str], readings: Sequence[Reading], policy: Policy) -> list[Reading]:
    """For each part the first reading, the strongest in front; none unless every part has one."""
    found = [_first_reading((r for r in readings if r.covers(part)), policy) for part in parts]
    firsts = [reading for reading in found if reading is not None]
    if len(firsts) < len(found):
        return []
    return sorted(
        dict.fromkeys(firsts), key=lambda r: (policy.order.index(r.role), r.coder, r.entry)
    )


def _settle_part(
    judged: Sequence[Anchored], readings: Sequence[Reading], policy: Policy
) -> list[Settled]:
    """What people judged of a code, or of a part of it that was a code of its own."""
    settled: list[Settled] = []
    for number, role in enumerate(policy.order):
        mine = [item for item in judged if item.decision.role == role]
        stronger = policy.order[:number]
        closed = _first_reading((r for r in readings if r.role in stronger), policy)
        settled += _settle_role(mine, settled, closed)
    return settled


def _first_reading(readings: Iterable[Reading], policy: Policy) -> Reading | None:
    """The reading by the strongest role, and of that role's the first coder's."""
    return min(
        (reading for reading in readings if reading.role in policy.order),
        key=lambda reading: (policy.order.index(reading.role), reading.coder),
        default=None,
    )


def _union(parts: Sequence[list[Settled]], policy: Policy) -> list[Settled]:
    """
    A code's codings from those of its parts: what any part has, the whole has.

    A rejection stays where nothing accepted overlaps it. Of equal spans, the strongest role's
    stays, with the entries of all.
    """
    if len(parts) < 2:
        return [coding for part in parts for coding in part]
    every = sorted(
        (coding for part in parts for coding in part),
        key=lambda c: (c.state != "accepted", policy.order.index(c.decided_by)),
    )
    kept: dict[tuple[int, int], Settled] = {}
    for coding in every:
        accepted = [other for other in kept.values() if other.state == "accepted"]
        same = kept.get((coding.start, coding.end))
        if same is not None:
            same.entries += coding.entries
        elif coding.state == "accepted" or not _overlapping(accepted, coding.start, coding.end):
            kept[coding.start, coding.end] = coding
    return list(kept.values())


def _settle_role(
    mine: Sequence[Anchored], stronger: Sequence[Settled], closed: Reading | None
) -> list[Settled]:
    """The codings one role adds; what stronger roles decided absorbs the rest."""
    added: list[Settled] = []
    latest_first = sorted(
        mine, key=lambda item: (moment(item.decision.at), item.decision.entry), reverse=True
    )
    for item in latest_first:
        judgement = item.decision
        absorbing = _overlapping(stronger, item.start, item.end)
        absorbing = absorbing or [
            coding
            for coding in _overlapping(added, item.start, item.end)
            if coding.state != judgement.state
            or (coding.start, coding.end) == (item.start, item.end)
        ]
        if absorbing:
            for coding in absorbing:
                coding.entries += [judgement.entry, *item.earlier]
            continue
        state, why = judgement.state, judgement.why
        decided_by, coder = judgement.role, judgement.coder
        if closed is not None:
            state, why = "rejected", _not_coded(closed)
            decided_by, coder = closed.role, closed.coder
        added.append(
            Settled(
                item.start,
                item.end,
                state,
                decided_by,
                coder,
                why,
                judgement.wording,
                [judgement.entry, *item.earlier] + ([closed.entry] if closed else []),
            )
        )
    return added


def _settle_proposal(row: dict[str, Any], closing: Sequence[Reading], policy: Policy) -> Settled:
    """What becomes of a proposal; the weakest of the readings that close it has the last word."""
    span = row["start_char"], row["end_char"]
    if closing:
        closed, entries = closing[-1], [reading.entry for reading in closing]
        who = closed.role, closed.coder
        return Settled(*span, "rejected", *who, _not_coded(closed), None, entries)
    context = row["context"]
    # Where examples were learned from, the probability already weighs the context.
    if context in policy.set_aside and row["origin"] != "learned":
        return Settled(*span, "rejected", "machine", "", f"set aside: {context}")
    if not row["stands"]:
        return Settled(*span, "rejected", "machine", "", "below the threshold of the study's aim")
    return Settled(*span, "open", "machine", "", "proposed, unread")


def _not_coded(reading: Reading) -> str:
    return f"{reading.coder} ({reading.role}) {NOT_CODED}"


def _overlapping(codings: Iterable[Settled], start: int, end: int) -> list[Settled]:
    return [coding for coding in codings if coding.start < end and start < coding.end]
