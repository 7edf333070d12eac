"""Codings made elsewhere: all rows of all files, or none; anchored in today's text."""

import json

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st
from qualstage.cli import main
from qualstage.errors import QualstageError
from qualstage.ledger import importing
from qualstage.ledger.anchors import NotAnchored, Selector, anchor, find_quote, select
from qualstage.ledger.chain import Chain, append_together, read_chains
from qualstage.ledger.importing import Material, import_files
from qualstage.ledger.replay import replay
from qualstage.ledger.seals import canonical

TEXT = "I: Why?\nP: I’d like a “plan”  of it.\nI: A plan?\nP: A plan."


@pytest.fixture
def material(core_codebook):
    return Material(core_codebook, {"S1": TEXT}, {"S1": "2"})


def import_rows(tmp_path, material, *rows, header="source_id,code,coder,role,quote"):
    path = tmp_path / "codings.csv"
    path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    import_files([path], tmp_path / "ledger", material, "2026-01-01T00:00:00Z")
    return replay(read_chains(tmp_path / "ledger"))


def test_a_quotation_is_found_with_marks_and_spaces_folded(tmp_path, material):
    decisions = import_rows(
        tmp_path, material, """S1,recovery,A,principal,"I'd like a ""plan"" of it\""""
    )
    (judgement,) = decisions.judgements
    assert judgement.selector.exact == "I’d like a “plan”  of it"
    assert TEXT[judgement.selector.start : judgement.selector.end] == judgement.selector.exact


def test_what_cannot_be_used_is_told_line_by_line_and_nothing_is_written(tmp_path, material):
    good = tmp_path / "good.csv"
    good.write_text("source_id,code,coder,role,quote\nS1,recovery,A,principal,A plan.\n")
    bad = tmp_path / "bad.csv"
    bad.write_text(
        "source_id,code,coder,role,quote\n"
        "S9,recovery,A,principal,A plan\n"
        "S1,recovry,A,boss,A plan\n"
        "S1,befriending,A,principal,A plan\n"
        "S1,recovery,A,principal,A plan\n"
        "S1,recovery,A,principal,a plan of action for it\n"
        "S1,recovery,A,principal,\n"
    )
    with pytest.raises(QualstageError) as error:
        import_files([good, bad], tmp_path / "ledger", material, "2026-01-01T00:00:00Z")
    assert [(p.place, p.fact.partition(":")[0]) for p in error.value.problems] == [
        ("bad.csv, line 2", "source 'S9' is not in the study."),
        ("bad.csv, line 3", "role 'boss' is not known."),
        ("bad.csv, line 3", "code 'recovry' is not in the codebook."),
        ("bad.csv, line 4", "code 'befriending' does not apply at stage 2 ('S1')."),
        ("bad.csv, line 5", "source 'S1', code 'recovery'"),
        ("bad.csv, line 6", "source 'S1', code 'recovery'"),
        ("bad.csv, line 7", "it has neither a quote nor whole numbers in start_char and end_char."),
    ]
    twice = error.value.problems[4]
    assert "its words are in the source 2 times" in twice.fact
    assert twice.remedy.splitlines()[1:] == [
        "characters 40-46: “P: I’d like a “plan” of it. I: [A plan]? P: A plan.”",
        "characters 51-57: “a “plan” of it. I: A plan? P: [A plan].”",
    ]
    assert not (tmp_path / "ledger").exists()


@pytest.mark.parametrize("at", ["2026-31-01", "2026-02-30T99:99:99Z", "2026-01-31T09:30 tomorrow"])
def test_a_date_that_is_none_is_refused_with_its_line(tiny, capsys, at):
    path = tiny / "codings.csv"
    path.write_text(
        "source_id,code,coder,role,quote,at\n"
        f"H1,company,ann,principal,It gets lonely at home.,{at}\n"
    )
    capsys.readouterr()
    assert main(["ledger", "import", str(path), "--study", str(tiny)]) == 1
    told = (
        f"      at is '{at}', not a date.\n      Write it as 2026-01-31, or 2026-01-31T09:30:00Z.\n"
    )
    assert capsys.readouterr().err == (
        f"{path} cannot be used: 1 problem.\n\n  codings.csv, line 2\n{told}\n"
        "Nothing was written.\n"
    )
    assert main(["ledger", "import", str(path), "--study", str(tiny), "--at", at]) == 1
    assert capsys.readouterr().err == (
        f"qualstage ledger import cannot be used: 1 problem.\n\n  command line\n{told}\n"
        "Nothing was written.\n"
    )


@pytest.mark.parametrize("codes", ["company food", "company;food", "company; food"])
def test_codes_of_a_reading_stand_apart_by_spaces_or_semicolons(tiny, codes):
    path = tiny / "readings.csv"
    path.write_text(f"source_id,coder,role,codes\nH1,ann,principal,{codes}\n")
    assert main(["ledger", "import", str(path), "--study", str(tiny)]) == 0
    (entry,) = Chain(tiny / "ledger/codebook/ann.jsonl").entries
    assert entry["codes"] == ["company", "food"]


def test_a_folder_in_the_place_of_a_csv_is_told(tiny, capsys):
    capsys.readouterr()
    assert main(["ledger", "import", str(tiny), "--study", str(tiny)]) == 1
    assert capsys.readouterr().err == (
        f"{tiny} cannot be used: 1 problem.\n\n  file\n      it is a folder.\n"
        "      Give a CSV that you may read.\n\nNothing was written.\n"
    )


def test_a_ledger_that_cannot_be_written_is_told(tiny, capsys, monkeypatch):
    from filelock import FileLock

    def refused(self, *given, **named):
        raise OSError(30, "Read-only file system")

    path = tiny / "readings.csv"
    path.write_text("source_id,coder,role\nH1,ann,principal\n")
    monkeypatch.setattr(FileLock, "acquire", refused)
    capsys.readouterr()
    assert main(["ledger", "import", str(path), "--study", str(tiny)]) == 1
    folder = tiny / "ledger/codebook"
    told = " ".join(capsys.readouterr().err.split())
    assert told == (
        f"{folder}/wordings.json cannot be used: 1 problem. wordings.json "
        "nothing can be written beside it: Read-only file system. "
        f"See that you may write in {folder}, and run the command again. Nothing was written."
    )


FORMULA = '=HYPERLINK("http://e.example","click")'


def test_words_that_begin_as_a_formula_are_guarded_on_the_way_out_and_come_back_as_they_were(tiny):
    """A quotation and a reason: as they are imported, as they are exported, and imported again."""
    (tiny / "transcripts/H1.txt").write_text(
        f"Interviewer: Why?\n\nP: {FORMULA}\n\nInterviewer: Is it?\n\nP: It is.\n"
    )
    path, again = tiny / "codings.csv", tiny / "again.csv"
    quote = FORMULA.replace('"', '""')
    header = "source_id,code,coder,role,quote,reason,at"
    path.write_text(f'{header}\nH1,company,ann,principal,"{quote}",@home,2026-01-01\n')
    study = ["--study", str(tiny)]
    assert main(["ledger", "import", str(path), *study]) == 0
    for output in (["replay"], ["export"]):
        assert main(["ledger", *output, *study, "--output", str(again)]) == 0
        assert f'"\'{quote}"' in again.read_text("utf-8-sig")
        assert ",'@home," in again.read_text("utf-8-sig")
    path.write_text(f"{header}\nH1,company,ann,principal,\"'{quote}\",'@home,2026-01-02\n")
    assert main(["ledger", "import", str(path), *study]) == 0
    chain = Chain(tiny / "ledger/codebook/ann.jsonl")
    first, second = (chain.words[entry["words"]] for entry in chain.entries)
    assert first == second
    assert (first["exact"], first["reason"]) == (FORMULA, "@home")


def test_importing_twice_adds_nothing(tmp_path, material):
    row = "S1,recovery,A,principal,A plan."
    import_rows(tmp_path, material, row)
    before = (tmp_path / "ledger" / "A.jsonl").read_bytes()
    decisions = import_rows(tmp_path, material, row)
    assert (tmp_path / "ledger" / "A.jsonl").read_bytes() == before
    assert len(decisions.judgements) == 1


def test_readings_are_imported_too(tmp_path, material):
    decisions = import_rows(
        tmp_path, material, "S1,A,principal,recovery", header="source_id,coder,role,codes"
    )
    (reading,) = decisions.readings
    assert (reading.source, reading.covers("recovery"), reading.covers("befriending")) == (
        "S1",
        True,
        False,
    )


def test_cores_ledger_replays_to_the_codings_it_was_made_from(core_study, tmp_path, capsys):
    assert main(["ledger", "replay", "--study", str(core_study.folder)]) == 0
    first = capsys.readouterr().out
    assert main(["ledger", "replay", "--study", str(core_study.folder)]) == 0
    assert capsys.readouterr().out == first
    made = {}
    for line in first.splitlines()[1:]:
        made[line.split(",")[5]] = made.get(line.split(",")[5], 0) + 1
    files = {"A": "principal", "B": "second", "C": "check", "J": "adjudications"}
    for coder, name in files.items():
        import csv

        with (core_study.folder / "codings" / f"{name}.csv").open(encoding="utf-8") as file:
            assert made[coder] == len(list(csv.DictReader(file))), name


def test_verify_names_the_entry_that_was_changed(tiny, capsys):
    folder = str(tiny)
    path = tiny / "mine.csv"
    path.write_text(
        "source_id,code,coder,role,quote\nH1,company,A,principal,It gets lonely at home.\n"
    )
    assert main(["ledger", "import", str(path), "--study", folder]) == 0
    assert main(["ledger", "verify", "--study", folder]) == 0
    chain = tiny / "ledger" / "codebook" / "A.jsonl"
    (entry,) = map(json.loads, chain.read_text().splitlines())
    chain.write_text(chain.read_text().replace('"code":"company"', '"code":"food"'))
    capsys.readouterr()
    assert main(["ledger", "verify", "--study", folder]) == 1
    assert capsys.readouterr().err == (
        f"{tiny}/ledger/codebook cannot be used: 1 problem.\n\n"
        "  A.jsonl, line 1\n"
        "      the entry was changed after it was made: its seal does not fit.\n"
        f"      It reads: add of 'food' in H1 by A at {entry['at']}, id {entry['id'][:12]}.\n"
        "      Restore A.jsonl from a copy made before, or from git.\n\n"
        f"To check again: qualstage ledger verify --study {folder}\n"
    )


def test_a_corrected_transcript_keeps_its_codings(core_rows):
    text = core_rows.sources[20]["text"]
    selector = select(text, 300, 380)
    moved = "Front matter.\n" + text[:100] + "really " + text[100:]
    start, end = anchor(moved, selector)
    assert moved[start:end] == selector.exact


def test_surroundings_decide_between_words_said_twice():
    text = "one plan here, two plan there, three plan"
    place = text.index("plan", 12)
    selector = select(text, place, place + 4)
    assert anchor("Well, " + text, selector) == (place + 6, place + 10)
    with pytest.raises(NotAnchored):
        anchor("plan plan", Selector(40, 44, "plan"))


@given(st.text(max_size=80), st.data())
def test_a_passage_is_found_where_it_was_taken_from(text, data):
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    quote = text[start:end]
    if quote.strip():
        stripped = start + len(quote) - len(quote.lstrip())
        assert (stripped, stripped + len(quote.strip())) in find_quote(text, quote)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text("abz_09", max_size=4), inner),
)


@given(json_values)
def test_canonical_json_is_that_of_rfc_8785(value):
    assert canonical(value) == rfc8785.dumps(value)
    assert json.loads(canonical(value)) == value


def test_canonical_json_refuses_what_it_could_not_write_canonically():
    for value in (0.1, {"a": [1e30]}, {1, 2}, "\ud800"):
        with pytest.raises(ValueError):
            canonical(value)


def test_a_chain_that_grew_meanwhile_lets_no_row_of_other_coders_in(
    tmp_path, material, monkeypatch
):
    import_rows(tmp_path, material, "S1,recovery,B,second,A plan.")
    (said,) = Chain(tmp_path / "ledger" / "B.jsonl").entries

    def meanwhile(planned):
        note = {**said, "action": "note", "at": "2026-01-02T00:00:00Z"}
        draft = {k: v for k, v in note.items() if k not in ("seq", "prev", "id", "words")}
        Chain(tmp_path / "ledger" / "B.jsonl").append([(draft, {"reason": "typed elsewhere"})])
        return append_together(planned)

    monkeypatch.setattr(importing, "append_together", meanwhile)
    rows = ("S1,recovery,A,principal,A plan.", "S1,recovery,B,second,I'd like a")
    with pytest.raises(QualstageError) as error:
        import_rows(tmp_path, material, *rows)
    (problem,) = error.value.problems
    assert problem.fact == "B.jsonl was written by someone else in the meantime."
    assert problem.remedy == "Run the command again."
    (chain,) = read_chains(tmp_path / "ledger")
    assert [entry["action"] for entry in chain.entries] == ["add", "note"]


def test_a_row_about_an_excluded_source_says_so(tiny, capsys):
    path = tiny / "codings.csv"
    path.write_text("source_id,code,coder,role,quote\nV2,company,ann,principal,It rained.\n")
    capsys.readouterr()
    assert main(["ledger", "import", str(path), "--study", str(tiny)]) == 1
    assert capsys.readouterr().err == (
        f"{path} cannot be used: 1 problem.\n\n"
        "  codings.csv, line 2\n"
        "      source 'V2' has no words: it is excluded, or none were read.\n"
        "      Take the row out; or empty 'excluded' in sources.csv, and run check.\n\n"
        "Nothing was written.\n"
    )
