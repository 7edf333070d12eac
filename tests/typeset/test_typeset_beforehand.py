"""A paper's text before there are results: what it names that the study does not have."""

import pytest
from conftest import CORE
from qualstage.cli import main
from qualstage.codebook import read_codebook
from qualstage.study import read_study
from qualstage.typeset.beforehand import Beforehand, check_text
from qualstage.typeset.material import Material


def problems(tiny, text):
    study = read_study(tiny)
    book = read_codebook(study.path(study.codebook))
    return [(p.place, p.fact, p.remedy) for p in check_text(text, study, book)]


@pytest.mark.parametrize(
    ("text", "fact"),
    [
        ('{{ n("Nope", stage="talk") }}', "nothing called 'Nope' is counted at stage 'talk'."),
        ('{{ percent("Growing to eat", "walk") }}', "there is no stage 'walk'."),
        ('{{ table("table9") }}', "there is no table 'table9'."),
        ('{{ ref("figure9") }}', "there is no table and no figure 'figure9'."),
        ("{{ import os }}", "{{ import os }}: chunk after expression."),
        (
            '{{ n("Growing to eat", "talk", populaton="x") }}',
            '{{ n("Growing to eat", "talk", populaton="x") }}: n() got an '
            "unexpected keyword argument 'populaton'.",
        ),
        ("{{ number() }}", "{{ number() }}: 'number' is undefined."),
        ('{{ n("Growing to eat", "talk")', "'{{' is closed nowhere."),
    ],
)
def test_what_a_text_names_and_the_study_lacks_is_told_with_its_line(tiny, text, fact):
    ((place, told, remedy),) = problems(tiny, f"Words.\n\nMore {text}")
    assert (place, told) == ("line 3", fact)
    assert remedy


def test_a_text_that_can_be_filled_in_has_no_problem(tiny):
    text = (
        '{{ 100 * n("Growing to eat", "talk") / of("Growing to eat", "talk") }} {{ fact("", "x") }}'
    )
    assert problems(tiny, text + '\n\n{{ table("table1") }}\n\n{{ ref("table1") ~ "a" }}') == []
    difference = '(of("Growing to eat", "talk") - n("Coming for company", "talk"))'
    assert problems(tiny, f'{{{{ 100 * n("Growing to eat", "talk") / {difference} }}}}') == []
    assert problems(CORE, (CORE / read_study(CORE).paper).read_text("utf-8")) == []


def test_every_function_of_a_paper_is_known_beforehand(tiny):
    study = read_study(tiny)
    book = read_codebook(study.path(study.codebook))
    assert set(Beforehand(study, book).functions) == set(Material(study, {}, {}).functions)


def test_check_reads_the_papers_text(tiny, capsys):
    with (tiny / "study.yaml").open("a") as file:
        file.write("paper: paper.md\n")
    (tiny / "paper.md").write_text('{{ n("Nope", "talk") }}\n')
    assert main(["check", str(tiny)]) == 1
    told = capsys.readouterr().out
    assert f"{tiny}/paper.md cannot be used: 1 problem." in told
    assert "nothing called 'Nope' is counted at stage 'talk'." in told
