"""Settling codes that were merged, split or born after a source was read."""

from qualstage.ledger.anchors import Selector
from qualstage.ledger.history import Birth, History, Merge
from qualstage.ledger.replay import Judgement, Reading
from qualstage.settle.disagreements import find_disagreements
from qualstage.settle.known import unknown_by_passage
from qualstage.settle.rules import NOT_CODED, settle
from qualstage.settle.standing import Anchored, standing
from qualstage.study import Policy

SPLIT = History(born={"fine": Birth("2026-02-01", "c")})
MERGED = History(merged={"a": Merge("c", "ann", "2026-02-01")})
"""The code 'a' went into 'c'."""


def judged(span, about, state="accepted", coder="ann", role="principal", at="2026-01-01", code="c"):
    entry = f"{coder} {state} {'+'.join(sorted(about))} {at}"
    words = Selector(*span, "x")
    given = entry, at, coder, role, state, "H1", code, words, "", "w", frozenset(about)
    return Anchored(Judgement(*given), *span)


def proposal(span, code):
    return {
        **{"source_id": "H1", "code": code, "start_char": span[0], "end_char": span[1]},
        **{"context": "", "origin": "learned", "stands": True},
    }


def reading(coder="ann", role="principal", codes=None, unasked=()):
    return Reading("read", coder, role, "H1", codes and frozenset(codes), frozenset(unasked))


def settled(judgements, readings=(), proposals=(), code="c", history=None):
    """Spans and states of a code in H1, and who decided."""
    found = settle(standing(judgements), readings, proposals, Policy(), history)
    return [((c.start, c.end), c.state, c.coder) for c in found.get(("H1", code), [])]


def test_whoever_rejected_one_part_said_nothing_of_another():
    both = [judged((0, 9), "a"), judged((0, 9), "b", "rejected", at="2026-01-02")]
    assert settled(both) == [((0, 9), "accepted", "ann")]
    assert settled([judged((0, 9), "b", "rejected")]) == [((0, 9), "rejected", "ann")]


def test_a_stronger_role_rejects_the_part_it_rejected_and_no_other():
    given = [
        judged((0, 9), "a", "rejected", "kim", "adjudicator"),
        judged((0, 9), "a"),
        judged((0, 9), "b", coder="bo", role="second"),
    ]
    assert settled(given) == [((0, 9), "accepted", "bo")]
    assert settled(given[:2]) == [((0, 9), "rejected", "kim")]


def test_what_is_rejected_after_the_merge_is_rejected_as_a_whole():
    given = [
        judged((0, 9), "a"),
        judged((0, 9), "b"),
        judged((0, 9), "abc", "rejected", at="2027-01-01"),
    ]
    assert settled(given) == [((0, 9), "rejected", "ann")]


def test_the_same_words_coded_with_two_parts_are_one_coding_with_both_entries():
    given = [judged((0, 9), "a"), judged((0, 9), "b", coder="bo", role="second")]
    ((coding,),) = settle(given, (), (), Policy()).values()
    assert (coding.coder, sorted(coding.entries)) == (
        "ann",
        ["ann accepted a 2026-01-01", "bo accepted b 2026-01-01"],
    )


def test_proposals_for_a_code_born_after_the_reading_stay_open():
    proposals = [proposal((0, 9), "new"), proposal((0, 9), "c")]
    read = [reading(unasked={"new"})]
    assert settled([], read, proposals, "new") == [((0, 9), "open", "")]
    assert settled([], read, proposals, "c") == [((0, 9), "rejected", "ann")]


def test_a_finer_code_is_not_where_the_one_it_was_split_from_was_not_coded():
    proposals = [proposal((0, 9), "fine"), proposal((20, 29), "fine")]
    given = [judged((5, 15), "c")]
    read = [reading(unasked={"fine"})]
    assert settled(given, read, proposals, "fine", SPLIT) == [
        ((0, 9), "open", ""),
        ((20, 29), "rejected", "ann"),
    ]
    assert settled(given, [], proposals, "fine", SPLIT) == [
        ((0, 9), "open", ""),
        ((20, 29), "open", ""),
    ]


def test_a_code_split_off_a_split_is_held_against_the_nearest_above_that_was_read_for():
    births = {"fine": Birth("2026-02-01", "c"), "finest": Birth("2026-03-01", "fine")}
    twice = History(born=births)
    proposals = [proposal((0, 9), "finest"), proposal((20, 29), "finest")]
    given = [judged((0, 9), "c")]
    read = [reading(unasked={"fine", "finest"})]
    found = [((0, 9), "open", ""), ((20, 29), "rejected", "ann")]
    assert settled(given, read, proposals, "finest", twice) == found
    sorted_since = [*given, judged((20, 29), ["fine"], code="fine", at="2026-02-02")]
    assert settled(sorted_since, read, proposals, "finest", twice) == found
    again = [*read, reading("bo", "second", ["fine"])]
    assert settled(sorted_since, again, proposals, "finest", twice) == [
        ((0, 9), "rejected", "bo"),
        ((20, 29), "open", ""),
    ]


def test_sorting_what_a_stronger_reading_did_not_code_adds_nothing():
    mine = judged((0, 9), ["fine"], coder="bo", role="second", code="fine")
    read = [reading(unasked={"fine"})]
    assert settled([mine], read, [], "fine", SPLIT) == [((0, 9), "rejected", "ann")]
    found = settle([mine], read, [], Policy(), SPLIT)["H1", "fine"]
    assert found[0].why == f"ann (principal) {NOT_CODED}"
    again = judged((0, 9), ["fine"], code="fine")
    assert settled([again], read, [], "fine", SPLIT) == [((0, 9), "accepted", "ann")]


def test_a_reading_for_one_part_rejects_no_coding_of_another():
    mine = judged((0, 9), "a", coder="bo", role="second")
    for codes, found in ((["c"], "accepted"), (["a"], "rejected")):
        coder = "bo" if found == "accepted" else "zoe"
        read = [reading("zoe", "adjudicator", codes)]
        assert settled([mine], read, history=MERGED) == [((0, 9), found, coder)]


def test_a_proposal_for_the_whole_is_closed_only_if_every_part_was_read_for():
    given = [proposal((0, 9), "c")]
    for codes in (["c"], ["a"]):
        read = [reading(codes=codes)]
        assert settled([], read, given, history=MERGED) == [((0, 9), "open", "")]
    both = [reading(codes=["a"]), reading("bo", "second", ["c"])]
    assert settled([], both, given, history=MERGED) == [((0, 9), "rejected", "bo")]
    assert settled([], [reading()], given, history=MERGED) == [((0, 9), "rejected", "ann")]


def test_the_rejection_of_one_part_absorbs_no_proposal_for_the_whole():
    given = [judged((0, 9), "a", "rejected")]
    proposals = [proposal((0, 9), "c"), proposal((5, 12), "c")]
    ((found,),) = settle(given, [], proposals[:1], Policy(), MERGED).values()
    assert (found.state, found.entries) == ("open", ["ann rejected a 2026-01-01"])
    assert settled(given, [], proposals[1:], history=MERGED) == [
        ((0, 9), "rejected", "ann"),
        ((5, 12), "open", ""),
    ]
    read = [reading(codes=["c"])]
    assert settled(given, read, proposals, history=MERGED) == [((0, 9), "rejected", "ann")]
    other = judged((0, 9), "c", "rejected", at="2026-01-02")
    assert settled([*given, other], [], proposals, history=MERGED) == [((0, 9), "rejected", "ann")]


def test_what_was_accepted_of_one_part_absorbs_proposals_for_the_whole():
    found = settled([judged((0, 9), "a")], [], [proposal((5, 12), "c")], history=MERGED)
    assert found == [((0, 9), "accepted", "ann")]


def test_an_adjudicators_word_on_one_part_hides_no_disagreement_on_another():
    spans = [judged((0, 9), "a"), judged((0, 9), "c", coder="zoe", role="adjudicator")]
    readers = [reading(), reading("bo", "second")]
    (found,) = find_disagreements(spans, readers)
    assert (found.coded_by, found.not_by) == (("ann",), ("bo",))
    assert find_disagreements(spans, [reading(), reading("bo", "second", ["c"])]) == []


def test_who_coded_the_words_with_another_part_agrees_by_now():
    spans = [judged((0, 9), "a"), judged((5, 12), "c", coder="bo", role="second")]
    assert find_disagreements(spans, [reading(), reading("bo", "second")]) == []


def passage(name, start):
    return {"segment_id": name, "source_id": "H1", "start_char": start, "end_char": start + 9}


def coding(code, start, state="accepted"):
    place = {"source_id": "H1", "start_char": start, "end_char": start + 9}
    return place | {"code": code, "state": state}


def test_of_a_code_born_after_the_reading_only_what_was_judged_is_known():
    passages = [passage("a", 0), passage("b", 10), passage("c", 20)]
    codings = [coding("new", 0), coding("new", 10, "rejected"), coding("other", 20)]
    found = unknown_by_passage(passages, codings, {"H1": {"new": ""}})
    assert found == {"c": {"new"}}


def test_a_finer_code_is_known_not_to_be_where_the_other_was_not_coded():
    passages = [passage("a", 0), passage("b", 10), passage("c", 20)]
    codings = [coding("whole", 0), coding("whole", 10, "rejected")]
    unlooked = {"H1": {"fine": "whole"}}
    assert unknown_by_passage(passages, codings, unlooked) == {"a": {"fine"}}
    unlooked = {"H1": {"fine": "whole", "whole": ""}}
    assert unknown_by_passage(passages, codings, unlooked) == {
        "a": {"fine"},
        "b": {"fine"},
        "c": {"fine", "whole"},
    }
