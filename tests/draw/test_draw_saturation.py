"""The figure of saturation: its panels, its data, what stands on it, and that it fits."""

import pytest
from conftest import STUDY as TINY
from orchards import CODEBOOK, STUDY, figure, tables
from pypdf import PdfReader
from qualstage.draw import draw_figures
from qualstage.draw.curves import ticks
from qualstage.draw.saturation import HEADER, notes, panels_of, saturation_data
from qualstage.draw.sheet import Sheet
from qualstage.errors import QualstageError
from qualstage.study import read_study

FIGURE = figure("saturation")
ALL = STUDY.model_copy(update={"figures": [FIGURE]})


def point(n, new, added, **more):
    return {
        **{"stage": "talk", "n": n, "source_id": f"T{n}", "kind": "talk", "new": new},
        **{"cumulative": added, "expected": added - 0.5, "low": added - 1, "high": added},
        **{"base_codes": None, "run_new": None, "ratio": None, "reached": False},
    } | more


def stated(stage, **more):
    return {
        **{"stage": stage, "base": 2, "run": 1, "threshold": 0.05, "stated": True, "sources": 4},
        **{"left_out": 0, "codes": 5, "late": [], "found": 4, "base_codes": 3, "reached_at": 2},
        **{"by_then": 3, "reason": ""},
    } | more


POINTS = [
    point(1, 2, 2),
    point(2, 1, 3, base_codes=3, run_new=0, ratio=0.0, reached=True),
    point(3, 0, 3, base_codes=3, reached=True),
    point(4, 1, 4, base_codes=3, reached=True, kind="group"),
]
NOTHING = {"sources": 0, "found": 0, "base_codes": None, "reached_at": None, "by_then": None}
RULED = [
    stated("talk", late=["eat"], left_out=3),
    stated("talk", base=4, stated=False),
    stated("walk", **NOTHING, reason="nobody of the policy's order has read a source"),
    stated("taste", **NOTHING, reason="there is no source at this stage"),
]


def panels(**more):
    return panels_of(figure("saturation", **more), STUDY, reversed(POINTS), RULED)


def test_a_panel_is_a_stage_with_its_sources_in_order_under_the_studys_rule():
    talk, walk, _taste = panels()
    assert [row["n"] for row in talk.points] == [1, 2, 3, 4]
    assert (talk.told, talk.kind) == ("2 + 1", "talk")
    assert (walk.points, walk.told) == ([], "")
    assert [panel.stage.id for panel in panels(stages=["taste"])] == ["taste"]


def test_the_data_say_why_a_stage_has_none():
    rows = saturation_data(panels())
    assert all(len(row) == len(HEADER) for row in rows)
    assert rows[1] == ["talk", 2, "T2", "talk", 1, 3, 2.5, 2, 3, 3, 0, 0.0, True, ""]
    assert rows[-1] == ["taste", *[None] * 12, "there is no source at this stage"]


def test_the_notes_name_the_rule_what_is_left_out_and_what_came_late():
    assert notes(panels()) == [
        "Codes that people accepted, in sources read wholly, in the order of collection.",
        "Saturation after Guest, Namey and Chen (2020): base 2, run 1, at most 5 % new.",
        "Left out, as nobody read them wholly or they rate: Talks 3.",
        "Not looked for in every source, so that they may come earlier: eat.",
    ]


@pytest.mark.parametrize(
    "given",
    [
        (POINTS, RULED),
        ([], [row | NOTHING | {"reason": "no " * 60} for row in RULED]),
        ([point(n, 3, 3 * n) for n in range(1, 120)], [stated("talk", reached_at=116), *RULED[2:]]),
        ([point(1, 0, 0, low=0, expected=0.0)], [stated("talk", **NOTHING), *RULED[2:]]),
    ],
    ids=["reached", "nothing", "many sources", "one source without codes"],
)
def test_every_word_stands_on_the_sheet_and_its_letters_can_be_read(given, monkeypatch, tmp_path):
    found = []
    files = Sheet.files

    def kept(page, height, *told):
        found.append((page, height))
        return files(page, height, *told)

    monkeypatch.setattr(Sheet, "files", kept)
    made = dict(draw_figures(tables(saturation=given[0], saturated=given[1]), ALL, CODEBOOK))
    assert sorted(made) == [f"saturation.{end}" for end in ("csv", "pdf", "png", "svg")]
    ((page, height),) = found
    page.canvas.draw_without_rendering()
    for text in page.axes.texts:
        assert text.get_fontsize() >= 6.0
        box = text.get_window_extent().transformed(page.axes.transData.inverted())
        assert -0.01 <= box.x0 <= box.x1 <= page.width + 0.01, text.get_text()
        assert -0.01 <= box.y1 <= box.y0 <= height + 0.01, text.get_text()


def test_the_picture_says_when_saturation_is_reached_and_why_not(tmp_path):
    made = dict(draw_figures(tables(saturation=POINTS, saturated=RULED), ALL, CODEBOOK))
    (tmp_path / "one.pdf").write_bytes(made["saturation.pdf"])
    told = PdfReader(tmp_path / "one.pdf").pages[0].extract_text()
    for words in (
        *("Invented.", "2 + 1", "talk: 3, group: 1", "4 of 5 codes came up, 3 of them by source 2"),
        *("new codes of another kind of source", "There is no source at this stage."),
    ):
        assert words in told


@pytest.mark.parametrize(
    ("most", "shown"),
    [(1, [0, 1]), (5, [0, 1, 2, 3, 4, 5]), (7, [0, 2, 4, 6]), (41, [0, 10, 20, 30, 40])],
)
def test_ticks_are_round_whole_numbers(most, shown):
    assert ticks(most) == shown


def test_a_figure_of_saturation_that_says_something_in_vain_is_told(tiny):
    text = "figures:\n  - {id: s, kind: saturation, title: S, concepts: [Food], basis: people}\n"
    (tiny / "study.yaml").write_text(TINY + text)
    with pytest.raises(QualstageError) as error:
        read_study(tiny)
    assert str(error.value) == (
        f"{tiny}/study.yaml cannot be used: 2 problems.\n\n"
        "  line 17\n"
        "      figure 's' is of kind 'saturation', which makes no use of 'basis'.\n"
        "      Take it out.\n\n"
        "  line 17\n"
        "      figure 's' is of kind 'saturation', which makes no use of 'concepts'.\n"
        "      Take it out.\n\n"
        f"Nothing was written. To check again: qualstage check {tiny}"
    )
