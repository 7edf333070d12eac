"""
What was made of a study, as the review page shows it: texts, passages, proposals, the queue.

Read once, when the page is started. Sources are known by id from then on: nothing that is asked of
the page ever becomes a path.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qualstage.errors import Problem, command, raise_if_any
from qualstage.voices import in_order, is_talk

if TYPE_CHECKING:
    from qualstage.codebook import Codebook
    from qualstage.study import Study

Row = dict[str, Any]
LISTS = ("queue", "sample")


@dataclass
class Results:
    """
    A study's results.

    Args:
        study: The study.
        codebook: Its codebook, as it is now.
        sources: SOURCES rows by id, in order of collection; excluded ones are left out.
        segments: SEGMENTS rows by source, in reading order.
        proposals: PROPOSALS rows by segment; none for whoever is blind.
        lists: Rows of queue.csv and sample.csv; none for whoever is blind.
        changed: Sources whose transcript is another by now than the one that was read.
        gone: Sources that were withdrawn since, by when; nothing of them is in the others.
        hidden: Sources that whoever is blind is not shown; nothing of them is in the others.
    """

    study: Study
    codebook: Codebook
    sources: dict[str, Row]
    segments: dict[str, list[Row]]
    proposals: dict[str, list[Row]] = field(default_factory=dict)
    lists: dict[str, list[Row]] = field(default_factory=dict)
    changed: frozenset[str] = frozenset()
    gone: dict[str, str] = field(default_factory=dict)
    hidden: frozenset[str] = frozenset()

    @property
    def texts(self) -> dict[str, str]:
        """Each source's canonical text."""
        return {name: row["text"] for name, row in self.sources.items()}

    @property
    def stages(self) -> dict[str, str]:
        """Each source's stage."""
        return {name: row["stage"] for name, row in self.sources.items()}

    def leave_out(self, source: str, day: str) -> None:
        """Forget a source that was withdrawn, so that nothing of it can be shown."""
        self.gone[source] = day
        self.sources.pop(source, None)
        left = {row["segment_id"] for row in self.segments.pop(source, ())}
        for segment in left:
            self.proposals.pop(segment, None)
        for name, rows in self.lists.items():
            self.lists[name] = [row for row in rows if row["segment_id"] not in left]
        self.changed -= {source}


def read_results(study: Study, folder: Path, blind: bool) -> Results:
    """
    Read what a run of the workflow made of a study.

    Args:
        study: The study.
        folder: Its folder of results.
        blind: Whether to leave unread all that the machine made, and what are judgements itself:
            reviewers' matrices and ratings.

    Raises:
        QualstageError: the results are another study's, or there are none.
    """
    from qualstage.codebook import read_codebook
    from qualstage.contracts import SEGMENTS, SOURCES
    from qualstage.origin import refuse_anothers_results
    from qualstage.tables import read_rows

    refuse_anothers_results(folder, study.folder)
    codebook = read_codebook(study.path(study.codebook))
    shards = sorted((folder / "ingest").glob("*/sources.parquet"))
    _require(shards, folder, study)
    rows = read_rows(shards, SOURCES)
    hidden = frozenset(r["source_id"] for r in rows if blind and not is_talk(r))
    kept = (r for r in rows if not r["excluded"] and r["source_id"] not in hidden)
    used = sorted(kept, key=lambda row: (row["position"], row["source_id"]))
    sources = {row["source_id"]: row for row in used}
    segments: dict[str, list[Row]] = {name: [] for name in sources}
    found = read_rows([path.with_name("segments.parquet") for path in shards], SEGMENTS)
    for row in in_order(found):
        if row["source_id"] in segments:
            segments[row["source_id"]].append(row)
    results = Results(study, codebook, sources, segments, hidden=hidden)
    results.changed = _changed(study, sources.values())
    if not blind:
        results.proposals = _proposals(folder, results)
        results.lists = {name: _listed(folder, name, results) for name in LISTS}
    return results


def _require(shards: list[Path], folder: Path, study: Study) -> None:
    if not shards:
        fact = "there is no ingest/*/sources.parquet in it."
        again = command("snakemake", "--cores", 4, "--config", f"study={study.folder}")
        remedy = f"Make the results first: {again}"
        raise_if_any(str(folder), [Problem("folder", fact, remedy)])


def _proposals(folder: Path, results: Results) -> dict[str, list[Row]]:
    """Proposals of codes that are still looked for at their source's stage, the likeliest first."""
    from qualstage.contracts import PROPOSALS
    from qualstage.queue import strength
    from qualstage.tables import read_rows

    shards = sorted((folder / "code").glob("*/proposals.parquet"))
    stages = results.stages
    found: dict[str, list[Row]] = defaultdict(list)
    for row in read_rows(shards, PROPOSALS):
        if results.codebook.asks(row["code"], stages.get(row["source_id"], "")):
            found[row["segment_id"]].append(row)
    for some in found.values():
        some.sort(key=lambda row: (-strength(row), row["code"]))
    return dict(found)


def _listed(folder: Path, name: str, results: Results) -> list[Row]:
    """Rows of queue.csv or sample.csv whose passages the results still hold."""
    from qualstage.csvfile import read_csv

    path = folder / "queue" / f"{name}.csv"
    if not path.exists():
        return []
    known = {row["segment_id"] for some in results.segments.values() for row in some}
    rows = [row for _, row in read_csv(path, ("segment_id", "kind", "codes"))]
    return [row for row in rows if row["segment_id"] in known]


def _changed(study: Study, sources: Iterable[Mapping[str, Any]]) -> frozenset[str]:
    """Sources whose file is not any more the one that their text was read from, or is gone."""
    from qualstage.files import sha256_bytes

    def is_as_read(row: Mapping[str, Any]) -> bool:
        path = study.path(row["file"])
        return path.is_file() and sha256_bytes(path.read_bytes()) == row["file_sha256"]

    # Rows of matrices and ratings have a fingerprint of their own, not their file's.
    of_files = (row for row in sources if row["format"] and is_talk(row))
    return frozenset(row["source_id"] for row in of_files if not is_as_read(row))
