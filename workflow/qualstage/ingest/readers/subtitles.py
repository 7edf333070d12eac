"""Subtitles (.vtt, .srt), as video calls and transcription services write them."""

from __future__ import annotations

import re
from pathlib import Path

from qualstage.ingest.readers import Given, Line, Turn, Unreadable, is_note
from qualstage.ingest.readers.text import decode

_VOICE = re.compile(r"<v(?:\.[^ >]*)?\s+([^>]+)>")
_TAG = re.compile(r"</?[a-z][^>]*>", re.IGNORECASE)
_NOTE = re.compile(r"^NOTE\b[ \t]*\n?((?:.+\n?)*)", re.MULTILINE)


def read(path: Path) -> Given:
    """
    Cues with their times: turns where voice tags say who speaks, else lines.

    A turn may run over several cues; those of one speaker that follow each other are one turn.
    """
    text, encoding = decode(path.read_bytes())
    text = text.lstrip("\ufeff").replace("\r\n", "\n")
    read_cues = _vtt if path.suffix.lower() == ".vtt" else _srt
    cues, furniture = read_cues(text)
    if any(_VOICE.search(words) for _, words in cues):
        return Given(turns=_voiced(cues), furniture=furniture, encoding=encoding, cues=True)
    lines = [Line(_spoken(words), time=time) for time, words in cues if _spoken(words)]
    return Given(lines=lines, furniture=furniture, encoding=encoding, cues=True)


def _voiced(cues: list[tuple[float, str]]) -> list[Turn]:
    """Turns by voice tag; a cue may hold several, and one without goes on with the last."""
    turns: list[Turn] = []
    speaking = ""
    for time, words in cues:
        # What stands before the first tag, then a voice and its words, again and again.
        before, *voices = _VOICE.split(words)
        if plain := _spoken(before):
            turns.append(Turn("" if is_note(plain) else speaking, plain, time))
        for voice, said in zip(voices[::2], voices[1::2], strict=True):
            speaking = " ".join(voice.split())
            if plain := _spoken(said):
                turns.append(Turn(speaking, plain, time))
    return turns


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
    """A cue's words on one line, without mark-up."""
    words = _TAG.sub("", words)
    for escaped, plain in (("&lt;", "<"), ("&gt;", ">"), ("&nbsp;", " "), ("&amp;", "&")):
        words = words.replace(escaped, plain)
    return " ".join(words.split())
