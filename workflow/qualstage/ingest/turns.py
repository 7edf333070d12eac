"""
Finding who speaks in lines of text.

A line begins a turn when it opens with a speaker's label. What looks like a label is one

- if it opens at least two lines of the talk ('Interviewer: ...', '[00:04:12] R: ...'), or
- if it is of the same series as one that does ('Carer 6' beside 'Carer 1'), or
- if it is a word for a part in an interview ('P', 'Facilitator').

Where no label is followed by words, lines that hold nothing but a label are tried in the same way.

The talk begins after the front matter: a heading block set off by an empty line or a rule, and
lines that explain rather than speak ('I = interviewer', 'Participant: female, 25-34'). In the talk,
a line wholly in brackets is a transcriber's note, and any other line without a label goes on with
the turn before it. After a rule at the end, what has no label is front matter too. Nothing is
thrown away: front matter is kept beside the text.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from qualstage.ingest.readers import Line, Turn, is_note
from qualstage.ingest.readers.turn_table import parse_time
from qualstage.ingest.vocabulary import PARTS, series

_TIME = r"[\[(<]?(?:\d{1,2}:)?\d{1,2}:\d{2}(?:[.,]\d{1,3})?[\])>]?"
_LABEL = r"[^\W_](?:[\w'’./&#()-]| (?! ))*?"
_LABELLED = re.compile(
    rf"(?:(?P<before>{_TIME})\s*[-–]?\s*)?(?P<label>{_LABEL})\s*(?P<after>{_TIME})?\s*[:：]"
    r"(?:\s+(?P<words>.*)|$)",
    re.DOTALL,
)
_TIMED = re.compile(rf"(?P<time>{_TIME})\s*(?P<rest>.*)", re.DOTALL)
_ALONE = re.compile(
    rf"(?:(?P<before>{_TIME})\s*)?(?P<label>{_LABEL})\s*(?P<after>{_TIME})?\s*:?", re.DOTALL
)
_RULE = re.compile(r"(?:[-=_*~.#·•–—+]\s*){3,}")
_CLOSING = re.compile(
    r"\W*(?:the\s+)?end(?:\s+of\s+(?:the\s+)?(?:recording|transcript|interview|tape|file|audio))?\W*"
    r"|\W*(?:recording|interview|tape)\s+(?:ends?|ended|stops?|stopped)\W*",
    re.IGNORECASE,
)
_LABEL_WORDS, _LABEL_LENGTH = 4, 30

_EXPLAINS = re.compile(
    r"\b(?:interviewer|interviewee|researcher|facilitator|moderator|fieldworker|respondent|"
    r"participant|scribe|transcri\w+|initials|fe?male|wom[ae]n|m[ae]n|non-binary|aged?|years?)\b"
    r"|^\W*[A-Z]{1,4}\W*$|\(\W*[A-Z]{2,4}\W*\)|=|\b\d{2}\s*[-–]\s*\d{2}\b|\b\d{2}\+|\b(?:19|20)\d\d\b",
    re.IGNORECASE,
)
_EXPLANATION_WORDS = 12
_HEADING_LINES = 20
_HEADING_LABELS = 4


@dataclass(frozen=True)
class _Labelled:
    """A line that may begin a turn: its label, its words, its time."""

    label: str
    words: str
    time: float | None


@dataclass(frozen=True)
class Talk:
    """The turns of a transcript, and the lines around them that are not talk."""

    turns: list[Turn]
    front_matter: list[str]
    single_labels: list[str]


def find_turns(lines: Sequence[Line]) -> Talk:
    """
    Find the turns in a transcript's lines.

    Args:
        lines: The lines or paragraphs, in reading order.

    Returns:
        The talk; without turns where no speaker is recognisable.
    """
    split = [_split(line, alone=False) for line in lines]
    speakers = _speakers(lines, split)
    if len(speakers) < 2:
        alone = [_split(line, alone=True) for line in lines]
        speakers_alone = _speakers(lines, alone)
        if len(speakers_alone) > len(speakers):
            split, speakers = alone, speakers_alone
    split = [item if item and _key(item.label) in speakers else None for item in split]
    start = _start(lines, split)
    if start is None:
        return Talk([], [line.text for line in lines], [])
    end = _end(lines, split, start)
    turns = _join(lines[start:end], split[start:end])
    outside = [line.text for line in (*lines[:start], *lines[end:])]
    counts = Counter(_key(turn.speaker) for turn in turns if turn.speaker)
    single = [turn.speaker for turn in turns if turn.speaker and counts[_key(turn.speaker)] == 1]
    return Talk(turns, outside, single)


def join_cues(turns: Sequence[Turn]) -> list[Turn]:
    """Turns of one speaker that follow each other put together; notes stay apart."""
    joined: list[Turn] = []
    for turn in turns:
        if joined and turn.speaker and joined[-1].speaker == turn.speaker:
            last = joined[-1]
            joined[-1] = Turn(last.speaker, f"{last.words} {turn.words}", last.time)
        else:
            joined.append(turn)
    return joined


def _split(line: Line, alone: bool) -> _Labelled | None:
    """A line's label and words; with `alone`, only lines that are nothing but a label."""
    match = (_ALONE if alone else _LABELLED).fullmatch(line.text)
    if match is None or is_note(line.text) or _RULE.fullmatch(line.text):
        return None
    label = match["label"].strip()
    if not _could_be_label(label) or (alone and line.text.rstrip()[-1] in ".?!,;"):
        return None
    stamp = match["before"] or match["after"]
    time = parse_time(stamp.strip("[]()<>")) if stamp else line.time
    words = "" if alone else (match["words"] or "").strip()
    return _Labelled(label, words, time)


def _could_be_label(label: str) -> bool:
    words = label.split()
    if len(words) > _LABEL_WORDS or len(label) > _LABEL_LENGTH:
        return False
    # 'and she said: no' is speech: words of a label begin with capitals, digits or brackets.
    return (
        all(word[0].isupper() or not word[0].isalpha() for word in words[:1])
        or _key(label) in PARTS
    )


def _key(label: str) -> str:
    return " ".join(label.casefold().split())


def _speakers(lines: Sequence[Line], split: Sequence[_Labelled | None]) -> set[str]:
    """Labels that recur, those of a series with one that does, and words for parts."""
    counts = Counter(_key(item.label) for item in split if item is not None)
    recurring = {label for label, count in counts.items() if count >= 2}
    families = {series(label) for label in recurring if series(label) != label}
    return {
        label
        for label in counts
        if label in recurring or (series(label) in families) or (recurring and label in PARTS)
    }


def _start(lines: Sequence[Line], split: Sequence[_Labelled | None]) -> int | None:
    """Where the talk begins: the first line with a speaker's label that does not explain."""
    first = _after_heading(lines, split)
    for index in range(first, len(lines)):
        item = split[index]
        if item is not None and not _explains(lines, split, index):
            return _with_opening_note(lines, index, first)
    return None


def _with_opening_note(lines: Sequence[Line], index: int, first: int) -> int:
    """The talk begins with notes that stand right before its first turn, apart from a heading."""
    start = index
    while start > first and first > 0 and is_note(lines[start - 1].text):
        start -= 1
    return start


def _after_heading(lines: Sequence[Line], split: Sequence[_Labelled | None]) -> int:
    """The first line after a heading that an empty line or a rule sets off from the talk."""
    labelled = [i for i, item in enumerate(split) if item is not None]
    if not labelled:
        return 0
    after = 0
    apart = [lines[i].after_blank for i in labelled[1:]]
    if apart and sum(apart) >= 0.7 * len(apart):
        # Turns are set apart by empty lines, so a block of several lines is no turn.
        while after < len(lines) - 1:
            end = next((i for i in range(after + 1, len(lines)) if lines[i].after_blank), None)
            if end is None or not _is_heading(lines, split, after, end):
                break
            after = end
    else:
        end = next((i for i in range(1, len(lines)) if lines[i].after_blank), len(lines))
        if end <= _HEADING_LINES and _is_block_of_heading(lines[:end], split[:end]):
            after = end
    rules = [i for i, line in enumerate(lines[:_HEADING_LINES]) if _RULE.fullmatch(line.text)]
    spoken = sum(1 for i in labelled if after <= i < rules[-1]) if rules else 0
    # A rule far into the talk divides it; one that few labels precede closes the heading.
    if rules and spoken <= 2:
        after = max(after, rules[-1] + 1)
    return after


def _is_heading(
    lines: Sequence[Line], split: Sequence[_Labelled | None], start: int, end: int
) -> bool:
    """Whether a block of lines between empty ones is a heading rather than turns."""
    if split[start] is None:
        return not is_note(lines[start].text)
    several = end - start > 1
    mixed = any(split[i] is None and not is_note(lines[i].text) for i in range(start, end))
    return (
        several
        and mixed
        and all(split[i] is None or _could_explain(split[i]) for i in range(start, end))
    )


def _is_block_of_heading(lines: Sequence[Line], split: Sequence[_Labelled | None]) -> bool:
    """Whether the first lines, up to the first empty one, are a heading where few are empty."""
    labelled = [item for item in split if item is not None]
    return (
        split[0] is None
        and not is_note(lines[0].text)
        and len(labelled) <= _HEADING_LABELS
        and all(
            "?" not in item.words and len(item.words.split()) <= _EXPLANATION_WORDS
            for item in labelled
        )
    )


def _explains(lines: Sequence[Line], split: Sequence[_Labelled | None], index: int) -> bool:
    """Whether a labelled line before any talk is a legend: 'Int = interviewer', 'P: female'."""
    item = split[index]
    if item is None or not _could_explain(item):
        return False
    later = next((i for i in range(index + 1, len(split)) if split[i] is not None), None)
    if later is None:
        return False
    # A legend stands among lines that are no turns, or is followed by another line of its kind,
    # or names the part of the very label it explains.
    between = [line for line in lines[index + 1 : later] if not is_note(line.text)]
    again = split[later]
    others = sum(
        1 for other in split if other is not None and _key(other.label) == _key(item.label)
    )
    return (
        bool(between)
        or (others == 1 and index > 0 and split[index - 1] is None)
        or (again is not None and _key(again.label) == _key(item.label))
        or (
            index == 0
            and re.search(r"\(\W*[A-Z]{2,4}\W*\)|^\W*[A-Z]{2,4}\W*$", item.words) is not None
        )
    )


def _could_explain(item: _Labelled | None) -> bool:
    return (
        item is not None
        and "?" not in item.words
        and len(item.words.split()) <= _EXPLANATION_WORDS
        and _EXPLAINS.search(item.words) is not None
    )


def _end(lines: Sequence[Line], split: Sequence[_Labelled | None], start: int) -> int:
    """After the last line of the talk: a rule, or 'END OF RECORDING', behind the last turn."""
    last = max(i for i, item in enumerate(split) if item is not None and i >= start)
    for index in range(last + 1, len(lines)):
        text = lines[index].text
        if _RULE.fullmatch(text) or (_CLOSING.fullmatch(text) and not is_note(text)):
            return index
    return len(lines)


def _join(lines: Sequence[Line], split: Sequence[_Labelled | None]) -> list[Turn]:
    """Turns of labelled lines and of the lines that go on with them; notes by themselves."""
    turns: list[Turn] = []
    speaking: _Labelled | None = None
    for line, item in zip(lines, split, strict=True):
        if item is not None:
            turns.append(Turn(item.label, item.words, item.time))
            speaking = item
        elif is_note(line.text):
            turns.append(Turn("", line.text, line.time))
        elif _RULE.fullmatch(line.text):
            continue
        else:
            _continue(turns, line, speaking)
    return [turn for turn in turns if turn.words]


def _continue(turns: list[Turn], line: Line, speaking: _Labelled | None) -> None:
    """Add a line without a label to the turn before it; behind a note, the speaker goes on."""
    timed = _TIMED.fullmatch(line.text)
    text, time = (timed["rest"], parse_time(timed["time"])) if timed else (line.text, line.time)
    if turns and turns[-1].speaker:
        last = turns[-1]
        turns[-1] = Turn(last.speaker, f"{last.words} {text}".strip(), last.time)
    elif speaking is not None:
        turns.append(Turn(speaking.label, text, time))
