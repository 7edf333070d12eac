"""Who read a source for a code, and whether they coded what others did: single coding is seen."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import TYPE_CHECKING

from qualstage.ledger.replay import JUDGEMENTS, Reading, replay
from qualstage.voices import is_talk

if TYPE_CHECKING:
    from qualstage.publish.material import Material
    from qualstage.publish.passages import Passage


class Readers:
    """
    Readers by source.

    Args:
        given: A study's results.
    """

    def __init__(self, given: Material) -> None:
        self._sources = given.sources
        stages = {name: row["stage"] for name, row in given.sources.items()}
        decisions = replay(given.chains, given.history, stages)
        self._history = given.history
        self._of: dict[str, dict[str, list[Reading]]] = defaultdict(lambda: defaultdict(list))
        for reading in decisions.readings:
            self._of[reading.source][reading.coder].append(reading)

    def told(self, passages: Iterable[Passage]) -> list[str]:
        """Of passages of one voice: a sentence a source, who read it for their codes, and coded."""
        coded: dict[str, set[str]] = defaultdict(set)
        codes: dict[str, set[str]] = defaultdict(set)
        for passage in passages:
            codes[passage.coding["source_id"]].add(passage.coding["code"])
            coded[passage.coding["source_id"]] |= {
                entry.told.entry["coder"]
                for entry in passage.entries
                if entry.told.entry["action"] in JUDGEMENTS
                and entry.told.entry["action"] != "reject"
                and not entry.told.superseded_by
            }
        mine = {name: who for name, who in coded.items() if is_talk(self._sources[name])}
        told = (
            (name, self._sentence(self._readers(name, codes[name]), who))
            for name, who in mine.items()
        )
        return [f"{name}: {s}" if len(mine) > 1 else s[:1].upper() + s[1:] for name, s in told]

    def _readers(self, source: str, codes: Iterable[str]) -> list[str]:
        """Who looked in a source for every one of some codes, with all that went into them."""
        parts = [part for code in codes for part in self._history.parts(code)]
        return sorted(
            coder
            for coder, readings in self._of[source].items()
            if all(any(reading.covers(part) for reading in readings) for part in parts)
        )

    @staticmethod
    def _sentence(readers: list[str], coded: set[str]) -> str:
        if not readers:
            return "read for it by nobody on record."
        if len(readers) == 1:
            missed = "" if readers[0] in coded else ", who did not code it"
            return f"read for it by {readers[0]} alone{missed}."
        silent = [name for name in readers if name not in coded]
        if not silent:
            every = "both" if len(readers) == 2 else "all"
            return f"read for it by {listed(readers)}, who {every} coded it."
        return f"read for it by {listed(readers)}; {listed(silent)} did not code it."


def listed(names: list[str]) -> str:
    """Names in a sentence: 'A, B and C'."""
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))
