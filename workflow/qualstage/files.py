"""Files written whole or not at all, fingerprints of their bytes, and lines not UTF-8."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def replacing(path: str | Path) -> Iterator[Path]:
    """
    Give a temporary path beside `path`; put it in its place when the block succeeds.

    A process killed half-way leaves the old file, or none: never half of one.
    """
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=path.suffix)
    os.close(handle)
    temporary = Path(name)
    try:
        yield temporary
        with temporary.open("rb+") as written:
            os.fsync(written.fileno())
        # mkstemp makes files only their owner can read; results are for colleagues too.
        umask = os.umask(0)
        os.umask(umask)
        temporary.chmod(0o666 & ~umask)
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


def write_bytes(path: str | Path, content: bytes) -> None:
    """Write a file whole or not at all."""
    with replacing(path) as temporary:
        temporary.write_bytes(content)


def write_text(path: str | Path, content: str) -> None:
    """Write UTF-8 text with LF line ends, whole or not at all."""
    write_bytes(path, content.encode("utf-8"))


def sha256_bytes(content: bytes) -> str:
    """Hexadecimal SHA-256 of bytes."""
    return hashlib.sha256(content).hexdigest()


def sha256_text(text: str) -> str:
    """Hexadecimal SHA-256 of a text's UTF-8 form."""
    return sha256_bytes(text.encode("utf-8"))


def lines_not_utf8(content: bytes) -> list[int]:
    """Numbers of the lines that are not UTF-8, from 1."""
    if _is_utf8(content):
        return []
    lines = content.split(b"\n")
    return [number for number, line in enumerate(lines, start=1) if not _is_utf8(line)]


def _is_utf8(content: bytes) -> bool:
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
