"""What the site is made from: the study, its ledger, and every table of its results."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qualstage.publish import addresses

if TYPE_CHECKING:
    from qualstage.codebook import Codebook
    from qualstage.columns import Table
    from qualstage.ledger.chain import Chain
    from qualstage.ledger.history import History
    from qualstage.publish.cells import Cell, Key
    from qualstage.publish.named import Named
    from qualstage.publish.people import People
    from qualstage.publish.reasons import Reasons
    from qualstage.publish.record import Record
    from qualstage.publish.words import Words
    from qualstage.study import Study
    from qualstage.tabulate.printed import PrintedTable

Row = dict[str, Any]


@dataclass(frozen=True)
class Material:
    """
    A study and all that was made of it; each table is read when it is first asked for.

    Args:
        study: What study.yaml says.
        codebook: What is looked for.
        chains: Every coder's chain; they verify.
        folder: The study's folder of results.
    """

    study: Study
    codebook: Codebook
    chains: list[Chain]
    folder: Path

    @cached_property
    def stage_names(self) -> Mapping[str, str]:
        """What each stage is called, by its id."""
        return {stage.id: stage.name for stage in self.study.stages}

    @cached_property
    def labels(self) -> Mapping[str, str]:
        """What each code is called, by its id."""
        return {code: entry.label for code, entry in self.codebook.codes.items()}

    @cached_property
    def named(self) -> Named:
        """Tells codes by their labels in what people wrote."""
        from qualstage.publish.named import Named

        return Named(self.labels)

    @cached_property
    def sources(self) -> Mapping[str, Row]:
        """SOURCES rows by source_id, in the order of stages and of collection."""
        from qualstage.contracts import SOURCES

        stages = {stage: number for number, stage in enumerate(self.study.stage_ids)}
        rows = self._shards("ingest", SOURCES)
        rows.sort(key=lambda row: (stages.get(row["stage"], -1), row["position"]))
        return {row["source_id"]: row for row in rows}

    @cached_property
    def speakers(self) -> list[Row]:
        """SPEAKERS rows."""
        from qualstage.contracts import SPEAKERS

        return self._shards("ingest", SPEAKERS)

    @cached_property
    def segments(self) -> Mapping[str, list[Row]]:
        """SEGMENTS rows by source_id, in reading order."""
        from qualstage.contracts import SEGMENTS
        from qualstage.voices import in_order

        found: dict[str, list[Row]] = defaultdict(list)
        for row in in_order(self._shards("ingest", SEGMENTS)):
            found[row["source_id"]].append(row)
        return found

    @cached_property
    def _starts(self) -> Mapping[str, tuple[list[int], list[str]]]:
        return {
            source: ([row["start_char"] for row in rows], [row["segment_id"] for row in rows])
            for source, rows in self.segments.items()
        }

    def passage_at(self, source: str, place: int) -> str:
        """The segment_id of the passage in which a place of a source stands, or the one before."""
        starts, names = self._starts[source]
        return names[max(0, bisect_right(starts, place) - 1)]

    def place(self, source: str, start: int) -> str:
        """Where in the reader a place of a source stands."""
        return addresses.passage(source, self.passage_at(source, start))

    @cached_property
    def has_talk(self) -> bool:
        """Whether anybody's talk is in the material, which the machine reads."""
        from qualstage.voices import CODED

        return any(row["role"] in CODED for rows in self.segments.values() for row in rows)

    @cached_property
    def talked(self) -> frozenset[str]:
        """Stages in which the machine has text to read."""
        from qualstage.voices import is_talk

        if not self.has_talk:
            return frozenset()
        rows = (row for row in self.sources.values() if not row["excluded"])
        return frozenset(row["stage"] for row in rows if is_talk(row))

    @cached_property
    def proposals(self) -> list[Row]:
        """PROPOSALS rows; none in a study without talk."""
        from qualstage.contracts import PROPOSALS

        return self._shards("code", PROPOSALS) if self.has_talk else []

    @cached_property
    def codings(self) -> list[Row]:
        """CODINGS rows; who rated is called as the site calls them, never by a name."""
        from qualstage.contracts import CODINGS
        from qualstage.voices import RATER

        rows = self.table("settle/codings.parquet", CODINGS)
        for row in rows:
            if row["decided_by"] == RATER:
                row["coder"] = self.people.speaker(row["source_id"], row["coder"]).label
        return rows

    @cached_property
    def counts(self) -> list[Row]:
        """COUNTS rows."""
        from qualstage.contracts import COUNTS

        return self.table("count/counts.parquet", COUNTS)

    @cached_property
    def printed(self) -> Mapping[str, PrintedTable]:
        """The tables as they are printed, by id."""
        from qualstage.tabulate.exchange import FILE, read_tables

        return read_tables(self.folder / "tabulate" / FILE)

    @cached_property
    def identifiers(self) -> list[Row]:
        """IDENTIFIERS rows: never shown."""
        from qualstage.contracts import IDENTIFIERS

        return self._shards("screen", IDENTIFIERS)

    @cached_property
    def words(self) -> Words:
        """The words of sources as the site may show them."""
        from qualstage.publish.words import Words

        return Words(self.sources, self.identifiers)

    @cached_property
    def reasons(self) -> Reasons:
        """What coders wrote, as the site may show it."""
        from qualstage.publish.reasons import Reasons

        read = {name for name, row in self.sources.items() if row["text"]}
        return Reasons(self.identifiers, read)

    @cached_property
    def people(self) -> People:
        """Speakers and respondents as the site may name them."""
        from qualstage.publish.people import People

        return People(self.speakers, self.segments, self.identifiers, self.codebook)

    @cached_property
    def cells(self) -> Mapping[Key, Cell]:
        """The numbers that have a page of their own."""
        from qualstage.publish.cells import cells_of

        return cells_of(self)

    @cached_property
    def history(self) -> History:
        """What became of the study's codes."""
        from qualstage.ledger.history import history_of

        return history_of(self.chains)

    @cached_property
    def record(self) -> Record:
        """The ledger's entries, as a reader finds them."""
        from qualstage.publish.record import read_record

        folder = self.study.ledger_folder()
        return read_record(self.chains, self.codebook, folder, self.reasons)

    def table(self, name: str, contract: Table) -> list[Row]:
        """A Parquet table's rows, by its path in the results."""
        from qualstage.tables import read_rows

        return read_rows(self.folder / name, contract)

    def csv(self, name: str) -> list[dict[str, str]]:
        """The rows of a CSV made for people, by its path in the results, without its notice."""
        from qualstage.csvfile import read_csv

        return [row for _, row in read_csv(self.folder / name, required=())]

    def _shards(self, step: str, contract: Table) -> list[Row]:
        from qualstage.tables import read_rows

        return read_rows(sorted((self.folder / step).glob(f"*/{contract.name}.parquet")), contract)


def read_material(study_folder: Path, results: Path) -> Material:
    """
    A study and its results.

    Raises:
        QualstageError: the study or its ledger cannot be used, or the results are another's.
    """
    from qualstage.codebook import read_codebook
    from qualstage.errors import command, raise_if_any
    from qualstage.ledger.chain import read_chains
    from qualstage.origin import refuse_anothers_results
    from qualstage.study import read_study

    study = read_study(study_folder)
    refuse_anothers_results(results, study.folder)
    chains = read_chains(study.ledger_folder())
    problems = [problem for chain in chains for problem in chain.problems]
    again = command("qualstage", "ledger", "verify", "--study", study_folder)
    raise_if_any(str(study.ledger_folder()), problems, again)
    return Material(study, read_codebook(study.path(study.codebook)), chains, results)
