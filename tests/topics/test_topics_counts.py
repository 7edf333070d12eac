"""How many voice a topic at each stage, and which codes its passages have."""

from dataclasses import replace

from benches import CODES, STUDY, TABLES
from qualstage.contracts import TOPIC_CODES, TOPIC_SIZES
from qualstage.tables import to_arrow
from qualstage.topics.overlaps import accepted_codes, proposed_codes, topic_codes
from qualstage.topics.sizes import topic_sizes, topic_totals

UNITS = ("respondents", "sources", "references")


def sizes(tables=TABLES):
    """Respondents, sources and references of each topic and stage, and what they are of."""
    rows = topic_sizes(tables, STUDY.stage_ids)
    to_arrow(rows, TOPIC_SIZES)
    return {
        (row["topic"], row["stage"]): (
            *(row[unit] for unit in UNITS),
            *(row[f"of_{unit}"] for unit in UNITS[:2]),
        )
        for row in rows
    }


def codes(tables=TABLES):
    accepted = accepted_codes(tables)
    rows = topic_codes(tables, accepted, proposed_codes(tables, accepted), CODES)
    to_arrow(rows, TOPIC_CODES)
    return {
        (row["topic"], row["code"]): (
            *(row["accepted"], row["proposed"]),
            *(row["share"], row["share_of_code"]),
        )
        for row in rows
    }


def test_who_speaks_in_two_sources_counts_once_and_who_is_not_identified_for_the_source_only():
    assert sizes() == {
        ("all-01", "talk"): (2, 3, 4, 2, 3),  # Ann twice, Bo, and somebody called Zoe
        ("all-01", "walk"): (0, 0, 0, 1, 1),
        ("all-02", "talk"): (1, 1, 1, 2, 3),
        ("all-02", "walk"): (0, 0, 0, 1, 1),
        ("", "talk"): (0, 0, 0, 2, 3),
        ("", "walk"): (1, 1, 2, 1, 1),
    }


def test_over_topics_and_stages_passages_sum_to_those_that_were_to_be_clustered():
    assert sum(row[2] for row in sizes().values()) == len(TABLES.members)
    assert sum(row["references"] for row in topic_totals(TABLES).values()) == len(TABLES.members)


def test_over_all_stages_a_respondent_counts_once():
    stages = {"H1": "talk", "H2": "walk", "G1": "talk", "W1": "walk"}
    moved = [row | {"stage": stages[row["source_id"]]} for row in TABLES.sources]
    tables = replace(TABLES, sources=moved)
    found = sizes(tables)
    assert found["all-01", "talk"][0] == 2
    assert found["all-01", "walk"][0] == 1
    assert topic_totals(tables)["all", "all-01"] == {
        "respondents": 2,
        "sources": 3,
        "references": 4,
    }


def test_a_topic_is_made_of_accepted_codes_and_of_passages_without_any():
    assert codes() == {
        ("all-01", "company"): (1, 0, 0.25, 0.5),
        ("all-01", "food"): (0, 1, 0.0, 0.0),
        ("all-01", "prizes"): (0, 0, 0.0, None),
        ("all-01", ""): (3, 0, 0.75, None),
        ("all-02", "company"): (1, 0, 1.0, 0.5),
        ("all-02", "food"): (1, 0, 1.0, 1.0),
        ("all-02", "prizes"): (0, 0, 0.0, None),
        ("all-02", ""): (0, 0, 0.0, None),
        ("", "company"): (0, 0, 0.0, 0.0),
        ("", "food"): (0, 0, 0.0, 0.0),
        ("", "prizes"): (0, 0, 0.0, None),
        ("", ""): (2, 0, 1.0, None),
    }


def test_a_proposal_for_a_code_that_the_passage_already_has_is_not_told_twice():
    open_too = [row for row in TABLES.codings if row["basis"] == "both"]
    there = {"source_id": "H1", "code": "company", "start_char": 100, "state": "open"}
    end = next(row["end_char"] for row in TABLES.segments if row["segment_id"] == "H1-1")
    tables = replace(TABLES, codings=[*TABLES.codings, open_too[0] | there | {"end_char": end}])
    assert codes(tables)["all-01", "company"] == (1, 0, 0.25, 0.5)


def test_without_anything_clustered_there_are_no_rows():
    nothing = replace(TABLES, topics=[], members=[], clusterings=[])
    assert sizes(nothing) == {}
    assert codes(nothing) == {}
