"""What notebooks share: which table, cell and component they open, and what they may show."""

import html

import pandas
import pytest
from narrated import write_decided_study
from qualstage.codebook import read_codebook
from qualstage.errors import QualstageError
from qualstage.ledger.chain import Chain, read_chains
from qualstage.narrate.choosing import (
    WHOLE,
    ratings_to_turn,
    reached,
    sources_of,
    table_of_codings,
    table_to_rebuild,
)
from qualstage.narrate.record import judged, read_wholly
from qualstage.narrate.results import given_results
from qualstage.narrate.screened import Screened
from qualstage.narrate.telling import counted, in_units, listed, table_as_html
from qualstage.screen import WITHHELD
from qualstage.study import PaperTable, Population, Stage, Study, read_study
from qualstage.study_model import Consensus

RULE = Consensus(essential=7, share=0.7, groups=2)


def table(label, kind):
    return PaperTable(id=label.lower(), label=label, title="t", kind=kind)


def study(*tables, **more):
    stage = Stage(id="1", name="one", heading="One", unit="respondents")
    return Study(title="t", codebook="c", stages=[stage], tables=list(tables), **more)


@pytest.mark.parametrize(
    ("tables", "chosen"),
    [
        ([("Table 1", "concepts"), ("Table 2", "concepts")], "Table 2"),
        ([("Table 1", "concepts"), ("Table 2", "stages")], "Table 1"),
        ([("Table 1", "people"), ("Table 3", "components")], "Table 3"),
        ([("Table 1", "people")], WHOLE.label),
        ([], WHOLE.label),
    ],
)
def test_table_two_is_rebuilt_or_else_the_first_that_holds_counts(tables, chosen):
    assert table_to_rebuild(study(*(table(*one) for one in tables))).label == chosen


def test_a_cell_is_looked_for_in_a_table_of_codings():
    both = study(table("Table 2", "components"), table("Table 4", "concepts"))
    assert table_of_codings(both).label == "Table 4"


@pytest.mark.parametrize(
    ("population", "belong"),
    [
        ("all", {"A", "B"}),
        ("site: hill", {"A"}),
        ("kind: walk", {"B"}),
        ("walkers", {"B"}),
        ("speakers", {"A", "B"}),
    ],
)
def test_a_population_holds_the_sources_it_names_and_none_left_out(population, belong):
    given = {"walkers": Population(where={"kind": ["walk"]}), "speakers": Population(voiced=["c"])}
    row = {"attributes": [("site", "hill")], "kind": "talk", "excluded": None}
    rows = [
        row | {"source_id": "A"},
        row | {"source_id": "B", "attributes": [], "kind": "walk"},
        row | {"source_id": "C", "excluded": "lost"},
    ]
    assert sources_of(population, study(populations=given), rows) == belong


def test_seven_of_ten_reach_a_share_of_seven_tenths():
    assert reached([7] * 7 + [1] * 3, RULE)
    assert not reached([7] * 6 + [1] * 4, RULE)


@pytest.mark.parametrize(
    ("groups", "turned"),
    [
        ({"A": [9, 9, 9], "B": [9, 9, 9]}, 1),
        ({"A": [9, 9, 9], "B": [9, 9, 1]}, 1),
        ({"A": [9] * 10, "B": [9] * 10}, 4),
        ({"A": [1, 1, 1], "B": [1, 9, 9]}, 4),
        ({"A": [9] * 10, "B": [9] * 10, "C": [9] * 7 + [1] * 3}, 5),
        ({"A": [9, 9, 9]}, None),
    ],
)
def test_a_code_is_as_near_to_the_line_as_the_ratings_that_would_turn_it(groups, turned):
    assert ratings_to_turn(groups, RULE) == turned


SAID = [
    ("S1", 0, "Int", "interviewer", 5, 20, "Who helped you?"),
    ("S1", 1, "Zoë", "respondent", 27, 50, "Ingrid did, by the bus."),
    ("S1", 2, "P2", "respondent", 56, 60, "Yes."),
]
SEGMENTS = [
    dict(
        zip(
            ("source_id", "position", "speaker", "role", "start_char", "end_char", "text"),
            row,
            strict=True,
        )
    )
    for row in SAID
]
FOUND = {"source_id": "S1", "within": "words", "start_char": 27, "end_char": 33, "text": "Ingrid"}
SPEAKERS = [
    {"source_id": "S1", "speaker": "Zoë", "respondent_id": "S1/Zoë"},
    {"source_id": "S1", "speaker": "P2", "respondent_id": "S1/P2"},
    {"source_id": "S1", "speaker": "Int", "respondent_id": None},
]


@pytest.fixture
def screened():
    return Screened([FOUND], SPEAKERS, SEGMENTS)


def test_words_with_an_identifier_and_reasons_that_repeat_it_are_withheld(screened):
    assert screened.words("S1", 27, 50, "Ingrid did") == WITHHELD
    assert screened.words("S1", 56, 60, "Yes.") == "Yes."
    assert screened.reason("S1", 27, 50, "She was there") == WITHHELD
    assert screened.reason("S1", 56, 60, "Agrees about ingrid") == WITHHELD
    assert screened.reason("S1", 56, 60, "Agrees") == "Agrees"
    assert screened.reason("S1", 56, 60, "") == ""


def test_people_whose_label_is_a_name_are_called_by_their_source(screened):
    assert screened.person("S1/Zoë") == "S1, a speaker not named here"
    assert screened.person("S1/P2") == "S1/P2"
    assert screened.label("Zoë") == ""


def test_what_stands_around_a_passage_is_screened_as_well(screened):
    assert screened.around("S1", 56, 60) == (f"respondent: {WITHHELD}", "")
    assert screened.around("S1", 27, 50) == ("Int: Who helped you?", "P2: Yes.")


def test_a_table_escapes_words_cuts_none_and_dashes_what_is_missing():
    long = "very long words " * 9
    shown = table_as_html(pandas.DataFrame({"a": ["<b>", long], "b": [pandas.NA, 1]}))
    assert html.escape("<b>") in shown
    assert long.strip() in shown
    assert shown.count("–") == 1


def test_numbers_stand_a_row_a_basis_and_a_column_a_unit():
    rows = [("both", "sources", 2, 3), ("both", "references", 5, None), ("people", "sources", 1, 3)]
    counts = pandas.DataFrame(rows, columns=["basis", "unit", "n", "of"]).astype({"of": "Int64"})
    assert in_units(counts).fillna("").to_dict("records") == [
        {"basis": "both", "references": "5", "sources": "2 of 3"},
        {"basis": "people", "references": "", "sources": "1 of 3"},
    ]


def test_a_number_of_things_and_a_list_fit_a_sentence():
    assert (counted(1, "code"), counted(0, "code")) == ("1 code", "0 codes")
    assert (listed(["a", "b"]), listed([]), listed([], "nobody")) == ("a, b", "none", "nobody")


def test_the_record_says_who_judged_when_under_which_wording_and_what_still_stands(tmp_path):
    folder = write_decided_study(tmp_path / "plots")
    given = read_study(folder)
    codebook = read_codebook(given.path(given.codebook))
    chain = Chain(given.ledger_folder() / "ann.jsonl")
    first = chain.entries[0]
    later = {name: first[name] for name in ("code", "coder", "role", "source", "source_sha256")}
    later |= {"span": first["span"], "wording": "0" * 64, "at": "2026-02-01", "supersedes": 0}
    read = {"action": "read", "at": "2026-02-02", "coder": "ann", "role": "principal"}
    chain.append([(later | {"action": "reject"}, {"exact": first["code"]})])
    chain.append([(read | {"source": "H1"}, {})])
    chains = read_chains(given.ledger_folder())
    rows = [row for row in judged(chains, codebook, {"company"}) if row["source_id"] == "H1"]
    told = [(row["at"], row["action"], row["wording"], row["stands"]) for row in rows]
    assert told == [
        ("2026-01-15T09:00:00Z", "accept", "today's", False),
        ("2026-02-01", "reject", "another", True),
    ]
    assert read_wholly(chains) == [
        {"at": "2026-02-02", "coder": "ann", "role": "principal", "source_id": "H1"}
    ]


def test_a_notebook_outside_a_run_is_told_what_to_set(monkeypatch):
    monkeypatch.delenv("QUALSTAGE_STUDY", raising=False)
    monkeypatch.setenv("QUALSTAGE_RESULTS", "results/plots")
    with pytest.raises(QualstageError) as failed:
        given_results()
    assert failed.value.told(False) == (
        "the environment cannot be used: 1 problem.\n\n"
        "  QUALSTAGE_STUDY\n"
        "      it is not set.\n"
        "      Run the notebook by `qualstage narrate`, or set it before you start Jupyter."
    )
