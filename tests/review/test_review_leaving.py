"""A source that is withdrawn while the page is open, or since its results were made, is gone."""

import json

import pytest
from conftest import SOURCES
from qualstage.cli import main
from reviewed import client_of, decide, desk_of, imported, place, problems, write_results

LONELY = "It gets lonely at home."
WORDS = ("natter", "lonely", "slugs", "missed", "ask her")
NOTICE = (
    "Withdrawn by their participants since these results were made: H1 (2026-05-04). Nothing that "
    "was said there is shown or recorded any more. Run snakemake again, and start the review anew."
)
GONE = (
    "H1",
    "source H1 was withdrawn by its participant on 2026-05-04: nothing is recorded of it any more.",
    "Run snakemake again, and start the review anew.",
)
ASKED = [
    "/api/session",
    "/api/changes",
    "/api/passages?list=queue&n=50",
    "/api/passages?list=sample&n=50",
    "/api/passages?list=passages&n=50",
    "/api/passages/H2-0001?list=queue",
    "/api/sources",
    "/api/sources/H2",
    "/api/disagreements",
    "/api/again",
    "/api/history",
]


def withdraw(tiny):
    given = ["--by", "kim", "--reason", "letter", "--at", "2026-05-04", "--yes"]
    assert main(["ledger", "withdraw", "H1", "--study", str(tiny), *given]) == 0


def exclude(tiny):
    """Withdrawn by hand, in the list of sources alone."""
    line = "H1,talk,interview,H1,hill,"
    (tiny / "sources.csv").write_text(SOURCES.replace(line, f"{line}withdrawn 2026-05-04"))


@pytest.fixture
def coded(tiny):
    """Codings, readings and a difference of ann and bea about H1."""
    imported(tiny, f"H1,company,ann,principal,accept,{LONELY},missed")
    imported(tiny, f"H1,company,ann,principal,note,{LONELY},ask her")
    imported(tiny, "H1,ann,principal", "H1,bea,second", header="source_id,coder,role")
    book = tiny / "codebook.yaml"
    book.write_text(book.read_text().replace("Meeting people", "Meeting anybody"))
    return tiny


def shown(page, asked=ASKED):
    told = {path: page.get(path).text for path in asked}
    return [path for path, text in told.items() if any(word in text for word in WORDS)]


@pytest.mark.parametrize("leave", [withdraw, exclude])
@pytest.mark.parametrize("anew", [False, True], ids=["while it is open", "since the results"])
def test_nothing_of_what_was_said_there_is_served(coded, tiny_results, leave, anew):
    page = client_of(desk_of(coded, tiny_results))
    assert shown(page) == [ASKED[2], ASKED[4], *ASKED[8:]]
    leave(coded)
    if anew:
        page = client_of(desk_of(coded, tiny_results))
    assert shown(page) == []
    for path in ("/api/sources/H1", "/api/passages/H1-0001", "/api/passages/H1-0001?list=queue"):
        assert problems(page.get(path)) == [GONE]
    assert [one["source"] for one in page.get("/api/sources").json()] == ["H2", "V1"]
    assert page.get("/api/disagreements").json() == []
    assert page.get("/api/again").json() == {"stale": [], "lost": []}


def test_it_is_told_plainly_and_to_every_window(coded, tiny_results):
    page = client_of(desk_of(coded, tiny_results))
    before = page.get("/api/changes").json()
    assert (before["notices"], before["withdrawn"]) == ([], [])
    withdraw(coded)
    after = page.get("/api/changes").json()
    assert (after["notices"], after["withdrawn"]) == ([NOTICE], ["H1"])
    assert after["version"] != before["version"]
    assert page.get("/api/session").json()["notices"] == [NOTICE]


def test_whoever_is_blind_is_told_too(coded, tiny_results):
    page = client_of(desk_of(coded, tiny_results, "bea", "second", blind=True))
    before = page.get("/api/changes").json()["version"]
    asked = [path for path in ASKED if "queue" not in path and "sample" not in path]
    assert "/api/passages?list=passages&n=50" in shown(page, asked)
    withdraw(coded)
    assert page.get("/api/changes").json()["version"] != before
    assert page.get("/api/session").json()["notices"] == [NOTICE]
    assert shown(page, asked) == []


def test_passages_behind_those_that_are_gone_keep_their_place(coded, tiny_results):
    page = client_of(desk_of(coded, tiny_results))
    path = "/api/passages?list=passages&n=50"
    before = {one["segment_id"]: one["place"] for one in page.get(path).json()["items"]}
    withdraw(coded)
    told = page.get(path).json()
    after = {one["segment_id"]: one["place"] for one in told["items"]}
    assert after == {name: at for name, at in before.items() if not name.startswith("H1")}
    assert (told["total"], told["left"]) == (len(after), len(after))
    assert page.get("/api/passages?list=passages&first=3&n=1").json()["items"] != []


def test_a_reason_that_quotes_it_elsewhere_is_not_told(tiny, tmp_path):
    import reviewed

    def quoting(segment, code, score):
        row = reviewed_proposal(segment, code, score)
        example = {"source_id": "H1", "text": "natter over the fence", "weight": 1.0}
        return row | {"examples": [example], "why": "Most like H1: “natter over the fence”."}

    reviewed_proposal = reviewed.proposal
    reviewed.proposal = quoting
    try:
        results = write_results(tiny, tmp_path / "quoting", {("H2-0001", "food"): 0.8})
    finally:
        reviewed.proposal = reviewed_proposal
    page = client_of(desk_of(tiny, results))
    assert "natter" in page.get("/api/passages/H2-0001").text
    withdraw(tiny)
    assert "natter" not in page.get("/api/passages/H2-0001").text
    assert page.get("/api/passages/H2-0001").json()["proposals"][0]["why"] == ""


def test_others_are_decided_as_before(coded, tiny_results):
    page = client_of(desk_of(coded, tiny_results))
    at = place(page, LONELY)
    withdraw(coded)
    one = {"action": "accept", "code": "company", **at}
    refused = page.post("/api/decisions", json={"decisions": [one]})
    assert problems(refused) == [GONE]
    told = decide(page, {"action": "accept", "code": "food", **place(page, "We eat", "H2")})
    assert len(told["entries"]) == 1 and told["withdrawn"] == ["H1"]
    told = json.dumps(page.get("/api/history").json())
    assert "We eat" in told and not any(word in told for word in WORDS)


def test_a_list_of_sources_that_cannot_be_read_hides_and_shows_nothing(coded, tiny_results):
    page = client_of(desk_of(coded, tiny_results))
    (coded / "sources.csv").write_text("no,list\n")
    assert page.get("/api/changes").json()["withdrawn"] == []
    exclude(coded)
    assert page.get("/api/changes").json()["withdrawn"] == ["H1"]
