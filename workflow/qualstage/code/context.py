"""
In what context words were said: '' when they stand unqualified, or

- `declined`: the interviewer offered it just before, and the answer refuses;
- `reported`: somebody else's wish, need, experience or words, which the speaker does not adopt;
- `negated`: the speaker denies it or rejects it of themself;
- `hypothetical`: it is only entertained, under an 'if', 'might', 'whether', without a wish.

Rules on words and clauses, after NegEx (Chapman et al. 2001, J Biomed Inform 34:301) and ConText
(Harkema et al. 2009, J Biomed Inform 42:839): a cue reaches forward or back until its clause ends.
The cues stand in `cues.csv`, to be read and checked without reading code. Needs are voiced in the
conditional ('I'd want'), by double negatives ('couldn't do without') and by complaints of a lack
('nobody gave me'): cues of kind `own`, which outweigh the others.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from qualstage.code.cues import KINDS, word_classes
from qualstage.code.passages import AFTER, Found, Passage, nearest_to, unmasked
from qualstage.code.refusals import refusal

_GOES_ON = frozenset(
    "is 's was would 'd 'll will says tells can does has helps works keeps".split()
)
"""Words that make a hit the subject of a clause of its own."""


_BEGINS = frozenset("and so but well now 's , . ? ! ; — –".split())
"""Words that may stand before a clause."""


@dataclass(frozen=True)
class Context:
    """What qualifies a hit, and the words that say so."""

    kind: str = ""
    cue: str = ""


UNQUALIFIED = Context()


def context_of(
    text: str, sentence: tuple[int, int], hit: tuple[int, int], offered: bool
) -> Context:
    """
    The context of a hit.

    Args:
        text: The segment's words.
        sentence: First character and after the last of the hit's sentence.
        hit: First character and after the last of the words found.
        offered: Whether the interviewer's turn just before named the same code.
    """
    cues = _Cues(Passage(text, sentence, sentence[1] + AFTER, hit))
    found = cues.judge()
    if not offered or (found.kind in ("", "hypothetical") and cues.voices):
        return found
    if found.kind == "negated" or (cues.only_names and cues.negates):
        return Context("declined", cues.negates or found.cue)
    refuses = refusal(text, hit, plain=not found.kind or cues.only_names)
    return Context("declined", refuses) if refuses else found


class _Cues:
    """
    The cues of a passage that reach the hit, by kind.

    Attributes:
        own: The cue nearest to the hit that voices the speaker's own wish or need.
        only_names: Whether they were judged reported for naming somebody alone.
        negates: The words of the nearest negation.
        voices: Whether the words voice a wish or need, by such a cue or by a condition's outcome.
    """

    def __init__(self, passage: Passage) -> None:
        self.passage = passage
        found = passage.find()
        self._ends = {
            reach: [f.first for f in found if f.cue.kind == "ends" and f.cue.reach in within]
            for reach, within in (("clause", ("clause", "speech")), ("speech", ("speech",)))
        }
        reaching = unmasked([f for f in found if f.cue.kind == "mask" or self._reaches(f)])
        self._by_kind = {kind: [f for f in reaching if f.cue.kind == kind] for kind in KINDS}
        wishes = [f for f in self._by_kind["wish"] if not self._is_doubted(f)]
        affirms = [
            f
            for f in self._by_kind["affirms"]
            if not (f.cue.direction != "forward" or f.cue.phrase.startswith("if "))
            or f.cue.phrase.startswith(("NOT", "no", "n't"))
            or not self._is_doubted(f)
        ]
        self.own = nearest_to([*wishes, *affirms], passage.hit)
        self.voices = self.own is not None
        self.only_names = False
        nearest = nearest_to(self._by_kind["negated"], passage.hit)
        self.negates = passage.words_of(nearest) if nearest else ""

    def judge(self) -> Context:
        """What qualifies the hit, leaving aside what was asked."""
        rejects = nearest_to(self._by_kind["rejects"], self.passage.hit)
        turned = rejects and self.passage.words[rejects.first] == "but"
        if self.own and self.own.cue.kind == "wish" and not turned:
            rejects = None
        reported = self._reported()
        if reported and not (rejects and self.passage.words[rejects.first] in ("i", "we")):
            return reported
        if rejects:
            return Context("negated", self.passage.words_of(rejects))
        if not (self.own or self._by_kind["adopts"] or self._doubts()):
            reported = self._of_another()
            if reported:
                self.only_names = True
                return reported
        if self.own:
            return UNQUALIFIED
        negated = self._negated()
        hypothetical = self._hypothetical()
        if hypothetical and hypothetical[0] == "own":
            self.voices = True
            return UNQUALIFIED
        if hypothetical and (hypothetical[0] == "negated" or self._doubts()):
            return Context(*hypothetical)
        if negated:
            return negated
        return Context(*hypothetical) if hypothetical else UNQUALIFIED

    def _is_doubted(self, wish: Found) -> bool:
        """Whether a wish stands under a negation or a question: 'not as though I need one'."""
        ends = self._ends["clause"]
        if wish.cue.reach == "next":
            return False
        if wish.cue.phrase.startswith("HIT") and wish.cue.kind == "wish" and self._asks():
            return True
        if wish.cue.phrase.startswith(("had ", "if ")):
            return self._doubts() or not word_classes()["HEDGE"].isdisjoint(self.passage.words)
        return any(
            f.first < wish.first
            and f.last <= wish.first
            and not any(f.last < at <= wish.first for at in ends)
            and (f.cue.kind == "negated" or f.cue.reach in ("sentence", "next"))
            for kind in ("negated", "hypothetical")
            for f in self._by_kind[kind]
            if f.cue.direction in ("forward", "any")
        )

    def _reported(self) -> Context | None:
        if self._by_kind["adopts"]:
            return None
        found = self._by_kind["reported"]
        if self.own:
            # 'I want my sister to have one' is a wish; 'she says I need one' is another's word.
            found = [
                f
                for f in found
                if (f.first < self.own.first and _outweighs(f, self.own))
                or (f.cue.direction == "back" and f.cue.reach == "next")
            ]
        doubts = [(f.cue.direction, f.cue.reach) for f in self._by_kind["hypothetical"]]
        if ("forward", "sentence") in doubts:
            # 'I wonder whether a plan would help him' wonders first of all.
            found = [f for f in found if f.cue.direction != "back"]
        nearest = nearest_to(found, self.passage.hit)
        return Context("reported", self.passage.words_of(nearest)) if nearest else None

    def _of_another(self) -> Context | None:
        """A clause that names somebody near the speaker, and nothing of the speaker."""
        words, hit = self.passage.words, self.passage.hit
        start = max([at for at in self._ends["clause"] if at <= hit], default=0)
        end = min([at for at in self._ends["clause"] if at > hit], default=self.passage.end)
        classes = word_classes()
        mine = classes["MINE"]
        serves = not classes["SERVE"].isdisjoint(words[start:end])
        another = None
        for at in range(start, end):
            word = words[at]
            if (
                word in classes["KIN"]
                or (word in ("he", "she", "him") and not serves)
                or self._is_subject(at, start)
                or (self.passage.named(at) and at < hit and words[at + 1] in classes["AUX"])
            ):
                if "for" not in words[max(0, at - 2) : at]:
                    another = another or at
            elif (
                word in mine
                and not (
                    word in ("my", "our", "me")
                    and (words[at + 1] in classes["KIN"] or self.passage.named(at + 1))
                )
                and not (another is not None and words[at - 1] in ("in", "on", "at", "from", "of"))
            ):
                return None
        if another is None:
            return None
        return Context("reported", self.passage.words_between(another, another))

    def _is_subject(self, at: int, start: int) -> bool:
        """Whether a clause begins with somebody: 'the lads at work', 'a woman at church'."""
        words, classes = self.passage.words, word_classes()
        if at >= self.passage.hit or at - start > 3 or words[max(0, at - 1)] in ("i", "we"):
            return False
        before = words[start:at]
        opens = any(word in classes["ARTICLE"] or word in ("one", "some") for word in before)
        if words[at] in classes["SOMEBODY"]:
            return opens
        return words[at] in classes["STAFF"] and opens and words[at + 1] not in classes["BE"]

    def _negated(self) -> Context | None:
        found = self._by_kind["negated"]
        before = [f for f in found if f.cue.direction == "forward"]
        after = [f for f in found if f.cue.direction == "back"]
        if not found or (before and after and _plain(before[-1]) and _plain(after[0], "8", "6")):
            # 'Nobody will persuade me the group isn't worth it': two negations affirm.
            return None
        nearest = nearest_to(found, self.passage.hit)
        return Context("negated", self.passage.words_of(nearest))

    def _hypothetical(self) -> tuple[str, str] | None:
        # 'I don't know if' asks; a bare 'if' depends on its other clause.
        either = sorted(self._by_kind["hypothetical"], key=lambda f: f.cue.reach == "condition")
        found = either[0] if either else None
        if found is None:
            return None
        kind = "hypothetical"
        if found.cue.reach == "condition":
            kind = self._condition(found)
        return kind, self.passage.words_of(found)

    def _asks(self) -> bool:
        """Whether it is asked or guessed what a thing would do: 'maybe it would have helped'."""
        return any(f.cue.direction != "back" for f in self._by_kind["hypothetical"])

    def _doubts(self) -> bool:
        """Whether a doubt is voiced outright: 'I wonder', 'hard to say'."""
        return any(f.cue.reach in ("sentence", "next") for f in self._by_kind["hypothetical"])

    def _condition(self, found: Found) -> str:
        """What the other clause makes of a condition: a wish, a rejection, or nothing."""
        passage = self.passage
        words, hit = passage.words, passage.hit
        if self._doubts():
            return "hypothetical"
        if hit - found.last > 3 and words[hit + 1] in _GOES_ON:
            return "own"  # 'If I'm poorly my plan says whom to ring': the condition is over.
        rest = [*words[: found.first], ",", *words[hit + 1 : passage.end]]
        if set(rest) & set(word_classes()["HEDGE"]):
            return "hypothetical"
        joined = f" {' '.join(rest)} "
        if re.search(r" (?:i|we) (?:'d|would|wo|will|could) (?:n't|not|never) ", joined):
            return "negated"
        if re.search(r" (?:i|we) (?:'d|would|'ll|will|'m|am|can|do|feel|go|get|know) ", joined):
            return "own"
        if re.search(r" (?:'d|would) (?:\w+ ){0,2}(?:help|be|do|make|suit) ", joined):
            return "own"
        return "hypothetical"

    def _reaches(self, found: Found) -> bool:
        cue, hit, end = found.cue, self.passage.hit, self.passage.end
        words = self.passage.words
        if words[hit + 1] == "?":
            end = len(words)  # 'Zoom? I can't abide it.'
        before = words[found.first - 1] if found.first else "."
        if cue.reach == "condition" and words[found.first] == "say" and before not in _BEGINS:
            return False  # 'People say he needs one': no supposition.
        if cue.direction == "any":
            return cue.reach == "next" or found.first < end
        if cue.direction == "forward":
            if found.first >= hit:
                return False
            between = (found.last, hit)
        elif cue.direction == "back":
            if found.last < hit or (found.first < hit and "HIT" not in cue.phrase):
                return False
            between = (hit, max(found.first, hit))
            if cue.reach != "next" and found.first >= end:
                return False
        else:
            return False
        if cue.reach in ("next", "sentence"):
            return True
        if cue.reach.isdecimal() and between[1] - between[0] - 1 > int(cue.reach):
            return False
        ends = self._ends["speech" if cue.reach == "speech" else "clause"]
        return not any(between[0] < at <= between[1] for at in ends if at != hit)


def _outweighs(reported: Found, own: Found) -> bool:
    """Whether what is affirmed is another's: 'our Ann wouldn't be without it'."""
    return reported.cue.reach == "speech" or own.cue.phrase.startswith("NOT ")


def _plain(found: Found, *reaches: str) -> bool:
    """Whether a cue negates by a negation alone, and within such a reach."""
    return found.last - found.first <= 4 and (not reaches or found.cue.reach in reaches)
