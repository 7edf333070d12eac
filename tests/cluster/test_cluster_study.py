"""The step in a study: which passages, which tables; and what is found in CORE."""

import numpy
import pytest
from qualstage.cluster.choose import choice
from qualstage.cluster.passages import passages_of
from qualstage.cluster.study_topics import (
    clustering_rows,
    find_in_study,
    member_rows,
    topic_rows,
)
from qualstage.contracts import CLUSTERINGS, TOPIC_MEMBERS, TOPICS
from qualstage.contracts.topics import TOO_SHORT, UNPLACED
from qualstage.embed import Cache, embed
from qualstage.ingest import ingest_study
from qualstage.study import read_study
from qualstage.tables import to_arrow


@pytest.fixture(scope="module")
def core_uncoded(core_study, core_rows):
    """CORE's passages without an accepted coding."""
    return passages_of(core_study, "uncoded", core_rows.sources, core_rows.segments)


@pytest.fixture(scope="module")
def core_topics(core_study, core_uncoded, core_vectors):
    """The topics found in them."""
    return find_in_study(core_study, core_uncoded, core_vectors)


def test_uncoded_passages_are_those_that_no_accepted_coding_touches(
    core_study, core_rows, core_outcome, core_uncoded
):
    every = passages_of(core_study, "all", core_rows.sources, core_rows.segments)
    accepted = [
        row
        for row in core_outcome.codings
        if row["basis"] == "people" and row["state"] == "accepted"
    ]
    uncoded = {row["segment_id"] for row in core_uncoded}
    for passage in every:
        inside = [
            row
            for row in accepted
            if row["source_id"] == passage["source_id"]
            and row["start_char"] >= passage["start_char"]
            and row["end_char"] <= passage["end_char"]
        ]
        assert not (inside and passage["segment_id"] in uncoded)
    assert {row["role"] for row in every} <= {"respondent", "unknown"}
    assert 0.7 < len(uncoded) / len(every) < 0.9


def test_before_anything_is_learned_from_all_passages_are_uncoded(tiny):
    study = read_study(tiny)
    rows = ingest_study(study)
    every = passages_of(study, "all", rows.sources, rows.segments)
    assert passages_of(study, "uncoded", rows.sources, rows.segments) == every


def test_a_study_with_too_little_talk_has_empty_tables_that_keep_their_promise(tiny):
    study = read_study(tiny)
    rows = ingest_study(study)
    passages = passages_of(study, "all", rows.sources, rows.segments)
    found = find_in_study(study, passages, embed(rows.segments, Cache()))
    assert topic_rows("all", found) == clustering_rows("all", found) == []
    members = to_arrow(member_rows("all", passages, found), TOPIC_MEMBERS).to_pylist()
    assert len(members) == len(passages)
    assert {row["why"] for row in members} == {TOO_SHORT, UNPLACED}


def test_tables_of_core_keep_their_promises_and_add_up(core_uncoded, core_topics):
    topics = to_arrow(topic_rows("uncoded", core_topics), TOPICS).to_pylist()
    members = to_arrow(member_rows("uncoded", core_uncoded, core_topics), TOPIC_MEMBERS).to_pylist()
    tried = to_arrow(clustering_rows("uncoded", core_topics), CLUSTERINGS).to_pylist()
    placed = [row["topic"] for row in members if row["topic"]]
    assert {row["topic"]: row["references"] for row in topics} == {
        name: placed.count(name) for name in dict.fromkeys(sorted(placed))
    }
    assert all((row["topic"] == "") == bool(row["why"]) for row in members)
    assert all((row["x"] is None) == (row["why"] == TOO_SHORT) for row in members)
    assert [row["method"] for row in tried if row["chosen"]] == ["consensus"]


def test_topics_of_core_hold_stiller_than_other_methods(core_topics):
    chosen = choice(core_topics.tried)
    others = [one for one in core_topics.tried if one.method != "consensus"]
    assert [one.method for one in others] == ["k-means", "ward"]
    assert all(chosen.agreement.placed > 1.5 * one.agreement.placed for one in others)


@pytest.mark.parametrize("words", [{"bus", "car"}, {"phone", "ring"}, {"library", "cafe"}])
def test_core_talks_of_what_its_codebook_has_no_code_for(core_topics, words):
    told = [name for name in core_topics.names if words <= set(name.terms)]
    assert len(told) == 1
    number = core_topics.names.index(told[0])
    assert core_topics.stability[number] >= 0.5
    assert numpy.sum(core_topics.topic == number) >= 10
