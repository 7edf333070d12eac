"""The paper as a Word document and as a page: structure, captions, pages, the notice."""

import io
import re
import sys
import types

import docx
import pytest
from docx.oxml.ns import qn
from qualstage.cli import main
from qualstage.contracts import AGREEMENT, COUNTS, DECISIONS, FACTS, FINDINGS, SATURATED
from qualstage.tables import write_table
from qualstage.tabulate.exchange import write_tables
from qualstage.typeset import html, word
from qualstage.typeset.filling import fill
from qualstage.typeset.paper import compose_paper
from typeset_study import drawn, figure, material, table

TEXT = """\
# Results

Some *soft*, **strong** and `code` words, [there](https://example.org/?a=1&b=2);\\
see {{ ref("table1") }}.

1. one

   more
   - in
2. two

Between.

4. four

> said

## Wide

{{ table("wide") }}

## Next

{{ table("table1") }}

    <code>

{{ figure("rose") }}
"""
TABLES = {"table1": table(), "wide": table(landscape=True)}


def paper():
    given = material(TABLES, (figure("rose"),))
    made, problems = compose_paper(fill(TEXT, given.functions), given)
    assert problems == []
    return made


def document():
    return docx.Document(io.BytesIO(word.render(paper(), {"rose": drawn("png")})))


def test_words_have_the_styles_that_word_knows_them_by():
    told = [(p.style.name, p.text) for p in document().paragraphs]
    assert told == [
        ("Title", "The hope study"),
        ("Subtitle", "Invented."),
        ("Heading 1", "Results"),
        ("Normal", "Some soft, strong and code words, there;\nsee Table 2."),
        ("List Number", "one"),
        ("List Continue", "more"),
        ("List Bullet 2", "in"),
        ("List Number", "two"),
        ("Normal", "Between."),
        ("List Number", "four"),
        ("Quote", "said"),
        ("Heading 2", "Wide"),
        ("Caption", "Table 1 What was hoped"),
        ("Table Text", "Invented."),
        ("Heading 2", "Next"),
        ("Caption", "Table 2 What was hoped"),
        ("Table Text", "Invented."),
        ("Normal", "<code>"),
        ("Normal", ""),
        ("Caption", "Figure 1 How it rose"),
    ]


def test_emphasis_code_and_links_are_runs_of_their_own():
    paragraph = document().paragraphs[3]
    runs = [(r.text, r.bold, r.italic, r.style.name) for r in paragraph.runs]
    assert runs[:6] == [
        ("Some ", None, None, "Default Paragraph Font"),
        ("soft", None, True, "Default Paragraph Font"),
        (", ", None, None, "Default Paragraph Font"),
        ("strong", True, None, "Default Paragraph Font"),
        (" and ", None, None, "Default Paragraph Font"),
        ("code", None, None, "Code"),
    ]
    outer, inner = paragraph.hyperlinks
    assert (outer.text, outer.url) == ("there", "https://example.org/?a=1&b=2")
    assert (inner.text, inner.fragment) == ("Table 2", "table_2")
    names = [e.get(qn("w:name")) for e in document().element.iter(qn("w:bookmarkStart"))]
    assert names == ["table_1", "table_2", "figure_3"]


def test_a_numbered_list_begins_where_the_text_says():
    made = document()
    numbering = made.part.numbering_part.element
    starts = []
    for paragraph in made.paragraphs:
        if paragraph.style.name == "List Number":
            num = numbering.num_having_numId(paragraph._p.pPr.numPr.numId.val)
            starts.append(int(num.lvlOverride_lst[0].startOverride.val))
    assert starts == [1, 1, 4]


def test_only_wide_tables_stand_on_turned_pages_and_headings_go_with_them():
    made = document()
    turned = [section.page_width > section.page_height for section in made.sections]
    assert turned == [False, True, False]
    ends = [
        p.text for p in made.paragraphs if p._p.find(f"{qn('w:pPr')}/{qn('w:sectPr')}") is not None
    ]
    assert ends == ["said", "Invented."]
    assert [t.rows[0].cells[0].text for t in made.tables] == ["Concept", "Concept"]
    widths = [sum(column.width.cm for column in t.columns) for t in made.tables]
    assert widths == pytest.approx([25.7, 17.0], abs=0.01)


def test_words_do_not_stop_in_mid_page_for_a_wide_table():
    text = """\
{{ table("wide") }}

One.

{{ table("table1") }}

{{ figure("rose") }}

Two.

# Next

Three.
"""
    given = material(TABLES, (figure("rose"),))
    made, _ = compose_paper(fill(text, given.functions), given)
    read = docx.Document(io.BytesIO(word.render(made, {"rose": drawn("png")})))
    told = [p.text for p in read.paragraphs if p.style.name not in ("Table Text", "Title")]
    assert told == [
        *("Invented.", "One.", "", "Figure 1 How it rose", "Two."),
        *("Table 1 What was hoped", "Table 2 What was hoped", "Next", "Three."),
    ]


def test_the_last_row_of_a_table_stays_with_its_notes():
    rows = document().tables[1].rows
    kept = [all(p.paragraph_format.keep_with_next for p in r.cells[0].paragraphs) for r in rows]
    assert kept == [False, False, True]


def test_every_page_has_the_notice_and_its_number():
    made = document()
    assert [s.header.paragraphs[0].text for s in made.sections] == ["Invented."] * 3
    assert all("PAGE" in s.footer._element.xml for s in made.sections)
    properties = made.core_properties
    assert (properties.title, properties.subject) == ("The hope study", "invented")
    assert (properties.author, properties.created.year) == ("", 2000)


def test_a_figure_has_its_size_and_words_for_those_who_cannot_see_it():
    (shape,) = document().inline_shapes
    assert (round(shape.width.cm, 1), round(shape.height.cm, 1)) == (4.0, 2.0)
    assert shape._inline.docPr.get("descr") == "Figure 1: How it rose"


def test_a_study_without_a_notice_has_none():
    given = material({}, (), notice="")
    made, _ = compose_paper(fill("Text.", given.functions), given)
    read = docx.Document(io.BytesIO(word.render(made, {})))
    assert [p.text for p in read.paragraphs] == ["The hope study", "Text."]
    assert read.sections[0].header.paragraphs[0].text == ""
    assert 'class="told"' not in html.render(made, {}).decode()


def test_the_page_stands_alone_with_its_headings_in_order():
    page = html.render(paper(), {"rose": drawn("svg")}).decode()
    assert re.findall(r"<(h\d)>(.*?)</h\d>", page) == [
        ("h1", "The hope study"),
        ("h2", "Results"),
        ("h3", "Wide"),
        ("h3", "Next"),
    ]
    assert '<html lang="en">' in page
    assert '<p class="told">Invented.</p>' in page
    assert (
        '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; style-src '
        "'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'\">" in page
    )
    assert re.findall(r'<section class="(.*?)" id="(.*?)" aria-label="(.*?)">', page) == [
        ("table wide-page", "table-1", "Table 1"),
        ("table", "table-2", "Table 2"),
    ]
    assert re.findall(r"<caption>(.*?)</caption>", page) == [
        "<strong>Table 1</strong> What was hoped",
        "<strong>Table 2</strong> What was hoped",
    ]
    assert '<figure id="figure-3">\n<img src="data:image/svg+xml,' in page
    assert 'alt="Figure 1: How it rose">' in page
    assert "<figcaption><strong>Figure 1</strong> How it rose</figcaption>" in page
    assert set(re.findall(r'(?:src|href)="(\w+:)', page)) == {"data:", "https:"}
    assert "<b>" not in page


def written(folder, monkeypatch):
    """A study's folder and results, and the paper that the command makes of them."""
    given = material(TABLES, (figure("rose"),))
    monkeypatch.setitem(
        sys.modules,
        "qualstage.draw",
        types.SimpleNamespace(figures_of=lambda study: list(given.figures.values())),
    )
    (folder / "study.yaml").write_text(
        "title: The hope study\nnotice: invented\ncodebook: c.yaml\npaper: paper.md\nstages:\n"
        "  - {id: 1, name: Reading, heading: One, unit: programmes}\n"
        "  - {id: 2, name: Talking, heading: Two, unit: respondents}\n"
    )
    (folder / "paper.md").write_text(TEXT + '\n{{ n("Dawn", 2) }} of {{ fact(1, "words") }}\n')
    write_tables(folder / "tables.json", TABLES)
    for ending in ("svg", "png"):
        (folder / f"rose.{ending}").write_bytes(drawn(ending))
    counts = [row for row in given.counts if row["label"] == "Dawn"]
    write_table(counts, COUNTS, folder / "counts.parquet")
    write_table(given.facts, FACTS, folder / "facts.parquet")
    write_table([], FINDINGS, folder / "findings.parquet")
    write_table([], DECISIONS, folder / "decisions.parquet")
    write_table([], SATURATED, folder / "saturated.parquet")
    write_table([], AGREEMENT, folder / "agreement.parquet")
    names = ("counts", "facts", "findings", "decisions", "saturated", "agreement")
    options = [f"--{n}={folder}/{n}.parquet" for n in names]
    more = [f"--study={folder}", f"--tables={folder}/tables.json", f"--figures={folder}"]
    assert main(["typeset", *more, *options, f"--output={folder}/out"]) == 0
    return {path.name: path.read_bytes() for path in (folder / "out").iterdir()}


def test_the_command_writes_both_files_and_the_same_bytes_each_time(tmp_path, monkeypatch):
    first = written(tmp_path, monkeypatch)
    assert sorted(first) == ["paper.docx", "paper.html"]
    assert b"<p>14 of 1,542</p>" in first["paper.html"]
    read = docx.Document(io.BytesIO(first["paper.docx"]))
    assert read.paragraphs[-1].text == "14 of 1,542"
    assert written(tmp_path, monkeypatch) == first
