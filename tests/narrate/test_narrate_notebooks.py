"""The notebooks that every study has: what they tell, when they fail, and what they keep back."""

import html
import re
import shutil
from pathlib import Path

import pytest
from conftest import ROOT, write_tiny_study
from narrated import PROPOSED, build, write_decided_study, write_rated_study
from qualstage.cli import main
from qualstage.contracts import CONSENSUS, COUNTS
from qualstage.tables import read_rows, write_table

REPRODUCE, AUDIT, FOLLOW = (
    ROOT / "notebooks" / f"{name}.ipynb"
    for name in ("reproduce_table_2", "audit_one_cell", "from_quotation_to_decision")
)
EVERY = pytest.mark.parametrize("notebook", [REPRODUCE, AUDIT, FOLLOW], ids=lambda path: path.stem)


@pytest.fixture(scope="module")
def decided(tmp_path_factory):
    """A study with decisions and logs, and its results."""
    folder = tmp_path_factory.mktemp("decided")
    study = write_decided_study(folder / "plots")
    return study, build(study, folder / "results", PROPOSED)


@pytest.fixture(scope="module")
def undecided(tmp_path_factory):
    """The tiny study, on which nobody has decided anything and nothing was proposed or printed."""
    folder = tmp_path_factory.mktemp("undecided")
    study = write_tiny_study(folder / "plots")
    text = (study / "study.yaml").read_text()
    (study / "study.yaml").write_text(text.replace("published: [published.csv]\n", ""))
    (study / "published.csv").unlink()
    return study, build(study, folder / "results")


@pytest.fixture(scope="module")
def rated(tmp_path_factory):
    """A study of ratings with a handbook, and its results."""
    folder = tmp_path_factory.mktemp("rated")
    study = write_rated_study(folder / "sheds")
    return study, build(study, folder / "results")


def narrate(notebook, given, output):
    study, results = given
    words = ["narrate", str(notebook), "--study", str(study), "--results", str(results)]
    return main([*words, "--output", str(output)])


def told(notebook, given, folder):
    """What the page tells, code and tags taken out."""
    assert narrate(notebook, given, folder / "page.html") == 0
    body = (folder / "page.html").read_text(encoding="utf-8").partition("<main>")[2]
    body = re.sub(r"<details>.*?</details>", " ", body, flags=re.DOTALL)
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", body)))


def changed(given, folder, name, contract, change):
    """The same study with results of which one table is changed, row by row."""
    study, results = given
    copy = shutil.copytree(results, folder / "results")
    rows = [change(dict(row)) for row in read_rows(copy / name, contract)]
    write_table(rows, contract, copy / name)
    return study, copy


def test_numbers_are_rebuilt_beside_counts_and_print(decided, tmp_path):
    page = told(REPRODUCE, decided, tmp_path)
    assert "Table 1: Why people garden. Basis: both." in page
    assert "talk Company Coming for company respondents 2 of 4 2 of 4 2 of 4" in page
    assert "talk Food Growing to eat respondents 2 of 4 2 of 4 3 of 4" in page
    assert "All 2 numbers are those of the program's counts." in page
    assert "Of them, 2 were published. Different in print: 1." in page
    assert "What each rater gave" not in page


def test_a_row_of_another_population_is_rebuilt_in_it(tmp_path):
    study = write_decided_study(tmp_path / "plots")
    file = study / "study.yaml"
    mine = "stages: [talk], row_populations: {Company: those who spoke of food}}"
    before = file.read_text("utf-8")
    file.write_text(before.replace("stages: [talk]}\npublished", f"{mine}\npublished"), "utf-8")
    assert file.read_text("utf-8") != before
    page = told(REPRODUCE, (study, build(study, tmp_path / "results", PROPOSED)), tmp_path)
    assert "talk Company Coming for company respondents 0 of 2 0 of 2" in page
    assert "talk Food Growing to eat respondents 2 of 4 2 of 4" in page
    assert "All 2 numbers are those of the program's counts." in page


def test_what_was_rejected_would_change_the_number_that_it_touches(decided, tmp_path):
    page = told(REPRODUCE, decided, tmp_path)
    assert "somebody counts once, however many codings 0" in page
    changed = "1 stage talk, Coming for company: 2 would be 3"
    assert f"what was rejected does not count {changed}" in page


def test_a_wrong_count_fails_the_run_and_is_named(decided, tmp_path, capsys):
    def wrong(row):
        theme = row["level"] == "theme" and row["label"] == "Growing to eat"
        return row | {"n": 3} if theme and row["unit"] == "respondents" else row

    given = changed(decided, tmp_path, "count/counts.parquet", COUNTS, wrong)
    assert narrate(REPRODUCE, given, tmp_path / "page.html") == 1
    assert " ".join(capsys.readouterr().err.split()) == (
        f"{REPRODUCE} cannot be used: 1 problem. cell 'beside' it fails with AssertionError: "
        "Table 1: the program's results differ from what is rebuilt here in 1 number: stage talk, "
        "Food: Growing to eat: 2 of 4 respondents here, 3 of 4 in counts. Open the notebook and "
        "run it up to there, or build the results anew. Nothing was written."
    )
    assert not (tmp_path / "page.html").exists()


def test_a_wrong_consensus_fails_the_run_and_is_named(rated, tmp_path, capsys):
    given = changed(
        rated,
        tmp_path,
        "settle/consensus.parquet",
        CONSENSUS,
        lambda row: row | {"agreed": True},
    )
    assert narrate(REPRODUCE, given, tmp_path / "page.html") == 1
    err = " ".join(capsys.readouterr().err.split())
    assert "cell 'settled' it fails with AssertionError: Table 2" in err
    assert "1 number: stage talk, food: agreed is False here, True in consensus." in err


def test_a_number_that_the_audited_words_do_not_make_fails_the_run(decided, tmp_path, capsys):
    def wrong(row):
        return row | {"n": 4} if row["n"] and row["unit"] == "respondents" else row

    given = changed(decided, tmp_path, "count/counts.parquet", COUNTS, wrong)
    assert narrate(AUDIT, given, tmp_path / "page.html") == 1
    err = " ".join(capsys.readouterr().err.split())
    assert "Coming for company: 2 respondents are behind the number, 4 in counts." in err


def test_consensus_is_recomputed_from_the_words_of_ratings(rated, tmp_path):
    page = told(REPRODUCE, rated, tmp_path)
    assert "6 ratings of 2 codes by 3 raters in 1 group; 0 comments without a rating." in page
    assert "in 1 group or more: 1 of 2 codes." in page
    assert "one group fewer 2 1 0" in page
    assert "All 2 codes come to the same, in all 5 respects." in page
    assert "all components 1 1 –" in page
    assert "Who is credited" not in page


def test_a_cell_opens_into_people_words_decisions_and_what_if(decided, tmp_path):
    page = told(AUDIT, decided, tmp_path)
    assert "Stage talk, Company: Coming for company." in page
    assert "people 2 2 of 4 2 of 3" in page
    assert "1 2 H1, V1/P1" in page
    assert (
        "Facilitator: What would you miss? “The chat. The neighbours.” P2: Supper from my own bed "
        "of beans. V1, characters 38–63; V1/P1; company; accepted by principal ann"
    ) in page
    assert "accepted 2026-01-15 principal ann accept today's –" in page
    assert "V1, characters 128–157: It answers another thing" in page
    assert "a passage that counts 2 1 2 one turned down 1 3 2" in page
    assert "2 of 2 passages carry somebody alone." in page


def test_a_component_opens_into_groups_comments_and_what_if(rated, tmp_path):
    page = told(AUDIT, rated, tmp_path)
    assert "Agreed on; 1 other rating would have turned it. 2 of 2 components" in page
    assert "G1 9, 8, 3 2 of 3 67% yes" in page
    assert "“Else <why> come” G1, G1-01, rated 9" in page
    assert "G1 2 raters not for it 0 instead of 1 not agreed on turned" in page
    assert "the table would hold 0 components instead of 1" in page


def test_words_lead_to_decisions_and_a_decision_back_to_words(decided, tmp_path):
    page = told(FOLLOW, decided, tmp_path)
    assert "F1, found at stage talk (Interviews): 2 decisions go back to it." in page
    assert "Code company is voiced by 2 of 4 respondents (basis: people)." in page
    assert "code: company 2 of 4 respondents raised holds" in page
    assert "1 D1 Keep the benches They are where talk is F1" in page
    assert "2 S1 Benches A bench a row Cheap D1" in page
    assert "D1: Keep the benches" in page
    assert "S2 Benches Paint it green none no finding in this corpus" in page
    assert "F1 none what it costs no coded evidence" in page
    assert "Findings that no decision goes back to: F2." in page
    assert "How to keep the logs" not in page


def test_a_component_leads_to_ratings_and_the_section_that_carries_it_out(rated, tmp_path):
    page = told(FOLLOW, rated, tmp_path)
    assert "Stage talk: 2 of 3 raters are for it, 1 of 1 groups; agreed on." in page
    assert "“Else <why> come” G1, G1-01, rated 9" in page
    assert "Sheds 1.1 Benches <inside> –" in page
    assert "1 of 2 sections carry out no component." in page
    assert "This study keeps no log of findings and decisions" in page
    assert "findings: logs/findings.csv decisions: logs/decisions.csv" in page
    assert "F1,talk,What was found.,code company (raised); none: WHAT NO CODE IS ABOUT,," in page


def test_a_study_on_which_nobody_decided_is_told_so_everywhere(undecided, tmp_path):
    page = told(REPRODUCE, undecided, tmp_path)
    assert "2 numbers, 2 of them zero." in page
    assert "None of them was published, as far as the study's files of figures say." in page
    page = told(AUDIT, undecided, tmp_path)
    assert "Nothing counts in any cell of this study's table yet" in page
    assert "Their words" not in page
    page = told(FOLLOW, undecided, tmp_path)
    assert "Nothing counts in this study yet: there are no words to start from." in page
    assert "F1,talk,What was found.,code CODE (raised)" in page


@EVERY
@pytest.mark.parametrize("name", ["decided", "rated"])
def test_pages_are_the_same_twice_escape_words_and_name_nobody(notebook, name, request, tmp_path):
    given = request.getfixturevalue(name)
    for page in ("one.html", "two.html"):
        assert narrate(notebook, given, tmp_path / page) == 0
    page = (tmp_path / "one.html").read_bytes()
    assert page == (tmp_path / "two.html").read_bytes()
    text = page.decode()
    for raw in ("<Told>", "<company>", "<why>", "<inside>"):
        assert raw not in text
    assert "Falkenberg" not in text
    assert "<script" not in text
    assert str(given[0].parent) not in text
    assert str(ROOT) not in text


def test_no_notebook_names_a_study():
    for path in (REPRODUCE, AUDIT, FOLLOW):
        text = Path(path).read_text(encoding="utf-8").casefold()
        assert "data_synthetic" not in text
        assert not re.search(r"\b(core|enrich)/", text)
