"""
Render the CORE study's transcripts as the files that researchers have.

    python data_synthetic/make_core.py

reads core/originals/*.txt and writes core/transcripts/: Word documents with bold names or with a
table of speaker and words, OpenDocument, rich text, plain text in four encodings, subtitles, PDF
and turn tables. `read_original` knows the originals' layout from a table made by hand, and not from
the rules of `qualstage ingest`, so that the tests can hold the one against the other.
"""

from __future__ import annotations

import csv
import io
import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from html import escape
from pathlib import Path

from qualstage.archive import FIXED, with_fixed_dates
from qualstage.files import write_bytes

CORE = Path(__file__).parent / "core"
ORIGINALS, TRANSCRIPTS = CORE / "originals", CORE / "transcripts"

# Sources by the form they are rendered in; each form is a function below.
FORMS = {
    "docx_names": "SU01 SU03 SU06 SU12 SU16 SU20 SU24 SU28 SU31 SU33 SU35 SU39 SU41 STFG1 STFG4 "
    "PSWFG1 MP01 MP03 MP08 MP17 PP03 PP04 PP05 PP09",
    "docx_table": "SU04 SU18 SU26 SU27 SU37 SUFG1 STFG2 CAFG2 MP04 MP12 PP01",
    "odt": "SU07 SU21 SU22 SU40 SUFG5 MP09 MP13",
    "rtf": "SU08 SU09 SU30 CAFG1 MP07 PP02 PP06",
    "txt": "SU19 SU23 SUFG4 MP02",
    "txt_bom_crlf": "SU14 SU32 MP14",
    "txt_utf_16": "SU02 SU36",
    "txt_cp1252": "SU25 MP11",
    "txt_label_alone": "SU10 SU29 STFG3 MP05",
    "vtt": "SU05 SU11 SUFG3 MP06",
    "srt": "SU17 PP08",
    "pdf": "SU13 SU15 SU34 SUFG2 STFG5 MP18 PP07",
    "csv": "SU38 MP10",
    "xlsx": "MP15 MP16 PSWFG2",
}

# Lines, empty ones apart, that stand before the talk where it is not the first block; and after it.
_HEADING_LINES = {"STFG3": 6, "SUFG4": 5, "SUFG5": 6}
_CLOSING_LINES = {"STFG3": 1, "STFG5": 2, "SUFG2": 1}
_TURN = re.compile(r"(?:\[(?P<time>[\d:]+)\] )?(?P<label>[^:\n\[\]]{1,25}): (?P<words>\S.*)")


@dataclass(frozen=True)
class Said:
    """A turn: who, what, and when if the transcript says so; '' says a transcriber's note."""

    label: str
    words: str
    time: str = ""

    @property
    def line(self) -> str:
        """The turn as the original writes it."""
        time = f"[{self.time}] " if self.time else ""
        return f"{time}{self.label}: {self.words}" if self.label else self.words

    @property
    def seconds(self) -> int:
        """Its time in seconds."""
        seconds = 0
        for part in self.time.split(":"):
            seconds = 60 * seconds + int(part)
        return seconds


@dataclass(frozen=True)
class Original:
    """A transcript: its heading, its turns, what stands below them."""

    source_id: str
    heading: list[str]
    turns: list[Said]
    closing: list[str]


def read_original(path: Path) -> Original:
    """
    Read an original: the first block is the heading, each further line a turn or a note.

    Raises:
        ValueError: a line is neither.
    """
    text = path.read_text(encoding="utf-8").strip("\n")
    lines = [line for line in text.split("\n") if line.strip()]
    first_block = text.partition("\n\n")[0].split("\n")
    start = _HEADING_LINES.get(path.stem, len(first_block))
    end = len(lines) - _CLOSING_LINES.get(path.stem, 0)
    turns = []
    for line in lines[start:end]:
        match = _TURN.fullmatch(line)
        if match:
            turns.append(Said(match["label"], match["words"], match["time"] or ""))
        elif re.fullmatch(r"[\[(].*[\])]", line):
            turns.append(Said("", line))
        else:
            raise ValueError(f"{path.name}: neither a turn nor a note: {line}")
    return Original(path.stem, lines[:start], turns, lines[end:])


def _docx_names(original: Original) -> bytes:
    """Names in bold, a header, page numbers."""
    document = _document(original)
    for line in original.heading:
        document.add_paragraph(line)
    document.add_paragraph()
    for said in original.turns:
        paragraph = document.add_paragraph()
        if said.time:
            paragraph.add_run(f"[{said.time}] ")
        if said.label:
            paragraph.add_run(f"{said.label}:").bold = True
            paragraph.add_run(" ")
        paragraph.add_run(said.words)
    for line in original.closing:
        document.add_paragraph(line)
    return _saved(document)


def _docx_table(original: Original) -> bytes:
    """A table of speaker and words below the heading."""
    document = _document(original)
    for line in original.heading:
        document.add_paragraph(line)
    table = document.add_table(rows=0, cols=2)
    for said in original.turns:
        cells = table.add_row().cells
        cells[0].text, cells[1].text = said.label, said.words
    for line in original.closing:
        document.add_paragraph(line)
    return _saved(document)


def _document(original: Original):
    import docx
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    document = docx.Document()
    document.core_properties.author = ""
    document.core_properties.comments = ""
    document.core_properties.created = document.core_properties.modified = datetime(*FIXED)
    section = document.sections[0]
    section.header.paragraphs[0].text = f"CONFIDENTIAL   {original.source_id}   fictional"
    footer = section.footer.paragraphs[0]
    footer.add_run("Page ")
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), "PAGE")
    footer._p.append(field)
    return document


def _saved(document) -> bytes:
    buffer = io.BytesIO()
    document.save(buffer)
    return with_fixed_dates(buffer.getvalue())


def _odt(original: Original) -> bytes:
    import odfdo

    document = odfdo.Document("text")
    document.body.clear()
    for line in [*original.heading, "", *_lines(original), *original.closing]:
        document.body.append(odfdo.Paragraph(line))
    document.meta.creation_date = document.meta.date = datetime(*FIXED)
    buffer = io.BytesIO()
    document.save(buffer)
    return with_fixed_dates(buffer.getvalue())


def _rtf(original: Original) -> bytes:
    """Rich text as Word writes it, with a header and bold names."""
    parts = [r"{\rtf1\ansi\ansicpg1252\deff0{\fonttbl{\f0 Arial;}}\f0\fs22"]
    parts += [rf"{_rtf_escaped(line)}\par" for line in original.heading]
    parts.append(r"\par")
    for said in original.turns:
        time = f"[{said.time}] " if said.time else ""
        name = rf"{{\b {_rtf_escaped(said.label)}:}} " if said.label else ""
        parts.append(rf"{time}{name}{_rtf_escaped(said.words)}\par")
    parts += [rf"{_rtf_escaped(line)}\par" for line in original.closing]
    return ("\n".join(parts) + "\n}\n").encode("ascii")


def _rtf_escaped(text: str) -> str:
    text = re.sub(r"([\\{}])", r"\\\1", text)
    return "".join(c if c.isascii() else rf"\u{ord(c)}?" for c in text)


def _txt(original: Original) -> bytes:
    return (ORIGINALS / f"{original.source_id}.txt").read_bytes()


def _txt_bom_crlf(original: Original) -> bytes:
    return _txt(original).decode().replace("\n", "\r\n").encode("utf-8-sig")


def _txt_utf_16(original: Original) -> bytes:
    return b"\xff\xfe" + _txt(original).decode().replace("\n", "\r\n").encode("utf-16-le")


def _txt_cp1252(original: Original) -> bytes:
    return _txt(original).decode().replace("\n", "\r\n").encode("cp1252")


def _txt_label_alone(original: Original) -> bytes:
    """The label on a line of its own, the words below it."""
    blocks = ["\n".join(original.heading)]
    for said in original.turns:
        blocks.append(f"{said.label}:\n{said.words}" if said.label else said.words)
    blocks += original.closing
    return ("\n\n".join(blocks) + "\n").encode()


def _vtt(original: Original) -> bytes:
    """Voice tags; a long turn runs over several cues."""
    blocks = ["WEBVTT", "\n".join(["NOTE", *original.heading])]
    for start, end, said, words in _cues(original):
        voice = f"<v {said.label}>" if said.label else ""
        blocks.append(f"{_clock(start, '.')} --> {_clock(end, '.')}\n{voice}{escape(words, False)}")
    return ("\n\n".join(blocks) + "\n").encode()


def _srt(original: Original) -> bytes:
    """The label before a turn's first cue only."""
    blocks, spoken = [], None
    for number, (start, end, said, words) in enumerate(_cues(original), start=1):
        label = f"{said.label}: " if said.label and said is not spoken else ""
        spoken = said
        times = f"{_clock(start, ',')} --> {_clock(end, ',')}"
        blocks.append(f"{number}\n{times}\n{label}{words}")
    return ("\n\n".join(blocks) + "\n").encode()


def _cues(original: Original) -> Iterator[tuple[float, float, Said, str]]:
    """Cues of 30 words, the last of a turn up to 60; its time is shared out among them."""
    now = 0.0
    for index, said in enumerate(original.turns):
        words = said.words.split()
        start = float(said.seconds) if said.time else now
        later = (float(other.seconds) for other in original.turns[index + 1 :] if other.time)
        end = max(next(later, start + len(words) / 3), start + 1)
        # The last piece is a whole one and what is left over, so that no cue is a word or two.
        cuts = range(0, max(len(words) - 30, 0) + 1, 30)
        pieces = [words[i : i + 30] for i in cuts[:-1]] + [words[cuts[-1] :]]
        step = (end - start) / len(pieces)
        for number, piece in enumerate(pieces):
            yield start + number * step, start + (number + 1) * step, said, " ".join(piece)
        now = end


def _clock(seconds: float, point: str) -> str:
    whole, thousandths = divmod(round(seconds * 1000), 1000)
    return f"{whole // 3600:02}:{whole // 60 % 60:02}:{whole % 60:02}{point}{thousandths:03}"


def _pdf(original: Original) -> bytes:
    """Printed pages: a running header, page numbers, paragraphs that go over pages."""
    from reportlab.lib.pagesizes import A4
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.platypus import Paragraph, SimpleDocTemplate, Spacer

    buffer = io.BytesIO()
    style = ParagraphStyle("turn", fontName="Times-Roman", fontSize=11, leading=13.5, spaceAfter=8)

    def furniture(canvas, document) -> None:
        canvas.setFont("Times-Roman", 9)
        canvas.drawString(72, A4[1] - 40, f"{original.source_id} transcript, fictional")
        canvas.drawCentredString(A4[0] / 2, 30, str(document.page))

    pages = SimpleDocTemplate(buffer, pagesize=A4, invariant=1, title=original.source_id)
    story = [Paragraph(escape(line, False), style) for line in original.heading]
    story.append(Spacer(0, 14))
    for said in original.turns:
        time = f"[{said.time}] " if said.time else ""
        name = f"<b>{escape(said.label, False)}:</b> " if said.label else ""
        story.append(Paragraph(f"{time}{name}{escape(said.words, False)}", style))
    story += [Paragraph(escape(line, False), style) for line in original.closing]
    pages.build(story, onFirstPage=furniture, onLaterPages=furniture)
    return buffer.getvalue()


def _rows(original: Original) -> list[list[str]]:
    timed = any(said.time for said in original.turns)
    head = ["start", "speaker", "text"] if timed else ["speaker", "text"]
    return [head] + [
        ([said.time] if timed else []) + [said.label, said.words] for said in original.turns
    ]


def _csv(original: Original) -> bytes:
    buffer = io.StringIO(newline="")
    csv.writer(buffer).writerows(_rows(original))
    return buffer.getvalue().encode("utf-8-sig")


def _xlsx(original: Original) -> bytes:
    import xlsxwriter

    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    book.set_properties({"created": datetime(*FIXED)})
    sheet = book.add_worksheet("turns")
    for number, row in enumerate(_rows(original)):
        for column, value in enumerate(row):
            sheet.write_string(number, column, value)
    book.close()
    return with_fixed_dates(buffer.getvalue())


def _lines(original: Original) -> list[str]:
    return [said.line for said in original.turns]


_RENDER: dict[str, Callable[[Original], bytes]] = {
    "docx_names": _docx_names,
    "docx_table": _docx_table,
    "odt": _odt,
    "rtf": _rtf,
    "txt": _txt,
    "txt_bom_crlf": _txt_bom_crlf,
    "txt_utf_16": _txt_utf_16,
    "txt_cp1252": _txt_cp1252,
    "txt_label_alone": _txt_label_alone,
    "vtt": _vtt,
    "srt": _srt,
    "pdf": _pdf,
    "csv": _csv,
    "xlsx": _xlsx,
}


def main() -> int:
    """Write every transcript."""
    forms = {source: form for form, sources in FORMS.items() for source in sources.split()}
    originals = sorted(ORIGINALS.glob("*.txt"))
    assert sorted(forms) == [path.stem for path in originals], "FORMS names every original once"
    for path in originals:
        form = forms[path.stem]
        content = _RENDER[form](read_original(path))
        write_bytes(TRANSCRIPTS / f"{path.stem}.{form.partition('_')[0]}", content)
    return 0


if __name__ == "__main__":
    sys.exit(main())
