"""The forest plot: which rows and comparisons it shows, what it says of those without a number."""

import numpy
import pytest
from orchards import CODEBOOK, STUDY, figure, tables
from qualstage.agree.figures import Answers, measure
from qualstage.agree.numbers import printed, with_interval
from qualstage.contracts import AGREEMENT
from qualstage.draw import draw_figures
from qualstage.draw.agreements import chosen, forest_of, forest_rows
from qualstage.draw.sheet import Sheet
from qualstage.tables import to_arrow

FOREST = figure("forest")
CODES = tuple(CODEBOOK.codes)


def compared(one, other="", when="before", level="source", seed=1, disagree=0.2):
    """AGREEMENT rows of 24 sources; nobody voices the third code, the last was not looked for."""
    chance = numpy.random.default_rng(seed)
    first = chance.integers(0, 2, (24, len(CODES)))
    second = numpy.where(chance.random(first.shape) < disagree, 1 - first, first)
    given = numpy.stack([first, second])
    given[:, :, 2], given[:, :, -1] = 0, -1
    number = numpy.arange(24)
    names = (one, other) if other else ("A", "B")
    answers = Answers(names, CODES, given, number, number, ("",) * 24)
    told = {"when": when, "level": level, "coder_1": one, "coder_2": other}
    rows = [told | row for row in measure(answers, "nobody looked for it")]
    to_arrow(rows, AGREEMENT)
    return rows


ROWS = [
    *compared("A", "B"),
    *compared("A", "C", seed=2),
    *compared("all", seed=3),
    *compared("all", "adjudicated", "after", seed=4),
]


def test_all_coders_stand_for_all_and_else_those_with_most_units():
    assert chosen(ROWS, "before", "source") == ("all", "")
    assert chosen(ROWS, "after", "source") == ("all", "adjudicated")
    assert chosen(ROWS, "before", "passage") is None
    assert chosen(compared("A", "B") + compared("A", "C"), "before", "source") == ("A", "B")


def test_rows_are_pooled_figures_and_then_codes_by_concept():
    shown = forest_of(FOREST, CODEBOOK, ROWS)
    assert [[line.label for line in lines] for lines in shown.groups] == [
        ["All codes together", "Mean over codes"],
        ["Company", "Chatting", "Helping"],
        ["Fruit", "Eating"],
        ["Weather", "Rain"],
    ]
    assert shown.unread == ["Sun"]
    found = {(row[2], row[4]): row for row in forest_rows(shown)}
    assert len(found) == 2 * (2 + 4)
    (expected,) = (
        row
        for row in ROWS
        if (row["coder_1"], row["when"], row["code"], row["measure"])
        == ("all", "before", "chat", "alpha")
    )
    assert found["Chatting", "before"][9:12] == [expected[end] for end in ("value", "low", "high")]
    assert found["Eating", "after"][9] is None
    assert found["Eating", "after"][-1] == "neither coder used the code"


def test_two_coders_may_be_named_in_any_order():
    shown = forest_of(FOREST.model_copy(update={"coders": ["C", "A"]}), CODEBOOK, ROWS)
    assert shown.compared == {"before": ("A", "C"), "after": ("all", "adjudicated")}
    shown = forest_of(FOREST.model_copy(update={"coders": ["B", "C"]}), CODEBOOK, ROWS)
    assert shown.reason == "B and C are no two coders who read the same source wholly"


def test_where_two_coders_were_adjudicated_figures_before_are_of_the_same_two():
    rows = [row for row in ROWS if row["when"] == "before"]
    for one in ("A", "C", "all"):
        settled = compared(one, "adjudicated", "after", seed=4)
        rows += [row | {"sources": 12} for row in settled]
    shown = forest_of(FOREST, CODEBOOK, rows)
    assert shown.compared == {"before": ("A", "C"), "after": ("all", "adjudicated")}
    # Where all coders' sources are those that were adjudicated, all coders stand for all.
    rows = [*ROWS, *compared("A", "adjudicated", "after"), *compared("C", "adjudicated", "after")]
    assert forest_of(FOREST, CODEBOOK, rows).compared["before"] == ("all", "")


def test_beside_each_code_stands_how_often_each_gave_it(sheets):
    words, _, _, data = drawn(sheets, ROWS, coders=["A", "B"])
    rows = {(row["code"], row["measure"]): row for row in ROWS if row["coder_2"] == "B"}
    row = rows["chat", "alpha"]
    assert f"{row['positives_1']}, {row['positives_2']}" in words
    told = " ".join(words).replace("\n", " ")
    assert "Coded: sources that have the code by A, and by B." in told
    assert "positives_1,positives_2" in data


def test_concepts_may_be_chosen():
    shown = forest_of(FOREST.model_copy(update={"concepts": ["Weather"]}), CODEBOOK, ROWS)
    assert [lines[0].label for lines in shown.groups[1:]] == ["Weather"]


@pytest.fixture
def sheets(monkeypatch):
    """Sheets drawn, each with its height in cm."""
    found = []
    files = Sheet.files

    def kept(page, height, *told):
        found.append((page, height))
        return files(page, height, *told)

    monkeypatch.setattr(Sheet, "files", kept)
    return found


def drawn(sheets, rows, **settings):
    """Words of the figure, where they stand, and its data."""
    study = STUDY.model_copy(update={"figures": [figure("forest", **settings)]})
    files = dict(draw_figures(tables(agreement=rows), study, CODEBOOK))
    ((page, height),) = sheets
    page.canvas.draw_without_rendering()
    words = [text.get_text() for text in page.axes.texts]
    return words, page, height, files["forest.csv"].decode("utf-8-sig")


WORST = [
    row
    | {
        "value": row["value"] and -0.1234,
        "low": row["value"] and -0.8888,
        "high": row["value"] and -0.1111,
    }
    for row in ROWS
]


@pytest.mark.parametrize("rows", [ROWS, WORST, []], ids=["usual", "negative", "nothing"])
@pytest.mark.parametrize("measure", ["alpha", "AC1"])
def test_words_stand_on_the_sheet_and_none_over_another(sheets, rows, measure):
    _, page, height, _ = drawn(sheets, rows, measure=measure)
    boxes = []
    for text in page.axes.texts:
        assert text.get_fontsize() >= 6.0
        box = text.get_window_extent().transformed(page.axes.transData.inverted())
        assert -0.01 <= box.x0 <= box.x1 <= page.width + 0.01, text.get_text()
        assert max(box.y0, box.y1) <= height + 0.01, text.get_text()
        boxes.append((text.get_text(), text.get_window_extent().shrunk(1.0, 0.7)))
    over = [(a, b) for i, (a, one) in enumerate(boxes) for b, two in boxes[:i] if one.overlaps(two)]
    assert over == []


def test_a_long_codebook_stays_on_a_page(sheets):
    codes = {
        f"c{n}": CODEBOOK.codes["chat"].model_copy(update={"label": f"Code {n}"}) for n in range(60)
    }
    book = CODEBOOK.model_copy(update={"codes": codes})
    rows = [
        row | {"code": code}
        for code in codes
        for row in ROWS
        if row["code"] == "chat" and row["measure"] == "alpha"
    ]
    rows += [row for row in ROWS if not row["code"] and row["measure"] == "alpha"]
    study = STUDY.model_copy(update={"figures": [FOREST]})
    list(draw_figures(tables(agreement=rows), study, book))
    ((_, height),) = sheets
    assert height < 24


def test_what_has_no_number_says_why_and_unused_codes_are_told_apart(sheets):
    words, _, _, data = drawn(sheets, ROWS, measure="AC1")
    assert any("Grey: nobody used the code" in line for line in words)
    assert not any(line.startswith("Dashed") for line in words)
    assert "neither coder used the code: agreement on its absence alone" in data
    sheets.clear()
    words, _, _, _ = drawn(sheets, ROWS)
    assert "neither coder used the code" in words
    assert "Before adjudication: all coders, wherever two of them read (24 sources)" in words
    assert "After adjudication: all coders against what was settled (24 sources)" in words


def test_without_two_coders_figure_and_data_say_so(sheets):
    words, _, _, data = drawn(sheets, [])
    told = "no two coders have read the same source wholly"
    assert " ".join(words[1:]) == f"No agreement of coders to show: {told}."
    assert told in data


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ((0.7919, 0.7628, 0.8244), "0.79 (0.76 to 0.82)"),
        ((0.9952, 0.9942, 1.0), "0.995 (0.994 to 1.000)"),
        ((0.9999, 0.9996, 1.0), "0.999 (0.999 to 1.000)"),
        ((0.991, 0.9902, 0.9931), "0.991 (0.990 to 0.993)"),
        ((-0.004, -0.25, 1.0), "0.00 (−0.25 to 1.00)"),
        ((1.0, None, None), "1.00"),
        ((0.9973, None, None), "0.997"),
        ((None, None, None), "–"),
    ],
)
def test_only_what_is_1_is_printed_as_1(row, told):
    assert with_interval(dict(zip(("value", "low", "high"), row, strict=True))) == told


def test_a_number_has_the_minus_of_printers():
    assert [printed(number) for number in (-0.5, 0.0, -0.001, 1.0)] == [
        "−0.50",
        "0.00",
        "0.00",
        "1.00",
    ]
