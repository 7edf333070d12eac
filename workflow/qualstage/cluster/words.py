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
_EVERYWHERE, _FEWEST = 2 / 3, 10
"""Share of sources from which on a word is everywhere, where there are as many sources."""


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
        for match in _WORD.finditer(_REMARK.sub(" ", text.lower().replace("’", "'"))):
            # What ends in n't is an auxiliary verb.
            parts = () if match[0].endswith("n't") else match[0].split("'")
            found += [word for word in parts if len(word) > 1 and word not in self._empty]
        return found


@cache
def _stop_words(language: str) -> frozenset[str]:
    import importlib

    try:
        module = importlib.import_module(f"spacy.lang.{language}.stop_words")
    except ModuleNotFoundError:
        return frozenset()
    return frozenset(word.lower() for word in module.STOP_WORDS)


def telling_words(words: Sequence[Sequence[str]], groups: Iterable[str]) -> list[int]:
    """
    How many different words of each passage can tell what it is about.

    Words that more than two thirds of all sources say do not count, where there are ten sources.

    Args:
        words: Content words of each passage.
        groups: The source of each.
    """
    said_by: dict[str, set[str]] = {}
    for group, of_passage in zip(groups, words, strict=True):
        said_by.setdefault(group, set()).update(of_passage)
    spread = Counter(word for of_source in said_by.values() for word in of_source)
    enough = len(said_by) >= _FEWEST
    everywhere = {w for w, n in spread.items() if enough and n > _EVERYWHERE * len(said_by)}
    return [len(set(of_passage) - everywhere) for of_passage in words]
