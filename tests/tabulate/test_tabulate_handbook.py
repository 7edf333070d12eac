"""Tables of the handbook: its outline, and where it carries out what was agreed on."""

from orchards import CODEBOOK
from qualstage.conclude.people import Handbook
from qualstage.study import PaperTable
from qualstage.tabulate.formats.markdown import render
from qualstage.tabulate.handbook_tables import compose_carried_out, compose_chapters
from qualstage.tabulate.material import Material
from test_tabulate_consensus import COUNTS, RATED, STUDY

HANDBOOK = Handbook.model_validate(
    {
        "title": "Trees",
        "chapters": [
            {
                "title": "The place",
                "sections": [
                    {"title": "Seats", "carries_out": ["chat", "chat", "sun"]},
                    {"title": "Paths"},
                ],
            },
            {"title": "Alone", "sections": []},
            {"title": "Others", "sections": [{"title": "Talk", "carries_out": ["chat"]}]},
        ],
    }
)


def given(**more):
    told = {"counts": COUNTS, "consensus": RATED, "handbook": HANDBOOK} | more
    return Material(STUDY, CODEBOOK, **told)


def table(kind):
    return PaperTable(id="t", kind=kind, label="Table 3", title="The handbook")


def test_chapters_and_sections_are_numbered_by_their_place():
    made = compose_chapters(table("chapters"), given())
    assert render(made).decode() == (
        "**Table 3** The handbook\n\n"
        "| Chapter | Content |\n"
        "| --- | --- |\n"
        "| 1.0 The place | 1.1 Seats<br>1.2 Paths |\n"
        "| 2.0 Alone | – |\n"
        "| 3.0 Others | 3.1 Talk |\n\n"
        "Components agreed on: 2, of them in no section 1: Eating.\n"
    )
    assert [(f.item, f.unit, f.n) for f in made.figures] == [
        ("all", "chapters", 3),
        ("all", "sections", 3),
        ("Chapter 1", "sections", 2),
        ("Chapter 2", "sections", 0),
        ("Chapter 3", "sections", 1),
    ]


def test_a_handbook_of_a_study_that_rated_nothing_says_nothing_of_agreement():
    assert compose_chapters(table("chapters"), given(consensus=())).notes == ()


def test_a_handbook_is_told_where_nothing_was_agreed_on_and_where_all_is_carried_out():
    assert compose_chapters(table("chapters"), given(counts=())).notes == (
        "No component was agreed on.",
    )
    chat = [row for row in COUNTS if row["label"] == "chat"]
    assert compose_chapters(table("chapters"), given(counts=chat)).notes == (
        "Components agreed on: 1, each carried out by some section.",
    )


def test_a_section_that_names_a_code_twice_carries_it_out_once():
    made = compose_carried_out(table("carried_out"), given())
    assert render(made).decode() == (
        "**Table 3** The handbook\n\n"
        "| Concept | Component | Sections |\n"
        "| --- | --- | --- |\n"
        "| Company | Chatting | 1.1 Seats<br>3.1 Talk |\n"
        "| Fruit | Eating | In no section |\n\n"
        "Components agreed on: 2, of them in no section 1: Eating.\n\n"
        "Carried out without being agreed on: Sun.\n"
    )
