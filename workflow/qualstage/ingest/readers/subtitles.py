"""Subtitles (.vtt, .srt), as video calls and transcription services write them."""

from __future__ import annotations

import re
from pathlib import Path

from qualstage.ingest.readers import Given, Line, Unreadable
from qualstage.ingest.readers.text import decode

_VOICE = re.compile(r"<v(?:\.[^ >]*)?\s+([^>]+)>")
_TAG = re.compile(r"</?[a-z][^>]*>", re.IGNORECASE)
_NOTE = re.compile(r"^NOTE\b[ \t]*\n?((?:.+\n?)*)", re.MULTILINE)


def read(path: Path) -> Given:
    """Cues as lines, each with its time; a voice tag becomes 'Speaker: words'."""
    text, encoding = decode(path.read_bytes())
    text = text.lstrip("\ufeff").replace("\r\n", "\n")
    read_cues = _vtt if path.suffix.lower() == ".vtt" else _srt
    cues, furniture = read_cues(text)
    lines = [Line(_spoken(words), time=time) for time, words in cues if _spoken(words)]
    return Given(lines=lines, furniture=furniture, encoding=encoding)


def _vtt(text: str) -> tuple[list[tuple[float, str]], list[str]]:
    import io

    import webvtt
    from webvtt.errors import MalformedCaptionError, MalformedFileError

    try:
        captions = webvtt.from_buffer(io.StringIO(text))
        cues = [(caption.start_in_seconds, caption.raw_text) for caption in captions]
    except (MalformedFileError, MalformedCaptionError) as error:
        fact = f"it is not WebVTT: {error}."
        raise Unreadable(fact, "Export it again from the program that made it.") from None
    notes = [line for note in _NOTE.findall(text) for line in note.splitlines() if line.strip()]
    return cues, notes


def _srt(text: str) -> tuple[list[tuple[float, str]], list[str]]:
    import srt

    try:
        found = list(srt.parse(text))
    except srt.SRTParseError:
        raise Unreadable(
            "it is not SubRip: the times of a cue cannot be read.",
            "Export it again from the program that made it.",
        ) from None
    return [(cue.start.total_seconds(), cue.content) for cue in found], []


def _spoken(words: str) -> str:
    """A cue's words on one line, its voice in front of them."""
    words = _VOICE.sub(lambda match: f"{match.group(1).strip()}: ", words)
    words = _TAG.sub("", words)
    for escaped, plain in (("&lt;", "<"), ("&gt;", ">"), ("&nbsp;", " "), ("&amp;", "&")):
        words = words.replace(escaped, plain)
    return " ".join(words.split())
