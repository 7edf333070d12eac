"""Whoever codes blind is sent nothing of the machine and nothing of other coders."""

import pytest
from conftest import CODEBOOK
from playground import write_playground
from qualstage.cli import main
from reviewed import client_of, decide, desk_of, entries_of, imported, options, write_results

WHY = "It sounds like it."
ANNS = [
    "H1,company,ann,principal,accept,It gets lonely at home.,anns own reason",
    "H1,food,ann,principal,reject,I don't eat any of it.,anns doubt",
    "V1,food,ann,principal,quote,Supper from my own bed of beans.,",
]


def everything(page):
    """Every answer that the page can get, as text."""
    names = [s["source"] for s in page.get("/api/sources").json()]
    paths = ["/api/session", "/api/changes", "/api/codebook", "/api/sources", "/api/again"]
    paths += ["/api/history", "/api/disagreements"]
    paths += [f"/api/sources/{name}" for name in names]
    for chosen in ("passages", "queue", "sample"):
        for todo in (0, 1):
            paths.append(f"/api/passages?list={chosen}&n=50&todo={todo}")
    for name in names:
        turns = page.get(f"/api/sources/{name}").json()["turns"]
        for chosen in ("", "?list=passages", "?list=queue"):
            paths += [f"/api/passages/{turn['segment_id']}{chosen}" for turn in turns]
    return {path: page.get(path).text for path in paths}


@pytest.fixture
def coded(tiny, opened):
    """Ann coded, and read; Bea, who codes blind, did a little."""
    imported(tiny, *ANNS)
    imported(tiny, "H1,ann,principal", "V1,ann,principal", header="source_id,coder,role")
    bea = opened("bea", "second", blind=True)
    turn = bea.get("/api/passages/H1-0001").json()
    at = {"source": "H1", "start": turn["start"], "end": turn["end"]}
    decide(bea, {"action": "add", "code": "company", "reason": "beas reason", **at})
    return bea


def test_no_answer_holds_anything_of_the_machine_or_of_other_coders(coded, tiny):
    of_ann = [entry["id"] for entry in entries_of(tiny, "ann", whole=True)]
    heads = [name[:12] for name in of_ann]
    secret = [WHY, "anns own reason", "anns doubt", '"ann"', "a tell-tale word", *heads]
    secret += ["score", "proposals", '"likely"', "doubtful", "may change", "read_by", "worth"]
    secret += ['"disagreements":', '"quotation"', ":0.9", ":0.6", "indicators"]
    told = everything(coded)
    assert len(told) > 40
    for path, text in told.items():
        assert [word for word in secret if word in text] == [], path
    assert "beas reason" in "".join(told.values())


def test_who_is_not_blind_is_told_these_very_things(coded, opened):
    told = "".join(everything(opened("bea", "second")).values())
    for word in (WHY, "anns own reason", '"ann"', "a tell-tale word", "read_by", '"score":0.9'):
        assert word in told


def test_what_others_do_changes_nothing_that_is_told_blind(coded, tiny):
    before = everything(coded)
    imported(tiny, "H2,food,ann,principal,accept,We eat what we grow.,", at="2026-01-02")
    imported(tiny, "V1,company,cy,adjudicator,accept,The chat. The neighbours.,why not")
    assert everything(coded) == before


def test_passages_come_in_the_order_of_collection_and_of_talk(coded):
    told = coded.get("/api/passages?list=passages&n=50").json()
    assert [item["segment_id"] for item in told["items"]] == [
        *("H1-0001", "H1-0003", "H2-0001", "H2-0003"),
        *("V1-0001", "V1-0002", "V1-0003", "V1-0004"),
    ]
    assert [item["done"] for item in told["items"]] == [True] + 7 * [False]
    assert (told["total"], told["left"]) == (8, 7)


def test_lists_of_the_machine_and_disagreements_are_not_there(coded):
    assert coded.get("/api/passages?list=queue").status_code == 404
    assert coded.get("/api/passages?list=sample").status_code == 404
    answer = coded.get("/api/disagreements")
    assert answer.status_code == 409
    assert answer.json()["problems"] == [
        {
            "place": "disagreements",
            "fact": "whoever codes blind does not see what others coded.",
            "remedy": "Start without --blind.",
        }
    ]


def test_proposals_and_queue_are_not_even_read(tiny, tiny_results):
    from qualstage.review.results import read_results
    from qualstage.study import read_study

    for path in [*tiny_results.glob("code/*/*"), *tiny_results.glob("queue/*")]:
        path.write_bytes(b"not to be opened")
    told = read_results(read_study(tiny), tiny_results, blind=True)
    assert (told.proposals, told.lists) == ({}, {})


def test_a_chain_of_somebody_else_that_does_not_verify_is_no_hint(tiny, opened):
    imported(tiny, *ANNS)
    bea = opened("bea", "second", blind=True)
    chain = tiny / "ledger" / "codebook" / "ann.jsonl"
    chain.write_text(chain.read_text().replace("company", "compani"))
    assert bea.get("/api/sources/H1").json()["codings"] == []


def test_codes_that_were_merged_are_known_to_the_blind_too(tiny, opened):
    (tiny / "codebook.yaml").write_text(CODEBOOK)
    given = ["--study", str(tiny), "--coder", "ann", "--reason", "one thing"]
    bea = opened("bea", "second", blind=True)
    turn = bea.get("/api/passages/H1-0001").json()
    at = {"source": "H1", "start": turn["start"], "end": turn["end"]}
    decide(bea, {"action": "add", "code": "company", **at})
    assert main(["codebook", "merge", "company", "--into", "food", *given]) == 0
    (coding,) = opened("bea", "second", blind=True).get("/api/sources/H1").json()["codings"]
    assert coding["code"] == "food"


def test_an_adjudicator_is_not_blind(tiny, tiny_results, capsys):
    given = options(tiny, tiny_results)
    words = ["review", "--study", str(given.study), "--results", str(given.results)]
    assert main([*words, "--coder", "cy", "--role", "adjudicator", "--blind"]) == 1
    assert capsys.readouterr().err == (
        "qualstage review cannot be used: 1 problem.\n\n"
        "  --blind\n"
        "      an adjudicator cannot be blind: who settles a disagreement sees both sides.\n"
        "      Leave it out, or take another role.\n"
    )


def test_what_reviewers_and_raters_judged_is_not_shown_to_whoever_is_blind(tmp_path):
    folder = write_playground(tmp_path)
    results = write_results(folder, tmp_path / "made", {})

    def shown(blind):
        page = client_of(desk_of(folder, results, "bea", "second", blind))
        return [source["source"] for source in page.get("/api/sources").json()]

    assert len(shown(False)) > 2
    assert shown(True) == []


def test_what_was_judged_of_hidden_sources_before_is_not_called_lost(tmp_path):
    folder = write_playground(tmp_path)
    results = write_results(folder, tmp_path / "made", {})
    shown = client_of(desk_of(folder, results, "bea", "second", False))
    turn = shown.get("/api/sources/D1").json()["turns"][0]
    told = shown.get(f"/api/passages/{turn['segment_id']}").json()
    at = {"source": "D1", "start": told["start"], "end": told["end"]}
    decide(shown, {"action": "reject", "code": "swing", "reason": "", **at})
    assert shown.get("/api/again").json()["lost"] == []
    blind = client_of(desk_of(folder, results, "bea", "second", True))
    assert blind.get("/api/again").json() == {"stale": [], "lost": []}
