"""What a text becomes: words, tables and figures in their order, each with its label."""

from dataclasses import replace

import pytest
from qualstage.errors import QualstageError
from qualstage.typeset import html, read_paper, read_pictures
from qualstage.typeset.composed import compose_text
from qualstage.typeset.filling import fill
from qualstage.typeset.paper import SetFigure, SetTable, Words, compose_paper
from typeset_study import NASTY, figure, material, table


def composed(text, given=None):
    given = given or material()
    filled = fill(text, given.functions)
    assert filled.problems == ()
    return compose_paper(filled, given)


def page(text, given=None):
    """The words of a text as HTML."""
    paper, _ = composed(text, given)
    return "".join(html._html(block.tokens) for block in paper.blocks if isinstance(block, Words))


def test_what_is_filled_in_is_never_taken_for_markdown_or_html():
    escaped = "*all* of &lt;b&gt;it&lt;/b&gt; &amp; [a](b) {{ 1 }} `c` _d_"
    assert page('{{ finding("F1") }}') == f"<p>{escaped}</p>\n"
    assert page('# {{ finding("F1") }}') == f"<h2>{escaped}</h2>\n"
    assert page('`{{ finding("F1") }}`') == f"<p><code>{escaped}</code></p>\n"
    assert page('**x {{ finding("F1") }}**') == f"<p><strong>x {escaped}</strong></p>\n"
    assert page('    {{ finding("F1") }}') == f"<pre><code>{escaped}\n</code></pre>\n"


def test_a_number_at_the_start_of_a_line_begins_no_list():
    assert page('{{ n("Dawn", 2) }}. That is all.') == "<p>14. That is all.</p>\n"


def test_html_in_the_text_is_text_and_quotation_marks_are_curled():
    assert page('It\'s "so" <b>x</b>') == "<p>It’s “so” &lt;b&gt;x&lt;/b&gt;</p>\n"


TABLES = {"a": table(), "b": table("Table 1"), "participants": table("Participants")}
FIGURES = (figure("rose"), figure("fell", "Figure 1"), figure("stood"))
PLACED = """\
See {{ ref("stood") }} and [{{ ref("b") }}](https://example.org).

{{ figure("stood") }}

{{ table("a") }}

{{ table("participants") }}

{{ figure("fell") }}

{{ figure("rose") }}

Last: {{ ref("a") }}.

{{ table("b") }}
"""


def test_labels_without_a_number_are_numbered_as_they_stand_in_the_text():
    paper, problems = composed(PLACED, material(TABLES, FIGURES))
    assert problems == []
    told = [
        (block.anchor, block.table.label if isinstance(block, SetTable) else block.label)
        for block in paper.blocks
        if not isinstance(block, Words)
    ]
    assert told == [
        ("figure-1", "Figure 2"),
        ("table-2", "Table 2"),
        ("table-3", "Table 3"),
        ("figure-4", "Figure 1"),
        ("figure-5", "Figure 3"),
        ("table-6", "Table 1"),
    ]


def test_references_lead_to_what_they_name_and_are_no_links_within_links():
    assert page(PLACED, material(TABLES, FIGURES)) == (
        '<p>See <a href="#figure-1">Figure 2</a> and '
        '<a href="https://example.org">Table 1</a>.</p>\n'
        '<p>Last: <a href="#table-2">Table 2</a>.</p>\n'
    )


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            "Nothing.",
            [
                (
                    "text",
                    "table 'table1' is set nowhere.",
                    'Write {{ table("table1") }} as a paragraph where it belongs.',
                )
            ],
        ),
        (
            '{{ table("table1") }}\n\n{{ table("table1") }}',
            [
                (
                    "line 3",
                    "table 'table1' is set a second time, after line 1.",
                    'Leave one, and write {{ ref("table1") }} for the other.',
                )
            ],
        ),
        *(
            (
                text,
                [
                    (
                        "line 1",
                        "table 'table1' stands within a line, a list or a heading.",
                        'Write {{ table("table1") }} as a paragraph of its own.',
                    )
                ],
            )
            for text in (
                '# {{ table("table1") }}',
                '- {{ table("table1") }}',
                '> {{ table("table1") }}',
                '{{ table("table1") }} x',
            )
        ),
        (
            '{{ table("table1") }}\n\n{{ 1 }}{# a\nb #}\n\n[x](http://x/{{ 1 }})',
            [
                (
                    "line 6",
                    "the address of a link is filled in.",
                    "Write the address itself; words may be filled in.",
                )
            ],
        ),
    ],
)
def test_tables_and_figures_stand_once_each_in_paragraphs_of_their_own(text, told):
    _, problems = composed(text)
    assert [(p.place, p.fact, p.remedy) for p in problems] == told


def test_the_participants_may_be_left_out_but_not_referred_to_then():
    given = material({"participants": table("Participants")})
    assert composed("Text.", given)[1] == []
    (problem,) = composed('See {{ ref("participants") }}.', given)[1]
    assert (problem.place, problem.fact, problem.remedy) == (
        "line 1",
        "it refers to table 'participants', which is set nowhere.",
        'Write {{ table("participants") }} as a paragraph where it belongs.',
    )


def test_numbers_that_nobody_has_read_are_told_at_the_end():
    text = '{{ n("Dusk", 2) }} {{ n("Dawn", 2) }}\n\n{{ table("table1") }}'
    assert page(text) == (
        "<p>5 14</p>\n<p>Numbers in this text that count proposals of the machine which nobody has "
        "read: Dusk, stage 2, respondents: 2 of 5.</p>\n"
    )


def test_a_study_without_a_text_gets_one_of_all_it_has():
    given = material(TABLES, FIGURES)
    assert page(compose_text(given), given) == (
        "<h2>Methods</h2>\n<ul>\n"
        "<li><strong>Stage 1: Reading.</strong> 19 were read. Leaflet: 19; words: 1,542.</li>\n"
        "<li><strong>Stage 2: Talking.</strong></li>\n"
        "<li><strong>Whole study.</strong> Codes: 7.</li>\n</ul>\n"
        "<h2>Results</h2>\n<p>What was found is in "
        '<a href="#table-1">Table 2</a>, <a href="#table-2">Table 1</a>, '
        '<a href="#table-3">Table 3</a>, <a href="#figure-4">Figure 2</a>, '
        '<a href="#figure-5">Figure 1</a>, <a href="#figure-6">Figure 3</a>.</p>\n'
    )
    paper = read_paper(given.study, given)
    assert [type(block) for block in paper.blocks] == [Words, *[SetTable] * 3, *[SetFigure] * 3]


def test_names_in_a_composed_text_are_never_taken_for_markdown():
    stage = material().study.stages[0].model_copy(update={"name": NASTY, "method": ""})
    given = replace(material(stages=[stage]), counts=[], tables={})
    assert "Stage 1: *all* of &lt;b&gt;it&lt;/b&gt; &amp; [a](b) {{ 1 }} `c` _d_." in page(
        compose_text(given), given
    )


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (
            None,
            "  file\n      it cannot be read.\n"
            "      Correct 'paper' in study.yaml, or take it out: a text is composed then.",
        ),
        (b"a\nb\xff", "  line 2\n      it is not UTF-8.\n      Save the file as UTF-8."),
    ],
)
def test_a_text_that_cannot_be_read_is_told(tmp_path, content, told):
    path = tmp_path / "paper.md"
    if content is not None:
        path.write_bytes(content)
    given = material(paper=str(path))
    with pytest.raises(QualstageError) as caught:
        read_paper(given.study, given)
    assert str(caught.value) == (
        f"{path} cannot be used: 1 problem.\n\n{told}\n\nNothing was written."
    )


def test_figures_that_were_not_drawn_are_all_told(tmp_path):
    with pytest.raises(QualstageError) as caught:
        read_pictures(tmp_path, ["rose", "fell"], "png")
    assert str(caught.value) == (
        f"{tmp_path} cannot be used: 2 problems.\n\n"
        "  rose.png\n      there is no such file.\n      Run `qualstage draw` again.\n\n"
        "  fell.png\n      there is no such file.\n      Run `qualstage draw` again.\n\n"
        "Nothing was written."
    )
