"""Pages of the codebook, the ledger, the audit trail and facts for reporting, in tiny studies."""

import re

import pytest
from narrated import build, write_decided_study, write_rated_study
from published import dead_links, page_of, publish, publish_results, words_of
from qualstage.cli import main


def _import(study, *rows):
    file = study / "more.csv"
    header = "source_id,code,coder,role,action,quote,reason,at\n"
    file.write_text(header + "".join(f"{row}\n" for row in rows), encoding="utf-8")
    assert main(["ledger", "import", str(file), "--study", str(study)]) == 0


@pytest.fixture
def decided(tmp_path):
    return write_decided_study(tmp_path / "plots")


def test_a_code_tells_its_definition_its_numbers_and_every_passage(decided, tmp_path):
    site = publish(decided, tmp_path)
    told = words_of(page_of(site, "codes", "company-"))
    assert "Meeting people on the plots is said to matter." in told
    assert "Interviews respondents 2 of 4" in told
    assert "It gets lonely at home. H1, in its context ; accepted by ann (principal)" in told
    assert "Voiced with it" in told
    assert "Growing to eat 1 0" in told


def test_the_ledger_tells_each_entry_in_its_order_with_the_one_before(decided, tmp_path):
    _import(decided, "H1,company,ann,principal,withdraw,It gets lonely at home.,a slip,2026-02-01")
    site = publish(decided, tmp_path)
    told = words_of(page_of(site, "ledger", "ann-"))
    assert told.index("It gets lonely at home.") < told.index("We eat what we grow.")
    assert "after 000000000000 ; made under today's wording of the code; superseded by" in told
    assert "Reason: a slip" in told
    (first,) = re.findall(r"in the place of ([0-9a-f]{12})", told)
    assert f"Entry {first} , after 000000000000" in told


def test_judgements_are_those_that_stand_and_readings_those_of_all_codes(decided, tmp_path):
    _import(
        decided,
        "H2,food,bea,second,note,For supper,compare,",
        "H2,food,bea,second,accept,For supper,,2026-02-01",
        "H2,food,bea,second,withdraw,For supper,,2026-02-02",
        "H2,food,bea,second,quote,For supper,,",
    )
    readings = decided / "readings.csv"
    readings.write_text(
        "source_id,coder,role,codes,action,at\nH1,bea,second,food,read,\nH2,bea,second,,read,\n"
        "V1,bea,second,,read,2026-02-01\nV1,bea,second,,withdraw,2026-02-02\n",
        encoding="utf-8",
    )
    assert main(["ledger", "import", str(readings), "--study", str(decided)]) == 0
    site = publish(decided, tmp_path)
    told = words_of(site / "methods.html")
    assert "bea (second): 0 judgements, 1 source read wholly." in told
    assert "ann (principal): 5 judgements, 0 sources read wholly." in told
    assert "Sources read wholly, by coder: bea 1" in words_of(site / "audit_trail.html")
    assert "Read wholly by nobody" in words_of(page_of(site, "sources", "h1-"))


def test_a_code_that_went_from_the_codebook_leaves_a_site_whose_links_live(decided, tmp_path):
    text = (decided / "codebook.yaml").read_text(encoding="utf-8")
    (decided / "codebook.yaml").write_text(text[: text.index("  food:")], encoding="utf-8")
    study = (decided / "study.yaml").read_text(encoding="utf-8")
    study = study.replace("    Food: {Growing to eat: [food]}\n", "")
    study = re.sub(r"populations:\n.*\n", "", study).replace("published: [published.csv]\n", "")
    (decided / "study.yaml").write_text(study, encoding="utf-8")
    findings = (decided / "findings.csv").read_text(encoding="utf-8")
    (decided / "findings.csv").write_text(findings.split("F2,")[0], encoding="utf-8")
    (decided / "published.csv").unlink()
    site = publish(decided, tmp_path)
    assert dead_links(site) == []
    assert "food" in words_of(page_of(site, "ledger", "ann-"))


def test_raters_who_are_called_by_a_name_are_named_nowhere(tmp_path):
    study = write_rated_study(tmp_path / "shed")
    text = (study / "ratings.csv").read_text(encoding="utf-8")
    (study / "ratings.csv").write_text(
        text.replace("G1-01", "Ingrid Falkenberg").replace("G1-02", "Bryony Quartermaine"), "utf-8"
    )
    site = publish(study, tmp_path)
    found = [
        path.relative_to(site)
        for path in site.rglob("*.html")
        if re.search("Falkenberg|Quartermaine", path.read_text(encoding="utf-8"))
    ]
    assert found == []


def test_why_a_source_is_left_out_names_nobody_and_no_file_is_named(decided, tmp_path):
    text = (decided / "sources.csv").read_text(encoding="utf-8")
    why = "Ingrid Falkenberg asked to stop at 01632 960123"
    (decided / "sources.csv").write_text(text.replace("tape lost", why), encoding="utf-8")
    site = publish(decided, tmp_path)
    for page in ("audit_trail.html", "methods.html", "sources/index.html"):
        told = words_of(site / page)
        assert "[name] asked to stop at [phone]" in told
        assert "Falkenberg" not in told
        assert "H1.txt" not in told


def test_a_folder_that_holds_something_else_is_not_replaced(decided, tmp_path, capsys):
    results = build(decided, tmp_path / "results")
    mine = tmp_path / "mine"
    mine.mkdir()
    (mine / "thesis.docx").write_text("words")
    given = ["--study", str(decided), "--results", str(results), "--output", str(mine)]
    assert main(["publish", *given]) == 1
    assert (mine / "thesis.docx").read_text() == "words"
    assert "it holds something else than a site, which would be lost." in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".mine")] == []
    publish_results(decided, results, tmp_path / "site")
    publish_results(decided, results, tmp_path / "site")
    assert (tmp_path / "site" / "index.html").is_file()
