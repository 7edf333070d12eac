"""What the figures of topics are drawn from, and that they are the same bytes."""

import io
from dataclasses import replace

import numpy
from benches import STUDY, TABLES
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from plots import CODEBOOK
from qualstage.topics.figures import draw_figures
from qualstage.topics.grids import MOST_CODES, Cell, code_grid, stage_grid
from qualstage.topics.labels import place_labels
from qualstage.topics.map import _FRAME, _amid, draw_map, look, on_paper
from qualstage.topics.overlaps import accepted_codes, proposed_codes, topic_codes
from qualstage.topics.sizes import topic_sizes, topic_totals
from qualstage.topics.told import tell_passages, tell_topics

SILENT = Cell(None, "")


def told(tables=TABLES):
    accepted = accepted_codes(tables)
    codes = topic_codes(tables, accepted, proposed_codes(tables, accepted), CODEBOOK.codes)
    passages = tell_passages(tables, STUDY, accepted)
    sizes = topic_sizes(tables, STUDY.stage_ids)
    return tell_topics(tables, passages, sizes, topic_totals(tables), codes)


def test_the_grid_of_stages_tells_zero_from_no_transcripts():
    grid = stage_grid(told(), STUDY)
    assert grid.rows == ["all-01 bus, late", "all-02 bench"]
    assert grid.columns == ["Interviews", "Walks", "Reading"]
    assert grid.cells == [
        [Cell(1.0, "4"), Cell(0.0, "0"), SILENT],
        [Cell(1 / 3, "1"), Cell(0.0, "0"), SILENT],
    ]
    assert grid.beside == ["0.59 unsteady", "0.90 steady"]
    assert grid.empty == "no transcripts at that stage"


def test_the_grid_of_codes_has_those_that_cover_something_and_apart_the_uncoded():
    grid = code_grid(told(), CODEBOOK)
    assert grid.columns == ["Company", "Food", "uncoded"]
    assert grid.cells == [
        [Cell(0.25, "25"), Cell(0.0, "0"), Cell(0.75, "75")],
        [Cell(1.0, "100"), Cell(1.0, "100"), Cell(0.0, "0")],
    ]
    assert grid.apart == 1


def test_where_nothing_is_coded_the_grid_of_codes_says_so():
    grid = code_grid(told(replace(TABLES, codings=[])), CODEBOOK)
    assert (grid.rows, grid.cells) == ([], [])
    assert grid.nothing == "People coded none of these topics' passages."
    assert code_grid([], CODEBOOK).nothing == "No topic came often enough."


def test_of_more_codes_than_can_be_read_those_of_most_passages_are_drawn():
    first, *_ = told()
    many = [f"c{number:02}" for number in range(MOST_CODES + 1)]
    entry = CODEBOOK.codes["company"]
    codebook = CODEBOOK.model_copy(
        update={"codes": {code: entry.model_copy(update={"label": code}) for code in many}}
    )
    rows = [{"code": code, "accepted": 1 if code == "c05" else 2, "share": 0.5} for code in many]
    grid = code_grid([replace(first, codes=rows)], codebook)
    assert grid.columns == [*(code for code in many if code != "c05"), "uncoded"]
    assert grid.scale.endswith(f"; of {len(many)} codes, those of most passages")


def test_the_map_keeps_one_scale_and_stays_in_its_frame():
    placed = on_paper([row for row in TABLES.members if row["x"] is not None])
    assert {topic: len(places) for topic, places in placed.items()} == {
        "all-01": 4,
        "all-02": 1,
        "": 1,
    }
    corner, right, up, _ = placed["all-01"].tolist()
    # H2-0 (0, 0), G1-0 (1, 0) and H1-1 (0, 1).
    assert right[0] - corner[0] == up[1] - corner[1] > 0
    for places in placed.values():
        assert (places >= 0).all()
        assert (places <= _FRAME).all()


def test_no_two_topics_look_alike():
    looks = [str(look(number, False)) for number in range(64)]
    assert len(set(looks)) == 64
    assert look(0, True)["facecolors"] == "none"


@settings(max_examples=30)
@given(
    st.lists(
        st.tuples(st.floats(0, 17), st.floats(0, 12), st.floats(0.5, 3), st.floats(0.3, 0.7)),
        max_size=12,
    )
)
def test_labels_never_cover_each_other_where_there_is_room(labels):
    anchors = [label[:2] for label in labels]
    sizes = [label[2:] for label in labels]
    boxes = [
        (x - width / 2, y - height / 2, x + width / 2, y + height / 2)
        for (x, y), (width, height) in zip(
            place_labels(anchors, sizes, (17, 12), numpy.array(anchors or [(0, 0)])),
            sizes,
            strict=True,
        )
    ]
    for number, one in enumerate(boxes):
        assert one[0] >= -1e-9
        assert one[2] <= 17 + 1e-9
        for other in boxes[:number]:
            apart = one[0] >= other[2] or other[0] >= one[2]
            assert apart or one[1] >= other[3] - 1e-9 or other[1] >= one[3] - 1e-9


def test_a_label_moves_aside_for_the_marks_it_would_hide():
    crowd = numpy.array([(5 + 0.01 * n, 5) for n in range(20)])
    assert place_labels([(5, 5)], [(2, 0.5)], (10, 10), crowd[:1]) == [(5, 5)]
    (aside,) = place_labels([(5, 5)], [(2, 0.5)], (10, 10), crowd)
    assert abs(aside[1] - 5) > 0.25


def test_figures_are_the_same_bytes_carry_the_notice_and_fit_a_page():
    made = draw_figures(TABLES, told(), STUDY, CODEBOOK)
    assert made == draw_figures(TABLES, told(), STUDY, CODEBOOK)
    assert sorted(made) == [
        f"{figure}_all.{ending}"
        for figure in ("codes", "map", "stages")
        for ending in ("png", "svg")
    ]
    for name, content in made.items():
        assert b"invented" in content, name
        assert b"<dc:date>" not in content, name
        if name.endswith("png"):
            picture = Image.open(io.BytesIO(content))
            assert picture.width == 17.5 / 2.54 * 300 // 1
            assert round(picture.info["dpi"][0]) == 300


def test_without_topics_there_are_figures_all_the_same():
    bare = [row | {"topic": ""} for row in TABLES.members]
    nothing = replace(TABLES, topics=[], members=bare)
    some = draw_figures(TABLES, told(), STUDY, CODEBOOK)
    none = draw_figures(nothing, told(nothing), STUDY, CODEBOOK)
    assert sorted(none) == sorted(some)
    assert all(none[name] != some[name] for name in some)


def test_the_label_of_a_topic_in_two_clumps_points_into_the_larger_one():
    clumps = numpy.array([[5, 5], [9, 9], [9, 7], [0, 0], [1, 0], [0, 1]])
    assert _amid(clumps) == (0, 0)


def test_a_topic_none_of_whose_passages_has_a_place_is_left_off_the_map():
    topics = [topic for topic in told() if topic.topic in ("all-01", "all-02")]
    shown = [row for row in TABLES.members if row["x"] is not None and row["topic"] == "all-01"]
    alone = [topic for topic in topics if topic.topic == "all-01"]
    assert draw_map(topics, shown, "Benches") == draw_map(alone, shown, "Benches")
