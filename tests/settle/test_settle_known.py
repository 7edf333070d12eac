"""What is known of passages: who read what, and which coding is whose."""

import pytest
from qualstage.ledger import replay
from qualstage.ledger.replay import Decisions, Reading
from qualstage.settle.known import read_wholly, voiced_by_passage
from qualstage.study import Policy


def test_a_source_is_read_wholly_by_a_role_that_settles_and_for_all_codes(monkeypatch):
    readings = [
        Reading("1", "ann", "principal", "H1", None),
        Reading("2", "ann", "principal", "H2", frozenset({"food"})),
        Reading("3", "bo", "check", "H3", None),
        Reading("4", "cy", "second", "H4", None),
    ]
    monkeypatch.setattr(replay, "replay", lambda chains: Decisions(readings=readings))
    assert read_wholly([], Policy()) == {"H1", "H4"}
    assert read_wholly([], Policy(order=["principal"])) == {"H1"}


def passage(name, start, end, source="H1"):
    return {"segment_id": name, "source_id": source, "start_char": start, "end_char": end}


def coding(start, end, state="accepted", source="H1"):
    place = {"source_id": source, "start_char": start, "end_char": end}
    return place | {"code": "food", "state": state}


@pytest.mark.parametrize(
    ("span", "voicing"),
    [
        ((10, 30), ("a", "b")),  # half of it is in each
        ((17, 30), ("b",)),  # 3 of 13 characters are in 'a'
        ((0, 40), ("a", "b")),  # it holds both wholly
        ((12, 14), ("a",)),  # two words of many are enough
        ((20, 21), ("b",)),
    ],
)
def test_a_coding_is_of_every_passage_that_shares_three_tenths_of_the_shorter(span, voicing):
    passages = [passage("a", 0, 20), passage("b", 20, 40)]
    found = voiced_by_passage(passages, [coding(*span)], {"H1"})
    assert found == {name: ("food",) if name in voicing else () for name in ("a", "b")}


def test_of_a_source_nobody_read_only_passages_with_a_judgement_are_known():
    passages = [passage("a", 0, 20), passage("b", 20, 40), passage("c", 0, 9, "H2")]
    codings = [coding(0, 20, "rejected"), coding(0, 9, source="H2")]
    assert voiced_by_passage(passages, codings, set()) == {"a": (), "c": ("food",)}


def test_material_without_indicators_has_no_word_of_theirs(tiny):
    from qualstage.codebook import read_codebook
    from qualstage.ingest import ingest_study
    from qualstage.learn.passages import material_of
    from qualstage.study import read_study

    study = read_study(tiny)
    rows = ingest_study(study)
    stages = {row["source_id"]: row["stage"] for row in rows.sources}
    codebook = read_codebook(study.path(study.codebook))
    material = material_of(codebook, study.language, stages, rows.segments, [])
    assert material.hits and any(material.named.values())
    bare = material.without_indicators()
    assert (bare.hits, bare.named) == ({}, {})
    assert bare.segments == material.segments
