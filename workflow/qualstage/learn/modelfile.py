"""The model as one file: arrays and a header in JSON; the same model gives the same bytes."""

from __future__ import annotations

import io
import json
import zipfile
import zlib
from dataclasses import fields
from pathlib import Path
from typing import Any

import numpy
import scipy.sparse

from qualstage.errors import Problem, QualstageError
from qualstage.learn.codebook_alone import CodebookAlone
from qualstage.learn.combine import Combination, SourceCalibration
from qualstage.learn.evidence import Scale
from qualstage.learn.model import Fold, Model
from qualstage.learn.texts import Texts, Vocabulary

FORMAT = 2
_PARTS = {"scale": Scale, "combination": Combination, "calibration": SourceCalibration}
_BY_AIM = ("thresholds", "source_thresholds")


def write_model(model: Model, path: str | Path) -> None:
    """Write the model whole or not at all."""
    from qualstage.files import write_bytes

    arrays: dict[str, Any] = {}
    header = {
        "format": FORMAT,
        "codes": model.codes,
        "encoders": model.encoders,
        "terms": model.vocabulary.terms,
        "row_texts": model.row_texts,
        "row_sources": model.row_sources,
        "fold_of_source": model.fold_of_source,
        "learned_from": model.learned_from,
        "lent_by": model.lent_by,
        "folds": len(model.folds),
    }
    arrays["header"] = numpy.frombuffer(json.dumps(header, sort_keys=True).encode(), numpy.uint8)
    for kind, rarity in sorted(model.vocabulary.rarity.items()):
        arrays[f"rarity/{kind}"] = rarity
    for kind in ("words", "characters"):
        matrix = getattr(model.rows, kind)
        for name in ("data", "indices", "indptr"):
            arrays[f"rows/{kind}/{name}"] = getattr(matrix, name)
    for name, vectors in sorted(model.rows.meaning.items()):
        arrays[f"rows/meaning/{name}"] = vectors.astype(numpy.float16)
    arrays["row_codes"], arrays["row_unlike"] = model.row_codes, model.row_unlike
    arrays["questions"] = model.questions.astype(numpy.float16)
    for number, fold in enumerate(model.folds):
        _put_fold(arrays, f"folds/{number}", fold)
    for field in fields(CodebookAlone):
        arrays[f"alone/{field.name}"] = numpy.asarray(getattr(model.alone, field.name))
    buffer = io.BytesIO()
    # Not compressed: every shard reads it, and its numbers hardly shrink.
    numpy.savez(buffer, **arrays)
    write_bytes(path, buffer.getvalue())


def _put_fold(arrays: dict[str, Any], place: str, fold: Fold) -> None:
    for name in ("coefficients", "mean", "questions", "question_mean"):
        arrays[f"{place}/{name}"] = getattr(fold, name)
    for name, kind in _PARTS.items():
        for field in fields(kind):
            value = getattr(getattr(fold, name), field.name)
            arrays[f"{place}/{name}/{field.name}"] = numpy.asarray(value)
    for name in _BY_AIM:
        for aim, values in getattr(fold, name).items():
            arrays[f"{place}/{name}/{aim}"] = values


def read_model(path: str | Path) -> Model:
    """
    Read a model.

    Raises:
        QualstageError: it is no model, or one of another version.
    """
    try:
        with numpy.load(path, allow_pickle=False) as file:
            arrays = {name: file[name] for name in file.files}
        header = json.loads(arrays["header"].tobytes())
        if header["format"] != FORMAT:
            raise KeyError
    except (OSError, ValueError, KeyError, TypeError, EOFError, zipfile.BadZipFile, zlib.error):
        fact, remedy = (
            "it is no model, a damaged one, or one of another version.",
            "Delete it and run again.",
        )
        raise QualstageError(str(path), [Problem("file", fact, remedy)]) from None
    vocabulary = Vocabulary(
        header["terms"], {kind: arrays[f"rarity/{kind}"] for kind in header["terms"]}
    )
    matrices = {kind: _matrix(arrays, kind, len(header["terms"][kind])) for kind in header["terms"]}
    meaning = {
        name: arrays[f"rows/meaning/{name}"].astype(numpy.float32) for name in header["encoders"]
    }
    alone = {field.name: arrays[f"alone/{field.name}"] for field in fields(CodebookAlone)}
    return Model(
        codes=header["codes"],
        vocabulary=vocabulary,
        encoders=header["encoders"],
        rows=Texts(matrices["words"], matrices["characters"], meaning),
        row_texts=header["row_texts"],
        row_sources=header["row_sources"],
        row_codes=arrays["row_codes"],
        row_unlike=arrays["row_unlike"],
        questions=arrays["questions"].astype(numpy.float32),
        fold_of_source=header["fold_of_source"],
        folds=[_get_fold(arrays, f"folds/{number}") for number in range(header["folds"])],
        alone=CodebookAlone(**alone),
        learned_from=header["learned_from"],
        lent_by=header["lent_by"],
    )


def _matrix(arrays: dict[str, Any], kind: str, width: int) -> scipy.sparse.csr_matrix:
    parts = [arrays[f"rows/{kind}/{name}"] for name in ("data", "indices", "indptr")]
    return scipy.sparse.csr_matrix(tuple(parts), shape=(len(parts[2]) - 1, width))


def _get_fold(arrays: dict[str, Any], place: str) -> Fold:
    def under(name: str) -> dict[str, Any]:
        prefix = f"{place}/{name}/"
        return {key.removeprefix(prefix): v for key, v in arrays.items() if key.startswith(prefix)}

    def scalars(values: dict[str, Any]) -> dict[str, Any]:
        return {key: float(v) if v.ndim == 0 else v for key, v in values.items()}

    return Fold(
        **{
            n: arrays[f"{place}/{n}"]
            for n in ("coefficients", "mean", "questions", "question_mean")
        },
        **{name: kind(**scalars(under(name))) for name, kind in _PARTS.items()},
        **{name: under(name) for name in _BY_AIM},
    )
