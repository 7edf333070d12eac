"""What the site may show of words: identifiers are masked, all else is as it was said."""

from hypothesis import given
from hypothesis import strategies as st
from qualstage.publish.words import Piece, Words

TEXT = "P: I am Ada Lund, ring 0770 900123, ask for Ada."


def _found(text, kind, start=None):
    first = TEXT.index(text) if start is None else start
    return {
        "source_id": "H1",
        "within": "words",
        "kind": kind,
        "start_char": first,
        "end_char": first + len(text),
    }


def _words(*identifiers):
    return Words({"H1": {"text": TEXT}}, identifiers)


def test_an_identifier_is_masked_and_its_kind_told():
    words = _words(_found("Ada Lund", "name"), _found("0770 900123", "phone"))
    assert words.told("H1", 0, len(TEXT)) == "P: I am [name], ring [phone], ask for Ada."


def test_a_span_that_cuts_an_identifier_shows_nothing_of_it():
    words = _words(_found("Ada Lund", "name"))
    cut = TEXT.index("Lund")
    assert words.pieces("H1", cut, cut + 10) == [
        Piece(cut, cut + 4, "[name]", "name"),
        Piece(cut + 4, cut + 10, TEXT[cut + 4 : cut + 10]),
    ]


def test_identifiers_that_overlap_are_masked_as_one():
    words = _words(_found("Ada Lund", "name"), _found("Lund, ring", "place"))
    assert words.told("H1", 3, 30).startswith("I am [name] 0770")


def test_a_date_of_birth_is_told_in_words_that_people_read():
    assert "[date of birth]" in _words(_found("0770 900123", "date_of_birth")).told("H1", 0, 40)


def test_what_stands_around_the_talk_masks_nothing_in_it():
    elsewhere = _found("Ada Lund", "name") | {"within": "front_matter"}
    assert _words(elsewhere).told("H1", 0, len(TEXT)) == TEXT


_PLACES = st.lists(
    st.tuples(st.integers(0, len(TEXT)), st.integers(1, 9)).map(
        lambda pair: (pair[0], min(len(TEXT), pair[0] + pair[1]))
    ),
    max_size=6,
)


@given(_PLACES, st.integers(0, len(TEXT)), st.integers(0, len(TEXT)))
def test_pieces_cover_a_span_in_order_and_show_no_masked_letter(places, one, other):
    start, end = sorted((one, other))
    found = [
        {"source_id": "H1", "within": "words", "kind": "name", "start_char": a, "end_char": b}
        for a, b in places
        if a < b
    ]
    pieces = _words(*found).pieces("H1", start, end)
    joined = [place for piece in pieces for place in range(piece.start, piece.end)]
    assert joined == list(range(start, end))
    hidden = {place for a, b in places for place in range(a, b)}
    for piece in pieces:
        shown = set(range(piece.start, piece.end))
        assert shown <= hidden if piece.kind else not shown & hidden
        assert piece.kind or piece.text == TEXT[piece.start : piece.end]
