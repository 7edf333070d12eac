"""What all figures share."""

import io

import matplotlib.style
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from qualstage.drawing import STYLE, notice_lines


def test_a_dollar_in_a_label_is_a_dollar():
    with matplotlib.style.context(["default", STYLE]):
        figure = Figure()
        FigureCanvasAgg(figure)
        figure.text(0.5, 0.5, "Pays $\\frac$ x, from $5 or $10 on")
        written = io.BytesIO()
        figure.savefig(written, format="svg")
    assert b"mathdefault" not in written.getvalue()


def test_a_notice_is_one_sentence():
    assert notice_lines("fictional transcripts", 40) == ["Fictional transcripts."]
    assert notice_lines("Invented. ", 40) == ["Invented."]
    assert notice_lines("", 40) == []
