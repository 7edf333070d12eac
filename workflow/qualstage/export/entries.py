"""Entries of all chains as rows for people, in the order of time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from qualstage.ledger.history import moment
from qualstage.ledger.wordings import Wording

if TYPE_CHECKING:
    from qualstage.ledger.chain import Chain
    from qualstage.ledger.seals import Entry
    from qualstage.study import Study

Row = dict[str, Any]

COLUMNS = {
    "number": "place in this list, from 1",
    "at": "when it was decided",
    "coder": "who decided",
    "role": "in which role",
    "action": "what was done",
    "source_id": "about which source",
    "stage": "the source's stage",
    "code": "about which code; of a merge or a split, which became which",
    "label": "what the code was called then, if it is known",
    "definition": "what the code meant then, if it is known",
    "words": "the words that it is about",
    "reason": "why",
    "supersedes": "number of the entry that it takes back or replaces",
    "superseded_by": "number of the entry that did so to it",
    "entry": "the entry's id",
    "codebook": "the codebook that it was decided under",
    "line": "its line in the coder's chain",
    "verified": "whether its seal fits and it stands where it was written",
}
"""Columns of an export, and what each says."""

VERIFIES = "verifies"


@dataclass(frozen=True)
class Ledger:
    """The chains of one codebook, and what its codes said, by the hash of their wording."""

    codebook: str
    chains: list[Chain]
    wordings: Mapping[str, Wording]


def read_ledgers(study: Study) -> list[Ledger]:
    """Every codebook's chains that the study's ledger holds."""
    from qualstage.codebook import read_codebook
    from qualstage.errors import QualstageError
    from qualstage.ledger.chain import read_chains
    from qualstage.ledger.wordings import known_wordings

    try:
        today = read_codebook(study.path(study.codebook))
    except QualstageError:
        today = None  # The ledger can be read without it.
    root = study.path(study.ledger)
    folders = sorted(path for path in root.iterdir() if path.is_dir()) if root.is_dir() else []
    found = []
    for folder in folders:
        chains = read_chains(folder)
        if chains:
            mine = today if folder == study.ledger_folder() else None
            found.append(Ledger(folder.name, chains, known_wordings(folder, chains, mine)))
    return found


def export_rows(ledgers: Iterable[Ledger], stages: Mapping[str, str]) -> list[Row]:
    """
    Every entry, in the order of time, coder and chain; then what does not verify, a row each.

    Returns:
        Rows of `COLUMNS`, all of them text but for numbers of entries and lines.
    """
    ledgers = list(ledgers)
    entries = [
        (moment(entry["at"]), ledger.codebook, chain.coder, entry["seq"], ledger, chain, entry)
        for ledger in ledgers
        for chain in ledger.chains
        for entry in chain.entries
    ]
    entries.sort(key=lambda one: one[:4])
    numbers = {one[-1]["id"]: number for number, one in enumerate(entries, start=1)}
    later = {old: numbers[one[-1]["id"]] for one in entries if (old := one[-1].get("supersedes"))}
    rows = []
    for *_, ledger, chain, entry in entries:
        row = _row(entry, chain, ledger) | {
            "number": numbers[entry["id"]],
            "stage": stages.get(entry.get("source", ""), ""),
            "supersedes": numbers.get(entry.get("supersedes"), ""),
            "superseded_by": later.get(entry["id"], ""),
        }
        rows.append({name: row[name] for name in COLUMNS})
    return rows + [row for ledger in ledgers for row in _broken(ledger)]


def _row(entry: Entry, chain: Chain, ledger: Ledger) -> Row:
    key = entry["words"] or ""
    words = chain.words.get(key, {})
    wording = ledger.wordings.get(entry.get("wording", ""), {})
    erased = f"[erased on {chain.erased[key]}]" if key in chain.erased else ""
    return {
        "at": entry["at"],
        "coder": entry["coder"],
        "role": entry["role"],
        "action": entry["action"],
        "source_id": entry.get("source", ""),
        "code": _codes(entry),
        "label": wording.get("label", ""),
        "definition": wording.get("definition", ""),
        "words": erased or words.get("exact", ""),
        "reason": words.get("reason", ""),
        "entry": entry["id"],
        "codebook": ledger.codebook,
        "line": entry["seq"] + 1,
        "verified": VERIFIES,
    }


def _codes(entry: Entry) -> str:
    """The codes that an entry is about."""
    if entry["action"] == "merge":
        return f"{' '.join(entry['codes'])} -> {entry['into']}"
    if entry["action"] == "split":
        return f"{entry['code']} -> {' '.join(entry['into'])}"
    if "code" in entry:
        return entry["code"]
    if entry["action"] == "read" and entry.get("codes") is None:
        return "all codes of its stage"
    return " ".join(entry.get("codes") or [])


def _broken(ledger: Ledger) -> Iterator[Row]:
    for chain in ledger.chains:
        for problem in chain.problems:
            told = " ".join(f"{problem.place}: {problem.fact}".split())
            who = {"coder": chain.coder, "codebook": ledger.codebook, "verified": told}
            yield dict.fromkeys(COLUMNS, "") | who


def summary_rows(ledgers: Sequence[Ledger]) -> list[Row]:
    """A row a chain: what verifies of it, its head, and how many records of words were erased."""
    return [
        {
            "codebook": ledger.codebook,
            "coder": chain.coder,
            "entries": len(chain.entries),
            "erased": len(chain.erased),
            "head": chain.head,
            "state": " ".join(f"{p.place}: {p.fact}" for p in chain.problems) or VERIFIES,
        }
        for ledger in ledgers
        for chain in ledger.chains
    ]
