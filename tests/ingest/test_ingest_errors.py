"""What is said of a file that cannot be read: the file, the fact, the remedy, whole."""

import io

import pytest
from qualstage.cli import main


def docx_with_password() -> bytes:
    # Office encrypts into a compound file, which begins so.
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)


def pdf_of_an_image() -> bytes:
    from reportlab.pdfgen.canvas import Canvas

    buffer = io.BytesIO()
    canvas = Canvas(buffer)
    canvas.rect(72, 600, 200, 100, fill=1)
    canvas.save()
    return buffer.getvalue()


def pdf_with_password() -> bytes:
    from reportlab.lib.pdfencrypt import StandardEncryption
    from reportlab.pdfgen.canvas import Canvas

    buffer = io.BytesIO()
    canvas = Canvas(buffer, encrypt=StandardEncryption("secret"))
    canvas.drawString(72, 700, "I: Shall we begin?")
    canvas.save()
    return buffer.getvalue()


UNREADABLE = {
    "prose.txt": (
        b"It was a long week.\nNobody rang, and then they did.\n",
        [
            "no speakers are recognisable; it begins: “It was a long week.”",
            "Begin each turn with who speaks and a colon, as in 'Interviewer: ' and 'P: '.",
        ],
    ),
    "once.txt": (
        b"Interviewer: Ann\nRespondent: female, 40\nBo: Why?\nIt was a long week.\n",
        [
            "no speakers are recognisable; it begins: “Interviewer: Ann”",
            "What could be labels opens no second line: 'Interviewer', 'Respondent', 'Bo'.",
            "Begin each turn with who speaks and a colon, as in 'Interviewer: ' and 'P: '. Another",
            "label is believed when it opens two turns.",
        ],
    ),
    "empty.txt": (
        b"",
        ["the file is empty (0 bytes).", "Restore it, or remove it from the study."],
    ),
    "blank.txt": (
        b"\n  \n\n",
        ["there are no words in the file.", "Restore it, or remove it from the study."],
    ),
    "broken.docx": (
        b"PK\x03\x04 and then nothing",
        [
            "the Word file is damaged: it cannot be opened.",
            "Open it in Word, let Word repair it, and save it anew; or restore it from a copy.",
        ],
    ),
    "locked.docx": (
        docx_with_password(),
        [
            "the Word file is protected by a password, or is an old .doc with a new ending.",
            "Open it in Word, remove the password, and save it as .docx.",
        ],
    ),
    "locked.pdf": (
        pdf_with_password(),
        [
            "the PDF is protected by a password.",
            "Open it with the password, and print it to a new PDF without one.",
        ],
    ),
    "scanned.pdf": (
        pdf_of_an_image(),
        [
            "its pages are images: there is no text in it.",
            "Run it through text recognition (OCR), check the words, and save it as .docx.",
        ],
    ),
    "broken.pdf": (
        b"%PDF-1.4 and then nothing",
        [
            "the PDF is damaged: it cannot be opened.",
            "Make it again from the document it came from, or restore it from a copy.",
        ],
    ),
    "pasted.txt": (
        "I: Wie war's im Café?\nP: Gut.\n".encode() + "I: Im Café?\nP: Ja.\n".encode("cp1252"),
        [
            "line 3 has a byte (0xE9) that is not UTF-8, though other parts are.",
            "Two encodings are mixed, often by pasting files together. Open it in Word or a text",
            "editor, mend the odd characters on that line, and save it as UTF-8.",
        ],
    ),
    "pasted_often.txt": (
        "I: Café?\n".encode() + "P: Café.\n".encode("cp1252") * 7,
        [
            "lines 2, 3, 4, 5, 6 and 2 more have bytes that are not UTF-8, though other parts are.",
            "Two encodings are mixed, often by pasting files together. Open it in Word or a text",
            "editor, mend the odd characters on those lines, and save it as UTF-8.",
        ],
    ),
    "noise.txt": (
        bytes(range(256)) * 4,
        [
            "it is not text: it holds bytes that no text has.",
            "Give it the ending of its format, or restore it from a copy.",
        ],
    ),
    "word.txt": (
        b"PK\x03\x04 and so on",
        ["it is a Word file or a workbook, not text.", "Give it the ending of its format."],
    ),
    "plain": (
        b"I: a\nP: b\n",
        [
            "its name has no ending, which would say what format it is in.",
            "Give it the ending of its format: .txt, .md, .docx, .odt, .rtf, .pdf, .vtt, .srt, "
            ".csv,",
            ".tsv, .xlsx.",
        ],
    ),
    "times.vtt": (
        b"WEBVTT\n\n00:00:01.000 --> 00:00:05.000\nI: One?\n\n"
        b"00:00:05.500 --> 00:0x:10.000\nP: Two.\n\n00:00:10.500 -> 00:00:15.000\nI: Three?\n\n"
        b"2\n00:00:16,500 --> 00:00:20.000\nP: Four.\n\nI: Five?\n",
        [
            "4 cues have no times that can be read:",
            "line 6: 00:00:05.500 --> 00:0x:10.000",
            "line 9: 00:00:10.500 -> 00:00:15.000",
            "line 13: 00:00:16,500 --> 00:00:20.000",
            "line 16: I: Five?",
            "Write them as '00:00:05.500 --> 00:00:10.000' on the line above the words, or export "
            "the",
            "file again from the program that made it.",
        ],
    ),
    "every.vtt": (
        b"WEBVTT\n\n00:0x:01.000 --> 00:00:05.000\nI: One?\n",
        [
            "1 cue has no times that can be read:",
            "line 3: 00:0x:01.000 --> 00:00:05.000",
            "Write them as '00:00:05.500 --> 00:00:10.000' on the line above the words, or export "
            "the",
            "file again from the program that made it.",
        ],
    ),
    "times.srt": (
        b"1\n00:00:01,000 --> 00:00:05,000\nI: One?\n\n"
        b"2\n00:00:05,500 --> 00:0x:10,000\nP: Two.\n\n3\n00:00:10,500 -> 00:00:15,000\nI: 3?\n",
        [
            "2 cues have no times that can be read:",
            "line 6: 00:00:05,500 --> 00:0x:10,000",
            "line 10: 00:00:10,500 -> 00:00:15,000",
            "Write them as '00:00:05,500 --> 00:00:10,000' on the line above the words, or export "
            "the",
            "file again from the program that made it.",
        ],
    ),
    "commas.csv": (
        b"speaker,text\nI,Were you afraid?\nP,Well, I was scared of the current\n"
        b'I,"And\nthen?"\nP,No, I swam, on\n',
        [
            "2 rows have more cells than there are columns:",
            "line 3: “I was scared of the current” is in no column",
            "line 6: “I swam” is in no column",
            "A comma inside a cell divides it: put the cell in quotation marks, or save the file "
            "from a",
            "spreadsheet program, which does so.",
        ],
    ),
    "tape.mp3": (
        b"ID3",
        [
            "files ending in '.mp3' cannot be read.",
            "Transcribe it first; qualstage reads transcripts.",
        ],
    ),
    "notes.xyz": (
        b"I: a",
        [
            "files ending in '.xyz' cannot be read.",
            "Save it in one of the formats .txt, .md, .docx, .odt, .rtf, .pdf, .vtt, .srt, .csv, "
            ".tsv,",
            ".xlsx.",
        ],
    ),
    "turns.csv": (
        b"when,what happened\n1,2\n",
        [
            "the table has no columns for speaker and words; its first row is: when, what "
            "happened.",
            "Name the columns 'speaker' and 'text' in the first row.",
        ],
    ),
    "cut.csv": (
        b'speaker,text\nI,"how are\n',
        [
            "the table breaks off at line 2: unexpected end of data.",
            "Close the quotation mark there, or save it again from Excel.",
        ],
    ),
    "locked.xlsx": (
        docx_with_password(),
        [
            "the Excel file is damaged or protected by a password: it cannot be opened.",
            "Open it in Excel, remove the password, and save it anew as .xlsx.",
        ],
    ),
    "broken.odt": (
        b"PK nothing",
        [
            "the OpenDocument file is damaged or protected by a password: it cannot be opened.",
            "Open it in LibreOffice, remove the password, and save it anew as .odt.",
        ],
    ),
    "renamed.rtf": (
        b"I: Hello?\nP: Hello.\n",
        [
            "it is not rich text, though it ends in .rtf.",
            "Open it in Word and save it as .docx, or give it the ending it should have.",
        ],
    ),
    "renamed.vtt": (
        b"I: Hello?\nP: Hello.\n",
        [
            "it is not WebVTT: Invalid format.",
            "Export it again from the program that made it.",
        ],
    ),
    "renamed.srt": (
        b"I: Hello?\nP: Hello.\n",
        [
            "it is not SubRip: the times of a cue cannot be read.",
            "Export it again from the program that made it.",
        ],
    ),
}


def told(name, lines):
    return "\n".join([f"  {name}", *(f"      {line}" for line in lines)])


@pytest.mark.parametrize("name", UNREADABLE)
def test_says_file_fact_and_remedy(tmp_path, capsys, name):
    content, lines = UNREADABLE[name]
    (tmp_path / name).write_bytes(content)
    output = tmp_path / "out"
    assert main(["ingest", str(tmp_path / name), "--output", str(output)]) == 1
    assert capsys.readouterr().err == (
        f"the files cannot be used: 1 problem.\n\n{told(name, lines)}\n\nNothing was written.\n"
    )
    assert not output.exists()


def test_says_everything_that_is_wrong_at_once_and_writes_nothing(tmp_path, capsys):
    names = ["prose.txt", "empty.txt", "tape.mp3"]
    for name in names:
        (tmp_path / name).write_bytes(UNREADABLE[name][0])
    (tmp_path / "good.txt").write_text("I: How are you?\nP: Well.\nI: Good?\nP: Yes.\n")
    paths = [str(tmp_path / name) for name in ["good.txt", *names]]
    output = tmp_path / "out"
    missing = str(tmp_path / "gone.txt")
    assert main(["ingest", *paths, missing, "--output", str(output)]) == 1
    gone = told(missing, ["there is no such file.", "Check the name and the folder."])
    each = [told(name, UNREADABLE[name][1]) for name in names]
    assert capsys.readouterr().err == (
        "the files cannot be used: 4 problems.\n\n"
        + "\n\n".join([*each, gone])
        + "\n\nNothing was written.\n"
    )
    assert not output.exists()


def test_two_files_of_one_name_are_refused(tmp_path, capsys):
    for ending in ("txt", "md"):
        (tmp_path / f"a.{ending}").write_text("I: How are you?\nP: Well.\nI: Good?\nP: Yes.\n")
    paths = [str(tmp_path / "a.txt"), str(tmp_path / "a.md")]
    assert main(["ingest", *paths, "--output", str(tmp_path / "out")]) == 1
    lines = ["another file of the name 'a' is given: a.txt.", "Rename one of the two."]
    assert told("a.md", lines) in capsys.readouterr().err


def test_a_file_of_a_name_given_before_is_told_its_own_fault_too(tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    paths = ["x/a.txt", "y/a.txt"]
    for path, content in zip(paths, ("I: Why?\nP: So.\nI: And?\n", ""), strict=True):
        (tmp_path / path).parent.mkdir()
        (tmp_path / path).write_text(content)
    assert main(["ingest", *paths, "--output", "out"]) == 1
    clash = [f"another file of the name 'a' is given: {paths[0]}.", "Rename one of the two."]
    empty = ["the file is empty (0 bytes).", "Restore it, or remove it from the study."]
    assert capsys.readouterr().err == (
        "the files cannot be used: 2 problems.\n\n"
        f"{told(paths[1], clash)}\n\n{told(paths[1], empty)}\n\nNothing was written.\n"
    )


def test_a_folder_is_told_to_be_one(tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "talks").mkdir()
    assert main(["ingest", "talks", "--output", "out"]) == 1
    lines = ["it is a folder.", "Name the files in it, as in 'talks/*'."]
    assert capsys.readouterr().err == (
        f"the files cannot be used: 1 problem.\n\n{told('talks', lines)}\n\nNothing was written.\n"
    )
