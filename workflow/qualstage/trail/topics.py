"""A topic as `cluster` left it: its passages, what may be quoted of them, and its own words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qualstage.errors import Problem, QualstageError
from qualstage.files import sha256_text
from qualstage.indicators import WORD, fold_text, parse_indicator

if TYPE_CHECKING:
    from collections.abc import Iterable

    from qualstage.study import Study

Row = dict[str, Any]

EXAMPLES, SHORT, AMONG = 4, 40, 12
"""Passages quoted at most; the words up to which one is short; the most typical to choose among."""

_OWN = 0.5
"""Share of a word's occurrences in clustered passages that must lie in the topic."""


@dataclass(frozen=True)
class Topic:
    """
    A topic with its material.

    Args:
        row: TOPICS row.
        passages: SEGMENTS rows of its passages, the most typical first.
        clustered: SEGMENTS rows of all passages that were to be clustered, its own among them.
        stages: The study's stages with passages that may voice a code.
        found_at: Those of them at which it occurs.
        identifiers: Spans that could identify a person, by source.
    """

    row: Row
    passages: list[Row]
    clustered: list[Row]
    stages: list[str]
    found_at: list[str]
    identifiers: Mapping[str, Sequence[tuple[int, int]]]

    @property
    def digest(self) -> str:
        """SHA-256 of its passages' ids, sorted: says which passages were adopted."""
        return sha256_text("\n".join(sorted(row["segment_id"] for row in self.passages)))


def read_topic(name: str, results: Path, study: Study) -> Topic:
    """
    A topic from a folder of results.

    Only what the study has clustered today is looked at: an earlier run may have left more.

    Args:
        name: Its id, such as 'uncoded-03'.
        results: The study's folder of results.
        study: The study: its stages, and which of its passages are clustered.

    Raises:
        QualstageError: there is no such topic, or a step it needs has not run.
    """
    from qualstage.contracts import IDENTIFIERS, SEGMENTS, SOURCES
    from qualstage.contracts.topics import TOPIC_MEMBERS, TOPICS
    from qualstage.plan import topic_scopes
    from qualstage.screen import spans_by_source
    from qualstage.tables import read_rows
    from qualstage.voices import codable

    scopes = (results / "cluster" / scope for scope in topic_scopes(study))
    folders = [folder for folder in scopes if (folder / "topics.parquet").is_file()]
    needed = {name: sorted(results.glob(pattern)) for name, pattern in _NEEDED.items()}
    _refuse_missing(results, {"cluster": folders, **needed})
    topics = [row for folder in folders for row in read_rows(folder / "topics.parquet", TOPICS)]
    row = next((row for row in topics if row["topic"] == name), None)
    if row is None:
        known = ", ".join(topic["topic"] for topic in topics) or "none"
        problem = Problem("command line", f"there is no topic '{name}'.", f"Topics: {known}.")
        raise QualstageError(str(results), [problem])
    folder = results / "cluster" / row["scope"]
    members = read_rows(folder / "members.parquet", TOPIC_MEMBERS)
    said = {row["segment_id"]: row for row in read_rows(needed["ingest segments"], SEGMENTS)}
    _refuse_outdated(results, members, said)
    at = {s["source_id"]: s["stage"] for s in read_rows(needed["ingest sources"], SOURCES)}
    mine = sorted((m for m in members if m["topic"] == name), key=lambda m: m["rank"])
    spoken = {at[segment["source_id"]] for segment in codable(said.values())}
    voiced = {at[member["source_id"]] for member in mine}
    return Topic(
        row=row,
        passages=[said[member["segment_id"]] for member in mine],
        clustered=[said[member["segment_id"]] for member in members],
        stages=[stage for stage in study.stage_ids if stage in spoken],
        found_at=[stage for stage in study.stage_ids if stage in voiced],
        identifiers=spans_by_source(read_rows(needed["screen"], IDENTIFIERS)),
    )


_NEEDED = {
    "ingest segments": "ingest/*/segments.parquet",
    "ingest sources": "ingest/*/sources.parquet",
    "screen": "screen/*/identifiers.parquet",
}


def _refuse_missing(results: Path, found: Mapping[str, Sequence[Path]]) -> None:
    steps = sorted({name.split()[0] for name, files in found.items() if not files})
    if steps:
        fact = f"it holds no results of {' and '.join(steps)}."
        remedy = "Run `snakemake --cores 4` first, or name the study's folder in results/."
        raise QualstageError(str(results), [Problem("folder", fact, remedy)])


def _refuse_outdated(results: Path, members: Iterable[Row], said: Mapping[str, Row]) -> None:
    gone = [row["segment_id"] for row in members if row["segment_id"] not in said]
    if gone:
        fact = f"its topics speak of passages that the transcripts do not have, such as {gone[0]}."
        problem = Problem("cluster", fact, "Run `snakemake --cores 4` again.")
        raise QualstageError(str(results), [problem])


def typical(topic: Topic) -> list[str]:
    """
    The passages that stand for a topic in the codebook, in the order of their rank.

    Among the most typical, short ones come first: an example is read many times. A passage that
    holds an identifier is never among them.
    """
    from qualstage.screen import carries_identifier

    clean = [
        row
        for row in topic.passages
        if not carries_identifier(
            topic.identifiers, row["source_id"], row["start_char"], row["end_char"]
        )
    ][:AMONG]
    long = [len(row["text"].split()) > SHORT for row in clean]
    chosen = sorted(range(len(clean)), key=lambda i: (long[i], i))[:EXAMPLES]
    quoted = (" ".join(clean[i]["text"].split()) for i in sorted(chosen))
    return list(dict.fromkeys(quoted))


def indicators(topic: Topic) -> list[str]:
    """
    The topic's words and phrases that make good indicators, as the codebook writes them.

    Those of which at least half of all occurrences in clustered passages lie in the topic. A phrase
    that holds another's words finds nothing that the other does not, and is left out.
    """
    mine = {row["segment_id"] for row in topic.passages}
    said = [(_words(row["text"]), row["segment_id"] in mine) for row in topic.clustered]
    kept: list[list[str]] = []
    for written in [*topic.row["terms"], *topic.row["phrases"]]:
        words = _words(written)
        if not words or any(_times(other, words) for other in kept):
            continue
        times = [(_times(words, passage), own) for passage, own in said]
        inside = sum(n for n, own in times if own)
        if inside and inside >= _OWN * sum(n for n, _ in times):
            kept.append(words)
    return [parse_indicator(" ".join(words)).written for words in kept]


def _words(text: str) -> list[str]:
    """The words of a text as indicators see them: no sign of their notation is among them."""
    return [fold_text(word) for word in WORD.findall(text)]


def _times(words: Sequence[str], among: Sequence[str]) -> int:
    """How often some words stand one after the other among others."""
    n = len(words)
    return sum(list(among[i : i + n]) == list(words) for i in range(len(among) - n + 1))
