"""
all-MiniLM-L6-v2: word pieces, six layers, the mean of their last states.

The vocabulary beside this file is that of BERT base uncased (Devlin et al. 2019, Apache-2.0), which
the model was trained with; the package of the weights does not bring it.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy

VOCABULARY = Path(__file__).with_name("bert_uncased_vocabulary.txt")
LONGEST = 256
"""Word pieces the model was trained to read; what goes beyond is not seen."""


def load(weights: Path) -> Callable[[str], numpy.ndarray]:
    """The function that encodes a text."""
    import numpy
    import onnxruntime
    import tokenizers

    options = onnxruntime.SessionOptions()
    # One thread: shards run side by side, and the sums come out alike everywhere.
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    session = onnxruntime.InferenceSession(
        str(weights), options, providers=["CPUExecutionProvider"]
    )
    tokenizer = tokenizers.BertWordPieceTokenizer(str(VOCABULARY), lowercase=True)
    tokenizer.enable_truncation(LONGEST)

    def encode(text: str) -> numpy.ndarray:
        ids = numpy.array([tokenizer.encode(text).ids], numpy.int64)
        given = {
            "input_ids": ids,
            "attention_mask": numpy.ones_like(ids),
            "token_type_ids": numpy.zeros_like(ids),
        }
        mean = session.run(None, given)[0][0].mean(axis=0)
        return (mean / max(float(numpy.linalg.norm(mean)), 1e-9)).astype(numpy.float16)

    return encode
