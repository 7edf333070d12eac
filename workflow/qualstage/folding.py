"""What a word is where words are compared: small plain letters, whatever the script."""

from __future__ import annotations

import unicodedata

BY_LETTERS = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
"""Chinese and Japanese, for a regular expression: a letter is about half a word."""

BY_SOUNDS = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff"
"""Thai, Lao, Burmese and Khmer: a letter is a sound of a word."""

UNSPACED = BY_SOUNDS + BY_LETTERS
"""Scripts that set no spaces between words: each letter is a word by itself."""

SPACED = rf"[^\W_{UNSPACED}]"
"""A letter or digit of any other script."""


def folded(text: str) -> str:
    """Text in small letters without accents, as `search.js` folds what is typed; lines stay."""
    small = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).lower())
    marks = [letter for letter in set(small) if unicodedata.category(letter).startswith("M")]
    return small.translate(dict.fromkeys(map(ord, marks)))
