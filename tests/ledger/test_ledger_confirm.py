"""Definitions that change, words that are corrected: what is listed, and how it is confirmed."""

import csv
import json

import pytest
from qualstage.cli import main
from qualstage.codebook import read_codebook
from qualstage.ingest import ingest_study
from qualstage.ledger import importing
from qualstage.ledger.chain import Chain, read_chains
from qualstage.ledger.wordings import FILE, known_wordings, told_wording
from qualstage.settle import settle_study, sheets
from qualstage.study import read_study

LONELY = "It gets lonely at home."
OLD = (
    "Company: Meeting people on the plots is said to matter. Use when: Somebody says that others "
    "are why they come. Not when: Others are only mentioned."
)


@pytest.fixture
def bring(tiny):
    """A function that imports rows: source, code, coder, action, quote."""

    def bring(*rows, at="2026-01-01"):
        path = tiny / "codings.csv"
        lines = [f"{s},{code},{coder},principal,{a},{q},{at}" for s, code, coder, a, q in rows]
        header = "source_id,code,coder,role,action,quote,at"
        path.write_text("\n".join([header, *lines]) + "\n")
        assert main(["ledger", "import", str(path), "--study", str(tiny)]) == 0

    return bring


@pytest.fixture
def lists(tiny):
    """A function that gives a list that `settle` makes, as dictionaries."""

    def lists(name):
        study = read_study(tiny)
        codebook = read_codebook(tiny / "codebook.yaml")
        rows = ingest_study(study)
        chains = read_chains(study.ledger_folder())
        outcome = settle_study(study, codebook, rows.sources, rows.segments, [], chains)
        header, found = sheets(outcome, study, codebook, rows.sources, chains)[name]
        return [dict(zip(header, row, strict=True)) for row in found]

    return lists


@pytest.fixture
def confirm(tiny, capsys):
    """A function that confirms; the exit code, and what was said."""

    def confirm(*given, coder="ann", at="2026-02-01"):
        capsys.readouterr()
        common = ["--study", str(tiny), "--coder", coder, "--at", at]
        code = main(["ledger", "confirm", *given, *common])
        told = capsys.readouterr()
        return code, told.out + told.err

    return confirm


def entries(tiny):
    return [entry for chain in read_chains(tiny / "ledger/codebook") for entry in chain.entries]


def edit(path, old, new):
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def redefine(tiny):
    edit(tiny / "codebook.yaml", "are why they come", "are why they stay")


def mend(tiny):
    edit(tiny / "transcripts" / "H1.txt", "gets lonely", "gets, um, lonely")


BOTH = (
    ("H1", "company", "ann", "add", LONELY),
    ("H1", "food", "ann", "reject", "The slugs have it."),
)


def test_a_changed_definition_lists_exactly_the_decisions_made_under_it(bring, lists, tiny):
    bring(*BOTH)
    assert lists("stale") == []
    redefine(tiny)
    entry = entries(tiny)[0]["id"]
    assert lists("stale") == [
        {
            **{"source_id": "H1", "code": "company", "start_char": 69, "end_char": 92},
            **{"coder": "ann", "at": "2026-01-01", "text": LONELY, "entry": entry, "was": OLD},
        }
    ]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("label: Company\n    concept", "label: Companionship\n    concept"),
        ("Meeting people on the plots is", "Being among people on the plots is"),
        ("are why they come", "are why they stay"),
        ("Others are only mentioned", "Others are mentioned only"),
        ("I come for the chat more", "I come for the talk more"),
    ],
    ids=["label", "definition", "use_when", "not_when", "example"],
)
def test_whatever_people_decide_by_flags_the_codes_own_decisions_when_it_changes(
    bring, lists, tiny, old, new
):
    bring(*BOTH)
    edit(tiny / "codebook.yaml", old, new)
    assert [row["code"] for row in lists("stale")] == ["company"]


def test_indicators_steer_the_machine_and_flag_nothing(bring, lists, tiny):
    bring(*BOTH)
    edit(tiny / "codebook.yaml", "chat|natter", "chat")
    assert lists("stale") == []


def test_what_a_definition_said_is_not_known_where_nobody_kept_it(bring, lists, tiny):
    bring(*BOTH)
    (tiny / "ledger/codebook" / FILE).unlink()
    redefine(tiny)
    assert [row["was"] for row in lists("stale")] == [""]


def test_what_a_merged_code_said_is_known_from_the_merge(bring, lists, tiny):
    bring(*BOTH)
    (tiny / "ledger/codebook" / FILE).unlink()
    merge = ["codebook", "merge", "food", "--into", "company", "--coder", "ann"]
    assert main([*merge, "--study", str(tiny)]) == 0
    (row,) = lists("stale")
    assert (row["code"], row["text"]) == ("company", "The slugs have it.")
    assert row["was"].startswith("Growing to eat: Growing food for the table is said to matter.")


def test_kept_wordings_hold_no_examples_and_only_grow(bring, tiny):
    bring(*BOTH)
    path = tiny / "ledger/codebook" / FILE
    first = json.loads(path.read_text("utf-8"))
    assert "leeks" not in path.read_text("utf-8")
    redefine(tiny)
    bring(("H1", "company", "ann", "add", LONELY), at="2026-03-01")
    then = json.loads(path.read_text("utf-8"))
    assert first.items() < then.items()
    assert len(then) == len(first) + 1


def test_a_file_of_wordings_that_cannot_be_read_stops_nobody(bring, lists, tiny):
    bring(*BOTH)
    (tiny / "ledger/codebook" / FILE).write_text("{")
    assert known_wordings(tiny / "ledger/codebook", []) == {}
    assert told_wording(None) == ""
    assert lists("stale") == []


def test_a_decision_at_corrected_words_is_listed_with_what_they_were_and_are(bring, lists, tiny):
    bring(*BOTH, ("H1", "company", "ann", "quote", LONELY))
    assert lists("reworded") == []
    mend(tiny)
    made, pinned = (e["id"] for e in entries(tiny) if e["code"] == "company")
    common = {
        **{"source_id": "H1", "code": "company", "start_char": 69, "end_char": 97},
        **{"coder": "ann", "was": LONELY, "now": "It gets, um, lonely at home."},
    }
    assert lists("reworded") == [common | {"entry": entry} for entry in sorted([made, pinned])]
    assert lists("unanchored") == []


def test_a_decision_whose_words_are_gone_is_listed_with_what_is_like_them(bring, lists, tiny):
    bring(("H1", "company", "ann", "add", "I come for a natter over the fence. It gets lonely"))
    edit(tiny / "transcripts" / "H1.txt", "I come for a natter over the fence. It gets", "Dull and")
    edit(tiny / "transcripts" / "H1.txt", "The slugs have it", "I come for a natter, mostly")
    (row,) = lists("unanchored")
    assert (row["problem"], row["nearest"]) == (
        "its words are not in the source",
        "characters 113-141: “I come for a natter, mostly.”",
    )
    assert lists("reworded") == []


def test_a_confirmed_decision_is_stale_no_more_and_stays_on_record(bring, lists, confirm, tiny):
    bring(*BOTH)
    redefine(tiny)
    old = entries(tiny)[0]
    assert confirm(old["id"][:12], "--reason", "still so") == (0, "1 decision confirmed.\n")
    assert lists("stale") == []
    new = entries(tiny)[-1]
    wording = read_codebook(tiny / "codebook.yaml").wording("company")
    kept = ("coder", "role", "source", "source_sha256", "code", "span")
    assert {name: new[name] for name in kept} == {name: old[name] for name in kept}
    assert (new["action"], new["at"], new["wording"]) == ("accept", "2026-02-01", wording)
    chain = Chain(tiny / "ledger/codebook/ann.jsonl")
    assert chain.words[new["words"]]["reason"] == "still so"
    codings = settled(tiny)
    assert [(row["state"], row["stale"], len(row["entries"])) for row in codings] == [
        ("accepted", False, 2),
        ("rejected", False, 1),
    ]


def settled(tiny):
    study = read_study(tiny)
    rows = ingest_study(study)
    codebook = read_codebook(tiny / "codebook.yaml")
    chains = read_chains(study.ledger_folder())
    outcome = settle_study(study, codebook, rows.sources, rows.segments, [], chains)
    return [row for row in outcome.codings if row["basis"] == "people"]


def test_all_of_a_code_are_confirmed_at_once(bring, lists, confirm, tiny):
    bring(*BOTH, ("H2", "company", "ann", "reject", "For supper"))
    redefine(tiny)
    assert confirm("--code", "company") == (0, "2 decisions confirmed.\n")
    assert lists("stale") == []
    assert [entry["action"] for entry in entries(tiny)[-2:]] == ["accept", "reject"]


def test_corrected_words_are_confirmed_as_they_are_now_quotations_too(bring, lists, confirm, tiny):
    bring(BOTH[0], ("H1", "company", "ann", "quote", LONELY))
    mend(tiny)
    ids = [entry["id"] for entry in entries(tiny)]
    assert confirm(*ids) == (0, "2 decisions confirmed.\n")
    assert lists("reworded") == []
    assert [row["end_char"] for row in lists("quotations")] == [97]
    assert confirm(entries(tiny)[-2]["id"], at="2026-03-01") == (
        0,
        "0 decisions confirmed.\n1 was made at today's words and under today's wording already.\n",
    )


def test_what_cannot_be_confirmed_is_told_and_nothing_is_written(bring, confirm, tiny):
    bring(BOTH[0], ("H1", "company", "bob", "add", LONELY))
    redefine(tiny)
    anns, bobs = (entry["id"] for entry in entries(tiny))
    code, told = confirm("zzz", bobs, anns, "--code", "slugs", at="2025-12-31")
    assert (code, told) == (
        1,
        "qualstage ledger confirm cannot be used: 4 problems.\n\n"
        "  command line\n"
        "      no decision that stands has an entry whose id begins with 'zzz'.\n"
        "      Copy it from settle/stale.csv or settle/reworded.csv of the results.\n\n"
        f"  entry {bobs[:12]}\n"
        "      it is a decision of bob, and not of ann.\n"
        "      Let bob confirm it; or judge the same words by a row of yours.\n\n"
        f"  entry {anns[:12]}\n"
        "      it was decided at 2026-01-01, later than 2025-12-31.\n"
        "      Give a later time by --at.\n\n"
        "  command line\n"
        "      code 'slugs' is not in the codebook.\n"
        "      Correct it.\n\n"
        "Nothing was written.\n",
    )
    assert "it names no entry and no --code." in confirm()[1]
    assert len(entries(tiny)) == 2


@pytest.mark.parametrize("action", ["withdraw", "reject"])
def test_a_decision_taken_back_or_overruled_meanwhile_is_not_confirmed(
    bring, confirm, tiny, monkeypatch, action
):
    bring(BOTH[0])
    redefine(tiny)
    (old,) = entries(tiny)
    append = Chain.append_now

    def meanwhile(chain, plan):
        monkeypatch.setattr(Chain, "append_now", append)
        bring(("H1", "company", "ann", action, LONELY), at="2026-01-20")
        return append(chain, plan)

    monkeypatch.setattr(Chain, "append_now", meanwhile)
    code, told = confirm(old["id"][:6])
    assert (code, told.partition("qualstage ledger confirm")[2]) == (
        1,
        " cannot be used: 1 problem.\n\n"
        "  command line\n"
        f"      no decision that stands has an entry whose id begins with '{old['id'][:12]}'.\n"
        "      Copy it from settle/stale.csv or settle/reworded.csv of the results.\n\n"
        "Nothing was written.\n",
    )
    assert [entry["action"] for entry in entries(tiny)] == ["add", action]


def test_what_was_written_of_other_words_meanwhile_hinders_no_confirmation(
    bring, confirm, tiny, monkeypatch
):
    bring(BOTH[0])
    redefine(tiny)
    append = Chain.append_now

    def meanwhile(chain, plan):
        monkeypatch.setattr(Chain, "append_now", append)
        bring(BOTH[1])
        return append(chain, plan)

    monkeypatch.setattr(Chain, "append_now", meanwhile)
    assert confirm("--code", "company")[0] == 0
    assert [entry["action"] for entry in entries(tiny)] == ["add", "reject", "accept"]


def test_what_codes_say_is_kept_before_decisions_are_written(bring, tiny, monkeypatch):
    def killed(planned):
        raise KeyboardInterrupt

    monkeypatch.setattr(importing, "append_together", killed)
    with pytest.raises(AssertionError):
        bring(BOTH[0])
    assert len(known_wordings(tiny / "ledger/codebook", [])) == 2


def test_rows_imported_again_after_a_definition_changed_confirm_nothing_and_say_so(
    bring, lists, tiny, capsys
):
    bring(*BOTH)
    redefine(tiny)
    capsys.readouterr()
    assert main(["ledger", "import", str(tiny / "codings.csv"), "--study", str(tiny)]) == 0
    assert capsys.readouterr().out.replace(f"{tiny}/", "") == (
        "codings.csv: 0 entries made, 2 already in the ledger\n"
        "  1 row is in the ledger as decided under an older wording of the code, and nothing new "
        "is made of them: to confirm that they hold under today's, use qualstage ledger confirm\n"
    )
    assert len(lists("stale")) == 1


def test_a_coding_at_corrected_words_is_taken_back_by_quoting_what_stands_there(bring, lists, tiny):
    bring(BOTH[0])
    mend(tiny)
    path = tiny / "back.csv"
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["source_id", "code", "coder", "role", "action", "quote"])
        now = "It gets, um, lonely at home."
        writer.writerow(["H1", "company", "ann", "principal", "withdraw", now])
    assert main(["ledger", "import", str(path), "--study", str(tiny)]) == 0
    assert settled(tiny) == lists("reworded") == []
