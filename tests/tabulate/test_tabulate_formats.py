"""Every format holds the whole table, escapes what people wrote, and never changes by itself."""

import csv
import io
import re
from html.parser import HTMLParser

import docx
import openpyxl
import pytest
from qualstage.tabulate.formats import FORMATS, write_printed
from qualstage.tabulate.printed import Cell, Column, Line, PrintedTable

NASTY = r"50% of <b>R&D</b> | a_b*c #1 ~ ^ \x {y} $z$ [w] =SUM(A1)"
TABLE = PrintedTable(
    label="Table 7",
    title="What was said, by stage",
    columns=(Column("Concept", 1), Column(NASTY, 2), Column("Quotation", 3)),
    rows=(
        (
            Cell((Line("Hope"),)),
            Cell((Line("Theme (3 respondents)"), Line("–", zero=True))),
            Cell((Line("It’s “there”, naïvely", quote=True), Line(f"(source S1; {NASTY})"))),
        ),
        (Cell((Line("=1+1"),)), Cell((Line("Not asked"),)), Cell((Line("–", zero=True),))),
    ),
    notes=("First note.", f"Second note: {NASTY}"),
    notice="fictional transcripts",
)
CELLS = [[cell.printed for cell in row] for row in TABLE.rows]
HEADINGS = [column.heading for column in TABLE.columns]


def written(tmp_path, ending):
    path = tmp_path / f"table.{ending}"
    write_printed(TABLE, path)
    return path


@pytest.mark.parametrize("ending", FORMATS)
def test_the_same_table_gives_the_same_bytes(tmp_path, ending):
    first = written(tmp_path, ending).read_bytes()
    assert written(tmp_path, ending).read_bytes() == first


def test_csv(tmp_path):
    content = written(tmp_path, "csv").read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    assert rows == [
        [*HEADINGS, "Notice"],
        *([*cells, "fictional transcripts"] for cells in CELLS),
    ]


def test_docx(tmp_path):
    document = docx.Document(str(written(tmp_path, "docx")))
    (table,) = document.tables
    assert [[cell.text for cell in row.cells] for row in table.rows] == [HEADINGS, *CELLS]
    told = [paragraph.text for paragraph in document.paragraphs]
    assert told == ["Table 7 What was said, by stage", *TABLE.footnotes]
    assert told[1] == "Fictional transcripts."
    assert "w:tblHeader" in table.rows[0]._tr.xml
    assert "w:tblHeader" not in table.rows[1]._tr.xml
    assert document.sections[0].page_width > document.sections[0].page_height


def test_xlsx(tmp_path):
    sheet = openpyxl.load_workbook(written(tmp_path, "xlsx")).active
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert rows[0][0] == "Table 7. What was said, by stage"
    assert rows[1] == HEADINGS
    assert rows[2:4] == CELLS
    assert [row[0] for row in rows[4:]] == list(TABLE.footnotes)
    assert {cell.data_type for row in sheet.iter_rows(min_row=3) for cell in row} <= {"s", "n"}
    assert sheet["A4"].data_type == "s", "a formula must never come from somebody's words"
    assert sheet.print_title_rows == "$2:$2"


class Reader(HTMLParser):
    """The cells of a page's table, a line a paragraph, and what else it says."""

    def __init__(self):
        super().__init__()
        self.rows, self.notes, self.caption, self.inside = [], [], "", []

    def handle_starttag(self, tag, attrs):
        self.inside.append(tag)
        if tag == "tr":
            self.rows.append([])
        elif tag in ("td", "th"):
            self.rows[-1].append([])

    def handle_endtag(self, tag):
        while self.inside.pop() != tag:
            pass

    def handle_data(self, data):
        if "caption" in self.inside:
            self.caption += data
        elif "td" in self.inside or "th" in self.inside:
            if data.strip():
                self.rows[-1][-1].append(data.strip())
        elif "p" in self.inside:
            self.notes.append(data)


def test_html(tmp_path):
    page = written(tmp_path, "html").read_text(encoding="utf-8")
    reader = Reader()
    reader.feed(page)
    read = [["\n".join(cell) for cell in row] for row in reader.rows]
    assert read == [HEADINGS, *CELLS]
    assert reader.caption.strip() == "Table 7 What was said, by stage"
    assert reader.notes == list(TABLE.footnotes)
    assert '<html lang="en">' in page
    assert page.count('<th scope="col">') == 3
    assert page.count('<th scope="row">') == 2
    assert "http" not in page, "a page stands alone"


def unescaped(markdown):
    return re.sub(r"\\(.)", r"\1", markdown)


def test_markdown(tmp_path):
    lines = written(tmp_path, "md").read_text(encoding="utf-8").splitlines()
    rows = [line for line in lines if line.startswith("| ")]
    read = [
        [unescaped(cell).replace("<br>", "\n") for cell in re.split(r"(?<!\\) \| ", row[2:-2])]
        for row in rows
    ]
    assert read[0] == HEADINGS
    assert read[2:] == CELLS
    assert [unescaped(line) for line in lines if line][-3:] == list(TABLE.footnotes)


def test_latex_is_escaped_and_balanced(tmp_path):
    source = written(tmp_path, "tex").read_text(encoding="utf-8")
    body = "\n".join(line for line in source.splitlines() if not line.startswith("%"))
    bare = re.sub(r"\\[{}$&#%_]", "", body)
    assert bare.count("{") == bare.count("}")
    assert "<b>" not in bare and "$" not in bare and "#" not in bare and "%" not in bare
    assert bare.count("\\\\") == 1 + 2 + len(TABLE.rows)
    for row in body.partition(r"\endfoot")[2].partition(r"\end{longtable}")[0].split(r"\\")[:-1]:
        assert len(re.findall(r"(?<!\\)&", row)) == len(HEADINGS) - 1
    assert "Fictional transcripts." in body


def test_a_row_must_fill_every_column():
    with pytest.raises(ValueError, match="2 cells in 1 columns"):
        PrintedTable("T", "t", (Column("a", 1),), ((Cell(()), Cell(())),))
