"""The words of a passage that can tell what it is about."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cache

_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*")
_REMARK = re.compile(r"\[[^\]]*\]|\([^)]*\)")
"""What a transcriber noted: [pause], (laughs)."""

_SOUNDS = frozenset(
    "ah aha ahem eh er erm hm hmm huh mhm mm mmm nah oh ok okay oops uh uhm um yeah yep yes".split()
)
"""Sounds and answers that transcripts write out and stop lists lack."""

_CLITICS = frozenset("d ll m re s t ve".split())
_EVERYWHERE, _FEWEST = 2 / 3, 30
"""Share of sources from which on a word is everywhere, where there are as many sources: what most
of a few people say may well be what the study is about."""


class Language:
    """
    What a language's function words are.

    Args:
        pipeline: Name of a spaCy pipeline, such as 'en_core_web_sm'; its first letters are those of
            a language that spaCy has a list of stop words for.
    """

    def __init__(self, pipeline: str) -> None:
        self.pipeline = pipeline
        self._empty = _stop_words(pipeline.partition("_")[0]) | _SOUNDS | _CLITICS

    def content_words(self, text: str) -> list[str]:
        """
        The words of a text in order, small, without function words and transcribers' remarks.

        What stands before or after an apostrophe is a word of its own: "l'hôpital" is 'hôpital'.
        """
        found = []
        for word in _words(text):
            # What ends in n't is an auxiliary verb.
            parts = () if word.endswith("n't") else word.split("'")
            found += [part for part in parts if len(part) > 1 and part not in self._empty]
        return found

    def pairs(self, text: str) -> list[str]:
        """Content words of a text that stand next to each other, two by two."""
        found, before, end, plain = [], "", 0, _plain(text)
        for match in _WORD.finditer(plain):
            own = self.content_words(match[0])
            beside = not plain[end : match.start()].strip()
            if before and own and beside:
                found.append(f"{before} {own[0]}")
            before, end = own[-1] if own else "", match.end()
        return found

    def words(self, text: str) -> list[str]:
        """The content words of a text, or all its words if there are none, as in 'Nothing'."""
        return self.content_words(text) or _words(text)


def _words(text: str) -> list[str]:
    return [match[0] for match in _WORD.finditer(_plain(text))]


def _plain(text: str) -> str:
    """Small letters and plain apostrophes, with blanks where a transcriber noted something."""
    return _REMARK.sub(lambda remark: " " * len(remark[0]), text.lower().replace("’", "'"))


@cache
def _stop_words(language: str) -> frozenset[str]:
    import importlib

    try:
        module = importlib.import_module(f"spacy.lang.{language}.stop_words")
    except ModuleNotFoundError:
        return frozenset()
    return frozenset(word.lower() for word in module.STOP_WORDS)


def telling_words(words: Sequence[Sequence[str]], sources: Iterable[int]) -> list[int]:
    """
    How many different words of each passage can tell what it is about.

    Words that more than two thirds of all sources say do not count, where there are thirty sources.

    Args:
        words: Content words of each passage.
        sources: The source of each.
    """
    said_by: dict[int, set[str]] = {}
    for source, of_passage in zip(sources, words, strict=True):
        said_by.setdefault(source, set()).update(of_passage)
    spread = Counter(word for of_source in said_by.values() for word in of_source)
    enough = len(said_by) >= _FEWEST
    everywhere = {w for w, n in spread.items() if enough and n > _EVERYWHERE * len(said_by)}
    return [len(set(of_passage) - everywhere) for of_passage in words]
