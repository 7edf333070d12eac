"""`ledger withdraw`: a participant's words are erased, all else stays, the rest is told."""

import io
import json
import sys
import zipfile

import pytest
from conftest import SOURCES
from qualstage.cli import main
from qualstage.errors import QualstageError
from qualstage.ledger.chain import Chain, read_chains
from qualstage.ledger.erasing import unreferred
from qualstage.ledger.replay import replay

LONELY = "It gets lonely at home."
NATTER = "I come for a natter over the fence."
WITHDRAW = ["--by", "kim", "--reason", "letter of 3 May", "--at", "2026-05-04T10:00:00Z"]
"""Who puts it on record, why and when."""


@pytest.fixture
def coded(tiny):
    """The tiny study with codings of three sources by two coders, and files that quote H1."""
    rows = [
        f"H1,company,ann,principal,add,{LONELY},she says so herself",
        f"H1,company,ann,principal,quote,{LONELY},",
        "H2,food,ann,principal,add,We eat what we grow.,",
        f"H1,company,bob,second,add,{NATTER},",
        "V1,company,bob,second,add,The chat. The neighbours.,",
    ]
    path = tiny / "codings.csv"
    path.write_text("\n".join(["source_id,code,coder,role,action,quote,reason", *rows]) + "\n")
    assert main(["ledger", "import", str(path), "--study", str(tiny)]) == 0
    readings = tiny / "readings.csv"
    readings.write_text("source_id,coder,role,codes\nH1,ann,principal,\n")
    assert main(["ledger", "import", str(readings), "--study", str(tiny)]) == 0
    study = tiny / "study.yaml"
    study.write_text(study.read_text() + "speakers: speakers.csv\n")
    (tiny / "speakers.csv").write_text(
        "source_id,speaker,role,respondent_id\nH1,P,respondent,ann-marie\nH2,Resp,respondent,\n"
    )
    (tiny / "notes.md").write_text("# Notes\n\nShe said: I come for a natter over the fence!\n")
    (tiny / "recording.mp3").write_bytes(b"\0\1")
    return tiny


@pytest.fixture
def withdraw(tiny, capsys):
    """A function that withdraws; the exit code, and what was said without where the study is."""

    def withdraw(*given):
        capsys.readouterr()
        code = main(["ledger", "withdraw", "--study", str(tiny), *WITHDRAW, *given])
        told = capsys.readouterr()
        return code, (told.out + told.err).replace(str(tiny), "STUDY")

    return withdraw


def files(folder):
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.name.endswith(".lock")
    }


PLAN = """\
To be erased of H1 (stage talk, interview):
  ledger/codebook/ann.words.jsonl: the words of 2 entries
  ledger/codebook/bob.words.jsonl: the words of 1 entry
  speakers.csv: line 2
  transcripts/H1.txt: the file

To be written:
  the ledger: an entry that says who put it on record, when and why
  sources.csv, line 2: excluded 'withdrawn 2026-05-04'

Not changed, and still of them; decide for each what is to become of it:
  codings.csv: its words on line 5, its name on lines 2-3
  notes.md: its words on line 3
  readings.csv: its name on line 2

Not searched, for nobody but a person can read it:
  recording.mp3
"""
LEFT = """\
Left for you to do:
  1. Run snakemake again: until then results/allotment holds their words. The run makes anew
     what does; but not what no step makes any more, such as a table taken out of study.yaml,
     and what a killed run left. To be sure, delete results/allotment before.
  2. Look at the files listed above, and keep the list: without its transcript nothing can be
     looked for again. Passages of fewer than 6 words (of about 10 letters in Chinese and
     Japanese, 20 in Thai and the like), pictures and recordings were not searched for.
  3. sources.csv still says of them: respondent_id, site. Empty these cells if that is to go,
     too.
  4. Think of backups, copies that others were sent, exports of the ledger and the recording:
     nothing here reaches those.
"""


def test_a_dry_run_says_exactly_what_would_be_erased_and_changes_nothing(coded, withdraw):
    before = files(coded)
    assert withdraw("H1", "--dry-run") == (
        0,
        f"{PLAN}\nNothing was erased: this was a dry run.\n",
    )
    assert files(coded) == before


def test_words_are_erased_and_everything_else_stays_byte_for_byte(coded, withdraw):
    before = files(coded)
    assert withdraw("H1", "--yes") == (0, f"{PLAN}\nErased.\n\n{LEFT}")
    after = files(coded)
    kims = {f"ledger/codebook/kim{ending}" for ending in (".jsonl", ".words.jsonl")}
    assert set(before) - set(after) == {"transcripts/H1.txt"}
    assert set(after) - set(before) == kims
    changed = {name for name in before.keys() & after.keys() if before[name] != after[name]}
    words = {f"ledger/codebook/{coder}.words.jsonl" for coder in ("ann", "bob")}
    assert changed == {"sources.csv", "speakers.csv", *words}
    assert after["sources.csv"].decode() == SOURCES.replace(
        "H1,talk,interview,H1,hill,\n", "H1,talk,interview,H1,hill,withdrawn 2026-05-04\n"
    )
    assert after["speakers.csv"] == b"source_id,speaker,role,respondent_id\nH2,Resp,respondent,\n"
    left = b"".join(after[name] for name in after if name.startswith("ledger/"))
    for said in (LONELY, NATTER, "she says so herself", "over the fence", "ann-marie"):
        assert said.encode() not in left


def test_the_chains_verify_and_the_record_says_who_when_and_why(coded, withdraw, capsys):
    seen = {chain.coder: chain.head for chain in read_chains(coded / "ledger/codebook")}
    withdraw("H1", "--yes")
    chains = {chain.coder: chain for chain in read_chains(coded / "ledger/codebook")}
    assert [chain.problems for chain in chains.values()] == [[], [], []]
    assert {coder: chains[coder].head for coder in seen} == seen
    (entry,) = chains["kim"].entries
    said = {"at": "2026-05-04T10:00:00Z", "coder": "kim", "role": "principal"}
    assert {**entry, **said, "action": "erase", "source": "H1"} == entry
    assert chains["kim"].words[entry["words"]] == {"reason": "letter of 3 May"}
    (record,) = [
        json.loads(line)
        for line in chains["bob"].words_path.read_text().splitlines()
        if "erased" in line
    ]
    key = chains["bob"].entries[0]["words"]
    assert record == {"id": key, "erased": "2026-05-04", "entry": entry["id"]}
    decisions = replay(chains.values())
    assert [j.source for j in decisions.judgements] == ["H2", "V1"]
    assert len(decisions.erased) == 3
    capsys.readouterr()
    assert main(["ledger", "verify", "--study", str(coded)]) == 0
    assert capsys.readouterr().out.splitlines()[3:] == [
        "3 decisions count nowhere, because the source is excluded, or the words were erased",
        "2 judgements stand, each found in its source.",
    ]
    assert main(["check", str(coded)]) == 0


def test_withdrawing_again_has_nothing_left_to_do(coded, withdraw):
    withdraw("H1", "--yes")
    before = files(coded)
    code, told = withdraw("H1", "--yes")
    assert code == 0
    assert told.startswith(
        "H1 withdrew on 2026-05-04; nothing of it is left to erase.\n"
        "Its words are gone, so that other files cannot be looked through for them any more: only "
        "what\nnames it is told.\n\n"
        "Not changed, and still of them; decide for each what is to become of it:\n"
        "  codings.csv: its name on lines 2-5\n"
        "  readings.csv: its name on line 2\n\n"
        "Not searched, for nobody but a person can read it:\n"
        "  recording.mp3\n\n"
        "Left for you to do:\n"
    )
    assert files(coded) == before


def test_a_reason_that_quotes_who_withdraws_is_refused(coded, withdraw):
    before = files(coded)
    code, told = withdraw("H1", "--yes", "--reason", "said I come for a natter over the fence")
    assert code == 1
    assert told == (
        "qualstage ledger withdraw cannot be used: 1 problem.\n\n"
        "  command line\n"
        "      the reason quotes H1: “said I come for a natter over the fence”\n"
        "      It stays in the ledger for good. Say why without their words.\n\n"
        "Nothing was written.\n"
    )
    assert files(coded) == before


@pytest.mark.parametrize(
    ("typed", "code"), [("Møller 2", 0), (" Møller  2 ", 0), ("Møller", 1), ("", 1)]
)
def test_whoever_agrees_types_the_names_as_they_are_asked_for(
    coded, withdraw, monkeypatch, typed, code
):
    (coded / "sources.csv").write_text(
        SOURCES.replace("H1,talk,interview,H1", "Møller 2,talk,interview,H1")
    )
    (coded / "transcripts/H1.txt").rename(coded / "transcripts/Møller 2.txt")
    (coded / "study.yaml").write_text(
        (coded / "study.yaml").read_text().replace("speakers: speakers.csv\n", "")
    )
    monkeypatch.setattr(sys, "stdin", io.StringIO(f"{typed}\n"))
    monkeypatch.setattr(sys.stdin, "isatty", lambda: True, raising=False)
    assert withdraw("Møller 2")[0] == code
    assert (coded / "transcripts/Møller 2.txt").exists() == bool(code)


WRITES = ["append", "erase ann", "erase bob", "sources", "speakers"]


@pytest.mark.parametrize("survives", range(len(WRITES) - 1), ids=WRITES[:-1])
def test_a_killed_command_can_be_run_again_and_finishes(coded, withdraw, monkeypatch, survives):
    from qualstage import files as written
    from qualstage.ledger import chain, erasing

    done = []

    def stops(function):
        def then(*given, **named):
            if len(done) > survives:
                raise KeyboardInterrupt
            done.append(1)
            return function(*given, **named)

        return then

    with monkeypatch.context() as patch:
        patch.setattr(chain.Chain, "append_now", stops(chain.Chain.append_now))
        patch.setattr(erasing, "replace", stops(erasing.replace))
        patch.setattr(written, "write_bytes", stops(written.write_bytes))
        assert withdraw("H1", "--yes")[0] == 130
        assert (coded / "transcripts/H1.txt").exists()
        assert [c.problems for c in read_chains(coded / "ledger/codebook")] == [[], [], []]
    code, told = withdraw("H1", "--yes")
    assert code == 0
    assert "an entry that says who" not in told
    assert not (coded / "transcripts/H1.txt").exists()
    assert len(Chain(coded / "ledger/codebook/kim.jsonl").entries) == 1
    ledger = b"".join(
        (coded / "ledger/codebook" / f"{c}.words.jsonl").read_bytes() for c in ("ann", "bob")
    )
    assert LONELY.encode() not in ledger and NATTER.encode() not in ledger
    assert (
        b"H1,talk,interview,H1,hill,withdrawn 2026-05-04\n" in (coded / "sources.csv").read_bytes()
    )


def test_what_a_killed_import_left_half_written_is_removed(coded, withdraw):
    left = coded / "ledger/codebook/.ann.words.jsonl.new"
    left.write_text(LONELY)
    withdraw("H1", "--yes")
    assert not left.exists()


@pytest.fixture
def cut_off(tiny, monkeypatch):
    """A function that imports a row by a process that is killed before the entry is written."""
    from qualstage.ledger import chain

    def cut_off(coder, quote):
        def dying(path, content):
            if not path.name.endswith(".words.jsonl"):
                raise KeyboardInterrupt
            replace(path, content)

        path = tiny / "late.csv"
        header = "source_id,code,coder,role,quote"
        path.write_text(f"{header}\nH1,company,{coder},principal,{quote}\n")
        with monkeypatch.context() as patch:
            replace = chain.replace
            patch.setattr(chain, "replace", dying)
            assert main(["ledger", "import", str(path), "--study", str(tiny)]) == 130
        path.unlink()

    return cut_off


def test_words_of_a_write_that_was_cut_off_go_with_every_withdrawal(coded, withdraw, cut_off):
    cut_off("ann", NATTER)
    cut_off("eve", LONELY)
    folder = coded / "ledger/codebook"
    assert not (folder / "eve.jsonl").exists()
    (folder / ".zoe.jsonl.new").write_text("half")
    code, told = withdraw("H1", "--yes")
    assert code == 0
    cut = "of words that no entry refers to, of a write that was cut off"
    assert told.startswith(
        "To be erased of H1 (stage talk, interview):\n"
        "  ledger/codebook/ann.words.jsonl: the words of 2 entries\n"
        "  ledger/codebook/bob.words.jsonl: the words of 1 entry\n"
        f"  ledger/codebook/ann.words.jsonl: 1 record {cut}\n"
        f"  ledger/codebook/eve.words.jsonl: 1 record {cut}; there is no eve.jsonl: if it was "
        "lost, put it back before\n"
        "  ledger/codebook/.zoe.jsonl.new: the file, of a write that was cut off\n"
        "  speakers.csv: line 2\n"
    )
    assert "words.jsonl: its words" not in told
    left = b"".join(path.read_bytes() for path in folder.iterdir())
    assert NATTER.encode() not in left and LONELY.encode() not in left
    assert not (folder / ".zoe.jsonl.new").exists()
    assert [chain.problems for chain in read_chains(folder)] == [[], [], []]
    assert [unreferred(chain) for chain in read_chains(folder)] == [set(), set(), set()]
    assert withdraw("H1", "--yes")[1].startswith("H1 withdrew on 2026-05-04; nothing of it is left")


def quote_in_a_reason(folder):
    """Let bob's reason about H2 quote H1."""
    path = folder / "more.csv"
    path.write_text(
        "source_id,code,coder,role,action,quote,reason\n"
        f'H2,food,bob,second,add,"For supper, mostly.","unlike H1: {NATTER}"\n'
    )
    assert main(["ledger", "import", str(path), "--study", str(folder)]) == 0
    path.unlink()


def test_a_ledger_that_lies_elsewhere_is_searched_for_what_remains(coded, withdraw):
    study = coded / "study.yaml"
    study.write_text(study.read_text() + "ledger: ../decisions\n")
    (coded / "ledger").rename(coded.parent / "decisions")
    quote_in_a_reason(coded)
    wordings = coded.parent / "decisions/codebook/wordings.json"
    wordings.write_text(wordings.read_text().replace("Others are only mentioned.", NATTER))
    told = withdraw("H1", "--dry-run")[1]
    assert f"  {coded.parent}/decisions/codebook/bob.words.jsonl: its words on line 3\n" in told
    assert f"  {coded.parent}/decisions/codebook/wordings.json: its words on line 2\n" in told or (
        f"  {coded.parent}/decisions/codebook/wordings.json: its words on line 3\n" in told
    )


def test_an_import_that_read_the_chain_before_brings_no_erased_words_back(coded, withdraw):
    chain = Chain(coded / "ledger/codebook/bob.jsonl")
    withdraw("H1", "--yes")
    entry = {"action": "note", "coder": "bob", "source": "H2", "at": "2026-06-01"}
    with pytest.raises(QualstageError, match="cannot be used"):
        chain.append([(entry, {"reason": "late"})])
    chain.append_now(lambda: [(entry, {"reason": "late"})])
    assert NATTER not in chain.words_path.read_text()
    assert Chain(chain.path).problems == []


def test_every_rendering_of_the_transcript_goes(coded, withdraw):
    (coded / "transcripts/H1.docx").write_bytes(b"not one at all")
    assert (
        "  transcripts/H1.docx: the file\n  transcripts/H1.txt: the file\n"
        in withdraw("H1", "--yes")[1]
    )
    assert sorted(path.name for path in (coded / "transcripts").iterdir()) == ["H2.txt", "V1.txt"]


def test_words_under_every_codebook_of_the_ledger_are_erased(coded, withdraw):
    older = coded / "ledger/older"
    older.mkdir()
    for name in ("bob.jsonl", "bob.words.jsonl"):
        (older / name).write_bytes((coded / "ledger/codebook" / name).read_bytes())
    assert "  ledger/older/bob.words.jsonl: the words of 1 entry\n" in withdraw("H1", "--yes")[1]
    assert NATTER not in (older / "bob.words.jsonl").read_text()
    assert Chain(older / "bob.jsonl").problems == []


def test_an_entry_about_codes_that_quotes_the_source_is_erased_and_told(coded, withdraw):
    codebook = coded / "codebook.yaml"
    text = codebook.read_text()
    codebook.write_text(text.replace("I come for the chat more than the leeks.", NATTER))
    merge = ["codebook", "merge", "company", "--into", "food", "--coder", "ann"]
    assert main([*merge, "--study", str(coded)]) == 0
    (entry,) = [
        e
        for c in read_chains(coded / "ledger/codebook")
        for e in c.entries
        if e["action"] == "merge"
    ]
    told = withdraw("H1", "--yes")[1]
    assert (
        "  ledger/codebook/ann.words.jsonl: the words of 3 entries\n"
        "  ledger/codebook/bob.words.jsonl: the words of 1 entry\n"
        f"    of these merge {entry['id'][:12]} in ann.jsonl, whose record of the codebook quotes "
        "it: the codebook of before cannot be rebuilt from it any more\n"
    ) in told
    assert NATTER not in (coded / "ledger/codebook/ann.words.jsonl").read_text()


def test_words_that_another_entry_quotes_as_its_reason_are_told_and_stay(coded, withdraw):
    quote_in_a_reason(coded)
    told = withdraw("H1", "--yes")[1]
    assert "  ledger/codebook/bob.words.jsonl: its words on line 3\n" in told
    assert (
        Chain(coded / "ledger/codebook/bob.jsonl")
        .words[Chain(coded / "ledger/codebook/bob.jsonl").entries[-1]["words"]]["reason"]
        .endswith(NATTER)
    )


def test_a_memo_of_several_lines_and_the_files_of_a_zip_are_told(coded, withdraw):
    path = coded / "more.csv"
    path.write_text(
        "source_id,code,coder,role,action,quote,reason\n"
        'H2,food,bob,second,note,"For supper, mostly.",'
        '"H1: I come for a\nnatter over the\nfence."\n'
    )
    assert main(["ledger", "import", str(path), "--study", str(coded)]) == 0
    path.unlink()
    with zipfile.ZipFile(coded / "old.zip", "w") as archive:
        archive.writestr("notes.md", f"# Notes\n{NATTER}\n")
        archive.writestr("tape.mp3", b"\0")
    told = withdraw("H1", "--dry-run")[1]
    assert "  ledger/codebook/bob.words.jsonl: its words on line 3\n" in told
    assert "  old.zip/notes.md: its words on line 2\n" in told
    assert "  old.zip/tape.mp3\n" in told


def test_an_excluded_source_keeps_why_it_was_excluded(coded, withdraw):
    assert withdraw("V2", "--yes")[0] == 0
    assert (
        "V2,talk,interview,V2,valley,withdrawn 2026-05-04; tape lost\n"
        in (coded / "sources.csv").read_text()
    )


def test_rows_of_matrices_and_ratings_go_with_their_source(tiny, withdraw):
    study = tiny / "study.yaml"
    study.write_text(study.read_text() + "matrices: [{file: matrix.csv, reviewer: ann}]\n")
    (tiny / "sources.csv").write_text(SOURCES + "D1,talk,programme,,hill,\n")
    header = "source_id,code,present,note\n"
    (tiny / "matrix.csv").write_text(
        f"{header}D1,food,yes,They grow it all for their own tables.\n"
    )
    told = withdraw("D1", "--yes")[1]
    assert "  matrix.csv: line 2\n" in told
    assert (tiny / "matrix.csv").read_text() == header
    assert main(["check", str(tiny)]) == 0


def test_what_cannot_be_withdrawn_is_told(coded, withdraw, capsys):
    before = files(coded)
    command = [
        "ledger",
        "withdraw",
        "H9",
        "--study",
        str(coded),
        "--by",
        "Ann Lee",
        "--role",
        "boss",
    ]
    capsys.readouterr()
    assert main([*command, "--reason", " ", "--at", "May"]) == 1
    assert capsys.readouterr().err == (
        "qualstage ledger withdraw cannot be used: 5 problems.\n\n"
        "  command line\n"
        "      coder 'Ann Lee' cannot name a file of the ledger, for it holds a space.\n"
        "      Use letters, digits, - and _ only, such as Ann-Smith.\n\n"
        "  command line\n"
        "      role 'boss' is not known.\n"
        "      Use one of: adjudicator, principal, second, check, reviewer.\n\n"
        "  command line\n"
        "      at is 'May', not a date.\n"
        "      Write it as 2026-01-31, or 2026-01-31T09:30:00Z.\n\n"
        "  command line\n"
        "      reason is empty.\n"
        "      Say why.\n\n"
        "  command line\n"
        "      source 'H9' is not in sources.csv.\n"
        "      Write it as its line there does.\n\n"
        "Nothing was written.\n"
    )
    assert files(coded) == before


def test_a_chain_that_does_not_verify_is_mended_first(coded, withdraw):
    chain = coded / "ledger/codebook/bob.jsonl"
    chain.write_bytes(chain.read_bytes().replace(b'"code":"company"', b'"code":"food"'))
    before = files(coded)
    code, told = withdraw("H1", "--yes")
    assert code == 1
    assert told.startswith("STUDY/ledger cannot be used: 1 problem.\n\n  bob.jsonl, line 1\n")
    assert told.endswith("To check again: qualstage ledger verify --study STUDY\n")
    assert files(coded) == before


def test_without_a_terminal_nobody_can_agree(coded, withdraw):
    before = files(coded)
    code, told = withdraw("H1")
    assert code == 1
    assert told.endswith(
        "qualstage ledger withdraw cannot be used: 1 problem.\n\n"
        "  command line\n"
        "      there is no terminal at which anybody could be asked.\n"
        "      Look at what --dry-run says, and give --yes.\n\n"
        "Nothing was written.\n"
    )
    assert files(coded) == before


@pytest.mark.parametrize(("typed", "goes"), [("H1", True), ("yes", False), ("", False)])
def test_at_a_terminal_a_person_types_what_is_to_go(coded, withdraw, monkeypatch, typed, goes):
    asked = []
    monkeypatch.setattr(sys.stdin, "isatty", lambda: True, raising=False)
    monkeypatch.setattr("builtins.input", lambda told: asked.append(told) or typed)
    code, told = withdraw("H1")
    assert asked == ["\nErase this for good? It cannot be undone. To agree, type H1: "]
    assert (code, (coded / "transcripts/H1.txt").exists()) == (0 if goes else 1, not goes)
    assert told.endswith(LEFT if goes else "\nNothing was erased.\n")


def test_several_sources_go_at_once(coded, withdraw):
    code, told = withdraw("H1", "V1", "--yes")
    assert code == 0
    assert told.count("To be erased of ") == 2
    assert [e["source"] for e in Chain(coded / "ledger/codebook/kim.jsonl").entries] == ["H1", "V1"]
    assert (coded / "sources.csv").read_text().count("withdrawn 2026-05-04") == 2


def shared(folder, line, sources=SOURCES):
    """sources.csv with a column `file`, and a source more."""
    header, *rows = sources.splitlines()
    (folder / "sources.csv").write_text(
        "\n".join([f"{header},file", *(f"{row}," for row in rows), line]) + "\n"
    )


def refused(name, file, other):
    return (
        1,
        "qualstage ledger withdraw cannot be used: 1 problem.\n\n"
        f"  transcripts/{file}\n"
        f"      it would be deleted as {name}'s, and {other} is read from it.\n"
        f"      If it is {name}'s alone, withdraw {other}, too, in the same command. If not, give "
        f"{other} a file of\n"
        f"      another name without {name}'s words, and name it in the column 'file' of "
        "sources.csv.\n\n"
        "Nothing was written.\n",
    )


def test_a_file_that_another_source_is_read_from_is_not_deleted(coded, withdraw):
    shared(coded, "Hb,talk,interview,Hb,hill,,H2.txt")
    before = files(coded)
    assert withdraw("Hb", "--yes") == refused("Hb", "H2.txt", "H2")
    assert withdraw("H2", "--yes") == refused("H2", "H2.txt", "Hb")
    assert files(coded) == before
    assert withdraw("H2", "Hb", "--yes")[0] == 0
    assert not (coded / "transcripts/H2.txt").exists()


def test_a_file_called_as_a_source_that_is_another_ones_is_not_deleted(coded, withdraw):
    text = SOURCES.replace("H1,talk,interview,H1,hill,\n", "")
    shared(coded, "H1,talk,interview,H1,hill,,H1_clean.txt", text)
    with (coded / "sources.csv").open("a") as file:
        file.write("Hb,talk,interview,Hb,hill,,H1.txt\n")
    (coded / "transcripts/H1_clean.txt").write_text("P: Quite another talk it was with me.\n")
    assert withdraw("H1", "--yes") == refused("H1", "H1.txt", "Hb")
    assert withdraw("Hb", "--yes")[0] == 0


def test_the_persons_other_sources_are_told_and_stay(coded, withdraw):
    (coded / "sources.csv").write_text(
        SOURCES.replace("H2,talk,interview,H2,", "H2,talk,interview,H1,")
    )
    (coded / "speakers.csv").write_text(
        "source_id,speaker,role,respondent_id\nV1,P1,respondent,H1\nV1,P2,respondent,Z9\n"
    )
    plan = PLAN.replace("  speakers.csv: line 2\n", "").replace(
        "\nNot changed", "\nOf the same respondent, and not withdrawn: H2, V1\n\nNot changed"
    )
    plan = plan.replace(
        "line 2\n\nNot searched",
        "line 2\n  sources.csv: its name on line 3\n  speakers.csv: its name on line 2\n\n"
        "Not searched",
    )
    three = (
        "  3. Of the same respondent as H1, and not withdrawn: H2, V1. Where they withdraw from "
        "these,\n"
        "     too, withdraw each by its name; of a group, take out their turns by hand.\n"
    )
    left = LEFT.replace("  4. ", "  5. ").replace("  3. sources", f"{three}  4. sources")
    assert withdraw("H1", "--yes") == (0, f"{plan}\nErased.\n\n{left}")
    assert (coded / "transcripts/H2.txt").exists()
    again = withdraw("H1", "H2", "--yes")[1]
    assert "Of the same respondent, and not withdrawn: V1\n" in again
    assert "H2, V1" not in again


def test_earlier_commits_are_told_of_where_there_are_any(coded, withdraw):
    (coded / ".git").mkdir()
    assert (
        "earlier commits of git, where every file can be had back as it was"
        in withdraw("H1", "--dry-run")[1] + withdraw("H1", "--yes")[1]
    )
