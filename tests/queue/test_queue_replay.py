"""An analyst who judges passages along the queue, and where she may stop."""

from dataclasses import replace

import numpy
import plots
import pytest
from hypothesis import given
from hypothesis import strategies as st
from qualstage.learn.model import CODEBOOK_GROUP, Extra
from qualstage.learn.passages import Reader
from qualstage.learn.texts import Vocabulary
from qualstage.learn.training import codebook_texts
from qualstage.queue import replay as module
from qualstage.queue.elusion import Elusion
from qualstage.queue.replay import ORDERS, Stop, Study, cell_errors, found_after, replay, stop


@pytest.fixture(scope="module")
def study():
    """The twelve plot holders: 36 answers, all of them coded."""
    segments, voiced_of = plots.interviews()
    codes = plots.CODES
    said = codebook_texts(plots.CODEBOOK, codes)
    texts = [text for text, _, _ in said]
    vocabulary = Vocabulary.of([*(row["text"] for row in segments), *texts])
    own = vocabulary.texts(texts, plots.encode(texts))
    speaks = numpy.array([[code == c for c in codes] for _, code, _ in said])
    unlike = numpy.array([-1 if code else codes.index(at) for _, code, at in said])
    of_text = [None if code is None else codes.index(code) for _, code, _ in said]
    reader = Reader(codes, vocabulary, sorted(own.meaning), own, speaks, unlike)
    voiced = numpy.array([[code in given for code in codes] for given in voiced_of.values()])
    extra = Extra(own, of_text, [CODEBOOK_GROUP] * len(said))
    return Study.of(reader.read(plots.material(segments)), voiced, extra)


@pytest.fixture(params=["little is coded", "evidence is combined"])
def learning(request, monkeypatch):
    """Whichever way of learning, from the first passages that voice a code on."""
    monkeypatch.setattr(module, "RETRAIN", 6)
    if request.param == "evidence is combined":
        monkeypatch.setattr(module, "_ENOUGH", 3)


class Passages:
    """Passages of which only the sources matter."""

    def __init__(self, sources):
        self.given = self
        self.sources = list(sources)

    def __len__(self):
        return len(self.sources)


def judged(sources, codes):
    """A study to count in: a letter a passage for its source, and the codes it voices."""
    voiced = numpy.array([[str(code) in given for code in range(3)] for given in codes], bool)
    return Study(Passages(sources), voiced.reshape(-1, 3), None, None)


@pytest.mark.parametrize("order", ORDERS)
def test_every_order_reads_every_passage_once(study, order, learning):
    assert sorted(replay(study, order)) == list(range(36))


@pytest.mark.parametrize("order", ORDERS)
def test_every_order_finds_every_pair_and_is_the_same_again(study, order, learning):
    read = replay(study, order, seed=3)
    assert replay(study, order, seed=3) == read
    found = found_after(study, read)
    # 8 of the 12 come for company, 9 eat what they grow.
    assert found[-1] == 17
    assert (numpy.diff(found) >= 0).all()


def test_files_are_read_in_their_order_and_chance_is_seeded(study):
    assert replay(study, "file order") == list(range(36))
    assert replay(study, "random", 1) != replay(study, "random", 2)


def test_the_queue_is_ahead_of_chance_and_of_the_file(study, learning):
    found = {order: found_after(study, replay(study, order)).mean() for order in ORDERS}
    chance = numpy.mean([found_after(study, replay(study, "random", s)).mean() for s in range(20)])
    assert found["queue"] > max(found["file order"], chance) + 1.0


@pytest.mark.parametrize("order", ["queue", "plain score"])
def test_learning_never_looks_at_codings_of_passages_not_read(study, order, learning):
    read = replay(study, order)
    for batch in range(6):
        done, following = read[: 6 * batch], read[6 * batch :]
        for lie in (False, True):
            voiced = study.voiced.copy()
            voiced[following] = lie if lie is False else ~voiced[following]
            assert (
                replay(replace(study, voiced=voiced), order)[: len(done) + 6]
                == (read[: len(done) + 6])
            )


def test_learning_does_look_at_codings_of_passages_read(study, learning):
    read = replay(study, "queue")
    voiced = study.voiced.copy()
    voiced[read[:6]] = ~voiced[read[:6]]
    other = replay(replace(study, voiced=voiced), "queue")
    assert other[:6] == read[:6]
    assert other[6:] != read[6:]


def test_the_order_of_judging_teaches_nothing(study, learning):
    unread = list(range(20, 36))
    forward = module._judge(study, list(range(20)), unread)
    backward = module._judge(study, list(range(20))[::-1], unread)
    assert forward[0].tobytes() == backward[0].tobytes()
    assert forward[0].shape == (16, 3)
    assert forward[0].min() >= 0.0
    assert forward[0].max() <= 1.0


def test_a_code_that_does_not_apply_is_never_probable(study, learning):
    probabilities, _ = module._judge(study, list(range(20)), list(range(20, 36)))
    assert not probabilities[:, plots.CODES.index("prizes")].any()
    assert probabilities[:, plots.CODES.index("food")].any()


def test_pairs_are_counted_when_their_source_first_brings_them():
    study = judged("aabb", ["0", "01", "", "0"])
    assert found_after(study, [0, 1, 2, 3]).tolist() == [1, 2, 2, 3]
    assert found_after(study, [1, 0, 3, 2]).tolist() == [2, 2, 3, 3]
    found = {source: codes.tolist() for source, codes in study.pairs([1, 2]).items()}
    assert found == {"a": [True, True, False], "b": [False, False, False]}


def test_the_error_is_what_cells_still_lack_and_ends_where_they_lack_nothing():
    study = judged("aabbc", ["0", "01", "", "0", "0"])
    stages = {"a": "1", "b": "1", "c": "2"}
    # Cells: 2 sources of stage 1 with code 0, 1 with code 1; 1 source of stage 2 with code 0.
    errors, exact = cell_errors(study, [1, 0, 4, 2, 3], stages)
    assert errors.tolist() == pytest.approx([2 / 3, 2 / 3, 1 / 3, 1 / 3, 0])
    assert exact == 5
    assert cell_errors(study, [1, 4, 3, 0, 2], stages)[1] == 3


def test_the_first_few_passages_are_held_against_the_whole_table():
    study = judged("ab", ["0", "0"])
    errors, exact = cell_errors(study, [1], {"a": "1", "b": "1"})
    assert errors.tolist() == [1.0]
    assert exact == 2
    # Passages in front of the file that bring nothing must not stand for the table.
    study = judged("ab", ["", "0"])
    errors, exact = cell_errors(study, [1], {"a": "1", "b": "1"})
    assert errors.tolist() == [0.0]
    assert exact == 1


def test_a_table_of_empty_cells_is_exact_before_anything_is_read():
    errors, exact = cell_errors(judged("ab", ["", ""]), [0, 1], {"a": "1", "b": "1"})
    assert errors.tolist() == [0.0, 0.0]
    assert exact == 0


@st.composite
def analysts(draw):
    """Small studies: up to thirty passages of three sources, three codes, read in any order."""
    n = draw(st.integers(1, 30))
    sources = draw(st.lists(st.sampled_from("abc"), min_size=n, max_size=n))
    codes = st.sampled_from(["", "", "", "0", "1", "02"])
    study = judged(sources, draw(st.lists(codes, min_size=n, max_size=n)))
    return study, draw(st.permutations(range(n)))


@given(analysts())
def test_errors_never_rise_are_never_negative_and_agree_with_the_cells(analyst):
    study, order = analyst
    stages = {"a": "1", "b": "1", "c": "2"}
    errors, exact = cell_errors(study, order, stages)
    cells = [plainly_counted(study, order[:n], stages) for n in range(len(order) + 1)]
    n_cells = max(1, (cells[-1] > 0).sum())
    assert errors.tolist() == pytest.approx(
        [numpy.abs(cells[-1] - some).sum() / n_cells for some in cells[1:]]
    )
    assert (numpy.diff(errors) <= 0).all()
    assert errors[-1] == 0.0
    assert exact == next(n for n, some in enumerate(cells) if (some == cells[-1]).all())


def plainly_counted(study, read, stages):
    """The table, (stages, codes), from the passages read."""
    table = numpy.zeros((2, 3))
    for source, stage in stages.items():
        mine = [number for number in read if study.passages.given.sources[number] == source]
        table[int(stage) - 1] += study.voiced[mine].any(axis=0)
    return table


@pytest.fixture
def hasty(monkeypatch):
    """The rule with three quiet passages and a sample of four."""
    monkeypatch.setattr(module, "QUIET", 3)
    monkeypatch.setattr(module, "SAMPLE", 4)


def test_where_nothing_is_to_be_found_it_stops_after_the_first_sample(hasty):
    study = judged("a" * 20, [""] * 20)
    assert stop(study, range(20)) == Stop(7, Elusion(17, 4, 0, 8), 0, pytest.approx(4 / 17))


def test_news_starts_the_count_anew(hasty):
    study = judged("a" * 20, ["0", "", "", "1", "", "", "", *[""] * 13])
    ended = stop(study, range(20))
    assert (ended.judged, ended.missed) == (7 + 4, 0)
    # Five of 13 would stay unseen in 70 samples of 715; six, in 35: fewer than one in twenty.
    assert ended.sample == Elusion(13, 4, 0, 5)


def test_a_sample_with_news_is_followed_by_another(hasty):
    # Every passage is another source's: wherever the sample falls, it brings news.
    study = judged("abcdefghijklmnop", ["", "", "", *["0"] * 13])
    ended = stop(study, range(16))
    assert ended.sample == Elusion(0, 0, 0, 0)
    assert (ended.judged, ended.missed, ended.confidence) == (16, 0, 1.0)


@pytest.mark.parametrize("seed", range(5))
def test_passages_of_a_sample_are_not_judged_again_nor_counted_as_quiet(hasty, seed):
    # All of the first sample brings the one pair there is; then three more are quiet, and another
    # four are drawn, wherever in the order the first four stood.
    study = judged("aaa" + "b" * 20, ["", "", "", *["0"] * 20])
    ended = stop(study, range(23), seed)
    assert (ended.judged, ended.missed) == (3 + 4 + 3 + 4, 0)
    assert (ended.sample.unread, ended.sample.sampled) == (13, 4)


def test_a_study_shorter_than_the_rule_is_read_wholly():
    study = judged("abc", ["0", "", "1"])
    assert stop(study, [2, 1, 0]) == Stop(3, Elusion(0, 0, 0, 0), 0, 1.0)


@given(analysts(), st.integers(0, 3))
def test_it_never_stops_before_a_sample_without_news(analyst, seed):
    study, order = analyst
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "QUIET", 3)
        patch.setattr(module, "SAMPLE", 4)
        ended = stop(study, order, seed)
    assert ended.sample.changing == 0
    assert ended.sample.sampled == min(4, ended.sample.unread)
    unread = len(order) - ended.judged
    assert ended.sample.unread - ended.sample.sampled == unread
    assert 0 <= ended.missed <= 3 * unread
    assert ended.judged >= min(3, len(order))
    assert ended.missed == 0 or unread > 0


@given(analysts())
def test_where_the_sample_is_all_that_is_left_nothing_is_missed(analyst):
    study, order = analyst
    # Forty quiet passages are more than there are: all are read, and the confidence is whole.
    assert stop(study, order) == Stop(len(order), Elusion(0, 0, 0, 0), 0, 1.0)
