"""A study of two stages with a table, a figure and some numbers to fill in."""

import io
from functools import cache

from matplotlib.figure import Figure
from qualstage.drawing import CM
from qualstage.study import Stage, Study
from qualstage.study_model import PaperFigure
from qualstage.tabulate.printed import Cell, Column, Line, PrintedTable, Said
from qualstage.typeset.material import Material

NASTY = "*all* of <b>it</b> & [a](b) {{ 1 }} `c` _d_"
STAGES = [
    Stage(id="1", name="Reading", heading="One", unit="programmes", method="{leaflet} were read."),
    Stage(id="2", name="Talking", heading="Two", unit="respondents"),
]


def count(label, n, of=41, **more):
    row = {"basis": "both", "stage": "2", "population": "all", "level": "theme", "concept": "Hope"}
    told = {"label": label, "unit": "respondents", "n": n, "of": of, "unread": 0, "asked": True}
    return row | told | more


COUNTS = [
    count("Dawn", 14),
    count("Dawn", 3, of=8, population="site: hill"),
    count("Dawn", 20, of=None, unit="references"),
    count("Hope", 30, level="concept"),
    count("Dusk", 5, unread=2),
    count("Noon", None, unread=None, asked=False),
    count("twice", 1),
    count("twice", 2, concept="Fear"),
    count("dawn_code", 9, level="code"),
    count("Dawn", 99, basis="people"),
]


def agreement(value, code="", coders=("A", "B"), **more):
    """A row of agreement on passages before adjudication."""
    row = {"when": "before", "level": "passage", "coder_1": coders[0], "coder_2": coders[1]}
    row |= {"code": code, "pooling": "code" if code else "micro", "measure": "alpha"}
    told = {"value": value, "low": None, "high": None, "n": 9, "sources": 24, "reason": ""}
    return row | told | more


AGREEMENT = [
    agreement(0.7919, low=0.7628, high=0.8244),
    agreement(0.5, measure="percent"),
    agreement(0.6, pooling="mean"),
    agreement(1.0, "dawn_code"),
    agreement(None, "dusk_code", reason="neither coder used the code"),
    agreement(0.4, coders=("A", "C"), n=8),
    agreement(0.9, coders=("B", "adjudicated"), when="after"),
    agreement(0.71, level="span", measure="unitizing alpha"),
]


def table(label="Table", landscape=False):
    quoted = Cell(
        (Line(NASTY, said=Said("S1", 0, len(NASTY), False)), Line("(interview S1; invented)"))
    )
    return PrintedTable(
        label=label,
        title="What was hoped",
        columns=(Column("Concept", 1), Column("Words", 3)),
        rows=((Cell((Line("Hope"),)), quoted), (Cell((Line("Fear"),)), Cell((Line("None"),)))),
        notice="invented",
        landscape=landscape,
    )


def figure(name, label="Figure"):
    return PaperFigure(id=name, kind="shares", label=label, title=f"How it {name}")


def material(tables=None, figures=(), **more):
    study = Study(title="The hope study", notice="invented", codebook="c", stages=STAGES)
    given = {"table1": table()} if tables is None else tables
    facts = [
        {"stage": stage, "name": name, "n": n}
        for stage, name, n in (("1", "leaflet", 19), ("1", "words", 1542), ("", "codes", 7))
    ]
    return Material(
        study=study.model_copy(update=more),
        tables=given,
        figures={each.id: each for each in figures},
        counts=COUNTS,
        facts=facts,
        findings=[
            {"finding": "F1", "item": 1, "text": NASTY, "verdict": "holds"},
            {"finding": "F1", "item": 2, "text": NASTY, "verdict": "no coded evidence"},
        ],
        decisions=[
            {"decision": "D1", "text": "To hope.", "own": ["F1#1", "F1#2"], "inherited": []},
            {"decision": "D2", "text": "To dream.", "own": ["F1#2"], "inherited": ["D1>F1#1"]},
            {"decision": "D3", "text": "To go on.", "own": [], "inherited": ["D1>F1#1"]},
        ],
        agreement=AGREEMENT,
    )


@cache
def drawn(ending):
    """A figure's file: 4 cm wide, 2 cm high."""
    buffer = io.BytesIO()
    Figure(figsize=(4 * CM, 2 * CM)).savefig(buffer, format=ending, dpi=100)
    return buffer.getvalue()
