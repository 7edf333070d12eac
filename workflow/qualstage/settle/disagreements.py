"""Where coders who read the same source wholly still see it differently."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from qualstage.ledger.replay import Reading
from qualstage.settle.rules import Anchored, Key


@dataclass(frozen=True)
class Disagreement:
    """A span that one coder coded and another, who read the source wholly, did not."""

    source: str
    code: str
    start: int
    end: int
    coded_by: tuple[str, ...]
    not_by: tuple[str, ...]


def find_disagreements(
    judgements: Iterable[Anchored], readings: Iterable[Reading]
) -> list[Disagreement]:
    """
    Spans on which coders who read the same source wholly differ, and no adjudicator has spoken.

    Overlapping spans of one code in one source are one disagreement. Judgements are those that
    stand.
    """
    readers: dict[str, list[Reading]] = defaultdict(list)
    for reading in readings:
        if reading.role != "adjudicator":
            readers[reading.source].append(reading)
    by_key: dict[Key, list[Anchored]] = defaultdict(list)
    for item in judgements:
        by_key[item.decision.source, item.decision.code].append(item)
    found = []
    for (source, code), items in sorted(by_key.items()):
        coders = {reading.coder for reading in readers[source] if reading.covers(code)}
        for start, end, group in _runs(items):
            if any(item.decision.role == "adjudicator" for item in group):
                continue
            yes = {i.decision.coder for i in group if i.decision.state == "accepted"} & coders
            no = coders - yes
            if yes and no:
                found.append(
                    Disagreement(source, code, start, end, tuple(sorted(yes)), tuple(sorted(no)))
                )
    return found


def _runs(items: Iterable[Anchored]) -> list[tuple[int, int, list[Anchored]]]:
    """Judgements in runs of overlapping spans."""
    runs: list[tuple[int, int, list[Anchored]]] = []
    for item in sorted(items, key=lambda a: (a.start, a.end)):
        if runs and item.start < runs[-1][1]:
            start, end, group = runs[-1]
            runs[-1] = (start, max(end, item.end), [*group, item])
        else:
            runs.append((item.start, item.end, [item]))
    return runs
