"""The queue of a study: what stands in it, in which order, and what is told of each passage."""

import csv
import random

import pytest
from plots import segment
from qualstage.codebook import Codebook, read_codebook
from qualstage.ledger.chain import Chain
from qualstage.queue import (
    DECISIVE,
    DOUBTFUL,
    REST,
    queue_rows,
    sample_of,
    strength,
    told,
    wanted,
)
from qualstage.settle.rules import NOT_CODED
from qualstage.study import read_study

BOTH = frozenset({"company", "food"})
SEGMENTS = [
    segment("H1", 0, "Why do you come?", "interviewer"),
    segment("H1", 1, "For the chat."),
    segment("H1", 2, "And for a natter."),
    segment("H2", 0, "The others, sometimes."),
    segment("H2", 1, "It was wet in May."),
    segment("V1", 0, "Supper, and more supper."),
]


def proposal(segment_id, code, score, **more):
    """What the machine says of a passage and a code."""
    return {
        "segment_id": segment_id,
        "source_id": segment_id[:2],
        "code": code,
        "score": score,
        "factors": [],
        "evidence": [],
        "context": "",
        "why": f"{code} in {segment_id}",
    } | more


def coding(segment_id, code, state="accepted", why=""):
    """What people decided of a whole passage."""
    start = 100 * int(segment_id[-4:])
    span = {"start_char": start, "end_char": start + 10}
    return {"source_id": segment_id[:2], "code": code, "state": state, "why": why} | span


def queue(proposals, codings=(), known=(), codes=BOTH, segments=SEGMENTS):
    return queue_rows(
        segments, proposals, codings, set(known), dict.fromkeys(("H1", "H2", "V1"), codes)
    )


def order(rows):
    return [(row["kind"], row["segment_id"]) for row in rows]


def test_passages_that_may_change_a_cell_come_first_then_the_rest_then_doubtful_exclusions():
    proposals = [
        proposal("H1-0001", "company", 0.9),
        proposal("H1-0002", "company", 0.8),
        proposal("H2-0000", "company", 0.3),
        proposal("V1-0000", "food", 0.7),
    ]
    rows = queue(proposals, known=["V1-0000"])
    assert order(rows) == [
        (DECISIVE, "H1-0001"),
        (DECISIVE, "H2-0000"),
        (DECISIVE, "H1-0002"),
        (REST, "H2-0001"),
        (DOUBTFUL, "V1-0000"),
    ]
    assert [row["position"] for row in rows] == [1, 2, 3, 4, 5]
    assert [row["worth"] for row in rows] == [0.9, 0.3, 0.08, 0.0, 0.0]


def test_a_row_says_where_the_passage_stands_what_was_asked_and_what_speaks_for_it():
    more = [proposal("H1-0001", "food", 0.25), proposal("H1-0001", "company", 0.9)]
    assert queue(more)[0] == {
        "position": 1,
        "kind": DECISIVE,
        "worth": 1.15,
        "source_id": "H1",
        "segment_id": "H1-0001",
        "start_char": 100,
        "end_char": 113,
        "codes": "company 0.90; food 0.25",
        "asked": "Why do you come?",
        "text": "For the chat.",
        "why": "company in H1-0001",
    }


def test_every_respondents_passage_is_there_once_and_an_interviewers_never():
    rows = queue([proposal("H1-0000", "company", 0.99)])
    assert sorted(row["segment_id"] for row in rows) == [
        row["segment_id"] for row in SEGMENTS if row["role"] == "respondent"
    ]
    assert {row["kind"] for row in rows} == {REST}


def test_what_was_judged_is_no_longer_asked():
    rows = queue([proposal("H1-0001", "company", 0.4)], known=["H1-0001", "H2-0000"])
    assert [row["segment_id"] for row in rows] == ["H1-0002", "H2-0001", "V1-0000"]


def test_codes_that_no_theme_counts_put_nothing_forward():
    proposals = [proposal("H1-0001", "company", 0.9), proposal("H2-0000", "food", 0.4)]
    first, *others = queue(proposals, codes=frozenset({"food"}))
    assert (first["segment_id"], first["worth"]) == ("H2-0000", 0.4)
    assert {(row["kind"], row["codes"], row["why"]) for row in others} == {(REST, "", "")}


def test_a_source_at_whose_stage_no_code_is_counted_is_left_out():
    by_source = {"H1": BOTH, "H2": frozenset()}
    rows = queue_rows(SEGMENTS, [proposal("V1-0000", "food", 0.9)], [], {"H2-0001"}, by_source)
    assert order(rows) == [(REST, "H1-0001"), (REST, "H1-0002")]


def test_a_code_that_people_found_in_the_source_is_worth_nothing_there():
    proposals = [proposal("H1-0002", "company", 0.8), proposal("H2-0000", "company", 0.2)]
    rows = queue(proposals, [coding("H1-0001", "company")], known=["H1-0001"])
    assert order(rows)[:2] == [(DECISIVE, "H2-0000"), (REST, "H1-0002")]


def test_a_code_that_people_rejected_in_one_passage_may_still_be_in_another():
    proposals = [proposal("H1-0002", "company", 0.8)]
    rows = queue(proposals, [coding("H1-0001", "company", "rejected")], known=["H1-0001"])
    assert order(rows)[0] == (DECISIVE, "H1-0002")


def test_doubtful_are_passages_read_of_which_the_machine_is_sure_the_surest_first():
    proposals = [
        proposal("H1-0001", "company", 0.6),
        proposal("H1-0001", "food", 0.1),
        proposal("H1-0002", "company", 0.4),
        proposal("H2-0000", "company", 0.9),
        proposal("V1-0000", "food", None),
    ]
    rows = queue(proposals, known=[row["segment_id"] for row in SEGMENTS])
    assert [(row["segment_id"], row["codes"]) for row in rows] == [
        ("H2-0000", "company 0.90"),
        ("H1-0001", "company 0.60"),
    ]
    assert {row["kind"] for row in rows} == {DOUBTFUL}


def test_where_the_source_has_the_code_no_exclusion_is_doubtful():
    proposals = [proposal("H1-0001", "company", 0.9)]
    known = [row["segment_id"] for row in SEGMENTS]
    assert queue(proposals, [coding("H1-0002", "company")], known) == []


def test_what_people_rejected_by_name_is_not_asked_again():
    proposals = [proposal("H1-0001", "company", 0.9), proposal("H1-0001", "food", 0.8)]
    known = [row["segment_id"] for row in SEGMENTS]
    (row,) = queue(proposals, [coding("H1-0001", "company", "rejected", "only a chat")], known)
    assert row["codes"] == "food 0.80"
    (row,) = queue(proposals, [coding("H1-0002", "company", "rejected", "only a chat")], known)
    assert row["codes"] == "company 0.90; food 0.80"


def test_what_one_coder_found_and_a_stronger_reading_did_not_is_doubtful():
    overruled = coding("H1-0001", "company", "rejected", f"ann (principal) {NOT_CODED}")
    known = [row["segment_id"] for row in SEGMENTS]
    (row,) = queue([proposal("H1-0001", "company", 0.9)], [overruled], known)
    assert row["codes"] == "company 0.90"


def test_tables_that_can_be_read_but_once_give_the_same_queue():
    proposals = [proposal("H1-0001", "company", 0.9), proposal("H2-0000", "company", 0.8)]
    given = SEGMENTS, proposals, [coding("H1-0002", "company")]
    rest = {"H1-0001", "H1-0002", "H2-0000"}, dict.fromkeys(("H1", "H2", "V1"), BOTH)
    rows = queue_rows(*given, *rest)
    assert queue_rows(*map(iter, given), *rest) == rows
    assert order(rows)[-1] == (DOUBTFUL, "H2-0000")


def test_the_queue_does_not_depend_on_the_order_of_its_tables():
    proposals = [
        proposal(row["segment_id"], code, 0.5) for row in SEGMENTS[1:] for code in sorted(BOTH)
    ]
    rows = queue(proposals, known=["V1-0000", "H2-0001"])
    mixed = random.Random(5)
    for _ in range(5):
        shuffled = mixed.sample(proposals, len(proposals))
        segments = mixed.sample(SEGMENTS, len(SEGMENTS))
        assert queue(shuffled, known=["V1-0000", "H2-0001"], segments=segments) == rows


def test_before_anything_is_learned_likeness_orders_and_indicators_add():
    like = [{"name": "the codebook", "weight": 0.4}]
    hit = [{"start_char": 0, "end_char": 3}]
    proposals = [
        proposal("H1-0001", "company", None, factors=like),
        proposal("H2-0000", "company", None, factors=like, evidence=hit),
        proposal("H2-0001", "food", None, factors=like, evidence=hit, context="negated"),
        proposal("V1-0000", "food", None, evidence=hit),
    ]
    assert [strength(row) for row in proposals] == pytest.approx([0.4, 0.7, 0.4, 0.3])
    assert [row["segment_id"] for row in queue(proposals)] == [
        "H2-0000",
        "H1-0001",
        "H2-0001",
        "V1-0000",
        "H1-0002",
    ]


@pytest.mark.parametrize(("weight", "expected"), [(-0.2, 0.0), (0.9, 1.0)])
def test_likeness_is_held_between_impossible_and_sure(weight, expected):
    evidence = [{"start_char": 0, "end_char": 3}] if weight > 0 else []
    factors = [{"name": "the codebook", "weight": weight}]
    row = proposal("H1-0001", "company", None, factors=factors, evidence=evidence)
    assert strength(row) == expected


def test_the_sample_is_of_the_unread_and_those_left_keep_their_order_as_some_are_read():
    rows = [{"segment_id": f"H1-{i:04}", "position": i} for i in range(40)]
    whole = [row["segment_id"] for row in sample_of(rows, 40)]
    assert sorted(whole) == [row["segment_id"] for row in rows]
    assert whole != sorted(whole)
    assert [row["position"] for row in sample_of(rows, 7)] == [1, 2, 3, 4, 5, 6, 7]
    assert [row["segment_id"] for row in sample_of(rows, 7)] == whole[:7]
    read = {whole[0], whole[3], whole[20]}
    left = [row for row in reversed(rows) if row["segment_id"] not in read]
    expected = [name for name in whole if name not in read]
    assert [row["segment_id"] for row in sample_of(left, 7)] == expected[:7]


def test_a_sample_has_as_many_of_each_part_of_the_queue_as_chance_gives():
    rows = [{"segment_id": f"P{i // 50:02}-{i % 50:04}", "position": i} for i in range(2000)]
    drawn = [int(row["segment_id"][1:3]) for row in sample_of(rows, 400)]
    firsts = sum(source < 20 for source in drawn)
    assert abs(firsts - 200) < 2 * 10  # two standard deviations


def test_the_end_of_the_run_tells_what_the_queue_holds():
    proposals = [
        proposal("H1-0001", "company", 0.9),
        proposal("H2-0000", "company", 0.8),
        proposal("V1-0000", "food", 0.7),
    ]
    assert told(queue(proposals, known=["V1-0000"]), 1) == (
        "queue: 1 passages judged, 4 unread; 2 of them may change a cell (about 2 source-code "
        "pairs expected), 1 doubtful exclusions"
    )


STAGES = {"H1": {"stage": "talk"}, "V1": {"stage": "show"}}


def test_wanted_are_the_codes_of_the_themes_at_the_sources_stage(tiny):
    study = read_study(tiny)
    codebook = read_codebook(study.path(study.codebook))
    assert wanted(study, codebook, STAGES) == {"H1": BOTH, "V1": frozenset()}
    themes = {"talk": {"Food": {"Growing to eat": ["food"]}}}
    fewer = study.model_copy(update={"themes": themes})
    assert wanted(fewer, codebook, STAGES) == {"H1": {"food"}, "V1": frozenset()}


def test_without_themes_every_code_that_applies_is_wanted(tiny):
    study = read_study(tiny)
    codebook = read_codebook(study.path(study.codebook))
    codebook.codes["food"].stages.append("talk")
    bare = study.model_copy(update={"themes": {}})
    assert wanted(bare, codebook, STAGES) == {"H1": BOTH, "V1": {"company"}}


def test_a_theme_counts_the_codes_below_its_own(tiny):
    study = read_study(tiny)
    written = read_codebook(study.path(study.codebook)).model_dump()
    written["codes"]["jam"] = written["codes"]["food"] | {"label": "Jam", "parent": "food"}
    codebook = Codebook.model_validate(written)
    assert wanted(study, codebook, STAGES)["H1"] == BOTH | {"jam"}


@pytest.fixture
def step(tiny, tmp_path):
    """A function that runs the step on the tiny study: its queue and its sample."""
    from qualstage.cli import main
    from qualstage.contracts import CODINGS, PROPOSALS, SEGMENTS, SOURCES
    from qualstage.ingest import ingest_study
    from qualstage.ledger.chain import read_chains
    from qualstage.settle import settle_study
    from qualstage.tables import write_table

    def step(proposals):
        study = read_study(tiny)
        codebook = read_codebook(study.path(study.codebook))
        rows, chains = ingest_study(study), read_chains(study.ledger_folder())
        settled = settle_study(study, codebook, rows.sources, rows.segments, (), chains)
        command = ["queue", "--study", str(tiny)]
        for contract, table in (
            (SOURCES, rows.sources),
            (SEGMENTS, rows.segments),
            (PROPOSALS, proposals),
            (CODINGS, settled.codings),
        ):
            write_table(table, contract, tmp_path / f"{contract.name}.parquet")
            command += [f"--{contract.name}", str(tmp_path / f"{contract.name}.parquet")]
        made = [tmp_path / "queue.csv", tmp_path / "sample.csv"]
        assert main([*command, "--output", str(made[0]), "--sample", str(made[1])]) == 0
        return [list(csv.DictReader(path.open(encoding="utf-8-sig"))) for path in made]

    return step


def whole(segment_id, code, score):
    """A proposal with every column."""
    more = {"start_char": 0, "end_char": 1, "source_score": score, "stands": True}
    more |= {"origin": "learned", "examples": [], "features": []}
    return proposal(segment_id, code, score, **more)


def test_the_step_leaves_out_sources_read_wholly_and_samples_the_unread(tiny, step, capsys):
    study = read_study(tiny)
    entry = {"at": "2026-01-01T09:00:00Z", "coder": "ann", "role": "principal"}
    read = entry | {"action": "read", "source": "H1", "codes": None}
    Chain(study.ledger_folder() / "ann.jsonl").append([(read, {})], salt=lambda: "00")
    proposals = [whole("H1-0001", "company", 0.9), whole("H2-0003", "food", 0.7)]
    rows, sample = step(proposals)
    assert [(row["kind"], row["segment_id"]) for row in rows] == [
        (DECISIVE, "H2-0003"),
        (REST, "H2-0001"),
        (REST, "V1-0001"),
        (REST, "V1-0002"),
        (REST, "V1-0003"),
        (REST, "V1-0004"),
        (DOUBTFUL, "H1-0001"),
    ]
    assert {row["notice"] for row in rows + sample} == {"invented"}
    assert {row["segment_id"] for row in sample} == {row["segment_id"] for row in rows[:-1]}
    assert [row["position"] for row in sample] == ["1", "2", "3", "4", "5", "6"]
    assert capsys.readouterr().err.startswith("queue: 2 passages judged, 6 unread; 1 of them may")


def test_a_passage_read_before_a_code_was_born_is_unread_for_that_code_alone():
    known = {"H1-0001", "H1-0002"}
    proposals = [
        proposal("H1-0001", "company", 0.9),
        proposal("H1-0001", "food", 0.8),
        proposal("H1-0002", "food", 0.7),
    ]
    wanted_here = dict.fromkeys(("H1", "H2", "V1"), BOTH)
    unknown = {"H1-0001": frozenset({"food"}), "H1-0002": frozenset({"elsewhere"})}
    rows = queue_rows(SEGMENTS, proposals, [], known, wanted_here, unknown)
    assert [(row["kind"], row["segment_id"], row["codes"]) for row in rows] == [
        (DECISIVE, "H1-0001", "food 0.80"),
        (REST, "H2-0000", ""),
        (REST, "H2-0001", ""),
        (REST, "V1-0000", ""),
        (DOUBTFUL, "H1-0001", "company 0.90"),
        (DOUBTFUL, "H1-0002", "food 0.70"),
    ]


def test_after_a_code_is_adopted_the_step_asks_for_what_was_read_before(tiny, step):
    study = read_study(tiny)
    who = {"coder": "ann", "role": "principal"}
    read = who | {"action": "read", "at": "2026-01-01", "source": "H1", "codes": None}
    born = who | {"action": "adopt", "at": "2026-02-01", "code": "food"}
    Chain(study.ledger_folder() / "ann.jsonl").append([(read, {}), (born, {})], salt=lambda: "00")
    proposals = [whole("H1-0001", "company", 0.9), whole("H1-0003", "food", 0.7)]
    rows, _ = step(proposals)
    kinds = {(row["kind"], row["segment_id"]) for row in rows if row["codes"]}
    assert kinds == {(DOUBTFUL, "H1-0001"), (DECISIVE, "H1-0003")}
