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

_OTHERS = frozenset(
    (
        "wife husband partner spouse mother father mum mom dad parent son daughter child kid "
        "sister brother sibling aunt uncle cousin grandmother grandfather gran grandma grandad "
        "friend neighbour neighbor relative family guardian girl boy lady gentleman adult baby "
        "person people student pupil teacher tutor lecturer trainer trainee coach mentor "
        "supervisor manager director lead leader coordinator officer assistant secretary "
        "administrator admin receptionist colleague worker social support peer practitioner "
        "professional clinician doctor gp consultant physician psychiatrist psychologist "
        "therapist counsellor counselor midwife pharmacist paramedic surgeon physio "
        "physiotherapist dentist advocate interpreter translator translation chaplain police "
        "driver volunteer expert stakeholder commissioner owner employer employee interviewed "
        "interviewing focus service team ward visitor caller customer citizen resident leaver "
        "survivor learner candidate mr mrs ms miss dr prof professor sir rev senior junior deputy "
        "head first second third fourth other another new old young older younger left right blue "
        "red green one two three four five six seven eight nine ten non binary co and or of the "
        "in to with a an s person's"
    ).split()
)
"""Words of labels that say what somebody is, and name nobody."""

_PART_WORDS = _OTHERS | {word for part in PARTS | NOTES for word in re.split(r"\W+", part)}
_VOWEL = re.compile(r"[aeiouyà-öø-ÿ]", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]+")
_NUMBERED = re.compile(r"(.*?[^\W\d_])[\s._#-]*(?:\d{1,3}|(?<=\s)[a-z])", re.IGNORECASE)


def series(label: str) -> str:
    """The series a label belongs to: 'Carer 6' and 'Carer B' are 'carer', 'F1' is 'f'."""
    label = " ".join(label.casefold().split())
    match = _NUMBERED.fullmatch(label)
    return match[1].strip() if match else label


def is_part_word(word: str) -> bool:
    """Whether a word says what somebody is, not who: 'carer', 'Carers', 'SU', 'PSW'."""
    key = word.casefold()
    abbreviated = (word.isupper() and len(word) <= 2) or not _VOWEL.search(word)
    return abbreviated or key in _PART_WORDS or key.removesuffix("s") in _PART_WORDS


def is_name(label: str) -> bool:
    """
    Whether a label holds a person's name, as 'Ingrid Falkenberg' and 'Zoë' do.

    One word with a number is of a series ('Table 2', 'PUP07') and names nobody. Where it is
    doubtful, as with a label of capitals, it is taken for a name: 'ANN' may be one.
    """
    words = _WORD.findall(label)
    if len(words) == 1 and re.search(r"\d", label):
        return False
    return not all(map(is_part_word, words))
