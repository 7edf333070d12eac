"""Decisions found again in corrected transcripts: kept where they were, told, or listed."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from qualstage.ledger.anchors import NotAnchored, Selector, anchor, nearest, select
from qualstage.ledger.reanchoring import SHORT, Place, find_again, likeness

TEXT = (
    "Interviewer: Why do you come?\n"
    "P: I come for a natter over the fence. It gets lonely at home since the boys left us.\n"
    "Interviewer: And to eat?\n"
    "P: No, I don't eat any of it. The slugs have it, and Dave from number nine has the rest.\n"
    "Interviewer: Would you miss it?\n"
    "P: I'd miss the kettle going on in the hut more than any beans that ever came up.\n"
)
LONELY = "It gets lonely at home since the boys left us."


SPOKEN = [
    [f"{said}{number}" for number, said in enumerate(line.split())]
    for line in (
        "I come for the talk and stay for the tea that they make there",
        "We had a row about the water butt last June and nobody spoke for weeks",
        "My knees are bad so the raised beds were a kindness I never asked for",
        "The council wrote again to say the lane would be shut until the spring",
        "It was my sister who had the key first and she never gave it back",
    )
]
"""Sentences of words that stand nowhere else, so that every place is known."""


def built(lines):
    return "\n".join(f"P: {' '.join(line)}." for line in lines)


def selector(quote, text=TEXT):
    start = text.index(quote)
    return select(text, start, start + len(quote))


def found(quote, corrected):
    """What a coding of a quotation comes to in a corrected text, and whether it is told."""
    place = find_again(corrected, selector(quote))
    return corrected[place.start : place.end], place.reworded


@pytest.mark.parametrize(
    ("old", "new", "now"),
    [
        ("lonely", "lonley", "It gets lonley at home since the boys left us."),
        ("It gets lonely", "It's lonely", "It's lonely at home since the boys left us."),
        (
            "since the boys",
            "since, um, the boys",
            "It gets lonely at home since, um, the boys left us.",
        ),
        ("boys left us.", "boys left.", "It gets lonely at home since the boys left."),
        ("the boys", "[name]", "It gets lonely at home since [name] left us."),
    ],
    ids=["typo", "first words", "filler put in", "last word", "pseudonym"],
)
def test_a_correction_inside_the_words_keeps_the_coding_there_and_tells(old, new, now):
    assert found(LONELY, TEXT.replace(old, new)) == (now, True)


def test_words_corrected_elsewhere_leave_the_coding_as_it_was_and_untold():
    for old, new in (("natter", "chat"), ("And to eat?", "And to eat, then?"), ("P:", "Resp:")):
        assert found(LONELY, TEXT.replace(old, new)) == (LONELY, False)


def test_a_passage_taken_out_is_listed():
    with pytest.raises(NotAnchored) as error:
        found(LONELY, TEXT.replace(f" {LONELY}", ""))
    assert error.value.fact == "its words are not in the source"


def test_a_passage_taken_out_is_not_moved_to_like_words_elsewhere():
    twice = TEXT + "P: It gets lonely at home, as I said, since the boys left us all.\n"
    with pytest.raises(NotAnchored):
        find_again(twice.replace(f" {LONELY}", "", 1), selector(LONELY, twice))


def test_short_words_taken_out_are_not_moved_to_where_they_are_said_again():
    text = (
        "A: Well?\nP: The chat.\nA: And you, what would you say of it?\nQ: The beans. The chat.\n"
    )
    first = select(text, text.index("The chat"), text.index("The chat") + 9)
    assert find_again(text, first) == (first.start, first.end, False)
    with pytest.raises(NotAnchored) as error:
        find_again(text.replace("P: The chat.\n", ""), first)
    assert error.value.fact == "its words stand among other words only than they stood"
    assert error.value.candidates == ["characters 61-70: “The chat.”"]


TWICE = (
    "Interviewer: How was it after the flat fire?\n"
    "Participant: I felt safe.\n"
    "Interviewer: And when the crisis team came to you?\n"
    "Participant: They came twice a day, which was a lot.\n"
    "Interviewer: How was it in the ward, with others about?\n"
    "Participant: I felt safe.\n"
    "Interviewer: Thank you for that.\n"
)
LONG_ANSWER = "My sister helped me most of all in those weeks when nobody else came by."
ELSEWHERE = "its words stand among other words only than they stood"


@pytest.mark.parametrize("said", ["I felt safe.", LONG_ANSWER])
def test_words_taken_out_are_not_moved_to_the_same_words_of_another_turn(said):
    text = TWICE.replace("I felt safe.", said)
    first = selector(said, text)
    with pytest.raises(NotAnchored) as error:
        find_again(text.replace(said, "[withdrawn]", 1), first)
    assert error.value.fact == ELSEWHERE
    assert len(error.value.candidates) == 1


@pytest.mark.parametrize("now", ["I felt unsafe.", "I never felt safe at all."])
def test_words_corrected_are_found_where_they_stood_though_they_are_said_again(now):
    corrected = TWICE.replace("I felt safe.", now, 1)
    place = find_again(corrected, selector("I felt safe.", TWICE))
    assert (corrected[place.start : place.end], place.reworded) == (now, True)
    assert place.start == TWICE.index("I felt safe.")


def test_the_same_question_asked_twice_does_not_make_the_second_answer_the_first():
    text = TWICE.replace("in the ward, with others about?", "after the flat fire?")
    with pytest.raises(NotAnchored):
        find_again(text.replace("I felt safe.", "[withdrawn]", 1), selector("I felt safe.", text))


def test_renamed_labels_lose_no_answer():
    now = TWICE.replace("Participant:", "P:").replace("Interviewer:", "Dr Jane Smith (JS):")
    for said in ("I felt safe.", "They came twice a day, which was a lot."):
        assert find_again(now, selector(said, TWICE)) == (
            now.index(said),
            now.index(said) + len(said),
            False,
        )


def test_a_turn_put_in_beside_an_answer_leaves_it_to_its_other_neighbour():
    new = "Interviewer: Take your time.\nParticipant: I will.\n"
    for turn in ("Participant: I felt", "Interviewer: And when"):
        now = TWICE.replace(turn, new + turn, 1)
        start = now.index("I felt safe.")
        assert find_again(now, selector("I felt safe.", TWICE)) == (start, start + 12, False)


def test_an_answer_between_murmurs_is_kept_where_nothing_nearer_could_be_it():
    murmur = "Interviewer: Mm.\n"
    answers = ("Yes.", "I was so alone there.", "No.", "Then they left us.", "Yes.")
    text = "".join(f"{murmur}Participant: {said}\n" for said in answers) + murmur
    said = "I was so alone there."
    now = text.replace("Yes.", "Yes, yes.", 1)
    assert find_again(now, selector(said, text)).start == now.index(said)
    elsewhere = text.replace(said, "[withdrawn]").replace("Then they left us.", said)
    with pytest.raises(NotAnchored):
        find_again(elsewhere, selector(said, text))


def test_where_nothing_else_is_said_the_words_alone_are_enough():
    for text in ("P: I felt safe.", "I felt safe.\n"):
        now = f"Answer 7\n{text}"
        start = now.index("I felt")
        assert find_again(now, selector("I felt safe.", text)) == (start, start + 12, False)


def test_an_old_selector_without_surroundings_is_believed():
    assert find_again(TEXT, Selector(0, len(LONELY), LONELY)).start == TEXT.index(LONELY)


@given(st.data())
def test_the_same_words_planted_elsewhere_never_become_the_coding(data):
    first, other = data.draw(st.permutations(range(len(SPOKEN))))[:2]
    text, quote = built(SPOKEN), " ".join(SPOKEN[first])
    instead = [["[withdrawn]"], ["um", *SPOKEN[first]], SPOKEN[first][3:]]
    if abs(first - other) > 1:  # Beside nothing, its neighbours would be its own.
        instead.append([])
    changed = [list(words) for words in SPOKEN]
    changed[other] = list(SPOKEN[first])
    changed[first] = data.draw(st.sampled_from(instead))
    now = built(changed)
    planted = len(built(changed[:other])) + len("\nP: " if other else "P: ")
    assert now[planted:].startswith(quote)
    start = text.index(quote)
    try:
        place = find_again(now, select(text, start, start + len(quote)))
    except NotAnchored:
        return
    assert place.end <= planted or place.start >= planted + len(quote)


def test_words_replaced_by_others_are_listed_though_they_stand_between_the_same_surroundings():
    with pytest.raises(NotAnchored):
        found(LONELY, TEXT.replace(LONELY, "My cousin runs a garage in the next town along."))


def test_a_word_by_itself_that_was_replaced_is_listed():
    with pytest.raises(NotAnchored):
        found("Dave", TEXT.replace("Dave", "[name]"))
    assert found("Dave", TEXT.replace("Dave", "Davve")) == ("Davve", True)


def test_the_loose_search_is_none_of_those_that_rows_are_imported_by():
    with pytest.raises(NotAnchored):
        anchor(TEXT.replace("lonely", "lonley"), selector(LONELY))


def test_likeness_counts_words_and_how_far_they_are_spelt_alike():
    assert likeness("one two three four", "one two three four") == 1
    assert likeness("one two three four", "One two, three four!") == 1
    assert likeness("one two three four", "one three four") == 0.75
    assert likeness("one two three four", "one two two three four") == pytest.approx(0.8)
    assert likeness("one two three four", "one zebra three four") == 0.75
    assert 0.9 < likeness("one two three fours", "one two three four") < 1
    assert likeness("", "one") == likeness("one", "?") == 0


words = st.sampled_from(
    "the a we they plot fence slugs lonely kettle chat beans home since".split()
)


@given(st.lists(words, min_size=1, max_size=8), st.lists(words, min_size=1, max_size=8))
def test_likeness_is_even_handed_and_between_nothing_and_all(one, other):
    first, second = " ".join(one), " ".join(other)
    assert 0 <= likeness(first, second) <= 1
    assert likeness(first, second) == pytest.approx(likeness(second, first))
    assert (likeness(first, second) == 1) == (one == other)


@given(st.data())
def test_codings_outside_the_corrected_words_keep_their_words_and_are_not_told(data):
    text = built(SPOKEN)
    line, other = data.draw(st.permutations(range(len(SPOKEN))))[:2]
    first = data.draw(st.integers(0, len(SPOKEN[line]) - 1))
    last = data.draw(st.integers(first, len(SPOKEN[line]) - 1))
    quote = " ".join(SPOKEN[line][first : last + 1])
    changed = [list(words) for words in SPOKEN]
    for place in data.draw(st.sets(st.integers(0, len(SPOKEN[other]) - 1), max_size=4)):
        changed[other][place] = data.draw(st.sampled_from(["", "mended", "two words"]))
    corrected = built(changed)
    start = text.index(quote)
    place = find_again(corrected, select(text, start, start + len(quote)))
    assert (corrected[place.start : place.end], place.reworded) == (quote, False)


@given(st.data())
def test_a_passage_taken_out_is_listed_whatever_else_is_corrected(data):
    line = data.draw(st.integers(0, len(SPOKEN) - 1))
    size = data.draw(st.integers(2, len(SPOKEN[line])))
    first = data.draw(st.integers(0, len(SPOKEN[line]) - size))
    text, quote = built(SPOKEN), " ".join(SPOKEN[line][first : first + size])
    without = [list(words) for words in SPOKEN]
    del without[line][first : first + size]
    other = data.draw(st.integers(0, len(SPOKEN) - 1).filter(lambda n: n != line))
    without[other][data.draw(st.integers(0, len(SPOKEN[other]) - 1))] = "mended"
    start = text.index(quote)
    with pytest.raises(NotAnchored):
        find_again(built(without), select(text, start, start + len(quote)))


@given(st.data())
def test_one_corrected_word_of_a_longer_coding_moves_it_nowhere_else(data):
    line = data.draw(st.integers(0, len(SPOKEN) - 1))
    size = data.draw(st.integers(SHORT, len(SPOKEN[line])))
    first = data.draw(st.integers(0, len(SPOKEN[line]) - size))
    at = data.draw(st.integers(first, first + size - 1))
    new = data.draw(st.sampled_from(["mended", "", "two words"]))
    text, quote = built(SPOKEN), " ".join(SPOKEN[line][first : first + size])
    changed = [list(words) for words in SPOKEN]
    changed[line][at] = new
    start, corrected = text.index(quote), built(changed)
    place = find_again(corrected, select(text, start, start + len(quote)))
    assert place.reworded
    kept = set(SPOKEN[line][first : first + size]) - {SPOKEN[line][at]}
    now = set(corrected[place.start : place.end].strip(".").split())
    assert now - kept <= set(new.split())
    assert kept - now <= set()


@given(st.text("ab \n.", max_size=60), st.data())
def test_whatever_is_found_is_in_the_text(text, data):
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    assume(text[start:end].strip())
    other = data.draw(st.text("ab \n.", max_size=60))
    try:
        place = find_again(other, select(text, start, end))
    except NotAnchored:
        return
    assert 0 <= place.start < place.end <= len(other)


def test_the_same_text_gives_the_same_place():
    place = selector(LONELY)
    assert find_again(TEXT, place) == Place(place.start, place.end)


def test_the_nearest_passage_is_the_one_with_the_longest_run_of_the_same_words():
    assert nearest(TEXT, "It GETS lonely at home since her boys are gone") == [
        "characters 69-115: “It gets lonely at home since the boys left us.”"
    ]
    assert nearest(TEXT, "zebra crossing") == []
    assert nearest("", "words") == nearest(TEXT, "") == []
