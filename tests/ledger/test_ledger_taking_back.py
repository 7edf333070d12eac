"""Whoever changes their mind: codings taken back and amended; interviewers' words refused."""

import csv

import pytest
from qualstage.cli import main
from qualstage.ledger.chain import read_chains
from qualstage.ledger.replay import replay

HEADER = "source_id,code,coder,role,action,quote"
LONELY = "It gets lonely at home."
WHOLE = "I come for a natter over the fence. It gets lonely at home."


@pytest.fixture
def bring(tiny, capsys):
    """A function that imports rows; the exit code, and what was said."""

    def bring(*rows, header=HEADER, name="codings.csv"):
        path = tiny / name
        path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
        capsys.readouterr()
        code = main(["ledger", "import", str(path), "--study", str(tiny)])
        told = capsys.readouterr()
        return code, (told.out + told.err).replace(f"{tiny}/", "")

    return bring


@pytest.fixture
def standing(tiny, capsys):
    """A function that gives what `ledger replay` says stands: state and quote."""

    def standing():
        capsys.readouterr()
        assert main(["ledger", "replay", "--study", str(tiny)]) == 0
        rows = csv.DictReader(capsys.readouterr().out.splitlines())
        return [(row["state"], row["quote"]) for row in rows]

    return standing


def entries(tiny):
    return [entry for chain in read_chains(tiny / "ledger/codebook") for entry in chain.entries]


def test_a_coding_is_taken_back_by_withdraw(bring, standing, tiny):
    bring(f"H1,company,ann,principal,,{LONELY}")
    code, told = bring(f"H1,company,ann,principal,withdraw,{LONELY}")
    assert (code, told) == (0, "codings.csv: 1 entry made, 0 already in the ledger\n")
    assert standing() == []
    added, withdrawn = entries(tiny)
    assert withdrawn["supersedes"] == added["id"]


def test_a_coding_and_its_withdrawal_may_come_in_one_file(bring, standing):
    rows = [f"H1,company,ann,principal,{action},{LONELY}" for action in ("add", "withdraw")]
    assert bring(*rows)[0] == 0
    assert standing() == []
    assert bring(*rows)[1] == (
        "codings.csv: 0 entries made, 2 already in the ledger\n"
        "  codings.csv, line 2 is in the ledger, and was taken back or judged otherwise since: to "
        "judge so once more, give the row a date in the column 'at'\n"
    )
    assert standing() == []


def correct(tiny, old, new):
    """Mend a word of the transcript before the coded ones, so that these move."""
    path = tiny / "transcripts" / "H1.txt"
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


def test_a_coding_taken_back_stays_so_when_its_rows_come_again_after_a_correction(
    bring, standing, tiny
):
    rows = [f"H1,company,ann,principal,{action},{LONELY}" for action in ("add", "withdraw")]
    bring(*rows)
    correct(tiny, "natter", "long natter")
    code, told = bring(rows[0])
    assert code == 0
    assert told.startswith("codings.csv: 0 entries made, 1 already in the ledger\n")
    assert "was taken back or judged otherwise since" in told
    assert bring(*rows)[1].startswith("codings.csv: 0 entries made, 2 already in the ledger\n")
    assert standing() == [] and len(entries(tiny)) == 2


def test_the_same_rows_after_a_correction_make_no_second_entry(bring, standing, tiny):
    row = f"H1,company,ann,principal,,{LONELY}"
    bring(row)
    correct(tiny, "natter", "long natter")
    assert bring(row) == (0, "codings.csv: 0 entries made, 1 already in the ledger\n")
    correct(tiny, "lonely", "lonley")
    bring(row.replace("lonely", "lonley"))
    assert standing() == [("accepted", LONELY)] and len(entries(tiny)) == 1


def test_a_rejection_overrules_ones_own_coding_wherever_a_correction_moved_both(
    bring, standing, tiny
):
    bring(f"H1,company,ann,principal,add,{LONELY}")
    correct(tiny, "natter", "long natter")
    bring(f"H1,company,ann,principal,reject,{LONELY}")
    told = bring(f"H1,company,ann,principal,add,{LONELY}")[1]
    assert told.startswith("codings.csv: 0 entries made, 1 already in the ledger\n")
    assert "judged otherwise since" in told
    assert len(entries(tiny)) == 2


def test_the_same_rows_after_a_correction_confirm_no_decision_of_an_older_wording(
    bring, tiny, capsys
):
    row = f"H1,company,ann,principal,,{LONELY}"
    bring(row)
    codebook = tiny / "codebook.yaml"
    codebook.write_text(codebook.read_text().replace("Meeting people", "Meeting other people"))
    correct(tiny, "natter", "long natter")
    code, told = bring(row)
    assert code == 0 and "0 entries made, 1 already in the ledger" in told
    assert main(["ledger", "verify", "--study", str(tiny)]) == 0
    assert "1 decision was made under another wording" in capsys.readouterr().out


def test_what_was_taken_back_may_be_judged_again_with_a_date(bring, standing):
    bring(f"H1,company,ann,principal,add,{LONELY}", f"H1,company,ann,principal,withdraw,{LONELY}")
    row = f"H1,company,ann,principal,add,{LONELY},2031-01-01"
    assert bring(row, header=f"{HEADER},at")[0] == 0
    assert standing() == [("accepted", LONELY)]
    assert "0 entries made, 1 already" in bring(row, header=f"{HEADER},at")[1]


def test_withdraw_takes_back_the_pinned_quotation_too(bring, tiny):
    bring(f"H1,company,ann,principal,add,{LONELY}", f"H1,company,ann,principal,quote,{LONELY}")
    assert "2 entries made" in bring(f"H1,company,ann,principal,withdraw,{LONELY}")[1]
    decisions = replay(read_chains(tiny / "ledger/codebook"))
    assert (decisions.judgements, decisions.quotations) == ([], [])


def test_a_memo_is_taken_back_by_its_entry_and_by_nothing_else(bring, tiny):
    memo = f"H1,company,ann,principal,note,{LONELY},ask her"
    header = f"{HEADER},reason"
    bring(memo, f"H1,company,ann,principal,add,{LONELY},", header=header)
    assert "1 entry made" in bring(f"H1,company,ann,principal,withdraw,{LONELY}")[1]
    code, told = bring(f"H1,company,ann,principal,withdraw,{LONELY},", header=f"{HEADER},at")
    assert (code, "0 entries made, 1 already" in told) == (0, True)
    (note,) = (entry for entry in entries(tiny) if entry["action"] == "note")
    row = f"H1,company,ann,principal,withdraw,,{note['id'][:12]}"
    assert "1 entry made" in bring(row, header=f"{HEADER},entry")[1]
    assert entries(tiny)[-1]["supersedes"] == note["id"]
    assert main(["ledger", "verify", "--study", str(tiny)]) == 0
    assert "was taken back or judged otherwise since" in bring(memo, header=header)[1]


@pytest.mark.parametrize("action", ["note", "quote", "read"])
def test_only_a_coding_is_amended_by_its_id(bring, tiny, action):
    if action == "read":
        bring("H1,ann,principal", header="source_id,coder,role")
    else:
        bring(f"H1,company,ann,principal,{action},{LONELY}")
    (entry,) = entries(tiny)
    row = f"H1,company,ann,principal,amend,{LONELY},{entry['id'][:12]}"
    code, told = bring(row, header=f"{HEADER},entry")
    assert code == 1
    assert f"'{entry['id'][:12]}' is no coding that stands in ann.jsonl." in told
    assert len(entries(tiny)) == 1


def test_an_entry_is_taken_back_by_its_id_even_if_its_words_are_lost(bring, standing, tiny, capsys):
    bring(f"H1,company,ann,principal,,{LONELY}")
    (entry,) = entries(tiny)
    transcript = tiny / "transcripts" / "H1.txt"
    transcript.write_text(transcript.read_text().replace("It gets lonely at home.", ""))
    for command in (["check", str(tiny)], ["ledger", "verify", "--study", str(tiny)]):
        capsys.readouterr()
        assert main(command) == 1
        told = capsys.readouterr()
        assert (
            f"  ann.jsonl, entry {entry['id'][:12]}\n"
            f"      its words are not in the source: “{LONELY}”\n"
            "      Restore the transcript; or take the entry back (action withdraw), and judge "
            "again.\n"
        ) in told.out + told.err
    row = f"H1,company,ann,principal,withdraw,{entry['id'][:12]}"
    header = "source_id,code,coder,role,action,entry"
    assert bring(row, header=header)[0] == 0
    assert standing() == []
    assert main(["check", str(tiny)]) == 0
    assert "0 entries made, 1 already" in bring(row, header=header)[1]


def test_what_cannot_be_taken_back_is_told_with_what_stands(bring, tiny):
    bring(f"H1,company,ann,principal,,{LONELY}")
    (entry,) = entries(tiny)
    code, told = bring(
        "H1,company,ann,principal,withdraw,natter",
        f"H1,food,ann,principal,withdraw,{LONELY}",
    )
    assert code == 1
    assert told == (
        "codings.csv cannot be used: 2 problems.\n\n"
        "  codings.csv, line 2\n"
        "      nothing that ann said of 'company' in H1 stands at these words.\n"
        "      Name one in the column 'entry', or quote its words:\n"
        f"      {entry['id'][:12]} (add): “{LONELY}”\n\n"
        "  codings.csv, line 3\n"
        "      nothing that ann said of 'food' in H1 stands at these words.\n"
        "      Nothing of theirs stands there: remove the row.\n\n"
        "Nothing was written.\n"
    )
    assert len(entries(tiny)) == 1


def test_amend_puts_other_words_in_place_of_those_they_overlap(bring, standing):
    bring(f"H1,company,ann,principal,,{LONELY}")
    assert "1 entry made" in bring(f"H1,company,ann,principal,amend,{WHOLE}")[1]
    assert standing() == [("accepted", WHOLE)]
    assert "0 entries made, 1 already" in bring(f"H1,company,ann,principal,amend,{WHOLE}")[1]


def test_amend_asks_which_of_several_codings_is_meant(bring):
    bring(*(f"H1,company,ann,principal,add,{quote}" for quote in (LONELY, "natter")))
    code, told = bring(f"H1,company,ann,principal,amend,{WHOLE}")
    assert code == 1
    assert "ann coded 'company' in H1 in several places that these words overlap." in told


def test_a_note_is_kept_and_judges_nothing(bring, standing, tiny):
    row = f"H1,company,ann,principal,note,{LONELY},ask bob"
    assert bring(row, header=f"{HEADER},reason")[0] == 0
    assert standing() == []
    assert "0 entries made, 1 already" in bring(row, header=f"{HEADER},reason")[1]
    assert [entry["action"] for entry in entries(tiny)] == ["note"]


def test_a_reading_is_taken_back(bring, tiny):
    header = "source_id,coder,role,codes,action"
    bring("H1,ann,principal,company,", header=header)
    assert bring("H1,ann,principal,company,withdraw", header=header)[0] == 0
    assert replay(read_chains(tiny / "ledger/codebook")).readings == []


def test_a_later_rejection_of_ones_own_coding_is_all_that_stands(bring, standing):
    bring(f"H1,company,ann,principal,add,{WHOLE}", f"H1,company,ann,principal,reject,{LONELY}")
    assert standing() == [("rejected", LONELY)]


def test_an_interviewers_words_are_refused_at_import(bring, tiny):
    code, told = bring(
        f"H1,company,ann,principal,,{LONELY}",
        "H1,company,ann,principal,,Why do you come?",
        "H1,company,ann,principal,reject,Why do you come?",
    )
    assert code == 1
    assert told == (
        "codings.csv cannot be used: 1 problem.\n\n"
        "  codings.csv, line 3\n"
        "      the words coded 'company' are the interviewer's alone: “Why do you come?”\n"
        "      An interviewer's words are never a respondent's view: take the row out, or correct "
        "the\n      speaker's role in speakers.csv.\n\n"
        "Nothing was written.\n"
    )
    assert not (tiny / "ledger").exists()


def test_a_coding_that_became_an_interviewers_is_found_and_can_be_taken_back(bring, tiny, capsys):
    bring(f"H1,company,ann,principal,,{LONELY}")
    study = tiny / "study.yaml"
    study.write_text(study.read_text() + "speakers: speakers.csv\n")
    (tiny / "speakers.csv").write_text("source_id,speaker,role\nH1,P,interviewer\n")
    for command in (["check", str(tiny)], ["ledger", "verify", "--study", str(tiny)]):
        capsys.readouterr()
        assert main(command) == 1
        told = capsys.readouterr()
        assert (
            "  ann, H1 69-92\n"
            f"      the words coded 'company' are the interviewer's alone: “{LONELY}”\n"
        ) in told.out + told.err
    bring(f"H1,company,ann,principal,withdraw,{LONELY}")
    assert main(["ledger", "verify", "--study", str(tiny)]) == 0
    bring(f"H1,company,bob,second,reject,{LONELY}")
    assert main(["check", str(tiny)]) == 0


def test_a_row_says_what_is_wrong_with_it(bring):
    header = "source_id,code,coder,role,quoet,start_char,end_char,at"
    code, told = bring(
        "H1,company,,principal,,0,4,",
        "H1,company,Ann Smith,principal,,0,4,",
        "H1,company,Zoë,principal,,abc,4,",
        "H1,company,Zoë,principal,,0,4,last week",
        header=header,
    )
    assert code == 1
    assert told == (
        "codings.csv cannot be used: 5 problems.\n\n"
        "  codings.csv, line 1\n"
        "      column 'quoet' is not one of codings.\n"
        "      Correct its spelling, or take it out; known are source_id, coder, role, action, "
        "reason,\n      at, code, quote, start_char, end_char, entry, was_coded_by, now, "
        "choices.\n\n"
        "  codings.csv, line 2\n"
        "      coder is empty.\n"
        "      Say who decided it.\n\n"
        "  codings.csv, line 3\n"
        "      coder 'Ann Smith' cannot name a file of the ledger, for it holds a space.\n"
        "      Use letters, digits, - and _ only, such as Ann-Smith.\n\n"
        "  codings.csv, line 4\n"
        "      start_char is 'abc', not a whole number.\n"
        "      Write it in digits (code points, from 0), or give a quote instead.\n\n"
        "  codings.csv, line 5\n"
        "      at is 'last week', not a date.\n"
        "      Write it as 2026-01-31, or 2026-01-31T09:30:00Z.\n\n"
        "Nothing was written.\n"
    )


def test_coders_who_differ_by_capitals_only_are_refused(bring, tiny):
    bring(f"H1,company,ann,principal,,{LONELY}")
    code, told = bring(f"H1,company,Ann,principal,,{LONELY}")
    assert code == 1
    assert (
        "  codings.csv, line 2\n"
        "      coder 'Ann' and coder 'ann' would share a file on macOS and Windows.\n"
        "      Write 'ann' if they are one person, or give one another name.\n"
    ) in told
    assert not (tiny / "ledger/codebook/Ann.jsonl").exists()


def test_nothing_but_chains_words_wordings_and_empty_locks_stays_in_the_ledger(bring, tiny):
    bring(f"H1,company,ann,principal,,{LONELY}")
    kept = {path.name: path.read_bytes() for path in (tiny / "ledger/codebook").iterdir()}
    locks = [".ann.jsonl.lock", ".wordings.json.lock"]
    assert sorted(kept) == [*locks, "ann.jsonl", "ann.words.jsonl", "wordings.json"]
    assert not any(kept[lock] for lock in locks)


def test_a_chain_that_somebody_else_is_writing_is_left_alone(bring, tiny, monkeypatch):
    import filelock
    from qualstage.ledger import disk

    monkeypatch.setattr(disk, "_PATIENCE", 0.1)
    folder = tiny / "ledger" / "codebook"
    folder.mkdir(parents=True)
    with filelock.FileLock(str(folder / ".ann.jsonl.lock")):
        code, told = bring(f"H1,company,ann,principal,,{LONELY}")
    assert code == 1
    assert "somebody else has been writing it for 0.1 seconds." in told
    assert not (folder / "ann.jsonl").exists()
