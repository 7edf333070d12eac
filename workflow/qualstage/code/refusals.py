"""
Whether an answer refuses what the interviewer offered.

A refusal stands at the start of an answer, or near the hit, and holds unless the speaker turns
round before it. Words that only `slight` what was offered ('at my age', 'I've family for that')
refuse it wherever they stand, in an answer that accepts nothing.
"""

from __future__ import annotations

from qualstage.code.cues import HIT, word_classes
from qualstage.code.passages import AFTER, Found, Passage, unmasked

_OPENING, _NEAR = 100, 12
"""A refusal stands in the first characters of an answer, or within so many words of the hit."""
_BEFORE = 600
"""Characters before the hit that are looked at for a refusal."""
_FILLERS = frozenset("oh well er erm um mm ah ha hmm so but and yeah yes , . ! ? — – ; :".split())
"""Words that may stand between the start of an answer, or a stop, and a refusal."""

_AGREES = frozenset("yes yeah aye yep please definitely absolutely ooh certainly".split())
_TURNS_DOWN = frozenset("no nah but although though only".split())
"""Words without which an answer that agrees at its start agrees throughout."""


def refusal(text: str, hit: tuple[int, int], plain: bool) -> str:
    """
    The words that refuse what was offered, unless the speaker turns round before the hit.

    Args:
        text: The answer.
        hit: First character and after the last of the words found.
        plain: Whether nothing else qualifies the hit, so that any denial before it refuses.
    """
    start = max(0, hit[0] - _BEFORE)
    passage = Passage(text, (start, hit[1]), hit[1] + AFTER, hit)
    if passage.words[0] in _AGREES and not _TURNS_DOWN.intersection(passage.words):
        return ""
    found = passage.find()
    turns = [f for f in found if f.cue.kind == "turns"]
    for refuses in [f for f in found if f.cue.kind == "refusal" and _opens(f, passage)] + [
        f
        for f in unmasked(found)
        if plain and f.cue.kind == "negated" and f.last < passage.hit and _is_near(f, passage)
    ]:
        if not any(_comes_after(f, refuses) and f.first <= passage.hit for f in turns):
            return passage.words_of(refuses)
    if plain and not turns and word_classes()["ACCEPT"].isdisjoint(passage.words):
        for slights in unmasked(found):
            if slights.cue.kind == "slights":
                return passage.words_of(slights)
    return ""


def _opens(found: Found, passage: Passage) -> bool:
    """Whether a refusal begins what is said, near the start or near the hit."""
    words, first = passage.words, found.first
    if words[first] == HIT and first and words[first - 1] in word_classes()["ARTICLE"]:
        first -= 1
    return (not first or words[first - 1] in _FILLERS) and _is_near(found, passage)


def _comes_after(turn: Found, refuses: Found) -> bool:
    return refuses.first <= turn.first and refuses.last < turn.last


def _is_near(found: Found, passage: Passage) -> bool:
    near = abs(found.first - passage.hit) <= _NEAR
    return near or passage.span(found.first)[0] < _OPENING
