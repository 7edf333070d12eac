"""Examples of the codebook that are a source's own words: never used to judge that source."""

import numpy
import pytest
from plots import CODEBOOK, CODES, coded, encode, interviews, material
from qualstage.code.judged import propose_judged
from qualstage.codebook import Codebook
from qualstage.learn.lent import NOBODYS, Lent, lenders, likeness_to_codes, may_help
from qualstage.learn.training import learn_model

SAID = [
    ("A", "The bus is late. I walk, mostly."),
    ("B", "The bus is late, as ever."),
    ("B", "My knees are bad."),
]


@pytest.mark.parametrize(
    ("example", "lender"),
    [
        ("I walk, mostly.", "A"),
        ("i WALK mostly", "A"),
        ("The bus is late. I walk, mostly.", "A"),
        ("My knees are bad.", "B"),
        ("knees are", "B"),
        ("The bus is late.", NOBODYS),
        ("I walk.", "A"),
        ("walk most", ""),
        ("I cycle.", ""),
    ],
)
def test_an_example_is_lent_by_the_source_that_said_its_words(example, lender):
    assert lenders([example], SAID) == [lender]


def test_a_text_helps_no_passage_of_its_lender_nor_of_those_left_out_with_it():
    lent = Lent.of(["", "A", "C"], {"A": 0, "B": 0, "C": 1})
    assert may_help(lent, ["A", "B", "C", "D"]).tolist() == [
        [True, False, True],
        [True, False, True],
        [True, True, False],
        [True, True, True],
    ]
    assert may_help(lent, ["C"], frozenset("A")).tolist() == [[True, False, False]]
    assert Lent.of(["", ""], {"A": 0}) is None


def test_likeness_is_to_the_texts_that_may_help_alone():
    alike = numpy.array([[0.2, 0.8, 0.5], [0.2, 0.8, 0.5]])
    of_code = numpy.array([[True], [True], [False]])
    unlike = numpy.array([-1, -1, 0])
    helping = numpy.array([[True, True, True], [True, False, False]])
    found = likeness_to_codes(alike, of_code, unlike, helping)
    assert [part.ravel().tolist() for part in found] == [[0.5, 0.2], [0.8, 0.2], [0.5, 0.0]]
    everything = likeness_to_codes(alike, of_code, unlike, numpy.ones((2, 3), bool))
    for ours, plain in zip(everything, likeness_to_codes(alike, of_code, unlike), strict=True):
        assert numpy.allclose(ours, plain)


def with_example(text):
    """The plots' codebook, its code 'food' with one more example, or none."""
    written = CODEBOOK.model_dump()
    written["codes"]["food"]["typical"] = [text] if text else []
    return Codebook.model_validate(written)


def proposals(example, taught, sources):
    """What is proposed for every passage, from a codebook with that example."""
    segments, voiced = with_own_words()
    given = material(segments)
    said = [(row["source_id"], row["text"]) for row in segments]
    known = [coded(segments, voiced, given)] if taught else []
    model = learn_model(with_example(example), CODES, known, encode, {}, said)
    found = propose_judged(model, given, "balanced")
    return [row for row in found if row["source_id"] in sources]


def with_own_words():
    """Interviews in which P00 says what nobody else says."""
    segments, voiced = interviews()
    for row in segments:
        if row["segment_id"] == "P00-0003":
            row["text"] = "Leeks and kale, which my daughter cooks on Sundays."
        if row["segment_id"] == "P00-0005":
            row["text"] = "A wheelbarrow would be something."
    return segments, voiced


@pytest.mark.parametrize("taught", [True, False])
def test_a_sources_proposals_do_not_change_with_what_it_lent_the_codebook(taught):
    one, other, none = (
        proposals(example, taught, {"P00"})
        for example in (
            "Leeks and kale, which my daughter cooks on Sundays.",
            "A wheelbarrow would be something.",
            None,
        )
    )
    assert one
    assert one == other == none


@pytest.mark.parametrize("taught", [True, False])
def test_what_a_source_lent_still_teaches_about_the_others(taught):
    others = {f"P{number:02}" for number in range(1, 12)}
    words = "Leeks and kale, which my daughter cooks on Sundays."
    assert proposals(words, taught, others) != proposals(None, taught, others)


def test_an_example_of_nobodys_words_is_not_learned_from():
    everywhere = "Anything else?"
    segments, voiced = interviews()
    said = [(row["source_id"], row["text"]) for row in segments]
    models = [
        learn_model(with_example(text), CODES, [coded(segments, voiced)], encode, {}, said)
        for text in (everywhere, None)
    ]
    assert models[0].row_texts == models[1].row_texts
