"""The ledger's entries as a reader finds them: who decided what, when, why, under which wording."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from qualstage.ledger.history import TRAIL, moment
from qualstage.ledger.replay import JUDGEMENTS
from qualstage.ledger.seals import GENESIS

if TYPE_CHECKING:
    from pathlib import Path

    from qualstage.codebook import Codebook
    from qualstage.ledger.chain import Chain
    from qualstage.ledger.wordings import Wording
    from qualstage.publish.reasons import Reasons

Row = dict[str, Any]

TODAYS, EARLIER, UNKNOWN = "today's", "earlier", "not kept"
"""Under which wording of its code an entry was made."""


@dataclass(frozen=True)
class Told:
    """
    One entry.

    Args:
        entry: The entry as it is sealed.
        words: What it quotes and why; {} where it has none, None where they were erased.
        code: The code it is about, as it is called today; '' if about none.
        wording: TODAYS, EARLIER (kept in the ledger since a recorded change) or UNKNOWN (the
            codebook was changed by hand since); '' where it is about no code.
        superseded_by: Id of the entry that took its place, or took it back; ''.
    """

    entry: Row
    words: Row | None
    code: str
    wording: str
    superseded_by: str

    @property
    def reason(self) -> str:
        """Why, as the coder gave it."""
        return (self.words or {}).get("reason", "")

    @property
    def exact(self) -> str:
        """The words it is about, as they were then."""
        return (self.words or {}).get("exact", "")


@dataclass(frozen=True)
class Record:
    """
    Every entry of every chain.

    Args:
        by_id: Entries by id, in the order of time.
        heads: Length and last id of each chain, by coder.
        definitions: Wordings of codes that the ledger still knows, by their hash.
    """

    by_id: Mapping[str, Told]
    heads: Mapping[str, tuple[int, str]]
    definitions: Mapping[str, Wording]

    def about(self, entries: Iterable[str]) -> list[Told]:
        """Entries by their ids, earliest first; ids that no chain holds are left out."""
        found = [self.by_id[name] for name in set(entries) if name in self.by_id]
        return sorted(found, key=lambda told: _order(told.entry))

    @cached_property
    def judgements(self) -> list[Told]:
        """Entries that judge, and stand."""
        return [
            told
            for told in self.by_id.values()
            if told.entry["action"] in JUDGEMENTS and not told.superseded_by
        ]

    @cached_property
    def memos(self) -> list[Told]:
        """Memos that were not taken back."""
        return [
            told
            for told in self.by_id.values()
            if told.entry["action"] == "note" and not told.superseded_by
        ]

    @cached_property
    def readings(self) -> list[Told]:
        """Entries that say a source was read wholly for all codes, and stand."""
        return [
            told
            for told in self.by_id.values()
            if told.entry["action"] == "read"
            and not told.superseded_by
            and told.entry["codes"] is None
        ]

    @cached_property
    def dated(self) -> bool:
        """Whether any chain has entries of several moments: the date of an import says little."""
        return any(mine and not moment_of(mine) for mine in self.of_coder.values())

    @cached_property
    def of_coder(self) -> Mapping[str, list[Told]]:
        """Entries by coder, in the order of their chains."""
        found: dict[str, list[Told]] = {coder: [] for coder in sorted(self.heads)}
        for told in self.by_id.values():
            found[told.entry["coder"]].append(told)
        return {
            coder: sorted(mine, key=lambda told: told.entry["seq"]) for coder, mine in found.items()
        }


def moment_of(entries: Sequence[Told]) -> str:
    """The one moment that all of several entries bear; '' of a single one, or if there are more."""
    moments = {told.entry["at"] for told in entries}
    return moments.pop() if len(entries) > 1 and len(moments) == 1 else ""


def read_record(
    chains: Iterable[Chain], codebook: Codebook, folder: Path, reasons: Reasons
) -> Record:
    """
    The record of a study's decisions.

    Args:
        chains: Every coder's; they verify.
        codebook: Today's.
        folder: The ledger folder, where what codes said is kept beside the chains.
        reasons: Masks what repeats an identifier in what coders wrote.
    """
    from qualstage.ledger.history import history_of
    from qualstage.ledger.wordings import known_wordings

    chains = list(chains)
    history = history_of(chains)
    definitions = known_wordings(folder, chains, codebook)
    later = {
        entry["supersedes"]: entry["id"]
        for chain in chains
        for entry in chain.entries
        if entry.get("supersedes")
    }
    found = {}
    for chain in chains:
        for entry in chain.entries:
            key = entry["words"]
            code = history.now(entry["code"]) if "code" in entry else ""
            found[entry["id"]] = Told(
                entry=entry,
                words=_shown(entry, chain.words.get(key) if key else {}, reasons),
                code=code,
                wording=_wording(entry, code, codebook, definitions),
                superseded_by=later.get(entry["id"], ""),
            )
    ordered = sorted(found.values(), key=lambda told: _order(told.entry))
    return Record(
        by_id={told.entry["id"]: told for told in ordered},
        heads={
            chain.coder: (len(chain.entries), chain.head if chain.entries else GENESIS)
            for chain in chains
        },
        definitions=definitions,
    )


def _shown(entry: Row, kept: Row | None, reasons: Reasons) -> Row | None:
    """An entry's words, its reason without what could identify a person."""
    if not kept or "reason" not in kept:
        return kept
    of_source = "source" in entry
    reason = kept["reason"]
    told = reasons.told(entry["source"], reason) if of_source else reasons.told_of_codes(reason)
    return {**kept, "reason": told}


def _order(entry: Row) -> tuple[str, str, int]:
    return moment(entry["at"]), entry["coder"], entry["seq"]


def _wording(entry: Row, code: str, codebook: Codebook, definitions: Mapping[str, Wording]) -> str:
    if not code or entry["action"] in TRAIL or "wording" not in entry:
        return ""
    if code in codebook.codes and entry["wording"] == codebook.wording(code):
        return TODAYS
    return EARLIER if entry["wording"] in definitions else UNKNOWN
