"""Which codes are joined, and where they stand."""

import re

import numpy
from hypothesis import given, settings
from hypothesis import strategies as st
from orchards import CODEBOOK, STUDY, coding, figure, tables
from qualstage.draw.bends import bend, clearance
from qualstage.draw.layout import place_nodes
from qualstage.draw.material import Tables
from qualstage.draw.network import curves, draw_network, laid_out, radii_of
from qualstage.draw.pairs import Pair, network_of, network_rows, strongest_pairs
from qualstage.draw.sheet import FULL, sheet


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


def test_a_line_is_straight_where_nothing_stands_in_its_way_and_bends_where_a_code_does():
    start, end = numpy.array([0.0, 0.0]), numpy.array([4.0, 0.0])
    aside = numpy.array([[2.0, 2.0, 0.5]])
    assert bend(start, end, aside).tolist() == [2.0, 0.0]
    between = numpy.array([[2.0, 0.1, 0.5]])
    assert clearance(start, numpy.array([2.0, 0.0]), end, between) < 0
    point = bend(start, end, between)
    # It goes round on the nearer side.
    assert point[1] < 0
    assert clearance(start, point, end, between) > 0


discs = st.tuples(st.floats(-4, 4), st.floats(-4, 4), st.floats(0.11, 0.5))


@given(st.lists(discs, max_size=6))
def test_a_bent_line_leaves_no_less_room_than_a_straight_one(found):
    others = numpy.array(found).reshape(-1, 3)
    start, end = numpy.array([-5.0, 0.0]), numpy.array([5.0, 1.0])
    point = bend(start, end, others)
    if len(others):
        straight = clearance(start, (start + end) / 2, end, others)
        assert clearance(start, point, end, others) >= min(straight, 0.08) - 1e-6


def test_no_line_of_cores_network_passes_under_a_code_it_does_not_join(
    core_study, core_codebook, core_rows, core_outcome
):
    given = Tables(
        *(core_rows.sources, core_rows.speakers, core_rows.segments, core_outcome.codings),
        *([], [], [], [], []),
    )
    (wanted,) = [one for one in core_study.figures if one.kind == "network"]
    shown = network_of(wanted, core_study, core_codebook, given)
    with sheet(FULL, "") as (page, top):
        drawn, places, _ = laid_out(page, shown, top)
    radii = [one.radius for one in drawn]
    share = numpy.linspace(0, 1, 400)[:, None]
    bent = 0
    for pair, (start, point, end) in curves(shown, places, radii):
        line = (1 - share) ** 2 * start + 2 * share * (1 - share) * point + share**2 * end
        far = numpy.linalg.norm(line[:, None] - places[None], axis=2).min(axis=0) - radii
        assert numpy.delete(far, [pair.one, pair.other]).min() > 0, pair
        bent += not numpy.allclose(point, (start + end) / 2)
    assert bent


def test_a_network_tells_of_proposals_only_where_any_counts():
    told = ["People's codings; where nobody judged", "People's codings."]
    for codings, sentence in (
        ([coding(0, "chat", "open")], told[0]),
        ([coding(0, "chat")], told[1]),
    ):
        asked = figure("network")
        shown = network_of(asked, STUDY, CODEBOOK, tables(codings))
        svg = draw_network(shown, asked, STUDY.stages, "")["svg"].decode()
        assert sentence in " ".join(re.findall("<!-- (.*?) -->", svg))
