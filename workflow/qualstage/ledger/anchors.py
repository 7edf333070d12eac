"""
Finding a quotation again in a source whose words, or whose rendering, may have changed.

A selector is a text-quote selector of the W3C Web Annotation model: the exact words, some
characters before and after them, and the offsets where they stood.
"""

from __future__ import annotations

import difflib
import functools
import re
from dataclasses import dataclass

CONTEXT = 32
"""Characters kept before and after the exact words."""

_FOLDED_MARKS = str.maketrans("‘’‚‛′“”„‟″«»", '\'\'\'\'\'"""""""')
_SPACE = re.compile(r"\s+")
_WORD = re.compile(r"\w+(?:['’-]\w+)*")


@dataclass(frozen=True)
class Selector:
    """Words of a source and where they stand: code points, half-open."""

    start: int
    end: int
    exact: str
    prefix: str = ""
    suffix: str = ""


class NotAnchored(Exception):
    """The words are not there, or are there `several` times; `candidates` says what is there."""

    def __init__(self, fact: str, candidates: list[str], several: bool = False) -> None:
        self.fact = fact
        self.candidates = candidates
        self.several = several
        super().__init__(fact)


def select(text: str, start: int, end: int) -> Selector:
    """The selector of text[start:end]."""
    return Selector(
        start,
        end,
        text[start:end],
        text[max(0, start - CONTEXT) : start],
        text[end : end + CONTEXT],
    )


def anchor(text: str, selector: Selector) -> tuple[int, int]:
    """
    Where a selector's words stand in `text` now.

    Tried in order: the same offsets; the exact words; the words with quotation marks and white
    space folded. Among several places, the one whose surroundings are the selector's wins.

    Raises:
        NotAnchored: the words are not found, or several places fit equally well.
    """
    if selector.exact and text[selector.start : selector.end] == selector.exact:
        return selector.start, selector.end
    spans = find_quote(text, selector.exact)
    if len(spans) > 1 and (selector.prefix or selector.suffix):
        spans = _best_surroundings(text, spans, selector)
    if len(spans) == 1:
        return spans[0]
    if not spans:
        raise NotAnchored("its words are not in the source", nearest(text, selector.exact))
    shown = [_shown_within(text, start, end) for start, end in spans]
    raise NotAnchored(f"its words are in the source {len(spans)} times", shown, several=True)


def find_quote(text: str, quote: str) -> list[tuple[int, int]]:
    """Every place of `quote` in `text`: exactly, or else with marks and white space folded."""
    quote = quote.strip()
    if not quote:
        return []
    exact = _find_all(text, quote)
    if exact:
        return exact
    folded, places = fold_source(text)
    wanted = fold(quote)[0]
    return [
        (places[start], places[end - 1] + 1) for start, end in _find_all(folded, wanted.strip())
    ]


def nearest(text: str, quote: str) -> list[str]:
    """The passage that shares the longest run of words with the quote, to show to a person."""
    theirs, ours = ([*_WORD.finditer(given)] for given in (text, quote))
    # By words, for by letters a long transcript takes a second and more.
    matcher = difflib.SequenceMatcher(
        None, [m[0].casefold() for m in theirs], [m[0].casefold() for m in ours], autojunk=False
    )
    match = matcher.find_longest_match()
    if not match.size:
        return []
    first, last = ours[match.b], ours[match.b + match.size - 1]
    if last.end() - first.start() < min(12, len(quote) // 2 + 1):
        return []
    start = max(0, theirs[match.a].start() - first.start())
    return [_shown(text, start, min(len(text), start + len(quote)))]


def _find_all(text: str, wanted: str) -> list[tuple[int, int]]:
    spans = []
    start = text.find(wanted)
    while start >= 0:
        spans.append((start, start + len(wanted)))
        start = text.find(wanted, start + 1)
    return spans


def fold(text: str) -> tuple[str, list[int]]:
    """Text with marks and white space folded, and each of its characters' place in `text`."""
    folded: list[str] = []
    places: list[int] = []
    for place, character in enumerate(text.translate(_FOLDED_MARKS)):
        if character.isspace():
            if folded and folded[-1] == " ":
                continue
            character = " "
        folded.append(character)
        places.append(place)
    return "".join(folded), places


fold_source = functools.lru_cache(maxsize=8)(fold)
"""The same of a whole source, in which many quotations are looked for."""


def _best_surroundings(
    text: str, spans: list[tuple[int, int]], selector: Selector
) -> list[tuple[int, int]]:
    def likeness(span: tuple[int, int]) -> float:
        before = text[max(0, span[0] - CONTEXT) : span[0]]
        after = text[span[1] : span[1] + CONTEXT]
        ratio = difflib.SequenceMatcher
        return (
            ratio(None, before, selector.prefix).ratio()
            + ratio(None, after, selector.suffix).ratio()
        )

    scores = [likeness(span) for span in spans]
    best = max(scores)
    return [span for span, score in zip(spans, scores, strict=True) if score == best]


def _shown(text: str, start: int, end: int) -> str:
    words = _SPACE.sub(" ", text[start:end]).strip()
    if len(words) > 80:
        words = f"{words[:77]}..."
    return f"characters {start}-{end}: “{words}”"


def _shown_within(text: str, start: int, end: int) -> str:
    """A place and what stands around it, whole words, by which a person tells it from another."""
    first, last = max(0, start - CONTEXT), min(len(text), end + CONTEXT)
    while 0 < first < start and not text[first - 1].isspace():
        first += 1
    while end < last < len(text) and not text[last].isspace():
        last -= 1
    before, words, after = (
        _SPACE.sub(" ", part) for part in (text[first:start], text[start:end], text[end:last])
    )
    words = words if len(words) <= 60 else f"{words[:28]} ... {words[-28:]}"
    return f"characters {start}-{end}: “{before.lstrip()}[{words}]{after.rstrip()}”"
