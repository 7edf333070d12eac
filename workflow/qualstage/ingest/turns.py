"""
Finding who speaks in lines of text.

A line begins a turn when it opens with a speaker's label (see `labels.py`).

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

from qualstage.ingest.labels import EXPLANATION_WORDS, RULE, TIME, Labelled, find_labels, key_of
from qualstage.ingest.readers import Line, Turn, is_note
from qualstage.ingest.readers.turn_table import parse_time

_TIMED = re.compile(rf"(?P<time>{TIME})\s*(?P<rest>.*)", re.DOTALL)
_CLOSING = re.compile(
    r"\W*(?:the\s+)?end(?:\s+of\s+(?:the\s+)?(?:recording|transcript|interview|tape|file|audio))?\W*"
    r"|\W*(?:recording|interview|tape)\s+(?:ends?|ended|stops?|stopped)\W*",
    re.IGNORECASE,
)
_HEADING_LINES = 20
_HEADING_LABELS = 4


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
    split = find_labels(lines)
    start = _start(lines, split)
    if start is None:
        return Talk([], [line.text for line in lines], [])
    end = _end(lines, split, start)
    turns = _join(lines[start:end], split[start:end])
    outside = [line.text for line in (*lines[:start], *lines[end:])]
    counts = Counter(key_of(turn.speaker) for turn in turns if turn.speaker)
    single = [turn.speaker for turn in turns if turn.speaker and counts[key_of(turn.speaker)] == 1]
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


def _start(lines: Sequence[Line], split: Sequence[Labelled | None]) -> int | None:
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


def _after_heading(lines: Sequence[Line], split: Sequence[Labelled | None]) -> int:
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
        end = next((i for i in range(1, len(lines)) if lines[i].after_blank), None)
        # Without an empty line, the first block is the whole file and no heading.
        if end and end <= _HEADING_LINES and _is_block_of_heading(lines[:end], split[:end]):
            after = end
    rules = [i for i, line in enumerate(lines[:_HEADING_LINES]) if RULE.fullmatch(line.text)]
    spoken = sum(1 for i in labelled if after <= i < rules[-1]) if rules else 0
    # A rule far into the talk divides it; one that few labels precede closes the heading.
    if rules and spoken <= 2:
        after = max(after, rules[-1] + 1)
    return after


def _is_heading(
    lines: Sequence[Line], split: Sequence[Labelled | None], start: int, end: int
) -> bool:
    """Whether a block of lines between empty ones is a heading rather than turns."""
    if split[start] is None:
        return not is_note(lines[start].text)
    several = end - start > 1
    mixed = any(split[i] is None and not is_note(lines[i].text) for i in range(start, end))
    return (
        several
        and mixed
        and all(split[i] is None or split[i].could_explain() for i in range(start, end))
    )


def _is_block_of_heading(lines: Sequence[Line], split: Sequence[Labelled | None]) -> bool:
    """Whether the first lines, up to the first empty one, are a heading where few are empty."""
    labelled = [item for item in split if item is not None]
    return (
        split[0] is None
        and not is_note(lines[0].text)
        and len(labelled) <= _HEADING_LABELS
        and all(
            "?" not in item.words and len(item.words.split()) <= EXPLANATION_WORDS
            for item in labelled
        )
    )


def _explains(lines: Sequence[Line], split: Sequence[Labelled | None], index: int) -> bool:
    """Whether a labelled line before any talk is a legend: 'Int = interviewer', 'P: female'."""
    item = split[index]
    if item is None or not item.could_explain():
        return False
    later = next((i for i in range(index + 1, len(split)) if split[i] is not None), None)
    if later is None:
        return False
    # A legend stands among lines that are no turns, or is followed by another line of its kind,
    # or names the part of the very label it explains.
    between = [line for line in lines[index + 1 : later] if not is_note(line.text)]
    again = split[later]
    others = sum(1 for other in split if other is not None and other.key == item.key)
    return (
        bool(between)
        or (others == 1 and index > 0 and split[index - 1] is None)
        or (again is not None and again.key == item.key)
        or (
            index == 0
            and re.search(r"\(\W*[A-Z]{2,4}\W*\)|^\W*[A-Z]{2,4}\W*$", item.words) is not None
        )
    )


def _end(lines: Sequence[Line], split: Sequence[Labelled | None], start: int) -> int:
    """After the last line of the talk: a rule, or 'END OF RECORDING', behind the last turn."""
    last = max(i for i, item in enumerate(split) if item is not None and i >= start)
    for index in range(last + 1, len(lines)):
        text = lines[index].text
        if RULE.fullmatch(text) or (_CLOSING.fullmatch(text) and not is_note(text)):
            return index
    return len(lines)


def _join(lines: Sequence[Line], split: Sequence[Labelled | None]) -> list[Turn]:
    """Turns of labelled lines and of the lines that go on with them; notes by themselves."""
    turns: list[Turn] = []
    speaking: Labelled | None = None
    for line, item in zip(lines, split, strict=True):
        if item is not None:
            turns.append(Turn(item.label, item.words, item.time))
            speaking = item
        elif is_note(line.text):
            turns.append(Turn("", line.text, line.time))
        elif RULE.fullmatch(line.text):
            continue
        else:
            _continue(turns, line, speaking)
    return [turn for turn in turns if turn.words]


def _continue(turns: list[Turn], line: Line, speaking: Labelled | None) -> None:
    """Add a line without a label to the turn before it; behind a note, the speaker goes on."""
    timed = _TIMED.fullmatch(line.text)
    text, time = (timed["rest"], parse_time(timed["time"])) if timed else (line.text, line.time)
    if turns and turns[-1].speaker:
        last = turns[-1]
        turns[-1] = Turn(last.speaker, f"{last.words} {text}".strip(), last.time)
    elif speaking is not None:
        turns.append(Turn(speaking.label, text, time))
