"""Subtitles (.vtt, .srt), as video calls and transcription services write them."""

from __future__ import annotations

import re
from pathlib import Path

from qualstage.ingest.readers import Given, Line, Turn, Unreadable, is_note
from qualstage.ingest.readers.text import decode

_VOICE = re.compile(r"<v(?:\.[^ >]*)?\s+([^>]+)>")
_TAG = re.compile(r"</?[a-z][^>]*>", re.IGNORECASE)
_NOTE = re.compile(r"^NOTE\b[ \t]*\n?((?:.+\n?)*)", re.MULTILINE)
_ASIDE = ("NOTE", "STYLE", "REGION")
_STAMP = {".vtt": r"(?:\d+:)?\d{1,2}:\d{1,2}\.\d{1,3}", ".srt": r"\d+:\d+:\d+(?:[.,:]\d*)?"}
_EXAMPLE = {
    ".vtt": "00:00:05.500 --> 00:00:10.000",
    ".srt": "00:00:05,500 --> 00:00:10,000",
}
_ARROW = re.compile(r"-->|^\s*\d[\w.,]*:[\w:.,]*\s*(?:[-–—]+\s*>|→)")
_LETTER = re.compile(r"[^\W\d_]")


def read(path: Path) -> Given:
    """
    Cues with their times: turns where voice tags say who speaks, else lines.

    A turn may run over several cues; those of one speaker that follow each other are one turn.
    """
    text, encoding = decode(path.read_bytes())
    text = text.lstrip("\ufeff").replace("\r\n", "\n")
    cues, furniture = (_vtt if path.suffix.lower() == ".vtt" else _srt)(text)
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
    _refuse_lost(text, ".vtt")
    notes = [line for note in _NOTE.findall(text) for line in note.splitlines() if line.strip()]
    return cues, notes


def _srt(text: str) -> tuple[list[tuple[float, str]], list[str]]:
    import srt

    _refuse_lost(text, ".srt")
    try:
        found = list(srt.parse(text))
    except srt.SRTParseError as error:
        line = text.count("\n", 0, error.expected_start) + 1
        place = f" below line {line}" if line > 1 else ""
        raise Unreadable(
            f"it is not SubRip: the times of a cue{place} cannot be read.",
            "Export it again from the program that made it.",
        ) from None
    return [(cue.start.total_seconds(), cue.content) for cue in found], []


def _refuse_lost(text: str, ending: str) -> None:
    """
    Refuse cues whose times cannot be read: the libraries leave them out, and say nothing.

    Raises:
        Unreadable: every such cue, with its line.
    """
    stamp = _STAMP[ending]
    times = re.compile(rf"\s*{stamp}\s*-[ -]\s*>\s*{stamp}(?=\s|$)")
    lines = text.replace("\r", "\n").split("\n")
    lost = [i for i, line in enumerate(lines) if _ARROW.search(line) and not times.match(line)]
    if ending == ".vtt":
        lost = sorted(lost + _without_times(lines))
    if lost:
        subject = "1 cue has" if len(lost) == 1 else f"{len(lost)} cues have"
        shown = "\n".join(f"line {i + 1}: {lines[i].strip()[:60]}" for i in lost)
        raise Unreadable(
            f"{subject} no times that can be read:\n{shown}",
            f"Write them as '{_EXAMPLE[ending]}' on the line above the words, or export the file "
            "again from the program that made it.",
        )


def _without_times(lines: list[str]) -> list[int]:
    """Where words of WebVTT stand in a block without times; the first block is the header."""
    found = []
    start = lines.index("") if "" in lines else len(lines)
    while start < len(lines):
        end = next((i for i in range(start + 1, len(lines)) if not lines[i]), len(lines))
        block = lines[start + 1 : end]
        timed = next((i for i, line in enumerate(block) if _ARROW.search(line)), len(block))
        # One line before the times is the cue's name.
        untimed = block[:timed] if timed == len(block) or timed > 1 else []
        if any(map(_LETTER.search, untimed)) and not untimed[0].startswith(_ASIDE):
            found.append(start + 1)
        start = end
    return found


def _spoken(words: str) -> str:
    """A cue's words on one line, without mark-up."""
    words = _TAG.sub("", words)
    for escaped, plain in (("&lt;", "<"), ("&gt;", ">"), ("&nbsp;", " "), ("&amp;", "&")):
        words = words.replace(escaped, plain)
    return " ".join(words.split())
