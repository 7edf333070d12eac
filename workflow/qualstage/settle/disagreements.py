"""Where coders who read the same source wholly still see it differently."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from qualstage.ledger.replay import Reading
from qualstage.settle.rules import Key
from qualstage.settle.standing import Anchored


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

    Overlapping spans of one code in one source are one disagreement. Of a code that others went
    into, each part is looked at by itself; but who coded those words with another part agrees by
    now. Judgements are those that stand.
    """
    readers: dict[str, list[Reading]] = defaultdict(list)
    for reading in readings:
        if reading.role != "adjudicator":
            readers[reading.source].append(reading)
    by_key: dict[Key, list[Anchored]] = defaultdict(list)
    for item in judgements:
        by_key[item.decision.source, item.decision.code].append(item)
    found: dict[Disagreement, None] = {}
    for (source, code), items in sorted(by_key.items()):
        of_code = [
            Disagreement(source, code, *place)
            for part in sorted({part for item in items for part in item.decision.parts})
            for place in _differing(part, items, readers[source])
        ]
        found |= dict.fromkeys(sorted(of_code, key=lambda d: (d.start, d.end)))
    return list(found)


def _differing(
    part: str, items: Sequence[Anchored], readings: Iterable[Reading]
) -> Iterator[tuple[int, int, tuple[str, ...], tuple[str, ...]]]:
    """Where those who read for a part of a code differ: span, who coded it, and who did not."""
    coders = {reading.coder for reading in readings if reading.covers(part)}
    for start, end, group in _runs(item for item in items if part in item.decision.parts):
        if any(item.decision.role == "adjudicator" for item in group):
            continue
        yes = {i.decision.coder for i in group if i.decision.state == "accepted"} & coders
        agree = {
            item.decision.coder
            for item in items
            if item.decision.state == "accepted" and item.start < end and start < item.end
        }
        if yes and (no := coders - yes - agree):
            yield start, end, tuple(sorted(yes)), tuple(sorted(no))


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
