"""What the concept-by-stage table prints in a cell, and which words illustrate it."""

import pytest
from qualstage.codebook import Codebook, Concept
from qualstage.study import PaperTable, Stage, Study
from qualstage.tabulate import attributor
from qualstage.tabulate.apostrophes import curled
from qualstage.tabulate.concept_table import compose_concept_table, footnote_marks
from qualstage.tabulate.material import Material
from qualstage.tabulate.printed import Cell, Column, Line, PrintedTable, Said
from qualstage.tabulate.quotations import Quotation, choose_quotation

CODEBOOK = Codebook.model_validate(
    {"title": "t", "concepts": [{"label": "Hope", "definition": "Looking ahead"}], "codes": {}}
)
FEAR = Concept(label="Fear", definition="Looking round")


def study(**more):
    stage = Stage(id="1", name="one", heading="One", unit="respondents", **more)
    return Study(
        title="t", codebook="c", stages=[stage], themes={"1": {"Hope": {"Dawn": [], "Dusk": []}}}
    )


def row(label, n, unread=0, asked=True):
    return {
        "basis": "both",
        "stage": "1",
        "population": "all",
        "level": "theme",
        "concept": "Hope",
        "label": label,
        "unit": "respondents",
        "n": n if asked else None,
        "of": 41,
        "unread": unread if asked else None,
        "asked": asked,
    }


def printed(counts, study=None, **more):
    given = study or globals()["study"]()
    table = PaperTable(id="t", title="t", stages=["1"], **more)
    return compose_concept_table(table, Material(given, CODEBOOK, counts=counts))


@pytest.mark.parametrize(
    ("counts", "cell"),
    [
        ([row("Dawn", 7), row("Dusk", 0)], "Dawn (7 respondents)\nDusk –"),
        ([row("Dawn", 1), row("Dusk", 2)], "Dawn (1 respondent)\nDusk (2 respondents)"),
        ([row("Dawn", 0), row("Dusk", 0)], "–"),
        ([row("Dawn", 3), row("Dusk", 0, asked=False)], "Dawn (3 respondents)"),
        ([row("Dawn", 0, asked=False), row("Dusk", 0, asked=False)], "Not asked"),
        ([], "Not asked"),
        ([row("Dawn", 3, unread=3)], "Dawn (3 respondents) [proposed, unread]"),
        ([row("Dawn", 3, unread=1)], "Dawn (3 respondents) [1 of them proposed, unread]"),
    ],
)
def test_a_cell_prints_counts_zeros_and_what_was_not_asked(counts, cell):
    table = printed(counts)
    assert [c.printed for c in table.rows[0]] == ["Hope", "Looking ahead", cell, "None to print"]


def test_a_stage_prints_cells_in_its_own_words():
    given = study(cell="In {n} of {of}: {theme}")
    table = printed([row("Dawn", 7)], given)
    assert table.rows[0][2].printed == "In 7 of 41: Dawn"


def test_a_note_stands_where_nothing_was_asked():
    table = printed([], notes={"Hope": {"1": "Not a column of the review."}})
    assert table.rows[0][2].printed == "Not a column of the review."


def test_a_footnote_marks_the_cells_it_is_about_and_leaves_their_numbers():
    worries = "Worries are counted."
    table = printed([row("Dawn", 7)], footnotes={"Hope": {"1": worries}})
    (line,) = table.rows[0][2].lines
    assert line.printed == "Dawn (7 respondents) †"
    assert line.text[line.counts[0].start : line.counts[0].end] == "Dawn (7 respondents)"
    assert table.notes[-1] == "† Worries are counted."
    dash = printed([row("Dawn", 0)], footnotes={"Hope": {"1": worries}}).rows[0][2]
    assert dash.printed == "– †"


def test_footnotes_of_one_sentence_have_one_mark_and_further_ones_doubled_marks():
    told = {"Hope": {"1": "a", "2": "a"}, "Fear": {"1": "b", "2": "c"}, "Joy": {"1": "d", "2": "e"}}
    table = PaperTable(id="t", title="t", footnotes=told)
    rows = ["Hope", "Fear", "Joy"]
    marks = {"a": "†", "b": "‡", "c": "§", "d": "¶", "e": "††"}
    assert footnote_marks(table, rows, ["1", "2"]) == marks
    assert footnote_marks(table, rows, ["2"]) == {"a": "†", "c": "‡", "e": "§"}
    # Marks follow the rows, in whatever order the footnotes were typed.
    assert footnote_marks(table, ["Joy", "Hope"], ["1"]) == {"d": "†", "a": "‡"}


def test_a_zero_is_a_dash_in_every_cell_and_explained_where_there_is_one():
    dash = "–: asked or looked for, and voiced by nobody."
    assert dash in printed([row("Dawn", 7), row("Dusk", 0)]).notes
    assert dash not in printed([row("Dawn", 7), row("Dusk", 1)]).notes


def test_the_note_says_out_of_how_many_and_of_whom_row_by_row():
    codebook = Codebook(title="t", concepts=[*CODEBOOK.concepts, FEAR], codes={})
    themes = {"1": {"Hope": {"Dawn": []}, "Fear": {"Dark": []}}}
    given = study().model_copy(update={"themes": themes})
    counts = [
        row("Dawn", 5) | {"population": "recipients", "of": 9},
        row("Dark", 2) | {"concept": "Fear", "population": "workers", "of": 4},
        row("Dark", 6) | {"concept": "Fear"},
    ]
    table = PaperTable(
        id="t", title="t", population="recipients", row_populations={"Fear": "workers"}
    )
    made = compose_concept_table(table, Material(given, codebook, counts=counts))
    assert [cells[2].printed for cells in made.rows] == [
        "Dawn (5 respondents)",
        "Dark (2 respondents)",
    ]
    assert made.notes[0] == (
        "Counts are out of: stage 1: 9 respondents (recipients), 4 respondents (workers) in Fear."
    )
    alone = PaperTable(id="t", title="t", concepts=["Hope"], populations={"1": "recipients"})
    made = compose_concept_table(alone, Material(given, codebook, counts=counts))
    assert made.notes[0] == "Counts are out of: stage 1: 9 respondents (recipients)."
    everybody = compose_concept_table(
        PaperTable(id="t", title="t", concepts=["Fear"]), Material(given, codebook, counts=counts)
    )
    assert everybody.notes[0] == (
        "Counts are of all in the stage's material (stage 1: 41 respondents)."
    )


@pytest.mark.parametrize(
    ("typed", "set_"),
    [
        ("workers' own and the review's", "workers’ own and the review’s"),
        ("it’s 'few', not 'most'", "it’s ‘few’, not ‘most’"),
        ("I was goin' there, 'cause", "I was goin’ there, ’cause"),
        ("5' and 6'", "5’ and 6’"),
    ],
)
def test_apostrophes_are_set_alike_sign_for_sign(typed, set_):
    cell = Cell((Line(typed, said=Said("S1", 3, 9, False)),))
    table = PrintedTable("T", typed, (Column(typed, 1.0),), ((cell,),), notes=(typed,))
    made = curled(table)
    assert {made.title, made.columns[0].heading, made.rows[0][0].lines[0].text, *made.notes} == {
        set_
    }
    assert made.rows[0][0].lines[0].said == cell.lines[0].said
    assert len(set_) == len(typed)


WORDS = " ".join(["word"] * 40)


def coding(code, source_id, words=WORDS, start=0):
    return {
        "source_id": source_id,
        "code": code,
        "start_char": start,
        "end_char": start + len(words),
        "text": words,
    }


def choose(codings, pinned=(), alone=lambda row: "P", may_print=lambda row: True):
    return choose_quotation(codings, pinned, alone, may_print)


def test_the_most_voiced_code_and_the_length_nearest_to_forty_words_win():
    long = WORDS + " and more"
    codings = [coding("rare", "S1"), coding("often", "S2", long), coding("often", "S3")]
    assert choose(codings).source_id == "S3"


def test_words_of_several_people_or_too_few_words_are_not_chosen():
    assert choose([coding("a", "S1")], alone=lambda row: None) is None
    assert choose([coding("a", "S1", "too short")]) is None
    assert choose([coding("a", "S1", WORDS + " x" * 40)]) is None


def test_what_carries_an_identifier_is_never_printed():
    codings = [coding("a", "S1"), coding("a", "S2")]
    assert choose(codings, may_print=lambda row: row["source_id"] != "S1").source_id == "S2"
    pinned = [coding("a", "S1", "short")]
    assert choose([], pinned, may_print=lambda row: False) is None


def test_a_pinned_quotation_wins_and_the_last_one_pinned():
    pinned = [coding("a", "S1", "first"), coding("a", "S2", "second")]
    assert choose([coding("a", "S3")], pinned) == Quotation("S2", 0, 6, "P", "second", True)


@pytest.mark.parametrize(
    ("speaker", "respondent", "printed"),
    [
        ("Female 1", None, "(group G1, Female 1; invented)"),
        ("Ingrid Falkenberg", None, "(group G1; invented)"),
        ("", None, "(group G1; invented)"),
        ("P", "R7", "(group G1; invented)"),
    ],
)
def test_an_attribution_names_the_source_and_never_a_person(speaker, respondent, printed):
    source = {"source_id": "G1", "stage": "1", "kind": "group", "respondent_id": respondent}
    attribute = attributor(study().model_copy(update={"notice": "invented"}), [source])
    assert f"({attribute(Quotation('G1', 0, 3, speaker, 'Yes', False))})" == printed
