"""
What each speaker is in the talk, and what that was read from.

In order of strength: the study's speakers.csv; a legend in the front matter ('F1 = facilitator');
the label itself ('Interviewer', 'P', the source's own name); what the other speakers are (in an
interview whoever is not the interviewer is the respondent); and last the talk: who asks questions.

A label of one letter tells little: 'A' may answer or be the first of two, 'M' a male or a
moderator. Where one person alone clearly asks, the talk outweighs such a label, unless its partner
stands beside it ('Q' and 'A', 'I' and 'P').
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from qualstage.ingest.readers import Turn
from qualstage.ingest.vocabulary import AMBIGUOUS, INTERVIEWERS, NOBODY, RESPONDENTS, series

INTERVIEWER, RESPONDENT, UNKNOWN = "interviewer", "respondent", "unknown"

_ASKING = (
    r"interviewer|interviewed\s+by|int(?:er)?vr|researcher|facilitator|moderator|fieldworker|"
    r"leading|led\s+by"
)
_ANSWERING = r"interviewee|respondent|participants?|service\s+users?|members?|patients?|carers?"
_QUESTIONS = 0.4
"""Share of a speaker's turns that end in a question mark, from which on they seem to interview."""
_SEVERAL = 2
"""Questions that somebody must ask to outweigh a label."""
_PAIRS = ({"q", "a"}, {"i", "p"})
"""Labels of one letter that explain each other."""


@dataclass(frozen=True)
class Part:
    """A speaker's role, and what it was read from."""

    role: str
    role_from: str


def find_roles(
    turns: Sequence[Turn],
    front_matter: Sequence[str],
    own_names: Sequence[str] = (),
    by_hand: Mapping[str, str] | None = None,
) -> dict[str, Part]:
    """
    The role of every speaker.

    Args:
        turns: The talk.
        front_matter: Lines that may explain labels.
        own_names: The source's and its respondent's ids: a label like them is the respondent.
        by_hand: Role by label from speakers.csv.

    Returns:
        Part by label, in order of appearance.
    """
    labels = list(dict.fromkeys(turn.speaker for turn in turns if turn.speaker))
    parts: dict[str, Part] = {}
    for label in labels:
        part = (
            _by_hand(label, by_hand or {})
            or _from_legend(label, front_matter)
            or _from_label(label, own_names, labels)
        )
        if part:
            parts[label] = part
    _resolve_ambiguous(labels, parts)
    asker, questions = _asker(labels, turns)
    if asker is not None and questions >= _SEVERAL:
        _outweigh(labels, parts, asker)
    if not _any(parts, INTERVIEWER):
        _from_talk(labels, parts, turns)
    for label in labels:
        if label not in parts and _any(parts, INTERVIEWER):
            parts[label] = Part(RESPONDENT, "other speakers")
        elif label not in parts:
            parts[label] = Part(UNKNOWN, "nothing tells")
    return {label: parts[label] for label in labels}


def is_identified(label: str, labels: Sequence[str]) -> bool:
    """Whether a label names one person: not 'All', nor 'Female' beside 'Female 1'."""
    key = " ".join(label.casefold().split())
    if key in NOBODY or series(key) in NOBODY:
        return False
    others = {series(other) for other in labels if other != label and series(other) != key}
    return not any(series(other) == key and other != label for other in labels) and (
        key not in others or series(key) != key
    )


def _by_hand(label: str, by_hand: Mapping[str, str]) -> Part | None:
    role = by_hand.get(label)
    return Part(role, "speakers.csv") if role else None


def _from_legend(label: str, front_matter: Sequence[str]) -> Part | None:
    name = re.escape(label)
    for line in front_matter:
        for role, words in ((INTERVIEWER, _ASKING), (RESPONDENT, _ANSWERING)):
            explained = (
                rf"(?<!\w){name}\s*(?:=|:|is\s|\(|,)\s*(?:the\s+)?(?:{words})\b"
                rf"|\b(?:{words})\s*(?:=|\(|:)\s*{name}(?!\w)"
                rf"|\b(?:{words})\s+{name}(?=\W|$)"
                rf"|(?<!\w){name}\s+(?:leading|led)\b"
            )
            match = re.search(explained, line, re.IGNORECASE)
            # An initial must be written as the label is: 'I' is no 'i'.
            if match and label in match[0]:
                return Part(role, "legend")
    return None


def _from_label(label: str, own_names: Sequence[str], labels: Sequence[str]) -> Part | None:
    key = " ".join(label.casefold().split())
    if key in {name.casefold() for name in own_names if name}:
        return Part(RESPONDENT, "label")
    family = series(key)
    if key in AMBIGUOUS or family in AMBIGUOUS:
        return None
    if family == "a" and not any(series(other) == "q" for other in labels):
        return None
    if key in INTERVIEWERS or family in INTERVIEWERS:
        return Part(INTERVIEWER, "label")
    first = family.split()[0] if family else ""
    if key in RESPONDENTS or family in RESPONDENTS or first in RESPONDENTS:
        return Part(RESPONDENT, "label")
    if key in NOBODY:
        return Part(RESPONDENT, "label")
    return None


def _resolve_ambiguous(labels: Sequence[str], parts: dict[str, Part]) -> None:
    """R and F mean what the others leave over."""
    for label in labels:
        family = series(label)
        if label in parts or family not in AMBIGUOUS:
            continue
        males = any(series(other) in ("m", "male") for other in labels)
        if (family == "f" and males) or (family == "r" and _any(parts, INTERVIEWER)):
            parts[label] = Part(RESPONDENT, "other speakers")
        elif family == "f" and (
            len([other for other in labels if series(other) != "f"]) >= 2 or _any(parts, RESPONDENT)
        ):
            parts[label] = Part(INTERVIEWER, "other speakers")
        elif family == "r" and (_any(parts, RESPONDENT) or len(labels) == 2):
            several = sum(series(other) == "r" for other in labels) > 1
            role = RESPONDENT if several and family != label.casefold() else INTERVIEWER
            parts[label] = Part(role, "other speakers")


def _outweigh(labels: Sequence[str], parts: dict[str, Part], asker: str) -> None:
    """Make the one who asks the interviewer, where nothing but labels of one letter says else."""
    keys = {label.casefold() for label in labels}
    explained = {letter for pair in _PAIRS if pair <= keys for letter in pair}

    def is_weak(label: str) -> bool:
        part = parts.get(label)
        return part is None or (
            len(label) == 1
            and part.role_from in ("label", "other speakers")
            and label.casefold() not in explained
        )

    asking = [label for label in labels if label in parts and parts[label].role == INTERVIEWER]
    if asker in asking or not is_weak(asker) or not all(is_weak(label) for label in asking):
        return
    for label in asking:
        del parts[label]
    parts[asker] = Part(INTERVIEWER, "talk")


def _shares(labels: Sequence[str], turns: Sequence[Turn]) -> dict[str, tuple[float, int]]:
    """By label, the share of turns that end in a question, and how many do."""
    asked: dict[str, list[bool]] = defaultdict(list)
    for turn in turns:
        asked[turn.speaker].append("?" in turn.words[-40:])
    return {label: (sum(asked[label]) / len(asked[label]), sum(asked[label])) for label in labels}


def _asker(labels: Sequence[str], turns: Sequence[Turn]) -> tuple[str | None, int]:
    """Of several people, the one who clearly asks, and how many questions."""
    shares = _shares(labels, turns)
    ordered = sorted(labels, key=lambda label: shares[label], reverse=True)
    if len(ordered) < 2:
        return None, 0
    share, questions = shares[ordered[0]]
    clear = share >= _QUESTIONS and share >= 2 * shares[ordered[1]][0]
    return (ordered[0], questions) if clear else (None, 0)


def _from_talk(labels: Sequence[str], parts: dict[str, Part], turns: Sequence[Turn]) -> None:
    """The undecided speaker who asks most, if it is clearly one."""
    shares = {label: share for label, (share, _) in _shares(labels, turns).items()}
    open_labels = [label for label in labels if label not in parts]
    if not open_labels:
        return
    asker = max(open_labels, key=lambda label: shares[label])
    others = [shares[label] for label in labels if label != asker]
    if shares[asker] >= _QUESTIONS and (not others or shares[asker] >= 2 * max(others)):
        parts[asker] = Part(INTERVIEWER, "talk")


def _any(parts: Mapping[str, Part], role: str) -> bool:
    return any(part.role == role for part in parts.values())
