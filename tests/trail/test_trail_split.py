"""A code split: finer drafts below it, a worksheet of its codings, and figures that stay."""

import pytest
from conftest import CODEBOOK, STUDY
from qualstage.cli import main
from qualstage.codebook import read_codebook
from qualstage.ledger.chain import Chain, read_chains

LONELY, NATTER = "It gets lonely at home.", "I come for a natter over the fence."
FINER = """\
  {0}:
    label: 'Company: {0}'
    concept: Company
    parent: company
    definition: 'DRAFT: Meeting people on the plots is said to matter.'
    use_when: 'DRAFT: Somebody says that others are why they come.'
    not_when: 'DRAFT: Others are only mentioned.'
    typical:
      - I come for the chat more than the leeks.
    indicators: [chat|natter, lonely, '{{neighbour}}']
    unless: [neighbour's dog]
"""
HEADER = "source_id,start_char,end_char,quote,coder,role,was_coded_by,now,choices,code\n"


@pytest.fixture
def split(tiny, capsys):
    """A function that splits a code; the exit code, and what was said."""

    def split(code="company", into=("chat", "lonely"), at="2026-03-01"):
        capsys.readouterr()
        command = ["codebook", "split", code, "--into", *into, "--study", str(tiny), "--at", at]
        done = main([*command, "--coder", "ann", "--worksheet", str(tiny / "sheet.csv")])
        told = capsys.readouterr()
        return done, (told.out + told.err).replace(f"{tiny}/", "").replace(str(tiny), "allotment")

    return split


@pytest.fixture
def coded(tiny):
    """The tiny study with two codings of company, one of them overruled, and a rejected one."""
    rows = [
        f"H1,company,ann,principal,add,{LONELY}",
        f"H1,company,bo,second,add,{NATTER}",
        "H2,company,ann,principal,reject,For supper",
    ]
    header = "source_id,code,coder,role,action,quote"
    (tiny / "codings.csv").write_text("\n".join([header, *rows]) + "\n")
    (tiny / "readings.csv").write_text("source_id,coder,role,at\nH1,ann,principal,2026-01-01\n")
    files = [str(tiny / name) for name in ("codings.csv", "readings.csv")]
    assert main(["ledger", "import", *files, "--study", str(tiny), "--at", "2026-01-01"]) == 0
    return tiny


def test_finer_drafts_stand_below_the_code_and_its_codings_wait_to_be_sorted(coded, split):
    assert split() == (
        0,
        "company: split into chat, lonely, as drafts below it. Write their definitions, and what "
        "tells them apart.\n"
        "  written: ledger/codebook/ann.jsonl\n"
        "  written: codebook.yaml\n"
        "  written: sheet.csv (1 coding of company)\n"
        "Fill in the column 'code', then: qualstage ledger import sheet.csv --study allotment\n",
    )
    finer = FINER.format("chat") + FINER.format("lonely")
    assert (coded / "codebook.yaml").read_text() == CODEBOOK + finer
    assert (coded / "study.yaml").read_text() == STUDY
    assert (coded / "sheet.csv").read_text("utf-8-sig") == (
        f"{HEADER}H1,69,92,{LONELY},ann,principal,ann (principal),company,chat lonely,\n"
    )
    entry = Chain(coded / "ledger/codebook/ann.jsonl").entries[-1]
    assert (entry["action"], entry["code"], entry["into"]) == (
        "split",
        "company",
        ["chat", "lonely"],
    )


def company(folder):
    """Respondents and references that voiced company or what is finer, on people's codings."""
    from test_trail_merge import numbers

    return numbers(folder)


def test_the_figures_of_the_code_stay_while_its_codings_are_sorted(coded, split, capsys):
    before = company(coded)
    assert before == {"respondents": 1, "references": 1}
    split()
    assert company(coded) == before
    sheet = coded / "sheet.csv"
    text = sheet.read_text("utf-8-sig")
    sheet.write_text(text.replace("company,chat lonely,", "company,,lonely"))
    capsys.readouterr()
    assert main(["ledger", "import", str(sheet), "--study", str(coded)]) == 0
    assert "1 entry made, 0 already" in capsys.readouterr().out
    assert company(coded) == before
    from test_trail_merge import numbers

    assert numbers(coded, "lonely") == {"respondents": 1, "references": 1}
    assert numbers(coded, "chat") == {"respondents": 0, "references": 0}


def test_whoever_sorts_anothers_codings_decides_in_their_own_name(tiny, split):
    codings = tiny / "codings.csv"
    codings.write_text(f"source_id,code,coder,role,quote\nH1,company,bo,second,{NATTER}\n")
    assert main(["ledger", "import", str(codings), "--study", str(tiny), "--at", "2026-01-01"]) == 0
    before, bo = company(tiny), (tiny / "ledger/codebook/bo.jsonl").read_bytes()
    split()
    sheet = tiny / "sheet.csv"
    text = sheet.read_text("utf-8-sig")
    assert text == (f"{HEADER}H1,33,68,{NATTER},ann,principal,bo (second),company,chat lonely,\n")
    sheet.write_text(text.replace("chat lonely,", "chat lonely,chat"))
    assert main(["ledger", "import", str(sheet), "--study", str(tiny)]) == 0
    entry = Chain(tiny / "ledger/codebook/ann.jsonl").entries[-1]
    told = [entry[name] for name in ("action", "coder", "role", "code")]
    assert told == ["add", "ann", "principal", "chat"]
    assert (tiny / "ledger/codebook/bo.jsonl").read_bytes() == bo
    assert company(tiny) == before == {"respondents": 1, "references": 1}


def test_splitting_again_writes_the_worksheet_anew_and_nothing_else(coded, split):
    split()
    (coded / "sheet.csv").unlink()
    before = (coded / "codebook.yaml").read_bytes(), read_chains(coded / "ledger/codebook")[0].head
    told = split(at="2026-04-01")[1]
    assert told.startswith(
        "company: split into chat, lonely by ann at 2026-03-01 already.\n"
        "  nothing had to be written\n"
        "  written: sheet.csv (1 coding of company)\n"
    )
    after = (coded / "codebook.yaml").read_bytes(), read_chains(coded / "ledger/codebook")[0].head
    assert after == before


def test_a_code_that_was_merged_away_is_not_split_off_again(coded, split):
    split()
    merge = ["codebook", "merge", "lonely", "--into", "food", "--study", str(coded)]
    assert main([*merge, "--coder", "ann", "--at", "2026-03-02"]) == 0
    assert "      'lonely' is on record, and was merged into 'food' since (entry " in split()[1]
    assert "lonely" not in read_codebook(coded / "codebook.yaml").codes


def test_a_split_that_was_interrupted_is_completed(coded, split, monkeypatch):
    def die(self, codebook_first):
        raise SystemExit(137)

    monkeypatch.setattr("qualstage.trail.files.Edited.write", die)
    with pytest.raises(SystemExit):
        split()
    monkeypatch.undo()
    assert main(["check", str(coded)]) == 0
    assert "already, now completed.\n" in split()[1]
    assert list(read_codebook(coded / "codebook.yaml").codes)[2:] == ["chat", "lonely"]


def test_what_cannot_be_split_is_refused_all_at_once(tiny, split):
    assert split("leeks", ("food", "A")) == (
        1,
        "qualstage codebook split cannot be used: 3 problems.\n\n"
        "  command line\n"
        "      the codebook has no code 'leeks'.\n"
        "      Name one of: company, food.\n\n"
        "  --into\n"
        "      the codebook has a code 'food' already.\n"
        "      Choose another id.\n\n"
        "  --into\n"
        "      'A' cannot be a code's id.\n"
        "      Use small letters, digits and _, beginning with a letter.\n\n"
        "Nothing was written.\n",
    )


def test_a_worksheet_filled_in_with_another_code_is_refused(coded, split, capsys):
    split()
    sheet = coded / "sheet.csv"
    lines = sheet.read_text(encoding="utf-8-sig").splitlines()
    sheet.write_text("\n".join([lines[0], lines[1] + "food"]) + "\n", encoding="utf-8")
    capsys.readouterr()
    assert main(["ledger", "import", str(sheet), "--study", str(coded)]) == 1
    assert "code 'food' is none of those to choose from." in capsys.readouterr().err
