"""What is decided on the page makes the entries that an import of the same decision makes."""

import json
import shutil

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from qualstage.cli import main
from qualstage.errors import Problem, QualstageError
from qualstage.ledger.chain import read_chains
from qualstage.ledger.replay import replay
from reviewed import client_of, decide, desk_of, entries_of, imported, ledger_of, place, problems

LONELY = "It gets lonely at home."


def refused(page, *decisions):
    return problems(page.post("/api/decisions", json={"decisions": list(decisions)}))


@pytest.fixture
def twin(tiny):
    """A copy of the study, in which the same is decided by import."""
    return shutil.copytree(tiny, tiny.parent / "twin")


@pytest.mark.parametrize("action", ["accept", "add", "reject", "quote", "note"])
def test_each_action_makes_the_entry_that_an_import_makes(page, tiny, twin, action):
    at = place(page, LONELY)
    decide(page, {"action": action, "code": "company", "reason": "said so", **at})
    imported(twin, f"H1,company,ann,principal,{action},{LONELY},said so")
    assert entries_of(tiny) == entries_of(twin)
    (entry,) = entries_of(tiny)
    assert entry["words"]["exact"] == LONELY


def test_a_reading_makes_the_entry_that_an_import_makes(page, tiny, twin):
    decide(page, {"action": "read", "source": "H1"})
    imported(twin, "H1,ann,principal", header="source_id,coder,role")
    assert entries_of(tiny) == entries_of(twin)
    assert page.get("/api/sources/H1").json()["read"]


def test_other_words_for_a_coding_make_the_entry_that_an_import_makes(page, tiny, twin):
    decide(page, {"action": "add", "code": "company", **place(page, LONELY)})
    (coding,) = page.get("/api/sources/H1").json()["codings"]
    narrowed = {"entry": coding["entry"], **place(page, "lonely at home")}
    decide(page, {"action": "amend", "code": "company", "reason": "less", **narrowed})
    imported(twin, f"H1,company,ann,principal,add,{LONELY},")
    imported(twin, "H1,company,ann,principal,amend,lonely at home,less")
    assert entries_of(tiny) == entries_of(twin)


def test_taking_back_makes_the_entry_that_an_import_makes(page, tiny, twin):
    decide(page, {"action": "add", "code": "company", **place(page, LONELY)})
    decide(page, {"action": "read", "source": "H1"})
    told = page.get("/api/sources/H1").json()
    for entry in (told["codings"][0]["entry"], told["read"]):
        decide(page, {"action": "withdraw", "source": "H1", "entry": entry, "reason": "misread"})
    imported(twin, f"H1,company,ann,principal,add,{LONELY},")
    imported(twin, "H1,ann,principal", header="source_id,coder,role")
    imported(twin, f"H1,company,ann,principal,withdraw,{LONELY},misread")
    imported(twin, "H1,ann,principal,withdraw,misread", header="source_id,coder,role,action,reason")
    assert entries_of(tiny) == entries_of(twin)


def test_recoding_rejects_the_old_and_accepts_the_new_in_one_append(page, tiny, twin):
    at = place(page, LONELY)
    told = decide(page, {"action": "recode", "code": "company", "to": "food", **at})
    imported(
        twin,
        f"H1,company,ann,principal,reject,{LONELY},",
        f"H1,food,ann,principal,accept,{LONELY},",
    )
    assert entries_of(tiny) == entries_of(twin)
    whole = entries_of(tiny, whole=True)
    assert [entry["id"] for entry in whole] == told["entries"]
    assert len({entry["at"] for entry in whole}) == 1


def test_of_a_recoding_that_cannot_be_half_is_not_recorded_either(page, tiny):
    at = place(page, LONELY)
    assert refused(page, {"action": "recode", "code": "company", "to": "prizes", **at}) == [
        ("H1", "code 'prizes' is not in the codebook.", "Correct it, or add it to the codebook.")
    ]
    assert entries_of(tiny) == []


def test_nothing_is_recoded_as_what_it_is(page, tiny):
    at = place(page, LONELY)
    decide(page, {"action": "accept", "code": "company", **at})
    before = entries_of(tiny)
    assert refused(page, {"action": "recode", "code": "company", "to": "company", **at}) == [
        (
            "H1, company",
            "it would be recoded as what it is.",
            "Choose another code, or accept this one.",
        )
    ]
    assert entries_of(tiny) == before


def test_of_what_is_decided_at_once_the_last_word_stands(page, tiny):
    one = {"code": "company", **place(page, LONELY)}
    decide(page, {"action": "accept", **one})
    decide(page, {"action": "reject", **one}, {"action": "accept", **one})
    assert standing(tiny) == [
        ("company", "accepted", LONELY, ""),
        ("company", "accepted", LONELY, ""),
        ("company", "rejected", LONELY, ""),
    ]
    (coding,) = page.get("/api/sources/H1").json()["codings"]
    assert coding["state"] == "accepted"


def test_only_a_coding_is_given_other_words_and_only_in_its_own_source_and_code(page, tiny):
    at = place(page, LONELY)
    told = [
        decide(page, {"action": "read", "source": "H1"}),
        decide(page, {"action": "note", "code": "company", "reason": "ask her", **at}),
        decide(page, {"action": "quote", "code": "company", **at}),
        decide(page, {"action": "accept", "code": "food", **at}),
        decide(page, {"action": "accept", "code": "company", **place(page, "We eat", "H2")}),
    ]
    before = entries_of(tiny)
    for (name,) in (one["entries"] for one in told):
        narrowed = {"entry": name, **place(page, "lonely")}
        assert refused(page, {"action": "amend", "code": "company", **narrowed}) == [
            (
                f"entry {name[:12]}",
                "it is no coding of 'company' in H1, so it can have no other words.",
                "Reload the page, and adjust the words of a coding of yours.",
            )
        ]
    assert entries_of(tiny) == before


def test_what_judges_nothing_is_not_confirmed(page, tiny):
    told = decide(page, {"action": "quote", "code": "company", **place(page, LONELY)})
    (name,) = told["entries"]
    assert refused(page, {"action": "confirm", "source": "H1", "entry": name}) == [
        (
            f"H1, entry {name[:12]}",
            "it judges nothing, so there is nothing that could hold still.",
            "Reload the page.",
        )
    ]
    assert len(entries_of(tiny)) == 1


def test_an_entry_is_never_superseded_twice_at_once(page, tiny):
    (name,) = decide(page, {"action": "accept", "code": "company", **place(page, LONELY)})[
        "entries"
    ]
    back = {"action": "withdraw", "source": "H1", "entry": name}
    amend = {"action": "amend", "code": "company", "entry": name, **place(page, "lonely")}
    for twice in ([back, back], [amend, back], [back, amend]):
        assert refused(page, *twice) == [
            (
                f"entry {name[:12]}",
                "it is taken back, or given other words, twice at once.",
                "Reload the page, and do it once.",
            )
        ]
    answer = page.post("/api/undo", json={"entries": [name, name]})
    assert len(answer.json()["entries"]) == 1
    assert main(["ledger", "verify", "--study", str(tiny)]) == 0


def test_white_space_at_the_ends_of_a_selection_is_not_coded(page, tiny):
    at = place(page, LONELY)
    at |= {"start": at["start"] - 1, "end": at["end"]}
    decide(page, {"action": "add", "code": "company", **at})
    assert entries_of(tiny)[0]["words"]["exact"] == LONELY


def test_the_interviewers_words_are_refused(page, tiny):
    at = place(page, "Why do you come?")
    assert refused(page, {"action": "add", "code": "company", **at}) == [
        (
            "H1",
            "the words coded 'company' are the interviewer's alone: “Why do you come?”",
            "An interviewer's words are never a respondent's view: choose a respondent's words, or "
            "correct the speaker's role in speakers.csv and run snakemake again.",
        )
    ]
    assert entries_of(tiny) == []


def test_what_cannot_be_used_is_told_and_nothing_is_recorded(page, tiny):
    at = place(page, LONELY)
    good = {"action": "accept", "code": "company", **at}
    for bad, fact in (
        ({**good, "source": "V2"}, "source 'V2' is not in the study."),
        ({**good, "source": "../H1"}, "source '../H1' is not in the study."),
        ({**good, "code": "prizes"}, "code 'prizes' is not in the codebook."),
        (
            {**good, "end": 99999},
            f"characters {at['start']}-99999 are not in the source, which has ",
        ),
        ({**good, "end": at["start"]}, f"characters {at['start']}-{at['start']} are not in the "),
        ({**good, "start": -1}, "Input should be greater than or equal to 0"),
        ({**good, "start": "1"}, "Input should be a valid integer"),
        ({**good, "start": 1.5}, "Input should be a valid integer"),
        ({**good, "coder": "bea"}, "Extra inputs are not permitted"),
        ({**good, "action": "merge"}, "Input should be 'accept', 'reject', "),
        ({**good, "reason": "x" * 10_001}, "String should have at most 10000 characters"),
        ({**good, "action": "note"}, "the memo is empty."),
        ({**good, "action": "amend", "entry": "0" * 64}, "no entry 000000000000 of ann stands "),
    ):
        ((_, told, _),) = refused(page, good, bad)
        assert told.startswith(fact), told
    assert entries_of(tiny) == []


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"[]", b"null", b'{"decisions":[]}', b'{"decisions":{}}', b"\xff\xfe", b"[" * 9000],
)
def test_what_is_no_request_is_refused(page, tiny, body):
    answer = page.post("/api/decisions", content=body, headers={"Content-Type": "application/json"})
    assert problems(answer)
    assert entries_of(tiny) == []


def test_half_an_emoji_in_a_reason_is_refused(page, tiny):
    at = place(page, LONELY)
    body = (
        '{"decisions":[{"action":"accept","code":"company","source":"H1",'
        f'"start":{at["start"]},"end":{at["end"]},"reason":"\\ud83d"}}]}}'
    )
    answer = page.post("/api/decisions", content=body, headers={"Content-Type": "application/json"})
    assert problems(answer)
    assert entries_of(tiny) == []


def test_the_same_decision_twice_is_one_entry(page, tiny):
    one = {"action": "accept", "code": "company", **place(page, LONELY)}
    decide(page, one)
    assert decide(page, one)["entries"] == []
    assert len(entries_of(tiny)) == 1
    decide(page, {"action": "read", "source": "H1"})
    assert decide(page, {"action": "read", "source": "H1"})["entries"] == []
    decide(page, {**one, "reason": "because"})
    assert [entry["words"] and entry["words"].get("reason") for entry in entries_of(tiny)] == [
        None,
        None,
        "because",
    ]


def test_the_same_memo_twice_is_one_entry(page, tiny):
    one = {"action": "note", "code": "company", "reason": "ask her", **place(page, LONELY)}
    assert len(decide(page, one)["entries"]) == 1
    assert decide(page, one)["entries"] == []
    decide(page, {**one, "reason": "ask him"})
    decide(page, {**one, "code": "food"})
    assert [(e["code"], e["words"]["reason"]) for e in entries_of(tiny)] == [
        ("company", "ask her"),
        ("company", "ask him"),
        ("food", "ask her"),
    ]


def standing(folder):
    decisions = replay(read_chains(ledger_of(folder)))
    return sorted((j.code, j.state, j.selector.exact, j.why) for j in decisions.judgements)


def test_undo_is_a_new_entry_and_erases_none(page, tiny):
    one = decide(page, {"action": "accept", "code": "company", **place(page, LONELY)})
    before = entries_of(tiny)
    page.post("/api/undo", json={"entries": one["entries"]})
    after = entries_of(tiny)
    assert after[: len(before)] == before
    assert [(e["action"], e["supersedes"]) for e in after[len(before) :]] == [("withdraw", 0)]
    assert standing(tiny) == []
    assert problems(page.post("/api/undo", json={"entries": one["entries"]})) == [
        (
            one["entries"][0][:12],
            f"no entry {one['entries'][0][:12]} of ann stands in the ledger.",
            "It was taken back meanwhile, perhaps in another window: look at the history.",
        )
    ]


def test_undoing_a_recoding_undoes_both_halves(page, tiny):
    at = place(page, LONELY)
    decide(page, {"action": "accept", "code": "company", "reason": "first", **at})
    two = decide(page, {"action": "recode", "code": "company", "to": "food", **at})
    assert [(code, state) for code, state, *_ in standing(tiny)] == [
        ("company", "accepted"),
        ("company", "rejected"),
        ("food", "accepted"),
    ]
    page.post("/api/undo", json={"entries": two["entries"]})
    assert standing(tiny) == [("company", "accepted", LONELY, "first")]


def test_undoing_other_words_brings_back_those_that_stood(page, tiny):
    first = {"action": "add", "code": "company", "reason": "the first", **place(page, LONELY)}
    (entry,) = decide(page, first)["entries"]
    narrowed = {"action": "amend", "code": "company", "entry": entry, **place(page, "lonely")}
    again = decide(page, narrowed)
    assert [exact for *_, exact, _ in standing(tiny)] == ["lonely"]
    page.post("/api/undo", json={"entries": again["entries"]})
    assert standing(tiny) == [("company", "accepted", LONELY, "the first")]


def test_an_undone_decision_can_be_made_again(page, tiny):
    one = decide(page, {"action": "reject", "code": "food", "reason": "no", **place(page, LONELY)})
    page.post("/api/undo", json={"entries": one["entries"]})
    (back,) = page.get("/api/history?n=1").json()[0]["entries"]
    assert (back["action"], back["of"], back["words"]) == ("withdraw", "reject", LONELY)
    page.post("/api/redo", json={"entry": back["entry"]})
    assert standing(tiny) == [("food", "rejected", LONELY, "no")]
    told = page.get("/api/history").json()
    assert [one["entries"][0]["stands"] for one in told] == [True, False, False]


def test_nobody_undoes_what_another_coder_decided(opened, tiny):
    ann, bea = opened("ann"), opened("bea", "second")
    one = decide(ann, {"action": "accept", "code": "company", **place(ann, LONELY)})
    ((_, fact, _),) = problems(bea.post("/api/undo", json={"entries": one["entries"]}))
    assert fact == f"no entry {one['entries'][0][:12]} of bea stands in the ledger."
    assert entries_of(tiny, "bea") == []


def test_history_tells_what_was_recorded_at_once_as_one(page):
    at = place(page, LONELY)
    decide(page, {"action": "add", "code": "food", **at})
    decide(page, {"action": "recode", "code": "food", "to": "company", **at})
    told = page.get("/api/history").json()
    assert [[e["action"] for e in one["entries"]] for one in told] == [
        ["reject", "accept"],
        ["add"],
    ]


def test_a_clock_that_was_put_back_does_not_make_a_judgement_the_earlier_one(page, tiny):
    row = f"H1,company,ann,principal,accept,{LONELY},"
    imported(tiny, row, at="2126-01-01T00:00:00Z")
    decide(page, {"action": "reject", "code": "company", **place(page, LONELY)})
    assert main(["ledger", "replay", "--study", str(tiny)]) == 0
    (coding,) = page.get("/api/sources/H1").json()["codings"]
    assert coding["state"] == "rejected"


def test_what_others_write_is_shown_at_once(opened, tiny):
    ann, bea = opened("ann"), opened("bea", "second")
    version = bea.get("/api/changes").json()["version"]
    decide(ann, {"action": "accept", "code": "company", "reason": "why not", **place(ann, LONELY)})
    assert bea.get("/api/changes").json()["version"] != version
    (coding,) = bea.get("/api/passages/H1-0001").json()["codings"]
    kept = ("coder", "role", "mine", "code", "state", "reason")
    assert [coding[name] for name in kept] == [
        *("ann", "principal", False, "company", "accepted", "why not")
    ]
    imported(tiny, f"H1,food,cy,check,reject,{LONELY},")
    assert [c["coder"] for c in bea.get("/api/passages/H1-0001").json()["codings"]] == ["ann", "cy"]


def test_two_windows_of_one_coder_lose_nothing(opened, tiny):
    windows = [opened("ann"), opened("ann")]
    at = place(windows[0], LONELY)
    for number in range(6):
        action = ("accept", "reject")[number % 2]
        decide(windows[number % 2], {"action": action, "code": "company", **at})
    assert [entry["action"] for entry in entries_of(tiny)] == ["accept", "reject"] * 3
    for window in windows:
        assert [c["state"] for c in window.get("/api/sources/H1").json()["codings"]] == ["rejected"]


def test_words_that_are_erased_meanwhile_are_shown_no_more(page, tiny):
    decide(page, {"action": "accept", "code": "company", **place(page, LONELY)})
    chain = ledger_of(tiny) / "ann.jsonl"
    (entry,) = entries_of(tiny, whole=True)
    words = chain.with_suffix(".words.jsonl")
    words.write_text(f'{{"erased":"2026-01-01","id":"{entry["words"]}"}}\n')
    assert page.get("/api/sources/H1").json()["codings"] == []
    assert page.get("/api/again").json() == {"stale": [], "lost": []}
    decide(page, {"action": "add", "code": "company", **place(page, "a natter")})
    assert main(["ledger", "verify", "--study", str(tiny)]) == 0


def test_a_ledger_that_was_changed_is_told_and_not_written(page, tiny):
    decide(page, {"action": "accept", "code": "company", **place(page, LONELY)})
    chain = ledger_of(tiny) / "ann.jsonl"
    made = json.loads(chain.read_text())
    chain.write_text(chain.read_text().replace('"accept"', '"reject"'))
    answer = page.get("/api/sources")
    assert problems(answer) == [
        (
            "ann.jsonl, line 1",
            "the entry was changed after it was made: its seal does not fit.\nIt reads: reject of "
            f"'company' in H1 by ann at {made['at']}, id {made['id'][:12]}.",
            "Restore ann.jsonl from a copy made before, or from git.",
        )
    ]
    before = chain.read_bytes()
    assert refused(page, {"action": "read", "source": "H1"})
    assert chain.read_bytes() == before


def test_a_broken_chain_of_another_is_told_until_it_is_mended(opened, tiny):
    imported(tiny, f"H1,company,bea,second,accept,{LONELY},", "H2,food,dee,check,accept,We eat,")
    page = opened("ann")
    chain = ledger_of(tiny) / "bea.jsonl"
    whole = chain.read_text()
    assert page.get("/api/changes").status_code == 200
    imported(tiny, "V1,company,ann,principal,accept,The chat. The neighbours.,")
    chain.write_text(whole.replace('"H1"', '"H2"'))
    for path in ("/api/changes", "/api/sources/H1", "/api/changes", "/api/disagreements"):
        ((where, fact, _),) = problems(page.get(path))
        assert (where, fact.partition(":")[0]) == (
            "bea.jsonl, line 1",
            "the entry was changed after it was made",
        )
    assert refused(page, {"action": "read", "source": "H1"})
    chain.write_text(whole)
    assert page.get("/api/changes").status_code == 200
    for source, coder in (("H1", "bea"), ("H2", "dee"), ("V1", "ann")):
        assert [c["coder"] for c in page.get(f"/api/sources/{source}").json()["codings"]] == [coder]


def test_no_decision_waits_for_what_codes_say_to_be_kept(page, monkeypatch):
    def locked(path):
        raise QualstageError(str(path), [Problem(path.name, "it cannot be locked.", "Try again.")])

    monkeypatch.setattr("qualstage.ledger.wordings.locked", locked)
    one = {"action": "accept", "code": "company", **place(page, LONELY)}
    assert len(decide(page, one)["entries"]) == 1


def test_a_full_disk_is_told_and_nothing_counts(page, tiny, monkeypatch):
    def full(path, content):
        raise OSError(28, "No space left on device")

    at = place(page, LONELY)
    monkeypatch.setattr("qualstage.ledger.chain.replace", full)
    one = {"action": "accept", "code": "company", **at}
    answer = page.post("/api/decisions", json={"decisions": [one]})
    assert answer.status_code == 500
    assert answer.json()["problems"] == [
        {
            "place": "the ledger",
            "fact": "the ledger could not be read or written: No space left on device.",
            "remedy": "Nothing of this decision counts. Look whether the disk is full or "
            "write-protected.",
        }
    ]
    monkeypatch.undo()
    assert len(decide(page, one)["entries"]) == 1


def test_a_decision_counts_though_what_the_codes_say_cannot_be_kept(page, tiny, monkeypatch):
    def forbidden(path, content):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("qualstage.ledger.wordings.replace", forbidden)
    one = {"action": "accept", "code": "company", **place(page, LONELY)}
    told = decide(page, one)
    assert [entry["id"] for entry in entries_of(tiny, whole=True)] == told["entries"]
    assert not (ledger_of(tiny) / "wordings.json").exists()
    monkeypatch.undo()
    decide(page, {**one, "action": "reject"})
    assert (ledger_of(tiny) / "wordings.json").exists()


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.sampled_from(["accept", "reject", "undo", "amend", "recode", "redo"]), max_size=8)
)
def test_whatever_is_done_and_undone_the_ledger_verifies_and_the_page_shows_it(
    tiny, tiny_results, steps
):
    shutil.rmtree(tiny / "ledger", ignore_errors=True)
    page = client_of(desk_of(tiny, tiny_results))
    at = place(page, LONELY)
    for number, step in enumerate(steps):
        told = page.get("/api/sources/H1").json()["codings"]
        mine = [c for c in told if c["code"] == "company"]
        history = page.get("/api/history").json()
        if step == "undo" and mine:
            page.post("/api/undo", json={"entries": [mine[0]["entry"]]})
        elif step == "redo" and history and history[0]["entries"][0]["action"] == "withdraw":
            page.post("/api/redo", json={"entry": history[0]["entries"][0]["entry"]})
        elif step == "amend" and mine and mine[0]["state"] == "accepted":
            span = {"start": at["start"] + 3, "end": at["end"] - number}
            entry = {"entry": mine[0]["entry"], "source": "H1", "code": "company"}
            decide(page, {"action": "amend", **entry, **span})
        elif step == "recode":
            decide(page, {"action": "recode", "code": "company", "to": "food", **at})
        elif step in ("accept", "reject"):
            decide(page, {"action": step, "code": "company", **at})
    assert entries_of(tiny) is not None
    shown = page.get("/api/sources/H1").json()["codings"]
    fresh = client_of(desk_of(tiny, tiny_results)).get("/api/sources/H1").json()["codings"]
    assert shown == fresh
