import json

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st
from qualstage.errors import QualstageError
from qualstage.ledger.chain import Chain
from qualstage.ledger.disk import forsaken
from qualstage.ledger.heads import check_heads, heads
from qualstage.ledger.replay import replay
from qualstage.ledger.seals import GENESIS, seal, seal_words


def draft(source="P1", code="hope", action="add", span=(0, 4), **more):
    return {
        "at": "2026-01-01T09:00:00Z",
        "coder": "A",
        "role": "principal",
        "action": action,
        "source": source,
        "code": code,
        "span": list(span),
        "wording": "w",
        **more,
    }


@pytest.fixture
def chain(tmp_path):
    chain = Chain(tmp_path / "A.jsonl")
    chain.append(
        [
            (draft(span=(0, 4)), {"exact": "hope", "reason": "she says so"}),
            (draft(span=(9, 13)), {"exact": "more"}),
            (draft(span=(20, 24)), {"exact": "last"}),
        ],
        salt=lambda: "00",
    )
    return chain


def test_each_entry_is_sealed_to_the_one_before(chain):
    first, second, third = Chain(chain.path).entries
    assert (first["prev"], second["prev"], third["prev"]) == (GENESIS, first["id"], second["id"])
    assert [entry["seq"] for entry in chain.entries] == [0, 1, 2]
    assert all(entry["id"] == seal(entry) for entry in chain.entries)


def test_words_are_kept_beside_the_chain_and_not_in_it(chain):
    assert "hope" not in chain.path.read_text().replace('"code":"hope"', "")
    assert chain.words[chain.entries[0]["words"]] == {"exact": "hope", "reason": "she says so"}


def test_appending_leaves_what_was_written_byte_for_byte(chain):
    before = chain.path.read_bytes()
    Chain(chain.path).append([(draft(), {"exact": "new"})])
    assert chain.path.read_bytes().startswith(before)
    assert Chain(chain.path).problems == []


@given(data=st.data())
def test_one_changed_byte_is_found_and_its_line_named(tmp_path_factory, data):
    chain = Chain(tmp_path_factory.mktemp("ledger") / "A.jsonl")
    chain.append([(draft(span=(i, i + 1)), {"exact": "x"}) for i in range(3)], salt=lambda: "00")
    content = bytearray(chain.path.read_bytes())
    place = data.draw(st.integers(0, len(content) - 2))
    byte = data.draw(st.integers(32, 126).filter(lambda b: b != content[place]))
    line = content[:place].count(b"\n") + 1
    content[place] = byte
    chain.path.write_bytes(bytes(content))
    places = [problem.place for problem in Chain(chain.path).problems]
    assert f"A.jsonl, line {line}" in places or f"A.jsonl, line {line + 1}" in places


def test_a_changed_entry_is_named_with_its_remedy(chain):
    text = chain.path.read_text()
    chain.path.write_text(text.replace('"span":[9,13]', '"span":[9,14]'))
    changed = chain.entries[1]["id"][:12]
    with pytest.raises(QualstageError) as error:
        replay([Chain(chain.path)])
    assert str(error.value) == (
        "the ledger cannot be used: 1 problem.\n\n"
        "  A.jsonl, line 2\n"
        "      the entry was changed after it was made: its seal does not fit.\n"
        f"      It reads: add of 'hope' in P1 by A at 2026-01-01T09:00:00Z, id {changed}.\n"
        "      Restore A.jsonl from a copy made before, or from git.\n\n"
        "Nothing was written. To check again: qualstage ledger verify"
    )


def test_a_removed_entry_breaks_the_chain_where_it_stood(chain):
    first, _, third = chain.path.read_text().splitlines()
    chain.path.write_text(f"{first}\n{third}\n")
    problem = Chain(chain.path).problems[0]
    assert problem.place == "A.jsonl, line 2"
    assert problem.fact == (
        "an entry before it was removed, added or moved: the chain is broken here.\n"
        f"It reads: add of 'hope' in P1 by A at 2026-01-01T09:00:00Z, id "
        f"{chain.entries[2]['id'][:12]}."
    )


def test_a_line_that_was_cut_off_is_named(chain):
    chain.path.write_bytes(chain.path.read_bytes()[:-30])
    problem = Chain(chain.path).problems[0]
    assert (problem.place, problem.fact) == (
        "A.jsonl, line 3",
        "the line is not whole: it is not JSON.",
    )


def test_changed_words_are_found(chain):
    words = chain.words_path
    words.write_text(words.read_text().replace("she says so", "she denies it"))
    (problem,) = Chain(chain.path).problems
    assert problem.place == "A.words.jsonl, line 1"
    assert problem.fact == (
        "the words are not those that were sealed when the decision was made.\n"
        "It reads: add of 'hope' in P1 by A at 2026-01-01T09:00:00Z, id "
        f"{chain.entries[0]['id'][:12]}."
    )


def test_words_can_be_erased_and_the_chain_still_verifies(chain):
    lines = chain.words_path.read_text().splitlines()
    key = json.loads(lines[0])["id"]
    lines[0] = rfc8785.dumps({"id": key, "erased": "2026-02-01"}).decode()
    chain.words_path.write_text("\n".join(lines) + "\n")
    again = Chain(chain.path)
    assert again.problems == []
    decisions = replay([again])
    assert [j.selector.exact for j in decisions.judgements] == ["more", "last"]
    assert [decision.entry for decision in decisions.erased] == [again.entries[0]["id"]]


def test_a_cut_tail_is_noticed_by_the_heads_an_earlier_run_kept(chain):
    seen = heads([chain])
    lines = chain.path.read_text().splitlines()
    chain.path.write_text("\n".join(lines[:2]) + "\n")
    assert Chain(chain.path).problems == []
    (problem,) = check_heads([Chain(chain.path)], seen)
    assert problem.fact == "it held 3 entries at an earlier run and holds 2 now."


def test_a_chain_that_only_grew_keeps_its_earlier_heads(chain):
    seen = heads([chain])
    chain.append([(draft(), {"exact": "new"})])
    assert check_heads([Chain(chain.path)], seen) == []


def test_two_writers_never_lose_an_entry(chain):
    mine, theirs = Chain(chain.path), Chain(chain.path)
    mine.append([(draft(), {"exact": "mine"})])
    with pytest.raises(QualstageError, match="cannot be used"):
        theirs.append([(draft(), {"exact": "theirs"})])
    assert Chain(chain.path).entries == mine.entries


def test_a_withdrawn_judgement_no_longer_stands(chain):
    gone = chain.entries[1]["id"]
    chain.append([(draft(action="withdraw", supersedes=gone), {})])
    assert [j.selector.exact for j in replay([chain]).judgements] == ["hope", "last"]


def test_an_amended_judgement_stands_in_its_new_form_only(chain):
    old = chain.entries[1]["id"]
    chain.append([(draft(action="amend", span=(9, 20), supersedes=old), {"exact": "more of it"})])
    assert sorted(j.selector.exact for j in replay([chain]).judgements) == [
        "hope",
        "last",
        "more of it",
    ]


def test_replaying_twice_gives_the_same(chain):
    assert replay([Chain(chain.path)]) == replay([Chain(chain.path)])


def test_the_salted_hash_tells_nothing_without_the_salt():
    assert seal_words("a", {"exact": "x"}) != seal_words("b", {"exact": "x"})


def test_a_codebook_whose_file_was_renamed_is_told_where_its_decisions_lie(tmp_path):
    (tmp_path / "ledger" / "core").mkdir(parents=True)
    (tmp_path / "ledger" / "core" / "ann.jsonl").write_text("")
    assert forsaken(tmp_path / "ledger" / "core") == ""
    assert forsaken(tmp_path / "nothing" / "core") == ""
    assert forsaken(tmp_path / "ledger" / "codebook") == (
        "no decisions are kept for the codebook 'codebook', but ledger/core holds some: a ledger "
        "is called as its codebook's file. If they are this one's, rename the file or the folder"
    )
