"""
The notation of indicators: words that make the machine propose a code.

    crisis card        these words, in this order, in any case
    relaps*            any word that begins so
    {plan}             any form of the word: plan, plans, planned, planning
    {plan/VERB}        the same, only where it is that part of speech (Universal POS tags)
    bills|forms|{tax}  any of these, in one place
    help ... forms     up to three words between; ...6 for up to six

Curly and straight apostrophes are alike; a hyphen separates words, so 'self-help' also finds
'self help'. An indicator never reaches over the end of a sentence.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
"""A word as indicators see it."""

GAP = 3
"""Words that '...' may stand for."""

_PARTS_OF_SPEECH = frozenset(
    "ADJ ADP ADV AUX CCONJ DET INTJ NOUN NUM PART PRON PROPN SCONJ VERB".split()
)
_GAP = re.compile(r"(?:\.\.\.|…)(\d{0,2})")
_LEMMA = re.compile(r"\{([^{}/]*)(?:/([^{}/]*))?\}")


@dataclass(frozen=True)
class Term:
    """One way to fill a place: a word, the beginning of one, or any form of one."""

    kind: Literal["word", "prefix", "lemma"]
    text: str
    part_of_speech: str = ""


@dataclass(frozen=True)
class Place:
    """A word of the text: any of its terms fits; at most `gap` words stand before it."""

    terms: tuple[Term, ...]
    gap: int = 0


@dataclass(frozen=True)
class Indicator:
    """An indicator as written, and the places it asks for."""

    written: str
    places: tuple[Place, ...]

    @property
    def has_part_of_speech(self) -> bool:
        """Whether it can only be decided with a parse."""
        return any(term.part_of_speech for place in self.places for term in place.terms)


def fold_text(text: str) -> str:
    """Text as it is compared, as long as before: small letters, straight apostrophes."""
    folded = text.replace("’", "'").lower()
    if len(folded) != len(text):
        # A few letters grow when made small ('İ'); offsets must stay those of the text.
        folded = "".join(c.lower() if len(c.lower()) == 1 else c for c in text.replace("’", "'"))
    return folded


def parse_indicator(written: str) -> Indicator:
    """
    Read an indicator.

    Raises:
        ValueError: a sentence that says what is wrong with it.
    """
    places: list[Place] = []
    gap = 0
    for chunk in written.split():
        found = _GAP.fullmatch(chunk)
        if found:
            if not places or gap:
                raise ValueError(f"'{written}' has a gap '{chunk}' with no word before it.")
            gap = int(found[1] or GAP)
            continue
        for terms in _terms(chunk, written):
            places.append(Place(terms, gap))
            gap = 0
    if gap:
        raise ValueError(f"'{written}' ends in a gap; a word must follow it.")
    if not places:
        raise ValueError("it is empty.")
    if all(term.kind == "prefix" and len(term.text) < 2 for p in places for term in p.terms):
        raise ValueError(f"'{written}' would match nearly every word.")
    return Indicator(" ".join(written.split()), tuple(places))


def _terms(chunk: str, written: str) -> list[tuple[Term, ...]]:
    """The places of a chunk without spaces: one, or several where hyphens separate words."""
    if "|" in chunk:
        alternatives = [_words(part, written) for part in chunk.split("|")]
        if any(len(words) != 1 for words in alternatives):
            raise ValueError(f"'{written}' has an alternative in '{chunk}' that is not one word.")
        return [tuple(words[0] for words in alternatives)]
    return [(term,) for term in _words(chunk, written)]


def _words(part: str, written: str) -> list[Term]:
    lemma = _LEMMA.fullmatch(part)
    if lemma:
        return [_lemma(lemma[1], lemma[2], written)]
    if "{" in part or "}" in part:
        raise ValueError(f"'{written}' has a {{ or }} without its other half in '{part}'.")
    prefix = part.endswith("*")
    words = [fold_text(word) for word in WORD.findall(part)]
    if "*" in part.removesuffix("*"):
        raise ValueError(f"'{written}' has a * that is not at the end of a word.")
    if not words:
        raise ValueError(f"'{written}' has no word in '{part}'.")
    kinds = ["word"] * (len(words) - 1) + ["prefix" if prefix else "word"]
    return [Term(kind, word) for kind, word in zip(kinds, words, strict=True)]


def _lemma(word: str, tag: str | None, written: str) -> Term:
    if not WORD.fullmatch(word):
        raise ValueError(f"'{written}' has '{{{word}}}', which is not one word in braces.")
    if tag is not None and tag not in _PARTS_OF_SPEECH:
        known = ", ".join(sorted(_PARTS_OF_SPEECH))
        raise ValueError(f"'{written}' has the part of speech '{tag}'; known are {known}.")
    return Term("lemma", fold_text(word), tag or "")
