"""Who wins: roles in the policy's order, span by span; the machine last."""

import pytest
from qualstage.ledger.anchors import Selector
from qualstage.ledger.replay import Judgement, Reading
from qualstage.settle.disagreements import find_disagreements
from qualstage.settle.rules import settle
from qualstage.settle.standing import Anchored, standing
from qualstage.study import Policy

POLICY = Policy()


def judged(role, start, end, state="accepted", coder=None, at="2026-01-01", code="c", source="S"):
    coder = coder or role[0].upper()
    entry = f"{coder}{start}-{end}{state[0]}{at}"
    selector = Selector(start, end, "x")
    judgement = Judgement(entry, at, coder, role, state, source, code, selector, "why", "w")
    return Anchored(judgement, start, end)


def read(role, coder=None, codes=None, source="S"):
    coder = coder or role[0].upper()
    return Reading(f"read-{coder}", coder, role, source, codes and frozenset(codes))


def proposed(start, end, context="", code="c", source="S", origin="indicators", stands=True):
    return {
        "source_id": source,
        "code": code,
        "start_char": start,
        "end_char": end,
        "context": context,
        "origin": origin,
        "stands": stands,
    }


def settled(judgements=(), readings=(), proposals=(), policy=POLICY):
    rows = settle(judgements, readings, proposals, policy).get(("S", "c"), [])
    return [(row.start, row.end, row.state, row.decided_by) for row in rows]


def test_the_stronger_role_wins_and_the_weaker_is_kept_on_record():
    weak, strong = judged("second", 0, 9), judged("principal", 5, 20, "rejected")
    rows = settle([weak, strong], [], [], POLICY)["S", "c"]
    (row,) = rows
    assert (row.start, row.end, row.state, row.decided_by) == (5, 20, "rejected", "principal")
    assert set(row.entries) == {weak.decision.entry, strong.decision.entry}


def test_the_adjudicator_wins_over_all():
    assert settled(
        [judged("principal", 0, 9), judged("adjudicator", 0, 9, "rejected"), judged("second", 0, 9)]
    ) == [(0, 9, "rejected", "adjudicator")]


def test_a_role_the_policy_does_not_name_settles_nothing():
    assert settled([judged("check", 0, 9)]) == []


def test_another_order_gives_another_result():
    both = [judged("principal", 0, 9), judged("second", 0, 9, "rejected")]
    assert settled(both) == [(0, 9, "accepted", "principal")]
    other = Policy(order=["second", "principal"])
    assert settled(both, policy=other) == [(0, 9, "rejected", "second")]


def test_whoever_read_the_whole_source_has_said_no_where_they_coded_nothing():
    assert settled([judged("second", 0, 9)], [read("principal")]) == [
        (0, 9, "rejected", "principal")
    ]
    assert settled([judged("second", 0, 9)], [read("principal", codes=["other"])]) == [
        (0, 9, "accepted", "second")
    ]
    assert settled([judged("second", 0, 9)], [read("principal", source="T")]) == [
        (0, 9, "accepted", "second")
    ]


def test_the_latest_of_two_verdicts_in_a_role_stands():
    early, late = (
        judged("principal", 0, 9, at="2026-01-01"),
        judged("principal", 0, 9, "rejected", at="2026-01-02"),
    )
    for order in ([early, late], [late, early]):
        assert settled(order) == [(0, 9, "rejected", "principal")]


def test_two_passages_of_one_role_are_two_codings():
    assert settled([judged("principal", 0, 9), judged("principal", 4, 20)]) == [
        (0, 9, "accepted", "principal"),
        (4, 20, "accepted", "principal"),
    ]


@pytest.mark.parametrize(
    ("readings", "context", "state", "by"),
    [
        ([], "", "open", "machine"),
        ([], "hypothetical", "open", "machine"),
        ([], "unlike", "rejected", "machine"),
        ([], "negated", "rejected", "machine"),
        ([], "declined", "rejected", "machine"),
        ([read("principal")], "", "rejected", "principal"),
    ],
)
def test_a_proposal_nobody_judged(readings, context, state, by):
    assert settled(readings=readings, proposals=[proposed(0, 9, context)]) == [(0, 9, state, by)]


def test_a_judgement_absorbs_the_proposals_it_overlaps():
    assert settled([judged("second", 5, 9)], [], [proposed(0, 6), proposed(9, 12)]) == [
        (5, 9, "accepted", "second"),
        (9, 12, "open", "machine"),
    ]


def test_disagreements_are_between_those_who_read_the_source():
    spans = [judged("principal", 0, 9, coder="A"), judged("second", 4, 20, coder="B")]
    readers = [read("principal", "A"), read("second", "B"), read("check", "C")]
    (found,) = find_disagreements(spans, readers)
    assert (found.start, found.end, found.coded_by, found.not_by) == (0, 20, ("A", "B"), ("C",))
    assert find_disagreements(spans, readers[:2]) == []
    assert find_disagreements([*spans, judged("adjudicator", 6, 8, coder="J")], readers) == []


def stand(*judgements):
    return sorted(
        (i.start, i.end, i.decision.state, i.decision.coder) for i in standing(judgements)
    )


def test_a_coders_later_judgement_supersedes_their_earlier_one_on_the_same_words():
    early, late = (
        judged("principal", 0, 9, at="2026-01-01"),
        judged("principal", 0, 9, "rejected", at="2026-01-02"),
    )
    assert stand(late, early) == [(0, 9, "rejected", "P")]
    (kept,) = standing([early, late])
    assert kept.earlier == (early.decision.entry,)


def test_a_later_judgement_with_another_verdict_supersedes_what_it_overlaps():
    early, late = (
        judged("principal", 0, 9, at="2026-01-01"),
        judged("principal", 5, 20, "rejected", at="2026-01-02"),
    )
    assert stand(early, late) == [(5, 20, "rejected", "P")]
    again = judged("principal", 12, 30, at="2026-01-03")
    assert stand(again, early, late) == [(12, 30, "accepted", "P")]


def test_passages_that_overlap_with_one_verdict_both_stand():
    both = judged("principal", 0, 9, at="2026-01-01"), judged("principal", 4, 20, at="2026-01-02")
    assert stand(*both) == [(0, 9, "accepted", "P"), (4, 20, "accepted", "P")]


@pytest.mark.parametrize("other", [{"coder": "Q"}, {"code": "d"}, {"source": "T"}])
def test_nobody_supersedes_another_coder_code_or_source(other):
    assert (
        len(stand(judged("principal", 0, 9), judged("principal", 0, 9, "rejected", **other))) == 2
    )


def test_what_somebody_says_in_another_role_supersedes_nothing():
    assert (
        len(stand(judged("second", 0, 9, coder="A"), judged("adjudicator", 0, 9, coder="A"))) == 2
    )


def test_of_two_judgements_of_one_date_the_later_in_the_chain_stands():
    first, second = judged("principal", 0, 9), judged("principal", 0, 9, "rejected")
    assert stand(first, second) == [(0, 9, "rejected", "P")]
    assert stand(second, first) == [(0, 9, "accepted", "P")]


def test_who_takes_their_own_coding_back_no_longer_disagrees_with_others():
    spans = [
        judged("principal", 0, 9, coder="A", at="2026-01-01"),
        judged("principal", 0, 9, "rejected", coder="A", at="2026-01-02"),
    ]
    readers = [read("principal", "A"), read("second", "B")]
    assert find_disagreements(standing(spans), readers) == []
    (found,) = find_disagreements(standing([*spans, judged("second", 0, 9, coder="B")]), readers)
    assert (found.coded_by, found.not_by) == (("B",), ("A",))


def test_later_is_later_wherever_the_clock_hung():
    first = judged("principal", 0, 9, at="2026-01-01T09:30:00+02:00")
    then = judged("principal", 0, 9, "rejected", at="2026-01-01T08:00:00Z")
    for given in ((first, then), (then, first)):
        assert stand(*given) == [(0, 9, "rejected", "P")]
    other = judged("principal", 0, 9, "rejected", "Q", "2026-01-01T08:00:00Z")
    assert settled([first, other]) == [(0, 9, "rejected", "principal")]


def test_what_was_superseded_stays_on_record():
    early, late = (
        judged("principal", 0, 9, at="2026-01-01"),
        judged("principal", 5, 20, "rejected", at="2026-01-02"),
    )
    (row,) = settle(standing([early, late]), [], [], POLICY)["S", "c"]
    assert set(row.entries) == {early.decision.entry, late.decision.entry}
