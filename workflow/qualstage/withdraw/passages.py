"""
Where a person's words stand in files: by what six words in a row are theirs alone.

Words are compared without capitals and marks, so that quotation marks, line ends and the marks of
Word, HTML or XML between them do not matter. What several sources say tells of nobody.
"""

from __future__ import annotations

import csv
import html
import io
import re
import unicodedata
import zipfile
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path
from typing import Any

RUN = 6
"""Words in a row that are looked for; fewer of them anybody may say."""

_WORD = re.compile(r"[^\W_]+(?:['’‘ʼ′][^\W_]+)*")
_APOSTROPHES = str.maketrans("", "", "'’‘ʼ′")
_FORMAT = re.compile(r"<w:[rp]Pr>.*?</w:[rp]Pr>", re.DOTALL)
_INLINE = re.compile(
    r"</?(?:[a-z]+:)?(?:a|b|i|u|em|strong|span|mark|code|su[bp]|r|t)(?:\s[^>]*)?/?>"
)
_TAG = re.compile(r"<[^>]+>")
_ZIPPED = (".docx", ".xlsx", ".odt", ".ods", ".pptx", ".odp", ".qdpx", ".zip", ".epub")
_MARKED_UP = (".html", ".htm", ".xml", ".svg", ".qdc", ".qde")
_PACKED = 20_000_000
"""Bytes of a file, unpacked, beyond which it is not searched."""

Run = tuple[str, ...]


class NotSearched(Exception):
    """A file whose words cannot be seen."""


def own_runs(theirs: Iterable[str], others: Iterable[str]) -> frozenset[Run]:
    """The runs of words that are in some of their texts and in none of the others'."""
    runs = {run for text in theirs for _, run in _runs(_composed(text))}
    for text in others:
        runs.difference_update(run for _, run in _runs(_composed(text)))
    return frozenset(runs)


def lines_with(text: str, runs: Collection[Run]) -> list[int]:
    """The lines of a text in which some of the runs of words begin, from 1."""
    text = _composed(text)
    found = [at for at, run in _runs(text) if run in runs]
    return sorted({text.count("\n", 0, at) + 1 for at in found})


def lines_naming(text: str, name: str, is_csv: bool = False) -> list[int]:
    """
    The lines of a text that hold a name as a word of its own, from 1.

    A name of one or two letters may be anything: of these only cells of a CSV are told, by the line
    on which the row ends.
    """
    if is_csv:
        delimiter = max(",;\t", key=text.partition("\n")[0].count)
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
        return [reader.line_num for row in reader if name in (cell.strip() for cell in row)]
    if len(name) < 3:
        return []
    named = re.compile(rf"(?<![\w-]){re.escape(name)}(?![\w-])")
    return [number for number, line in enumerate(text.split("\n"), start=1) if named.search(line)]


def text_of(path: Path) -> str:
    """
    The words of any file, as far as they can be seen; its lines as they are if it is plain text.

    Raises:
        NotSearched: they cannot be.
    """
    ending = path.suffix.lower()
    try:
        if path.stat().st_size > _PACKED:
            raise NotSearched
        if ending in _ZIPPED:
            return "\n".join(_of_archive(path))
        if ending == ".parquet":
            return "\n".join(_of_parquet(path))
        if ending in (".pdf", ".rtf"):
            return _as_transcript(path)
        return _decoded(path.read_bytes(), ending)
    except NotSearched:
        raise
    except Exception as error:  # whatever a reader makes of a damaged file
        raise NotSearched from error


def spoken_in(path: Path) -> str:
    """The words of a transcript, as they are read into the study; or else as they can be seen."""
    try:
        return _as_read(path)
    except Exception:  # whatever a reader makes of a damaged file, or of one without speakers
        return text_of(path)


def _runs(text: str) -> Iterator[tuple[int, Run]]:
    found = [*_WORD.finditer(text)]
    words = [match[0].translate(_APOSTROPHES).casefold() for match in found]
    for first in range(len(words) - RUN + 1):
        yield found[first].start(), tuple(words[first : first + RUN])


def _composed(text: str) -> str:
    return unicodedata.normalize("NFC", text)


def _of_archive(path: Path) -> Iterator[str]:
    with zipfile.ZipFile(path) as archive:
        if sum(one.file_size for one in archive.infolist()) > _PACKED:
            raise NotSearched
        for one in archive.infolist():
            if Path(one.filename).suffix.lower() in (".xml", ".qde", ".txt", ".html", ".rels"):
                yield _without_tags(archive.read(one).decode("utf-8", "replace"))


def _of_parquet(path: Path) -> Iterator[str]:
    import pyarrow.parquet

    for row in pyarrow.parquet.read_table(path, partitioning=None).to_pylist():
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


def _as_transcript(path: Path) -> str:
    from qualstage.ingest.readers import read

    given = read(path)
    turns = [f"{turn.speaker}: {turn.words}" for turn in given.turns or ()]
    return "\n".join([*given.furniture, *turns, *(line.text for line in given.lines)])


def _as_read(path: Path) -> str:
    from qualstage.ingest import ingest_files

    (source,) = ingest_files([path]).sources
    return f"{source['front_matter']}\n{source['text']}"


def _decoded(content: bytes, ending: str) -> str:
    for encoding in ("utf-16",) if content[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig",):
        try:
            text = content.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        text = content.decode("cp1252", "replace")
    if "\0" in text:
        raise NotSearched
    return _without_tags(text) if ending in _MARKED_UP else html.unescape(text)


def _without_tags(text: str) -> str:
    """Marked-up text without marks; those within a line divide no word, all others do."""
    return html.unescape(_TAG.sub(" ", _INLINE.sub("", _FORMAT.sub("", text))))
