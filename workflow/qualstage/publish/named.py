"""Codes' ids in what people wrote, told by what the codes are called."""

from __future__ import annotations

import re
from collections.abc import Mapping

_IN_BRACKETS = re.compile(r"(?<=\()\w+(?:, \w+)*(?=\))")


class Named:
    """
    Tells codes by their labels.

    Args:
        labels: Labels by code.
    """

    def __init__(self, labels: Mapping[str, str]) -> None:
        self._labels = labels
        # An id of one plain word may be that word: it is an id for certain only in brackets.
        ids = sorted((code for code in labels if "_" in code), key=len, reverse=True)
        self._ids = re.compile(rf"\b(?:{'|'.join(map(re.escape, ids))})\b") if ids else None

    def told(self, text: str) -> str:
        """A text with labels between quotation marks in the place of ids."""
        text = _IN_BRACKETS.sub(self._bracketed, text)
        return self._ids.sub(lambda match: self._label(match[0]), text) if self._ids else text

    def rating(self, words: str) -> str:
        """The words of a rating, which open with the id of the code that was rated."""
        code, mark, rest = words.partition(": ")
        return f"{self._labels[code]}{mark}{rest}" if mark and code in self._labels else words

    def _bracketed(self, match: re.Match[str]) -> str:
        names = match[0].split(", ")
        if not all(name in self._labels for name in names):
            return match[0]
        return ", ".join(map(self._label, names))

    def _label(self, code: str) -> str:
        return f"“{self._labels[code]}”"
