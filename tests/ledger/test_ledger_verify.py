"""`ledger verify`: what was done to a chain is found, and the first bad entry is named whole."""

import json

import pytest
from qualstage.cli import main
from qualstage.ledger.chain import Chain
from qualstage.ledger.heads import heads
from qualstage.ledger.seals import canonical, seal_words

LONELY = "It gets lonely at home."
QUOTES = ("I come for a natter over the fence.", LONELY, "The slugs have it.")


@pytest.fixture
def chain(tiny):
    """Ann's chain of three codings, at one time."""
    rows = [f"H1,company,ann,principal,{quote},2026-01-0{n}" for n, quote in enumerate(QUOTES, 1)]
    path = tiny / "codings.csv"
    path.write_text("\n".join(["source_id,code,coder,role,quote,at", *rows]) + "\n")
    assert main(["ledger", "import", str(path), "--study", str(tiny)]) == 0
    return Chain(tiny / "ledger/codebook/ann.jsonl")


@pytest.fixture
def verify(tiny, capsys):
    """A function that verifies; the exit code, and what was said without where the study is."""

    def verify(*options):
        capsys.readouterr()
        code = main(["ledger", "verify", "--study", str(tiny), *options])
        told = capsys.readouterr()
        return code, (told.out + told.err).replace(f"{tiny}", "STUDY")

    return verify


def wrong(place, fact, name, entry=None):
    """What is said of one bad entry."""
    reads = ""
    if entry:
        reads = (
            f"      It reads: add of 'company' in H1 by {entry['coder']} at {entry['at']}, id "
            f"{entry['id'][:12]}.\n"
        )
    return (
        "STUDY/ledger/codebook cannot be used: 1 problem.\n\n"
        f"  {place}\n"
        f"      {fact}\n{reads}"
        f"      Restore {name} from a copy made before, or from git.\n\n"
        "To check again: qualstage ledger verify --study STUDY\n"
    )


def lines_of(chain):
    return chain.path.read_bytes().splitlines(keepends=True)


BROKEN = "an entry before it was removed, added or moved: the chain is broken here."


def test_a_whole_ledger_verifies(chain, verify):
    assert verify() == (
        0,
        f"ann.jsonl: 3 entries verify, head {chain.head[:12]}\n"
        "3 judgements stand, each found in its source.\n",
    )


def test_words_of_a_write_that_was_cut_off_are_told_and_are_no_problem(chain, verify):
    names = ("ann", "eve")
    for name, records in zip(names, (1, 2), strict=True):
        path = chain.path.with_name(f"{name}.words.jsonl")
        words = [{"exact": f"word {number}"} for number in range(records)]
        lines = [{"id": seal_words("00", w), "salt": "00", "words": w} for w in words]
        with path.open("ab") as file:
            file.write(b"".join(canonical(line) + b"\n" for line in lines))
    assert verify() == (
        0,
        f"ann.jsonl: 3 entries verify, head {chain.head[:12]}\n"
        "ann.words.jsonl: 1 record of words that no entry refers to, of a write that was cut off; "
        "it counts nowhere\n"
        "eve.words.jsonl: 2 records of words, and there is no eve.jsonl, whose decisions they "
        "belong to. If it was lost, put it back from a copy or from git; if its first write was "
        "cut off, they count nowhere\n"
        "3 judgements stand, each found in its source.\n",
    )


def test_a_changed_byte_in_the_middle_is_named(chain, verify):
    chain.path.write_bytes(chain.path.read_bytes().replace(b"2026-01-02", b"2026-01-09"))
    changed = chain.entries[1] | {"at": "2026-01-09"}
    fact = "the entry was changed after it was made: its seal does not fit."
    assert verify() == (1, wrong("ann.jsonl, line 2", fact, "ann.jsonl", changed))


def test_after_a_removed_entry_the_next_one_is_named(chain, verify):
    first, _, third = lines_of(chain)
    chain.path.write_bytes(first + third)
    assert verify() == (1, wrong("ann.jsonl, line 2", BROKEN, "ann.jsonl", chain.entries[2]))


def test_of_swapped_entries_the_first_is_named(chain, verify):
    first, second, third = lines_of(chain)
    chain.path.write_bytes(first + third + second)
    assert verify() == (1, wrong("ann.jsonl, line 2", BROKEN, "ann.jsonl", chain.entries[2]))


def test_a_duplicated_entry_is_named(chain, verify):
    first, second, third = lines_of(chain)
    chain.path.write_bytes(first + second + second + third)
    assert verify() == (1, wrong("ann.jsonl, line 3", BROKEN, "ann.jsonl", chain.entries[1]))


def test_a_cut_tail_is_told_with_how_many_entries_there_were(chain, verify, tiny):
    record = tiny / "heads.json"
    record.write_text(json.dumps(heads([chain])))
    assert verify("--heads", str(record))[0] == 0
    chain.path.write_bytes(b"".join(lines_of(chain)[:2]))
    assert verify()[0] == 0
    assert verify("--heads", str(record)) == (
        1,
        "STUDY/ledger/codebook cannot be used: 1 problem.\n\n"
        "  ann.jsonl\n"
        "      it held 3 entries at an earlier run and holds 2 now.\n"
        "      Restore the ledger from a copy or from git. If the decisions were removed on "
        "purpose,\n      delete the record of heads that was kept with the results.\n\n"
        "To check again: qualstage ledger verify --study STUDY\n",
    )


def test_changed_words_are_named_with_their_entry(chain, verify):
    words = chain.words_path
    words.write_text(
        words.read_text("utf-8").replace('exact":"It gets lonely', 'exact":"It gets lovely'),
        "utf-8",
    )
    fact = "the words are not those that were sealed when the decision was made."
    place = "ann.words.jsonl, line 2"
    assert verify() == (1, wrong(place, fact, "ann.words.jsonl", chain.entries[1]))


def test_a_missing_words_file_is_told_for_every_entry(chain, verify):
    chain.words_path.unlink()
    code, told = verify()
    assert code == 1
    assert told.startswith("STUDY/ledger/codebook cannot be used: 3 problems.\n")
    for number, entry in enumerate(chain.entries, start=1):
        assert (
            f"  ann.jsonl, line {number}\n"
            "      its words are missing from ann.words.jsonl.\n"
            f"      It reads: add of 'company' in H1 by ann at {entry['at']}, id "
            f"{entry['id'][:12]}.\n"
            "      Restore ann.words.jsonl from a copy made before, or from git.\n"
        ) in told


@pytest.mark.parametrize("cut", [-20, -1])
def test_words_whose_last_line_is_cut_off_are_restored_from_their_own_file(chain, verify, cut):
    chain.words_path.write_bytes(chain.words_path.read_bytes()[:cut])
    code, told = verify()
    assert code == 1
    facts = {
        -20: "it is not a record of words.",
        -1: "the line has no line end: the file was cut off, or edited.",
    }
    assert (
        f"  ann.words.jsonl, line 3\n      {facts[cut]}\n"
        "      Restore ann.words.jsonl from a copy made before, or from git.\n"
    ) in told
    assert "Restore ann.jsonl" not in told


@pytest.mark.parametrize(
    ("content", "fact"),
    [
        (None, "there is no such file."),
        ("{", "it is not JSON."),
        ('["ann"]', "it is not a record of heads."),
        ('{"ann": {"length": 1}}', "it is not a record of heads."),
    ],
)
def test_a_record_of_heads_that_is_none_is_told(chain, verify, tmp_path, content, fact):
    path = tmp_path / "seen.json"
    if content is not None:
        path.write_text(content)
    assert verify("--heads", str(path)) == (
        1,
        f"{path} cannot be used: 1 problem.\n\n"
        f"  file\n      {fact}\n"
        "      Give a heads.json that a run wrote, such as settle/heads.json of the results.\n",
    )


def test_a_time_that_is_none_is_named_and_overrules_nothing(chain, verify, tiny):
    draft = {**chain.entries[1], "action": "reject"}
    for name in ("id", "seq", "prev", "words"):
        del draft[name]
    late, torn = "2026-31-01", "2026-01-01T09:30 tomorrow"
    words = chain.words[chain.entries[1]["words"]]
    chain.append([({**draft, "at": at}, words) for at in (late, torn)])
    assert verify() == (
        0,
        f"ann.jsonl: 5 entries verify, head {chain.head[:12]}\n"
        f"ann.jsonl, line 4: at is '{late}', not a date; entry {chain.entries[3]['id'][:12]} "
        "counts as decided before all others: take it back, and decide again with a date\n"
        f"ann.jsonl, line 5: at is '{torn}', not a date; entry {chain.entries[4]['id'][:12]} "
        "counts as decided the beginning of 2026-01-01: take it back, and decide again with a "
        "date\n"
        "3 judgements stand, each found in its source.\n",
    )
    assert main(["ledger", "replay", "--study", str(tiny), "--output", str(tiny / "r.csv")]) == 0
    assert "rejected" not in (tiny / "r.csv").read_text()


def test_a_torn_last_line_is_named(chain, verify):
    whole = chain.path.read_bytes()
    chain.path.write_bytes(whole[:-20])
    fact = "the line is not whole: it is not JSON."
    assert verify() == (1, wrong("ann.jsonl, line 3", fact, "ann.jsonl"))
    chain.path.write_bytes(whole[:-1])
    fact = "the line has no line end: the file was cut off, or edited."
    assert verify() == (1, wrong("ann.jsonl, line 3", fact, "ann.jsonl", chain.entries[2]))


def test_nothing_is_appended_behind_a_line_without_an_end(chain):
    chain.path.write_bytes(chain.path.read_bytes()[:-1])
    before = chain.path.read_bytes()
    with pytest.raises(Exception, match="cannot be used"):
        Chain(chain.path).append([({"action": "note"}, {"reason": "x"})])
    assert chain.path.read_bytes() == before


def test_a_file_of_anothers_is_named(chain, verify):
    chain.path.rename(chain.path.with_name("bob.jsonl"))
    chain.words_path.rename(chain.path.with_name("bob.words.jsonl"))
    fact = "the entry is ann's, in the file of bob."
    assert verify() == (1, wrong("bob.jsonl, line 1", fact, "bob.jsonl", chain.entries[0]))


def test_the_first_bad_entry_of_each_chain_is_named(chain, verify):
    other = Chain(chain.path.with_name("bob.jsonl"))
    other.append([({"action": "note", "coder": "bob", "source": "H1", "at": "2026"}, {})] * 2)
    for one in (chain, other):
        first, *rest = lines_of(one)
        one.path.write_bytes(first.replace(b'"at":"2026', b'"at":"2025') + b"".join(rest))
    code, told = verify()
    assert code == 1
    assert [line for line in told.splitlines() if line.startswith("  ") and line[2] != " "] == [
        "  ann.jsonl, line 1",
        "  bob.jsonl, line 1",
    ]


def test_decisions_at_corrected_words_and_under_older_definitions_verify_and_are_told(
    chain, verify, tiny
):
    transcript = tiny / "transcripts" / "H1.txt"
    transcript.write_text(transcript.read_text().replace("gets lonely", "gets, um, lonely"))
    codebook = tiny / "codebook.yaml"
    codebook.write_text(codebook.read_text().replace("are why they come", "are why they stay"))
    assert verify() == (
        0,
        f"ann.jsonl: 3 entries verify, head {chain.head[:12]}\n"
        "1 decision stands at words that were corrected since:\n"
        f"  H1 69-97, 'company' by ann, entry {chain.entries[1]['id'][:12]}\n"
        f"      “{LONELY}”\n"
        "      -> “It gets, um, lonely at home.”\n"
        "3 decisions were made under another wording of the code than today's\n"
        "3 judgements stand, each found in its source.\n",
    )
