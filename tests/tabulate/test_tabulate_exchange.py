"""Tables that went through JSON are the tables they were."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from qualstage.errors import QualstageError
from qualstage.tabulate.exchange import read_tables, write_tables
from qualstage.tabulate.printed import COVERED, Cell, Column, Figure, Line, PrintedTable, Said

TEXT = st.text(max_size=12)
SAID = st.builds(Said, TEXT, st.integers(), st.integers(), st.booleans())
LINES = st.lists(st.builds(Line, TEXT, st.booleans(), st.none() | SAID), max_size=3).map(tuple)
FIGURES = st.lists(
    st.builds(Figure, TEXT, TEXT, st.integers(), st.none() | st.integers(), TEXT), max_size=2
).map(tuple)


@st.composite
def tables(draw):
    """A table of some rows and columns, of which one area may be one cell."""
    height, width = draw(st.integers(1, 4)), draw(st.integers(1, 4))
    rows = [[Cell(draw(LINES)) for _ in range(width)] for _ in range(height)]
    top, left = draw(st.integers(0, height - 1)), draw(st.integers(0, width - 1))
    bottom, right = draw(st.integers(top, height - 1)), draw(st.integers(left, width - 1))
    origin = replace(rows[top][left], rows=bottom - top + 1, columns=right - left + 1)
    for row in rows[top : bottom + 1]:
        row[left : right + 1] = [COVERED] * (right - left + 1)
    rows[top][left] = origin
    return PrintedTable(
        label=draw(TEXT),
        title=draw(TEXT),
        columns=tuple(
            Column(draw(TEXT), draw(st.floats(0.1, 9)), draw(TEXT)) for _ in range(width)
        ),
        rows=tuple(map(tuple, rows)),
        notes=tuple(draw(st.lists(TEXT, max_size=2))),
        notice=draw(TEXT),
        language=draw(TEXT),
        landscape=draw(st.booleans()),
        figures=draw(FIGURES),
    )


@given(st.dictionaries(TEXT, tables(), max_size=3))
def test_tables_come_back_as_they_were_and_in_their_order(tmp_path_factory, given):
    path = tmp_path_factory.getbasetemp() / "tables.json"
    write_tables(path, given)
    assert list(read_tables(path).items()) == list(given.items())


@pytest.mark.parametrize(
    "content", [None, "", "[]", '{"a": {"label": "Table 1"}}', '{"a": "caf\udce9"}']
)
def test_a_file_that_holds_no_tables_is_refused(tmp_path, content):
    path = tmp_path / "tables.json"
    if content is not None:
        path.write_text(content, encoding="utf-8", errors="surrogateescape")
    with pytest.raises(QualstageError) as caught:
        read_tables(path)
    assert str(caught.value) == (
        f"{path} cannot be used: 1 problem.\n\n"
        "  file\n"
        "      it cannot be read as printed tables.\n"
        "      Delete the file and run again: `qualstage tabulate` writes it.\n\n"
        "Nothing was written."
    )
