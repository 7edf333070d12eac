"""What was taken back and is said anew stands just as it did, or is refused."""

import csv
import shutil
from typing import get_args

import pytest
from conftest import CODEBOOK
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from qualstage.cli import main
from qualstage.review.requests import Decision
from reviewed import (
    client_of,
    decide,
    desk_of,
    entries_of,
    imported,
    ledger_of,
    place,
    problems,
    write_results,
)

BECAUSE = "That is why."
LONELY = "It gets lonely at home."
TALK = """\
Interviewer: Why do you come?

P: I come for the company of the others mostly. That is why.

Interviewer: And at home?

P: No.

Interviewer: Do you like dogs?

P: I do, a bit.
"""
CORRECTED = TALK.replace(BECAUSE, "That's the reason.").replace(
    "I do, a bit.", "I hate them. They bite. That is why."
)
ERASED = "its words were erased: it cannot be said anew."


@pytest.fixture
def on(tiny, tmp_path):
    """A function that opens ann's page on results of the study as it is by then."""

    def opened(talk=None, role="principal"):
        if talk is not None:
            (tiny / "transcripts" / "H1.txt").write_text(talk)
        results = write_results(tiny, tmp_path / "results", {})
        return client_of(desk_of(tiny, results, "ann", role))

    return opened


def accept(page, words, **more):
    one = {"action": "accept", "code": "company", **place(page, words), **more}
    return decide(page, one)["entries"][0]


def undo(page, *names):
    return page.post("/api/undo", json={"entries": list(names)})


def redo(page, name):
    return page.post("/api/redo", json={"entry": name})


def taken_back(page, name):
    return undo(page, name).json()["entries"][0]


def coded(page, source="H1"):
    """What is accepted in a source: code, words and whether it is stale."""
    told = page.get(f"/api/sources/{source}").json()
    found = []
    for coding in told["codings"]:
        turn = next(t for t in told["turns"] if t["start"] <= coding["start"] < t["end"])
        words = turn["text"][coding["start"] - turn["start"] : coding["end"] - turn["start"]]
        found.append((coding["code"], coding["state"], words, coding["stale"]))
    return found


def redefined(tiny, old="Meeting people", new="Meeting anybody"):
    (tiny / "codebook.yaml").write_text(CODEBOOK.replace(old, new))


def test_what_is_said_anew_is_never_about_the_same_words_elsewhere(on, tiny):
    page = on(TALK)
    name = accept(page, BECAUSE, reason="she says so")
    back = taken_back(page, name)
    page = on(CORRECTED)
    before = entries_of(tiny)
    ((where, fact, remedy),) = problems(redo(page, back))
    assert (where, fact) == (
        f"H1, entry {name[:12]}",
        "it cannot be said anew, for its words stand among other words only than they stood: "
        "“That is why.”",
    )
    assert remedy.startswith("Judge the passage anew, by the words that it has now.\nThere now: ")
    assert coded(page) == [] and entries_of(tiny) == before


def test_undoing_other_words_never_brings_back_the_same_words_elsewhere(on, tiny):
    page = on(TALK)
    name = accept(page, BECAUSE)
    more = place(page, "the company of the others mostly. That is why.")
    one = {"action": "amend", "code": "company", "entry": name, **more}
    (amended,) = decide(page, one)["entries"]
    page = on(CORRECTED)
    before, stands = entries_of(tiny), coded(page)
    ((where, fact, remedy),) = problems(undo(page, amended))
    assert where == f"H1, entry {name[:12]}"
    assert fact.startswith("it cannot be said anew, for its words stand among other words only")
    assert remedy.startswith("Take the coding back instead, and judge anew, by the words of today.")
    assert (entries_of(tiny), coded(page)) == (before, stands)


def test_words_that_moved_with_their_surroundings_are_found_again(on):
    page = on(TALK)
    back = taken_back(page, accept(page, BECAUSE))
    page = on(TALK.replace("Interviewer: Why", "Interviewer: Good morning. Tell me, why"))
    assert redo(page, back).status_code == 200
    assert coded(page) == [("company", "accepted", BECAUSE, False)]


def test_words_corrected_since_are_listed_as_those_of_any_decision_that_stands(on, tiny, capsys):
    words = "I come for the company of the others mostly."
    page = on(TALK)
    back = taken_back(page, accept(page, words))
    page = on(TALK.replace("mostly", "most of all"))
    assert redo(page, back).status_code == 200
    assert [one[2] for one in coded(page)] == ["I come for the company of the others most of all."]
    capsys.readouterr()
    main(["ledger", "verify", "--study", str(tiny)])
    assert "1 decision stands at words that were corrected since" in capsys.readouterr().out


def test_words_that_were_erased_are_not_said_anew(on, tiny):
    page = on(TALK)
    name = accept(page, BECAUSE)
    back = taken_back(page, name)
    words = ledger_of(tiny) / "ann.words.jsonl"
    key = entries_of(tiny, whole=True)[0]["words"]
    words.write_text(f'{{"erased":"2026-01-01","id":"{key}"}}\n')
    ((where, fact, _),) = problems(redo(page, back))
    assert (where, fact) == (f"H1, entry {name[:12]}", ERASED)
    assert coded(page) == []


def test_a_decision_taken_back_and_made_again_is_as_old_as_its_definition(on, tiny):
    page = on()
    name = accept(page, LONELY, reason="missed")
    redefined(tiny)
    page = on()
    assert coded(page) == [("company", "accepted", LONELY, True)]
    told = decide(page, {"action": "withdraw", "source": "H1", "entry": name})
    assert redo(page, *told["entries"]).status_code == 200
    assert coded(page) == [("company", "accepted", LONELY, True)]
    assert [one["reason"] for one in page.get("/api/again").json()["stale"]] == ["missed"]
    first, _, again = entries_of(tiny)
    assert again["wording"] == first["wording"]


def test_words_that_stand_again_after_an_undone_amendment_are_as_old_as_their_definition(on, tiny):
    page = on()
    name = accept(page, LONELY)
    redefined(tiny)
    page = on()
    one = {"action": "amend", "code": "company", "entry": name, **place(page, "lonely")}
    (amended,) = decide(page, one)["entries"]
    assert coded(page) == [("company", "accepted", "lonely", False)]
    assert undo(page, amended).status_code == 200
    assert coded(page) == [("company", "accepted", LONELY, True)]


def test_undoing_another_reason_for_the_same_words_brings_the_coding_back(on, tiny):
    page = on()
    name = accept(page, LONELY, reason="first")
    one = {"action": "amend", "code": "company", "entry": name, "reason": "second"}
    (amended,) = decide(page, {**one, **place(page, LONELY)})["entries"]
    assert undo(page, amended).status_code == 200
    assert coded(page) == [("company", "accepted", LONELY, False)]
    assert page.get("/api/sources/H1").json()["codings"][0]["reason"] == "first"


@pytest.mark.parametrize(
    "one",
    [
        {"action": "accept", "code": "company"},
        {"action": "reject", "code": "company", "reason": "no"},
        {"action": "quote", "code": "company"},
        {"action": "note", "code": "company", "reason": "ask her"},
        {"action": "read"},
    ],
    ids=lambda one: one["action"],
)
def test_said_anew_in_two_windows_it_is_one_entry(on, tiny, one):
    windows = [on(), client_of(desk_of(tiny, tiny.parent / "results"))]
    at = {"source": "H1"} if one["action"] == "read" else place(windows[0], LONELY)
    back = taken_back(windows[0], decide(windows[0], {**one, **at})["entries"][0])
    answers = [redo(window, back) for window in windows]
    assert [answer.status_code for answer in answers] == [200, 200]
    (again,), none = (answer.json()["entries"] for answer in answers)
    assert none == []
    assert [entry["action"] for entry in entries_of(tiny)] == [
        one["action"],
        "withdraw",
        one["action"],
    ]
    assert undo(windows[1], again).status_code == 200
    assert coded(windows[0]) == []
    assert redo(windows[0], back).json()["entries"] != []


@pytest.mark.parametrize("action", ["accept", "amend", "quote", "note", "read"])
def test_what_took_nothing_back_is_not_undone_by_saying_it_anew(on, tiny, action):
    page = on()
    (name,) = (accept(page, LONELY),) if action in ("accept", "amend") else ("",)
    at = {"source": "H1"} if action == "read" else {"code": "company", **place(page, "lonely")}
    if action != "accept":
        more = {"entry": name} if action == "amend" else {}
        one = {"action": action, "reason": "so", **at, **more}
        (name,) = decide(page, one)["entries"]
    before = entries_of(tiny)
    assert problems(redo(page, name)) == [
        (
            f"entry {name[:12]}",
            "it took nothing back.",
            "Choose what was taken back, in the history.",
        )
    ]
    assert entries_of(tiny) == before


def test_a_reading_is_not_said_anew_of_codes_that_nobody_looked_for(on, tiny):
    from qualstage.ledger.chain import Chain

    page = on()
    (name,) = decide(page, {"action": "read", "source": "H1"})["entries"]
    back = taken_back(page, name)
    words = {"codes": "{}"}
    entry = {"at": "2126-01-01T00:00:00Z", "coder": "kim", "role": "principal", "action": "adopt"}
    entry |= {"code": "food", "label": "Growing to eat", "changes": [], "wording": "x"}
    Chain(ledger_of(tiny) / "kim.jsonl").append([(entry, words)])
    imported(tiny, f"H1,company,ann,principal,accept,{LONELY},x", at="2126-01-02T00:00:00Z")
    assert problems(redo(page, back)) == [
        (
            f"H1, entry {name[:12]}",
            "codes were added, merged or split since: said anew, it would be about others.",
            "Say anew that you read it (m), if you looked for these, too.",
        )
    ]


def exported(tiny, tmp_path, capsys):
    file = tmp_path / "ledger.csv"
    assert main(["ledger", "export", "--study", str(tiny), "--output", str(file)]) == 0
    capsys.readouterr()
    text = file.read_text(encoding="utf-8-sig")
    rows = csv.DictReader(text[text.index("number,") :].splitlines())
    return [(row["action"], row["supersedes"], row["superseded_by"]) for row in rows]


def test_a_memo_is_taken_back_like_anything_else(on, tiny, tmp_path, capsys):
    page = on()
    one = {"action": "note", "code": "company", "reason": "ask her", **place(page, LONELY)}
    (name,) = decide(page, one)["entries"]
    assert page.get("/api/history").json()[0]["entries"][0]["stands"]
    (back,) = undo(page, name).json()["entries"]
    assert exported(tiny, tmp_path, capsys) == [("note", "", "2"), ("withdraw", "1", "")]
    assert [one["entries"][0]["stands"] for one in page.get("/api/history").json()] == [
        False,
        False,
    ]
    assert problems(undo(page, name))[0][1] == (
        f"no entry {name[:12]} of ann stands in the ledger."
    )
    assert len(decide(page, one)["entries"]) == 1, "it may be written anew"
    assert redo(page, back).json()["entries"] == []
    assert main(["ledger", "verify", "--study", str(tiny)]) == 0


ASKED = st.fixed_dictionaries(
    {
        "action": st.sampled_from(get_args(Decision.model_fields["action"].annotation)),
        "source": st.sampled_from(["H1", "H2", "V2", ""]),
        "code": st.sampled_from(["company", "food", "none", ""]),
        "to": st.sampled_from(["company", "food", ""]),
        "start": st.integers(0, 120),
        "end": st.integers(0, 120),
        "reason": st.sampled_from(["", "so"]),
        "entry": st.integers(0, 12),
    }
)
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("decisions"), st.lists(ASKED, min_size=1, max_size=3)),
        st.tuples(st.just("undo"), st.lists(st.integers(0, 12), min_size=1, max_size=3)),
        st.tuples(st.just("redo"), st.integers(0, 12)),
    ),
    max_size=8,
)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(STEPS)
def test_whatever_is_asked_is_recorded_or_refused_and_the_ledger_verifies(
    tiny, tiny_results, steps
):
    shutil.rmtree(tiny / "ledger", ignore_errors=True)
    rows = [f"H1,company,ann,principal,{a},{LONELY},x" for a in ("accept", "quote", "note")]
    imported(tiny, *rows, "H2,food,ann,principal,reject,We eat what we grow.,x")
    imported(tiny, "H1,ann,principal", header="source_id,coder,role")
    page = client_of(desk_of(tiny, tiny_results))
    for name, asked in steps:
        known = [*(entry["id"] for entry in entries_of(tiny, whole=True)), "0" * 64, ""]

        def entry(number, known=known):
            return known[number % len(known)]

        if name == "decisions":
            body = {"decisions": [{**one, "entry": entry(one["entry"])} for one in asked]}
        else:
            body = (
                {"entries": list(map(entry, asked))} if name == "undo" else {"entry": entry(asked)}
            )
        assert page.post(f"/api/{name}", json=body).status_code in (200, 409)
        assert page.get("/api/history").status_code == 200
    assert main(["ledger", "verify", "--study", str(tiny)]) == 0
    fresh = client_of(desk_of(tiny, tiny_results))
    for path in ("/api/sources/H1", "/api/sources/H2", "/api/again"):
        assert page.get(path).json() == fresh.get(path).json()
