"""The ledger as the site tells it: what stands, what was superseded, under which wording."""

import pytest
from qualstage.codebook import read_codebook
from qualstage.ledger.chain import read_chains
from qualstage.ledger.importing import import_files
from qualstage.publish.reasons import Reasons
from qualstage.publish.record import EARLIER, TODAYS, UNKNOWN, read_record
from qualstage.study import read_study

HEADER = "source_id,code,coder,role,action,quote,reason,at\n"


@pytest.fixture
def decide(tiny):
    """A function that brings rows into the tiny study's ledger."""
    from qualstage.ledger import read_material

    def brought(*rows, header=HEADER):
        study = read_study(tiny)
        file = tiny / "rows.csv"
        file.write_text(header + "".join(f"{row}\n" for row in rows), encoding="utf-8")
        import_files([file], study.ledger_folder(), read_material(study), "2026-02-01")

    return brought


@pytest.fixture
def told(tiny):
    """A function that reads the tiny study's record."""

    def read(identifiers=()):
        study = read_study(tiny)
        codebook = read_codebook(study.path(study.codebook))
        chains = read_chains(study.ledger_folder())
        return read_record(chains, codebook, study.ledger_folder(), Reasons(identifiers))

    return read


LONELY = "H1,company,ann,principal,{},It gets lonely at home.,{},{}"


def test_entries_stand_in_the_order_of_time_whoever_made_them(decide, told):
    decide(
        LONELY.format("", "", "2026-01-03"),
        "H2,food,ann,principal,,We eat what we grow.,,2026-01-01",
        "H2,food,ben,second,,We eat what we grow.,,2026-01-02",
    )
    assert [one.entry["at"] for one in told().by_id.values()] == [
        "2026-01-01",
        "2026-01-02",
        "2026-01-03",
    ]


def test_an_entry_that_was_taken_back_names_the_one_that_did(decide, told):
    decide(LONELY.format("", "", "2026-01-01"))
    decide(LONELY.format("withdraw", "a slip", "2026-01-02"))
    first, second = told().by_id.values()
    assert first.superseded_by == second.entry["id"]
    assert second.superseded_by == ""
    assert second.reason == "a slip"


def test_a_decision_made_before_the_codebook_was_rewritten_by_hand_says_so(decide, told, tiny):
    decide(LONELY.format("", "", "2026-01-01"))
    assert [one.wording for one in told().by_id.values()] == [TODAYS]
    file = tiny / "codebook.yaml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("Meeting people on the plots", "Meeting anybody"), "utf-8")
    assert [one.wording for one in told().by_id.values()] == [UNKNOWN]


def test_a_decision_on_a_code_that_others_went_into_knows_the_wording_of_then(
    decide, told, tiny, monkeypatch
):
    from qualstage.cli import main

    decide(LONELY.format("", "", "2026-01-01"))
    merge = ["codebook", "merge", "company", "--into", "food", "--study", str(tiny)]
    assert main([*merge, "--coder", "ann", "--reason", "one thing"]) == 0
    (first, _) = told().by_id.values()
    assert first.code == "food"
    assert first.wording == EARLIER
    assert told().definitions[first.entry["wording"]]["label"] == "Company"


def test_a_reason_that_names_a_person_is_told_without_the_name(decide, told):
    decide(LONELY.format("", "lonely since home was lost", "2026-01-01"))
    place = {"source_id": "H1", "text": "home", "kind": "name"}
    (one,) = told([place]).by_id.values()
    assert one.reason == "lonely since [name] was lost"


NAMED = [
    {"source_id": "H1", "text": "Margaret Hope", "kind": "name"},
    {"source_id": "H2", "text": "12 Sorrel Lane", "kind": "address"},
]


@pytest.mark.parametrize(
    ("reason", "shown"),
    [
        ("Margaret Hope says the same of both", "[name] says the same of both"),
        ("as Margaret said, who has hope", "as [name] said, who has hope"),
        ("of 12 sorrel lane both", "of [address] both"),
        ("one thing", "one thing"),
    ],
)
def test_reasons_about_codes_are_told_without_the_identifiers_of_any_source(
    decide, told, tiny, reason, shown
):
    from qualstage.cli import main

    decide(LONELY.format("", "", "2026-01-01"))
    merge = ["codebook", "merge", "company", "--into", "food", "--study", str(tiny)]
    assert main([*merge, "--coder", "ann", "--reason", reason]) == 0
    assert [one.reason for one in told(NAMED).by_id.values()] == ["", shown]
    assert [one.reason for one in told().by_id.values()] == ["", reason]


def test_heads_tell_each_chain_s_length_and_last_entry(decide, told):
    assert told().heads == {}
    decide(LONELY.format("", "", "2026-01-01"))
    record = told()
    (entry,) = record.by_id
    assert record.heads == {"ann": (1, entry)}
    assert [one.entry["id"] for one in record.of_coder["ann"]] == [entry]


def test_a_memo_that_was_taken_back_stays_on_record_and_is_listed_no_more(decide, told):
    decide(LONELY.format("note", "ask her", ""), LONELY.format("note", "ask him", ""))
    asks_her, _ = told().memos
    row = f"H1,company,ann,principal,withdraw,,,2026-02-02,{asks_her.entry['id'][:12]}"
    decide(row, header=HEADER.replace("at\n", "at,entry\n"))
    assert [one.reason for one in told().memos] == ["ask him"]
    assert told().by_id[asks_her.entry["id"]].superseded_by
    assert len(told().by_id) == 3
