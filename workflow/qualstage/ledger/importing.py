"""
Codings and readings made elsewhere, brought into the ledger.

A CSV with a column `code` holds judgements: source_id, code, coder, role, and either `quote` or
`start_char` and `end_char`; optional action (add, accept, reject, quote), reason, at. A CSV without
it holds readings: source_id, coder, role; optional codes (ids separated by spaces; none means all
that apply at the source's stage).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import get_args

from qualstage.codebook import Codebook
from qualstage.errors import Problem, raise_if_any
from qualstage.files import sha256_text
from qualstage.ledger.anchors import NotAnchored, Selector, anchor, select
from qualstage.ledger.chain import Chain, Entry, Words
from qualstage.ledger.replay import JUDGEMENTS
from qualstage.study import Role, read_csv

_ROLES = get_args(Role)
_ACTIONS = ("add", "accept", "reject", "quote")
_MEANINGS = {"all codes of its stage": ""}


@dataclass(frozen=True)
class Material:
    """What judgements are made on: the codebook, and each source's stage and text."""

    codebook: Codebook
    texts: Mapping[str, str]
    stages: Mapping[str, str]


@dataclass
class Imported:
    """How many entries were made, and how many rows were in the ledger already."""

    made: int = 0
    present: int = 0


def import_files(
    paths: Sequence[Path], folder: Path, material: Material, at: str
) -> dict[Path, Imported]:
    """
    Append the rows of CSV files to the chains of their coders: all rows of all files, or none.

    Args:
        paths: The files.
        folder: The ledger folder of the codebook.
        material: What the rows speak of.
        at: When the rows were decided, where they do not say it (ISO 8601, UTC).

    Returns:
        What was imported from each file.

    Raises:
        QualstageError: every row that cannot be used, with its file and line.
    """
    problems: list[Problem] = []
    drafts: dict[Path, dict[str, list[tuple[Entry, Words]]]] = {}
    for path in paths:
        drafts[path], found = _read_drafts(path, material, at)
        problems += found
    raise_if_any(", ".join(map(str, paths)), problems)
    coders = {coder for by_coder in drafts.values() for coder in by_coder}
    chains = {coder: Chain(folder / f"{coder}.jsonl") for coder in sorted(coders)}
    raise_if_any("the ledger", [p for chain in chains.values() for p in chain.problems])
    return {path: _append(by_coder, chains) for path, by_coder in drafts.items()}


def _read_drafts(
    path: Path, material: Material, at: str
) -> tuple[dict[str, list[tuple[Entry, Words]]], list[Problem]]:
    """A file's rows as entries to be made, by coder; and what is wrong with it."""
    rows = read_csv(path, required=("source_id", "coder", "role"))
    readings = bool(rows) and "code" not in rows[0][1]
    draft = _draft_reading if readings else _draft_judgement
    problems: list[Problem] = []
    drafts: dict[str, list[tuple[Entry, Words]]] = defaultdict(list)
    for line, row in rows:
        place = f"{path.name}, line {line}"
        found = _check_row(row, place, material)
        if not found:
            try:
                drafts[row["coder"]].append(draft(row, material, at))
            except _BadRow as error:
                found = [Problem(place, error.fact, error.remedy)]
        problems += found
    return drafts, problems


class _BadRow(Exception):
    def __init__(self, fact: str, remedy: str) -> None:
        self.fact, self.remedy = fact, remedy


def _check_row(row: dict[str, str], place: str, material: Material) -> list[Problem]:
    problems = []
    source = row["source_id"]
    if source not in material.texts:
        fact = f"source '{source}' is not in the study."
        problems.append(Problem(place, fact, "Correct source_id, or add it to sources.csv."))
    if not row["coder"] or not row["coder"].replace("-", "").replace("_", "").isalnum():
        fact = f"coder '{row['coder']}' cannot name a file."
        problems.append(Problem(place, fact, "Use letters, digits, - and _ only."))
    if row["role"] not in _ROLES:
        fact = f"role '{row['role']}' is not known."
        problems.append(Problem(place, fact, f"Use one of: {', '.join(_ROLES)}."))
    action = row.get("action") or "add"
    if "code" in row and action not in _ACTIONS:
        fact = f"action '{action}' is not known."
        problems.append(Problem(place, fact, f"Use one of: {', '.join(_ACTIONS)}."))
    codes = [row["code"]] if "code" in row else _codes(row)
    for code in codes or []:
        if code not in material.codebook.codes:
            fact = f"code '{code}' is not in the codebook."
            problems.append(Problem(place, fact, "Correct it, or add it to the codebook."))
        elif source in material.stages and not material.codebook.applies(
            code, material.stages[source]
        ):
            fact = f"code '{code}' does not apply at stage {material.stages[source]} ('{source}')."
            remedy = "Correct the code, or add the stage to the code's stages in the codebook."
            problems.append(Problem(place, fact, remedy))
    return problems


def _codes(row: dict[str, str]) -> list[str] | None:
    written = row.get("codes") or row.get("scope") or ""
    written = _MEANINGS.get(written.strip().lower(), written)
    return written.split() or None


def _draft_reading(row: dict[str, str], material: Material, at: str) -> tuple[Entry, Words]:
    codes = _codes(row)
    wording = "\n".join(material.codebook.wording(code) for code in sorted(material.codebook.codes))
    return {
        **_draft(row, material, at, "read"),
        "codes": codes,
        "wording": sha256_text(wording),
    }, {}


def _draft_judgement(row: dict[str, str], material: Material, at: str) -> tuple[Entry, Words]:
    text = material.texts[row["source_id"]]
    selector = _selector(row, text)
    words = {
        "exact": selector.exact,
        "prefix": selector.prefix,
        "suffix": selector.suffix,
        "reason": row.get("reason", ""),
    }
    return {
        **_draft(row, material, at, row.get("action") or "add"),
        "code": row["code"],
        "span": [selector.start, selector.end],
        "wording": material.codebook.wording(row["code"]),
    }, words


def _draft(row: dict[str, str], material: Material, at: str, action: str) -> Entry:
    return {
        "at": row.get("at") or at,
        "coder": row["coder"],
        "role": row["role"],
        "action": action,
        "source": row["source_id"],
        "source_sha256": sha256_text(material.texts[row["source_id"]]),
    }


def _selector(row: dict[str, str], text: str) -> Selector:
    quote = row.get("quote", "")
    start, end = row.get("start_char", ""), row.get("end_char", "")
    if quote:
        offsets = (int(start), int(end)) if start.isdecimal() and end.isdecimal() else (0, 0)
        try:
            return select(text, *anchor(text, Selector(*offsets, quote)))
        except NotAnchored as error:
            shown = "\n".join(error.candidates)
            fact = f"source '{row['source_id']}', code '{row['code']}': {error.fact}: “{quote}”"
            remedy = f"Quote it as the transcript has it; candidates:\n{shown}" if shown else ""
            remedy = remedy or "Quote it as the transcript has it; nothing there is like it."
            raise _BadRow(fact, remedy) from None
    if not (start.isdecimal() and end.isdecimal()):
        fact = "it has neither a quote nor whole numbers in start_char and end_char."
        raise _BadRow(fact, "Fill in 'quote'.")
    if not 0 <= int(start) < int(end) <= len(text):
        fact = f"characters {start}-{end} are not in the source, which has {len(text)}."
        raise _BadRow(fact, "Correct the offsets (code points, from 0), or give a quote.")
    return select(text, int(start), int(end))


def _append(
    drafts: Mapping[str, list[tuple[Entry, Words]]], chains: Mapping[str, Chain]
) -> Imported:
    """Append to every coder's chain what it does not hold already."""
    imported = Imported()
    for coder in sorted(drafts):
        chain = chains[coder]
        standing = {_identity(entry) for entry in chain.entries}
        new = []
        for draft, words in drafts[coder]:
            if _identity(draft) in standing:
                imported.present += 1
                continue
            standing.add(_identity(draft))
            new.append((draft, words))
        if new:
            imported.made += len(chain.append(new))
    return imported


def _identity(entry: Entry) -> tuple:
    """What makes two entries the same judgement, whenever they were made."""
    if entry["action"] == "read":
        return "read", entry["role"], entry["source"], tuple(entry.get("codes") or ())
    if entry["action"] not in JUDGEMENTS and entry["action"] != "quote":
        return (entry["id"],)
    return entry["action"], entry["role"], entry["source"], entry["code"], tuple(entry["span"])
