"""
Seals: by which anybody can see that an entry, or its words, are what they were when it was made.

The form that is sealed is canonical JSON (RFC 8785); a seal is its SHA-256.
"""

from __future__ import annotations

import json
from typing import Any

from qualstage.files import sha256_bytes

GENESIS = "0" * 64
"""The `prev` of a chain's first entry."""

Entry = dict[str, Any]
Words = dict[str, str]


def canonical(value: Any) -> bytes:
    """
    Canonical JSON (RFC 8785) of what a ledger holds: texts, whole numbers, null, lists, objects.

    For these the standard library's writer gives the canonical form once keys are sorted, as long
    as they are ASCII. Numbers with a fraction, whose form it would not give, are refused.

    Raises:
        ValueError: the value holds something else, or text that is not Unicode.
    """
    try:
        text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    except TypeError as error:
        raise ValueError(str(error)) from None
    if _holds_fraction(value):
        raise ValueError("a ledger holds no numbers with a fraction")
    return text.encode("utf-8")


def _holds_fraction(value: Any) -> bool:
    if isinstance(value, dict):
        return any(map(_holds_fraction, value.values()))
    if isinstance(value, list | tuple):
        return any(map(_holds_fraction, value))
    return isinstance(value, float)


def seal(entry: Entry) -> str:
    """SHA-256 of an entry without its id, in canonical JSON (RFC 8785)."""
    return sha256_bytes(canonical({k: v for k, v in entry.items() if k != "id"}))


def seal_words(salt: str, words: Words) -> str:
    """SHA-256 of salt and words in canonical JSON: says nothing of the words without the salt."""
    return sha256_bytes(canonical([salt, words]))


def fault(line: bytes, number: int, previous: str) -> str:
    """What is wrong with a line of a chain; '' when it verifies."""
    try:
        entry = json.loads(line)
        as_written = canonical(entry)
    except ValueError:
        return "the line is not whole: it is not JSON."
    if not isinstance(entry, dict) or not {"id", "prev", "seq"} <= set(entry):
        return "the line is not an entry."
    if as_written != line:
        return "the line was rewritten: it is not in canonical form."
    if entry["id"] != seal(entry):
        return "the entry was changed after it was made: its seal does not fit."
    if entry["prev"] != previous:
        return "an entry before it was removed, added or moved: the chain is broken here."
    if entry["seq"] != number - 1:
        return f"it is numbered {entry['seq']} and stands in place {number - 1}."
    return ""


def described(line: bytes | Entry) -> str:
    """What an entry is about, for people, as far as it can be read: a sentence, or ''."""
    try:
        entry = json.loads(line) if isinstance(line, bytes) else line
    except ValueError:
        return ""
    if not isinstance(entry, dict) or not entry.get("id"):
        return ""
    told = [str(entry.get("action") or "an entry")]
    told += [f"of '{entry['code']}'"] if entry.get("code") else []
    told += [f"in {entry['source']}"] if entry.get("source") else []
    told += [f"by {entry['coder']}"] if entry.get("coder") else []
    told += [f"at {entry['at']}"] if entry.get("at") else []
    return f"It reads: {' '.join(told)}, id {str(entry['id'])[:12]}."
