"""Who wins: roles in the policy's order, span by span; the machine last."""

import pytest
from qualstage.ledger.anchors import Selector
from qualstage.ledger.replay import Judgement, Reading
from qualstage.settle.rules import Anchored, find_disagreements, settle
from qualstage.study import Policy

POLICY = Policy()


def judged(role, start, end, state="accepted", coder=None, at="1", code="c", source="S"):
    coder = coder or role[0].upper()
    entry = f"{coder}{start}-{end}{state[0]}{at}"
    selector = Selector(start, end, "x")
    judgement = Judgement(entry, at, coder, role, state, source, code, selector, "why", "w")
    return Anchored(judgement, start, end)


def read(role, coder=None, codes=None, source="S"):
    coder = coder or role[0].upper()
    return Reading(f"read-{coder}", coder, role, source, codes and frozenset(codes))


def proposed(start, end, context="", code="c", source="S"):
    return {
        "source_id": source,
        "code": code,
        "start_char": start,
        "end_char": end,
        "context": context,
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
    early, late = judged("principal", 0, 9, at="1"), judged("principal", 0, 9, "rejected", at="2")
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
