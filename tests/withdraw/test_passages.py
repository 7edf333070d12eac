"""A person's words found in files of every kind, by runs of words that are theirs alone."""

import docx
import openpyxl
import pyarrow
import pyarrow.parquet
import pytest
from qualstage.withdraw.passages import (
    NotSearched,
    lines_naming,
    lines_with,
    own_runs,
    spoken_in,
    text_of,
)

SAID = "I don't go near the council's end of the lane, not since they took the gate."
RUNS = own_runs([SAID], [])


def test_what_others_say_too_tells_of_nobody():
    runs = own_runs([SAID], ["We DON’T go near the council's end of the lane."])
    assert lines_with("don't go near the council's end", runs) == []
    assert lines_with("lane, not since they took the gate", runs) == [1]


def test_words_are_found_over_line_ends_and_under_other_marks():
    text = "a\nb\nThey said: “I don’t go near\nthe COUNCIL'S end of the lane – not since”\n"
    assert lines_with(text, RUNS) == [3, 4]


def test_fewer_than_six_words_are_not_looked_for():
    assert lines_with("near the council's end of", RUNS) == []
    assert lines_with("near the council's end of the", RUNS) == [1]


def test_accents_are_the_same_however_they_are_written():
    runs = own_runs(["Zoë said she would not come again"], [])
    assert lines_with("Zoe\u0308 said she would not come", runs) == [1]


def test_a_name_is_a_word_of_its_own():
    assert lines_naming("SU07\nSU071\nxSU07 (SU07),\nSU07-0012\n", "SU07") == [1, 3]
    assert lines_naming("P1 spoke\n", "P1") == []
    assert lines_naming('source_id;text\nP1;"a\nb"\nP2;P1 \nP2;P1 spoke\n', "P1", True) == [3, 4]


@pytest.mark.parametrize("ending", ["docx", "xlsx", "parquet", "html", "txt", "csv"])
def test_words_are_seen_in_files_of_every_kind(tmp_path, ending):
    path = tmp_path / f"file.{ending}"
    if ending == "docx":
        document = docx.Document()
        paragraph = document.add_paragraph("She said: ")
        for number, part in enumerate((SAID[:13], SAID[13:40], SAID[40:])):
            paragraph.add_run(part).bold = number == 1
        document.save(str(path))
    elif ending == "xlsx":
        workbook = openpyxl.Workbook()
        workbook.active["B2"] = SAID
        workbook.save(path)
    elif ending == "parquet":
        table = pyarrow.table({"words": [[{"text": SAID}]]})
        pyarrow.parquet.write_table(table, path)
    elif ending == "html":
        path.write_text(
            f"<p>{SAID[:20]}<mark>{SAID[20:30]}</mark>{SAID[30:]}".replace("'", "&#39;")
        )
    else:
        path.write_text(f'"{SAID}",x', encoding="utf-16" if ending == "csv" else "utf-8")
    assert lines_with(text_of(path), RUNS)


def test_what_cannot_be_seen_is_no_empty_text(tmp_path):
    for name in ("recording.mp3", "picture.png", "damaged.docx", "damaged.parquet"):
        (tmp_path / name).write_bytes(b"\x00\x01\x02PK")
        with pytest.raises(NotSearched):
            text_of(tmp_path / name)


def test_a_transcripts_words_are_those_that_are_read_from_it(tmp_path):
    path = tmp_path / "H1.vtt"
    path.write_text(
        "WEBVTT\n\n00:01.000 --> 00:02.000\nP: I don't go near the\n\n"
        "00:02.000 --> 00:03.000\nP: council's end of the lane\n"
    )
    assert lines_with(spoken_in(path), RUNS)
