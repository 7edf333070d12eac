"""Counting, held against a count by hand and against a plain count written another way."""

import itertools
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from qualstage.codebook import Codebook
from qualstage.contracts import COUNTS
from qualstage.count import count, countables, credit, number_references
from qualstage.study import Population, Stage, Study
from qualstage.tables import to_arrow

CODES = {
    "a": {},
    "a_part": {"parent": "a"},
    "b": {},
    "late": {"stages": ["2"]},
}
CODEBOOK = Codebook.model_validate(
    {
        "title": "t",
        "concepts": [{"label": "K", "definition": "d"}],
        "codes": {
            name: {
                "label": name,
                "concept": "K",
                "definition": "d",
                "use_when": "u",
                "not_when": "n",
                **more,
            }
            for name, more in CODES.items()
        },
    }
)
STUDY = Study(
    title="t",
    codebook="c",
    stages=[
        Stage(id="1", name="one", heading="One", unit="respondents"),
        Stage(id="2", name="two", heading="Two", unit="sources"),
    ],
    themes={"1": {"K": {"either": ["a", "b"], "part": ["a_part"]}}},
    count_by=["site"],
    populations={
        "voiced b": Population(voiced=["b"]),
        "groups": Population(where={"kind": ["group"]}),
    },
)


def source(name, stage="1", kind="interview", site="x", excluded=None):
    return {
        "source_id": name,
        "stage": stage,
        "kind": kind,
        "attributes": [("site", site)],
        "excluded": excluded,
    }


# Two people speak in the group G, one of them also in the interview P1; P2 was never met again.
SOURCES = [
    source("P1"),
    source("P2", site="y"),
    source("G", kind="group"),
    source("LOST", excluded="no tape"),
]
SPEAKERS = [
    {"source_id": "P1", "speaker": "P", "role": "respondent", "respondent_id": "ann"},
    {"source_id": "P2", "speaker": "P", "role": "respondent", "respondent_id": "bob"},
    {"source_id": "G", "speaker": "A", "role": "respondent", "respondent_id": "ann"},
    {"source_id": "G", "speaker": "B", "role": "respondent", "respondent_id": "cat"},
    {"source_id": "G", "speaker": "All", "role": "respondent", "respondent_id": None},
    {"source_id": "G", "speaker": "F", "role": "interviewer", "respondent_id": None},
]
SEGMENTS = [
    ("P1", "P", "respondent", 0, 100),
    ("P2", "P", "respondent", 0, 100),
    ("G", "F", "interviewer", 0, 10),
    ("G", "A", "respondent", 10, 30),
    ("G", "B", "respondent", 30, 50),
    ("G", "All", "respondent", 50, 60),
    ("G", "A", "respondent", 60, 160),
    ("G", "B", "respondent", 160, 170),
]
SEGMENTS = [
    dict(zip(("source_id", "speaker", "role", "start_char", "end_char"), row, strict=True))
    for row in SEGMENTS
]


def coding(source_id, code, start, end, state="accepted", basis="people"):
    return {
        "basis": basis,
        "source_id": source_id,
        "code": code,
        "start_char": start,
        "end_char": end,
        "state": state,
    }


def counted(*codings, sources=SOURCES, speakers=SPEAKERS, segments=SEGMENTS):
    rows = count(credit(codings, segments, speakers), sources, speakers, STUDY, CODEBOOK)
    to_arrow(rows, COUNTS)
    return {
        tuple(row[name] for name in ("basis", "stage", "population", "level", "label", "unit")): row
        for row in rows
    }


def n(rows, label, unit, basis="people", stage="1", population="all", level=None):
    level = level or {"K": "concept", "either": "theme", "part": "theme"}.get(label, "code")
    row = rows[basis, stage, population, level, label, unit]
    return row["n"], row["of"]


def test_a_respondent_with_two_sources_counts_once():
    rows = counted(coding("P1", "a", 0, 10), coding("G", "a", 10, 20))
    assert n(rows, "a", "respondents") == (1, 3)
    assert n(rows, "a", "sources") == (2, 3)
    assert n(rows, "a", "references") == (2, None)


def test_a_coding_credits_whoever_fills_a_tenth_of_it():
    # 60-170: A speaks 100 of 110 characters, B 10: less than a tenth.
    assert n(counted(coding("G", "a", 60, 170)), "a", "respondents") == (1, 3)
    # 60-160 and B's 10 of 100 that follow would be a tenth and more.
    assert n(counted(coding("G", "a", 70, 170)), "a", "respondents") == (2, 3)


def test_an_interviewer_is_never_credited():
    assert n(counted(coding("G", "a", 0, 30)), "a", "respondents") == (1, 3)


def test_an_unidentified_speaker_counts_for_the_source_only():
    rows = counted(coding("G", "a", 50, 60))
    assert n(rows, "a", "respondents") == (0, 3)
    assert n(rows, "a", "sources") == (1, 3)


def test_overlapping_spans_are_one_reference_and_touching_ones_two():
    rows = counted(
        coding("P1", "a", 0, 10),
        coding("P1", "a", 5, 20),
        coding("P1", "a", 20, 30),
        coding("P2", "a", 0, 10),
    )
    assert n(rows, "a", "references") == (3, None)


def test_themes_concepts_and_parents_count_the_union():
    rows = counted(coding("P1", "a_part", 0, 10), coding("P1", "b", 0, 10), coding("P2", "b", 0, 9))
    assert n(rows, "part", "respondents") == (1, 3)
    assert n(rows, "a", "respondents") == (1, 3)
    assert n(rows, "either", "respondents") == (2, 3)
    assert n(rows, "K", "respondents") == (2, 3)
    assert n(rows, "K", "references") == (2, None)


def test_zero_is_a_finding_and_not_asked_is_none():
    rows = counted()
    assert n(rows, "b", "respondents") == (0, 3)
    row = rows["people", "1", "all", "code", "late", "respondents"]
    assert (row["n"], row["asked"]) == (None, False)


def test_open_counts_as_unread_and_rejected_not_at_all():
    rows = counted(
        coding("P1", "a", 0, 10, "open", "both"),
        coding("P2", "a", 0, 10, "accepted", "both"),
        coding("P2", "a", 20, 30, "open", "both"),
        coding("G", "a", 10, 30, "rejected", "both"),
    )
    row = rows["both", "1", "all", "code", "a", "respondents"]
    assert (row["n"], row["unread"]) == (2, 1)


def test_an_open_proposal_between_two_references_is_not_less_than_nothing():
    rows = counted(
        coding("P1", "a", 0, 20, basis="both"),
        coding("P1", "a", 40, 60, basis="both"),
        coding("P1", "b", 10, 50, "open", basis="both"),
        coding("P1", "b", 70, 80, "open", basis="both"),
    )
    row = rows["both", "1", "all", "theme", "either", "references"]
    assert (row["n"], row["unread"]) == (2, 1)


def test_populations_have_totals_of_their_own():
    rows = counted(
        coding("P1", "a", 0, 10),
        coding("P1", "b", 0, 10),
        coding("P2", "b", 0, 10),
        coding("G", "a", 30, 50),
    )
    assert n(rows, "a", "respondents", population="voiced b") == (1, 2)
    assert n(rows, "b", "respondents", population="voiced b") == (2, 2)
    assert n(rows, "a", "sources", population="voiced b") == (1, 2)
    assert n(rows, "a", "respondents", population="groups") == (1, 2)
    assert n(rows, "a", "respondents", population="site: x") == (2, 2)
    assert n(rows, "b", "respondents", population="site: y") == (1, 1)


def plain_count(codings, basis, stage, codes, population):
    """The same numbers by sets and loops."""
    members = [
        s
        for s in SOURCES
        if not s["excluded"]
        and s["stage"] == stage
        and (
            population in ("all", "voiced b")
            or population == f"site: {dict(s['attributes'])['site']}"
            or (population == "groups" and s["kind"] == "group")
        )
    ]
    names = {s["source_id"] for s in members}
    used = [c for c in codings if c["basis"] == basis and c["state"] != "rejected"]
    used = [c for c in used if c["source_id"] in names]

    def people_of(coding):
        filled = {}
        for s in SEGMENTS:
            if s["source_id"] == coding["source_id"] and s["role"] != "interviewer":
                shared = set(range(s["start_char"], s["end_char"])) & set(
                    range(coding["start_char"], coding["end_char"])
                )
                filled[s["speaker"]] = filled.get(s["speaker"], 0) + len(shared)
        length = coding["end_char"] - coding["start_char"]
        speakers = {name for name, part in filled.items() if 10 * part >= length and part}
        return {
            s["respondent_id"]
            for s in SPEAKERS
            if s["source_id"] == coding["source_id"] and s["speaker"] in speakers
        } - {None}

    people = set().union(*(people_of(c) for c in used if c["code"] in codes))
    sources = {c["source_id"] for c in used if c["code"] in codes}
    if population == "voiced b":
        voicing = [c for c in used if c["code"] == "b"]
        people &= set().union(*(people_of(c) for c in voicing))
        sources &= {c["source_id"] for c in voicing}
    references = 0
    for name in sources:
        covered = sorted(
            (c["start_char"], c["end_char"])
            for c in used
            if c["code"] in codes and c["source_id"] == name
        )
        reach = -1
        for start, end in covered:
            references += start >= reach
            reach = max(reach, end)
    return {"respondents": len(people), "sources": len(sources), "references": references}


codings_of_people = st.builds(
    lambda source_id, code, start, length, state, basis: coding(
        source_id, code, start, start + length, state, basis
    ),
    st.sampled_from(["P1", "P2", "G"]),
    st.sampled_from(["a", "a_part", "b"]),
    st.integers(0, 60),
    st.integers(1, 40),
    st.sampled_from(["accepted", "open", "rejected"]),
    st.sampled_from(["people", "both"]),
)


@given(st.lists(codings_of_people, max_size=12), st.randoms(use_true_random=False))
def test_numbers_are_those_of_a_plain_count_and_order_changes_none(codings, rng):
    rows = counted(*codings)
    for (basis, stage, population, level, label, unit), row in rows.items():
        item = next(
            i
            for i in countables(STUDY, CODEBOOK)
            if (i.stage, i.level, i.label) == (stage, level, label)
        )
        if row["n"] is None or unit == "programmes":
            continue
        plain = plain_count(codings, basis, stage, item.codes, population)
        assert row["n"] == plain[unit], (basis, stage, population, label, unit)
        assert row["of"] is None or row["n"] <= row["of"]
        assert 0 <= row["unread"] <= row["n"]
    shuffled = [*codings], [*SOURCES], [*SPEAKERS], [*SEGMENTS]
    for rows_of in shuffled:
        rng.shuffle(rows_of)
    again = counted(*shuffled[0], sources=shuffled[1], speakers=shuffled[2], segments=shuffled[3])
    assert again == rows


def test_references_by_intervals_are_connected_runs():
    import pandas

    rng = random.Random(7)
    spans = [(s := rng.randrange(300), s + rng.randrange(1, 20)) for _ in range(60)]
    frame = pandas.DataFrame(
        [("g", "S", start, end) for start, end in spans],
        columns=["group", "source_id", "start_char", "end_char"],
    )
    parents = list(range(len(spans)))

    def root(i):
        while parents[i] != i:
            i = parents[i]
        return i

    for i, j in itertools.combinations(range(len(spans)), 2):
        if spans[i][0] < spans[j][1] and spans[j][0] < spans[i][1]:
            parents[root(i)] = root(j)
    runs = len({root(i) for i in range(len(spans))})
    assert number_references(frame, ["group"])["reference"].max() == runs


@pytest.mark.parametrize("population", ["all", "respondents who voiced any view"])
def test_cores_counts_never_exceed_their_totals(population, core_counts):
    rows = [row for row in core_counts if row["population"] == population]
    assert rows
    for row in rows:
        assert row["n"] is None or row["of"] is None or row["n"] <= row["of"], row
