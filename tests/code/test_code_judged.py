"""Proposals from a model: which passages, what stands, and why."""

from itertools import groupby

import numpy
import pytest
from plots import coded, interviews, learned, material, segment
from qualstage.code.explain import Explainer
from qualstage.code.judged import FLOOR, propose_judged, reader_of
from qualstage.learn.combine import AIMS, probability
from qualstage.learn.model import CODEBOOK_GROUP, Model, Passages, judge
from qualstage.learn.texts import Vocabulary, kernel
from qualstage.sentences import sentences


@pytest.fixture(scope="module")
def talks():
    """Twelve interviews, what they teach, and what is proposed for them."""
    segments, voiced = interviews()
    given = material(segments)
    model = learned(coded(segments, voiced, given))
    return model, given, propose_judged(model, given, "balanced")


@pytest.fixture(scope="module")
def cold():
    """What the codebook teaches alone."""
    return learned()


def places(rows):
    return sorted((row["segment_id"], row["code"]) for row in rows)


def test_what_was_coded_stands_in_sources_the_machine_did_not_see(talks):
    _, _, proposed = talks
    voiced = interviews()[1]
    expected = [(name, code) for name, codes in voiced.items() for code in codes]
    assert places(row for row in proposed if row["stands"]) == sorted(expected)


def test_only_respondents_words_are_proposed_and_only_for_codes_that_apply(talks, cold):
    said = [
        segment("X", 0, "Do you come for a natter, or for supper?", "interviewer"),
        segment("X", 1, "I come for a natter, and to win at the autumn show."),
        segment("X", 2, "We eat it for supper.", "document"),
        segment("X", 3, "Supper and a natter.", "note"),
        segment("X", 4, "We eat it for supper, feeds us all.", "unknown"),
    ]
    for model in (talks[0], cold):
        by_stage = {
            stage: places(propose_judged(model, material(said, stage), "balanced"))
            for stage in ("talk", "show")
        }
        assert {name for name, _ in by_stage["talk"]} == {"X-0001", "X-0004"}
        assert {code for _, code in by_stage["talk"]} == {"company", "food"}
    assert ("X-0001", "prizes") in by_stage["show"]


@pytest.mark.parametrize("aim", AIMS)
def test_a_code_stands_only_in_sources_that_reach_the_threshold_and_there_in_the_best_passage(
    talks, aim
):
    model, given, _ = talks
    passages = reader_of(model).read(given)
    alike = kernel(passages.texts, model.rows)
    rows = {
        place: list(group)
        for place, group in groupby(
            sorted(
                propose_judged(model, given, aim),
                key=lambda row: (row["source_id"], row["code"], -row["score"]),
            ),
            key=lambda row: (row["source_id"], row["code"]),
        )
    }
    stands = set()
    for source, number in model.fold_of_source.items():
        fold = model.folds[number]
        own = numpy.array([name == source for name in passages.given.sources])
        judged = judge(model.questions, fold, passages.take(numpy.flatnonzero(own)), alike[own])
        enough = judged.source_log_odds[0] >= fold.source_thresholds[aim]
        stands |= {(source, model.codes[code]) for code in numpy.flatnonzero(enough)}
    stands = {(source, code) for source, code in stands if code != "prizes"}
    assert stands
    assert {place for place, group in rows.items() if group[0]["stands"]} == stands
    assert not any(row["stands"] for place in rows.keys() - stands for row in rows[place])


def test_what_is_improbable_is_left_out_unless_an_indicator_is_hit(talks):
    _, given, proposed = talks
    best = {}
    for row in proposed:
        place = row["source_id"], row["code"]
        best[place] = max(best.get(place, 0.0), row["score"])
    for row in proposed:
        probable = row["score"] >= FLOOR - 5e-5 or (
            row["score"] == best[row["source_id"], row["code"]] and row["source_score"] >= FLOOR
        )
        assert probable or row["stands"] or row["evidence"]
    assert given.hits.keys() <= {(row["segment_id"], row["code"]) for row in proposed}


def test_no_proposal_leans_on_its_own_source(talks):
    _, _, proposed = talks
    assert all(row["examples"] for row in proposed if row["stands"])
    for row in proposed:
        assert row["source_id"] not in {example["source_id"] for example in row["examples"]}


def test_a_source_never_met_is_judged_by_the_whole(talks):
    model, _, _ = talks
    assert model.fold_for("new") is model.folds[-1]
    new = material([segment("new", 0, "It is the people, we have a chat over the fence.")])
    (best,) = [row for row in propose_judged(model, new, "balanced") if row["code"] == "company"]
    fold = model.folds[-1]
    passages = reader_of(model).read(new)
    found = judge(model.questions, fold, passages, kernel(passages.texts, model.rows))
    assert best["score"] == round(float(probability(found.log_odds[0, 0])), 4)
    assert best["source_score"] == round(float(probability(found.source_log_odds[0, 0])), 4)


def test_the_order_of_segments_does_not_matter(talks):
    model, _, proposed = talks
    assert propose_judged(model, material(interviews()[0][::-1]), "balanced") == proposed


@pytest.mark.parametrize("role", ["interviewer", "document", "note"])
def test_sources_without_respondents_have_no_proposals(talks, cold, role):
    only = material([segment("X", 0, "Supper.", role)])
    # As `embed` leaves it: a document and a note have no vector.
    only.vectors[:] = only.vectors if role == "interviewer" else []
    for model in (talks[0], cold):
        assert propose_judged(model, only, "balanced") == []
        assert propose_judged(model, material([]), "balanced") == []


def test_before_anything_is_coded_indicators_propose_and_so_does_likeness_without_scores(cold):
    said = [
        segment("X", 0, "Nobody brings supper here."),
        segment("X", 1, "Meeting people, on the plots, that is it."),
        segment("X", 2, "Zzz."),
    ]
    found = propose_judged(cold, material(said), "balanced")
    by_place = {(row["segment_id"], row["code"]): row for row in found}
    assert by_place["X-0000", "food"]["origin"] == "indicators"
    assert by_place["X-0001", "company"]["origin"] == "codebook"
    for row in found:
        assert (row["score"], row["source_score"], row["stands"]) == (None, None, True)


def test_before_anything_is_coded_the_sentence_why_names_hits_and_the_codebook(cold):
    said = [segment("X", 0, "I come for a natter. We don't stay for supper.")]
    found = propose_judged(cold, material(said), "balanced")
    assert {row["code"]: row["why"] for row in found} == {
        "company": "Indicators hit: 'natter'. "
        "Most like codebook: “I come for the chat more than the leeks.”. "
        "Words that speak for it: come, come for, i come.",
        "food": "Indicators hit: 'supper' (negated: 'n't'). "
        "Most like codebook: “What is grown feeds somebody.”.",
    }


def test_a_span_leaves_out_the_sentences_at_its_ends_that_speak_of_nothing(talks):
    model, _, _ = talks
    last = "The gate wants mending."
    talk = "We have a chat over the fence with the others, a natter and a brew on the plots."
    text = f"{last} {talk} {last}"
    (row,) = [
        row
        for row in propose_judged(model, material([segment("X", 3, text)]), "balanced")
        if row["code"] == "company"
    ]
    assert text[row["start_char"] - 300 : row["end_char"] - 300] == talk


@pytest.mark.parametrize("place", [0, 1, 2, 3])
def test_a_span_is_of_whole_sentences_and_holds_every_hit_wherever_it_stands(talks, cold, place):
    told = ["The gate wants mending.", "It was wet.", "The bus is late.", "No, that is all."]
    told[place] = "Supper."
    text = " ".join(told)
    for model in (talks[0], cold):
        for row in propose_judged(model, material([segment("X", 3, text)]), "balanced"):
            start, end = row["start_char"] - 300, row["end_char"] - 300
            spans = sentences(text)
            assert start in [first for first, _ in spans]
            assert end in [last for _, last in spans]
            assert (row["code"] == "food") == bool(row["evidence"])
            if row["evidence"]:
                assert start <= text.index("Supper") < end


def small_model(row_texts, sources, coefficients):
    """A model of one code with the rows and coefficients given, and nothing else learned."""
    vocabulary = Vocabulary.of(row_texts)
    rows = vocabulary.texts(row_texts, {})
    codes = numpy.array([[value > 0] for value in coefficients])
    unlike = numpy.full(len(rows), -1)
    empty = numpy.zeros((0, 1), numpy.float32)
    return Model(
        ["food"], vocabulary, [], rows, row_texts, sources, codes, unlike, empty, {}, [], None
    )


def test_the_sentence_why_tells_probability_hits_example_words_and_what_weighed():
    texts = ["supper beans", "supper beans and", "wet gate", "peas and beans"]
    coefficients = numpy.array([[2.0], [1.0], [-1.0], [0.5]])
    model = small_model(texts, ["H1", "H1", "H2", CODEBOOK_GROUP], coefficients[:, 0])
    said = "Wet gate. Beans for supper."
    passages = Passages(model.vocabulary.texts([said], {}), numpy.zeros((1, 1)), None)
    alike = numpy.array([[0.5, 0.4, 0.3, 0.2]])
    hit = {"text": "supper", "start_char": 120, "end_char": 126, "context": "", "cue": ""}
    row = {
        "start_char": 100,
        "end_char": 127,
        "origin": "learned",
        "evidence": [hit, hit, hit | {"context": "negated", "cue": "don't"}],
        "score": 0.834,
        "source_score": 0.9,
        "text": said,
    }
    weighed = {
        name: numpy.array([[weight]])
        for name, weight in (
            ("the codebook", 0.16),
            ("coded examples", 2.314),
            ("the question", -0.4),
            ("indicators", 0.14),
        )
    }
    told = Explainer(model, coefficients, passages, alike).explain(row, 0, 0, weighed)
    assert told["examples"] == [
        {"source_id": "H1", "text": "supper beans", "weight": round(1.0 / 1.5, 3)},
        {"source_id": "codebook", "text": "peas and beans", "weight": round(0.1 / 1.5, 3)},
    ]
    assert told["factors"] == [
        {"name": "coded examples", "weight": 2.31},
        {"name": "the question", "weight": -0.4},
        {"name": "the codebook", "weight": 0.16},
        {"name": "indicators", "weight": 0.14},
    ]
    assert (told["start_char"], told["end_char"]) == (110, 127)
    assert told["why"] == (
        "Probability 0.83, in the source 0.90. "
        "Indicators hit: 'supper', 'supper' (negated: 'don't'). "
        "Most like H1: “supper beans”. "
        "Words that speak for it: supper, beans. "
        "For it: coded examples +2.3, the codebook +0.2. Against it: the question -0.4."
    )
