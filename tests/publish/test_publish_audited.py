"""What an outsider asks of the site: who decided, who did not, when, why, and what a number is."""

import re

import pytest
from conftest import write_tiny_study
from narrated import PROPOSED, proposal, write_decided_study, write_rated_study
from published import dead_links, page_of, publish, read_page, words_of
from qualstage.cli import main
from qualstage.contracts.figures import MEASURES
from qualstage.publish.named import Named
from qualstage.publish.pages.machine import told_of
from qualstage.publish.telling import in_number, probability, signed

MATRIX = """\
source_id,code,present,note
D1,company,yes,Plots are let to households.
D1,food,no,
D2,company,no,A fence goes round each plot.
D2,food,no,
"""


@pytest.fixture
def reviewed(tmp_path):
    """The decided study with a stage of documents, which a matrix was filled in for."""
    folder = write_decided_study(tmp_path / "plots")
    (folder / "matrix.csv").write_text(MATRIX, encoding="utf-8")
    with (folder / "sources.csv").open("a", encoding="utf-8") as file:
        file.write("D1,deeds,document,,,\nD2,deeds,document,,,\n")
    text = (folder / "study.yaml").read_text(encoding="utf-8")
    text = text.replace("themes:\n", "themes:\n  deeds:\n    Company: {Shared plots: [company]}\n")
    stage = "  - {id: deeds, name: Deeds, heading: Deeds, unit: sources}\nthemes:"
    text = text.replace("themes:", stage, 1)
    matrix = "matrices: [{file: matrix.csv, reviewer: Rita}]\n"
    (folder / "study.yaml").write_text(matrix + text, encoding="utf-8")
    return folder


def decide(study, rows, name="more.csv", header="source_id,code,coder,role,action,quote,reason,at"):
    (study / name).write_text(f"{header}\n{rows}", encoding="utf-8")
    take = ["ledger", "import", str(study / name), "--study", str(study)]
    assert main([*take, "--at", "2026-01-16T09:00:00Z"]) == 0


def test_a_cell_of_a_matrix_names_file_and_reviewer_and_each_source_that_has_a_no(
    reviewed, tmp_path
):
    site = publish(reviewed, tmp_path)
    page = page_of(site, "cells", "deeds-shared-plots-company-theme")
    told = words_of(page)
    assert (
        "Judged in the extraction matrix matrix.csv , filled in by Rita, as study.yaml says: a yes "
        "or no for each source and code, and a note. A matrix has no dates"
    ) in told
    assert "Which have it 1. D1" in told
    assert "The matrix says no D2 : A fence goes round each plot." in told
    assert "found by its source and code ( company )" in told
    assert any(link.startswith("../sources/d2-") for link in read_page(page).to)
    assert "Read wholly by Rita, for the matrix matrix.csv" in words_of(
        page_of(site, "sources", "d2-")
    )
    food = words_of(page_of(site, "cells", "deeds-food-food-concept"))
    assert "0 of 2 sources" in food
    assert "The matrix says no D1 D2 None has a note that would say why." in food
    assert dead_links(site) == []


def test_the_machine_is_told_as_a_dash_where_it_reads_nothing(reviewed, tmp_path):
    published = reviewed / "published.csv"
    with published.open("a", encoding="utf-8") as file:
        file.write("Table 1,Company,deeds,Shared plots,sources,1,2\n")
    site = publish(reviewed, tmp_path)
    told = words_of(site / "comparison.html")
    assert "Deeds 1 of 2 sources 1 of 2 same – 1 of 2 same" in told
    assert "Table Counted by Same Different Missing Not asked" in told
    assert "Table 1 machine 0 2 0 1" in told


def test_a_reader_of_a_whole_source_who_did_not_code_it_is_named(tmp_path):
    study = write_decided_study(tmp_path / "plots")
    read = "H1,bo,second\nH1,ann,principal\nH2,ann,principal\nV1,ann,principal\nV1,bo,second\n"
    decide(study, read, "read.csv", "source_id,coder,role")
    decide(study, "V1,company,bo,second,accept,The chat. The neighbours.,,\n")
    told = words_of(page_of(publish(study, tmp_path), "cells", "talk-coming-for-company"))
    assert "Read for it by ann and bo; bo did not code it. Interviewer" in told
    assert "Read for it by ann and bo, who both coded it. Facilitator" in told


def test_whoever_read_for_another_code_did_not_read_for_this_one(tmp_path):
    study = write_decided_study(tmp_path / "plots")
    read = "H1,bo,second,food\nH1,ann,principal,company\nV1,bo,second,food\n"
    decide(study, read, "read.csv", "source_id,coder,role,codes")
    told = words_of(page_of(publish(study, tmp_path), "cells", "talk-coming-for-company"))
    assert "Read for it by ann alone. Interviewer" in told
    assert "Read for it by nobody on record. Facilitator" in told


def test_the_first_page_promises_no_more_than_the_record_holds(tmp_path):
    study = write_decided_study(tmp_path / "plots")
    site = publish(study, tmp_path)
    told = words_of(site / "index.html")
    assert (
        "who decided that the words count and under which definition; why, where a reason was "
        "given (1 of 4 accepted codings on record have one)"
    ) in told
    at_once = "Recorded at one moment, 2026-01-15T09:00:00Z"
    assert f"{at_once}: all entries of ann." in words_of(site / "ledger/index.html")
    assert f"{at_once}: of several at once the time says nothing" in words_of(
        page_of(site, "ledger", "ann-")
    )
    decide(study, 'H2,food,ann,principal,accept,"For supper, mostly.",,2026-01-16\n')
    site = publish(study, tmp_path)
    assert "under which definition, when; why" in words_of(site / "index.html")
    assert "Recorded at one moment" not in words_of(site / "ledger/index.html")


def test_what_must_be_known_of_a_study_stands_where_its_numbers_are_compared(tmp_path):
    study = write_decided_study(tmp_path / "plots")
    read = "H1,bo,second\nH1,ann,principal\nV1,ann,principal\nV1,bo,second\n"
    decide(study, read, "read.csv", "source_id,coder,role")
    text = (study / "study.yaml").read_text(encoding="utf-8")
    pages = ("index.html", "comparison.html", "agreement.html")
    site = publish(study, tmp_path)
    assert not any("To know first" in words_of(site / page) for page in pages)
    (study / "study.yaml").write_text(f"disclosure: All <made> up.\n{text}", encoding="utf-8")
    site = publish(study, tmp_path)
    for page in pages:
        assert "To know first: All <made> up." in words_of(site / page)


def test_a_printed_number_says_what_it_is_counted_from(tmp_path):
    study = write_decided_study(tmp_path / "plots")
    cell = "talk-growing-to-eat-food-theme"
    told = words_of(page_of(publish(study, tmp_path, PROPOSED), "cells", cell))
    assert "as “Growing to eat (2 respondents)”, counted from people’s codings." in told
    assert "This number on other bases and in other units" in told
    unread = [*PROPOSED, proposal("H1", "food", 115, 137)]
    told = words_of(page_of(publish(study, tmp_path, unread), "cells", cell))
    assert "counted from people’s codings, and proposals that nobody judged." in told
    rated = publish(write_rated_study(tmp_path / "shed"), tmp_path / "rated")
    told = words_of(page_of(rated, "cells", "talk-company-company-code"))
    assert "counted from ratings." in told
    assert "2 of the 3 who rated it were for it" in told
    assert "This number in other units Counted People Respondents" in told


def test_a_study_of_ratings_alone_offers_what_it_has_and_promises_that(tmp_path):
    site = publish(write_rated_study(tmp_path / "shed"), tmp_path)
    assert dead_links(site) == []
    told = words_of(site / "index.html")
    assert "Overview Sources Search Codebook Audit trail Methods Data dictionary" in told
    assert "with their ratings and comments, and to the rule by which these are settled" in told
    assert "Follow what is underlined in Table 2 below" in told
    assert "transcript" not in told
    reader = words_of(page_of(site, "sources", "g1-"))
    assert "Growing to eat: 6" in reader.replace(" : ", ": ")
    assert not re.search("food: [0-9]", reader)


def test_proposals_that_do_not_count_are_numbered_last(tmp_path):
    below = [dict(row, stands=False, score=0.2) for row in [proposal("H2", "company", 30, 60)]]
    study = write_decided_study(tmp_path / "plots")
    page = page_of(publish(study, tmp_path, below), "sources", "h2-").read_text(encoding="utf-8")
    told = re.findall('data-note="([0-9])" data-code="([a-z]+)" data-state="([a-z]+)"', page)
    assert told == [("2", "company", "proposal"), ("1", "food", "accepted")]


def test_words_turned_down_are_no_near_miss_as_well(tmp_path):
    study = write_decided_study(tmp_path / "plots")
    text = "You never ate a bean of mine."
    told = words_of(page_of(publish(study, tmp_path), "cells", "talk-coming-for-company"))
    assert told.count(text) == 1
    # Of the same passage, words that the rejected ones do not touch.
    settled = publish(study, tmp_path, [dict(proposal("V1", "company", 150, 153), stands=False)])
    told = words_of(page_of(settled, "cells", "talk-coming-for-company"))
    assert "Near misses" not in told


def test_every_figure_of_the_machine_says_what_it_measures():
    of_cells = {"people", "machine", "people in sources", "machine in sources"}
    for measure in set(MEASURES) - of_cells - {"expected in sources"}:
        level = "table" if "cell" in measure else "source"
        name, meaning, over = told_of({"measure": measure, "level": level, "n": 1500})
        assert name[0].isupper()
        assert meaning
        assert over.startswith("1,500 ")
    assert told_of({"measure": "macro f1", "level": "source", "n": 38}) == (
        "F1, code by code",
        "the mean over codes that people gave at least once",
        "38 codes",
    )


def test_when_a_proposal_counts_by_itself_is_told_where_each_leads(tmp_path):
    scored = [dict(row, score=0.004, source_score=0.5) for row in PROPOSED]
    site = publish(write_decided_study(tmp_path / "plots"), tmp_path, scored)
    cell = page_of(site, "cells", "talk-growing-to-eat-food-theme")
    assert "../machine.html#by-itself" in read_page(cell).to
    assert "The machine: probability below 0.01, would count by itself" in words_of(cell)
    assert "by-itself" in read_page(site / "machine.html").places
    assert "for the study’s aim (balanced)" in words_of(site / "machine.html")


def test_codes_are_told_by_their_labels_in_what_people_wrote():
    named = Named({"hope": "Hope", "goal_setting": "Setting goals", "goal": "Goals"})
    assert named.told("(goal_setting, hope) but (hope or so), hope, goal_setting's") == (
        "(“Setting goals”, “Hope”) but (hope or so), hope, “Setting goals”'s"
    )
    assert named.told("goal_settings") == "goal_settings"
    assert Named({}).told("(hope)") == "(hope)"
    assert named.rating("hope: 8. If: so") == "Hope: 8. If: so"
    assert named.rating("[name]") == "[name]"


def test_numbers_are_told_as_printers_set_them():
    told = [in_number("people", 1), in_number("people", 2), in_number("sources", "1")]
    assert told == ["person", "people", "source"]
    assert (signed(-3, 0), signed(0.25, 1)) == ("−3", "+0.2")
    assert (probability(0.004), probability(0.5)) == ("below 0.01", "0.50")


def test_facts_for_reporting_answer_only_what_they_fit(tmp_path):
    site = publish(write_tiny_study(tmp_path / "plots"), tmp_path)
    told = words_of(site / "methods.html")
    asked = "For the authors to answer."
    assert f"How many declined or dropped out, and why? {asked}" in told
    assert f"How long did interviews and groups last? {asked}" in told
    assert f"Which qualitative approach, and why? {asked}" in told
    assert "V2 is left out: tape lost." in told
