"""Topics of any table of texts, outside a study."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Sequence

import numpy

from qualstage.cluster.choose import choice, verdict
from qualstage.cluster.find import FEWEST, Found
from qualstage.cluster.naming import has_parser
from qualstage.cluster.threads import side_by_side
from qualstage.errors import Problem, raise_if_any
from qualstage.files import write_bytes
from qualstage.sentences import sentences
from qualstage.tables import csv_for_people
from qualstage.text_table import (
    TextTable,
    read_text_table,
    refuse_overwriting,
    taken_names,
    write_widened,
)

COLUMNS = ("topic", "topic_label", "topic_strength", "nearest_topic")
NO_TOPIC = "no topic"
TOPIC_COLUMNS = ("topic", "label", "terms", "phrases", "texts", "stability", "verdict", "coherence")

_PIECE = 120
"""Words up to which sentences of a long text are encoded together: encoders read no further."""

_ALL_ENCODERS = 5000
"""Different pieces of text above which only the fastest encoder is used."""

_BLOCK = 500
"""Pieces that a process encodes at a time."""


def cluster_table(options: argparse.Namespace) -> None:
    """Cluster a table's texts, and write it with their topics behind its columns."""
    from qualstage.cluster.find import find_topics
    from qualstage.cluster.words import Language

    table = _read(options)
    texts = table.column(options.text)
    found = find_topics(
        texts,
        _groups(table, options.group),
        meaning_of(texts, options.jobs),
        Language(options.language),
        options.k,
        options.shortest,
        options.jobs,
    )
    _refuse_too_few(table, found, options)
    write_widened(table, COLUMNS, _cells(found), options.output)
    if options.topics:
        write_bytes(options.topics, csv_for_people(TOPIC_COLUMNS, _topic_rows(found)))
    _tell(found, options)


def _read(options: argparse.Namespace) -> TextTable:
    """
    The table, held against what is asked.

    Raises:
        QualstageError: it cannot be used, or would be overwritten.
    """
    outputs = [path for path in (options.output, options.topics) if path]
    for output in outputs:
        refuse_overwriting("qualstage cluster", [options.table], output)
    needed = [options.text, options.group] if options.group else [options.text]
    table = read_text_table(options.table, needed)
    problems = [*taken_names(COLUMNS, table), *_impossible(options)]
    if options.k is not None and not 2 <= options.k <= len(table.rows):
        fact = f"{options.k} topics are asked for, of {len(table.rows)} texts."
        problems.append(Problem("--k", fact, "Ask for 2 at least, and for fewer than texts."))
    raise_if_any(str(options.table), problems)
    return table


def _impossible(options: argparse.Namespace) -> list[Problem]:
    """Options that say nothing that can be done."""
    problems = []
    if options.jobs == 0:
        remedy = "Give a number of processes, or -1 for one a core."
        problems.append(Problem("--jobs", "no process could do any work.", remedy))
    if options.shortest < 0:
        fact = f"no text has {options.shortest} words."
        problems.append(Problem("--shortest", fact, "Give 0 or more."))
    if options.topics and options.topics.resolve() == options.output.resolve():
        fact, remedy = "it is --output as well.", "Name two files."
        problems.append(Problem("--topics", fact, remedy))
    return problems


def _groups(table: TextTable, column: str | None) -> list[str]:
    """What each row belongs to: itself, if nothing is said of it."""
    given = table.column(column) if column else [""] * len(table.rows)
    # A text that stands in several rows is as many texts, and a resample draws rows.
    return [f"group {name}" if name.strip() else f"row {n}" for n, name in enumerate(given)]


def meaning_of(texts: Sequence[str], jobs: int) -> dict[str, numpy.ndarray]:
    """
    Vectors of texts by encoder, (texts, dimensions), of length 1.

    A long text has the mean of its pieces'. Of very many pieces, only the fastest encoder's vectors
    are made: the others would take minutes.

    Args:
        texts: Of any length.
        jobs: Processes to encode in.
    """
    from qualstage.embed import QUESTIONS
    from qualstage.encoders import encode_all, installed, missing

    divided = [pieces(text) for text in texts]
    distinct = sorted({piece for of_text in divided for piece in of_text})
    number = {piece: i for i, piece in enumerate(distinct)}
    blocks = [distinct[start : start + _BLOCK] for start in range(0, len(distinct), _BLOCK)]
    names = [encoder.name for encoder in installed()]
    if len(distinct) > _ALL_ENCODERS and QUESTIONS in names:
        names = [QUESTIONS]
    for encoder in missing():
        print(f"cluster: without {encoder.package}, which is not installed", file=sys.stderr)
    found = {}
    for name in names:
        parts = side_by_side(jobs, encode_all, [(name, block) for block in blocks])
        vectors = numpy.vstack(parts).astype(numpy.float32)
        means = [vectors[[number[piece] for piece in of_text]].mean(axis=0) for of_text in divided]
        lengths = numpy.linalg.norm(means, axis=1, keepdims=True)
        found[name] = numpy.array(means) / numpy.maximum(lengths, 1e-9)
    return found


def pieces(text: str) -> list[str]:
    """A text in pieces of whole sentences, none much longer than encoders read."""
    found: list[list[str]] = [[]]
    for start, end in sentences(text):
        words = text[start:end].split()
        for cut in range(0, len(words), _PIECE):
            some = words[cut : cut + _PIECE]
            if found[-1] and len(found[-1]) + len(some) > _PIECE:
                found.append([])
            found[-1] += some
    return [" ".join(words) for words in found]


def _refuse_too_few(table: TextTable, found: Found, options: argparse.Namespace) -> None:
    if not found.tried:
        fact = f"only {len(found.rows)} texts say enough to be clustered."
        remedy = f"Topics need {FEWEST} at least; more count if --shortest is lower."
        raise_if_any(str(table.path), [Problem(f"column '{options.text}'", fact, remedy)])


def _cells(found: Found) -> Iterable[list[object]]:
    """What is written behind each row."""
    for topic, nearest, strength in zip(found.topic, found.nearest, found.strength, strict=True):
        label = found.names[topic].label if topic >= 0 else NO_TOPIC
        yield [int(topic) + 1, label, f"{strength:.4f}", int(nearest) + 1]


def _topic_rows(found: Found) -> Iterable[list[object]]:
    """A row for each topic, and one for the texts without."""
    numbers = zip(found.names, found.stability, found.coherence, strict=True)
    for number, (name, stability, coherence) in enumerate(numbers):
        yield [
            *(number + 1, name.label, "; ".join(name.terms), "; ".join(name.phrases)),
            int((found.topic == number).sum()),
            *(f"{stability:.3f}", verdict(stability), f"{coherence:.3f}"),
        ]
    yield [0, NO_TOPIC, "", "", int((found.topic < 0).sum()), "", "", ""]


def _tell(found: Found, options: argparse.Namespace) -> None:
    """The topics, and how far they can be relied on."""
    chosen = choice(found.tried)
    for row in _topic_rows(found):
        steady = f", comes again {row[5]} ({row[6]})" if row[5] else ""
        print(f"cluster: {row[0]}: {row[1]} ({row[4]} texts{steady})", file=sys.stderr)
    if options.k and len(found.names) < options.k:
        print(
            f"cluster: {options.k} topics were asked for; the others came out without a text of "
            "their own",
            file=sys.stderr,
        )
    if not has_parser(options.language):
        print(
            f"cluster: {options.language} is not installed, or finds no noun phrases: topics are "
            "named by words alone",
            file=sys.stderr,
        )
    print(
        f"cluster: {len(found.names)} topics; resamples agree {chosen.agreement.all:.2f} "
        f"(adjusted Rand index); written to {options.output}",
        file=sys.stderr,
    )
