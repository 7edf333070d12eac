"""Which codes are joined, and where they stand."""

import numpy
from hypothesis import given, settings
from hypothesis import strategies as st
from orchards import CODEBOOK, STUDY, figure, tables
from qualstage.draw.layout import place_nodes
from qualstage.draw.network import radii_of
from qualstage.draw.pairs import Pair, network_of, network_rows, strongest_pairs


def test_the_network_counts_sources_that_voice_both_codes():
    shown = network_of(figure("network"), STUDY, CODEBOOK, tables())
    assert network_rows(shown) == [
        ["chat", "Chatting", "Company", 2, "", "", "", "", ""],
        ["help", "Helping", "Company", 2, "", "", "", "", ""],
        ["eat", "Eating", "Fruit", 1, "", "", "", "", ""],
        ["chat", "Chatting", "Company", 2, "help", "Helping", 1, 0.3333, False],
        ["chat", "Chatting", "Company", 2, "eat", "Eating", 1, 0.5, False],
    ]


def test_a_network_counts_the_figures_stages_and_population():
    weather = {"concepts": ["Weather"], "population": "those who ate"}
    assert network_of(figure("network", **weather), STUDY, CODEBOOK, tables()).nodes == []
    (rain,) = network_of(
        figure("network", concepts=["Weather"], stages=["walk"]), STUDY, CODEBOOK, tables()
    ).nodes
    assert rain.sources == {"W1"}


def test_each_code_has_its_two_strongest_lines_of_equals_the_more_alike():
    voiced = ["abcd", "abc", "ab", "abxyz", "q"]
    pairs = strongest_pairs([frozenset(sources) for sources in voiced])
    assert pairs == [
        Pair(0, 1, 3, 0.75, True),
        Pair(0, 2, 2, 0.5, True),
        # Two sources in either code, but others share more or are more alike for both of them.
        Pair(0, 3, 2, 2 / 7, False),
        Pair(1, 2, 2, 2 / 3, True),
        Pair(1, 3, 2, 1 / 3, True),
        Pair(2, 3, 2, 0.4, True),
    ]


def test_one_source_is_not_enough_for_a_line():
    (pair,) = strongest_pairs([frozenset("a"), frozenset("a")])
    assert pair == Pair(0, 1, 1, 1.0, False)


def test_areas_are_as_numbers_of_sources_down_to_what_can_be_seen():
    large, quarter, dot = radii_of([400, 100, 1])
    assert (large, quarter, dot) == (0.5, 0.25, 0.11)


edges = st.sets(st.tuples(st.integers(0, 8), st.integers(9, 17)), max_size=25)


@settings(max_examples=15)
@given(
    edges, st.lists(st.tuples(st.floats(0.4, 2.4), st.floats(0.4, 1.2)), min_size=18, max_size=18)
)
def test_no_code_covers_another_or_leaves_the_frame(edges, sizes):
    boxes = numpy.array(sizes)
    places = place_nodes(sorted(edges), boxes, (17.0, 12.0))
    assert (places - boxes / 2 >= -1e-3).all()
    assert (places + boxes / 2 <= [17.001, 12.001]).all()
    way = numpy.abs(places[:, None] - places[None])
    over = ((boxes[:, None] + boxes[None]) / 2 - way).min(axis=2)
    numpy.fill_diagonal(over, 0.0)
    assert over.max() < 0.05


def test_codes_that_are_joined_stand_nearer_than_others():
    boxes = numpy.full((6, 2), 0.5)
    places = place_nodes([(0, 1), (1, 2), (3, 4), (4, 5)], boxes, (12.0, 8.0))
    far = numpy.linalg.norm(places[:, None] - places[None], axis=2)
    assert max(far[0, 1], far[1, 2], far[3, 4], far[4, 5]) < far[:3, 3:].mean()


def test_a_network_always_has_the_same_places():
    given = [(0, 1), (1, 2)], numpy.full((5, 2), 1.0), (10.0, 6.0)
    assert place_nodes(*given).tolist() == place_nodes(*given).tolist()


def test_one_code_stands_in_the_middle():
    assert place_nodes([], numpy.array([[1.0, 1.0]]), (10.0, 6.0)).tolist() == [[5.0, 3.0]]
