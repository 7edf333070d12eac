"""The words of files of any kind, as far as they can be seen; and which cannot."""

from __future__ import annotations

import gzip
import html
import io
import re
import tarfile
import tempfile
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import Any

_FORMAT = re.compile(r"<w:[rp]Pr>.*?</w:[rp]Pr>", re.DOTALL)
_INLINE = re.compile(
    r"</?(?:[a-z]+:)?(?:a|b|i|u|em|strong|span|mark|code|su[bp]|r|t)(?:\s[^>]*)?/?>"
)
_TAG = re.compile(r"<[^>]+>")
_OFFICE = re.compile(r"\.(?:doc|dot|xls|xlt|ppt|pot)[xm]|\.o[dt][tsp]")
"""Endings of documents that are archives of their parts."""

_PICTURES = (".png", ".jpg", ".jpeg", ".gif", ".bmp", ".tif", ".tiff", ".emf", ".wmf")
_NO_WORDS = (*_PICTURES, ".ttf", ".otf", ".odttf", ".fntdata")
_NO_PART = re.compile(r"(?:^|/)(?:layout-cache|printerSettings\d*\.bin)$")
_MARKED_UP = (".html", ".htm", ".xhtml", ".xml", ".svg", ".qdc", ".qde", ".rels")
_UNREAD = (b"BZh", b"7z\xbc\xaf", b"Rar!", b"\xfd7zXZ", b"\x28\xb5\x2f\xfd", b"\xd0\xcf\x11\xe0")
"""How archives begin that are not opened, and workbooks and documents of before 2007."""

_PACKED = 20_000_000
"""Bytes of a file, unpacked, beyond which it is not searched."""

_DEPTH = 3
"""Archives within archives that are opened."""


class NotSearched(Exception):
    """A file whose words cannot be seen."""


@dataclass(frozen=True)
class Seen:
    """
    The words of a file, or of one within an archive.

    Args:
        path: Where it is; of one within an archive, as if the archive were a folder.
        text: Its words, and its lines as they are if it is plain text; None if they cannot be seen.
    """

    path: Path
    text: str | None


def seen_in(path: Path) -> list[Seen]:
    """A file's words; of an archive those of each file within it, and of archives within."""
    try:
        if path.stat().st_size > _PACKED:
            return [Seen(path, None)]
        return [*_seen(path, path.read_bytes(), _DEPTH)]
    except OSError:
        return [Seen(path, None)]


def text_of(path: Path) -> str:
    """
    The words of any file.

    Raises:
        NotSearched: none of them can be seen.
    """
    texts = [seen.text for seen in seen_in(path) if seen.text is not None]
    if not texts:
        raise NotSearched
    return "\n".join(texts)


def spoken_in(path: Path) -> str:
    """The words of a transcript, as they are read into the study; or else as they can be seen."""
    try:
        return _as_read(path)
    except Exception:  # whatever a reader makes of a damaged file, or of one without speakers
        return text_of(path)


def _seen(path: Path, content: bytes, depth: int) -> Iterator[Seen]:
    try:
        if _OFFICE.fullmatch(path.suffix.lower()):
            yield from [*_document(path, content, depth)]
            return
        if content.startswith(b"PK\x03\x04"):
            found = [*_unzipped(content)]
        elif content.startswith(b"\x1f\x8b"):
            found = [*_ungzipped(path, content)]
        elif content[257:262] == b"ustar":
            found = [*_untarred(content)]
        else:
            yield Seen(path, _words(path, content))
            return
    except Exception:  # whatever a reader makes of a damaged file
        yield Seen(path, None)
        return
    for name, within in found:
        inner = path.joinpath(*(part for part in PurePath(name).parts if part not in ("/", "..")))
        if within is None or not depth:
            yield Seen(inner, None)
        else:
            yield from _seen(inner, within, depth - 1)


def _words(path: Path, content: bytes) -> str:
    """The words of a file that is no archive of files."""
    ending = path.suffix.lower()
    if ending == ".parquet":
        return "\n".join(_of_parquet(content))
    if ending in (".pdf", ".rtf"):
        return _as_transcript(content, ending)
    return _decoded(content, ending)


def _unzipped(content: bytes) -> Iterator[tuple[str, bytes | None]]:
    """Files of a zip by name; None for one that cannot be opened."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        files = [one for one in archive.infolist() if not one.is_dir()]
        _refuse_large(sum(one.file_size for one in files))
        for one in files:
            try:
                yield one.filename, archive.read(one)
            except (RuntimeError, NotImplementedError, zipfile.BadZipFile):
                yield one.filename, None  # it needs a password, or is damaged


def _ungzipped(path: Path, content: bytes) -> Iterator[tuple[str, bytes]]:
    with gzip.open(io.BytesIO(content)) as file:
        unpacked = file.read(_PACKED + 1)
    _refuse_large(len(unpacked))
    yield path.stem if path.suffix.lower() == ".gz" else "", unpacked


def _untarred(content: bytes) -> Iterator[tuple[str, bytes]]:
    with tarfile.open(fileobj=io.BytesIO(content)) as archive:
        files = [one for one in archive.getmembers() if one.isfile()]
        _refuse_large(sum(one.size for one in files))
        for one in files:
            file = archive.extractfile(one)
            yield one.name, file.read() if file else b""


def _refuse_large(size: int) -> None:
    if size > _PACKED:
        raise NotSearched


def _document(path: Path, content: bytes, depth: int) -> Iterator[Seen]:
    """The words of all parts of a document as one text; then the parts that cannot be seen."""
    texts, unseen = [], []
    for name, part in _unzipped(content):
        if PurePath(name).suffix.lower() in _NO_WORDS or _NO_PART.search(name):
            continue
        inner = path / PurePath(name)
        for seen in [Seen(inner, None)] if part is None else _seen(inner, part, depth - 1):
            (unseen if seen.text is None else texts).append(seen)
    yield Seen(path, "\n".join(seen.text or "" for seen in texts))
    yield from unseen


def _of_parquet(content: bytes) -> Iterator[str]:
    import pyarrow.parquet

    for row in pyarrow.parquet.read_table(io.BytesIO(content)).to_pylist():
        yield from _texts(row)


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from _texts(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _texts(inner)


def _as_transcript(content: bytes, ending: str) -> str:
    from qualstage.ingest.readers import read

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, f"file{ending}")
        path.write_bytes(content)
        given = read(path)
    turns = [f"{turn.speaker}: {turn.words}" for turn in given.turns or ()]
    return "\n".join([*given.furniture, *turns, *(line.text for line in given.lines)])


def _as_read(path: Path) -> str:
    from qualstage.ingest import ingest_files

    (source,) = ingest_files([path]).sources
    return f"{source['front_matter']}\n{source['text']}"


def _decoded(content: bytes, ending: str) -> str:
    if content.startswith(_UNREAD):
        raise NotSearched
    try:
        is_wide = content[:2] in (b"\xff\xfe", b"\xfe\xff")
        text = content.decode("utf-16" if is_wide else "utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", "replace")
    if "\0" in text:
        raise NotSearched
    return _without_tags(text) if ending in _MARKED_UP else html.unescape(text)


def _without_tags(text: str) -> str:
    """Marked-up text without marks; those within a line divide no word, all others do."""
    return html.unescape(_TAG.sub(" ", _INLINE.sub("", _FORMAT.sub("", text))))
