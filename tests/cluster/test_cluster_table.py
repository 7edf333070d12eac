"""`qualstage cluster --table`: topics of any table of texts."""

import csv
import io

import numpy
import pytest
import qualstage.encoders
from qualstage.cli import main
from qualstage.cluster.table import meaning_of, pieces
from test_cluster_find import ABOUT, TEXTS


def table(rows, header=("id", "comment", "person")):
    """A CSV of these rows."""
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\n").writerows([header, *rows])
    return buffer.getvalue()


COMMENTS = table([n, text, f"P{n % 12}"] for n, text in enumerate(TEXTS))


@pytest.fixture
def cluster(tmp_path, monkeypatch):
    """Run `qualstage cluster` on a table, without encoders; its exit code and what it wrote."""
    monkeypatch.setattr(qualstage.encoders, "ENCODERS", ())

    def run(content, *options):
        (tmp_path / "in.csv").write_text(content, encoding="utf-8")
        out = tmp_path / "out.csv"
        out.unlink(missing_ok=True)
        given = ["--table", str(tmp_path / "in.csv"), "--text", "comment", "--output", str(out)]
        code = main(["cluster", *given, *options])
        return code, out.read_text(encoding="utf-8-sig") if out.exists() else None

    return run


def rows_of(written):
    return list(csv.DictReader(io.StringIO(written)))


def test_texts_get_topics_behind_their_columns_which_stay_as_they_are(cluster):
    code, written = cluster(COMMENTS, "--k", "3")
    rows = rows_of(written)
    assert code == 0
    assert [row["comment"] for row in rows] == TEXTS
    assert list(rows[0])[3:] == ["topic", "topic_label", "topic_strength", "nearest_topic"]
    pairs = {(row["topic"], about) for row, about in zip(rows, ABOUT, strict=True)}
    assert len(pairs) == 3


def test_topics_are_told_with_how_far_they_come_again(cluster, capsys, tmp_path):
    topics = tmp_path / "topics.csv"
    assert cluster(COMMENTS, "--k", "3", "--topics", str(topics))[0] == 0
    told = capsys.readouterr().err
    assert "cluster: 3 topics; resamples agree 1.00 (adjusted Rand index); written to" in told
    rows = rows_of(topics.read_text(encoding="utf-8-sig"))
    assert [row["topic"] for row in rows] == ["1", "2", "3", "0"]
    assert {row["verdict"] for row in rows[:3]} == {"steady"}
    assert (rows[3]["label"], rows[3]["texts"]) == ("no topic", "0")


def test_the_same_table_gives_the_same_bytes_in_any_number_of_processes(cluster):
    assert cluster(COMMENTS, "--jobs", "1")[1] == cluster(COMMENTS, "--jobs", "2")[1]


def test_an_empty_text_has_no_topic(cluster):
    code, written = cluster(COMMENTS + '60," ",P1\n', "--k", "3")
    last = rows_of(written)[-1]
    assert (code, last["topic"], last["topic_label"], last["nearest_topic"]) == (
        *(0, "0"),
        *("no topic", "0"),
    )


def test_rows_of_one_group_are_resampled_together(cluster, capsys):
    assert cluster(COMMENTS, "--k", "3", "--group", "person")[0] == 0
    assert "comes again" in capsys.readouterr().err


def refused(cluster, capsys, content, *options):
    """What is said when a table cannot be used; nothing is written."""
    assert cluster(content, *options) == (1, None)
    return capsys.readouterr().err


def test_a_table_without_the_column_is_refused(cluster, capsys):
    told = refused(cluster, capsys, COMMENTS.replace("comment", "remark", 1))
    assert "it has no column 'comment'." in told
    assert "Name the columns in the first line; found: id, remark, person." in told


def test_columns_that_would_stand_twice_and_impossible_numbers_are_told_at_once(cluster, capsys):
    told = refused(cluster, capsys, COMMENTS.replace("person", "topic", 1), "--k", "61")
    assert "columns of these names are to be written, and it has them already: 'topic'." in told
    assert "61 topics are asked for, of 60 texts." in told


def test_too_few_texts_are_refused(cluster, capsys, tmp_path):
    told = refused(cluster, capsys, table([[n, text, ""] for n, text in enumerate(TEXTS[:9])]))
    assert told == (
        f"{tmp_path / 'in.csv'} cannot be used: 1 problem.\n\n"
        "  column 'comment'\n"
        "      only 9 texts say enough to be clustered.\n"
        "      Topics need 10 at least; more count if --shortest is lower.\n\n"
        "Nothing was written.\n"
    )


def test_what_is_given_is_never_overwritten(tmp_path, capsys):
    path = tmp_path / "in.csv"
    path.write_text(COMMENTS, encoding="utf-8")
    given = ["cluster", "--table", str(path), "--text", "comment"]
    assert main([*given, "--output", str(path)]) == 1
    assert main([*given, "--output", str(tmp_path / "o.csv"), "--topics", str(path)]) == 1
    assert capsys.readouterr().err.count("it would overwrite what it is given.") == 2
    assert path.read_text(encoding="utf-8") == COMMENTS


def test_the_command_says_what_it_needs(capsys):
    assert main(["cluster", "--table", "x.csv"]) == 1
    assert "it needs a table of texts and a file to write, or a study." in capsys.readouterr().err


def test_a_long_text_is_divided_between_sentences_and_its_words_are_all_there():
    text = " ".join(f"This is sentence number {n} of many." for n in range(60))
    found = pieces(text)
    assert " ".join(found) == text
    assert all(piece.endswith(".") and len(piece.split()) <= 120 for piece in found)
    assert pieces("word " * 300) == [
        "word " * 119 + "word",
        "word " * 119 + "word",
        ("word " * 60)[:-1],
    ]
    assert pieces("") == [""]


def test_a_long_text_means_what_its_pieces_mean_on_average():
    long = " ".join(["The bus was late, and it rained."] * 30 + ["We bake bread."] * 90)
    assert len(pieces(long)) == 5
    whole, of_pieces = meaning_of([long, ""], 1), meaning_of(pieces(long), 1)
    for name, vectors in whole.items():
        mean = of_pieces[name].mean(axis=0)
        assert vectors[0] == pytest.approx(mean / numpy.linalg.norm(mean), abs=1e-3)


def test_options_that_say_nothing_that_can_be_done_are_told_at_once(cluster, capsys, tmp_path):
    options = ["--jobs", "0", "--shortest", "-3", "--topics", str(tmp_path / "out.csv")]
    told = refused(cluster, capsys, COMMENTS, *options)
    assert "cannot be used: 3 problems." in told
    for fact in (
        "no process could do any work.",
        "no text has -3 words.",
        "it is --output as well.",
    ):
        assert fact in told


def test_what_could_not_be_done_is_told(cluster, capsys):
    texts = [text for text in TEXTS[:4] for _ in range(5)]
    content = table([[n, text, ""] for n, text in enumerate(texts)])
    assert cluster(content, "--k", "19", "--language", "zz_none")[0] == 0
    told = capsys.readouterr().err
    assert "19 topics were asked for; the others came out without a text of their own" in told
    assert "zz_none is not installed, or finds no noun phrases" in told
