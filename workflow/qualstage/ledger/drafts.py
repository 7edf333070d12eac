"""
Rows of codings and readings as entries to be made, each held against the study.

A CSV with a column `code` holds judgements: source_id, code, coder, role, and either `quote` or
`start_char` and `end_char`; optional action, reason, at, entry. In a worksheet of a code that was
split, rows whose `code` nobody has filled in yet are passed over. A CSV without `code` holds
readings: source_id, coder, role; optional codes (ids separated by spaces or semicolons; none means
all that apply at the source's stage), action, at. A row that takes a reading back names its codes
as they were written, though they were merged since.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from qualstage.codebook import Codebook
from qualstage.errors import Problem
from qualstage.files import sha256_text
from qualstage.ledger.anchors import NotAnchored, Selector, anchor, select
from qualstage.ledger.history import History
from qualstage.ledger.leavers import told_withdrawn
from qualstage.ledger.replay import JUDGEMENTS
from qualstage.ledger.seals import Entry, Words
from qualstage.ledger.who import check_who
from qualstage.study import read_csv
from qualstage.voices import VOICES, Voices

ACTIONS = (*JUDGEMENTS, "quote", "withdraw", "note")
"""What a row of codings may ask for."""

_OF_READINGS = ("read", "withdraw")
WORKSHEET = ("was_coded_by", "now", "choices")
"""Columns that tell whoever sorts codings who coded them as what, and what they may be."""

_SHARED = ("source_id", "coder", "role", "action", "reason", "at")
_COLUMNS = {
    True: (*_SHARED, "codes", "scope"),
    False: (*_SHARED, "code", "quote", "start_char", "end_char", "entry", *WORKSHEET),
}
_MEANINGS = {"all codes of its stage": ""}


@dataclass(frozen=True)
class Material:
    """
    What judgements are made on: the codebook, and each source's stage, text and speakers.

    `history` says what became of codes that are not in the codebook any more; `withdrawn` says of
    sources whose participants withdrew, when that was. `instead` says what whoever codes an
    interviewer's words may do instead.
    """

    codebook: Codebook
    texts: Mapping[str, str]
    stages: Mapping[str, str]
    voices: Voices = field(default_factory=lambda: Voices([]))
    history: History = field(default_factory=History)
    withdrawn: Mapping[str, str] = field(default_factory=dict)
    instead: str = "take the row out, or correct the speaker's role in speakers.csv."


@dataclass(frozen=True)
class Draft:
    """
    An entry to be made, with the words it refers to.

    `earlier` begins the id of the entry it takes back or amends, where the row names it; `dated`
    says that the row itself tells when it was decided.
    """

    place: str
    entry: Entry
    words: Words
    earlier: str = ""
    dated: bool = False


class BadRow(Exception):
    """A row that cannot be used: the fact, and what mends it."""

    def __init__(self, fact: str, remedy: str) -> None:
        self.fact, self.remedy = fact, remedy


def read_drafts(path: Path, material: Material, at: str) -> tuple[list[Draft], list[Problem]]:
    """A file's rows as entries to be made, in order; and what is wrong with the file."""
    rows = read_csv(path, required=("source_id", "coder", "role"))
    if not rows:
        return [], []
    problems = _check_columns(list(rows[0][1]), "code" not in rows[0][1], path.name)
    drafts: list[Draft] = []
    for line, row in rows:
        if row.get("now") and not row["code"]:
            continue
        made, found = draft_row(row, f"{path.name}, line {line}", material, at)
        drafts += made
        problems += found
    return drafts, problems


def draft_row(
    row: dict[str, str], place: str, material: Material, at: str
) -> tuple[list[Draft], list[Problem]]:
    """
    A row as an entry to be made, or what is wrong with it.

    Args:
        row: Values by column; without a column `code` it is a reading.
        place: Where the row stands, for problems.
        material: What it is held against.
        at: When it was decided, where the row does not say.
    """
    problems = _check_row(row, place, material)
    if problems:
        return [], problems
    draft = _draft_judgement if "code" in row else _draft_reading
    try:
        return [draft(row, place, material, at)], []
    except BadRow as error:
        return [], [Problem(place, error.fact, error.remedy)]


def wording_of_all(codebook: Codebook) -> str:
    """The SHA-256 of all that a codebook says, by which one reading is told from another."""
    return sha256_text("\n".join(codebook.wording(code) for code in sorted(codebook.codes)))


def superseding(entry: Entry, old: Entry, reference: str | int) -> Entry:
    """
    An entry that takes the place of an older one, or takes it back.

    Args:
        entry: The new one.
        old: The older one.
        reference: The older one's id, or its place in the chain.
    """
    kept = ("role", "code", "codes", "span") if entry["action"] == "withdraw" else ()
    told = {name: old[name] for name in kept if name in old}
    return {**entry, "supersedes": reference, **told}


def _check_columns(columns: list[str], readings: bool, name: str) -> list[Problem]:
    known = _COLUMNS[readings]
    kind = "readings (there is no column 'code')" if readings else "codings"
    return [
        Problem(
            f"{name}, line 1",
            f"column '{column}' is not one of {kind}.",
            f"Correct its spelling, or take it out; known are {', '.join(known)}.",
        )
        for column in columns
        if column not in known
    ]


def _check_row(row: dict[str, str], place: str, material: Material) -> list[Problem]:
    found: list[tuple[str, str]] = []
    source = row["source_id"]
    if source in material.withdrawn:
        return [Problem(place, *told_withdrawn(source, material.withdrawn[source]))]
    if source not in material.texts:
        fact = f"source '{source}' is not in the study."
        found.append((fact, "Correct source_id, or add it to sources.csv."))
    found += check_who(row["coder"], row["role"], row.get("at", ""))
    actions = ACTIONS if "code" in row else _OF_READINGS
    action = row.get("action") or actions[0]
    if action not in actions:
        found.append((f"action '{action}' is not known.", f"Use one of: {', '.join(actions)}."))
    choices = row.get("choices", "").split()
    if choices and row["code"] not in choices:
        fact = f"code '{row['code']}' is none of those to choose from."
        found.append((fact, f"Choose one of: {', '.join(choices)}; or leave the cell empty."))
    codes = [row["code"]] if "code" in row else _codes(row)
    merged = material.history.merged
    as_it_was = "code" not in row and action == "withdraw"
    for code in codes or []:
        if code in merged and as_it_was:
            continue
        if code in merged:
            now, by = material.history.now(code), merged[code].coder
            found.append((f"code '{code}' was merged into '{now}' by {by}.", f"Write '{now}'."))
        elif code not in material.codebook.codes:
            fact = f"code '{code}' is not in the codebook."
            found.append((fact, "Correct it, or add it to the codebook."))
        elif source in material.stages and not material.codebook.applies(
            code, material.stages[source]
        ):
            fact = f"code '{code}' does not apply at stage {material.stages[source]} ('{source}')."
            remedy = "Correct the code, or add the stage to the code's stages in the codebook."
            found.append((fact, remedy))
    return [Problem(place, fact, remedy) for fact, remedy in found]


def _codes(row: dict[str, str]) -> list[str] | None:
    written = row.get("codes") or row.get("scope") or ""
    written = _MEANINGS.get(written.strip().lower(), written)
    return written.replace(";", " ").split() or None


def _draft_reading(row: dict[str, str], place: str, material: Material, at: str) -> Draft:
    entry = {
        **_common(row, material, at, row.get("action") or "read"),
        "codes": _codes(row),
        "wording": wording_of_all(material.codebook),
    }
    return Draft(place, entry, {"reason": row.get("reason", "")}, dated=bool(row.get("at")))


def _draft_judgement(row: dict[str, str], place: str, material: Material, at: str) -> Draft:
    action, reason = row.get("action") or "add", row.get("reason", "")
    earlier = row.get("entry", "")
    if earlier and action not in ("withdraw", "amend"):
        fact = f"it names an entry, which action '{action}' has no use for."
        raise BadRow(fact, "Leave 'entry' empty; or let the action be withdraw or amend.")
    entry = {
        **_common(row, material, at, action),
        "code": row["code"],
        "wording": material.codebook.wording(row["code"]),
    }
    if action == "withdraw" and earlier:
        return Draft(place, entry, {"reason": reason}, earlier, bool(row.get("at")))
    selector = _selector(row, material.texts[row["source_id"]])
    if action in JUDGEMENTS and JUDGEMENTS[action] == "accepted":
        _refuse_interviewer(row, selector, material)
    words = {"exact": selector.exact, "prefix": selector.prefix, "suffix": selector.suffix}
    words = {"reason": reason} if action == "withdraw" else {**words, "reason": reason}
    entry["span"] = [selector.start, selector.end]
    return Draft(place, entry, words, earlier, bool(row.get("at")))


def _common(row: dict[str, str], material: Material, at: str, action: str) -> Entry:
    return {
        "at": row.get("at") or at,
        "coder": row["coder"],
        "role": row["role"],
        "action": action,
        "source": row["source_id"],
        "source_sha256": sha256_text(material.texts[row["source_id"]]),
    }


def _refuse_interviewer(row: dict[str, str], selector: Selector, material: Material) -> None:
    roles = material.voices.roles(row["source_id"], selector.start, selector.end)
    if roles and not roles & VOICES:
        fact = f"the words coded '{row['code']}' are the {'/'.join(sorted(roles))}'s alone: "
        raise BadRow(
            f"{fact}“{selector.exact}”",
            f"An interviewer's words are never a respondent's view: {material.instead}",
        )


def _selector(row: dict[str, str], text: str) -> Selector:
    if not text:
        fact = f"source '{row['source_id']}' has no words: it is excluded, or none were read."
        raise BadRow(fact, "Take the row out; or empty 'excluded' in sources.csv, and run check.")
    quote = row.get("quote", "")
    start, end = row.get("start_char", ""), row.get("end_char", "")
    for name, given in (("start_char", start), ("end_char", end)):
        if given and not given.isdecimal():
            fact = f"{name} is '{given}', not a whole number."
            raise BadRow(fact, "Write it in digits (code points, from 0), or give a quote instead.")
    if quote:
        offsets = (int(start), int(end)) if start and end else (0, 0)
        try:
            return select(text, *anchor(text, Selector(*offsets, quote)))
        except NotAnchored as error:
            fact = f"source '{row['source_id']}', code '{row['code']}': {error.fact}: “{quote}”"
            raise BadRow(fact, _how_to_quote(error)) from None
    if not (start and end):
        fact = "it has neither a quote nor whole numbers in start_char and end_char."
        raise BadRow(fact, "Fill in 'quote'.")
    if not 0 <= int(start) < int(end) <= len(text):
        fact = f"characters {start}-{end} are not in the source, which has {len(text)}."
        raise BadRow(fact, "Correct the offsets (code points, from 0), or give a quote.")
    return select(text, int(start), int(end))


def _how_to_quote(error: NotAnchored) -> str:
    shown = "\n".join(error.candidates)
    if error.several:
        return f"Quote more words, or give start_char and end_char of the one meant:\n{shown}"
    if shown:
        return f"Quote it as the transcript has it; nearest is:\n{shown}"
    return "Quote it as the transcript has it; nothing there is like it."
