"""No source judges itself: whatever people code in it, what is proposed for it stays the same."""

import numpy
import pytest
from plots import coded, interviews, learned, material
from qualstage.code.judged import propose_judged, reader_of
from qualstage.learn.combine import probability
from qualstage.learn.model import judge
from qualstage.learn.texts import kernel


@pytest.fixture(scope="module")
def talks():
    segments, voiced = interviews()
    return segments, voiced, material(segments)


def judged(model, given, source):
    """Every number that the part which never saw the source gives it."""
    passages = reader_of(model).read(given)
    rows = numpy.flatnonzero([name == source for name in passages.given.sources])
    passages = passages.take(rows)
    fold = model.fold_for(source)
    found = judge(model.questions, fold, passages, kernel(passages.texts, model.rows))
    numbers = {
        "scores": found.scores,
        "evidence": found.evidence,
        "probabilities": probability(found.log_odds),
        "of the source": probability(found.source_log_odds),
    }
    thresholds = [*fold.thresholds.values(), *fold.source_thresholds.values()]
    return numbers | {"thresholds": numpy.array(thresholds)}


CHANGES = {
    "none": lambda codes: (),
    "all": lambda codes: ("company", "food"),
    "others": lambda codes: tuple({"company", "food"} - set(codes)),
}


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("source", ["P00", "P04", "P11"])
def test_a_sources_own_codings_change_nothing_that_is_said_of_it(talks, source, change):
    segments, voiced, given = talks
    changed = {
        name: CHANGES[change](codes) if name.startswith(source) else codes
        for name, codes in voiced.items()
    }
    before, after = (learned(coded(segments, codes, given)) for codes in (voiced, changed))
    was, now = judged(before, given, source), judged(after, given, source)
    for name, numbers in was.items():
        numpy.testing.assert_allclose(now[name], numbers, atol=2e-5, rtol=2e-4, err_msg=name)
    kept = ("segment_id", "code", "stands")
    mine = [
        [tuple(row[k] for k in kept) for row in propose_judged(model, given, "balanced")]
        for model in (before, after)
    ]
    assert [row for row in mine[0] if row[0].startswith(source)] == [
        row for row in mine[1] if row[0].startswith(source)
    ]
