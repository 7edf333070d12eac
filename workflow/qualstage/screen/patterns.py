"""Rules that find what could identify a person by how it is written, or by how it is introduced."""

from __future__ import annotations

import re
from collections.abc import Iterator

from qualstage.ingest.vocabulary import is_part_word

Found = tuple[int, int, str, str]
"""Start and end in the text, kind, and the rule that found it."""

_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|"
    r"sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
_ORDINAL = (
    r"(?:(?:twenty|thirty)[- ])?(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|"
    r"tenth|eleventh|twelfth|thirteenth|fourteenth|fifteenth|sixteenth|seventeenth|eighteenth|nineteenth|"
    r"twentieth|thirtieth)"
)
_UNIT = r"(?:one|two|three|four|five|six|seven|eight|nine)"
_TEENS = r"(?:ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen)"
_TENS = r"(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)"
_BELOW_HUNDRED = rf"(?:{_TENS}(?:[- ]{_UNIT})?|{_TEENS}|{_UNIT})"
_DAY = rf"(?:\d{{1,2}}(?:st|nd|rd|th)?|{_ORDINAL}|{_BELOW_HUNDRED})"
_YEAR = (
    rf"(?:(?:19|20)\d\d|['’]?\d\d(?!\d)|nineteen[- ](?:oh[- ])?{_BELOW_HUNDRED}|"
    rf"two thousand(?: and {_BELOW_HUNDRED})?|{_TENS}[- ]{_UNIT})"
)
_DATE = re.compile(
    rf"\b(?:{_DAY}(?:\s+of)?\s+{_MONTH}|{_MONTH}\s+(?:the\s+)?{_DAY})\b(?:[\s,]+{_YEAR})?"
    r"|\b\d{1,2}[./-]\d{1,2}[./-](?:(?:19|20)\d\d|\d\d)\b|\b(?:19|20)\d\d-\d\d-\d\d\b",
    re.IGNORECASE,
)
_HAS_YEAR = re.compile(rf"{_YEAR}$", re.IGNORECASE)
_BIRTH = re.compile(r"\b(?:born|birth|birthday|birthdate|d\.?o\.?b)\b", re.IGNORECASE)
_AGED = re.compile(r"\b(?:age|old are you)\b", re.IGNORECASE)

_EMAIL = re.compile(r"[\w.+'-]+@[\w-]+(?:\.[\w-]+)+")
_SPOKEN_EMAIL = re.compile(
    r"\b[\w.-]+(?:\s+dot\s+[\w-]+)*\s+at\s+[\w-]+(?:\s+dot\s+[\w-]+)+\b", re.IGNORECASE
)
_PHONE = re.compile(
    r"(?<![\w.:£$€])(?:\+\d{1,3}[\s.-]?)?(?:\(0?\d{1,5}\)|\d{2,5})(?:[\s.-]?\d{2,5}){1,4}(?![\w:%])"
)
_POSTCODE = re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]?\s*\d[A-Z]{2}\b")
_STREET = (
    r"(?:Road|Rd|Street|St|Avenue|Ave|Lane|Ln|Close|Drive|Crescent|Court|Place|Gardens?|Terrace|Row|"
    r"Way|Walk|Grove|Mews|Hill|Square|Parade|Park|Rise|View|Green|Yard|Cottages?|House|Flats?|"
    r"Buildings?|Villas?|Mansions?|End|Gate|Croft|Fold|Bank|Wharf|Quay|Estate|Boulevard)"
)
CAPITAL = r"[A-ZÀ-Þ][\w'’-]*"
_NAME = (
    r"(?!(?:I|And|But|So|The|A|An|It|He|She|They|We|You|My|No|Yes|Not|Then|That|This|There|What|When|"
    rf"If|Well|Oh|{_UNIT.title()}|{_TEENS.title()})\b){CAPITAL}(?<!\b[A-Z])"
)
_NUMBER = r"\d{1,4}[a-zA-Z]?"
_ADDRESS = re.compile(
    rf"\b(?:(?:Flat|Apartment|Unit|Room)\s+(?:{_NUMBER}|[A-Z])\b[,\s]+)?(?:number\s+)?{_NUMBER},?\s+"
    rf"(?:{CAPITAL}\s+){{1,4}}{_STREET}\b(?:,\s+{CAPITAL}(?:\s+{CAPITAL})?)?"
    rf"|\b(?:Flat|Apartment)\s+(?:{_NUMBER}|[A-Z])\b,\s+{CAPITAL}(?:\s+{CAPITAL})*"
)
_WARD = re.compile(
    rf"\b{CAPITAL}(?:\s+{CAPITAL})*\s+(?:Ward|Unit|Hospital|Infirmary|Clinic|Surgery|Hospice|Lodge|"
    r"Centre|Center|Medical Practice|Health Centre)\b"
    rf"(?:,?\s+(?:(?:up|over|down|out)\s+)?(?:at|in)\s+{CAPITAL}(?:\s+{CAPITAL})*){{0,2}}"
    rf"|\bSt\.?\s+{CAPITAL}['’]s(?:\s+(?:in|at)\s+{CAPITAL})?"
)
_INTRODUCED = re.compile(
    rf"\b(?:[Ii](?:['’]m|\s+am)|[Mm]y\s+(?:full\s+)?name(?:['’]s|\s+is|\s+was)|(?:called|named)|"
    r"[Mm](?:r|rs|iss|s)\.?|Dr\.?|Doctor|Professor|Sister|Nurse|name\s+was)\s+"
    rf"(?P<name>{_NAME}(?:[\s-]+{_NAME}){{0,3}})"
)
_PRESENTED = re.compile(
    r"(?:\b(?i:interview(?:er|ee|ed|s)?|conversation|talk|names?|participants?|respondents?|"
    r"researchers?|facilitators?|moderators?|transcri(?:ber|bed)|typist|typed|checked|present|"
    r"speakers?|with|by|and|between)\b(?:\s*[:=–-]\s*|\s+)|=\s*)"
    rf"(?=(?P<name>{_NAME}(?:,?[\s-]+(?:[A-Z]\.?\s+)?{_NAME}){{0,7}}))"
)
_RUN = re.compile(rf"(?:[A-Z]\.\s*)+{_NAME}|{_NAME}(?:[\s-]+(?:[A-Z]\.?\s+)?{_NAME})+")
_TITLED = re.compile(rf"\b(?:Mr|Mrs|Ms|Miss|Dr|Doctor|Professor)\.?\s+{_NAME}(?:\s+{_NAME})*")
_SENTENCE_START = re.compile(r"(?:^|[.!?…:]['’\"”)]*\s+['‘\"“(]*)$")
NOT_NAMES = frozenset(
    (
        "monday tuesday wednesday thursday friday saturday sunday january february march april may "
        "june july august september october november december christmas easter god lord jesus "
        "english british welsh scottish irish polish portuguese i"
    ).split()
)
"""Words with a capital that name nobody."""

_HEADING_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*(?![\w])")
_IN_HEADINGS = NOT_NAMES | frozenset(
    (
        "interview interviews transcript transcription recording recorded audio tape file date at "
        "time place location venue duration length stage study project pilot trial phase round "
        "session number id code page version draft phone telephone zoom teams video university "
        "college school hospital department crisis home office room english focus group notes "
        "consent confidential initials age gender end start begins"
    ).split()
)
"""Words of headings that name nobody."""


def find_by_rule(text: str, asked: str) -> Iterator[Found]:
    """What rules find in a segment, the strictest first."""
    for match in _EMAIL.finditer(text):
        yield match.start(), match.end(), "email", "pattern"
    for match in _SPOKEN_EMAIL.finditer(text):
        yield match.start(), match.end(), "email", "pattern, spoken"
    yield from _birth_dates(text, asked)
    for pattern in (_ADDRESS, _POSTCODE):
        for match in pattern.finditer(text):
            yield match.start(), match.end(), "address", "pattern"
    for match in _PHONE.finditer(text):
        digits = re.sub(r"\D", "", match[0])
        if 9 <= len(digits) <= 15 or (len(digits) >= 7 and re.search(r"[\s-]", match[0])):
            yield match.start(), match.end(), "phone", "pattern"
    for match in _WARD.finditer(text):
        yield *_from_name(match, text), "place", "pattern"
    for match in _INTRODUCED.finditer(text):
        name = match["name"]
        if len(name.split()) >= 2 and name.split()[0].lower() not in NOT_NAMES:
            yield match.start("name"), match.end("name"), "name", "introduction"
    for match in _TITLED.finditer(text):
        yield match.start(), match.end(), "name", "title"


def begins_sentence(text: str, at: int) -> bool:
    """Whether a sentence begins at a place, so that a capital there tells nothing."""
    return bool(_SENTENCE_START.search(text[:at]))


def find_in_heading(text: str) -> Iterator[Found]:
    """What rules find besides in a line around the talk: people presented, and two capitals."""
    for match in _PRESENTED.finditer(text):
        if named := _naming(match["name"]):
            base = match.start("name")
            yield base + named[0].start(), base + named[-1].end(), "name", "presented in a heading"
    for match in _RUN.finditer(text):
        named = _naming(match[0])
        if len(named) >= 2 or (named and match[0][1] == "."):
            yield match.start(), match.start() + named[-1].end(), "name", "capitals in a heading"


def names_somebody(text: str) -> bool:
    """Whether some word of a heading's stretch is neither a part's nor a heading's own."""
    return bool(_naming(text))


def _naming(text: str) -> list[re.Match[str]]:
    return [
        word
        for word in _HEADING_WORD.finditer(text)
        if not is_part_word(word[0]) and word[0].lower() not in _IN_HEADINGS
    ]


def _from_name(match: re.Match[str], text: str) -> tuple[int, int]:
    """A place's span without a word that is large only because it begins the sentence."""
    start = match.start()
    first = match[0].split()[0]
    if begins_sentence(text, start) and first.lower() in {
        "the",
        "my",
        "that",
        "this",
        "our",
        "on",
        "in",
        "at",
        "i",
    }:
        start += len(first) + 1
    return start, match.end()


def _birth_dates(text: str, asked: str) -> Iterator[Found]:
    """Dates said as a birth date: near 'born', or when the turn before asked for one."""
    for match in _DATE.finditer(text):
        near = text[max(0, match.start() - 60) : match.end() + 40]
        if _BIRTH.search(near):
            yield match.start(), match.end(), "date_of_birth", "pattern, said as a birth date"
        elif _BIRTH.search(asked[-200:]):
            yield match.start(), match.end(), "date_of_birth", "pattern, asked for"
        elif _HAS_YEAR.search(match[0]) and _AGED.search(asked[-120:]):
            yield match.start(), match.end(), "date_of_birth", "pattern, age asked for"
