"""The table of stages: what was done, found and decided, each cell where it belongs."""

import orchards
import pytest
from orchards import CODEBOOK, DECISIONS, FACTS, FINDINGS, SOURCES, STUDY, decision, evidence
from qualstage.study import PaperTable
from qualstage.tabulate.formats.markdown import render
from qualstage.tabulate.material import Material
from qualstage.tabulate.stage_table import compose_stages

METHODS = [stage.model_copy(update={"method": stage.method[:6].strip()}) for stage in STUDY.stages]
"""The orchard's stages, of whose methods nothing but a number or a word is told."""
RESTS = "rests on evidence"


def composed(stages=(), **more):
    given = {"facts": FACTS, "sources": SOURCES} | more
    study = STUDY.model_copy(update={"stages": METHODS, "notice": ""})
    table = PaperTable(id="t", kind="stages", label="Table 1", title="The course", stages=stages)
    return compose_stages(table, Material(study, CODEBOOK, **given))


def decided(decisions, stages=()):
    """The row of decisions: what each cell says, and over how many stages."""
    cells = composed(stages, decisions=decisions).rows[2][1:]
    return [(cell.printed, cell.columns) for cell in cells]


def numbers(table):
    return {(f.stage, f.item): f.n for f in table.figures}


def test_the_orchards_course_is_this():
    table = composed(findings=FINDINGS, decisions=DECISIONS)
    assert render(table).decode() == (
        "**Table 1** The course\n\n"
        "|  | Asking: Talks | Asking: Walks | Tasting |\n"
        "| --- | --- | --- | --- |\n"
        "| Method | 3 | Walks | Later |\n"
        "| Key findings | People help. \\[F1: Helping 1 of 2 respondents; for the rest no coded "
        "evidence in this corpus\\]<br>Most eat. \\[F2: Eating 1 of 2 respondents (not 'most')\\] "
        "| Paths are wet. \\[F3: no coded evidence in this corpus\\] | – |\n"
        "| Decisions | Plant more. \\[D1, at stages talk and walk\\] | Lay boards. \\[D2\\] | – "
        "|\n\n"
        "In brackets: the finding's id in the study's log, and how many voiced what it names as "
        "evidence, on people's codings.\n\n"
        "No coded evidence in this corpus: the study's codes do not speak to it, and none that "
        "mean something else are counted in their place.\n\n"
        "Claims that counts can bear out: 1 of 2 hold; 1 of them claims only that one or more "
        "raised it.\n"
    )
    assert numbers(table) == {
        ("talk", "Method: talk"): 3,
        ("talk", "Key findings"): 2,
        ("talk", "Decisions"): 1,
        ("walk", "Method: talk"): 2,
        ("walk", "Key findings"): 1,
        ("walk", "Decisions"): 1,
        ("taste", "Key findings"): 0,
        ("taste", "Decisions"): 0,
    }


def test_without_findings_decisions_and_phases_its_cells_are_dashes():
    table = composed(["taste"], sources=())
    assert [[cell.printed for cell in row] for row in table.rows] == [
        ["Method", "Later"],
        ["Key findings", "–"],
        ["Decisions", "–"],
    ]
    assert (table.heads[1].group, table.grouped, table.notes) == ("", False, ())


def test_a_decision_of_two_stages_covers_both():
    rows = [decision("D1", 1, ["talk", "walk"], [], RESTS)]
    assert decided(rows) == [("Do it. [D1]", 2), ("", 0), ("–", 1)]


def test_a_decision_whose_cell_covers_other_stages_than_its_own_names_them():
    rows = [
        decision("D1", 1, ["talk", "taste"], [], RESTS),
        decision("D2", 2, ["talk"], [], RESTS),
    ]
    told = "Do it. [D1, at stages talk and taste]\nDo it. [D2, at stage talk]"
    assert decided(rows) == [(told, 3), ("", 0), ("", 0)]


def test_no_cell_covers_a_stage_at_which_others_begin():
    rows = [
        decision("D1", 1, ["talk", "taste"], [], RESTS),
        decision("D2", 2, ["walk"], [], RESTS),
    ]
    assert decided(rows) == [
        ("Do it. [D1, at stages talk and taste]", 1),
        ("Do it. [D2]", 1),
        ("–", 1),
    ]


def test_a_decision_stands_at_its_first_stage_of_the_table_however_the_log_orders_them():
    rows = [decision("D1", 1, ["walk", "talk"], [], RESTS)]
    assert decided(rows) == [("Do it. [D1]", 2), ("", 0), ("–", 1)]
    assert numbers(composed(decisions=rows))["talk", "Decisions"] == 1
    assert decided(rows, ["walk", "taste"]) == [("Do it. [D1]", 1), ("–", 1)]
    assert numbers(composed(["walk", "taste"], decisions=rows))["walk", "Decisions"] == 1
    assert decided(rows, ["taste"]) == [("–", 1)]


def test_a_kind_of_source_called_as_a_fact_is_counted_as_a_kind():
    sources = [orchards.source("T9", "talk", 1) | {"kind": "people"}]
    assert numbers(composed(sources=sources))["talk", "Method: people"] == 1


@pytest.mark.parametrize(
    ("piece", "told"),
    [
        ({"kind": "source", "label": "T1", "verdict": "counted"}, "source T1"),
        ({"kind": "source", "label": "T9", "verdict": "gone"}, "source T9 (gone)"),
        (
            {"kind": "topic", "label": "all 3", "unit": "sources", "n": 2, "of": 5}
            | {"verdict": "counted"},
            "topic all 3 2 of 5 sources",
        ),
        (
            {"kind": "code", "label": "eat", "unit": "respondents", "n": 0, "of": 2}
            | {"verdict": "gone"},
            "Eating 0 of 2 respondents (evidence gone)",
        ),
        (
            {"kind": "code", "label": "eat", "unit": "references", "n": 1, "verdict": "counted"},
            "Eating 1 reference",
        ),
    ],
)
def test_evidence_is_told_in_a_line(piece, told):
    table = composed(findings=[evidence("F1", 1, 1, "talk", "So it is.", **piece)])
    assert table.rows[1][1].printed == f"So it is. [F1: {told}]"
