"""What findings and decisions rest on: counted today, on people's codings."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from playground import DECISIONS, FINDINGS, STUDY, counted, write_playground
from qualstage.conclude import warnings
from qualstage.conclude.logs import Decision, Finding, Link, Logs, read_logs
from qualstage.conclude.standing import claim_holds, decision_rows, finding_rows, rests_on
from qualstage.contracts import DECISIONS as DECISION_TABLE
from qualstage.contracts import FINDINGS as FINDING_TABLE
from qualstage.tables import to_arrow

HEAD = FINDINGS.partition("\n")[0] + "\n"
DECIDED = DECISIONS.partition("\n")[0] + "\n"
TOLD = ("finding", "item", "kind", "label", "population", "unit", "n", "of", "claim", "verdict")


def standing(folder, sizes=()):
    study, codebook, rows, _, counts = counted(folder)
    logs = read_logs(study, codebook)
    findings = list(finding_rows(logs.findings, study, codebook, counts, rows.sources, sizes))
    decisions = list(decision_rows(logs, findings))
    to_arrow(findings, FINDING_TABLE)
    to_arrow(decisions, DECISION_TABLE)
    return findings, decisions


def told(findings):
    return [tuple(row[name] for name in TOLD) for row in findings]


@pytest.mark.parametrize(
    ("claim", "n", "of", "holds"),
    [
        ("", 1, 9, True),
        ("", 0, 9, False),
        ("raised", 1, 9, True),
        ("raised", 0, 9, False),
        ("raised", 3, None, True),
        ("few", 0, 9, False),
        ("few", 2, 8, True),
        ("few", 3, 8, False),
        ("few", 1, 3, False),
        ("most", 4, 8, False),
        ("most", 5, 8, True),
        ("most", 5, None, False),
        ("all", 8, 8, True),
        ("all", 7, 8, False),
        ("all", 0, 0, False),
        ("none", 0, 8, True),
        ("none", 1, 8, False),
    ],
)
def test_claims_are_held_against_counts(claim, n, of, holds):
    assert claim_holds(claim, n, of) == holds


@given(st.integers(1, 50), st.data())
def test_claims_never_contradict_each_other(of, data):
    n = data.draw(st.integers(0, of))
    held = {c for c in ("raised", "few", "most", "all", "none") if claim_holds(c, n, of)}
    assert ("none" in held) != ("raised" in held)
    assert not {"few", "most"} <= held
    assert "all" not in held or "most" in held


def test_each_piece_of_evidence_is_counted_at_its_findings_stage(tmp_path):
    findings, _ = standing(write_playground(tmp_path))
    assert told(findings) == [
        ("F1", 1, "theme", "What moves", "all", "sources", 1, 2, "few", "does not hold"),
        ("F1", 2, "none", "how often", "all", "", None, None, "", "no coded evidence"),
        ("F2", 1, "code", "swing", "all", "respondents", 4, 5, "most", "holds"),
        ("F2", 2, "code", "bench", "all", "respondents", 0, 5, "none", "holds"),
        ("F3", 1, "code", "slide", "all", "respondents", 0, 5, "", "gone"),
    ]
    assert [row["codes"] for row in findings] == [
        ["slide", "swing"],
        [],
        ["swing"],
        ["bench"],
        ["slide"],
    ]
    assert [(row["position"], row["note"]) for row in findings[2:4]] == [(2, "said twice")] * 2


def test_decisions_go_back_to_findings_over_other_decisions(tmp_path):
    _, decisions = standing(write_playground(tmp_path))
    names = ("decision", "stages", "follows_from", "findings", "evidence", "verdict")
    assert [tuple(row[name] for name in names) for row in decisions] == [
        (
            *("A1", ["papers", "vote"], ["F1", "F2"], ["F1", "F2"]),
            *(["F1#1", "F1#2", "F2#1", "F2#2"], "rests on evidence"),
        ),
        ("A2", ["vote"], ["F3"], ["F3"], ["F3#1"], "evidence gone"),
        (
            *("S1", ["vote"], ["A1"], ["F1", "F2"]),
            *(["F1#1", "F1#2", "F2#1", "F2#2"], "evidence by way of other decisions only"),
        ),
        ("S2", ["vote"], [], [], [], "no finding in this corpus"),
    ]


def test_what_does_not_stand_is_warned_of(tmp_path):
    assert warnings(*standing(write_playground(tmp_path))) == [
        "finding F1: theme 'What moves' is 1 of 2, which is not 'few'",
        "finding F3: code 'slide' is evidence that is gone",
        "decision A2: all the evidence it goes back to is gone, or does not hold",
    ]


def test_a_claim_of_nobody_that_fails_of_references_is_warned_of_without_a_total(tmp_path):
    study = STUDY.replace("unit: respondents", "unit: references")
    text = HEAD + "F1,vote,Nobody swings.,code swing (none),,\n"
    folder = write_playground(tmp_path, study=study, findings=text, decisions=DECIDED)
    findings, decisions = standing(folder)
    assert told(findings) == [
        ("F1", 1, "code", "swing", "all", "references", 4, None, "none", "does not hold")
    ]
    assert warnings(findings, decisions) == ["finding F1: code 'swing' is 4, which is not 'none'"]


def test_a_piece_of_a_finding_is_all_that_a_decision_follows_from_there(tmp_path):
    text = DECIDED + "A1,papers,,Ask,,F1: how often\nA2,papers,,Swing,,A1; F2: swing\n"
    _, decisions = standing(write_playground(tmp_path, decisions=text))
    assert [(row["evidence"], row["verdict"]) for row in decisions] == [
        (["F1#2"], "no coded evidence"),
        (["F1#2", "F2#1"], "rests on evidence"),
    ]


ONLY = "evidence by way of other decisions only"


def test_what_a_decision_has_by_way_of_others_is_not_its_own(tmp_path):
    text = DECIDED + (
        "A1,papers,,Swing,,F2: swing\n"
        "A2,papers,,Ask,,F1: how often\n"
        "A3,papers,,Ask twice,,A1; F1: how often; A2\n"
        "A4,papers,,Swing on,,A3; A1; F2\n"
        "A5,papers,,Go on,,A2\n"
    )
    _, decisions = standing(write_playground(tmp_path, decisions=text))
    assert [(row["own"], row["inherited"], row["verdict"]) for row in decisions] == [
        (["F2#1"], [], "rests on evidence"),
        (["F1#2"], [], "no coded evidence"),
        (["F1#2"], ["A1>F2#1"], ONLY),
        (["F2#1", "F2#2"], ["A3>F1#2"], "rests on evidence"),
        ([], ["A2>F1#2"], "no coded evidence"),
    ]


STAND = st.sampled_from(["counted", "holds"])
FALL = st.sampled_from(["gone", "does not hold", "no coded evidence"])


@given(st.sets(STAND | FALL), st.sets(STAND | FALL))
def test_only_what_stands_of_its_own_makes_a_decision_rest_on_evidence(own, inherited):
    stands = bool(own & {"counted", "holds"}), bool(inherited & {"counted", "holds"})
    verdict = rests_on(own, inherited)
    assert (verdict == "rests on evidence") == stands[0]
    assert (verdict == ONLY) == (stands == (False, True))


def test_a_finding_without_evidence_has_none_that_is_coded(tmp_path):
    folder = write_playground(
        tmp_path,
        findings=HEAD + "F1,vote,So it is.,,,\n",
        decisions=DECIDED + "A1,vote,,Buy,,F1\n",
    )
    findings, decisions = standing(folder)
    assert told(findings) == [
        ("F1", 1, "none", "the whole finding", "all", "", None, None, "", "no coded evidence")
    ]
    assert decisions[0]["verdict"] == "no coded evidence"


def test_a_source_is_evidence_while_it_is_used(tmp_path):
    text = HEAD + "F1,vote,They met.,source G1; source G3; source G9,,\n"
    folder = write_playground(tmp_path, findings=text, decisions=DECIDED)
    findings, _ = standing(folder)
    assert [(row["label"], row["n"], row["verdict"]) for row in findings] == [
        ("G1", None, "counted"),
        ("G3", None, "gone"),  # excluded
        ("G9", None, "gone"),  # never there
    ]


def test_a_population_is_counted_and_one_without_members_is_gone(tmp_path):
    study = STUDY + "count_by: [site]\npopulations:\n  at the river: {where: {site: [river]}}\n"
    sources = "source_id,stage,kind,site\nD1,papers,plan,\nD2,papers,plan,\n"
    sources += "G1,vote,group,river\nG2,vote,group,hill\nG3,vote,group,hill\n"
    text = (
        HEAD
        + "F1,vote,There they swing.,code swing (all),at the river,\n"
        + "F2,vote,Here they do.,code swing,site: hill,\n"
        + "F3,papers,Nobody here.,code swing,site: hill,\n"
    )
    folder = write_playground(
        tmp_path, study=study, sources=sources, findings=text, decisions=DECIDED
    )
    assert told(standing(folder)[0]) == [
        ("F1", 1, "code", "swing", "at the river", "respondents", 2, 2, "all", "holds"),
        ("F2", 1, "code", "swing", "site: hill", "respondents", 2, 4, "", "counted"),
        ("F3", 1, "code", "swing", "site: hill", "sources", None, None, "", "gone"),
    ]


def size(topic, stage, respondents, sources):
    return {
        **{"scope": topic.partition("-")[0], "topic": topic, "stage": stage, "references": 9},
        **{"respondents": respondents, "of_respondents": 5},
        **{"sources": sources, "of_sources": 2},
    }


def test_a_topic_is_found_by_scope_and_number_and_counted_in_everybody(tmp_path):
    study = STUDY + "count_by: [site]\n"
    text = (
        HEAD
        + "F1,vote,They talk of rain.,topic uncoded 7 (most); topic all 3,site: hill,\n"
        + "F2,papers,They write of it.,topic uncoded 7,,\n"
    )
    sources = "source_id,stage,kind,site\nD1,papers,plan,\nD2,papers,plan,\n"
    sources += "G1,vote,group,hill\nG2,vote,group,hill\nG3,vote,group,hill\n"
    folder = write_playground(
        tmp_path, study=study, sources=sources, findings=text, decisions=DECIDED
    )
    sizes = [size("uncoded-07", "vote", 4, 2), size("uncoded-07", "papers", 0, 1)]
    assert told(standing(folder, sizes)[0]) == [
        ("F1", 1, "topic", "uncoded 7", "all", "respondents", 4, 5, "most", "holds"),
        ("F1", 2, "topic", "all 3", "all", "respondents", None, None, "", "gone"),
        ("F2", 1, "topic", "uncoded 7", "all", "sources", 1, 2, "", "counted"),
    ]


def finding(name):
    return Finding(name, "vote", "t", (), "all", "", 2)


def row(name, verdict, item=1, position=1):
    return {
        **{"finding": name, "item": item, "position": position, "label": f"{name} {item}"},
        "verdict": verdict,
    }


@pytest.mark.parametrize(
    ("verdicts", "verdict"),
    [
        (["counted", "gone"], "rests on evidence"),
        (["holds", "no coded evidence"], "rests on evidence"),
        (["does not hold"], "evidence gone"),
        (["gone", "no coded evidence"], "evidence gone"),
        (["no coded evidence"], "no coded evidence"),
        ([], "no finding in this corpus"),
    ],
)
def test_a_decision_rests_on_evidence_while_any_of_it_stands(verdicts, verdict):
    rows = [row("F1", told, item) for item, told in enumerate(verdicts, start=1)]
    links = (Link("F1"),) if rows else ()
    logs = Logs([finding("F1")], [Decision("A1", ("vote",), "", "t", "", links, 2)])
    (found,) = decision_rows(logs, rows)
    assert found["verdict"] == verdict


def test_findings_are_named_in_the_logs_order_however_they_are_reached():
    links = (Link("F2"), Link("A0"), Link("F2"))
    logs = Logs(
        [finding("F1"), finding("F2")],
        [
            Decision("A0", ("vote",), "", "t", "", (Link("F1"),), 2),
            Decision("A1", ("vote",), "", "t", "", links, 3),
        ],
    )
    rows = [row("F1", "counted"), row("F2", "counted", position=2)]
    found = list(decision_rows(logs, rows))[1]
    assert (found["follows_from"], found["findings"]) == (["F2", "A0"], ["F1", "F2"])


def test_cores_findings_are_counted_as_a_few_lines_of_pandas_count_them(
    core_material, core_outcome, core_rows
):
    import pandas

    stages = {row["source_id"]: row for row in core_rows.sources}
    people = [r for r in core_outcome.codings if (r["basis"], r["state"]) == ("people", "accepted")]
    codings = pandas.DataFrame(people)
    codings["stage"] = [stages[s]["stage"] for s in codings["source_id"]]
    codings["kind"] = [stages[s]["kind"] for s in codings["source_id"]]
    checked = 0
    for item in core_material.findings:
        if item["kind"] != "code" or item["population"] not in ("all", "recipients interviewed"):
            continue
        mine = codings[(codings["stage"] == item["stage"]) & (codings["code"] == item["label"])]
        if item["population"] != "all":
            mine = mine[mine["kind"] == "interview"]
        # At stage 3 sources count; elsewhere each interview is of one person.
        if item["unit"] == "sources" or set(mine["kind"]) <= {"interview"}:
            assert item["n"] == mine["source_id"].nunique(), item
            checked += 1
    assert checked == 9
    assert {item["verdict"] for item in core_material.findings} == {"holds", "no coded evidence"}
