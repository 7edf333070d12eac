"""Learning from any coded table, and coding another."""

import csv

import numpy
import pytest
from qualstage.cli import main
from qualstage.learn.coded_table import Coded, TableCoder
from qualstage.learn.rows import distinct_rows, groups_left_out, sample_rows, words_of
from qualstage.learn.said import said_of

KIND = ["The nurse was kind", "Kind and caring staff", "Such a kind doctor", "They were kind to me"]
LATE = ["We waited for hours", "I waited three hours", "The wait was hours long", "Waited all day"]
OTHER = ["The car park is by the river", "Soup on Tuesdays"]


def table(rows, header=("id", "text", "kindness", "waiting"), delimiter=","):
    """A CSV of these rows."""
    lines = [header, *rows]
    return "".join(delimiter.join(map(str, line)) + "\n" for line in lines)


def taught():
    """Rows of a coded table: id, text, kindness, waiting."""
    rows = [(text, 1, 0) for text in KIND] + [(text, 0, 1) for text in LATE]
    rows += [(text, 0, 0) for text in OTHER]
    return [(f"r{number}", *row) for number, row in enumerate(rows)]


@pytest.fixture
def learn(tmp_path, monkeypatch):
    """Run `qualstage learn` on two tables, without encoders; its exit code and what it wrote."""
    monkeypatch.setattr("qualstage.encoders.installed", tuple)

    def run(train, predict, *options):
        for name, content in (("train.csv", train), ("new.csv", predict)):
            content = content if isinstance(content, bytes) else content.encode()
            (tmp_path / name).write_bytes(content)
        paths = ["--train", tmp_path / "train.csv", "--predict", tmp_path / "new.csv"]
        written = tmp_path / "coded.csv"
        words = ["learn", *paths, "--output", written, *options]
        code = main([str(word) for word in words])
        return code, written.read_text("utf-8-sig") if written.exists() else ""

    return run


def rows_of(written):
    return list(csv.DictReader(written.splitlines()))


def test_new_texts_get_the_codes_of_texts_like_them(learn):
    _, written = learn(table(taught()), table([("Kind nurse",), ("hours of waiting",)], ["text"]))
    kind, late = rows_of(written)
    assert (kind["kindness"], kind["waiting"]) == ("1", "0")
    assert (late["kindness"], late["waiting"]) == ("0", "1")
    assert float(kind["kindness_score"]) > float(kind["waiting_score"])


def test_columns_of_the_new_table_stay_as_they_are_and_codes_and_scores_follow(learn):
    new = 'ward , text,note\n 7," Kind, nurse ",\n'
    _, written = learn(table(taught()), new)
    header, row = csv.reader(written.splitlines())
    names = ["kindness", "waiting", "kindness_score", "waiting_score"]
    assert header == ["ward ", " text", "note", *names]
    assert row[:3] == [" 7", " Kind, nurse ", ""]
    assert all(len(score.partition(".")[2]) == 4 for score in row[-2:])


def test_a_table_divided_by_semicolons_is_written_so(learn):
    _, written = learn(table(taught()), table([("a", "kind")], ["id", "text"], ";"))
    assert written.splitlines()[0] == "id;text;kindness;waiting;kindness_score;waiting_score"


def test_the_same_tables_give_the_same_bytes(learn):
    new = table([(text,) for text in KIND + OTHER], ["text"])
    assert learn(table(taught()), new) == learn(table(taught()), new)


def test_empty_and_foreign_texts_get_scores(learn):
    _, written = learn(table(taught()), "text,n\n,1\n私は待った,2\n...,3\n")
    assert [0 <= float(row["waiting_score"]) <= 1 for row in rows_of(written)] == [True] * 3


def test_a_text_that_people_coded_is_coded_as_they_did(learn):
    rows = [*taught(), *((f"n{i}", "Did not answer", 0, 0) for i in range(5)), ("x", "n/a", 1, 1)]
    _, written = learn(table(rows), table([("did not answer.",), ("n/a",)], ["text"]))
    unanswered, marked = rows_of(written)
    assert (unanswered["kindness"], unanswered["waiting"]) == ("0", "0")
    assert (marked["kindness"], marked["waiting"]) == ("1", "1")


@pytest.mark.parametrize("rows", [taught()[:1], [*taught()[:1], *taught()[4:5]], taught()[:4]])
def test_one_example_of_a_code_is_enough_to_run(learn, rows):
    code, written = learn(table(rows), table([(rows[0][1],), ("Soup",)], ["text"]))
    assert code in (None, 0)
    assert rows_of(written)[0]["kindness"] == "1"


def test_aims_ask_for_more_or_fewer_codes(learn):
    new = table([(text,) for text in ["kind", "a wait", *OTHER, "nurse", "hours"]], ["text"])
    marks = {
        aim: sum(int(row["kindness"]) for row in rows_of(learn(table(taught()), new, *with_aim)[1]))
        for aim, with_aim in (
            ("screening", ["--aim", "screening"]),
            ("accepting", ["--aim", "accepting"]),
        )
    }
    assert marks["screening"] >= marks["accepting"]


def test_codebook_texts_and_indicators_code_what_no_example_shows(learn, tmp_path):
    rows = [(*row, int(row[0] == "r8")) for row in taught()]
    (tmp_path / "codebook.yaml").write_text(CODEBOOK)
    new = table([("No space for my lorry in the garage",), ("A kind nurse",)], ["text"])
    header = ("id", "text", "kindness", "waiting", "Parking")
    without = rows_of(learn(table(rows, header), new)[1])
    given = rows_of(learn(table(rows, header), new, "--codebook", tmp_path / "codebook.yaml")[1])
    gain = [
        float(with_it["Parking_score"]) - float(row["Parking_score"])
        for with_it, row in zip(given, without, strict=True)
    ]
    assert gain[0] > gain[1]


CODEBOOK = """\
title: What patients say
concepts: [{label: Place, definition: Where it is}]
codes:
  parking:
    label: Parking
    concept: Place
    definition: Where to leave a lorry or car.
    use_when: Space in the garage is spoken of.
    not_when: A bus is.
    typical: [There was no space to park my car.]
    indicators: [lorry|car]
    stages: [interviews]
  waiting:
    label: Time waited
    concept: Place
    definition: Waiting.
    use_when: A wait is spoken of.
    not_when: No wait is.
    close_but_no: [The weight of it]
"""


def test_what_is_learned_from_is_told(learn, capsys, tmp_path):
    (tmp_path / "codebook.yaml").write_text(CODEBOOK)
    rows = [(*row, 0) for row in taught()]
    header = ("id", "text", "kindness", "waiting", "unused")
    learn(table(rows, header), "text\nkind\n", "--codebook", tmp_path / "codebook.yaml")
    told = capsys.readouterr().err
    assert "10 rows, 3 codes: kindness, waiting, unused" in told
    assert "not learned from, for they hold more than 1 and 0: id" in told
    assert "no row has 'unused'" in told
    assert "not in the codebook, so known by their names: kindness, unused" in told
    assert "in the codebook, but no column is called so: parking" in told


def refused(learn, capsys, train, predict="text\nkind\n", *options):
    """What is said when the tables cannot be used; nothing is written."""
    code, written = learn(train, predict, *options)
    assert (code, written) == (1, "")
    return capsys.readouterr().err


def test_a_table_without_texts_is_refused(learn, capsys):
    told = refused(learn, capsys, "id,words,kind\n1,kind,1\n")
    assert "it has no column 'text'." in told
    assert "found: id, words, kind." in told


def test_a_table_without_codes_is_refused(learn, capsys):
    assert "no column is a code" in refused(learn, capsys, "id,text\na,kind\n")


def test_a_table_in_which_no_row_has_a_code_is_refused(learn, capsys):
    assert "nothing to learn from" in refused(learn, capsys, "text,kind\na,0\nb,0\n")


def test_slips_in_a_column_of_codes_are_named_with_their_lines(learn, capsys):
    rows = [(f"text {number}", 1, int(number > 3)) for number in range(20)]
    rows[4] = ("text 4", "yes", 1)
    rows[7] = ("text 7", "", 0)
    told = refused(learn, capsys, table(rows, ["text", "kind", "late"]))
    assert "lines 6 and 9" in told
    assert "column 'kind' holds 1 and 0, and here something else: '', 'yes'." in told


def test_columns_that_would_stand_twice_are_refused(learn, capsys):
    new = "text,kindness,waiting_score\nkind,1,0.5\n"
    told = refused(learn, capsys, table(taught()), new)
    assert "it has them already: 'kindness', 'waiting_score'." in " ".join(told.split())


def test_a_table_that_is_not_utf8_is_refused_with_the_line(learn, capsys):
    told = refused(learn, capsys, "text,kind\nsüß,1\n".encode("cp1252"))
    assert "line 2" in told
    assert "not UTF-8" in told


def test_a_group_that_is_no_column_and_an_unknown_aim_are_refused(learn, capsys):
    told = refused(learn, capsys, table(taught()), "text\nkind\n", "--group", "person")
    assert "it has no column 'person'." in told
    told = refused(learn, capsys, table(taught()), "text\nkind\n", "--aim", "best")
    assert "there is no aim 'best'" in told


def test_the_groups_column_is_no_code(learn):
    rows = [(number % 2, *row[1:]) for number, row in enumerate(taught())]
    header = ("person", "text", "kindness", "waiting")
    _, written = learn(table(rows, header), "text\nkind\n", "--group", "person")
    assert list(rows_of(written)[0])[1:3] == ["kindness", "waiting"]


def test_texts_with_the_same_words_are_left_out_together():
    words = [words_of(text) for text in ("Nothing.", "nothing ", "All good")]
    first, second, third = groups_left_out(words, [""] * 3)
    assert first == second != third


def test_words_that_several_persons_share_join_no_persons():
    words = ["no", "the wait", "no", "the food", "the food "]
    groups = groups_left_out([words_of(w) for w in words], ["anna", "anna", "ben", "ben", "ben"])
    assert groups == ["words no", "group anna", "words no", "group ben", "group ben"]


def test_of_rows_alike_in_words_and_codes_one_is_learned_from():
    voiced = numpy.array([[1, 0], [1, 0], [0, 0], [1, 0]], bool)
    assert distinct_rows(["a", "a", "a", "b"], [""] * 4, voiced).tolist() == [0, 2, 3]


def test_a_sample_keeps_all_of_rare_codes_and_stands_for_the_rest():
    voiced = numpy.zeros((1000, 2), bool)
    voiced[:900, 0] = True
    voiced[990:, 1] = True
    rows, counts = sample_rows(voiced, 100)
    assert len(rows) == 100
    assert set(range(990, 1000)) <= set(rows.tolist())
    assert counts[rows >= 990].tolist() == [1.0] * 10
    assert counts.sum() == pytest.approx(1000, rel=0.1)
    assert sample_rows(voiced, 100)[0].tolist() == rows.tolist()


def coder_of(texts, voiced, most=6000):
    said = said_of(["kindness", "waiting"], None, "en")
    coded = Coded(["kindness", "waiting"], texts, numpy.array(voiced, bool), [""] * len(texts))
    return TableCoder(coded, said, lambda texts: {}, most)


def test_no_more_rows_are_learned_from_than_allowed():
    texts = [f"{word} number {n}" for n in range(40) for word in ("kind", "wait")]
    coder = coder_of(texts, [[1, 0], [0, 1]] * 40, most=32)
    assert (coder.distinct, coder.learned) == (80, 30)
    scores = coder.log_odds(["kind number", "wait number"])
    assert scores[0, 0] > scores[0, 1]
    assert scores[1, 1] > scores[1, 0]


def test_repeating_a_row_changes_nothing_for_other_texts():
    texts, voiced = KIND + LATE, [[1, 0]] * 4 + [[0, 1]] * 4
    once = coder_of(texts, voiced).log_odds(["a kind nurse"])
    again = coder_of(texts + KIND[:1] * 20, voiced + [[1, 0]] * 20).log_odds(["a kind nurse"])
    assert once == pytest.approx(again)


def test_no_text_is_judged_by_itself_when_evidence_is_weighed():
    texts = [*KIND, *LATE, "Zebra", "zebra."]
    voiced = [[1, 0]] * 4 + [[0, 1]] * 4 + [[1, 0], [1, 1]]
    coder = coder_of(texts, voiced)
    # Its words stand in no other row: left out, 'zebra' is like no kindness that is known.
    assert coder._left_out["zebra"][0] < coder._left_out[words_of(KIND[1])][0]


def test_two_columns_of_one_code_are_refused(learn, capsys, tmp_path):
    (tmp_path / "codebook.yaml").write_text(CODEBOOK)
    train = table([("a car", 1, 0), ("b", 0, 1)], ["text", "parking", "Parking"])
    told = refused(learn, capsys, train, "text\na\n", "--codebook", tmp_path / "codebook.yaml")
    assert "the columns 'parking' and 'Parking' are both its code 'parking'." in told


def test_what_is_given_is_never_overwritten(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "train.csv").write_text(table(taught()))
    (tmp_path / "new.csv").write_text("text\nKind nurse\n")
    for output in ("train.csv", "./new.csv"):
        before = (tmp_path / output).read_bytes()
        assert (
            main(["learn", "--train", "train.csv", "--predict", "new.csv", "--output", output]) == 1
        )
        assert "it would overwrite what it is given." in capsys.readouterr().err
        assert (tmp_path / output).read_bytes() == before


def test_where_nothing_is_said_nothing_is_voiced(learn):
    _, written = learn(table(taught()), 'text\n""\nKind nurse\n')
    empty, kind = rows_of(written)
    assert (empty["kindness"], empty["waiting"], empty["kindness_score"]) == ("0", "0", "0.0000")
    assert kind["kindness"] == "1"
