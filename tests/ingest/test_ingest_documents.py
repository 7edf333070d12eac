"""What word processors put into files besides words, and where tables stand."""

import textwrap

import docx
import odfdo
import openpyxl
import pytest
from docx.oxml import parse_xml
from qualstage.ingest import ingest_files

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
TALK = [("I", "Why?"), ("P", "Because."), ("I", "And?"), ("P", "So it is, as I said.")]


def told(path):
    rows = ingest_files([path])
    (source,) = rows.sources
    return [(row["speaker"], row["text"]) for row in rows.segments], source["front_matter"]


def test_docx_tracked_changes_tabs_and_soft_line_ends(tmp_path):
    document = docx.Document()
    document.element.body.insert(
        0,
        parse_xml(
            f"<w:p {W}><w:pPr><w:tabs><w:tab w:val='left' w:pos='720'/></w:tabs></w:pPr>"
            "<w:r><w:t>I:</w:t><w:tab/><w:t xml:space='preserve'>Why </w:t></w:r>"
            "<w:ins w:id='1' w:author='a'><w:r><w:t xml:space='preserve'>ever </w:t></w:r></w:ins>"
            "<w:del w:id='2' w:author='a'><w:r><w:delText>on earth </w:delText></w:r></w:del>"
            "<w:r><w:t>not?</w:t><w:br/><w:t>P: Be</w:t></w:r><w:r><w:t>cause.</w:t></w:r></w:p>"
        ),
    )
    document.add_paragraph("I: And?")
    document.element.body.insert(
        2,
        parse_xml(
            f"<w:sdt {W}><w:sdtContent><w:p><w:r><w:t>P: In a control.</w:t></w:r></w:p>"
            "</w:sdtContent></w:sdt>"
        ),
    )
    path = tmp_path / "A.docx"
    document.save(path)
    assert told(path)[0] == [
        ("I", "Why ever not?"),
        ("P", "Because."),
        ("I", "And?"),
        ("P", "In a control."),
    ]


def test_docx_comments_headers_and_footers_are_no_talk(tmp_path):
    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = "I: a header"
    for label, words in TALK:
        paragraph = document.add_paragraph(f"{label}: {words}")
    document.add_comment(paragraph.runs, text="P: a comment")
    path = tmp_path / "A.docx"
    document.save(path)
    turns, front_matter = told(path)
    assert turns == TALK
    assert front_matter.split("\n") == ["I: a header", "P: a comment"]


def add_table(document, rows):
    table = document.add_table(rows=0, cols=len(rows[0]))
    for row in rows:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text


@pytest.mark.parametrize("timed", [False, True])
def test_docx_table_of_speaker_and_words(tmp_path, timed):
    document = docx.Document()
    document.add_paragraph("Interview 4")
    rows = [("Time", "Speaker", "Text")] if timed else [("Speaker", "Text")]
    rows += [((f"0:0{i}",) if timed else ()) + turn for i, turn in enumerate(TALK)]
    add_table(document, rows)
    path = tmp_path / "A.docx"
    document.save(path)
    assert told(path) == (TALK, "Interview 4")


def test_docx_a_table_of_particulars_does_not_hide_the_talk(tmp_path):
    document = docx.Document()
    add_table(document, [("Participant", "P7"), ("Site", "hill"), ("Interviewer", "AB")])
    for label, words in TALK:
        document.add_paragraph(f"{label}: {words}")
    path = tmp_path / "A.docx"
    document.save(path)
    turns, front_matter = told(path)
    assert turns == TALK
    assert front_matter.split("\n") == ["Participant P7", "Site hill", "Interviewer AB"]


def test_odt_footnotes_spans_and_spaces(tmp_path):
    document = odfdo.Document("text")
    document.body.clear()
    namespace = 'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
    document.body.append(
        odfdo.Element.from_tag(
            f"<text:p {namespace}>I:<text:tab/>Why?<text:line-break/>P: "
            "Be<text:span>cau</text:span>"
            'se<text:note text:note-class="footnote"><text:note-citation>1</text:note-citation>'
            "<text:note-body><text:p>A footnote.</text:p></text:note-body></text:note>.</text:p>"
        )
    )
    for line in ("I: And?", "P: So it is, as I said."):
        document.body.append(odfdo.Paragraph(line))
    path = tmp_path / "A.odt"
    document.save(path)
    assert told(path) == (TALK, "A footnote.")


def test_odt_table_of_speaker_and_words(tmp_path):
    document = odfdo.Document("text")
    document.body.clear()
    table = odfdo.Table("T", 2, len(TALK))
    for index, (label, words) in enumerate(TALK):
        table.set_value((0, index), label)
        table.set_value((1, index), words)
    document.body.append(table)
    path = tmp_path / "A.odt"
    document.save(path)
    assert told(path)[0] == TALK


def test_rtf_table_and_letters_beyond_ascii(tmp_path):
    rows = "".join(
        rf"\trowd\cellx1\cellx2\intbl {label}\cell {words}\cell\row" for label, words in TALK
    )
    path = tmp_path / "A.rtf"
    path.write_text(r"{\rtf1\ansi\ansicpg1252{\header Kopf\par}Caf\'e9 \u8217?s\par" + rows + "}")
    assert told(path) == (TALK, "Café ’s")


def test_xlsx_with_particulars_above_its_header(tmp_path):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["Interview 4", None])
    sheet.append([])
    sheet.append(["Start", "Speaker", "Text"])
    for index, turn in enumerate(TALK):
        sheet.append([f"00:00:0{index}", *turn])
    sheet.append(["00:00:09", "P", 12])
    path = tmp_path / "A.xlsx"
    book.save(path)
    assert told(path) == ([*TALK, ("P", "12")], "Interview 4")


def test_notes_under_a_label_are_no_respondents(tmp_path):
    path = tmp_path / "A.txt"
    path.write_text("I: Why?\nNote: phone rings\nP: Because.\nNote: (door)\nI: And?\nP: So.\n")
    rows = ingest_files([path])
    assert [row["speaker"] for row in rows.speakers] == ["I", "P"]
    notes = [row["text"] for row in rows.segments if row["role"] == "note"]
    assert notes == ["Note: phone rings", "(door)"]


def test_speakers_a_program_numbered_are_told_apart_by_who_asks(tmp_path):
    path = tmp_path / "A.txt"
    path.write_text(
        "Speaker 1: How did it begin?\nSpeaker 2: It was a wet year and I had time.\n"
        "Speaker 1: What did you plant first?\nSpeaker 2: Beans. Then more beans.\n"
    )
    rows = ingest_files([path])
    roles = {row["speaker"]: row["role"] for row in rows.speakers}
    assert roles == {"Speaker 1": "interviewer", "Speaker 2": "respondent"}
    (report,) = rows.report
    assert report["warnings"] == (
        "role of 'Speaker 1' guessed from who asks questions: interviewer"
    )


def warnings_of(path):
    (report,) = ingest_files([path]).report
    return report["encoding"], report["warnings"]


def test_a_row_of_a_turn_table_without_words_is_told(tmp_path):
    path = tmp_path / "A.csv"
    path.write_text("speaker,text,start\nI,Why?,0:01\nP,,0:03\nP,Because,of that\nI,,\n,,\n")
    assert warnings_of(path) == (
        "utf-8",
        "line 3: 'P' has no words | line 4: 'of that' is no time | line 5: 'I' has no words",
    )


def test_cells_beside_the_table_of_a_workbook_are_told(tmp_path):
    book = openpyxl.Workbook()
    for row in [("Speaker", "Text", None), ("I", "Why?", None), ("P", "So.", "look at this")]:
        book.active.append(row)
    path = tmp_path / "A.xlsx"
    book.save(path)
    assert warnings_of(path) == ("", "line 3: “look at this” is in no column")


def test_a_guessed_encoding_is_told_by_its_name(tmp_path):
    path = tmp_path / "A.txt"
    talk = "I: À la plage – façade, “Zoë’s” Café?\nP: Très bien, naïve Renée.\n" * 4
    path.write_bytes(talk.encode("mac_roman"))
    assert warnings_of(path) == (
        "mac_roman",
        "its encoding is guessed (mac_roman): look at accents and quotation marks",
    )


def test_letters_of_a_macintosh_that_read_as_those_of_windows_are_told(tmp_path):
    path = tmp_path / "A.txt"
    path.write_bytes("I: Why’s that?\nP: It’s so.\nI: And?\nP: So.\n".encode("mac_roman"))
    assert warnings_of(path) == (
        "cp1252",
        "its encoding is taken for cp1252, which makes it read 'WhyÕs': look at it",
    )


def write_pdf(path, lines, leading, heading=()):
    """Each line drawn below the last, as a program that knows no paragraphs does."""
    from reportlab.pdfgen.canvas import Canvas

    canvas = Canvas(str(path))
    height = 780
    for line in heading:
        canvas.drawString(72, height, line)
        height -= 3 * leading
    for line in lines:
        if height < 60:
            canvas.showPage()
            height = 780
        canvas.drawString(72, height, line)
        height -= leading
    canvas.save()
    return path


@pytest.mark.parametrize("heading", [(), ("Interview 7",)])
@pytest.mark.parametrize("leading", [14, 20, 28])
def test_pdf_of_evenly_spaced_lines_has_a_turn_at_each_label(tmp_path, leading, heading):
    lines = [f"{label}: {words}" for label, words in TALK]
    path = write_pdf(tmp_path / "A.pdf", lines, leading, heading)
    assert told(path) == (TALK, "".join(heading))


@pytest.mark.parametrize("heading", [(), ("Interview 7",)])
def test_pdf_of_evenly_spaced_lines_puts_wrapped_turns_together(tmp_path, heading):
    tree = "oak ash elm fir yew box bay fig may nut plum pear".split()
    told_of = " ".join(f"{{0}} {i} stood by the water, and nobody could say why;" for i in "abcdef")
    turns = [turn for name in tree for turn in (("I", "And then?"), ("P", told_of.format(name)))]
    lines = [line for who, words in turns for line in textwrap.wrap(f"{who}: {words}", 80)]
    # 'I: And then?' at the edges of pages is no running header.
    assert told(write_pdf(tmp_path / "A.pdf", lines, 16, heading))[0] == turns


def test_pdf_with_labels_on_lines_of_their_own(tmp_path):
    lines = [line for turn in TALK for line in turn]
    assert told(write_pdf(tmp_path / "A.pdf", lines, 14, ("Interview 7",)))[0] == TALK
