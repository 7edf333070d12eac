"""
Where sentences end in transcribed talk.

By rule: after . ! ? or …, any closing marks and white space, before something that can begin a
sentence. Not after an abbreviation, an initial, or dots that only trail off into a small letter.
"""

from __future__ import annotations

import re

_BOUNDARY = re.compile(r"([.!?…]+)[\"'’”)\]]*\s+(?=[\"'‘“(\[]*([^\W_]))")
_ABBREVIATION = re.compile(
    r"\b(?:mrs?|ms|dr|prof|st|rev|sr|jr|vs|approx|e\.g|i\.e|cf)\.$", re.IGNORECASE
)
_INITIAL = re.compile(r"(?:^|[\s(])[A-Z]\.$")


def sentences(text: str) -> list[tuple[int, int]]:
    """
    Spans of the sentences of a text, white space between them left out.

    Returns:
        (start, end) in code points, half-open; they cover every word of the text.
    """
    spans = []
    start = 0
    for match in _BOUNDARY.finditer(text):
        before = text[max(start, match.start() - 12) : match.start() + 1]
        trails_off = match[1] not in (".", "!", "?") and match[2].islower()
        if trails_off or (match[1] == "." and _is_abbreviation(before)):
            continue
        end = match.end()
        while text[end - 1].isspace():
            end -= 1
        spans.append((start, end))
        start = match.end()
    if text[start:].strip():
        spans.append((start, len(text)))
    return spans


def _is_abbreviation(before: str) -> bool:
    if _INITIAL.search(before):
        # 'It was me and I. Then' ends a sentence; 'Mr J. Smith' does not.
        return not before.endswith((" I.", "(I."))
    return _ABBREVIATION.search(before) is not None
