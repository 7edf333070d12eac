"""
A person's words in a text: by what six words in a row are theirs alone.

Words are compared without capitals, accents and marks, so that quotation marks, line ends and the
marks of Word, HTML or XML between them do not matter. What several sources say tells of nobody.
"""

from __future__ import annotations

import csv
import io
import re
from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator
from contextlib import suppress

from qualstage.folding import BY_LETTERS, BY_SOUNDS, SPACED, folded

RUN = 6
"""Words in a row that are looked for; fewer of them anybody may say."""

LETTERS = 10
"""Letters in a row of a script without spaces between words that are about as long; of one whose
letters are sounds, twice as many."""

_WORD = re.compile(
    rf"(?P<letter>[{BY_LETTERS}])|(?P<sound>[{BY_SOUNDS}])|{SPACED}+(?:['’‘ʼ′]{SPACED}+)*"
)
_WHOLE = 2 * RUN * LETTERS
_SHARES = {"letter": 2 * RUN, "sound": RUN, None: 2 * LETTERS}
_APOSTROPHES = str.maketrans("", "", "'’‘ʼ′")
# Of a text within a text the backslash itself is escaped.
_ESCAPED = re.compile(r'(?:\\+u[0-9a-fA-F]{4})+|\\+["\\/bfnrt]')
_CODE_UNIT = re.compile("u(.{4})")

Run = tuple[str, ...]


def own_runs(theirs: Iterable[str], others: Iterable[str]) -> frozenset[Run]:
    """The runs of words that are in some of their texts and in none of the others'."""
    runs = {run for text in theirs for _, run in _runs(folded(text))}
    for text in others:
        runs.difference_update(run for _, run in _runs(folded(text)))
    return frozenset(runs)


def lines_with(text: str, runs: Collection[Run]) -> list[int]:
    """
    The lines of a text in which some of the runs of words begin, from 1.

    Where it holds strings as JSON, YAML or a program writes them, these are read as they are meant:
    an escaped line end is none of the next word's letters.
    """
    text = folded(text)
    found = _lines_with(text, runs)
    if "\\" in text:
        found |= _lines_with(folded(_ESCAPED.sub(_meant, text)), runs)
    return sorted(found)


def lines_naming(text: str, name: str, is_csv: bool = False) -> list[int]:
    """
    The lines of a text that hold a name as a word of its own, from 1.

    A name of one or two letters may be anything: of these only cells of a CSV are told, by the line
    on which the row ends.
    """
    if is_csv:
        delimiter = max(",;\t", key=text.partition("\n")[0].count)
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
        # A cell too long for a CSV's reader is of a file that is a text and no list of names.
        with suppress(csv.Error):
            return [reader.line_num for row in reader if name in (cell.strip() for cell in row)]
    if len(name) < 3:
        return []
    named = re.compile(rf"(?<![\w-]){re.escape(name)}(?![\w-])")
    return [number for number, line in enumerate(text.split("\n"), start=1) if named.search(line)]


def _lines_with(text: str, runs: Collection[Run]) -> set[int]:
    ends = [match.start() for match in re.finditer("\n", text)]
    return {bisect_left(ends, at) + 1 for at, run in _runs(text) if run in runs}


def _runs(text: str) -> Iterator[tuple[int, Run]]:
    """Where each run of a folded text begins, and its words."""
    found = [*_WORD.finditer(text)]
    words = [match[0].translate(_APOSTROPHES).casefold() for match in found]
    shares = [_SHARES[match.lastgroup] for match in found]
    last, long = 0, 0
    for first, share in enumerate(shares):
        while long < _WHOLE and last < len(words):
            long += shares[last]
            last += 1
        if long < _WHOLE:
            return
        yield found[first].start(), tuple(words[first:last])
        long -= share


def _meant(escaped: re.Match[str]) -> str:
    """What an escape of a string stands for; a space for what is no letter, for lines stay."""
    units = _CODE_UNIT.findall(escaped[0])
    if not units:
        return escaped[0][-1] if escaped[0][-1] in '"/' else " "
    pairs = "".join(chr(int(unit, 16)) for unit in units).encode("utf-16-le", "surrogatepass")
    return pairs.decode("utf-16-le", "replace").replace("\n", " ")
