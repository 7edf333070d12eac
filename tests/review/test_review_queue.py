"""What the page shows of the queue, of sources and of codes; and what it is started with."""

import pytest
from qualstage.cli import main
from reviewed import decide, imported, options


def listed(page, name="queue", **given):
    told = page.get("/api/passages", params={"list": name, "n": 50, **given}).json()
    return [item["segment_id"] for item in told["items"]], told["left"], told["total"]


def at(item):
    return {"source": item["source"], "start": item["start"], "end": item["end"]}


def test_the_queue_is_that_of_the_results(page):
    assert listed(page) == (
        ["H2-0001", "H1-0001", "V1-0001", "H1-0003", "V1-0002", "H2-0003", "V1-0003", "V1-0004"],
        8,
        8,
    )


def test_a_passage_shows_what_was_asked_and_what_is_proposed(page):
    item = page.get("/api/passages/H2-0001?list=queue").json()
    assert [turn["text"] for turn in item["before"]] == ["What brings you here?"]
    assert [turn["text"] for turn in item["after"]] == [
        "Is it for the chat as well?",
        "For supper, mostly.",
    ]
    assert item["kind"] == "may change a cell"
    assert [(p["code"], p["score"], p["likely"]) for p in item["proposals"]] == [
        ("food", 0.8, True),
        ("company", 0.2, False),
    ]
    assert item["proposals"][0]["words"] == ["a tell-tale word"]


def test_a_passage_that_was_judged_waits_no_more(page):
    item = page.get("/api/passages/H1-0001").json()
    decide(page, {"action": "reject", "code": "company", **at(item)})
    names, left, total = listed(page, todo=1)
    assert ("H1-0001" not in names, left, total) == (True, 7, 8)
    assert listed(page)[0][1] == "H1-0001"


def test_a_source_that_was_read_waits_no_more(page):
    decide(page, {"action": "read", "source": "V1"})
    assert listed(page, todo=1) == (["H2-0001", "H1-0001", "H1-0003", "H2-0003"], 4, 8)


def test_the_word_of_a_weaker_role_leaves_a_passage_waiting(opened):
    ann, bea = opened("ann"), opened("bea", "second")
    item = ann.get("/api/passages/H1-0001").json()
    decide(bea, {"action": "accept", "code": "company", **at(item)})
    assert listed(ann)[1:] == (8, 8)
    assert listed(bea)[1:] == (7, 8)
    decide(ann, {"action": "accept", "code": "company", **at(item)})
    assert listed(ann)[1:] == listed(bea)[1:] == (7, 8)


def test_the_queue_comes_in_pages(page):
    first = listed(page, n=3)[0]
    second = listed(page, n=3, first=3)[0]
    assert first + second == listed(page)[0][:6]
    assert listed(page, n=10**8, first=7)[0] == listed(page)[0][7:]
    assert listed(page, first=99)[0] == []
    assert listed(page, n="x", first="-1")[0] == listed(page)[0]


def test_the_sample_is_a_list_of_its_own(page):
    assert listed(page, "sample") == (["H2-0001"], 1, 1)


def test_sources_tell_what_was_done_in_them(opened, tiny):
    imported(tiny, "H1,food,bea,second,accept,The slugs have it.,")
    imported(tiny, "H1,bea,second", header="source_id,coder,role")
    told = opened().get("/api/sources").json()
    assert [(s["source"], s["codings"], s["read"], s["read_by"]) for s in told] == [
        ("H1", 0, "", ["bea (second)"]),
        ("H2", 0, "", []),
        ("V1", 0, "", []),
    ]


def test_a_source_shows_its_turns_as_they_are(page):
    told = page.get("/api/sources/H1").json()
    assert [turn["text"] for turn in told["turns"]] == [
        "Why do you come?",
        "I come for a natter over the fence. It gets lonely at home.",
        "And to eat?",
        "No, I don't eat any of it. The slugs have it.",
    ]
    assert [p["code"] for p in told["proposals"]] == ["company", "food"]


def test_the_codebook_is_shown_without_its_indicators(page):
    told = page.get("/api/codebook").json()
    assert [code["code"] for code in told] == ["company", "food"]
    assert told[0]["examples"]["typical"] == ["I come for the chat more than the leeks."]
    assert "natter" not in page.get("/api/codebook").text


def test_a_pinned_quotation_is_shown(page):
    item = page.get("/api/passages/H1-0001").json()
    decide(page, {"action": "quote", "code": "company", **at(item)})
    (coding,) = page.get("/api/passages/H1-0001").json()["codings"]
    assert (coding["state"], coding["mine"]) == ("quotation", True)


def start(given, *more):
    words = ["review", "--study", str(given.study), "--results", str(given.results)]
    return main([*words, *more])


def test_names_that_cannot_be_used_are_told(tiny, tiny_results, capsys):
    imported(tiny, "H1,food,ann,principal,accept,The slugs have it.,")
    for coder, fact in (
        ("../ann", "coder '../ann' cannot name a file of the ledger, for it holds '.', '/'."),
        ("", "coder is empty."),
        ("Ann", "coder 'Ann' and coder 'ann' would share a file on macOS and Windows."),
    ):
        assert start(options(tiny, tiny_results), "--coder", coder) == 1
        assert fact in capsys.readouterr().err


def test_results_that_are_not_there_are_told(tiny, capsys):
    assert start(options(tiny, tiny / "none"), "--coder", "ann") == 1
    assert " ".join(capsys.readouterr().err.split()) == (
        f"{tiny}/none cannot be used: 1 problem. "
        "folder there is no ingest/*/sources.parquet in it. "
        f"Make the results first: snakemake --cores 4 --config study={tiny}"
    )


def test_results_of_another_study_are_refused(tiny, tiny_results, capsys):
    (tiny_results / "logs" / "study.txt").write_text("../another\n")
    assert start(options(tiny, tiny_results), "--coder", "ann") == 1
    assert "its results were made from the study in" in capsys.readouterr().err


@pytest.mark.parametrize("port", ["-1", "70000"])
def test_a_port_that_cannot_be_used_is_told(tiny, tiny_results, port, capsys):
    assert start(options(tiny, tiny_results), "--coder", "ann", f"--port={port}") == 1
    assert f"port {port} cannot be used: " in capsys.readouterr().err
