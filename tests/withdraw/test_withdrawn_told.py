"""Sources that withdrew consent: what is said of them, and that the machine forgets."""

import pytest
from conftest import SOURCES
from qualstage.codebook import read_codebook
from qualstage.compare import summarise
from qualstage.contracts import has_withdrawn
from qualstage.ingest import ingest_study
from qualstage.plan import Plan
from qualstage.study import read_study
from qualstage.tabulate.compose import compose_tables
from qualstage.tabulate.material import Material


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
