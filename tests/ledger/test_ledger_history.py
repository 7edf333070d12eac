"""Codes that change: births, merges, and what decisions made before them mean today."""

import pytest
from qualstage.ledger.chain import Chain
from qualstage.ledger.history import Birth, History, Merge, history_of
from qualstage.ledger.replay import replay

WHO = {"coder": "ann", "role": "principal"}


def about_codes(action, at, **given):
    return {"action": action, "at": at, "source": None, **WHO, **given}, {}


def merged(codes, into, at="2026-02-01"):
    entry, words = about_codes("merge", at, codes=codes, into=into)
    del entry["source"]
    return entry, words


def judged(code, at="2026-01-01", action="add", exact="a natter"):
    place = {"source": "H1", "span": [0, len(exact)], "wording": "w"}
    return {"action": action, "at": at, "code": code, **WHO, **place}, {"exact": exact}


def read(codes=None, at="2026-01-01"):
    return {"action": "read", "at": at, "source": "H1", "codes": codes, **WHO}, {}


@pytest.fixture
def chain(tmp_path):
    """A function that gives a coder's chain with entries."""

    def chain(*drafts, coder="ann"):
        chain = Chain(tmp_path / f"{coder}.jsonl")
        chain.append([(entry | {"coder": coder}, words) for entry, words in drafts])
        return chain

    return chain


def test_a_code_that_went_into_one_that_went_into_another_is_that_other(chain):
    history = history_of([chain(merged(["a"], "b"), merged(["b"], "c", "2026-03-01"))])
    assert (history.now("a"), history.now("b"), history.now("c")) == ("c", "c", "c")
    assert history.told("a") == "coded as a; merged into b by ann; merged into c by ann"
    assert history.told("c") == ""


def test_what_a_judgement_was_about_depends_on_when_it_was_made():
    merges = {"a": Merge("b", "ann", "2026-02-01"), "b": Merge("c", "ann", "2026-03-01")}
    history = History(merged=merges)
    assert history.within("b", "2026-01-01") == {"b"}
    assert history.within("b", "2026-02-15") == {"a", "b"}
    assert history.within("c", "2026-02-15") == {"c"}
    assert history.within("c", "2026-03-01") == {"a", "b", "c"}


def test_merges_in_two_chains_never_close_a_circle_and_the_earlier_stands(chain):
    chains = [
        chain(merged(["a"], "b", "2026-02-01"), merged(["d"], "c", "2026-02-03")),
        chain(merged(["b"], "a", "2026-02-02"), merged(["d"], "a", "2026-02-04"), coder="bo"),
    ]
    for given in (chains, chains[::-1]):
        found = {code: merge.into for code, merge in history_of(given).merged.items()}
        assert found == {"a": "b", "d": "c"}


def test_judgements_and_quotations_of_a_code_that_is_no_more_are_of_the_one_it_went_into(chain):
    given = judged("a"), judged("a", action="quote"), merged(["a"], "c"), judged("c", "2026-03-01")
    decisions = replay([chain(*given)])
    assert [(j.code, j.why, set(j.about)) for j in decisions.judgements] == [
        ("c", "coded as a; merged into c by ann", {"a"}),
        ("c", "", {"a", "c"}),
    ]
    assert [quotation.code for quotation in decisions.quotations] == ["c"]


@pytest.mark.parametrize(
    ("codes", "at", "covers"),
    [
        (["a", "b"], "2026-01-01", {"a", "b"}),
        (["c"], "2026-01-01", {"c"}),
        (["c"], "2026-02-15", {"a", "b", "c"}),
        (["d"], "2026-01-01", set()),
        (None, "2026-01-01", {"a", "b", "c"}),
        (None, "2026-02-15", {"a", "b", "c"}),
    ],
)
def test_a_reading_covers_the_parts_that_were_looked_for_as_they_were_then(
    chain, codes, at, covers
):
    (reading,) = replay([chain(read(codes, at), merged(["a", "b"], "c"))]).readings
    assert {part for part in "abc" if reading.covers(part)} == covers


def test_a_reading_for_a_code_that_went_into_a_younger_one_covers_it_as_a_part(chain):
    born = about_codes("adopt", "2026-01-15", code="c")
    (reading,) = replay([chain(read(["a"]), born, merged(["a"], "c"))]).readings
    assert (reading.covers("a"), reading.covers("c")) == (True, False)


def test_a_reading_for_all_codes_covers_no_part_that_did_not_apply_at_its_stage(chain):
    applied = {"a": ["talk"], "b": [], "c": ["walk"]}
    entry, words = merged(["a", "b"], "c")
    given = chain(read(), read(at="2026-02-15"), (entry | {"applied": applied}, words))
    for stage, covers in (("talk", "ab"), ("walk", "bc")):
        before, after = replay([given], stages={"H1": stage}).readings
        assert "".join(part for part in "abc" if before.covers(part)) == covers
        assert all(after.covers(part) for part in "abc")


@pytest.mark.parametrize(
    ("at", "covers"),
    [
        ("2026-01-31", False),
        ("2026-02-01", False),  # the day's beginning, before the code was adopted that morning
        ("2026-02-01 10:00", True),
        ("2026-02-01T09:00:00Z", True),
        ("2026-02-01T09:30:00+02:00", False),
        ("2026-02-01T08:30:00-02:00", True),
        ("2026-02-01T09:00Z", True),
        ("2026-02-02", True),
    ],
)
def test_a_reading_covers_no_code_that_was_adopted_later_whenever_it_was_imported(
    chain, at, covers
):
    adopted = about_codes("adopt", "2026-02-01T09:00:00Z", code="slugs")
    for given in ((read(at=at), adopted), (adopted, read(at=at)), (adopted, read(["slugs"], at))):
        (reading,) = replay([chain(*given)]).readings
        assert reading.covers("slugs") is covers
        chain().path.unlink()


def test_codes_born_of_a_split_know_what_they_were_split_from(chain):
    split = about_codes("split", "2026-02-01", code="a", into=["b", "c"])
    history = history_of([chain(split, merged(["c"], "d"), merged(["a"], "e"))])
    assert history.born == {"b": Birth("2026-02-01", "a"), "c": Birth("2026-02-01", "a")}
    assert history.finer == {"b": ["e"]}
    assert history.unborn("2026-01-31") == {"b", "c"}
    assert history.unborn("2026-02-01") == frozenset()


def test_codes_above_a_code_are_found_through_splits_of_splits(chain):
    splits = [
        about_codes("split", "2026-02-01", code="a", into=["b"]),
        about_codes("split", "2026-03-01", code="b", into=["c"]),
    ]
    assert history_of([chain(*splits)]).finer == {"b": ["a"], "c": ["b", "a"]}


def test_a_code_is_not_above_itself_when_its_parent_went_into_it(chain):
    split = about_codes("split", "2026-02-01", code="a", into=["b", "c"])
    history = history_of([chain(split, merged(["a"], "b", "2026-03-01"))])
    assert history.finer == {"c": ["b"]}
