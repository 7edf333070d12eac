"""CSV files that people keep: no word of them is cut without being told."""

import csv
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from qualstage.csvfile import guarded, read_csv, unguarded
from qualstage.errors import QualstageError
from qualstage.tables import csv_for_people


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


def test_a_folder_is_no_csv(tmp_path):
    with pytest.raises(QualstageError) as error:
        read_csv(tmp_path, ())
    assert str(error.value) == (
        f"{tmp_path} cannot be used: 1 problem.\n\n  file\n      it is a folder.\n"
        "      Give a CSV that you may read.\n\nNothing was written."
    )


def test_a_file_that_cannot_be_read_is_told(tmp_path, monkeypatch):
    path = tmp_path / "codings.csv"
    path.write_text("source_id\n")

    def denied(self):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(type(path), "read_bytes", denied)
    with pytest.raises(QualstageError) as error:
        read_csv(path, ())
    assert str(error.value) == (
        f"{path} cannot be used: 1 problem.\n\n  file\n"
        "      it cannot be read: Permission denied.\n"
        "      Give a CSV that you may read.\n\nNothing was written."
    )


@pytest.mark.parametrize(
    "text",
    ['=HYPERLINK("http://e.example")', "+44 is it", "- so I left", "@SUM(1)", "\t=1", "＝1", "'=x"],
)
def test_no_text_is_a_formula_in_a_spreadsheet(text):
    assert guarded(text) == f"'{text}"


@pytest.mark.parametrize("value", ["-3", "+0.25", "-1,200.5", "-5%", "-1e-05", -3, None, "a=b"])
def test_numbers_and_ordinary_words_are_written_as_they_are(value):
    assert guarded(value) == value


_CELLS = st.text(st.sampled_from("'=+-@\t\r\n＝1.,;\"a "), max_size=6) | st.text(max_size=6)


@given(_CELLS)
def test_what_was_guarded_comes_back_unchanged(text):
    assert unguarded(guarded(text)) == text


# Texts have no line ends but LF.
_LINES = _CELLS.map(str.strip).filter(lambda text: not {"\0", "\r"} & {*text})


@given(st.lists(_LINES.filter(bool), min_size=1, max_size=4))
def test_a_csv_for_people_is_read_again_as_it_was_given(tmp_path_factory, texts):
    path = tmp_path_factory.mktemp("csv") / "a.csv"
    path.write_bytes(csv_for_people(["quote", "n"], [[text, 1] for text in texts]))
    read = [row["quote"] for _, row in read_csv(path, ("quote",))]
    assert read == [unicodedata.normalize("NFC", text) for text in texts]
    with path.open(encoding="utf-8-sig", newline="") as file:
        written = [row[0] for row in csv.reader(file)]
    assert not any(cell[:1] in ("=", "@") for cell in written)
