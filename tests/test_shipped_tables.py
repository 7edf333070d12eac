"""Every table and figure of both studies that came with the project, against print and in Word."""

import io

import docx
import pytest
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn
from qualstage.compare import compare, read_published
from qualstage.contracts import FIGURES
from qualstage.tables import to_arrow
from qualstage.tabulate.compose import compose_tables, figure_rows
from qualstage.tabulate.formats.word import render

ACROSS, UPRIGHT = ("landscape", 1), ("portrait", 1)
SHAPES = {
    "core_material": {
        "participants": UPRIGHT,
        "table1": ("landscape", 2),
        "table2": ACROSS,
        "table3": ACROSS,
        "acceptability": ACROSS,
        "evaluation": ACROSS,
        "findings": ACROSS,
    },
    "enrich_material": {
        "participants": UPRIGHT,
        "table1": UPRIGHT,
        "table2": ACROSS,
        "table3": UPRIGHT,
        "agreement": ACROSS,
        "sensitivity": ACROSS,
        "carried_out": UPRIGHT,
    },
}
"""Orientation of every table, and its header rows, which Word repeats on every page."""

PRINTED = {
    "core_material": {"Table 1": 16, "Table 2": 35, "Table 3": 6, "Table S2": 6},
    "enrich_material": {"Table 1": 17, "Table 2": 12, "Table 3": 17},
}
"""How many figures of each table there are in print."""


@pytest.fixture(scope="module", params=["core_material", "enrich_material"])
def shipped(request):
    """A study's name among fixtures, its material and its tables."""
    given = request.getfixturevalue(request.param)
    return request.param, given, compose_tables(given, ())


def test_every_figure_in_print_is_rebuilt(shipped):
    name, given, tables = shipped
    files = map(given.study.path, given.study.published)
    published = [figure for path in files for figure in read_published(path, given.study)]
    figures = list(figure_rows(tables.values()))
    to_arrow(figures, FIGURES)
    rows = [r for r in compare(given.counts, published, figures) if r["basis"] != "machine"]
    assert [row for row in rows if row["verdict"] != "same"] == []
    mine = [row["table"] for row in rows if row["basis"] in ("people", "printed")]
    assert {label: mine.count(label) for label in mine} == PRINTED[name]


def test_every_table_opens_in_word_as_it_was_composed(shipped):
    name, _, tables = shipped
    shapes = {}
    for table_id, printed in tables.items():
        document = docx.Document(io.BytesIO(render(printed)))
        (made,) = document.tables
        heads = sum(
            row._tr.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None for row in made.rows
        )
        assert len(made.rows) == heads + len(printed.rows), table_id
        words = [[cell.text for cell in row.cells] for row in made.rows[heads:]]
        expected = [[cell.printed for cell in row] for row in printed.repeated]
        assert words == expected, table_id
        landscape = document.sections[0].orientation == WD_ORIENT.LANDSCAPE
        shapes[table_id] = ("landscape" if landscape else "portrait", heads)
    assert shapes == SHAPES[name]
