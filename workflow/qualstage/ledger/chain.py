"""
The chain: people's decisions as append-only JSON Lines, each line sealed to the one before.

One chain per codebook and coder, `ledger/CODEBOOK/CODER.jsonl`, so that two laptops never fork
one. A line is an object in canonical JSON (RFC 8785). Its `id` is the SHA-256 of the line without
`id`; its `prev` is the id of the line before. So one changed byte breaks the chain where it stands.

Participants' words (quotations, and reasons that quote them) lie beside the chain, in
`CODER.words.jsonl`. An entry refers to them by a salted hash. When a participant withdraws, their
words can be erased and every chain still verifies.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from qualstage.errors import Problem, raise_if_any
from qualstage.files import sha256_bytes, write_bytes

GENESIS = "0" * 64
"""The `prev` of a chain's first entry."""

_PATIENCE = 30

Entry = dict[str, Any]
Words = dict[str, str]


class Chain:
    """
    One coder's decisions under one codebook, as they stand on disk.

    Args:
        path: CODER.jsonl; it need not exist yet.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.coder = path.stem
        self._bytes = path.read_bytes() if path.exists() else b""
        words_path = self.words_path
        self._words_bytes = words_path.read_bytes() if words_path.exists() else b""
        self.problems: list[Problem] = []
        self.entries = self._read_entries()
        self.words = self._read_words()

    @property
    def words_path(self) -> Path:
        """Where the words of this chain's entries lie."""
        return self.path.with_suffix(".words.jsonl")

    @property
    def head(self) -> str:
        """Id of the last entry."""
        return self.entries[-1]["id"] if self.entries else GENESIS

    def _read_entries(self) -> list[Entry]:
        """Entries up to the first that does not verify; that one becomes a problem."""
        entries: list[Entry] = []
        previous = GENESIS
        for number, line in enumerate(_lines(self._bytes), start=1):
            fact = _fault(line, number, previous)
            if fact:
                remedy = f"Restore {self.path.name} from a copy made before, or from git."
                self.problems.append(Problem(f"{self.path.name}, line {number}", fact, remedy))
                break
            entry = json.loads(line)
            previous = entry["id"]
            entries.append(entry)
        return entries

    def _read_words(self) -> dict[str, Words]:
        """Words by the hash that entries know them by; those erased are left out."""
        found: dict[str, Words] = {}
        erased = set()
        name = self.words_path.name
        remedy = f"Restore {name} from a copy made before, or from git."
        for number, line in enumerate(_lines(self._words_bytes), start=1):
            place = f"{name}, line {number}"
            try:
                record = json.loads(line)
                key, salt, words = record["id"], record.get("salt", ""), record.get("words")
            except (ValueError, KeyError, TypeError, AttributeError):
                self.problems.append(Problem(place, "it is not a record of words.", remedy))
                continue
            if words is None and "erased" in record:
                erased.add(key)
            elif seal_words(salt, words) != key:
                fact = "the words are not those that were sealed when the decision was made."
                self.problems.append(Problem(place, fact, remedy))
            else:
                found[key] = words
        for number, entry in enumerate(self.entries, start=1):
            if entry["words"] and entry["words"] not in found and entry["words"] not in erased:
                place = f"{self.path.name}, line {number}"
                fact = f"its words are missing from {name}."
                self.problems.append(Problem(place, fact, remedy))
        return found

    def append(
        self,
        drafts: Iterable[tuple[Entry, Words]],
        salt: Callable[[], str] = lambda: secrets.token_hex(16),
    ) -> list[Entry]:
        """
        Seal drafts behind the last entry and write them, all or none.

        Args:
            drafts: An entry without seq, prev, words and id, with the words it refers to. What it
                supersedes may be told by its place in the chain, for it may have no id yet.
            salt: Gives a new salt for each entry's words.

        Returns:
            The sealed entries.

        Raises:
            QualstageError: the chain does not verify, or grew since it was read.
        """
        raise_if_any(str(self.path), self.problems, "qualstage ledger verify")
        sealed, records = [], []
        previous, seq = self.head, len(self.entries)
        for draft, words in drafts:
            words = {name: text for name, text in words.items() if text}
            key = None
            if words:
                grain = salt()
                key = seal_words(grain, words)
                records.append({"id": key, "salt": grain, "words": words})
                self.words[key] = words
            entry = {**draft, "seq": seq, "prev": previous, "words": key}
            if isinstance(entry.get("supersedes"), int):
                old, held = entry["supersedes"], len(self.entries)
                old = self.entries[old] if old < held else sealed[old - held]
                entry["supersedes"] = old["id"]
            entry["id"] = seal(entry)
            previous, seq = entry["id"], seq + 1
            sealed.append(entry)
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with _locked(self.path):
            self._refuse_if_grown()
            # Words first: an entry must never refer to words that were not written.
            self._words_bytes += b"".join(canonical(record) + b"\n" for record in records)
            write_bytes(self.words_path, self._words_bytes)
            self._bytes += b"".join(canonical(entry) + b"\n" for entry in sealed)
            write_bytes(self.path, self._bytes)
        self.entries += sealed
        return sealed

    def _refuse_if_grown(self) -> None:
        now = self.path.read_bytes() if self.path.exists() else b""
        if now != self._bytes:
            fact = f"{self.path.name} was written by someone else in the meantime."
            problem = Problem(self.path.name, fact, "Run the command again.")
            raise_if_any(str(self.path), [problem])


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    """
    Keep others from writing a chain meanwhile.

    The lock is a file that exists while it is held: nothing stays in the ledger, which is kept in
    git. One left by a process that was killed is removed by the next on the same machine.
    """
    from filelock import SoftFileLock, Timeout

    lock = path.with_name(f".{path.name}.lock")
    try:
        with SoftFileLock(str(lock), timeout=_PATIENCE):
            yield
    except Timeout:
        fact = f"somebody else has been writing it for {_PATIENCE} seconds."
        remedy = f"Wait, and run the command again; if nobody is, remove {lock.name} beside it."
        raise_if_any(str(path), [Problem(path.name, fact, remedy)])


def canonical(value: Any) -> bytes:
    """
    Canonical JSON (RFC 8785) of what a ledger holds: texts, whole numbers, null, lists, objects.

    For these the standard library's writer gives the canonical form once keys are sorted, as long
    as they are ASCII. Numbers with a fraction, whose form it would not give, are refused.

    Raises:
        ValueError: the value holds something else, or text that is not Unicode.
    """
    try:
        text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    except TypeError as error:
        raise ValueError(str(error)) from None
    if _holds_fraction(value):
        raise ValueError("a ledger holds no numbers with a fraction")
    return text.encode("utf-8")


def _holds_fraction(value: Any) -> bool:
    if isinstance(value, dict):
        return any(map(_holds_fraction, value.values()))
    if isinstance(value, list | tuple):
        return any(map(_holds_fraction, value))
    return isinstance(value, float)


def seal(entry: Entry) -> str:
    """SHA-256 of an entry without its id, in canonical JSON (RFC 8785)."""
    return sha256_bytes(canonical({k: v for k, v in entry.items() if k != "id"}))


def seal_words(salt: str, words: Words) -> str:
    """SHA-256 of salt and words in canonical JSON: says nothing of the words without the salt."""
    return sha256_bytes(canonical([salt, words]))


def _lines(content: bytes) -> list[bytes]:
    lines = content.split(b"\n")
    if lines and lines[-1] == b"":
        lines.pop()
    return lines


def _fault(line: bytes, number: int, previous: str) -> str:
    """What is wrong with a line of a chain; '' when it verifies."""
    try:
        entry = json.loads(line)
        as_written = canonical(entry)
    except ValueError:
        return "the line is not whole: it is not JSON."
    if not isinstance(entry, dict) or not {"id", "prev", "seq"} <= set(entry):
        return "the line is not an entry."
    if as_written != line:
        return "the line was rewritten: it is not in canonical form."
    if entry["id"] != seal(entry):
        return "the entry was changed after it was made: its seal does not fit."
    if entry["prev"] != previous:
        return "an entry before it was removed, added or moved: the chain is broken here."
    if entry["seq"] != number - 1:
        return f"it is numbered {entry['seq']} and stands in place {number - 1}."
    return ""


def read_chains(folder: Path) -> list[Chain]:
    """Every coder's chain in a ledger folder, by coder."""
    paths = sorted(p for p in folder.glob("*.jsonl") if not p.name.endswith(".words.jsonl"))
    return [Chain(path) for path in paths]


def forsaken(folder: Path) -> str:
    """
    What is said where a study's ledger is empty beside one with decisions; '' otherwise.

    A ledger's folder is called as the codebook's file: renamed, the codebook loses its decisions.
    """
    beside = folder.parent.iterdir() if folder.parent.is_dir() else ()
    others = sorted(path.name for path in beside if any(path.glob("*.jsonl")))
    if not others or folder.name in others:
        return ""
    held = " and ".join(f"{folder.parent.name}/{name}" for name in others)
    return (
        f"no decisions are kept for the codebook '{folder.name}', but {held} holds some: a ledger "
        "is called as its codebook's file. If they are this one's, rename the file or the folder"
    )


def heads(chains: Iterable[Chain]) -> dict[str, dict[str, Any]]:
    """Length and last id of each chain: what a later reader checks so that no tail is cut."""
    return {c.coder: {"length": len(c.entries), "head": c.head} for c in chains}


def check_heads(chains: Iterable[Chain], seen: dict[str, dict[str, Any]]) -> list[Problem]:
    """Problems with chains that no longer hold an entry that was seen at an earlier time."""
    by_coder = {chain.coder: chain for chain in chains}
    problems = []
    remedy = (
        "Restore the ledger from a copy or from git. If the decisions were removed on purpose, "
        "delete the record of heads that was kept with the results."
    )
    for coder, then in sorted(seen.items()):
        length = then["length"]
        chain = by_coder.get(coder)
        now = len(chain.entries) if chain else 0
        if now < length:
            fact = f"it held {length} entries at an earlier run and holds {now} now."
            problems.append(Problem(f"{coder}.jsonl", fact, remedy))
        elif length and chain.entries[length - 1]["id"] != then["head"]:
            fact = f"entry {length} is not the one that stood there at an earlier run."
            problems.append(Problem(f"{coder}.jsonl", fact, remedy))
    return problems
