"""Plain text, in the encodings that word processors and transcription services write."""

from __future__ import annotations

import codecs
from pathlib import Path

from qualstage.ingest.readers import Given, Unreadable, lines_of

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def read(path: Path) -> Given:
    """Lines of a text file."""
    text, encoding = decode(path.read_bytes())
    return Given(lines=lines_of(text), encoding=encoding)


def decode(content: bytes) -> tuple[str, str]:
    """
    Text and the encoding it was in: by its mark, or UTF-8, or UTF-16 without mark, or Windows-1252.

    Raises:
        Unreadable: it is in none of them, or in two at once.
    """
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            try:
                return content.decode(encoding), encoding
            except UnicodeDecodeError as error:
                raise _mixed(content, error.start, encoding.upper()) from None
    if (utf_16 := _utf_16_without_mark(content)) is not None:
        return content.decode(utf_16), utf_16
    try:
        return content.decode("utf-8"), "utf-8"
    except UnicodeDecodeError as error:
        if _has_utf8_sequences(content):
            raise _mixed(content, error.start, "UTF-8") from None
        bad = error.start
    try:
        return content.decode("cp1252"), "cp1252"
    except UnicodeDecodeError:
        from charset_normalizer import from_bytes

        guess = from_bytes(content).best()
        if guess is None or guess.encoding.startswith("utf"):
            raise _mixed(content, bad, "any known encoding") from None
        return str(guess), guess.encoding


def _utf_16_without_mark(content: bytes) -> str | None:
    """UTF-16 shows itself by a zero in every other byte of Latin text."""
    sample = content[:2000]
    if len(sample) >= 4 and b"\x00" in sample:
        zeros = sample[1::2].count(0), sample[0::2].count(0)
        if max(zeros) > 0.3 * len(sample) / 2:
            return "utf-16-le" if zeros[0] > zeros[1] else "utf-16-be"
    return None


def _has_utf8_sequences(content: bytes) -> bool:
    """Whether some byte runs beyond ASCII are valid UTF-8: rare by chance in other encodings."""
    valid = content.decode("utf-8", errors="ignore")
    return any(ord(character) > 0x7F for character in valid)


def _mixed(content: bytes, place: int, encoding: str) -> Unreadable:
    line = content[:place].count(b"\n") + 1
    other = "" if encoding == "any known encoding" else ", though other parts are"
    fact = f"line {line} has a byte (0x{content[place]:02X}) that is not {encoding}{other}."
    remedy = (
        "Two encodings are mixed, often by pasting files together. Open it in Word or a text "
        "editor, mend the odd characters on that line, and save it as UTF-8."
    )
    return Unreadable(fact, remedy)
