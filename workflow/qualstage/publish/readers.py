"""Who read a source wholly, and whether they coded what others did: single coding is to be seen."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from qualstage.ledger.replay import JUDGEMENTS
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
        found: dict[str, set[str]] = defaultdict(set)
        for told in given.record.readings:
            found[told.entry["source"]].add(told.entry["coder"])
        self._of: Mapping[str, list[str]] = {name: sorted(who) for name, who in found.items()}

    def told(self, passages: Iterable[Passage]) -> list[str]:
        """Of passages of one voice: a sentence a source, who read it wholly and who coded it."""
        coded: dict[str, set[str]] = defaultdict(set)
        for passage in passages:
            coded[passage.coding["source_id"]] |= {
                entry.told.entry["coder"]
                for entry in passage.entries
                if entry.told.entry["action"] in JUDGEMENTS
                and entry.told.entry["action"] != "reject"
                and not entry.told.superseded_by
            }
        mine = {name: who for name, who in coded.items() if is_talk(self._sources[name])}
        told = ((name, self._sentence(self._of.get(name, []), who)) for name, who in mine.items())
        return [f"{name}: {s}" if len(mine) > 1 else s[:1].upper() + s[1:] for name, s in told]

    @staticmethod
    def _sentence(readers: list[str], coded: set[str]) -> str:
        if not readers:
            return "read wholly by nobody."
        if len(readers) == 1:
            missed = "" if readers[0] in coded else ", who did not code it"
            return f"read wholly by {readers[0]} alone{missed}."
        silent = [name for name in readers if name not in coded]
        if not silent:
            every = "both" if len(readers) == 2 else "all"
            return f"read wholly by {listed(readers)}, who {every} coded it."
        return f"read wholly by {listed(readers)}; {listed(silent)} did not code it."


def listed(names: list[str]) -> str:
    """Names in a sentence: 'A, B and C'."""
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))
