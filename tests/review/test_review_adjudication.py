"""Disagreements side by side, what settles them, and decisions to look at again."""

import pytest
from conftest import CODEBOOK, TRANSCRIPTS
from qualstage.ledger.chain import read_chains
from qualstage.ledger.replay import replay
from reviewed import client_of, decide, desk_of, entries_of, imported, ledger_of

LONELY = "It gets lonely at home."


@pytest.fixture
def differing(tiny, opened):
    """Ann coded what Bea, who read as well, did not; both read H1. Cy settles it."""
    imported(
        tiny,
        f"H1,company,ann,principal,accept,{LONELY},company is missed",
        "H1,food,ann,principal,accept,The slugs have it.,",
        "H1,food,bea,second,accept,I don't eat any of it. The slugs have it.,eaten by slugs",
    )
    imported(tiny, "H1,ann,principal", "H1,bea,second", header="source_id,coder,role")
    return opened("cy", "adjudicator")


def test_what_either_coder_said_stands_side_by_side(differing):
    (row,) = differing.get("/api/disagreements").json()
    assert (row["source"], row["code"]) == ("H1", "company")
    assert [(s["coder"], s["roles"], s["coded"]) for s in row["sides"]] == [
        ("ann", ["principal"], True),
        ("bea", ["second"], False),
    ]
    (coding,) = row["sides"][0]["codings"]
    assert (coding["state"], coding["reason"]) == ("accepted", "company is missed")
    assert row["sides"][1]["codings"] == []
    assert LONELY in "".join(turn["text"] for turn in row["turns"])
    assert differing.get("/api/session").json()["disagreements"] == 1


@pytest.mark.parametrize("action", ["accept", "reject"])
def test_a_resolution_is_recorded_with_its_reason_and_closes_it(differing, tiny, action):
    (row,) = differing.get("/api/disagreements").json()
    at = {"source": "H1", "code": "company", "start": row["start"], "end": row["end"]}
    told = decide(differing, {"action": action, "reason": "as the rule says", **at})
    assert told["disagreements"] == 0
    assert differing.get("/api/disagreements").json() == []
    (entry,) = entries_of(tiny, "cy")
    assert (entry["action"], entry["role"], entry["words"]["reason"]) == (
        *(action, "adjudicator"),
        "as the rule says",
    )


def test_a_resolution_without_a_reason_is_refused(differing, tiny):
    (row,) = differing.get("/api/disagreements").json()
    at = {"source": "H1", "code": "company", "start": row["start"], "end": row["end"]}
    one = {"action": "accept", "reason": "  ", **at}
    answer = differing.post("/api/decisions", json={"decisions": [one]})
    assert answer.status_code == 409
    assert answer.json()["problems"] == [
        {
            "place": "H1, company",
            "fact": "a resolution has no reason.",
            "remedy": "Say why: whoever reads the record wants to know what settled it.",
        }
    ]
    assert entries_of(tiny, "cy") == []


def test_a_disagreement_that_somebody_else_settles_is_gone(differing, opened):
    (row,) = differing.get("/api/disagreements").json()
    bea = opened("bea", "second")
    at = {"source": "H1", "code": "company", "start": row["start"], "end": row["end"]}
    decide(bea, {"action": "accept", **at})
    assert differing.get("/api/disagreements").json() == []


def test_undoing_a_resolution_opens_it_again(differing):
    (row,) = differing.get("/api/disagreements").json()
    at = {"source": "H1", "code": "company", "start": row["start"], "end": row["end"]}
    told = decide(differing, {"action": "reject", "reason": "no", **at})
    undone = differing.post("/api/undo", json={"entries": told["entries"]}).json()
    assert undone["disagreements"] == 1
    assert differing.get("/api/disagreements").json() == [row]


@pytest.fixture
def redefined(tiny, tiny_results):
    """Ann accepted and rejected; then the code's definition was changed."""
    imported(
        tiny,
        f"H1,company,ann,principal,accept,{LONELY},missed",
        "V1,company,ann,principal,reject,The chat. The neighbours.,",
        "H1,company,bea,second,accept,I come for a natter over the fence.,",
        "H1,food,ann,principal,accept,I don't eat any of it.,",
    )
    changed = CODEBOOK.replace("is said to matter.\n    use_when: Somebody says that others", "", 1)
    assert changed != CODEBOOK
    (tiny / "codebook.yaml").write_text(CODEBOOK.replace("Meeting people", "Meeting anybody"))
    return client_of(desk_of(tiny, tiny_results))


def test_own_decisions_under_an_older_definition_are_listed(redefined):
    told = redefined.get("/api/again").json()
    assert [(one["source"], one["code"], one["state"], one["words"]) for one in told["stale"]] == [
        ("H1", "company", "accepted", LONELY),
        ("V1", "company", "rejected", "The chat. The neighbours."),
    ]


def test_confirming_judges_again_as_the_code_is_defined_today(redefined, tiny):
    stale = redefined.get("/api/again").json()["stale"]
    for one in stale:
        decide(redefined, {"action": "confirm", "source": one["source"], "entry": one["entry"]})
    assert redefined.get("/api/again").json()["stale"] == []
    assert [(e["action"], e["span"]) for e in entries_of(tiny)[3:]] == [
        (action, [one["start"], one["end"]])
        for action, one in zip(("accept", "reject"), stale, strict=True)
    ]


def test_confirming_keeps_the_reason_unless_another_is_told(redefined, tiny):
    stale = redefined.get("/api/again").json()["stale"]
    for one, reason in zip(stale, ("", "anew"), strict=True):
        again = {"action": "confirm", "source": one["source"], "entry": one["entry"]}
        decide(redefined, {**again, "reason": reason})
    assert [e["words"]["reason"] for e in entries_of(tiny)[3:]] == ["missed", "anew"]


def test_a_resolution_is_confirmed_with_its_own_reason_and_none_is_made_up(tiny, tiny_results):
    imported(
        tiny,
        f"H1,company,cy,adjudicator,accept,{LONELY},as the rule says",
        "V1,company,cy,adjudicator,reject,The chat. The neighbours.,",
    )
    (tiny / "codebook.yaml").write_text(CODEBOOK.replace("Meeting people", "Meeting anybody"))
    page = client_of(desk_of(tiny, tiny_results, "cy", "adjudicator"))
    first, second = page.get("/api/again").json()["stale"]
    decide(page, {"action": "confirm", "source": "H1", "entry": first["entry"]})
    bare = {"action": "confirm", "source": "V1", "entry": second["entry"]}
    answer = page.post("/api/decisions", json={"decisions": [bare]})
    assert answer.status_code == 409
    (problem,) = answer.json()["problems"]
    assert (problem["place"], problem["fact"]) == ("V1, company", "a resolution has no reason.")
    decide(page, {**bare, "reason": "they only sell"})
    reasons = [e["words"]["reason"] for e in entries_of(tiny, "cy")[2:]]
    assert reasons == ["as the rule says", "they only sell"]


def without_code(tiny):
    """The study whose codebook has lost the code 'company'."""
    start, end = CODEBOOK.index("  company:\n"), CODEBOOK.index("  food:\n")
    concept = "  - label: Company\n    definition: Being with other people on the plots\n"
    book = CODEBOOK[:start] + CODEBOOK[end:]
    (tiny / "codebook.yaml").write_text(book.replace(concept, ""))
    study = tiny / "study.yaml"
    shelf = "    Company: {Coming for company: [company]}\n"
    study.write_text(study.read_text().replace(shelf, ""))


def without_source(tiny):
    """The study that has lost the source H1."""
    sources = tiny / "sources.csv"
    kept = [line for line in sources.read_text().splitlines() if not line.startswith("H1")]
    sources.write_text("\n".join(kept) + "\n")
    (tiny / "transcripts" / "H1.txt").unlink()


@pytest.mark.parametrize("loses", [without_code, without_source])
def test_what_a_study_has_lost_can_be_taken_back_and_undone(tiny, opened, loses):
    from reviewed import write_results

    imported(
        tiny,
        f"H1,company,ann,principal,accept,{LONELY},missed",
        "H1,company,ann,principal,accept,I come for a natter over the fence.,first",
        "H1,company,ann,principal,amend,I come for a natter,second",
    )
    imported(tiny, "H1,ann,principal,company", header="source_id,coder,role,codes")
    loses(tiny)
    page = client_of(desk_of(tiny, write_results(tiny, tiny.parent / "again", {})))
    lonely, _, amended, read = (e["id"] for e in entries_of(tiny, whole=True))
    decide(page, {"action": "withdraw", "source": "H1", "entry": lonely, "reason": "gone"})
    for entry in (amended, read):
        assert page.post("/api/undo", json={"entries": [entry]}).status_code == 200
    assert [(e["action"], e.get("supersedes")) for e in entries_of(tiny)[4:]] == [
        ("withdraw", 0),
        ("withdraw", 2),
        ("accept", None),
        ("withdraw", 3),
    ]
    (left,) = replay(read_chains(ledger_of(tiny))).judgements
    assert (left.code, left.selector.exact, left.why) == (
        *("company", "I come for a natter over the fence."),
        "first",
    )


def test_one_that_does_not_hold_any_more_is_taken_back(redefined, tiny):
    stale = redefined.get("/api/again").json()["stale"]
    one = {"action": "withdraw", "source": "H1", "entry": stale[0]["entry"], "reason": "not so"}
    decide(redefined, one)
    assert len(redefined.get("/api/again").json()["stale"]) == 1
    left = replay(read_chains(ledger_of(tiny))).judgements
    assert LONELY not in [j.selector.exact for j in left]


def test_decisions_whose_words_are_lost_are_listed_and_can_be_taken_back(tiny, opened):
    imported(
        tiny,
        f"H1,company,ann,principal,accept,{LONELY},",
        "H1,food,bea,second,accept,The slugs have it.,",
    )
    from reviewed import write_results

    text = TRANSCRIPTS["H1.txt"].replace(LONELY, "It gets dull.")
    text = text.replace("The slugs have it.", "Nothing grows there.")
    (tiny / "transcripts" / "H1.txt").write_text(text)
    page = client_of(desk_of(tiny, write_results(tiny, tiny.parent / "again", {})))
    lost = page.get("/api/again").json()["lost"]
    assert [(one["coder"], one["mine"], one["words"], one["problem"]) for one in lost] == [
        ("ann", True, LONELY, "its words are not in the source"),
        ("bea", False, "The slugs have it.", "its words are not in the source"),
    ]
    decide(page, {"action": "withdraw", "source": "H1", "entry": lost[0]["entry"]})
    assert [one["coder"] for one in page.get("/api/again").json()["lost"]] == ["bea"]


def test_a_transcript_that_is_newer_than_the_results_is_told(tiny, opened):
    assert opened().get("/api/session").json()["notices"] == []
    text = TRANSCRIPTS["H1.txt"].replace("natter", "chat")
    (tiny / "transcripts" / "H1.txt").write_text(text)
    page = opened()
    assert page.get("/api/session").json()["notices"] == [
        "The transcripts of H1 were changed since these results were made. What you see is the "
        "text as it was: run snakemake again, and start the review anew."
    ]
    told = page.get("/api/sources").json()
    assert [(s["source"], s["changed"]) for s in told] == [
        ("H1", True),
        ("H2", False),
        ("V1", False),
    ]
    turn = page.get("/api/passages/H1-0001").json()
    assert "natter" in turn["text"]
