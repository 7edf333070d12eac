"""Words for the parts people play in an interview or group, and series of labels."""

from __future__ import annotations

import re

INTERVIEWERS = frozenset(
    [
        "i",
        "int",
        "interv",
        "interviewer",
        "intvr",
        "iv",
        "ivr",
        "q",
        "question",
        "fac",
        "facilitator",
        "facil",
        "moderator",
        "mod",
        "researcher",
        "res",
        "rsr",
        "host",
        "chair",
        "fieldworker",
        "observer",
        "convenor",
        "convener",
        "co-facilitator",
    ]
)
"""Labels of those who ask."""

RESPONDENTS = frozenset(
    [
        "p",
        "part",
        "participant",
        "ptcpt",
        "respondent",
        "resp",
        "interviewee",
        "a",
        "answer",
        "su",
        "pt",
        "patient",
        "client",
        "user",
        "carer",
        "staff",
        "nurse",
        "member",
        "male",
        "female",
        "man",
        "woman",
        "m",
        "informant",
        "attendee",
    ]
) | {"service user", "focus group member"}
"""Labels, or series of labels, of those who answer."""

AMBIGUOUS = frozenset({"r", "f"})
"""R is a researcher or a respondent; F a facilitator or a female."""

NOBODY = frozenset(
    [
        "all",
        "several",
        "many",
        "various",
        "unknown",
        "unidentified",
        "?",
        "??",
        "group",
        "voices",
        "multiple",
        "everyone",
        "both",
        "xx",
        "x",
        "unclear",
        "inaudible",
    ]
) | {"unknown speaker", "unidentified speaker", "several voices", "multiple speakers"}
"""Labels of words whose speaker is not identified."""

NOTES = frozenset(["note", "notes", "nb", "comment", "transcriber", "typist", "sound", "noise"])
"""Labels that introduce a transcriber's note."""

UNTOLD = frozenset({"speaker"})
"""What programs call everybody: it says that someone speaks, and not in which part."""

PARTS = INTERVIEWERS | RESPONDENTS | AMBIGUOUS | NOBODY | UNTOLD
"""Labels that are believed even if they open one line only."""

_NUMBERED = re.compile(r"(.*?[^\W\d_])[\s._#-]*(?:\d{1,3}|(?<=\s)[a-z])", re.IGNORECASE)


def series(label: str) -> str:
    """The series a label belongs to: 'Carer 6' and 'Carer B' are 'carer', 'F1' is 'f'."""
    label = " ".join(label.casefold().split())
    match = _NUMBERED.fullmatch(label)
    return match[1].strip() if match else label
