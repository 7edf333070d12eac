"""
Finding the labels of speakers at the beginnings of lines.

What looks like a label is one

- if it opens at least two lines of the talk ('Interviewer: ...', '[00:04:12] R: ...'), or
- if it is of the same series as one that does ('Carer 6' beside 'Carer 1'), or
- if it is a word for a part in an interview ('P', 'Facilitator'), and another label is one; or
  where all lines are opened once, if there are two such words and most lines are theirs.

Where no label is followed by words, lines that hold nothing but a label are tried in the same way.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from qualstage.ingest.readers import Line, is_note
from qualstage.ingest.readers.turn_table import parse_time
from qualstage.ingest.vocabulary import PARTS, series

TIME = r"[\[(<]?(?:\d{1,2}:)?\d{1,2}:\d{2}(?:[.,]\d{1,3})?[\])>]?"
"""A time of the recording, as it stands before or behind a label."""

RULE = re.compile(r"(?:[-=_*~.#·•–—+]\s*){3,}")
"""A line drawn through the text."""

_LABEL = r"[^\W_](?:[\w'’./&#()-]| (?! ))*?"
_LABELLED = re.compile(
    rf"(?:(?P<before>{TIME})\s*[-–]?\s*)?(?P<label>{_LABEL})\s*(?P<after>{TIME})?\s*[:：]"
    r"(?:\s+(?P<words>.*)|$)",
    re.DOTALL,
)
_ALONE = re.compile(
    rf"(?:(?P<before>{TIME})\s*)?(?P<label>{_LABEL})\s*(?P<after>{TIME})?\s*:?", re.DOTALL
)
_LABEL_WORDS, _LABEL_LENGTH = 4, 30

_EXPLAINS = re.compile(
    r"\b(?:interviewer|interviewee|researcher|facilitator|moderator|fieldworker|respondent|"
    r"participant|scribe|transcri\w+|initials|fe?male|wom[ae]n|m[ae]n|non-binary|aged?|years?)\b"
    r"|^\W*[A-Z]{1,4}\W*$|\(\W*[A-Z]{2,4}\W*\)|=|\b\d{2}\s*[-–]\s*\d{2}\b|\b\d{2}\+|\b(?:19|20)\d\d\b",
    re.IGNORECASE,
)
EXPLANATION_WORDS = 12
"""Words that an explanation of a label has at most."""


@dataclass(frozen=True)
class Labelled:
    """A line that may begin a turn: its label, its words, its time."""

    label: str
    words: str
    time: float | None

    @property
    def key(self) -> str:
        """The label as it is compared with others."""
        return key_of(self.label)

    def could_explain(self) -> bool:
        """Whether it may explain the label rather than give its words: 'P: female, 34'."""
        return (
            "?" not in self.words
            and len(self.words.split()) <= EXPLANATION_WORDS
            and _EXPLAINS.search(self.words) is not None
        )


def key_of(label: str) -> str:
    """A label in small letters, white space folded."""
    return " ".join(label.casefold().split())


def find_labels(lines: Sequence[Line]) -> list[Labelled | None]:
    """For each line, the speaker's label it begins with; None where it has none."""
    split = [_split(line, alone=False) for line in lines]
    speakers = _speakers(split, lines)
    if len(speakers) < 2:
        alone = [_split(line, alone=True) for line in lines]
        speakers_alone = _speakers(alone, ())
        if len(speakers_alone) > len(speakers):
            split, speakers = alone, speakers_alone
    return [item if item and item.key in speakers else None for item in split]


def labels_of_one_line(lines: Iterable[str]) -> list[str]:
    """What stands before a colon as a label would, and opens no second line."""
    found = [item for line in lines if (item := _split(Line(line), alone=False)) is not None]
    counts = Counter(item.key for item in found)
    return [item.label for item in found if counts[item.key] == 1]


def _split(line: Line, alone: bool) -> Labelled | None:
    """A line's label and words; with `alone`, only lines that are nothing but a label."""
    match = (_ALONE if alone else _LABELLED).fullmatch(line.text)
    if match is None or is_note(line.text) or RULE.fullmatch(line.text):
        return None
    label = match["label"].strip()
    if not _could_be_label(label) or (alone and line.text.rstrip()[-1] in ".?!,;"):
        return None
    stamp = match["before"] or match["after"]
    time = parse_time(stamp.strip("[]()<>")) if stamp else line.time
    words = "" if alone else (match["words"] or "").strip()
    return Labelled(label, words, time)


def _could_be_label(label: str) -> bool:
    words = label.split()
    if len(words) > _LABEL_WORDS or len(label) > _LABEL_LENGTH:
        return False
    # 'and she said: no' is speech: words of a label begin with capitals, digits or brackets.
    return (
        all(word[0].isupper() or not word[0].isalpha() for word in words[:1])
        or key_of(label) in PARTS
    )


def _speakers(split: Sequence[Labelled | None], lines: Sequence[Line]) -> set[str]:
    """Labels that recur, those of a series with one that does, and words for parts."""
    counts = Counter(item.key for item in split if item is not None)
    recurring = {label for label, count in counts.items() if count >= 2}
    families = {series(label) for label in recurring if series(label) != label}
    return {
        label
        for label in counts
        if label in recurring or (series(label) in families) or (recurring and label in PARTS)
    } or _speakers_of_one_turn(split, lines)


def _speakers_of_one_turn(split: Sequence[Labelled | None], lines: Sequence[Line]) -> set[str]:
    """Words for parts that open a line each and explain nothing, where most lines are theirs."""
    opening = [
        item
        for item in split
        if item is not None
        and (item.key in PARTS or series(item.key) in PARTS)
        and item.words
        and not item.could_explain()
    ]
    spoken = [line for line in lines if not is_note(line.text)]
    speakers = {item.key for item in opening}
    return speakers if len(speakers) >= 2 and 2 * len(opening) >= len(spoken) else set()
