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
import unicodedata
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from pathlib import Path

from qualstage.errors import Problem, raise_if_any
from qualstage.ledger.disk import bytes_of, files_of, locked, replace
from qualstage.ledger.seals import (
    GENESIS,
    Entry,
    Words,
    canonical,
    described,
    fault,
    seal,
    seal_words,
)


class Chain:
    """
    One coder's decisions under one codebook, as they stand on disk.

    Args:
        path: CODER.jsonl; it need not exist yet.

    It holds `entries` that verify, `words` and dates of `erased` ones by hash, and `problems`.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.coder = path.stem
        self._read_anew()

    @property
    def words_path(self) -> Path:
        """Where the words of this chain's entries lie."""
        return self.path.with_suffix(".words.jsonl")

    @property
    def head(self) -> str:
        """Id of the last entry."""
        return self.entries[-1]["id"] if self.entries else GENESIS

    def refresh(self) -> None:
        """
        Take in what others wrote since.

        Where the files only grew, the new lines alone are verified; or else all of them are.
        """
        content, words = bytes_of(self.path), bytes_of(self.words_path)
        grown, said = content[len(self._bytes) :], words[len(self._words_bytes) :]
        as_before = content.startswith(self._bytes) and words.startswith(self._words_bytes)
        if self.problems or not as_before:
            self._read_anew()
        elif grown or said:
            self._bytes, self._words_bytes = content, words
            self._take_in(grown, said)

    def _read_anew(self) -> None:
        # Entries are written after their words, and read before them: none lacks words that exist.
        self._bytes = bytes_of(self.path)
        self._words_bytes = bytes_of(self.words_path)
        self.problems: list[Problem] = []
        self.entries: list[Entry] = []
        self.words: dict[str, Words] = {}
        self.erased: dict[str, str] = {}
        self._changed: set[str] = set()
        self._word_lines = 0
        self._take_in(self._bytes, self._words_bytes)

    def _take_in(self, grown: bytes, said: bytes) -> None:
        new = self._read_entries(_lines(grown))
        self._read_words(_lines(said))
        self._find_missing_words(new)

    def _read_entries(self, lines: list[bytes]) -> list[Entry]:
        """Take in entries up to the first that does not verify; that one becomes a problem."""
        first = len(self.entries)
        for number, line in enumerate(lines, start=first + 1):
            wrong = fault(line, number, self.head)
            entry = {} if wrong else json.loads(line)
            wrong = wrong or self._others(entry)
            if wrong:
                self._add_problem(f"{self.path.name}, line {number}", wrong, line)
                break
            self.entries.append(entry)
        else:
            if lines and not self._bytes.endswith(b"\n"):
                wrong = "the line has no line end: the file was cut off, or edited."
                self._add_problem(f"{self.path.name}, line {len(self.entries)}", wrong, lines[-1])
        return self.entries[first:]

    def _others(self, entry: Entry) -> str:
        """What is said of an entry of another coder; '' of this one's."""
        coder = str(entry.get("coder", self.coder))
        # A Macintosh writes accents of a file's name as letters of their own.
        if unicodedata.normalize("NFC", coder) == unicodedata.normalize("NFC", self.coder):
            return ""
        return f"the entry is {coder}'s, in the file of {self.coder}."

    def _add_problem(self, place: str, wrong: str, entry: bytes | Entry, file: str = "") -> None:
        file = file or place.partition(",")[0]
        remedy = f"Restore {file} from a copy made before, or from git."
        fact = "\n".join(filter(None, (wrong, described(entry))))
        self.problems.append(Problem(place, fact, remedy))

    def _read_words(self, lines: list[bytes]) -> None:
        """Take in words by the hash that entries know them by; those erased are left out."""
        first = self._word_lines
        self._word_lines += len(lines)
        for number, line in enumerate(lines, start=first + 1):
            place = f"{self.words_path.name}, line {number}"
            try:
                record = json.loads(line)
                key, salt, words = record["id"], record.get("salt", ""), record.get("words")
            except (ValueError, KeyError, TypeError, AttributeError):
                self._add_problem(place, "it is not a record of words.", b"")
                continue
            if words is None and "erased" in record:
                self.erased[key] = str(record["erased"])
            elif seal_words(salt, words) != key:
                fact = "the words are not those that were sealed when the decision was made."
                entry = next((entry for entry in self.entries if entry["words"] == key), b"")
                self._add_problem(place, fact, entry)
                self._changed.add(key)
            else:
                self.words[key] = words
        if lines and not self._words_bytes.endswith(b"\n"):
            place = f"{self.words_path.name}, line {self._word_lines}"
            fact = "the line has no line end: the file was cut off, or edited."
            self._add_problem(place, fact, b"")

    def _find_missing_words(self, entries: Iterable[Entry]) -> None:
        told = self.words, self.erased, self._changed
        for entry in entries:
            if entry["words"] and not any(entry["words"] in known for known in told):
                place = f"{self.path.name}, line {entry['seq'] + 1}"
                wrong = f"its words are missing from {self.words_path.name}."
                self._add_problem(place, wrong, entry, self.words_path.name)

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
        (sealed,) = append_together([(self, drafts)], salt)
        return sealed

    def append_now(
        self,
        plan: Callable[[], Iterable[tuple[Entry, Words]]],
        salt: Callable[[], str] = lambda: secrets.token_hex(16),
    ) -> list[Entry]:
        """
        Seal what is planned behind the last entry that anybody has written by now.

        Others may write the same chain at the same time: each waits for the other, and none of
        their entries is lost.

        Args:
            plan: Called once nobody else can write, when the chain holds all that was written; it
                gives drafts as `append` takes them, and may raise to write nothing.
            salt: Gives a new salt for each entry's words.

        Returns:
            The sealed entries; they are on the disk.

        Raises:
            QualstageError: the chain does not verify.
        """
        with locked(self.path):
            self.refresh()
            raise_if_any(str(self.path), self.problems, "qualstage ledger verify")
            return self._write(plan(), salt)

    def _write(self, drafts: Iterable[tuple[Entry, Words]], salt: Callable[[], str]) -> list[Entry]:
        sealed, records = [], []
        previous, seq = self.head, len(self.entries)
        for draft, words in drafts:
            words = {name: text for name, text in words.items() if text}
            key = None
            if words:
                grain = salt()
                key = seal_words(grain, words)
                records.append({"id": key, "salt": grain, "words": words})
            entry = {**draft, "seq": seq, "prev": previous, "words": key}
            if isinstance(entry.get("supersedes"), int):
                old, held = entry["supersedes"], len(self.entries)
                old = self.entries[old] if old < held else sealed[old - held]
                entry["supersedes"] = old["id"]
            entry["id"] = seal(entry)
            previous, seq = entry["id"], seq + 1
            sealed.append(entry)
        if not sealed:
            return []
        # Words first: an entry must never refer to words that were not written.
        words_bytes = self._words_bytes + _as_lines(records)
        if records:
            replace(self.words_path, words_bytes)
        content = self._bytes + _as_lines(sealed)
        replace(self.path, content)
        self._bytes, self._words_bytes = content, words_bytes
        self._word_lines += len(records)
        self.words |= {record["id"]: record["words"] for record in records}
        self.entries += sealed
        return sealed

    def _grown(self) -> list[Problem]:
        """The problem of a chain that somebody else has written since it was read."""
        # The words, too: those that were erased meanwhile must not come back.
        if [self._bytes, self._words_bytes] == [*map(bytes_of, (self.path, self.words_path))]:
            return []
        fact = f"{self.path.name} was written by someone else in the meantime."
        return [Problem(self.path.name, fact, "Run the command again.")]


def append_together(
    planned: Iterable[tuple[Chain, Iterable[tuple[Entry, Words]]]],
    salt: Callable[[], str] = lambda: secrets.token_hex(16),
) -> list[list[Entry]]:
    """
    Append to several chains, to all or to none, as `Chain.append` does to one.

    Args:
        planned: Each chain with its drafts.
        salt: Gives a new salt for each entry's words.

    Returns:
        The sealed entries of each chain.

    Raises:
        QualstageError: a chain does not verify, or grew since it was read.
    """
    planned = list(planned)
    chains = [chain for chain, _ in planned]
    place = ", ".join(str(chain.path) for chain in chains)
    raise_if_any(place, [p for chain in chains for p in chain.problems], "qualstage ledger verify")
    with ExitStack() as stack:
        # Always in one order, so that two who write the same chains never wait for each other.
        for path in sorted(chain.path for chain in chains):
            stack.enter_context(locked(path))
        raise_if_any(place, [p for chain in chains for p in chain._grown()])
        return [chain._write(drafts, salt) for chain, drafts in planned]


def _as_lines(records: Iterable[Entry]) -> bytes:
    return b"".join(canonical(record) + b"\n" for record in records)


def _lines(content: bytes) -> list[bytes]:
    lines = content.split(b"\n")
    if lines and lines[-1] == b"":
        lines.pop()
    return lines


def read_chains(folder: Path) -> list[Chain]:
    """Every coder's chain in a ledger folder, by coder."""
    return [Chain(path) for path in files_of(folder) if not path.name.endswith(".words.jsonl")]
