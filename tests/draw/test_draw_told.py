"""Process and flow: what was done, found and decided, and what rests on what."""

import pytest
from orchards import (
    CODEBOOK,
    DECISIONS,
    FACTS,
    FINDINGS,
    STUDY,
    decision,
    evidence,
    figure,
    tables,
)
from qualstage.draw.chain import chain_of, chain_rows
from qualstage.draw.stages_told import process_rows, stages_told
from qualstage.errors import QualstageError
from qualstage.facts_told import filled, filled_methods, numbers_of


def test_a_methods_numbers_are_filled_in_and_doubled_braces_are_braces():
    told = filled(
        "{focus group} groups, {words} words {{a}}", {"focus group": 3, "words": 12000}, "2"
    )
    assert told == "3 groups, 12,000 words {a}"


def test_a_stage_has_its_own_numbers_and_those_that_no_stage_has():
    assert numbers_of(FACTS, "walk") == {"walk": 2, "sources": 2, "people": 1, "trees": 12}


def test_numbers_that_there_are_not_are_told_with_those_there_are():
    stages = [
        STUDY.stages[1].model_copy(update={"method": "{talk} of {walk} and {talk}"}),
        STUDY.stages[2].model_copy(update={"method": "{0}"}),
    ]
    study = STUDY.model_copy(update={"stages": stages})
    with pytest.raises(QualstageError) as error:
        filled_methods(study, [{"stage": "walk", "name": "walk", "n": 2}])
    assert str(error.value) == (
        "the stages' methods cannot be used: 2 problems.\n\n"
        "  study.yaml, method of stage 'walk'\n"
        "      nothing that is counted there is called {talk}.\n"
        "      Name one of: walk; or write {{ and }} for braces.\n\n"
        "  study.yaml, method of stage 'taste'\n"
        "      nothing that is counted there is called {0}.\n"
        "      The stage has no numbers; or write {{ and }} for braces.\n\n"
        "Nothing was written."
    )


def test_the_process_tells_each_stages_method_material_people_findings_and_decisions():
    assert process_rows(stages_told(figure("process"), STUDY, tables())) == [
        *[
            [
                *("talk", "Talks", "Asking", "3 talks, {recorded}"),
                *("3 sources, 2 respondents, 1,200 words", "4 people in 2 groups"),
                *(2, "D1 Plant more.", ""),
            ],
            ["walk", "Walks", "Asking", "", "2 sources", "1 person", 1, "D2 Lay boards.", ""],
            ["taste", "Tasting", "", "Later than 12 trees", "", "", 0, "", "Benches (1)"],
        ]
    ]


def test_a_decision_stands_at_the_first_of_its_stages_that_is_shown():
    first, *_ = stages_told(figure("process", stages=["walk"]), STUDY, tables())
    assert first.decisions == [("D1", "Plant more."), ("D2", "Lay boards.")]


def test_a_study_without_logs_tells_of_no_findings_and_decisions():
    study = STUDY.model_copy(update={"findings": None, "decisions": None})
    for told in stages_told(figure("process"), study, tables(findings=[], decisions=[])):
        assert (told.findings, told.decisions, told.told) == (None, None, False)


def test_the_flow_goes_from_evidence_over_findings_to_decisions():
    held = [1, 2, "respondents"]
    firm, bare, broken = "rests on codings", "no coded evidence", "not borne out"
    nothing = [None, None, "", "", bare]
    none = ["", "", "", ""]
    shown = chain_of(figure("flow"), STUDY, CODEBOOK, tables())
    assert chain_rows(shown) == [
        ["code", "F1, 1", "talk", "", "Helping", *held, "raised", "holds", "F1"],
        ["none", "F1, 2", "talk", "", "that it is liked", *nothing, "F1"],
        ["finding", "F1", "talk", "", "People help.", *none, firm, "D1"],
        ["theme", "F2, 1", "talk", "", "Eating", *held, "most", "does not hold", "F2"],
        ["finding", "F2", "talk", "", "Most eat.", *none, broken, "D1"],
        ["none", "F3, 1", "walk", "", "wet paths", *nothing, "F3"],
        ["finding", "F3", "walk", "", "Paths are wet.", *none, bare, "D2"],
        ["decision", "D1", "talk; walk", "", "Plant more.", *none, "rests on evidence", "D2"],
        ["decision", "D2", "walk", "", "Lay boards.", *none, bare, ""],
        ["decision", "S1", "taste", "Benches", "Two benches.", *none, DECISIONS[2]["verdict"], ""],
    ]


def test_a_flow_of_some_stages_has_no_line_to_what_is_not_shown():
    shown = chain_of(figure("flow", stages=["walk"]), STUDY, CODEBOOK, tables())
    assert [found.name for found in shown.findings] == ["F3"]
    assert [(made.name, made.findings, made.decisions) for made in shown.decisions] == [
        ("D1", [], []),
        ("D2", ["F3"], ["D1"]),
    ]


def test_evidence_is_told_with_its_count_its_population_and_a_claim_that_says_more():
    counted = {"kind": "code", "label": "help", "n": 1200, "unit": "sources"}
    told = [
        evidence("F", 1, 1, "talk", "T", **counted, of=1300, claim="raised", verdict="holds"),
        evidence("F", 2, 1, "talk", "T", **counted, of=1300, claim="most", verdict="holds"),
        evidence("F", 3, 1, "talk", "T", **counted, of=None, claim="few", verdict="does not hold"),
        evidence("F", 4, 1, "talk", "T", kind="topic", label="all 7", verdict="gone"),
        evidence(
            *("F", 5, 1, "talk", "T"), **counted, of=1300, population="men", verdict="counted"
        ),
        evidence("F", 6, 1, "talk", "T", label="what nobody coded"),
    ]
    (found,) = chain_of(figure("flow"), STUDY, CODEBOOK, tables(findings=told)).findings
    assert [(piece.text, piece.counted, piece.firm) for piece in found.evidence] == [
        ("Helping", "1,200 of 1,300 sources", "rests on codings"),
        ("Helping", "1,200 of 1,300 sources; ‘most’", "rests on codings"),
        ("Helping", "1,200 sources; ‘few’ does not hold", "not borne out"),
        ("topic all 7", "gone", "not borne out"),
        ("Helping", "1,200 of 1,300 sources (men)", "rests on codings"),
        ("what nobody coded", "", "no coded evidence"),
    ]


def test_a_decision_whose_evidence_is_gone_is_not_borne_out():
    lost = [decision("D1", 1, ["talk"], ["F1"], "evidence gone")]
    (made,) = chain_of(figure("flow"), STUDY, CODEBOOK, tables(decisions=lost)).decisions
    assert made.firm == "not borne out"


def test_findings_stand_in_the_order_of_their_log():
    backwards = [row | {"position": 9 - row["position"]} for row in FINDINGS]
    shown = chain_of(figure("flow"), STUDY, CODEBOOK, tables(findings=backwards))
    assert [found.name for found in shown.findings] == ["F3", "F2", "F1"]
