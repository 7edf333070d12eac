"""What is to be erased when a source withdraws its consent, and where its words remain."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from qualstage.contracts import WITHDRAWN, has_withdrawn
from qualstage.csv_edits import with_cell, without_rows
from qualstage.csvfile import read_csv
from qualstage.ledger.chain import Chain
from qualstage.ledger.disk import chain_files, files_of, half_written
from qualstage.ledger.erasing import unreferred
from qualstage.ledger.history import TRAIL
from qualstage.ledger.replay import ERASE
from qualstage.ledger.wordings import FILE as WORDINGS
from qualstage.transcripts import files_of_source
from qualstage.withdraw.others import same_person
from qualstage.withdraw.passages import Run, lines_naming, lines_with, own_runs
from qualstage.withdraw.seen import NotSearched, Seen, seen_in, spoken_in

if TYPE_CHECKING:
    from qualstage.ledger.seals import Entry
    from qualstage.study import Source, Study

_PASSED_OVER = {".git", ".hg", ".svn", ".snakemake", ".venv", "__pycache__", "node_modules"}
_KNOWN = ("source_id", "stage", "kind", "collected", "file", "excluded")


@dataclass(frozen=True)
class Remains:
    """A file that holds a source's words, or names it: the lines, none where it has no lines."""

    path: Path
    quotes: Sequence[int] = ()
    names: Sequence[int] = ()


@dataclass
class Withdrawal:
    """
    One source that withdraws its consent.

    Args:
        source: Its row of sources.csv.
        at: When it withdrew.
        entry: The entry that has it on record already, if any.
        words: By chain, the hashes of words that are to be erased.
        cut_off: By chain, the hashes of words that no entry refers to; they go, too.
        half_written: Files that a killed process left beside chains; they go, too.
        quoting: Entries about codes whose words quote it, and are to be erased.
        rows: By CSV, the lines that are about it.
        files: Its transcripts.
        remains: Files that hold its words afterwards, or name it.
        unseen: Files of which nobody can say.
        attributes: What else its row of sources.csv says of the person.
        same_person: Sources in which its respondent speaks, too, and which stay.
    """

    source: Source
    at: str
    entry: Entry | None = None
    words: dict[Path, set[str]] = field(default_factory=dict)
    cut_off: dict[Path, set[str]] = field(default_factory=dict)
    half_written: list[Path] = field(default_factory=list)
    quoting: list[tuple[Path, Entry]] = field(default_factory=list)
    rows: dict[Path, list[int]] = field(default_factory=dict)
    files: list[Path] = field(default_factory=list)
    runs: frozenset[Run] = frozenset()
    remains: list[Remains] = field(default_factory=list)
    unseen: list[Path] = field(default_factory=list)
    attributes: list[str] = field(default_factory=list)
    same_person: list[str] = field(default_factory=list)

    @property
    def excluded(self) -> str:
        """What sources.csv is to say of why it is excluded."""
        before = self.source.excluded or ""
        if has_withdrawn(before):
            return before
        return "; ".join(filter(None, (f"{WITHDRAWN} {self.at[:10]}", before)))

    @property
    def is_done(self) -> bool:
        """Whether nothing is left to erase or to write."""
        left = any(self.words.values()) or self.cut_off or self.half_written
        left = left or self.rows or self.files
        return bool(self.entry) and not left and has_withdrawn(self.source.excluded)


def chains_of(study: Study) -> list[Path]:
    """
    The chains of every codebook that the study's ledger has decisions under.

    A chain of which a killed process left nothing but words is among them.
    """
    return [path for folder in _ledger_folders(study) for path in chain_files(folder)]


def _ledger_folders(study: Study) -> list[Path]:
    root = study.path(study.ledger)
    return sorted(path for path in root.iterdir() if path.is_dir()) if root.is_dir() else []


def csv_files(study: Study) -> list[Path]:
    """The CSVs whose rows are about sources: speakers, matrices and ratings."""
    given = [study.speakers, *(one.file for one in (*study.matrices, *study.ratings))]
    return sorted({study.path(name) for name in given if name and study.path(name).is_file()})


def plan(study: Study, source: Source, others: Sequence[Source], at: str) -> Withdrawal:
    """
    All that a source's withdrawal erases and leaves; nothing is changed.

    Args:
        study: The study.
        source: The source.
        others: Sources that stay, whose words are not its own.
        at: When it withdrew, if that is not on record yet.
    """
    chains = [Chain(path) for path in chains_of(study)]
    entry = recorded(chains, source.source_id)
    found = Withdrawal(source, entry["at"] if entry else at, entry)
    found.files = files_of_source(study, source)
    key = "source_id", source.source_id
    rows = {path: without_rows(path, key)[1] for path in csv_files(study)}
    found.rows = {path: lines for path, lines in rows.items() if lines}
    found.runs = own_runs(_said(study, found, chains), _said_by_others(study, source, others))
    for chain in chains:
        if left := unreferred(chain):
            found.cut_off[chain.path] = left
        halves = map(half_written, (chain.path, chain.words_path))
        found.half_written += [path for path in halves if path.is_file()]
        found.words[chain.path] = words_to_erase(chain, source.source_id, found.runs)
        found.quoting += [
            (chain.path, entry)
            for entry in chain.entries
            if entry["action"] in TRAIL and entry["words"] in found.words[chain.path]
        ]
    _search(study, found)
    found.same_person = same_person(study, source, others)
    blank = not source.respondent_id
    found.attributes = [*([] if blank else ["respondent_id"]), *source.attributes]
    return found


def recorded(chains: Iterable[Chain], source: str) -> Entry | None:
    """The entry by which a source's withdrawal is on record."""
    entries = (entry for chain in chains for entry in chain.entries)
    return next((e for e in entries if e["action"] == ERASE and e["source"] == source), None)


def words_to_erase(chain: Chain, source: str, runs: frozenset[Run]) -> set[str]:
    """
    Hashes of the words of entries about a source; and of those about codes that quote it.

    The reason for its withdrawal stays: it is the study's record, and nobody's words.
    """
    found = set()
    for entry in chain.entries:
        key, action = entry["words"], entry["action"]
        if key not in chain.words or action == ERASE:
            continue
        texts = chain.words[key].values()
        quotes = action in TRAIL and any(lines_with(text, runs) for text in texts)
        if entry.get("source") == source or quotes:
            found.add(key)
    return found


def _said(study: Study, found: Withdrawal, chains: Iterable[Chain]) -> Iterator[str]:
    """The source's own words: of its transcripts, its rows, and of what people coded in it."""
    for path in found.files:
        try:
            yield spoken_in(path)
        except NotSearched:
            continue
    for path in found.rows:
        yield from _cells(path, found.source.source_id, True)
    for chain in chains:
        for entry in chain.entries:
            if entry.get("source") == found.source.source_id:
                yield chain.words.get(entry["words"] or "", {}).get("exact", "")


def _said_by_others(study: Study, source: Source, others: Iterable[Source]) -> Iterator[str]:
    for other in others:
        for path in files_of_source(study, other):
            try:
                yield spoken_in(path)
            except NotSearched:
                continue
    for path in csv_files(study):
        yield from _cells(path, source.source_id, False)


def _cells(path: Path, source: str, its_own: bool) -> Iterator[str]:
    for _, row in read_csv(path, ()):
        if (row.get("source_id") == source) == its_own:
            yield from row.values()


def _search(study: Study, found: Withdrawal) -> None:
    """Look through every file that the study keeps for what remains."""
    for path in _kept(study):
        if path in found.files or path in found.half_written:
            continue
        for seen in seen_in(path):
            if seen.text is None:
                found.unseen.append(seen.path)
            elif left := _left_in(seen.path, _after(seen, study, found), study, found):
                found.remains.append(left)


def _left_in(path: Path, text: str, study: Study, found: Withdrawal) -> Remains | None:
    """What remains of a source in a text."""
    quotes = lines_with(text, found.runs) if found.runs else []
    of_ledger = study.path(study.ledger) in path.parents
    name, is_csv = found.source.source_id, path.suffix.lower() == ".csv"
    names = [] if of_ledger else lines_naming(text, name, is_csv)
    if path == study.path(study.sources):
        names = [line for line in names if line != found.source.line]
    return Remains(path, quotes, names) if quotes or names else None


def _after(seen: Seen, study: Study, found: Withdrawal) -> str:
    """The words of a file as they are once everything is erased."""
    path, text = seen.path, seen.text or ""
    if path in found.rows:
        return without_rows(path, ("source_id", found.source.source_id))[0].decode("utf-8-sig")
    chain = path.with_name(path.name.replace(".words.jsonl", ".jsonl"))
    gone = found.words.get(chain, set()) | found.cut_off.get(chain, set())
    if not gone:
        return text
    # A line for each, so that lines keep their numbers.
    lines = text.split("\n")
    return "\n".join("" if any(f'"{key}"' in line for key in gone) else line for line in lines)


def _kept(study: Study) -> list[Path]:
    """The files of the study's folder, and those elsewhere that study.yaml names."""
    names = [study.codebook, study.sources, study.speakers, study.findings, study.decisions]
    names += [study.members, study.handbook, study.paper, *study.published]
    named = {study.path(name) for name in names if name and study.path(name).is_file()}
    named |= set(csv_files(study))
    for folder in _ledger_folders(study):
        named |= {*files_of(folder), *folder.glob(WORDINGS)}
    inside = {
        path
        for path in study.folder.rglob("*")
        if path.is_file() and not _PASSED_OVER & set(path.relative_to(study.folder).parts)
    }
    return sorted(named | inside)


def excluded_bytes(study: Study, found: Withdrawal) -> bytes:
    """sources.csv with the reason for which the source is excluded; not a byte else is changed."""
    key = "source_id", found.source.source_id
    return with_cell(study.path(study.sources), key, "excluded", lambda old: found.excluded)
