"""
In what context an indicator was said: '' when it stands unqualified, or

- `negated`: 'I don't want', 'no use for', 'without';
- `declined`: the interviewer offered it, and the answer began with a refusal;
- `hypothetical`: under an 'if', 'suppose', 'might';
- `unlike`: words of the code's `unless` stand in the sentence: another sense.

Rules on words, after NegEx (Chapman et al. 2001, J Biomed Inform 34:301) and ConText (Harkema et
al. 2009, J Biomed Inform 42:839): a cue reaches forward, or some back, until its clause ends.
Wishes in the conditional ('I'd want', 'it would have helped') are how needs are voiced, so 'would'
is no cue.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from qualstage.code.matching import Hit

REACH = 7
"""Words a cue reaches over at most."""

_NOT = (
    r"(?:not|never|no|nor|neither|none|nobody|nothing|without|cannot|hardly|"
    r"(?:do|does|did|is|are|was|were|has|have|had|would|could|should|wo|ca|might|must|need)n't)"
)
_NEGATED_BEFORE = re.compile(
    rf"\b(?:{_NOT}|instead of|rather than|rather not|as if|sick of|fed up (?:of|with)|stop|"
    r"refused?|turned down|against|spare me|do without|done without)\b"
)
_NOT_NEGATED = re.compile(
    r"\b(?:not only|not just|not merely|no doubt|no wonder|no question|no end of|not least|"
    r"(?:ca|could)n't (?:do|have done|manage|live|cope) without|"
    r"wouldn't (?:mind|say no|object|hurt)|"
    r"(?:is|was|would|do|does|did|could|should)n't (?:it|that|they|she|he|you|we|i) ?(?:\?|$)|"
    r"why not|can't wait|never (?:had|got|been given|told|offered)|"
    r"(?:did|does|do|has|had)n't (?:know|understand|have|get|got|tell|told|explain)|"
    r"no ?(?:one|body) (?:ever )?(?:told|explained|said|gave|asked|offered|showed|sat|came)|"
    r"nothing (?:like|better|beats)|not (?:knowing|being told|having))\b"
)
_NEGATED_AFTER = re.compile(
    r"^(?:\W+\w+){0,3}?\W+(?:(?:is|was|would|are|were|did|does|do)n't (?:be )?(?:for me|help|work|"
    r"interest|bother|use|do anything|what i)|(?:is|was|'s|are|were) (?:no use|no good|not for me|"
    r"rubbish|a waste|the last thing)|i can do without|no thank|you can keep|you can leave)"
)
_CLAUSE_END = re.compile(
    r"[;:–—]|,\s+(?=(?:but|and|so|because|cos|i|i'd|i'm|it|it's|he|she|they|we|you|that|what|which)\b)"
    r"|\b(?:but|however|although|though|because|cos|except|only that|which|unless)\b"
)
_IF = re.compile(r"\b(?:if|unless|suppose|supposing|imagine|whether|might|maybe|perhaps|say)\b")
_REFUSAL = re.compile(
    r"^\W*(?:(?:oh|well|er+m?|um+|ah|mm+|ha|look|honestly|god|lord|heavens|christ|see|right|now|"
    r"i mean|to be honest|you know)\b[\s,.…-]*)*"
    r"(?:no|nah|nope|not (?:really|for me|me|particularly|at all|especially)|never|"
    r"i(?:'d| would) (?:not|rather not)|i (?:do|did|would|could)n't|i'm (?:all right|fine|okay) "
    r"(?:for|without)|no thank(?:s| you)|thanks but no|you can keep|i can do without|hardly)\b"
)
_TURNS_ROUND = re.compile(
    r"\b(?:but|though|although|mind you|what i (?:would|did|do|'d)|what i'd|except|actually|"
    r"having said|on the other hand|instead|it's more|it'd be|i'd (?:like|love|want|rather have))\b"
)


@dataclass(frozen=True)
class Context:
    """What qualifies a hit, and the words that say so."""

    kind: str = ""
    cue: str = ""


UNQUALIFIED = Context()


def context_of(text: str, hit: Hit, offered: bool) -> Context:
    """
    The context of a hit.

    Args:
        text: The segment's words.
        hit: Where the indicator was found.
        offered: Whether the interviewer's turn just before named the same code.
    """
    folded = text.replace("’", "'").lower()
    declined = _declined(folded, hit) if offered else UNQUALIFIED
    if declined.kind:
        return declined
    before = folded[hit.sentence.start : hit.start]
    after = folded[hit.end : hit.sentence.end]
    return _negated(before, after) or _hypothetical(before) or UNQUALIFIED


def _declined(folded: str, hit: Hit) -> Context:
    """A refusal covers what follows it until the speaker turns round ('but', 'mind you')."""
    refusal = _REFUSAL.match(folded)
    if refusal is None or _TURNS_ROUND.search(folded, refusal.end(), max(refusal.end(), hit.start)):
        return UNQUALIFIED
    return Context("declined", refusal[0].strip(" ,.…-"))


def _negated(before: str, after: str) -> Context | None:
    clause = _clause_before(before)
    clause = _NOT_NEGATED.sub(lambda match: " " * len(match[0]), clause)
    cue = _last(_NEGATED_BEFORE, clause)
    if cue is not None:
        return Context("negated", cue)
    found = _NEGATED_AFTER.match(after)
    if found:
        return Context("negated", found[0].strip(" ,.…-"))
    return None


def _hypothetical(before: str) -> Context | None:
    cue = _last(_IF, _clause_before(before))
    return Context("hypothetical", cue) if cue is not None else None


def _clause_before(before: str) -> str:
    """The part of the sentence before a hit that belongs to its clause."""
    end = 0
    for match in _CLAUSE_END.finditer(before):
        end = match.end()
    return before[end:]


def _last(cues: re.Pattern[str], clause: str) -> str | None:
    """The last cue of a clause, if it reaches as far as the clause's end."""
    found = None
    for match in cues.finditer(clause):
        found = match
    if found is None or len(clause[found.end() :].split()) > REACH:
        return None
    return found[0]
