"""Sources that withdrew consent: what is said of them, and that the machine forgets."""

import pytest
from conftest import SOURCES
from qualstage.cli import main
from qualstage.codebook import read_codebook
from qualstage.compare import summarise
from qualstage.contracts import has_withdrawn
from qualstage.ingest import ingest_study
from qualstage.ledger.leavers import told_withdrawn, withdrawn_sources
from qualstage.plan import Plan
from qualstage.study import read_study
from qualstage.tabulate.compose import compose_tables
from qualstage.tabulate.material import Material
from reviewed import decide, ledger_of


def excluding(tiny, **reasons):
    text = SOURCES
    for name, reason in reasons.items():
        (line,) = (line for line in text.splitlines() if line.startswith(f"{name},"))
        text = text.replace(line, ",".join([*line.split(",")[:5], reason]))
    (tiny / "sources.csv").write_text(text)


def notes(tiny):
    study = read_study(tiny)
    rows = ingest_study(study)
    codebook = read_codebook(tiny / "codebook.yaml")
    given = Material(study, codebook, rows.sources, rows.speakers)
    return {name: printed.notes for name, printed in compose_tables(given, ()).items()}


def test_a_table_that_codings_enter_says_who_withdrew_and_how_many_are_left(tiny):
    excluding(tiny, H1="withdrawn 2026-05-04", V1="withdrawn 2026-06-01; noisy")
    told = "Stage talk, n = 1: 2 sources withdrew consent (H1, V1)."
    assert told in notes(tiny)["table1"]
    assert "Left out at stage talk: H1 (withdrawn 2026-05-04)." in notes(tiny)["participants"]
    assert told not in notes(tiny)["participants"]


def test_a_source_excluded_for_another_reason_did_not_withdraw(tiny):
    assert not any("withdrew" in note for told in notes(tiny).values() for note in told)
    assert [has_withdrawn(why) for why in (None, "", "tape lost", "Withdrawn in May")] == [
        False,
        False,
        False,
        True,
    ]


def test_a_table_of_other_stages_says_nothing_of_it(tiny):
    study = tiny / "study.yaml"
    text = study.read_text().replace("stages: [talk]}", "stages: [later]}")
    later = "  - {id: later, name: Later, heading: Later, unit: respondents}\n"
    study.write_text(text.replace("themes:\n", f"{later}themes:\n", 1))
    excluding(tiny, H1="withdrawn 2026-05-04")
    assert not any("withdrew" in note for note in notes(tiny)["table1"])


@pytest.mark.parametrize(
    ("gone", "told"),
    [
        (["H1"], "  1 source withdrew consent (H1): figures in print may count what is gone\n"),
        (["H1", "V1"], "  2 sources withdrew consent (H1, V1): figures in print may count what"),
    ],
)
def test_the_comparison_says_that_print_may_count_who_withdrew(gone, told):
    same = {"basis": "people", "verdict": "same", "note": "", "printed_in": "f.csv, line 2"}
    assert told in summarise([same], "", gone)
    assert "withdrew" not in summarise([same])


def test_the_machine_learns_anew_when_somebody_withdraws_and_only_then(tiny):
    def key():
        return Plan(tiny, 2).model_key

    before = key()
    excluding(tiny, H1="recording failed")
    assert key() == before
    excluding(tiny, H1="withdrawn 2026-05-04")
    assert key() != before


WITHDREW = (
    "source H1 was withdrawn by its participant on 2026-05-04: nothing is recorded of it any more."
)

ANEW = "Run snakemake again, and start the review anew."


def withdraw(tiny, name="H1"):
    given = ["--by", "kim", "--reason", "letter", "--at", "2026-05-04", "--yes"]
    assert main(["ledger", "withdraw", name, "--study", str(tiny), *given]) == 0


@pytest.mark.parametrize(
    "rows",
    [
        ["source_id,code,coder,role,quote,reason", "H1,company,ann,principal,It gets lonely,so"],
        ["source_id,coder,role,reason", "H1,ann,principal,she says: lonely"],
    ],
    ids=["coding", "reading"],
)
def test_rows_about_a_source_that_was_withdrawn_are_to_be_taken_out(tiny, capsys, rows):
    withdraw(tiny)
    path = tiny / "rows.csv"
    others = rows[1].replace("H1", "H2").replace("It gets lonely", "For supper")
    path.write_text("\n".join([*rows, others]) + "\n")
    capsys.readouterr()
    assert main(["ledger", "import", str(path), "--study", str(tiny)]) == 1
    assert capsys.readouterr().err.replace(str(tiny), "STUDY") == (
        "STUDY/rows.csv cannot be used: 1 problem.\n\n"
        "  rows.csv, line 2\n"
        "      source H1 was withdrawn by its participant on 2026-05-04: nothing is recorded of it "
        "any\n"
        "      more.\n"
        "      Take the row out.\n\n"
        "Nothing was written.\n"
    )
    path.write_text("\n".join([rows[0], others]) + "\n")
    assert main(["ledger", "import", str(path), "--study", str(tiny)]) == 0


def test_a_withdrawal_counts_once_it_is_on_record_or_in_sources_csv(tiny):
    root = tiny / "ledger"
    assert withdrawn_sources(root, ()) == {}
    rows = [
        {"source_id": "H2", "excluded": "withdrawn 2026-06-01; noisy"},
        {"source_id": "V1", "excluded": "Withdrawn in May"},
        {"source_id": "V2", "excluded": "tape lost"},
        {"source_id": "V3", "excluded": None},
    ]
    assert withdrawn_sources(root, rows) == {"H2": "2026-06-01", "V1": ""}
    withdraw(tiny)
    (root / "codebook").rename(root / "older")
    (root / "older" / "ann.jsonl").write_text('{"action":"erase"\n')
    assert withdrawn_sources(root, rows[:1]) == {"H1": "2026-05-04", "H2": "2026-06-01"}
    assert told_withdrawn("V1", "")[0] == (
        "source V1 was withdrawn by its participant: nothing is recorded of it any more."
    )


@pytest.mark.parametrize("blind", [False, True])
def test_the_page_records_nothing_of_a_source_that_was_withdrawn_while_it_was_open(
    opened, tiny, blind
):
    page = opened("ann", blind=blind)
    at = {"source": "H1", "start": 69, "end": 92}
    (name,) = decide(page, {"action": "accept", "code": "company", **at})["entries"]
    withdraw(tiny)
    before = ledger_of(tiny)
    decisions = [
        {"action": "reject", "code": "company", **at},
        {"action": "read", "source": "H1"},
        {"action": "note", "code": "company", "reason": "lonely", **at},
        {"action": "withdraw", "source": "H1", "entry": name},
    ]
    answers = [
        *(page.post("/api/decisions", json={"decisions": [one]}) for one in decisions),
        page.post("/api/undo", json={"entries": [name]}),
    ]
    for answer in answers:
        assert answer.status_code == 409, answer.text
        assert answer.json()["problems"] == [{"place": "H1", "fact": WITHDREW, "remedy": ANEW}]
    assert ledger_of(tiny) == before
