"""The notation of indicators, and finding them."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st
from qualstage.code.matching import Matcher, lemmatiser
from qualstage.indicators import WORD, fold_text, parse_indicator
from qualstage.sentences import sentences

LEMMATISE = lemmatiser("en")


def found(indicator, text):
    """The words that an indicator hits in a text."""
    hits = Matcher([parse_indicator(indicator)], LEMMATISE).find(text)
    return [text[hit.start : hit.end] for hit in hits]


@pytest.mark.parametrize(
    ("indicator", "text", "hits"),
    [
        ("crisis card", "A Crisis card. Or a crisis, card-wise?", ["Crisis card", "crisis, card"]),
        ("crisis card", "In a crisis. Card games.", []),
        ("relaps*", "relapse, relapsing, a prolapse", ["relapse", "relapsing"]),
        ("{plan}", "I planned it; plans, planning.", ["planned", "plans", "planning"]),
        ("bills|forms", "Forms and bills.", ["Forms", "bills"]),
        ("help ... forms", "help with forms", ["help with forms"]),
        ("help ... forms", "help me with all the forms", []),
        ("help ...6 forms", "help me with all the forms", ["help me with all the forms"]),
        ("self-help", "self help and self-help", ["self help", "self-help"]),
        ("didn't know", "I didn’t know.", ["didn’t know"]),
        ("{go} on|off", "It went on, it goes off", ["went on", "goes off"]),
        ("naïve", "A NAÏVE idea", ["NAÏVE"]),
    ],
)
def test_finds(indicator, text, hits):
    assert found(indicator, text) == hits


@pytest.mark.parametrize(
    ("written", "fact"),
    [
        ("", "it is empty."),
        ("help ...", "'help ...' ends in a gap; a word must follow it."),
        ("... help", "'... help' has a gap '...' with no word before it."),
        ("*", "'*' has no word in '*'."),
        ("a*", "'a*' would match nearly every word."),
        ("re*lapse", "'re*lapse' has a * that is not at the end of a word."),
        ("{plan", "'{plan' has a { or } without its other half in '{plan'."),
        ("{two words}", "'{two words}' has a { or } without its other half in '{two'."),
        ("bills|tax-forms", "'bills|tax-forms' has an alternative in 'bills|tax-forms' that is "),
        ("{plan/DOING}", "'{plan/DOING}' has the part of speech 'DOING'; known are ADJ, "),
    ],
)
def test_says_what_is_wrong_with_an_indicator(written, fact):
    with pytest.raises(ValueError) as error:
        parse_indicator(written)
    assert str(error.value).startswith(fact)


def test_offsets_hold_where_small_letters_are_longer():
    text = "İstanbul İİ has a crisis card."
    (hit,) = Matcher([parse_indicator("crisis card")], LEMMATISE).find(text)
    assert text[hit.start : hit.end] == "crisis card"
    assert len(fold_text(text)) == len(text)


def by_hand(indicator, text):
    """Every way to fill an indicator's places, tried one by one: slow, and plain to see."""
    hits = set()
    for start, end in sentences(text):
        tokens = list(WORD.finditer(text, start, end))
        for chosen in itertools.combinations(range(len(tokens)), len(indicator.places)):
            gaps = [b - a - 1 for a, b in itertools.pairwise(chosen)]
            if any(g > p.gap for g, p in zip(gaps, indicator.places[1:], strict=True)):
                continue
            words = [fold_text(tokens[index][0]) for index in chosen]
            if all(
                any(fits(term, word) for term in place.terms)
                for place, word in zip(indicator.places, words, strict=True)
            ):
                hits.add((tokens[chosen[0]].start(), tokens[chosen[-1]].end()))
    return hits


def fits(term, word):
    if term.kind == "word":
        return word == term.text
    if term.kind == "prefix":
        return word.startswith(term.text)
    return {word, LEMMATISE(word)} & {term.text, LEMMATISE(term.text)} != set()


vocabulary = st.sampled_from("a plan plans planned card cards crisis go went help. forms".split())
texts = st.lists(vocabulary, max_size=12).map(" ".join)
places = st.sampled_from(["plan", "plan*", "{plan}", "card|forms", "{go}", "cris*", "... card"])
indicators = st.lists(places, min_size=1, max_size=3).map(" ".join)


@given(st.lists(indicators, min_size=1, max_size=4), texts)
def test_finds_together_what_trying_every_way_finds(written, text):
    parsed = []
    for each in written:
        try:
            parsed.append(parse_indicator(each))
        except ValueError:
            continue
    hits = Matcher(parsed, LEMMATISE).find(text)
    for indicator in parsed:
        spans = {(hit.start, hit.end) for hit in hits if hit.indicator == indicator}
        every = by_hand(indicator, text)
        # Of several ways to fill the places around one word, the nearest is given.
        assert spans <= every
        assert bool(spans) == bool(every)
