"""
One reader per format, each on a library of its own, imported when a file of the format is met.

A reader gives lines in reading order (speakers are then found by `turns.py`), or turns where the
format itself says who speaks.
"""

from __future__ import annotations

import importlib
import re
from dataclasses import dataclass, field
from pathlib import Path

from qualstage.errors import Problem

READERS = {
    ".txt": "text",
    ".md": "text",
    ".docx": "word",
    ".odt": "opendocument",
    ".rtf": "rtf",
    ".pdf": "pdf",
    ".vtt": "subtitles",
    ".srt": "subtitles",
    ".csv": "turn_table",
    ".tsv": "turn_table",
    ".xlsx": "turn_table",
}
"""File ending: module of this package with `read(path) -> Given`."""

_CONVERT = "Open it in the program that made it and save it as {}."
_OTHER_ENDINGS = {
    ".doc": _CONVERT.format(".docx"),
    ".pages": _CONVERT.format(".docx"),
    ".xls": _CONVERT.format(".xlsx"),
    ".ods": _CONVERT.format(".xlsx"),
    ".html": _CONVERT.format(".docx or .txt"),
    ".mp3": "Transcribe it first; qualstage reads transcripts.",
    ".wav": "Transcribe it first; qualstage reads transcripts.",
    ".m4a": "Transcribe it first; qualstage reads transcripts.",
    ".mp4": "Transcribe it first; qualstage reads transcripts.",
}


_NOTE = re.compile(r"\[[^\[\]]*\]|\([^()]*\)|\{[^{}]*\}|<[^<>]*>")


@dataclass(frozen=True)
class Line:
    """A line or paragraph of a transcript, and whether an empty one stands before it."""

    text: str
    after_blank: bool = False
    time: float | None = None


@dataclass(frozen=True)
class Turn:
    """One speaker's words in one go; speaker '' is a transcriber's note."""

    speaker: str
    words: str
    time: float | None = None


@dataclass
class Given:
    """
    What a file gives: lines to find turns in, or turns; what is not talk; what to look at again.

    With `cues`, a turn may be cut into several, one behind the other.
    """

    lines: list[Line] = field(default_factory=list)
    turns: list[Turn] | None = None
    furniture: list[str] = field(default_factory=list)
    encoding: str = ""
    cues: bool = False
    warnings: list[str] = field(default_factory=list)


class Unreadable(Exception):
    """A file that cannot be read, with what is the case and what mends it."""

    def __init__(self, fact: str, remedy: str) -> None:
        self.fact, self.remedy = fact, remedy
        super().__init__(fact)

    def problem(self, place: str) -> Problem:
        """The problem as a person is told it, of the file as it is called to them."""
        return Problem(place, self.fact, self.remedy)


def read(path: Path) -> Given:
    """
    Read a file by its ending.

    Raises:
        Unreadable: the file, or its format, cannot be read.
    """
    ending = path.suffix.lower()
    empty = path.stat().st_size == 0
    if path.is_dir():
        raise Unreadable("it is a folder.", f"Name the files in it, as in '{path.as_posix()}/*'.")
    known = ", ".join(READERS)
    if not ending:
        raise Unreadable(
            "its name has no ending, which would say what format it is in.",
            f"Give it the ending of its format: {known}.",
        )
    if ending not in READERS:
        remedy = _OTHER_ENDINGS.get(ending, f"Save it in one of the formats {known}.")
        raise Unreadable(f"files ending in '{ending}' cannot be read.", remedy)
    if empty:
        raise Unreadable("the file is empty (0 bytes).", "Restore it, or remove it from the study.")
    given = importlib.import_module(f"{__name__}.{READERS[ending]}").read(path)
    if not given.turns and not any(line.text.strip() for line in given.lines):
        raise Unreadable(
            "there are no words in the file.", "Restore it, or remove it from the study."
        )
    return given


def is_note(text: str) -> bool:
    """Whether a line is wholly a transcriber's note: '[laughter]', '(pause)'."""
    return _NOTE.fullmatch(text.strip()) is not None


def lines_of(text: str) -> list[Line]:
    """Lines of a plain text, empty ones turned into `after_blank`."""
    lines: list[Line] = []
    blank = False
    for raw in text.replace("\r\n", "\n").replace("\r", "\n").split("\n"):
        if raw.strip(" \t\f\v\u00a0\ufeff\u200b"):
            lines.append(Line(raw.strip(), after_blank=blank))
            blank = False
        else:
            blank = True
    return lines
