"""Plain text, in the encodings that word processors and transcription services write."""

from __future__ import annotations

import codecs
import re
from pathlib import Path

from qualstage.errors import lines_listed
from qualstage.files import lines_not_utf8
from qualstage.ingest.readers import Given, Unreadable, lines_of

CERTAIN = frozenset(["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"])
"""Encodings a text shows by itself, and the one of almost every old Windows file."""

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_OTHER_KINDS = ((b"PK\x03\x04", "a Word file or a workbook"), (b"%PDF", "a PDF"))
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1b]")
_STRAY, _STRAY_SHARE = 2, 0.01
"""Control characters that a text may have all the same, and their share of a long one."""


def read(path: Path) -> Given:
    """Lines of a text file."""
    text, encoding = decode(path.read_bytes())
    return Given(lines=lines_of(text), encoding=encoding)


def decode(content: bytes) -> tuple[str, str]:
    """
    Text and the encoding it was in: by its mark, or UTF-8, or UTF-16 without mark, or Windows-1252.

    Any other is guessed; it is none of CERTAIN.

    Raises:
        Unreadable: it is in none of them, or in two at once, or it is no text.
    """
    for start, kind in _OTHER_KINDS:
        if content.startswith(start):
            raise Unreadable(f"it is {kind}, not text.", "Give it the ending of its format.")
    encoding = next((name for mark, name in _MARKS if content.startswith(mark)), None)
    if encoding is None and (encoding := _utf_16_without_mark(content)) is None:
        _refuse_binary(content.decode("latin-1"))
        return _decode_unmarked(content)
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        if encoding == "utf-8-sig":
            raise _mixed(content, error.start, "UTF-8") from None
        raise _binary() from None
    _refuse_binary(text)
    return text, encoding


def _decode_unmarked(content: bytes) -> tuple[str, str]:
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
        # Of encodings that give the very same text, the usual one is named.
        usual = "mac_roman" if "mac_roman" in guess.could_be_from_charset else guess.encoding
        return str(guess), usual


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


def _refuse_binary(text: str) -> None:
    found = sum(1 for _ in _CONTROL.finditer(text))
    if found > max(_STRAY, _STRAY_SHARE * len(text)):
        raise _binary()


def _binary() -> Unreadable:
    return Unreadable(
        "it is not text: it holds bytes that no text has.",
        "Give it the ending of its format, or restore it from a copy.",
    )


def _mixed(content: bytes, place: int, encoding: str) -> Unreadable:
    """What is said of a file with letters of another encoding: every line that has them."""
    lines = lines_not_utf8(content) if encoding == "UTF-8" else []
    if len(lines) > 1:
        fact = f"{lines_listed(lines)} have bytes that are not UTF-8, though other parts are."
    else:
        line = content[:place].count(b"\n") + 1
        other = "" if encoding == "any known encoding" else ", though other parts are"
        fact = f"line {line} has a byte (0x{content[place]:02X}) that is not {encoding}{other}."
    remedy = (
        "Two encodings are mixed, often by pasting files together. Open it in Word or a text "
        f"editor, mend the odd characters on {'those lines' if len(lines) > 1 else 'that line'}, "
        "and save it as UTF-8."
    )
    return Unreadable(fact, remedy)
