"""A person's words found in files of every kind, by runs of words that are theirs alone."""

import gzip
import io
import json
import tarfile
import zipfile

import docx
import openpyxl
import pyarrow
import pyarrow.parquet
import pytest
from qualstage.withdraw.passages import lines_naming, lines_with, own_runs
from qualstage.withdraw.seen import NotSearched, seen_in, spoken_in, text_of

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


def test_words_are_found_over_the_line_ends_of_strings_in_json():
    lines = "I don't go near\nthe council's\tend of the lane"
    for text in (json.dumps({"memo": lines}), json.dumps({"codes": json.dumps([lines])})):
        assert lines_with(f"{{}}\n{text}\n", RUNS) == [2]


def test_letters_that_json_writes_as_numbers_are_read():
    runs = own_runs(["Zoë and Łukasz 🌱 said they would not come again"], [])
    written = json.dumps("Zoë and Łukasz 🌱 said they would")
    assert "\\u00eb" in written and "\\ud83c" in written
    assert lines_with(written, runs) == [1]


def test_lines_of_a_notebook_are_read_as_one_text():
    cell = {"source": ["She said:\n", "near the\n", "council's end of\n", "the lane\n"]}
    assert lines_with(json.dumps({"cells": [cell]}, indent=1), RUNS) == [6]


def test_a_path_of_windows_hides_no_words_around_it():
    assert lines_with("C:\\\\new\n don't go near the council's end \\n", RUNS) == [2]


CHINESE = "我每周都来这里和邻居聊天，因为一个人在家里太寂寞了。"
THAI = "ฉันมาที่นี่ทุกสัปดาห์เพื่อคุยกับเพื่อนบ้าน"


@pytest.mark.parametrize("said", [CHINESE, THAI, "毎週ここに来て、となりの人と話をします。"])
def test_scripts_without_spaces_are_looked_for_by_letters(said):
    runs = own_runs([said], [])
    assert lines_with(f"# Notes\n\n“{said[2:]}”, she says\n", runs) == [3]
    assert lines_with(said[:8], runs) == []
    assert own_runs([said], [f"P2: {said}"]) == frozenset()


def test_ten_letters_of_chinese_and_twenty_of_thai_are_as_six_words():
    assert lines_with(CHINESE[:10], own_runs([CHINESE], [])) == [1]
    assert lines_with(CHINESE[:9], own_runs([CHINESE], [])) == []
    plain = "".join(letter for letter in THAI if letter.isalnum())
    assert lines_with(plain[:20], own_runs([THAI], [])) == [1]
    assert lines_with(plain[:19], own_runs([THAI], [])) == []


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


def zipped(**files):
    """A zip of files, in whose names __ stands for a dot."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in files.items():
            archive.writestr(name.replace("__", "."), content)
    return buffer.getvalue()


def document():
    file = docx.Document()
    file.add_paragraph(SAID)
    buffer = io.BytesIO()
    file.save(buffer)
    return buffer.getvalue()


def places(path):
    """Within a file or an archive: the lines that hold the words, or None if nobody can see.

    The lines of a document are those of its parts.
    """
    return {
        seen.path.relative_to(path.parent).as_posix(): (
            None if seen.text is None else lines_with(seen.text, RUNS)
        )
        for seen in seen_in(path)
    }


def test_every_file_of_an_archive_is_read_by_its_own_reader(tmp_path):
    path = tmp_path / "all.zip"
    inner = zipped(notes__md=f"a\n{SAID}", tape__mp3=b"\0\1")
    wide = SAID.encode("utf-16")
    path.write_bytes(
        zipped(t__csv=wide, w__jsonl=SAID, d__docx=document(), i__zip=inner, x__tsv="a")
    )
    assert places(path) == {
        "all.zip/t.csv": [1],
        "all.zip/w.jsonl": [1],
        "all.zip/d.docx": [45],
        "all.zip/i.zip/notes.md": [2],
        "all.zip/i.zip/tape.mp3": None,
        "all.zip/x.tsv": [],
    }


def test_a_packed_folder_is_opened_and_a_name_leads_nowhere_else(tmp_path):
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz") as archive:
        for name in ("study/notes.md", "/../etc/t.txt"):
            member = tarfile.TarInfo(name)
            member.size = len(SAID)
            archive.addfile(member, io.BytesIO(SAID.encode()))
    (tmp_path / "a.tgz").write_bytes(buffer.getvalue())
    (tmp_path / "b.csv.gz").write_bytes(gzip.compress(f"x\n{SAID}".encode()))
    assert places(tmp_path / "a.tgz") == {"a.tgz/study/notes.md": [1], "a.tgz/etc/t.txt": [1]}
    assert places(tmp_path / "b.csv.gz") == {"b.csv.gz/b.csv": [2]}


def test_an_archive_that_is_not_opened_is_said_not_to_be_searched(tmp_path):
    bomb = zipped(a__zip=zipped(a__zip=zipped(a__zip=zipped(a__zip=zipped(a__md=SAID)))))
    (tmp_path / "deep.zip").write_bytes(bomb)
    (tmp_path / "a.7z").write_bytes(b"7z\xbc\xaf\x27\x1c")
    (tmp_path / "a.bz2").write_bytes(b"BZh91AY")
    assert places(tmp_path / "deep.zip") == {"deep.zip/a.zip/a.zip/a.zip/a.zip": None}
    assert places(tmp_path / "a.7z") == {"a.7z": None}
    assert places(tmp_path / "a.bz2") == {"a.bz2": None}


def test_a_picture_in_a_document_does_not_hide_its_words_and_what_is_put_in_it_is_told(tmp_path):
    path = tmp_path / "a.docx"
    buffer = io.BytesIO(document())
    with zipfile.ZipFile(buffer, "a") as archive:
        archive.writestr("word/media/image1.png", b"\0")
        archive.writestr("word/embeddings/sheet.bin", b"\0")
    path.write_bytes(buffer.getvalue())
    assert places(path) == {"a.docx": [45], "a.docx/word/embeddings/sheet.bin": None}
