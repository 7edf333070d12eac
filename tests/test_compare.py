"""Published beside rebuilt: a wrong count is impossible to miss."""

import csv

import pytest
from conftest import CORE, PUBLISHED
from qualstage.compare import compare, read_published, summarise, unread_stages
from qualstage.contracts import COMPARISON
from qualstage.errors import QualstageError
from qualstage.tables import to_arrow


@pytest.fixture(scope="module")
def published(core_study):
    return read_published(CORE / "published" / "table2.csv", core_study)


def test_core_is_rebuilt_from_peoples_codings(core_counts, published):
    rows = compare(core_counts, published)
    to_arrow(rows, COMPARISON)
    mine = [row for row in rows if row["basis"] == "people"]
    assert len(mine) == 35
    assert [row for row in mine if row["verdict"] != "same"] == []
    assert summarise(rows).splitlines()[1] == "  people   35 of 35 cells equal"


def test_cores_published_figures_are_those_of_the_paper(published):
    with (CORE / "published" / "table2.csv").open(encoding="utf-8-sig", newline="") as file:
        printed = [row["printed"] for row in csv.DictReader(file)]
    assert len(published) == 35
    assert printed.count("–") == 2


def test_a_rejected_coding_that_was_a_sources_only_one_is_named(
    core_outcome, count_core, published, core_rows
):
    stages = {row["source_id"]: row["stage"] for row in core_rows.sources}
    mine = [
        row
        for row in core_outcome.codings
        if (row["basis"], row["state"], row["code"]) == ("people", "accepted", "befriending")
        and stages[row["source_id"]] == "3"
    ]
    by_source = {}
    for row in mine:
        by_source.setdefault(row["source_id"], []).append(row)
    only = next(rows[0] for rows in by_source.values() if len(rows) == 1)
    changed = [row | {"state": "rejected"} if row is only else row for row in core_outcome.codings]
    told = summarise(compare(count_core(changed), published), "fictional transcripts")
    assert told.splitlines()[:2] == [
        "Published figures rebuilt (fictional transcripts):",
        "  people   34 of 35 cells equal",
    ]
    assert (
        "  DIFFERENT on people: Table 2, stage 3, Peer support: Befriending: "
        "published 7 sources, rebuilt 6 (-1)"
    ) in told.splitlines()


def count_row(n, of=9, **more):
    return {
        "basis": "people",
        "stage": "2",
        "population": "all",
        "level": "theme",
        "concept": "K",
        "label": "T",
        "unit": "sources",
        "n": n,
        "of": of,
        "unread": 0,
        "asked": n is not None,
        **more,
    }


def figure(n, of="", **more):
    return {
        "table": "Table 9",
        "stage": "2",
        "population": "all",
        "concept": "K",
        "theme": "T",
        "unit": "sources",
        "n": n,
        "of": of,
        **more,
    }


@pytest.mark.parametrize(
    ("rebuilt", "printed", "verdict"),
    [
        (count_row(4), figure("4"), "same"),
        (count_row(4), figure("4", "9"), "same"),
        (count_row(4), figure("5"), "different"),
        (count_row(4), figure("4", "8"), "different"),
        (count_row(0), figure("0"), "same"),
        (count_row(None), figure("0"), "missing"),
        (count_row(4, unit="respondents"), figure("4"), "missing"),
        (count_row(4, population="site: x"), figure("4"), "missing"),
        (count_row(4, population="site: x"), figure("4", population="site: x"), "same"),
    ],
)
def test_verdicts(rebuilt, printed, verdict):
    (row, *_) = compare([rebuilt], [printed])
    assert row["verdict"] == verdict


def test_a_cell_that_was_not_counted_is_missing_and_said_so():
    told = summarise(compare([], [figure("4")]))
    assert "0 of 1 cells equal" in told
    assert "published 4 sources; no such row was counted" in told


def test_the_machine_is_held_against_no_cell_of_a_stage_without_text_to_read():
    sources = [
        {"stage": "1", "format": "matrix", "excluded": None},
        {"stage": "1", "format": "txt", "excluded": "tape lost"},
        {"stage": "2", "format": "ratings", "excluded": None},
        {"stage": "2", "format": "txt", "excluded": None},
    ]
    unread = unread_stages(sources)
    assert unread == {"1"}
    counts = [
        count_row(0 if basis == "machine" else 4, stage=stage, basis=basis)
        for basis in ("people", "machine", "both")
        for stage in ("1", "2")
    ]
    rows = compare(counts, [figure("4", stage="1"), figure("4")], (), unread)
    to_arrow(rows, COMPARISON)
    told = [(row["stage"], row["rebuilt"], row["difference"], row["verdict"]) for row in rows]
    assert told == [
        *(("1", 4, 0, "same"), ("2", 4, 0, "same")),
        *(("1", None, None, "not asked"), ("2", 0, -4, "different")),
        *(("1", 4, 0, "same"), ("2", 4, 0, "same")),
    ]
    assert summarise(rows) == (
        "Published figures rebuilt:\n"
        "  people   2 of 2 cells equal\n"
        "  machine  0 of 1 cells equal; 1 in stages without text to read\n"
        "  both     2 of 2 cells equal\n"
    )
    assert "machine" not in summarise(compare(counts, [figure("4", stage="1")], (), unread))


def test_a_figure_of_no_theme_is_named_with_its_file_and_line(tmp_path, core_study):
    path = tmp_path / "figures.csv"
    path.write_text("table,concept,stage,theme,unit,n\nT,Recovery,2,Recovvery,respondents,9\n")
    told = summarise(compare([], read_published(path, core_study)))
    assert (
        "T, stage 2, Recovery: Recovvery: published 9 respondents; no such row was counted "
        "(figures.csv, line 2)"
    ) in told


def test_nothing_published_is_said():
    assert summarise([]) == "No published figures to compare with.\n"


def test_a_published_file_is_checked(tmp_path, core_study):
    path = tmp_path / "figures.csv"
    path.write_text(
        "table,concept,stage,theme,unit,n,of\nT,K,9,a,sources,4,\nT,K,2,a,voices,–,all\n"
    )
    with pytest.raises(QualstageError) as error:
        read_published(path, core_study)
    assert str(error.value) == (
        f"{path} cannot be used: 4 problems.\n\n"
        "  line 2\n"
        "      stage '9' is not a stage of study.yaml.\n"
        "      Use one of: 1, 2, 3, 4, 5.\n\n"
        "  line 3\n"
        "      unit 'voices' is not known.\n"
        "      Use one of: programmes, respondents, sources, references.\n\n"
        "  line 3\n"
        "      n is '–', not a whole number.\n"
        "      Write the figure; a printed dash is 0.\n\n"
        "  line 3\n"
        "      of is 'all', not a whole number.\n"
        "      Write the figure; a printed dash is 0.\n\n"
        "Nothing was written."
    )


def stated(n, of=None, **more):
    told = {"table": "Table 9", "stage": "", "item": "Panel", "unit": "people", "n": n, "of": of}
    return told | more


def in_print(n, of="", **more):
    told = {"table": "Table 9", "stage": "", "theme": "Panel", "unit": "people", "n": n, "of": of}
    return {"concept": "", "population": "all", **told, **more}


@pytest.mark.parametrize(
    ("ours", "printed", "told"),
    [
        (stated(4), in_print("4"), ""),
        (stated(4, 9), in_print("4"), ""),
        (stated(4, 9), in_print("4", "9"), ""),
        (stated(4), in_print("5"), "Table 9, Panel: published 5 people, rebuilt 4 (-1)"),
        (
            stated(4, 8),
            in_print("4", "9"),
            "Table 9, Panel: published 4 people, rebuilt 4, but of 8, published of 9",
        ),
        (
            stated(4),
            in_print("4", "9"),
            "Table 9, Panel: published 4 people, rebuilt 4, but of no stated whole, published of 9",
        ),
        (
            stated(4, stage="2"),
            in_print("4"),
            "Table 9, Panel: published 4 people; no table states it",
        ),
        (
            stated(4, unit="groups"),
            in_print("4", stage="2", printed_in="f.csv, line 2"),
            "Table 9, stage 2, Panel: published 4 people; no table states it (f.csv, line 2)",
        ),
    ],
)
def test_what_else_tables_state_is_compared_once_and_not_on_each_basis(ours, printed, told):
    rows = compare([], [printed], [ours])
    to_arrow(rows, COMPARISON)
    assert [row["basis"] for row in rows] == ["printed"]
    assert summarise(rows) == (
        "Published figures rebuilt:\n"
        f"  printed  {0 if told else 1} of 1 other figures equal\n"
        + (f"  DIFFERENT on printed: {told}\n" if told else "")
    )


def test_figures_with_notes_are_counted_once_each():
    doubtful = [
        figure("4", printed_in="f.csv, line 2", note="75 elsewhere"),
        in_print("4", printed_in="g.csv, line 2", note="of 9, or of 8"),
        in_print("4", printed_in="g.csv, line 3", unit="groups"),
    ]
    ours = [stated(4), stated(4, unit="groups")]
    counts = [count_row(4) | {"basis": basis} for basis in ("people", "machine", "both")]
    assert summarise(compare(counts, doubtful, ours)) == (
        "Published figures rebuilt:\n"
        "  people   1 of 1 cells equal\n"
        "  machine  1 of 1 cells equal\n"
        "  both     1 of 1 cells equal\n"
        "  printed  2 of 2 other figures equal\n"
        "  2 figures have notes on what is doubtful in print: see comparison.csv\n"
    )


def test_what_two_tables_of_one_label_state_is_compared_with_neither():
    from qualstage.tabulate.compose import figure_rows
    from qualstage.tabulate.printed import Column, Figure, PrintedTable

    def made(*figures):
        return PrintedTable("Table", "t", (Column("", 1),), (), figures=figures)

    panel, group = Figure("Panel", "people", 4), Figure("Group", "people", 2)
    rows = figure_rows([made(panel, group), made(panel)])
    assert list(rows) == [stated(2, table="Table", item="Group")]


def test_published_counts_without_a_concept_are_told(tmp_path, core_study):
    path = tmp_path / "figures.csv"
    path.write_text("table,concept,stage,theme,unit,n\nT,,2,Hope,sources,4\n")
    with pytest.raises(QualstageError) as error:
        read_published(path, core_study)
    assert str(error.value) == (
        f"{path} cannot be used: 1 problem.\n\n"
        "  line 2\n"
        "      it names no concept.\n"
        "      Say of which concept the theme is.\n\n"
        "Nothing was written."
    )


def test_figures_of_a_table_that_is_not_there_or_there_twice_are_told(tiny):
    from qualstage.codebook import read_codebook
    from qualstage.study import read_study
    from qualstage.study_material import check_published

    study = (tiny / "study.yaml").read_text()
    again = "  - {id: who, kind: participants, label: Table 1, title: Who}\npublished:"
    (tiny / "study.yaml").write_text(study.replace("published:", again))
    path = tiny / "published.csv"
    path.write_text("table,stage,item,unit,n\nTable 1,,A,people,4\nTable 2,talk,A,people,4\n")
    codebook = read_codebook(tiny / "codebook.yaml")
    with pytest.raises(QualstageError) as error:
        check_published(path, read_study(tiny), codebook)
    assert str(error.value) == (
        f"{path} cannot be used: 2 problems.\n\n"
        "  line 2\n"
        "      more than one table of study.yaml has the label 'Table 1'.\n"
        "      Name one of: Table 1; Table 1.\n\n"
        "  line 3\n"
        "      no table of study.yaml has the label 'Table 2'.\n"
        "      Name one of: Table 1; Table 1.\n\n"
        f"Nothing was written. To check again: qualstage check {tiny}"
    )
    path.write_text(PUBLISHED)
    check_published(path, read_study(tiny), codebook)
