"""Every kind of figure drawn: on the sheet, legible, the same bytes, with the study's notice."""

import io
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from orchards import CODEBOOK, CODINGS, STUDY, decision, evidence, figure, tables
from PIL import Image
from pypdf import PdfReader
from qualstage.draw import ENDINGS, draw_figures, figures_of
from qualstage.draw.sheet import MORE, Sheet, sheet
from qualstage.study import Study

SHARES = figure("shares", concepts=["Company"])
ALL = STUDY.model_copy(update={"figures": [*figures_of(STUDY), SHARES]})
WIDTHS = {"shares": 8.5}

LONG = (
    "Wer viele Wörter macht, и много слов, και πολλές λέξεις, costs $5 or $10, so that it is long. "
)
STAGES = [
    {
        **{"id": str(n), "name": f"Stage {n} {LONG}", "heading": "H", "unit": "respondents"},
        **{"phase": ["", LONG, "", "B", "B", "", "C"][n - 1], "method": LONG * (n % 3)},
    }
    for n in range(1, 8)
]
SEVEN = Study.model_validate(
    {
        **{"title": "Seven", "notice": LONG, "codebook": "c", "stages": STAGES},
        **{"findings": "f", "decisions": "d"},
        "figures": [{"id": kind, "kind": kind, "title": LONG} for kind in ("process", "flow")],
    }
)
MANY = tables(
    findings=[evidence(f"F{n}", 1, n, str(n), LONG * 3, label=LONG) for n in range(1, 8)],
    decisions=[
        decision(
            *(f"D{n}.{m}", 10 * n + m, [str(n)], [f"F{n}"], "rests on evidence"),
            *("" if m < 4 else f"Area {m}", LONG),
        )
        for n in range(1, 8)
        for m in range(6)
    ],
)
TWO = Study.model_validate(
    {
        **{"title": "Two", "codebook": "c"},
        "stages": [
            {"id": "talk", "name": "Talks", "heading": "T", "unit": "sources"},
            {"id": "walk", "name": "Walks", "heading": "W", "unit": "sources"},
        ],
    }
)


@pytest.fixture
def sheets(monkeypatch):
    """The sheets drawn, each with its height in cm."""
    found = []
    files = Sheet.files

    def kept(page, height, *told):
        found.append((page, height))
        return files(page, height, *told)

    monkeypatch.setattr(Sheet, "files", kept)
    return found


def test_a_study_gets_each_kind_of_figure_that_it_has_material_for():
    assert [one.kind for one in figures_of(STUDY)] == [
        *("process", "heat_map", "respondents", "network", "flow")
    ]
    assert [(one.id, one.label, one.title) for one in figures_of(TWO)] == [
        ("process", "Figure 1", "The stages of the development")
    ]
    assert figures_of(ALL.model_copy(update={"figures": [SHARES]})) == [SHARES]


def test_figures_are_the_same_bytes_dated_nowhere_and_carry_the_notice():
    made = dict(draw_figures(tables(), ALL, CODEBOOK))
    assert made == dict(draw_figures(tables(), ALL, CODEBOOK))
    assert list(made) == [f"{one.id}.{ending}" for one in ALL.figures for ending in ENDINGS]
    for name, content in made.items():
        if name.endswith("pdf"):
            about = PdfReader(io.BytesIO(content))
            assert set(about.metadata) == {"/Title", "/Subject"}, name
            assert about.metadata["/Subject"] == "invented"
            assert "Invented." in about.pages[0].extract_text(), name
        else:
            assert b"invented" in content, name
            assert b"<dc:date>" not in content, name


def test_figures_are_as_wide_as_a_page_or_a_column_at_300_dots_an_inch():
    for name, content in draw_figures(tables(), ALL, CODEBOOK):
        if name.endswith("png"):
            picture = Image.open(io.BytesIO(content))
            wide = WIDTHS.get(name.partition(".")[0], 17.0)
            assert picture.width == int(wide / 2.54 * 300)
            assert round(picture.info["dpi"][0]) == 300


@pytest.mark.parametrize(
    ("study", "given"),
    [(ALL, tables()), (SEVEN, MANY), (TWO, tables(facts=[])), (ALL, tables([]))],
    ids=["orchard", "seven stages of many words", "two stages", "nothing coded"],
)
def test_every_word_stands_on_the_sheet_in_letters_that_can_be_read(study, given, sheets):
    list(draw_figures(given, study, CODEBOOK))
    assert len(sheets) == len(figures_of(study))
    for page, height in sheets:
        page.canvas.draw_without_rendering()
        for text in page.axes.texts:
            assert text.get_fontsize() >= 6.0
            box = text.get_window_extent().transformed(page.axes.transData.inverted())
            assert -0.01 <= box.x0 <= box.x1 <= page.width + 0.01, text.get_text()
            assert min(box.y0, box.y1) >= -0.01, text.get_text()
            assert max(box.y0, box.y1) <= height + 0.01, text.get_text()


def test_no_two_lines_of_words_cover_each_other(sheets):
    list(draw_figures(MANY, SEVEN, CODEBOOK))
    for page, _ in sheets:
        page.canvas.draw_without_rendering()
        # Letters that reach below one line and above the next may touch, whole lines may not.
        boxes = [
            (text.get_text(), text.get_window_extent().shrunk(1.0, 0.7)) for text in page.axes.texts
        ]
        over = [
            (words, others)
            for number, (words, one) in enumerate(boxes)
            for others, other in boxes[:number]
            if one.overlaps(other)
        ]
        assert over == []


def test_fewer_decisions_are_told_where_there_is_no_room_for_all(sheets):
    study = SEVEN.model_copy(update={"figures": SEVEN.figures[:1], "stages": SEVEN.stages[:3]})
    list(draw_figures(tables(decisions=MANY.decisions * 9, findings=[]), study, CODEBOOK))
    ((page, height),) = sheets
    assert height < 24
    assert any(re.match(r"and \d+ more", text.get_text()) for text in page.axes.texts)


def test_what_people_wrote_is_drawn_as_they_wrote_it():
    study = TWO.model_copy(update={"notice": r"costs $\frac$ and {x}"})
    made = dict(draw_figures(tables(facts=[]), study, CODEBOOK))
    told = PdfReader(io.BytesIO(made["process.pdf"])).pages[0].extract_text()
    assert r"Costs $\frac$ and {x}." in told


def test_letters_that_the_figures_do_not_have_are_told_once(capsys):
    study = TWO.model_copy(update={"notice": "字字訪"})
    dict(draw_figures(tables(facts=[]), study, CODEBOOK))
    assert capsys.readouterr().err == (
        "WARNING: figure 'process': DejaVu Sans has no letters such as 字 訪; "
        "boxes stand for them.\n"
    )


def test_proposals_are_told_from_peoples_codings():
    only = [one for one in figures_of(STUDY) if one.kind in ("heat_map", "respondents")]
    study = STUDY.model_copy(update={"figures": only})
    accepted = [row | {"state": "accepted"} for row in CODINGS]
    proposed = [row | {"state": "open"} for row in CODINGS]
    one, other = (
        dict(draw_figures(tables(codings), study, CODEBOOK)) for codings in (accepted, proposed)
    )
    assert all(one[name] != other[name] for name in one)


@settings(max_examples=60)
@given(
    st.text(st.characters(codec="latin-1", categories=["L", "Z", "N", "P"]), max_size=80),
    st.floats(0.8, 6),
)
def test_lines_are_never_wider_than_asked_for_and_lose_no_letter(text, width):
    with sheet(8.5, "") as (page, _):
        lines = page.wrapped(text, width)
        assert all(page.width_of(line) <= width for line in lines)
        assert "".join("".join(lines).split()) == "".join(text.split())
        shortened = page.wrapped(text, width, most=2)
        assert all(page.width_of(line) <= width for line in shortened)
        if len(lines) > 2:
            assert shortened[0] == lines[0]
            assert shortened[1].endswith(MORE)
        else:
            assert shortened == lines


def test_the_flow_tells_decisions_whole_while_the_page_has_room():
    words = " ".join(f"word{number}" for number in range(60))
    log = [decision("D1", 1, ["talk"], ["F1"], "rests on evidence", text=words)]
    given = tables(decisions=log)
    made = dict(
        draw_figures(given, STUDY.model_copy(update={"figures": [figure("flow")]}), CODEBOOK)
    )
    told = " ".join(re.findall("<!-- (.*?) -->", made["flow.svg"].decode()))
    assert words in told
    assert MORE.strip() not in told


def test_the_flow_draws_what_is_only_inherited_unlike_what_rests_on_codings():
    looks = [
        dict(draw_figures(given, STUDY.model_copy(update={"figures": [figure("flow")]}), CODEBOOK))
        for verdict in ("rests on evidence", "evidence by way of other decisions only")
        for given in [tables(decisions=[decision("D1", 1, ["talk"], ["F1"], verdict)])]
    ]
    assert looks[0]["flow.svg"] != looks[1]["flow.svg"]
    assert b"only by way of" in looks[1]["flow.svg"]
