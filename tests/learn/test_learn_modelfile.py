"""The model as a file: the same judgements, the same bytes, and no other file taken for one."""

import json

import numpy
import pytest
from plots import coded, interviews, learned, material
from qualstage.code.judged import propose_judged
from qualstage.errors import QualstageError
from qualstage.learn.modelfile import FORMAT, read_model, write_model


@pytest.fixture(scope="module")
def talks():
    segments, voiced = interviews(6)
    return coded(segments, voiced), material(interviews(8)[0])


@pytest.mark.parametrize("given", [True, False], ids=["coded", "codebook alone"])
def test_a_model_read_again_proposes_the_same_and_is_written_the_same(tmp_path, talks, given):
    part, passages = talks
    model = learned(*([part] if given else []))
    write_model(model, tmp_path / "one")
    again = read_model(tmp_path / "one")
    assert len(again.folds) == len(model.folds) == (7 if given else 0)
    assert again.learned_from == {"from": "the plots"}
    proposed = propose_judged(model, passages, "balanced")
    assert proposed
    assert propose_judged(again, passages, "balanced") == proposed
    write_model(again, tmp_path / "two")
    assert (tmp_path / "two").read_bytes() == (tmp_path / "one").read_bytes()


def test_learning_twice_gives_the_same_bytes(tmp_path, talks):
    for name in ("one", "two"):
        write_model(learned(talks[0]), tmp_path / name)
    assert (tmp_path / "two").read_bytes() == (tmp_path / "one").read_bytes()


def empty(path):
    path.write_bytes(b"")


def text(path):
    path.write_text("a model, they said")


def array(path):
    with path.open("wb") as file:
        numpy.save(file, numpy.zeros(3))


def other_arrays(path):
    with path.open("wb") as file:
        numpy.savez(file, header=numpy.frombuffer(b"[1]", numpy.uint8))


def later_format(path):
    header = json.dumps({"format": FORMAT + 1}).encode()
    with path.open("wb") as file:
        numpy.savez(file, header=numpy.frombuffer(header, numpy.uint8))


def cut_short(path):
    write_model(learned(), path)
    path.write_bytes(path.read_bytes()[:-500])


def spoilt(path):
    write_model(learned(), path)
    content = bytearray(path.read_bytes())
    content[200:240] = bytes(40)
    path.write_bytes(bytes(content))


@pytest.mark.parametrize(
    "make", [empty, text, array, other_arrays, later_format, cut_short, spoilt]
)
def test_a_file_that_is_no_model_is_refused(tmp_path, make):
    path = tmp_path / "model.npz"
    make(path)
    with pytest.raises(QualstageError) as error:
        read_model(path)
    assert str(error.value) == (
        f"{path} cannot be used: 1 problem.\n\n"
        "  file\n"
        "      it is no model, a damaged one, or one of another version.\n"
        "      Delete it and run again.\n\n"
        "Nothing was written."
    )
