"""Agreement in a study: who is compared on what, before and after adjudication, by hand."""

import numpy
import pytest
from conftest import write_tiny_study
from qualstage.agree import summarise
from qualstage.agree.compare import compare
from qualstage.agree.heard import Tables, hear
from qualstage.cli import main
from qualstage.codebook import read_codebook
from qualstage.contracts import AGREEMENT
from qualstage.ingest import ingest_study
from qualstage.ledger.chain import read_chains
from qualstage.settle import settle_study
from qualstage.study import read_study
from qualstage.tables import to_arrow

READINGS = """\
source_id,coder,role,codes
H1,ann,principal,
H2,ann,principal,
V1,ann,principal,
H1,bob,second,
H2,bob,second,company
V1,bob,second,
"""

CODINGS = """\
source_id,code,coder,role,action,quote
H1,company,ann,principal,add,It gets lonely at home.
H1,company,bob,second,add,I come for a natter over the fence. It gets lonely at home.
H1,food,bob,second,add,"No, I don't eat any of it."
H2,food,ann,principal,add,We eat what we grow.
V1,company,ann,principal,add,The chat.
V1,company,bob,second,add,The chat. The neighbours.
V1,company,bob,second,add,That too.
V1,food,ann,principal,add,Supper from my own bed of beans.
V1,food,bob,second,add,Supper from my own bed of beans.
"""
"""Of eight passages, ann finds company in two and bob in three; food is not asked of bob in H2."""

ADJUDICATION = """\
source_id,code,coder,role,action,quote
V1,company,joy,adjudicator,reject,That too.
"""
"""What bob called food in H1 stays open."""


@pytest.fixture
def folder(tmp_path):
    return write_tiny_study(tmp_path / "allotment")


def enter(folder, *texts):
    """Enter CSVs into the ledger."""
    for number, text in enumerate(texts):
        path = folder / f"entered{number}.csv"
        path.write_text(text, encoding="utf-8")
        assert main(["ledger", "import", str(path), "--study", str(folder)]) == 0


def heard(folder, segments=None):
    """Who answered what in the study, from its files."""
    study = read_study(folder)
    codebook = read_codebook(study.path(study.codebook))
    rows = ingest_study(study)
    chains = read_chains(study.ledger_folder())
    settled = settle_study(study, codebook, rows.sources, rows.segments, (), chains)
    given = segments(rows.segments) if segments else rows.segments
    tables = Tables(rows.sources, rows.speakers, given, settled.codings)
    return hear(study, codebook, tables, chains)


def figures(folder):
    """AGREEMENT rows by all that names them."""
    rows = compare(heard(folder))
    to_arrow(rows, AGREEMENT)
    assert all(row["value"] is not None or row["reason"] for row in rows)
    return {tuple(row[name] for name in AGREEMENT.key): row for row in rows}


def counted(row):
    """What a figure is over."""
    return tuple(row[name] for name in ("n", "positives_1", "positives_2", "sources"))


def test_passages_are_compared_where_both_looked_for_the_code(folder):
    enter(folder, READINGS, CODINGS)
    found = figures(folder)
    place = ("before", "passage", "ann", "bob")
    company = {
        name: found[*place, "company", "code", name] for name in ("kappa", "alpha", "percent")
    }
    assert counted(company["kappa"]) == (8, 2, 3, 3)
    assert company["percent"]["value"] == 0.875
    assert company["kappa"]["value"] == pytest.approx((56 - 36) / (64 - 36), abs=1e-4)
    assert company["alpha"]["value"] == pytest.approx(1 - 15 * 2 / (2 * 5 * 11), abs=1e-4)
    # Bob did not read H2 for food, so that what ann found there counts for nobody.
    food = found[*place, "food", "code", "percent"]
    assert counted(food) == (6, 1, 2, 2)
    assert food["value"] == pytest.approx(5 / 6, abs=1e-4)
    micro = found[*place, "", "micro", "percent"]
    assert (micro["value"], counted(micro)) == (round(12 / 14, 4), (14, 3, 5, 3))
    mean = found[*place, "", "mean", "percent"]["value"]
    assert mean == pytest.approx((7 / 8 + 5 / 6) / 2, abs=1e-4)


def test_sources_are_compared_by_whether_a_coder_found_the_code_anywhere(folder):
    enter(folder, READINGS, CODINGS)
    found = figures(folder)
    place = ("before", "source", "ann", "bob")
    company, food = (found[*place, code, "code", "percent"] for code in ("company", "food"))
    assert (company["value"], counted(company)) == (1.0, (3, 2, 2, 3))
    assert (food["value"], counted(food)) == (0.5, (2, 1, 2, 2))
    assert found[*place, "food", "code", "kappa"]["reason"].startswith(
        "bob gave it to every unit: kappa is 0 then, whatever the other did"
    )


def test_stretches_are_compared_in_respondents_words_alone(folder):
    enter(folder, READINGS, CODINGS)
    row = figures(folder)["before", "span", "ann", "bob", "food", "code", "unitizing alpha"]
    said = (
        "I come for a natter over the fence. It gets lonely at home.",
        "No, I don't eat any of it. The slugs have it.",
        *("The chat. The neighbours.", "Supper from my own bed of beans."),
        *("(laughs) That too.", "You never ate a bean of mine."),
    )
    assert counted(row) == (sum(map(len, said)), 1, 2, 2)
    assert 0 < row["value"] < 1


def test_without_an_adjudicator_nothing_comes_after(folder):
    enter(folder, READINGS, CODINGS)
    after = [row for row in figures(folder).values() if row["when"] == "after"]
    assert {row["coder_1"] for row in after} == {"ann", "bob"}
    assert {row["value"] for row in after} == {None}
    assert {row["reason"] for row in after} == {
        "no adjudicator has spoken in what this coder and another read"
    }


def test_after_adjudication_each_coder_is_held_against_what_was_settled(folder):
    enter(folder, READINGS, CODINGS, ADJUDICATION)
    found = figures(folder)
    bob = found["after", "passage", "bob", "adjudicated", "company", "code", "percent"]
    assert (bob["value"], counted(bob)) == (0.875, (8, 3, 2, 3))
    ann = found["after", "passage", "ann", "adjudicated", "company", "code", "alpha"]
    assert (ann["value"], counted(ann)) == (1.0, (8, 2, 2, 3))
    # In H1 nobody has decided between them on food: by the order of roles alone ann would be right.
    food = found["after", "passage", "ann", "adjudicated", "food", "code", "percent"]
    assert counted(food) == (4, 1, 1, 1)
    both = found["after", "passage", "all", "adjudicated", "company", "code", "percent"]
    assert (both["value"], counted(both)) == (15 / 16, (16, 5, 4, 3))
    assert found["before", "passage", "ann", "bob", "company", "code", "percent"]["value"] == 0.875


def test_an_adjudicator_without_the_last_word_settles_nothing_here(folder):
    enter(folder, READINGS, CODINGS, ADJUDICATION)
    study = (folder / "study.yaml").read_text()
    (folder / "study.yaml").write_text(study + "policy: {order: [principal, second]}\n")
    after = [row for row in figures(folder).values() if row["when"] == "after"]
    assert {row["n"] for row in after} == {0}


def test_words_of_an_interviewer_alone_are_no_yes_at_any_level(folder):
    enter(folder, READINGS, CODINGS)

    def turned(segments):
        return [
            row | {"role": "interviewer"} if row["text"].startswith("No, I don't eat") else row
            for row in segments
        ]

    found = heard(folder, turned)
    food, h1 = found.codes.index("food"), found.sources.index("H1")
    assert not found.in_source["bob"][h1, food]
    assert not found.in_passage["bob"][found.passages == h1, food].any()
    assert ("bob", h1, food) not in found.marked


def test_respondents_are_drawn_with_all_their_sources_and_groups_as_one(folder):
    sources = (folder / "sources.csv").read_text()
    (folder / "sources.csv").write_text(sources.replace("interview,H2,", "interview,H1,"))
    enter(folder, READINGS, CODINGS)
    found = heard(folder)
    assert found.sources == ("H1", "H2", "V1")
    assert found.cluster.tolist() == [0, 0, 1]
    assert found.strata == ("talk", "talk")


def test_of_three_coders_all_are_compared_wherever_two_looked(folder):
    more = "source_id,coder,role,codes\nV1,cem,check,\n"
    enter(folder, READINGS, CODINGS, more)
    found = figures(folder)
    row = found["before", "passage", "all", "", "company", "code", "alpha"]
    assert counted(row) == (8, 5, None, 3)
    # In V1 three answer each of four passages, in H1 and H2 two: cem finds nothing.
    answers = [[1, 0, 0, 0, 1, 0, 0, 0], [1, 0, 0, 0, 1, 0, 1, 0], [numpy.nan] * 4 + [0] * 4]
    from krippendorff import alpha

    expected = alpha(numpy.array(answers, float), level_of_measurement="nominal")
    assert row["value"] == pytest.approx(expected, abs=1e-4)
    assert ("before", "passage", "all", "", "company", "code", "PABAK") not in found
    assert found["before", "source", "bob", "cem", "", "micro", "alpha"]["sources"] == 1
    # All three read V1 wholly; cem marked nothing there.
    row = found["before", "span", "all", "", "company", "code", "unitizing alpha"]
    assert (row["sources"], row["positives_1"]) == (1, 3)
    assert row["reason"].startswith("cem never used it; no interval")
    assert (
        row["value"]
        < found["before", "span", "ann", "bob", "company", "code", "unitizing alpha"]["value"]
    )


def test_where_no_source_was_read_by_all_their_stretches_have_no_figure(folder):
    readings = READINGS.replace("V1,bob,second,\n", "")
    enter(folder, readings, CODINGS, "source_id,coder,role,codes\nV1,cem,check,\n")
    row = figures(folder)["before", "span", "all", "", "", "micro", "unitizing alpha"]
    assert (row["value"], row["n"]) == (None, 0)
    assert row["reason"] == "no source was read by all of them for this code"


def test_without_two_coders_the_table_says_so(folder):
    enter(folder, "source_id,coder,role,codes\nH1,ann,principal,\n")
    found = figures(folder)
    assert {row["reason"] for row in found.values()} == {
        "no two coders have read the same source wholly"
    }
    assert summarise(found.values(), "invented") == (
        "Agreement of coders (invented): no two coders have read the same source wholly.\n"
    )


def test_the_terminal_tells_alpha_of_each_comparison(folder):
    enter(folder, READINGS, CODINGS, ADJUDICATION)
    told = summarise(compare(heard(folder))).splitlines()
    assert told[0] == (
        "Agreement of coders: Krippendorff's alpha of all codes together, "
        "95 % intervals from 1000 resamples"
    )
    assert [line[:43].split() for line in told[1:4]] == [
        ["before", level, "ann", "and", "bob"] for level in ("passage", "source", "span")
    ]
    assert len(told) == 1 + 3 + 6 + 2


def test_two_reviewers_of_documents_are_compared_by_source_alone(tmp_path):
    from playground import PAPERS, STUDY, write_playground

    two = "matrices: [{file: papers.csv, reviewer: kim}, {file: again.csv, reviewer: lee}]"
    study = STUDY.replace("matrices: [{file: papers.csv}]", two)
    folder = write_playground(tmp_path / "playground", study=study)
    (folder / "again.csv").write_text(PAPERS.replace("D2,swing,no,", "D2,swing,yes,Rings."))
    found = figures(folder)
    row = found["before", "source", "kim", "lee", "swing", "code", "percent"]
    assert (row["value"], counted(row)) == (0.5, (2, 1, 2, 2))
    for level in ("passage", "span"):
        rows = [row for row in found.values() if (row["when"], row["level"]) == ("before", level)]
        assert {row["reason"] for row in rows} == {"no respondent speaks in what was read"}
    # Raters agree on ratings, not on documents: none of them is a coder.
    assert {row["coder_1"] for row in found.values()} == {"kim", "lee"}
