"""What a text is filled in with, and what is told of an expression that cannot be."""

from dataclasses import replace

import pytest
from qualstage.errors import QualstageError
from qualstage.tabulate.apostrophes import curled
from qualstage.tabulate.printed import Cell, Line, Said
from qualstage.typeset import read_paper
from qualstage.typeset.filling import fill
from typeset_study import NASTY, material, table


def values(text):
    filled = fill(text, material().functions)
    assert filled.problems == ()
    return [value.value for value in filled.values.values()]


@pytest.mark.parametrize(
    ("expression", "printed"),
    [
        ('n("Dawn", stage=2)', "14"),
        ('of("Dawn", stage="2")', "41"),
        ('n("Dawn", 2, population="site: hill")', "3"),
        ('n("Dawn", 2, unit="references")', "20"),
        ('n("Hope", 2)', "30"),
        ('n("dawn_code", 2)', "9"),
        ('n("Hope", 2) - n("Dawn", 2)', "16"),
        ('percent("Dawn", 2)', "34\N{NO-BREAK SPACE}%"),
        ('percent("Dawn", 2, population="site: hill")', "38\N{NO-BREAK SPACE}%"),
        ('fact(1, "words")', "1,542"),
        ('fact("", "codes")', "7"),
        ('finding("F1")', NASTY),
        ('decision("D1")', "To hope."),
        ('rests_on("D1", finding="F1")', f"“To hope” rests on “{NASTY}”"),
        ('quotation("Hope", table="table1")', f"“{NASTY}” (interview S1; invented)"),
        ('agreement("alpha")', "0.79 (0.76 to 0.82)"),
        ('agreement("alpha", pooling="mean")', "0.60"),
        ('agreement("sources", coders="A and B")', "24"),
        ('agreement("percent", coders="B and A")', "0.50"),
        ('agreement("alpha", code="dawn_code")', "1.00"),
        ('agreement("alpha", coders="A and C")', "0.40"),
        ('agreement("alpha", coders="B", when="after")', "0.90"),
        ('agreement("alpha", level="span")', "0.71"),
        ('"a\\nb"', "a b"),
    ],
)
def test_an_expression_gives_what_is_printed(expression, printed):
    assert values(f"{{{{ {expression} }}}}") == [printed]


def test_a_row_is_found_by_its_concept_however_its_apostrophe_is_typed():
    given = material({"t": curled(replace(table(), rows=OWN))})
    for concept in ("One's own", "One’s own"):
        filled = fill(f'{{{{ quotation("{concept}", table="t") }}}}', given.functions)
        assert [value.value for value in filled.values.values()] == ["“It’s mine”"]


OWN = ((Cell((Line("One's own"),)), Cell((Line("It's mine", said=Said("S1", 0, 9, False)),))),)


def test_the_text_around_expressions_stays_and_comments_go():
    filled = fill("A {{ 1 }}{# not\nthis #}\nb {{ 2 }}.\n\nc", {})
    first, second = filled.values
    assert filled.text == f"A {first}\nb {second}.\n\nc"
    assert [value.line for value in filled.values.values()] == [1, 3]
    assert filled.lines == (1, 3, 4, 5)


def test_a_character_for_private_use_in_the_text_is_left_alone():
    filled = fill("\U000f0000 {{ 1 }}", {})
    assert filled.text == "\U000f0000 \U000f0001"


EXAMPLE = 'Write it as in {{ n("LABEL", stage="STAGE") }}.'


@pytest.mark.parametrize(
    ("expression", "fact", "remedy"),
    [
        (
            'agreement("alfa")',
            "there is no agreement with measure 'alfa'.",
            "Did you mean 'alpha'?",
        ),
        (
            'agreement("alpha", coders="A and D")',
            "there is no agreement with coder 2 'D'.",
            "There is 'B' and 'C'.",
        ),
        (
            'agreement("alpha", code="dusk_code")',
            "agreement has no number here: neither coder used the code.",
            "Take it out, or name another code, level or measure.",
        ),
        (
            'n("Dwan", 2)',
            "nothing called 'Dwan' is counted at stage '2'.",
            "Did you mean 'Dawn'?",
        ),
        ('n("Dawn", 3)', "there is no stage '3'.", "There is '1' and '2'."),
        (
            'n("Dawn", 1)',
            "nothing called 'Dawn' is counted at stage '1'.",
            "There is none at all: take the expression out.",
        ),
        (
            'n("Dawn", 2, unit="sources")',
            "'Dawn' is not counted at stage '2' with unit 'sources'.",
            "There is 'respondents' and 'references'.",
        ),
        (
            'n("Dawn", 2, population="site: mill")',
            "'Dawn' is not counted at stage '2' with population 'site: mill'.",
            "Did you mean 'site: hill'?",
        ),
        (
            'n("Noon", 2)',
            "'Noon' was not asked at stage '2', so that there is no number.",
            "Take the number out, or name a stage that asked.",
        ),
        (
            'n("twice", 2)',
            "'twice' is a theme of several concepts at stage '2': 'Hope', 'Fear'.",
            "Name the code below it, or rename one of the themes in study.yaml.",
        ),
        (
            'of("Dawn", 2, unit="references")',
            "'Dawn' is counted in references, which are out of no number.",
            "Take it out, or count in respondents or sources.",
        ),
        (
            'fact(1, "leaflets")',
            "there is no fact 'leaflets' of stage '1'.",
            "Did you mean 'leaflet'?",
        ),
        ('fact("", "x")', "there is no fact 'x' of the whole study.", "There is 'codes'."),
        ('finding("F9")', "there is no finding 'F9'.", "There is 'F1'."),
        ('decision("9")', "there is no decision '9'.", "There is 'D1', 'D2' and 'D3'."),
        ('rests_on("9", "F1")', "there is no decision '9'.", "There is 'D1', 'D2' and 'D3'."),
        ('rests_on("D1", "F9")', "there is no finding 'F9'.", "There is 'F1'."),
        (
            'rests_on("D2", "F1")',
            "decision 'D2' has no coded evidence of finding 'F1'.",
            "Take the sentence out, or name another decision. It rests on no finding.",
        ),
        (
            'rests_on("D3", "F1")',
            "decision 'D3' does not name finding 'F1'.",
            "Take the sentence out, or name another decision. It rests on no finding.",
        ),
        ('quotation("Hope", table="t")', "there is no table 't'.", "There is 'table1'."),
        (
            'quotation("Joy", table="table1")',
            "table 'table1' has no row 'Joy'.",
            "There is 'Hope' and 'Fear'.",
        ),
        (
            'quotation("Fear", table="table1")',
            "table 'table1' prints no quotation for 'Fear'.",
            "Take the sentence out, or pin a quotation that may be printed.",
        ),
        ('ref("tabel1")', "there is no table and no figure 'tabel1'.", "Did you mean 'table1'?"),
        ('table("x")', "there is no table 'x'.", "There is 'table1'."),
        (
            'figure("x")',
            "there is no figure 'x'.",
            "There is none at all: take the expression out.",
        ),
        ("many", "{{ many }}: 'many' is undefined.", EXAMPLE),
        (
            'n("Dawn")',
            "{{ n(\"Dawn\") }}: n() missing 1 required positional argument: 'stage'.",
            EXAMPLE,
        ),
        ("1 +", "{{ 1 + }}: unexpected 'end of template'.", EXAMPLE),
    ],
)
def test_what_cannot_be_filled_in_is_told_with_its_line(expression, fact, remedy):
    filled = fill(f"Text.\n\nAnd {{{{ {expression} }}}} more.", material().functions)
    assert [(p.place, p.fact, p.remedy) for p in filled.problems] == [("line 3", fact, remedy)]


def test_nothing_of_python_can_be_reached_from_a_text():
    (problem,) = fill("{{ n.__func__.__globals__ }}", material().functions).problems
    assert problem.fact == (
        "{{ n.__func__.__globals__ }}: access to attribute '__func__' of 'method' object is unsafe."
    )


def test_all_problems_of_a_text_are_told_at_once(tmp_path):
    path = tmp_path / "paper.md"
    path.write_text(
        '{{ n("Dwan", 2) }}\n\n{% if 1 %}\n\nIn {{ table("table1") }}.\n\n![x](y.png)\n\n{{ 1 +\n',
        encoding="utf-8",
    )
    given = material(paper=str(path))
    with pytest.raises(QualstageError) as caught:
        read_paper(given.study, given)
    assert (
        str(caught.value)
        == f"""\
{path} cannot be used: 5 problems.

  line 1
      nothing called 'Dwan' is counted at stage '2'.
      Did you mean 'Dawn'?

  line 3
      '{{%' is no expression.
      Write only expressions between {{{{ and }}}}, and comments between {{# and #}}.

  line 5
      table 'table1' stands within a line, a list or a heading.
      Write {{{{ table("table1") }}}} as a paragraph of its own.

  line 7
      a picture cannot be taken in from a file.
      Set a figure of the study: {{{{ figure("ID") }}}}.

  line 9
      '{{{{' is closed nowhere.
      {EXAMPLE}

Nothing was written."""
    )


def test_a_mistake_that_stops_reading_the_text_is_told_with_its_line():
    (problem,) = fill("a\n\n{{ 1 ? 2 }}", {}).problems
    assert (problem.place, problem.fact) == ("line 3", "unexpected char '?' at 8.")
