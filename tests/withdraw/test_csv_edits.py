"""CSVs that people keep, changed in one cell or by whole rows, and not in a byte else."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from qualstage.csv_edits import with_cell, without_rows

KEY = ("source_id", "B")


def changed(path, content, column="excluded", new="withdrawn; so"):
    path.write_bytes(content)
    return with_cell(path, KEY, column, lambda old: new)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b"source_id,excluded\nA,\nB,\n", b"source_id,excluded\nA,\nB,withdrawn; so\n"),
        (b"source_id,excluded,n\r\nB,old,1\r\n", b"source_id,excluded,n\r\nB,withdrawn; so,1\r\n"),
        (b"source_id;excluded\nB;", b'source_id;excluded\nB;"withdrawn; so"'),
        (
            '\ufeff"source_id"\t"say ""it"""\n"B"\t"a\nb"\nA\t x \n'.encode(),
            '\ufeff"source_id"\t"say ""it"""\texcluded\n'
            '"B"\t"a\nb"\twithdrawn; so\nA\t x \n'.encode(),
        ),
        (b"source_id,a,excluded\n B \nA,,\n", b"source_id,a,excluded\n B ,,withdrawn; so\nA,,\n"),
        (b"source_id,excluded\n\nB,x\n\n", b"source_id,excluded\n\nB,withdrawn; so\n\n"),
        (
            b"sep=;\nsource_id;n\nA;1\nB;1\n",
            b'sep=;\nsource_id;n;excluded\nA;1\nB;1;"withdrawn; so"\n',
        ),
    ],
    ids=[
        *("empty cell", "CRLF", "semicolons", "no such column", "short row", "empty lines"),
        "Excel's separator",
    ],
)
def test_one_cell_is_written_and_everything_else_stays(tmp_path, before, after):
    assert changed(tmp_path / "sources.csv", before) == after


def test_rows_are_taken_out_with_their_line_ends_and_told_by_their_lines(tmp_path):
    path = tmp_path / "speakers.csv"
    path.write_bytes(b'source_id,speaker\r\nA,"x\r\ny"\r\nB,"P ""1"""\r\nA,z\r\nB,Q')
    assert without_rows(path, KEY) == (b'source_id,speaker\r\nA,"x\r\ny"\r\nA,z\r\n', [4, 6])


def test_the_line_that_names_the_separator_is_none_of_the_rows(tmp_path):
    path = tmp_path / "speakers.csv"
    path.write_bytes('\ufeff"sep=;"\r\nsource_id;speaker\r\nA;x\r\nB;y\r\nC;z\r\n'.encode())
    after = '\ufeff"sep=;"\r\nsource_id;speaker\r\nA;x\r\nC;z\r\n'.encode()
    assert without_rows(path, KEY) == (after, [4])


def test_a_file_without_the_column_loses_nothing(tmp_path):
    path = tmp_path / "other.csv"
    path.write_bytes(b"name\nB\n")
    assert without_rows(path, KEY) == (b"name\nB\n", [])


cells = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]) | st.just("\n"))
names = st.sampled_from(["A", "B", "C"])


@given(
    st.lists(st.tuples(names, cells, cells), min_size=1, max_size=5),
    st.sampled_from([",", ";", "\t"]),
    st.sampled_from(["\n", "\r\n"]),
    st.sampled_from([csv.QUOTE_ALL, csv.QUOTE_MINIMAL]),
    cells,
)
def test_a_spreadsheet_reads_what_was_there_and_the_one_new_value(
    tmp_path_factory, rows, delimiter, end, quoting, new
):
    header = ["source_id", "excluded", "note"]
    buffer = io.StringIO(newline="")
    csv.writer(buffer, delimiter=delimiter, lineterminator=end, quoting=quoting).writerows(
        [header, *rows]
    )
    path = tmp_path_factory.mktemp("csv") / "sources.csv"
    content = changed(path, buffer.getvalue().encode(), new=new)

    def read(given):
        return list(csv.reader(io.StringIO(given, newline=""), delimiter=delimiter))

    expected = [[n, new if n == "B" else old, note] for n, old, note in rows]
    assert read(content.decode()) == [header, *expected]
    left = read(without_rows(path, KEY)[0].decode())
    assert left == [header, *(list(row) for row in rows if row[0] != "B")]
