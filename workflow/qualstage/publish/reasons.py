"""
What people wrote beside the words: reasons and notes. They quote, and may repeat an identifier.

Of a source's identifiers, each is masked wherever a reason about the source repeats it; of a name,
each of its words, for people are called by one of them.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

Row = dict[str, Any]

_SHORTEST = 3
"""Letters of a word of a name from which on it is masked by itself; 'al' would be in every word."""


class Reasons:
    """
    Masks what repeats an identifier.

    Args:
        identifiers: IDENTIFIERS rows.
    """

    def __init__(self, identifiers: Iterable[Row]) -> None:
        found: dict[str, dict[str, str]] = defaultdict(dict)
        for row in identifiers:
            kind = row["kind"].replace("_", " ")
            found[row["source_id"]][row["text"].casefold()] = kind
            if row["kind"] == "name":
                for word in re.findall(r"[^\W\d_]+", row["text"]):
                    if word[:1].isupper() and len(word) >= _SHORTEST:
                        found[row["source_id"]].setdefault(word.casefold(), kind)
        self._kinds = dict(found)
        self._patterns = {source: _pattern(texts) for source, texts in found.items()}

    def told(self, source: str, text: str) -> str:
        """A text about a source, `[kind]` in the place of each of the source's identifiers."""
        pattern = self._patterns.get(source)
        if pattern is None or not text:
            return text
        kinds = self._kinds[source]
        return pattern.sub(lambda match: f"[{kinds.get(match[0].casefold(), 'name')}]", text)

    def repeats(self, source: str, text: str) -> bool:
        """Whether a text repeats an identifier of a source."""
        return self.told(source, text) != text


def _pattern(texts: Iterable[str]) -> re.Pattern[str]:
    longest_first = sorted(texts, key=lambda text: (-len(text), text))
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest_first))})(?!\w)", re.IGNORECASE)
