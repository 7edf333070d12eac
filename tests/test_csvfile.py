"""CSV files that people keep: no word of them is cut without being told."""

import pytest
from qualstage.csvfile import read_csv
from qualstage.errors import QualstageError


def told(tmp_path, content):
    path = tmp_path / "codings.csv"
    path.write_bytes(content)
    with pytest.raises(QualstageError) as error:
        read_csv(path, ("source_id",))
    return str(error.value).removeprefix(f"{path} cannot be used: ")


def test_rows_come_with_their_lines_and_composed_letters(tmp_path):
    path = tmp_path / "codings.csv"
    path.write_text('source_id, quote,\nZoe\u0308,"two\nlines",\n\n,,\nB, b \n', encoding="utf-8")
    assert read_csv(path, ("source_id",)) == [
        (2, {"source_id": "Zoë", "quote": "two\nlines"}),
        (6, {"source_id": "B", "quote": "b"}),
    ]


def test_every_row_with_more_cells_than_columns_is_refused(tmp_path):
    content = b"source_id,quote\nA,Well, I was scared\nB,fine,,\nC,No, I swam, on\n"
    remedy = (
        "      A comma inside a cell divides it: put the cell in quotation marks, or save the file "
        "from a\n      spreadsheet program, which does so.\n\n"
    )
    assert told(tmp_path, content) == (
        "2 problems.\n\n"
        "  line 2\n"
        f"      it has more cells than there are columns: “I was scared” is in none.\n{remedy}"
        "  line 4\n"
        f"      it has more cells than there are columns: “I swam” is in none.\n{remedy}"
        "Nothing was written."
    )


def test_a_quotation_mark_left_open_does_not_swallow_the_rows_below(tmp_path):
    assert told(tmp_path, b'source_id,quote\nA,b\nC,"It gets\nD,e\n') == (
        "1 problem.\n\n"
        "  line 3\n"
        "      its quotation marks cannot be read: unexpected end of data.\n"
        "      Close the quotation mark, double those inside a cell, or save the file from a "
        "spreadsheet\n      program, which does so.\n\n"
        "Nothing was written."
    )


@pytest.mark.parametrize(
    ("content", "place", "fact"),
    [
        (b"source_id\nA\nCaf\xe9\n", "line 3", "there are letters that are not UTF-8."),
        (b"\xe9\n" * 7, "lines 1, 2, 3, 4, 5 and 2 more", "there are letters that are not UTF-8."),
        (b"PK\x03\x04 and so on", "file", "it is a workbook, not a CSV."),
    ],
)
def test_what_is_no_utf8_is_told_with_its_lines(tmp_path, content, place, fact):
    assert told(tmp_path, content) == (
        f"1 problem.\n\n  {place}\n      {fact}\n"
        "      In Excel, save it as 'CSV UTF-8 (comma delimited)'.\n\nNothing was written."
    )


@pytest.mark.parametrize("first", ["sep=;\n", '"sep=;"\r\n'])
def test_the_line_that_names_the_separator_is_no_row_and_keeps_its_number(tmp_path, first):
    path = tmp_path / "codings.csv"
    path.write_text(f"{first}source_id;quote\nA;one, two, three\n", encoding="utf-8")
    assert read_csv(path, ("source_id",)) == [(3, {"source_id": "A", "quote": "one, two, three"})]
