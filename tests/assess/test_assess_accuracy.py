"""How far proposals meet codings: by hand, beside scikit-learn, and where nothing is defined."""

import csv
import io
import re
from dataclasses import replace

import numpy
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from qualstage.assess import assess, summarise
from qualstage.assess.accuracy import average_precision, measure_level
from qualstage.assess.calibration import bins_of, measure_calibration, reliability
from qualstage.assess.figures import draw_reliability
from qualstage.assess.pairs import Compared, Level, Tables
from qualstage.assess.rows import figure
from qualstage.codebook import read_codebook
from qualstage.contracts import ACCURACY, RELIABILITY
from qualstage.resampling import NO_SPREAD, UNDEFINED, draw_clusters, interval
from qualstage.study import read_study
from qualstage.tables import to_arrow
from sklearn.metrics import average_precision_score, precision_recall_fscore_support


def level(voiced, stands, scores, source=None, name="passage"):
    """A level all of whose pairs are asked; a score of 0 is a pair without a proposal."""
    scores = numpy.array(scores, float)
    voiced, stands = numpy.array(voiced, bool), numpy.array(stands, bool)
    source = numpy.arange(len(scores)) if source is None else numpy.array(source)
    asked = numpy.ones(scores.shape, bool)
    return Level(name, source, asked, voiced, stands, scores > 0, scores, True)


def compared(one, codes=("dig", "rest")):
    n = int(one.source.max()) + 1
    names = [f"S{i}" for i in range(n)]
    return Compared(names, ["talk"] * n, list(codes), one, replace(one, name="source"))


# Four passages of four sources; 'dig' is found twice of thrice, once wrongly; 'rest' never stands.
VOICED = [[1, 0], [1, 1], [1, 0], [0, 0]]
STANDS = [[1, 0], [1, 0], [0, 0], [1, 0]]
SCORES = [[0.9, 0.1], [0.6, 0.3], [0.0, 0.0], [0.8, 0.4]]


def figures(one, codes=("dig", "rest")):
    """ACCURACY rows of a level by code and measure."""
    both = compared(one, codes)
    weights = draw_clusters(both.stages)
    rows = measure_level(both, one, weights) + measure_calibration(both, one, weights)
    to_arrow(rows, ACCURACY)
    return {(row["code"], row["measure"]): row for row in rows}


def test_figures_are_those_computed_by_hand():
    found = figures(level(VOICED, STANDS, SCORES))
    values = {key: row["value"] for key, row in found.items()}
    assert values["dig", "precision"] == round(2 / 3, 4)
    assert values["dig", "recall"] == round(2 / 3, 4)
    assert values["rest", "recall"] == 0
    assert values["rest", "f1"] == 0
    assert values["", "precision"] == round(2 / 3, 4)
    assert values["", "recall"] == 2 / 4
    assert values["", "f1"] == round(4 / 7, 4)
    assert values["", "macro recall"] == round((2 / 3 + 0) / 2, 4)
    # In falling order: hit (1/1), miss, hit (2/3), and without a proposal the last (3/4).
    assert values["dig", "average precision"] == round((1 + 2 / 3 + 3 / 4) / 3, 4)
    assert values["rest", "average precision"] == 1 / 2
    squares = 0.1**2 + 0.4**2 + 1 + 0.8**2
    assert values["dig", "brier score"] == round(squares / 4, 4)
    assert values["dig", "brier skill"] == round(1 - (squares / 4) / (3 / 4 * 1 / 4), 4)
    assert (found["", "recall"]["n"], found["", "recall"]["positives"]) == (8, 4)
    assert (found["", "macro f1"]["n"], found["", "macro f1"]["positives"]) == (2, 4)


def test_macro_figures_leave_out_codes_that_people_never_coded():
    found = figures(level([[1, 0], [0, 0]], [[1, 1], [0, 0]], [[0.9, 0.8], [0.2, 0.1]]))
    assert found["", "macro recall"]["value"] == 1
    assert found["", "macro precision"]["value"] == 1
    assert found["", "macro recall"]["n"] == 1
    assert found["rest", "precision"]["value"] == 0


@pytest.mark.parametrize("seed", range(5))
def test_figures_are_those_of_scikit_learn(seed):
    generator = numpy.random.default_rng(seed)
    n = 60
    voiced = generator.random((n, 3)) < [0.5, 0.2, 0.05]
    voiced[0] = True
    scores = numpy.round(generator.random((n, 3)) * (0.5 + voiced), 1)
    stands = scores > 0.7
    source = generator.integers(0, 9, n)
    codes = ("dig", "rest", "sow")
    found = figures(level(voiced, stands, scores, source), codes)
    for average, prefix in (("micro", ""), ("macro", "macro ")):
        theirs = precision_recall_fscore_support(voiced, stands, average=average, zero_division=0)
        for name, value in zip(("precision", "recall", "f1"), theirs, strict=False):
            assert found["", prefix + name]["value"] == pytest.approx(value, abs=1e-4)
        ours = found["", f"{prefix}average precision"]["value"]
        assert ours == pytest.approx(average_precision_score(voiced, scores, average=average), 1e-3)
    for j, code in enumerate(codes):
        theirs = precision_recall_fscore_support(
            voiced[:, j], stands[:, j], average="binary", zero_division=numpy.nan
        )
        for name, value in zip(("precision", "recall", "f1"), theirs, strict=False):
            ours = found[code, name]["value"]
            assert (numpy.nan if ours is None else ours) == pytest.approx(value, 1e-3, nan_ok=True)
        ours = found[code, "average precision"]["value"]
        assert ours == pytest.approx(average_precision_score(voiced[:, j], scores[:, j]), abs=1e-4)


@given(st.lists(st.tuples(st.integers(0, 4), st.booleans(), st.integers(0, 3)), min_size=1))
def test_a_weight_counts_like_a_repetition(pairs):
    scores, voiced, times = (numpy.array(column) for column in zip(*pairs, strict=True))
    (ours,) = average_precision(scores, voiced, times[None].astype(float))
    many, answers = numpy.repeat(scores, times), numpy.repeat(voiced, times)
    if not answers.any() or answers.all():
        assert numpy.isnan(ours)
    else:
        assert ours == pytest.approx(average_precision_score(answers, many))


def reasons(one):
    found = figures(one)
    return {
        key: row["reason"] for key, row in found.items() if row["value"] is None and key[0] == "dig"
    }


def test_a_code_nobody_coded_is_empty_with_the_reason():
    one = level([[0, 1], [0, 0]], [[1, 1], [0, 0]], [[0.9, 0.8], [0.2, 0.1]])
    none = "people coded none"
    assert reasons(one) == {
        ("dig", "recall"): none,
        ("dig", "f1"): none,
        ("dig", "average precision"): none,
        ("dig", "brier skill"): none,
    }


def test_a_code_of_every_passage_has_no_average_precision():
    one = level([[1, 1], [1, 0]], [[1, 1], [0, 0]], [[0.9, 0.8], [0.2, 0.1]])
    every = "people coded every pair"
    assert reasons(one) == {("dig", "average precision"): every, ("dig", "brier skill"): every}


def test_where_nothing_stands_precision_is_empty_and_recall_is_none():
    one = level(VOICED, numpy.zeros((4, 2)), SCORES)
    assert reasons(one) == {("dig", "precision"): "nothing stands"}
    assert figures(one)["dig", "recall"]["value"] == 0


def test_without_probabilities_what_stands_is_measured_and_nothing_else():
    one = replace(level(VOICED, STANDS, SCORES), scored=False)
    why = "no calibrated scores yet"
    assert reasons(one) == dict.fromkeys(
        [("dig", name) for name in ("average precision", "brier score", "brier skill")], why
    )
    assert figures(one)["", "calibration error"]["reason"] == why
    assert figures(one)["dig", "recall"]["value"] == round(2 / 3, 4)
    assert reliability(one, numpy.ones((1, 4))) == []


def test_sources_are_drawn_within_stages_and_alike_every_time():
    stages = ["1", "2", "1", "2", "2", "3"]
    weights = draw_clusters(stages, 50)
    assert (weights[0] == 1).all()
    assert (weights[:, [0, 2]].sum(axis=1) == 2).all()
    assert (weights[:, [1, 3, 4]].sum(axis=1) == 3).all()
    assert (weights[:, 5] == 1).all()
    assert len(numpy.unique(weights, axis=0)) > 10
    assert (weights == draw_clusters(stages, 50)).all()


def test_an_interval_holds_the_middle_of_the_draws():
    draws = numpy.r_[0.5, numpy.linspace(0, 1, 1001)]
    assert interval(draws) == (0.025, 0.975, "")
    # A distance's draws are moved to have it as their mean: here from 0.5 to 0.6.
    draws[0] = 0.6
    assert interval(draws, distance=True) == (0.125, 1.075, "")


def test_an_interval_that_says_nothing_is_empty_with_the_reason():
    assert interval(numpy.ones(101)) == (None, None, NO_SPREAD)
    assert interval(numpy.r_[numpy.ones(50), numpy.full(51, numpy.nan)])[2] == UNDEFINED
    row = figure(("source", "", "dig"), "f1", numpy.ones(101), (4, 1), "nothing")
    assert (row["value"], row["low"], row["reason"]) == (1.0, None, NO_SPREAD)


def test_resampling_draws_sources_and_not_passages():
    """A code that two of four sources voice throughout is as unsure as four pairs, not forty."""
    few = level([[1], [1], [0], [0]], [[1], [0], [1], [0]], [[0.9]] * 4)
    many = level(
        *(numpy.repeat([[1], [1], [0], [0]], 10, axis=0),),
        numpy.repeat([[1], [0], [1], [0]], 10, axis=0),
        [[0.9]] * 40,
        source=numpy.repeat(range(4), 10),
    )
    ours, theirs = (figures(one, ("dig",))["dig", "precision"] for one in (few, many))
    assert (ours["low"], ours["high"]) == (theirs["low"], theirs["high"])


def test_bins_are_of_equal_number_and_divide_no_ties():
    assert numpy.bincount(bins_of(numpy.linspace(0, 1, 200))).tolist() == [20] * 10
    scores = numpy.r_[numpy.full(100, 0.5), numpy.linspace(0.6, 1, 100)]
    bins = bins_of(scores)
    assert len(set(bins[:100])) == 1
    assert set(bins) == set(range(bins.max() + 1))
    assert bins_of(numpy.array([0.2, 0.9])).tolist() == [0, 0]


def test_reliability_is_that_computed_by_hand():
    scores = numpy.r_[numpy.full(20, 0.25), numpy.full(20, 0.75), numpy.zeros(10)][:, None]
    voiced = numpy.r_[[1] * 5, [0] * 15, [1] * 10, [0] * 10, [1], [0] * 9][:, None]
    one = level(voiced, scores > 0.5, scores, source=numpy.arange(50) % 5)
    rows = reliability(one, draw_clusters(["talk"] * 5))
    to_arrow(rows, RELIABILITY)
    told = [(r["bin"], r["predicted"], r["observed"], r["n"], r["positives"]) for r in rows]
    assert told == [(0, 0, 0.1, 10, 1), (1, 0.25, 0.25, 20, 5), (2, 0.75, 0.5, 20, 10)]
    error = figures(one, ("dig",))["", "calibration error"]
    assert (error["value"], error["n"]) == ((0 * 20 + 0.25 * 20) / 40, 40)


def coding(basis, source, code, span, state="accepted"):
    return {
        "basis": basis,
        "source_id": source,
        "code": code,
        "start_char": span[0],
        "end_char": span[1],
        "state": state,
    }


def proposal(segment, code, score, source_score, span):
    return {
        "segment_id": segment,
        "source_id": segment.partition("-")[0],
        "code": code,
        "start_char": span[0],
        "end_char": span[1],
        "score": score,
        "source_score": source_score,
    }


def segment(name, position, span, speaker, role="respondent"):
    return {
        "segment_id": f"{name}-{position}",
        "source_id": name,
        "position": position,
        "start_char": span[0],
        "end_char": span[1],
        "speaker": speaker,
        "role": role,
    }


@pytest.fixture
def tables():
    """
    H1 and H2 are one person's, G1 a group of two. People coded company in all three.

    In H1 the machine proposes a part of the passage; in G1 it misses one who speaks; in H2 its
    proposal is set aside. H3 was read by nobody, and what is said of it counts nowhere.
    """
    sources = [
        {"source_id": name, "stage": "talk", "excluded": None} for name in ("H1", "H2", "G1", "H3")
    ]
    speakers = [
        {"source_id": name, "speaker": speaker, "respondent_id": who}
        for name, speaker, who in (
            *(("H1", "P", "Ann"), ("H2", "P", "Ann")),
            *(("G1", "P1", "Bo"), ("G1", "P2", "Cy"), ("H3", "P", "Di")),
        )
    ]
    segments = [
        segment("H1", 0, (0, 20), "I", "interviewer"),
        segment("H1", 1, (20, 60), "P"),
        segment("H2", 0, (0, 40), "P"),
        segment("G1", 0, (0, 40), "P1"),
        segment("G1", 1, (40, 80), "P2"),
        segment("H3", 0, (0, 40), "P"),
    ]
    codings = [
        coding("people", "H1", "company", (20, 35)),
        coding("people", "H2", "company", (0, 40)),
        coding("people", "G1", "company", (0, 40)),
        coding("people", "G1", "company", (40, 80)),
        coding("people", "G1", "food", (40, 80), "rejected"),
        coding("machine", "H1", "company", (30, 60), "open"),
        coding("machine", "H2", "company", (0, 40), "rejected"),
        coding("machine", "G1", "company", (0, 40), "open"),
        coding("machine", "G1", "food", (40, 80), "open"),
        coding("machine", "H3", "food", (0, 40), "open"),
    ]
    proposals = [
        proposal("H1-1", "company", 0.8, 0.9, (30, 60)),
        proposal("H2-0", "company", 0.2, 0.3, (0, 40)),
        proposal("G1-0", "company", 0.7, 0.8, (0, 40)),
        proposal("G1-1", "food", 0.6, 0.7, (40, 80)),
        proposal("H3-0", "food", 0.9, 0.9, (0, 40)),
    ]
    return Tables(sources, speakers, segments, proposals, codings)


READ = {"H1", "H2", "G1", "elsewhere"}


def assessed(tiny, tables, read=READ, unlooked=None):
    study = read_study(tiny)
    codebook = read_codebook(study.path(study.codebook))
    both, rows, bins = assess(tables, study, codebook, read, unlooked)
    to_arrow(rows, ACCURACY)
    to_arrow(bins, RELIABILITY)
    found = {(r["level"], r["stage"], r["code"], r["measure"]): r["value"] for r in rows}
    return both, rows, bins, found


def test_only_sources_read_wholly_are_compared_and_only_respondents_words(tiny, tables):
    both, rows, _, found = assessed(tiny, tables)
    assert both.sources == ["G1", "H1", "H2"]
    over = {(r["level"], r["measure"]): (r["n"], r["positives"]) for r in rows if not r["code"]}
    assert over["passage", "recall"] == (4 * 2, 4)
    assert over["source", "recall"] == (3 * 2, 3)
    assert found["passage", "", "", "precision"] == round(2 / 3, 4)
    assert found["passage", "", "", "recall"] == 2 / 4
    assert found["source", "", "", "precision"] == round(2 / 3, 4)
    assert found["source", "", "company", "recall"] == round(2 / 3, 4)


def test_a_code_born_after_a_source_was_read_is_not_compared_there(tiny, tables):
    _, rows, _, found = assessed(tiny, tables, unlooked={"H1": {"company": ""}})
    over = {(r["level"], r["code"]): r["n"] for r in rows if r["measure"] == "recall"}
    assert (over["source", "company"], over["source", "food"]) == (2, 3)
    assert (over["passage", "company"], over["passage", "food"]) == (3, 4)
    cell = {key[3]: value for key, value in found.items() if key[1:3] == ("talk", "company")}
    everywhere = assessed(tiny, tables)[3]
    left = {key[3]: value for key, value in everywhere.items() if key[1:3] == ("talk", "company")}
    assert cell["people in sources"] == left["people in sources"] - 1
    assert cell["expected in sources"] < left["expected in sources"]


def test_cells_count_people_once_and_expect_what_probabilities_sum_to(tiny, tables):
    _, _, _, found = assessed(tiny, tables)
    cell = {name: value for (level, stage, code, name), value in found.items() if stage == "talk"
            and code == "company"}  # fmt: skip
    assert cell == {
        "people": 3,  # Ann in two interviews, Bo and Cy
        "machine": 2,
        "people in sources": 3,
        "machine in sources": 2,
        "expected in sources": 0.9 + 0.3 + 0.8,
    }
    assert found["table", "", "", "cell error"] == (1 + 1) / 2
    assert found["table", "", "company", "expected cell error"] == 1
    assert found["table", "", "food", "expected cell error"] == 0.7
    assert found["table", "", "food", "cell error in sources"] == 1


def test_where_nobody_read_anything_every_figure_is_empty_with_the_reason(tiny, tables):
    both, rows, bins, _ = assessed(tiny, tables, read=set())
    assert {row["value"] for row in rows} == {None}
    assert {row["reason"] for row in rows} == {
        "too few sources are read wholly by the policy's roles: two at least, one if unlearned"
    }
    assert bins == []
    assert summarise(rows, both, "invented") == (
        "Proposals beside people's codings (invented): 0 sources read wholly, 0 passages, 0 codes; "
        "nothing to compare yet.\n"
    )


def test_the_only_source_read_is_not_judged_by_what_was_learned_from_it(tiny, tables):
    both, rows, _, _ = assessed(tiny, tables, read={"G1"})
    assert both.sources == []
    assert {row["value"] for row in rows} == {None}
    bare = [row | {"score": None, "source_score": None} for row in tables.proposals]
    both, _, _, found = assessed(tiny, replace(tables, proposals=bare), read={"G1"})
    assert both.sources == ["G1"]
    assert found["passage", "", "", "recall"] == 1 / 2


def test_where_nothing_was_proposed_nothing_is_found_and_nothing_precise(tiny, tables):
    codings = [row for row in tables.codings if row["basis"] == "people"]
    _, rows, bins, found = assessed(tiny, replace(tables, proposals=[], codings=codings))
    assert found["passage", "", "", "recall"] == 0
    assert found["passage", "", "", "precision"] is None
    assert found["table", "", "", "expected cell error"] is None
    assert found["table", "", "company", "cell error"] == 3
    assert bins == []
    assert all(row["reason"] for row in rows if row["value"] is None)


def test_the_summary_tells_figures_with_intervals_or_why_there_are_none(tiny, tables):
    both, rows, _, _ = assessed(tiny, tables)
    lines = summarise(rows, both, "invented").splitlines()
    assert lines[0] == (
        "Proposals beside people's codings (invented): 3 sources read wholly, 4 passages, 2 codes"
    )
    assert lines[2] == "  passage x code"
    assert lines[3].startswith("    precision              0.67")
    bare = [row | {"score": None, "source_score": None} for row in tables.proposals]
    both, rows, _, _ = assessed(tiny, replace(tables, proposals=bare))
    assert "    average precision      -     (no calibrated scores yet)" in summarise(rows, both)


def test_the_plot_is_the_same_bytes_carries_the_notice_and_fits_a_column(tiny, tables):
    both, _, bins, _ = assessed(tiny, tables)
    assert [row["level"] for row in bins if row["bin"]] == ["passage", "source"]
    made = draw_reliability(bins, both, "Allotments", "invented")
    assert made == draw_reliability(bins, both, "Allotments", "invented")
    assert b"<dc:description>invented</dc:description>" in made["svg"]
    assert b"<dc:date>" not in made["svg"]
    picture = Image.open(io.BytesIO(made["png"]))
    assert picture.info["Description"] == "invented"
    assert picture.width == 8.5 / 2.54 * 300 // 1
    assert round(picture.info["dpi"][0]) == 300
    assert made["png"] != draw_reliability([], both, "Allotments", "invented")["png"]


def test_the_plots_words_are_plain_and_none_is_cut_at_its_edge(tiny, tables):
    both, _, bins, _ = assessed(tiny, tables)
    many = both.passage
    crowd = replace(many, scores=numpy.full((40, 60), 0.5), asked=numpy.ones((40, 60), bool))
    crowd = replace(crowd, proposed=crowd.asked)
    made = draw_reliability(bins, replace(both, passage=crowd), "Allotments", "invented")
    words = re.findall(r"<!-- (.*?) -->", made["svg"].decode())
    assert {"1", "10", "100", "1,000", "pairs", "share that people coded"} <= set(words)
    assert not any("$" in word for word in words)
    ink = numpy.array(Image.open(io.BytesIO(made["png"])).convert("L"))
    assert (ink[:, [0, -1]] == 255).all()
    assert (ink[[0, -1]] == 255).all()


def test_a_long_notice_makes_the_plot_higher_and_none_leaves_no_trace(tiny, tables):
    both, _, bins, _ = assessed(tiny, tables)
    heights = [
        Image.open(io.BytesIO(draw_reliability(bins, both, "Allotments", notice)["png"])).height
        for notice in ("", "invented", "invented " * 20)
    ]
    assert heights[0] == heights[1] < heights[2]


def test_the_command_writes_every_file_with_the_notice(tiny, tmp_path, capsys):
    """From a study nobody has decided on, whose machine has learned nothing."""
    from qualstage.cli import main
    from qualstage.contracts import CODINGS, PROPOSALS, SEGMENTS, SOURCES, SPEAKERS
    from qualstage.ingest import ingest_study
    from qualstage.tables import write_table

    ingested = ingest_study(read_study(tiny))
    given = {
        "sources": (ingested.sources, SOURCES),
        "speakers": (ingested.speakers, SPEAKERS),
        "segments": (ingested.segments, SEGMENTS),
        "proposals": ([], PROPOSALS),
        "codings": ([], CODINGS),
    }
    options = ["--study", str(tiny), "--output", str(tmp_path / "made")]
    for name, (rows, contract) in given.items():
        write_table(rows, contract, tmp_path / f"{name}.parquet")
        options += [f"--{name}", str(tmp_path / f"{name}.parquet")]
    assert main(["assess", *options]) == 0
    assert "(invented): 0 sources read wholly" in capsys.readouterr().out
    made = {path.name: path.read_bytes() for path in (tmp_path / "made").iterdir()}
    assert sorted(made) == [
        "accuracy.csv",
        "accuracy.parquet",
        "reliability.csv",
        "reliability.png",
        "reliability.svg",
    ]
    rows = list(csv.DictReader(io.StringIO(made["accuracy.csv"].decode("utf-8-sig"))))
    assert {row["notice"] for row in rows} == {"invented"}
    assert made["reliability.csv"].decode("utf-8-sig").strip().endswith(",notice")
