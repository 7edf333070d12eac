"""Codes merged: files, ledger, what is counted, and what is said of a code that is no more."""

import csv
import json

import pytest
from conftest import CODEBOOK, STUDY
from killed import killed_after
from qualstage.cli import main
from qualstage.codebook import read_codebook
from qualstage.ledger.chain import read_chains
from qualstage.ledger.replay import replay
from qualstage.study import read_study

CHAT = """\
  # Asked for by Bo.
  chat:
    label: Chatting
    concept: Company
    parent: company
    definition: Talk.
    use_when: Somebody talks.
    not_when: They are silent.
    typical: [A natter.]
    stages: [talk]
  banter:
    label: Banter
    concept: Company
    parent: chat
    definition: Talk in jest.
    use_when: Somebody jests.
    not_when: They are silent.
"""
THEMES = "    Company: {Coming for company: [company], Talk: [chat, company, banter]}\n"
LONELY, NATTER = "It gets lonely at home.", "I come for a natter over the fence."


@pytest.fixture
def talk(tiny):
    """The tiny study with two more codes, below 'company' and each other."""
    old = "    Company: {Coming for company: [company]}\n"
    text = STUDY.replace(old, THEMES).replace("voiced: [food]", "voiced: [chat, food]")
    (tiny / "study.yaml").write_text(text)
    (tiny / "codebook.yaml").write_text(CODEBOOK.replace("  food:\n", f"{CHAT}  food:\n"))
    return tiny


@pytest.fixture
def merge(talk, capsys):
    """A function that merges codes; the exit code, and what was said."""

    def merge(*codes, into="company", at="2026-03-01", more=()):
        capsys.readouterr()
        command = ["codebook", "merge", *codes, "--into", into, "--study", str(talk)]
        done = main([*command, "--coder", "ann", "--at", at, *more])
        told = capsys.readouterr()
        return done, (told.out + told.err).replace(f"{talk}/", "")

    return merge


@pytest.fixture
def bring(talk, capsys):
    """A function that imports rows of codings; the exit code, and what was said."""

    def bring(*rows, header="source_id,code,coder,role,quote,at"):
        (talk / "codings.csv").write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
        capsys.readouterr()
        code = main(["ledger", "import", str(talk / "codings.csv"), "--study", str(talk)])
        told = capsys.readouterr()
        return code, (told.out + told.err).replace(f"{talk}/", "")

    return bring


def numbers(folder, label="company"):
    """Respondents and references of a code on people's codings."""
    from qualstage.count import count, credit
    from qualstage.ingest import ingest_study
    from qualstage.settle import settle_study

    study, codebook = read_study(folder), read_codebook(folder / "codebook.yaml")
    rows = ingest_study(study)
    chains = read_chains(study.ledger_folder())
    codings = settle_study(study, codebook, rows.sources, rows.segments, [], chains).codings
    voiced = credit(codings, rows.segments, rows.speakers)
    return {
        row["unit"]: row["n"]
        for row in count(voiced, rows.sources, rows.speakers, study, codebook)
        if (row["basis"], row["population"], row["level"]) == ("people", "all", "code")
        and row["label"] == label
        and row["unit"] in ("respondents", "references")
    }


def test_a_code_leaves_the_codebook_and_its_place_goes_to_the_other(talk, merge):
    assert merge("chat", more=("--reason", "one thing")) == (
        0,
        "chat: merged into company. Their codings count there, marked as decided under another "
        "wording.\n"
        "  stage talk, Company: theme 'Talk' is over company, banter\n"
        "  written: ledger/codebook/ann.jsonl\n"
        "  written: study.yaml\n"
        "  written: codebook.yaml\n",
    )
    banter = CHAT[CHAT.index("  banter:") :].replace("parent: chat", "parent: company")
    assert (talk / "codebook.yaml").read_text() == CODEBOOK.replace(
        "  food:\n", f"  # Asked for by Bo.\n{banter}  food:\n"
    )
    assert (talk / "study.yaml").read_text() == STUDY.replace(
        "    Company: {Coming for company: [company]}\n",
        THEMES.replace("[chat, company, banter]", "[company, banter]"),
    ).replace("voiced: [food]", "voiced: [company, food]")
    (entry,) = (e for chain in read_chains(talk / "ledger/codebook") for e in chain.entries)
    assert (entry["action"], entry["codes"], entry["into"]) == ("merge", ["chat"], "company")
    assert entry["applied"] == {"chat": ["talk"], "company": []}
    assert entry["changes"]["parents"] == [["banter", "chat", "company"]]
    assert entry["changes"]["themes"] == [
        ["talk", "Company", "Talk", ["chat", "company", "banter"], ["company", "banter"]]
    ]
    assert "natter" not in (talk / "ledger/codebook/ann.jsonl").read_text()


def test_a_code_may_go_into_one_below_it(talk, merge):
    assert merge("company", "chat", into="banter")[0] == 0
    codes = read_codebook(talk / "codebook.yaml").codes
    assert {code: entry.parent for code, entry in codes.items()} == {"banter": None, "food": None}
    assert "    parent: chat\n" not in (talk / "codebook.yaml").read_text()


def test_a_code_applies_wherever_those_that_went_into_it_did(talk, merge):
    assert "  chat applies at all stages now\n" in merge("banter", into="chat")[1]
    assert read_codebook(talk / "codebook.yaml").codes["chat"].stages == []


def test_a_respondent_who_voiced_both_counts_once_and_codings_are_stale(talk, merge, bring, capsys):
    bring(
        f"H1,company,ann,principal,{LONELY},2026-01-01",
        f"H1,chat,ann,principal,{NATTER},2026-01-01",
        "H2,chat,ann,principal,For supper,2026-01-01",
    )
    assert numbers(talk) == {"respondents": 2, "references": 3}
    merge("chat")
    assert numbers(talk) == {"respondents": 2, "references": 3}
    capsys.readouterr()
    assert main(["ledger", "replay", "--study", str(talk)]) == 0
    rows = csv.DictReader(capsys.readouterr().out.splitlines())
    assert [(row["code"], row["quote"], row["reason"]) for row in rows] == [
        ("company", NATTER, "coded as chat; merged into company by ann"),
        ("company", LONELY, ""),
        ("company", "For supper", "coded as chat; merged into company by ann"),
    ]
    assert main(["ledger", "verify", "--study", str(talk)]) == 0
    assert "3 judgements stand" in capsys.readouterr().out


def test_codings_that_followed_are_marked_as_decided_under_another_wording(talk, merge, bring):
    from qualstage.ingest import ingest_study
    from qualstage.settle import settle_study

    bring(
        f"H1,company,ann,principal,{LONELY},2026-01-01",
        f"H1,chat,ann,principal,{NATTER},2026-01-01",
    )
    merge("chat")
    study = read_study(talk)
    rows = ingest_study(study)
    given = read_codebook(talk / "codebook.yaml"), rows.sources, rows.segments, []
    found = settle_study(study, *given, read_chains(study.ledger_folder())).codings
    stale = {row["text"]: row["stale"] for row in found if row["basis"] == "people"}
    assert stale == {LONELY: False, NATTER: True}


def test_a_stronger_reading_for_the_other_code_rejects_no_coding_that_followed(talk, merge, bring):
    bring(f"H1,chat,ann,principal,{NATTER},2026-01-01")
    header = "source_id,coder,role,codes,at"
    for row in ("H1,zoe,adjudicator,company,2026-01-01", "H2,zoe,adjudicator,chat,2026-01-01"):
        (talk / "readings.csv").write_text(f"{header}\n{row}\n")
        assert main(["ledger", "import", str(talk / "readings.csv"), "--study", str(talk)]) == 0
    merge("chat")
    assert numbers(talk) == {"respondents": 1, "references": 1}


MATRIX = "source_id,code,present,note\nD1,chat,yes,They talk.\nD1,food,no,\n"


@pytest.fixture
def reviewed(talk):
    """The same study with a document that a matrix codes."""
    study, sources = talk / "study.yaml", talk / "sources.csv"
    stage = "  - {id: papers, name: Papers, heading: Papers, unit: sources}\nthemes:"
    study.write_text(study.read_text().replace("themes:", stage, 1) + "matrices: [{file: m.csv}]\n")
    book = talk / "codebook.yaml"
    book.write_text(book.read_text().replace("stages: [talk]", "stages: [talk, papers]"))
    sources.write_text(sources.read_text() + "D1,papers,document,,hill,\n")
    (talk / "m.csv").write_text(MATRIX)
    return talk


def test_rows_of_a_matrix_follow_the_code_that_they_name(reviewed, merge):
    from qualstage.ingest import ingest_study
    from qualstage.settle import settle_study

    assert merge("chat")[0] == 0
    assert (reviewed / "m.csv").read_text() == MATRIX
    assert main(["check", str(reviewed)]) == 0
    study = read_study(reviewed)
    rows = ingest_study(study)
    given = read_codebook(reviewed / "codebook.yaml"), rows.sources, rows.segments, []
    found = settle_study(study, *given, read_chains(study.ledger_folder())).codings
    assert [(row["source_id"], row["code"], row["why"], row["stale"]) for row in found] == [
        ("D1", "company", "'yes' in m.csv; coded as chat; merged into company by ann", True)
    ] * 2


def test_a_code_of_a_matrix_that_the_codebook_lacks_is_told_with_its_line(reviewed, merge):
    (reviewed / "m.csv").write_text(MATRIX + "D1,leeks,yes,Tall ones.\n")
    assert merge("chat") == (
        1,
        "the study's matrices and ratings cannot be used: 1 problem.\n\n"
        "  m.csv, line 4\n"
        "      code 'leeks' is not in the codebook.\n"
        "      Correct it, or add the code to the codebook.\n\n"
        f"Nothing was written. To check again: qualstage check {reviewed}\n",
    )


def test_chains_of_merges_resolve(talk, merge, bring):
    bring(f"H1,banter,ann,principal,{NATTER},2026-01-01")
    assert merge("banter", into="chat")[0] == 0
    assert merge("chat", at="2026-03-02")[0] == 0
    assert numbers(talk) == {"respondents": 1, "references": 1}


def test_a_row_that_names_a_code_that_is_no_more_is_told_what_to_write(talk, merge, bring):
    merge("banter", into="chat")
    merge("chat", at="2026-03-02")
    assert bring(f"H1,banter,ann,principal,{NATTER},2026-01-01")[1] == (
        "codings.csv cannot be used: 1 problem.\n\n"
        "  codings.csv, line 2\n"
        "      code 'banter' was merged into 'company' by ann.\n"
        "      Write 'company'.\n\nNothing was written.\n"
    )


def test_a_reading_for_a_code_that_is_no_more_is_taken_back_as_it_was_written(talk, merge, capsys):
    path = talk / "readings.csv"
    command = ["ledger", "import", str(path), "--study", str(talk)]
    row = "H1,zoe,adjudicator,chat food,2026-01-01"
    path.write_text(f"source_id,coder,role,codes,at\n{row}\n")
    assert main(command) == 0
    merge("chat")
    path.write_text(f"source_id,coder,role,codes,at,action\n{row},withdraw\n")
    assert main(command) == 0
    assert "1 entry made" in capsys.readouterr().out
    assert replay(read_chains(talk / "ledger/codebook")).readings == []
    path.write_text(f"source_id,coder,role,codes,at,action\n{row},read\n")
    capsys.readouterr()
    assert main(command) == 1
    assert "code 'chat' was merged into 'company' by ann.\n" in capsys.readouterr().err


def test_what_was_coded_as_a_part_is_taken_back_by_the_name_of_the_whole(talk, merge, bring):
    bring(f"H1,chat,ann,principal,{NATTER},2026-01-01")
    merge("chat")
    row = f"H1,company,ann,principal,{NATTER},2026-04-01,withdraw"
    header = "source_id,code,coder,role,quote,at,action"
    assert "1 entry made" in bring(row, header=header)[1]
    assert numbers(talk) == {"respondents": 0, "references": 0}


def test_merging_again_says_what_is_there_and_writes_nothing(talk, merge):
    merge("chat")
    before = {path: path.read_bytes() for path in sorted(talk.rglob("*")) if path.is_file()}
    assert merge("chat", at="2026-05-01") == (
        0,
        "chat: merged into company by ann at 2026-03-01 already.\n  nothing had to be written\n",
    )
    assert {path: path.read_bytes() for path in sorted(talk.rglob("*")) if path.is_file()} == before


@pytest.mark.parametrize("file", ["ann.jsonl", "study.yaml"])
def test_what_was_interrupted_is_completed_by_running_it_again(
    talk, merge, monkeypatch, capsys, file
):
    killed_after(monkeypatch, file, lambda: merge("chat"))
    capsys.readouterr()
    assert main(["check", str(talk)]) == 0
    assert (
        "REMARK: code 'chat' was merged into 'company' by ann, and is in the codebook: run the "
        "merge again, which takes it out.\n"
    ) in capsys.readouterr().out
    assert "already, now completed.\n" in merge("chat")[1]
    assert list(read_codebook(talk / "codebook.yaml").codes) == ["company", "banter", "food"]
    assert read_study(talk).themes["talk"]["Company"]["Talk"] == ["company", "banter"]


def test_a_merge_into_a_code_that_is_no_more_is_not_made_again(talk, merge):
    merge("banter", into="chat")
    merge("chat", at="2026-03-02")
    before = (talk / "study.yaml").read_bytes(), (talk / "codebook.yaml").read_bytes()
    last = read_chains(talk / "ledger/codebook")[0].head[:12]
    assert merge("banter", into="chat")[1] == (
        "qualstage codebook merge cannot be used: 1 problem.\n\n"
        "  command line\n"
        f"      'chat' is on record, and was merged into 'company' since (entry {last}).\n"
        "      It is not brought back: name 'company'.\n\n"
        "Nothing was written.\n"
    )
    assert before == ((talk / "study.yaml").read_bytes(), (talk / "codebook.yaml").read_bytes())


def test_what_cannot_be_merged_is_refused_all_at_once(talk, merge):
    merge("banter", into="chat")
    assert merge("banter", "leeks", "company")[1] == (
        "qualstage codebook merge cannot be used: 3 problems.\n\n"
        "  command line\n"
        "      'company' cannot go into itself.\n"
        "      Name it behind --into alone.\n\n"
        "  command line\n"
        "      'banter' was merged into 'chat' by ann.\n"
        "      Name 'chat' instead.\n\n"
        "  command line\n"
        "      the codebook has no code 'leeks'.\n"
        "      Name one of: company, chat, food.\n\n"
        "Nothing was written.\n"
    )
    assert merge("chat", into="banter")[1] == (
        "qualstage codebook merge cannot be used: 1 problem.\n\n"
        "  command line\n"
        "      'banter' was merged into 'chat' by ann.\n"
        "      Name 'chat' instead.\n\n"
        "Nothing was written.\n"
    )


def test_a_coder_whose_file_would_be_anothers_is_refused(talk, merge, bring):
    bring(f"H1,chat,Ann,principal,{NATTER},2026-01-01")
    before = (talk / "codebook.yaml").read_bytes()
    assert merge("chat")[1] == (
        "ledger/codebook cannot be used: 1 problem.\n\n"
        "  command line\n"
        "      coder 'ann' and coder 'Ann' would share a file on macOS and Windows.\n"
        "      Write 'Ann' if they are one person, or give one another name.\n\n"
        "Nothing was written.\n"
    )
    assert (talk / "codebook.yaml").read_bytes() == before


def test_nothing_is_merged_on_a_chain_that_does_not_verify(talk, merge, bring):
    bring(f"H1,chat,bo,principal,{NATTER},2026-01-01")
    chain = talk / "ledger/codebook/bo.jsonl"
    entry = json.loads(chain.read_bytes())
    chain.write_bytes(chain.read_bytes().replace(b"principal", b"secondary"))
    code, told = merge("chat")
    assert (code, told) == (
        1,
        "ledger/codebook cannot be used: 1 problem.\n\n"
        "  bo.jsonl, line 1\n"
        "      the entry was changed after it was made: its seal does not fit.\n"
        f"      It reads: add of 'chat' in H1 by bo at 2026-01-01, id {entry['id'][:12]}.\n"
        "      Restore bo.jsonl from a copy made before, or from git.\n\n"
        f"Nothing was written. To check again: qualstage ledger verify --study {talk}\n",
    )
    assert not (talk / "ledger/codebook/ann.jsonl").exists()


def test_lists_in_lines_of_their_own_are_edited_in_place(talk, merge):
    study = talk / "study.yaml"
    lines = (
        "    Company:\n      Talk:\n        - chat  # Bo's\n        - banter\n"
        "      Coming for company:\n        - company\n        - chat\n"
    )
    study.write_text(study.read_text().replace(THEMES, lines))
    assert merge("chat")[0] == 0
    assert (
        "      Talk:\n        - company  # Bo's\n        - banter\n"
        "      Coming for company:\n        - company\n    Food"
    ) in study.read_text()
