"""Examples from a ledger: what is known of which passage, and what the codebook adds."""

import numpy
import pytest
from conftest import write_tiny_study
from plots import CODEBOOK, CODES, coded, encode, interviews, learned, material, segment
from qualstage.code.judged import propose_judged
from qualstage.embed import Cache, embed
from qualstage.ingest import ingest_study
from qualstage.learn import model_of_study
from qualstage.learn.model import CODEBOOK_GROUP, folds_of
from qualstage.learn.passages import codes_learned, material_of, questions_before
from qualstage.learn.training import Coded, codebook_texts, coded_of_study, learn_model
from qualstage.ledger.chain import Chain
from qualstage.study import read_study


def decide(study, *decisions, coder="ann"):
    """Append to a coder's chain: (source, code, words, action) is judged, (source,) is read."""
    texts = {row["source_id"]: row["text"] for row in ingest_study(study).sources}
    drafts = []
    for source, *judged in decisions:
        entry = {"at": "2026-01-01T09:00:00Z", "coder": coder, "role": "principal"}
        if not judged:
            drafts.append((entry | {"action": "read", "source": source, "codes": None}, {}))
            continue
        code, words, action = judged
        start = texts[source].index(words)
        span = [start, start + len(words)]
        entry |= {"action": action, "source": source, "code": code, "span": span, "wording": "w"}
        drafts.append((entry, {"exact": words}))
    return Chain(study.ledger_folder() / f"{coder}.jsonl").append(drafts, salt=lambda: "00")


NATTER = ("H1", "company", "I come for a natter over the fence.", "add")
DOG = ("H2", "company", "I took my neighbour's dog round, and stayed.", "reject")


@pytest.fixture
def study(tiny):
    return read_study(tiny)


def known(study):
    """What the study's ledger says, passage by passage."""
    from qualstage.codebook import read_codebook
    from qualstage.ledger.chain import read_chains

    rows = ingest_study(study)
    stages = {row["source_id"]: row["stage"] for row in rows.sources}
    codebook = read_codebook(study.path(study.codebook))
    given = material_of(codebook, study.language, stages, rows.segments, [])
    return coded_of_study(study, rows.sources, given, read_chains(study.ledger_folder()))


def test_a_source_read_wholly_is_known_throughout_and_of_others_what_was_judged(study):
    decide(study, ("H1",), NATTER, DOG)
    found = known(study)
    assert found.voiced == {"H1-0001": ("company",), "H1-0003": (), "H2-0001": ()}


def test_a_source_nobody_judged_is_not_known(study):
    decide(study, NATTER)
    assert known(study).voiced == {"H1-0001": ("company",)}


def test_a_source_read_wholly_and_not_coded_is_known_to_voice_nothing(study):
    decide(study, ("V1",))
    found = known(study)
    assert set(found.voiced.values()) == {()}
    assert {name[:2] for name in found.voiced} == {"V1"}


def test_of_a_code_born_after_the_snapshot_only_what_was_judged_is_known(study):
    from qualstage.codebook import read_codebook
    from qualstage.ledger.chain import read_chains
    from qualstage.ledger.history import Birth, History

    decide(study, ("H1",), NATTER, DOG)
    rows = ingest_study(study)
    stages = {row["source_id"]: row["stage"] for row in rows.sources}
    codebook = read_codebook(study.path(study.codebook))
    given = material_of(codebook, study.language, stages, rows.segments, [])
    history = History({"company": Birth("2026-02-01")})
    chains = read_chains(study.ledger_folder())
    found = coded_of_study(study, rows.sources, given, chains, history)
    assert found.voiced == {"H1-0001": ("company",), "H1-0003": (), "H2-0001": ()}
    assert found.unknown == {"H1-0003": {"company"}}


def test_what_nobody_knows_weighs_no_evidence_and_takes_none_from_other_codes():
    segments, voiced = interviews()
    given = material(segments)
    everything = coded(segments, voiced, given)
    unknown = dict.fromkeys(voiced, frozenset({"food"}))
    blind = Coded(given, voiced, unknown)
    found = {}
    for name, part in (("known", everything), ("unknown", blind)):
        proposed = propose_judged(learned(part), given, "balanced")
        found[name] = {(row["segment_id"], row["code"]) for row in proposed if row["stands"]}
    company = {pair for pair in found["known"] if pair[1] == "company"}
    assert company
    assert {pair for pair in found["unknown"] if pair[1] == "company"} == company
    asked = _asked(blind)
    assert asked[:, CODES.index("company")].all()
    assert not asked[:, CODES.index("food")].any()


def _asked(part):
    """Which pairs of passage and code evidence is weighed by."""
    from qualstage.learn import training

    kept = {}
    learn = training.learn

    def spy(passages, *given):
        kept["asked"] = passages.given.asked
        return learn(passages, *given)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(training, "learn", spy)
        learned(part)
    return kept["asked"]


def test_the_codebooks_texts_speak_of_their_code_and_its_near_misses_of_none():
    assert codebook_texts(CODEBOOK, ["company", "food"]) == [
        ("Company", "company", "company"),
        ("Meeting people on the plots.", "company", "company"),
        ("Somebody comes for the others.", "company", "company"),
        ("I come for the chat more than the leeks.", "company", "company"),
        ("Her next door has a dog.", None, "company"),
        ("Food", "food", "food"),
        ("Growing food for the table.", "food", "food"),
        ("What is grown feeds somebody.", "food", "food"),
    ]


def test_rows_are_passages_then_the_codebooks_texts():
    segments, voiced = interviews(2)
    model = learned(coded(segments, voiced))
    assert model.row_sources == ["P00"] * 3 + ["P01"] * 3 + [CODEBOOK_GROUP] * 11
    assert model.row_texts[4:8] == [
        "It goes on the heap.",
        "It was wet in May.",
        "Company",
        "Meeting people on the plots.",
    ]
    names = [tuple(numpy.array(CODES)[row]) for row in model.row_codes]
    assert names[:6] == [(), ("food",), (), ("company",), (), ()]
    assert names[6:11] == [("company",)] * 4 + [()]
    assert names[-1] == ("prizes",)
    unlike = dict(zip(model.row_texts, model.row_unlike.tolist(), strict=True))
    assert {text for text, code in unlike.items() if code >= 0} == {"Her next door has a dog."}
    assert unlike["Her next door has a dog."] == CODES.index("company")
    assert [model.row_texts[row] for row in model.codebook_rows] == model.row_texts[6:]


def test_passages_read_and_not_coded_teach_too():
    segments, voiced = interviews(6)
    only_coded = {name: codes for name, codes in voiced.items() if codes}
    both = [learned(coded(segments, known)) for known in (voiced, only_coded)]
    assert [len(model.rows) - 11 for model in both] == [18, 8]
    assert not both[0].row_codes[:18].all()


def test_where_nobody_coded_anything_the_codebook_teaches_alone():
    segments, voiced = interviews(3)
    nothing = coded(segments, dict.fromkeys(voiced, ()))
    for model in (learned(), learned(nothing)):
        assert (model.folds, model.fold_of_source, len(model.rows)) == ([], {}, 11)
        proposed = propose_judged(model, nothing.material, "balanced")
        assert proposed
        assert all(row["score"] is None for row in proposed)


def test_a_part_with_nothing_known_leaves_the_others_as_they_are():
    segments, voiced = interviews(3)
    part, silent = coded(segments, voiced), coded([segment("X", 0, "Wind.", "note")], {})
    silent.material.vectors.clear()
    assert learned(silent, part).row_texts == learned(part).row_texts


def test_without_a_code_or_a_word_there_is_a_model_that_proposes_nothing():
    given = material(interviews(2)[0])
    model = learn_model(CODEBOOK, [], [], encode, {})
    assert (model.codes, len(model.rows), propose_judged(model, given, "balanced")) == ([], 0, [])
    assert propose_judged(learned(), material([segment("X", 0, "Wind.", "note")]), "balanced") == []


def test_codes_are_learned_where_they_apply_at_a_stage_at_which_somebody_spoke():
    assert codes_learned(CODEBOOK, ["talk"]) == ["company", "food"]
    assert codes_learned(CODEBOOK, ["talk", "show"]) == ["company", "food", "prizes"]


def test_the_question_before_a_passage_is_the_interviewers_last_turn_in_its_source():
    turns = [
        segment("A", 0, "Before anybody asked."),
        segment("A", 1, "Why?", "interviewer"),
        segment("A", 2, "And what?", "interviewer"),
        segment("A", 3, "Beans."),
        segment("A", 4, "Peas."),
        segment("B", 0, "Another's."),
    ]
    asked = questions_before(turns[::-1])
    assert {name: row["text"] for name, row in asked.items()} == {
        "A-0003": "And what?",
        "A-0004": "And what?",
    }


def test_sources_are_dealt_out_in_turn_whatever_their_order():
    names = [f"P{number}" for number in range(25)]
    folds = folds_of(names)
    assert folds == folds_of(names[::-1] * 2)
    assert sorted(map(list(folds.values()).count, range(10))) == [2] * 5 + [3] * 5
    assert sorted(folds_of(["a", "b", "c"]).values()) == [0, 1, 2]
    assert folds_of([]) == {}


@pytest.fixture(scope="module")
def beginners(tmp_path_factory):
    """A study in which nothing is coded, and that learns from one in which something is."""
    folder = tmp_path_factory.mktemp("studies")
    teaching, learning = (write_tiny_study(folder / name) for name in ("allotment", "orchard"))
    decide(read_study(teaching), ("H1",), NATTER, ("H2",), DOG)
    yaml = learning / "study.yaml"
    yaml.write_text(yaml.read_text() + "learn_from: [../allotment]\n")
    return read_study(learning)


def test_another_studys_codings_teach_a_study_that_has_none(beginners):
    rows, cache = ingest_study(beginners), Cache()
    vectors = embed(rows.segments, cache)
    model, (part,) = model_of_study(beginners, rows.sources, rows.segments, vectors, cache)
    assert part.voiced == {"H1-0001": ("company",), "H1-0003": (), "H2-0001": (), "H2-0003": ()}
    # Sources carry their study's name: this one's own H1 is judged by the whole.
    assert sorted(model.fold_of_source) == ["allotment/H1", "allotment/H2"]
    assert model.fold_for("H1") is model.folds[-1]
    assert model.learned_from == {"snapshot": {}, "others": ["../allotment"]}
    stages = {row["source_id"]: row["stage"] for row in rows.sources}
    given = material_of(part.material.codebook, "en_core_web_sm", stages, rows.segments, vectors)
    found = propose_judged(model, given, "balanced")
    assert {row["origin"] for row in found} == {"learned"}
    by_code = [row for row in found if row["code"] == "company"]
    best = max(by_code, key=lambda row: row["score"])
    assert (best["segment_id"], best["examples"][0]["source_id"]) == ("H1-0001", "allotment/H1")
