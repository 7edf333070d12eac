"""
What people wrote beside the words: reasons and notes. They quote, and may repeat an identifier.

Of a source's identifiers, each is masked wherever a reason about the source repeats it; of a name,
each of its words, for people are called by one of them. What is about no source (codes that were
adopted, merged or split) may quote any: there, every source's are masked.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import Any

from qualstage.publish.words import apart
from qualstage.screen.parts import SHORTEST

Row = dict[str, Any]

_DAY = re.compile(r"\d{4}-\d\d-\d\d")


class Reasons:
    """
    Masks what repeats an identifier.

    Args:
        identifiers: IDENTIFIERS rows.
        read: Sources whose words were looked through for identifiers: all, if not given.
    """

    def __init__(self, identifiers: Iterable[Row], read: Collection[str] | None = None) -> None:
        self._read = read
        found: dict[str, dict[str, str]] = defaultdict(dict)
        for row in identifiers:
            kind = row["kind"].replace("_", " ")
            found[row["source_id"]][row["text"].casefold()] = kind
            if row["kind"] == "name":
                for word in re.findall(r"[^\W\d_]+", row["text"]):
                    if word[:1].isupper() and len(word) >= SHORTEST:
                        found[row["source_id"]].setdefault(word.casefold(), kind)
        self._kinds = dict(found)
        self._patterns = {source: _pattern(texts) for source, texts in found.items()}
        self._every = {text: kind for texts in found.values() for text, kind in texts.items()}
        self._any_pattern = _pattern(self._every)

    def told(self, source: str, text: str) -> str:
        """A text about a source, `[kind]` in the place of each of the source's identifiers."""
        if text and self._read is not None and source not in self._read:
            return _masked_by_rule(text)
        pattern = self._patterns.get(source)
        if pattern is None or not text:
            return text
        kinds = self._kinds[source]
        return pattern.sub(lambda match: f"[{kinds.get(match[0].casefold(), 'name')}]", text)

    def told_of_codes(self, text: str) -> str:
        """
        A text about no source, `[kind]` in the place of every source's identifiers.

        A single word of a name may be a word of ours ('hope'): it is masked where it is written
        large, or stands in the name.
        """

        def mask(match: re.Match[str]) -> str:
            kind = self._every.get(match[0].casefold(), "name")
            is_word = kind == "name" and match[0].islower() and match[0].isalpha()
            return match[0] if is_word else f"[{kind}]"

        return self._any_pattern.sub(mask, text) if self._every else text

    def repeats(self, source: str, text: str) -> bool:
        """Whether a text repeats an identifier of a source."""
        return self.told(source, text) != text


def _masked_by_rule(text: str) -> str:
    """
    A text about a source that has no words to look through: it is left out, or is gone.

    Whom it may name is not known, so that what looks like a name, a number or an address is masked.
    """
    from qualstage.screen.patterns import find_by_rule, find_in_heading

    found = (place[:3] for place in (*find_by_rule(text, ""), *find_in_heading(text)))
    for start, end, kind in reversed(apart(found)):
        if not _DAY.fullmatch(text[start:end]):
            text = f"{text[:start]}[{kind.replace('_', ' ')}]{text[end:]}"
    return text


def _pattern(texts: Iterable[str]) -> re.Pattern[str]:
    longest_first = sorted(texts, key=lambda text: (-len(text), text))
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest_first))})(?!\w)", re.IGNORECASE)
