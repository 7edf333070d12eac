"""Every format holds the whole table, escapes what people wrote, and never changes by itself."""

import csv
import importlib
import io
import re
import textwrap
from dataclasses import replace
from html.parser import HTMLParser

import docx
import openpyxl
import pytest
from docx.oxml.ns import qn
from qualstage.tabulate.formats import _WRITERS, FORMATS, excel, word, write_printed
from qualstage.tabulate.printed import COVERED, Cell, Column, Line, PrintedTable, Said

NASTY = r"50% of <b>R&D</b> | a_b*c #1 ~ ^ \x {y} $z$ [w] =SUM(A1)"
TABLE = PrintedTable(
    label="Table 7",
    title="What was said, by stage",
    columns=(Column("Concept", 1), Column(NASTY, 2), Column("Quotation", 3)),
    rows=(
        (
            Cell((Line("Hope"),)),
            Cell((Line("Theme (3 respondents)"), Line("–", zero=True))),
            Cell(
                (
                    Line("It’s “there”, naïvely", said=Said("S1", 0, 22, True)),
                    Line(f"(source S1; {NASTY})"),
                )
            ),
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
    guarded = {"=1+1": "'=1+1"}
    assert rows == [
        [*HEADINGS, "Notice"],
        *(
            [*(guarded.get(cell, cell) for cell in cells), "fictional transcripts"]
            for cells in CELLS
        ),
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


TWO = Cell((Line("Why & how"),), rows=2)
SPANNED = PrintedTable(
    label="Table 8",
    title="Decisions",
    columns=(
        Column("Area", 1),
        Column("What", 1, "Decided"),
        Column("From", 1, "Decided"),
        Column("Why", 1),
    ),
    rows=(
        (Cell((Line("All of it"),), columns=4), COVERED, COVERED, COVERED),
        (Cell((Line("Book"),), rows=2), Cell((Line("a"),)), Cell((Line("F1"),)), TWO),
        (COVERED, Cell((Line("b"), Line("c"))), Cell((Line("F2"),)), COVERED),
        (Cell((Line("Talk"),)), Cell((Line("d"),), columns=2), COVERED, Cell((Line("e"),))),
    ),
    landscape=False,
)
REPEATED = [
    ["All of it"] * 4,
    ["Book", "a", "F1", "Why & how"],
    ["Book", "b\nc", "F2", "Why & how"],
    ["Talk", "d", "d", "e"],
]


def rendered(ending):
    return importlib.import_module(f"qualstage.tabulate.formats.{_WRITERS[ending]}").render(SPANNED)


def test_csv_repeats_a_cell_in_every_place_it_covers():
    rows = list(csv.reader(io.StringIO(rendered("csv").decode("utf-8-sig"), newline="")))
    assert rows == [["Area", "Decided: What", "Decided: From", "Why"], *REPEATED]


def test_markdown_leaves_covered_places_empty():
    assert (
        rendered("md").decode()
        == """\
**Table 8** Decisions

| Area | Decided: What | Decided: From | Why |
| --- | --- | --- | --- |
| All of it |  |  |  |
| Book | a | F1 | Why \\& how |
|  | b<br>c | F2 |  |
| Talk | d |  | e |

"""
    )


def test_html_spans_groups_rows_and_columns_and_says_what_a_heading_is_for():
    body = rendered("html").decode().partition("<caption>")[2].partition("</table>")[0]
    assert (
        body
        == """\
<strong>Table 8</strong> Decisions</caption>
<colgroup>
<col style="width: 25.00%">
</colgroup>
<colgroup>
<col style="width: 25.00%">
<col style="width: 25.00%">
</colgroup>
<colgroup>
<col style="width: 25.00%">
</colgroup>
<thead>
<tr>
<th scope="col" rowspan="2">Area</th>
<th scope="colgroup" colspan="2">Decided</th>
<th scope="col" rowspan="2">Why</th>
</tr>
<tr>
<th scope="col">What</th>
<th scope="col">From</th>
</tr>
</thead>
<tbody>
<tr>
<th scope="rowgroup" colspan="4"><p>All of it</p></th>
</tr>
</tbody>
<tbody>
<tr>
<th scope="rowgroup" rowspan="2"><p>Book</p></th>
<td><p>a</p></td>
<td><p>F1</p></td>
<td rowspan="2"><p>Why &amp; how</p></td>
</tr>
<tr>
<td><p>b</p><p>c</p></td>
<td><p>F2</p></td>
</tr>
</tbody>
<tbody>
<tr>
<th scope="row"><p>Talk</p></th>
<td colspan="2"><p>d</p></td>
<td><p>e</p></td>
</tr>
</tbody>
"""
    )
    assert "size: A4 portrait" in rendered("html").decode()


def test_latex_spans_columns_and_leaves_rows_below_empty():
    source = rendered("tex").decode()
    quarter = r">{\raggedright\arraybackslash}p{\dimexpr 0.2500\linewidth-2\tabcolsep\relax}"
    half = quarter.replace("0.2500", "0.5000")
    whole = quarter.replace("0.2500", "1.0000")
    head = r"""\toprule
 & \multicolumn{2}{l}{\textbf{Decided}} &  \\
\cmidrule(lr){2-3}
\textbf{Area} & \textbf{What} & \textbf{From} & \textbf{Why} \\
\midrule
"""
    assert source == (
        r"% Needs \usepackage{array,booktabs,longtable}; take in with \input." + "\n"
        "\\begingroup\n\\footnotesize\n\\setlength{\\LTcapwidth}{\\linewidth}\n"
        "\\begin{longtable}{@{}\n" + "\n".join([f"  {quarter}"] * 4) + "@{}}\n"
        r"\multicolumn{4}{@{}p{\linewidth}@{}}{\textbf{Table 8} Decisions}\\" + "\n"
        f"{head}\\endfirsthead\n{head}\\endhead\n\\bottomrule\n\\endfoot\n"
        rf"\multicolumn{{4}}{{@{{}}{whole}@{{}}}}{{All of it}} \\" + "\n\\addlinespace\n"
        "Book &\na &\nF1 &\nWhy \\& how \\\\\n\\addlinespace\n"
        " &\nb \\par c &\nF2 &\n \\\\\n\\addlinespace\n"
        f"Talk &\n\\multicolumn{{2}}{{{half}}}{{d}} &\ne \\\\\n"
        "\\end{longtable}\n\\endgroup\n"
    )


def test_docx_merges_cells_and_repeats_both_rows_of_the_header():
    document = docx.Document(io.BytesIO(rendered("docx")))
    (table,) = document.tables
    rows = [[cell.text for cell in row.cells] for row in table.rows]
    heads = [["Area", "Decided", "Decided", "Why"], ["Area", "What", "From", "Why"]]
    assert rows == [*heads, *REPEATED]
    assert table.cell(3, 3)._tc is table.cell(4, 3)._tc
    repeats = ["w:tblHeader" in row._tr.xml for row in table.rows]
    assert repeats == [True, True, False, False, False, False]
    assert document.sections[0].page_width < document.sections[0].page_height


def test_docx_lets_only_the_last_row_of_a_long_merged_cell_break_over_pages():
    long = replace(SPANNED.rows[1][3], lines=(Line("word " * 400),))
    row = (*SPANNED.rows[1][:3], long)
    table = replace(SPANNED, rows=(SPANNED.rows[0], row, *SPANNED.rows[2:]))
    made = docx.Document(io.BytesIO(word.render(table))).tables[0]
    whole = ["w:cantSplit" in row._tr.xml for row in made.rows]
    assert whole == [True, True, True, True, False, True]


def test_xlsx_merges_cells_and_repeats_both_rows_of_the_header():
    sheet = openpyxl.load_workbook(io.BytesIO(rendered("xlsx"))).active
    assert {str(area) for area in sheet.merged_cells.ranges} == {
        *("A1:D1", "A2:A3", "B2:C2", "D2:D3"),
        *("A4:D4", "A5:A6", "D5:D6", "B7:C7"),
    }
    assert [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)] == [
        ["Area", "Decided", None, "Why"],
        [None, "What", "From", None],
        ["All of it", None, None, None],
        ["Book", "a", "F1", "Why & how"],
        [None, "b\nc", "F2", None],
        ["Talk", "d", None, "e"],
    ]
    assert (sheet.print_title_rows, sheet.freeze_panes) == ("$2:$3", "B4")
    assert sheet.page_setup.orientation == "portrait"


def test_xlsx_rows_are_high_enough_for_a_cell_over_several():
    long = replace(SPANNED.rows[1][3], lines=(Line("word " * 60),))
    row = (*SPANNED.rows[1][:3], long)
    table = replace(SPANNED, rows=(SPANNED.rows[0], row, *SPANNED.rows[2:]))
    sheet = openpyxl.load_workbook(io.BytesIO(excel.render(table))).active
    letters = int(sheet.column_dimensions["A"].width)  # all alike, kept at the first
    lines = len(textwrap.wrap("word " * 60, letters))
    assert sum(sheet.row_dimensions[number].height for number in (5, 6)) >= 15 * lines


ONE, TALL, WIDE = Cell(()), Cell((), rows=2), Cell((), columns=2)


@pytest.mark.parametrize(
    ("rows", "fact"),
    [
        (((COVERED, ONE),), "row 1, column 1 is covered by no cell"),
        (((TALL, ONE),), "row 1, column 1 covers what is not COVERED, or not there"),
        (((ONE, WIDE),), "row 1, column 2 covers what is not COVERED, or not there"),
        (((TALL, ONE), (ONE, ONE)), "row 1, column 1 covers what is not COVERED, or not there"),
        (
            ((ONE, TALL), (WIDE, COVERED)),
            "row 2, column 1 covers what is not COVERED, or not there",
        ),
        (((Cell((), rows=0), ONE),), "row 1, column 1 covers 0 rows and 1 columns"),
    ],
)
def test_cells_that_cover_others_must_fit_together(rows, fact):
    with pytest.raises(ValueError, match=f"^T: {fact}$"):
        PrintedTable("T", "t", (Column("a", 1), Column("b", 1)), rows)


def test_a_row_must_fill_every_column():
    with pytest.raises(ValueError, match="2 cells in 1 columns"):
        PrintedTable("T", "t", (Column("a", 1),), ((Cell(()), Cell(())),))


def word_rules(table):
    """Thickness of a table's own rule below it, and of the rule above its first note."""
    document = docx.Document(io.BytesIO(word.render(table)))
    below = document.tables[0]._tbl.tblPr.find(f".//{qn('w:bottom')}").get(qn("w:sz"))
    above = [p._p.find(f".//{qn('w:pBdr')}/{qn('w:top')}") for p in document.paragraphs]
    return below, [rule.get(qn("w:sz")) for rule in above if rule is not None]


def test_no_strong_rule_of_words_table_can_stand_where_a_page_ends_within_merged_cells():
    assert word_rules(replace(SPANNED, notes=("One.", "Two."))) == ("2", ["12"])
    assert word_rules(SPANNED) == ("12", [])
