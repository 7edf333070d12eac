"""Settling codes that were merged, split or born after a source was read."""

from qualstage.ledger.anchors import Selector
from qualstage.ledger.replay import Judgement, Reading
from qualstage.settle.known import unknown_by_passage
from qualstage.settle.rules import NOT_CODED, Anchored, settle, standing
from qualstage.study import Policy


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


def reading(coder="ann", role="principal", codes=None, unborn=()):
    return Reading("read", coder, role, "H1", codes, frozenset(unborn))


def settled(judgements, readings=(), proposals=(), code="c", finer=None):
    """Spans and states of a code in H1, and who decided."""
    found = settle(standing(judgements), readings, proposals, Policy(), finer)
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
    given = [judged((0, 9), "a"), judged((0, 9), "b"), judged((0, 9), "abc", "rejected", at="2027")]
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
    read = [reading(unborn={"new"})]
    assert settled([], read, proposals, "new") == [((0, 9), "open", "")]
    assert settled([], read, proposals, "c") == [((0, 9), "rejected", "ann")]


def test_a_finer_code_is_not_where_the_one_it_was_split_from_was_not_coded():
    proposals = [proposal((0, 9), "fine"), proposal((20, 29), "fine")]
    given = [judged((5, 15), "c")]
    read, finer = [reading(unborn={"fine"})], {"fine": "c"}
    assert settled(given, read, proposals, "fine", finer) == [
        ((0, 9), "open", ""),
        ((20, 29), "rejected", "ann"),
    ]
    assert settled(given, [], proposals, "fine", finer) == [
        ((0, 9), "open", ""),
        ((20, 29), "open", ""),
    ]


def test_sorting_what_a_stronger_reading_did_not_code_adds_nothing():
    mine = judged((0, 9), ["fine"], coder="bo", role="second", code="fine")
    read, finer = [reading(unborn={"fine"})], {"fine": "c"}
    assert settled([mine], read, [], "fine", finer) == [((0, 9), "rejected", "ann")]
    found = settle([mine], read, [], Policy(), finer)["H1", "fine"]
    assert found[0].why == f"ann (principal) {NOT_CODED}"
    again = judged((0, 9), ["fine"], code="fine")
    assert settled([again], read, [], "fine", finer) == [((0, 9), "accepted", "ann")]


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
