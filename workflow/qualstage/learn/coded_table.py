"""
Any coded table: learn from its texts and codes, and code the texts of another.

The method is that of a study: a row plays the part of a passage, asked of every code, with nothing
before or behind it. Rows with the same words are left out together, so that no text judges itself;
of rows alike in words and codes one is learned from. A text whose words people have coded is judged
by what they said each time, added to what the model says of it when it is left out.

How few examples will do: one of one code. A code without others like it leans on what all codes
have in common, on its name and on the codebook; where there is no contrast to weigh evidence by
(every row has every code), the score is the share of rows that have it.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy

from qualstage.learn.combine import AIMS, choose_thresholds, probability
from qualstage.learn.evidence import KINDS, Given
from qualstage.learn.lent import likeness_to_codes
from qualstage.learn.model import CODEBOOK_GROUP, Extra, Passages, Standing, judge, learn
from qualstage.learn.rows import distinct_rows, groups_left_out, sample_rows, words_of
from qualstage.learn.said import Said, said_of
from qualstage.learn.texts import Vocabulary, kernel, likeness, stack

if TYPE_CHECKING:
    import argparse

Encode = Callable[[list[str]], dict[str, numpy.ndarray]]

MOST_ROWS = 6000
"""Rows of the regression, the codebook's texts among them: time grows with their cube."""

_MOST_WEIGHED = 40_000_000
"""Numbers that evidence is weighed by, over pairs of row and code: some 300 MB."""

_BLOCK = 1000
"""Texts judged at a time."""

_FREE = 5000.0
"""Rows from which on evidence is weighed as freely as in a study; fewer hold it smaller."""

_ALL_CODED = 0.95
"""Share of rows with a code from which on a text is taken to have one."""

_MODEL_COUNTS = 1.0
"""Readings by people that the model counts as, for a text whose words they have coded."""

_SILENT = -30.0
"""Log-odds of any code where there are no words."""

_NO_QUESTIONS = numpy.zeros((0, 0), numpy.float32)


@dataclass(frozen=True)
class Coded:
    """
    Texts that people coded.

    Args:
        codes: Names of the codes.
        texts: The texts.
        voiced: Whether each has a code, (texts, codes).
        groups: What each belongs to besides its own words; '' for nothing.
    """

    codes: list[str]
    texts: list[str]
    voiced: numpy.ndarray
    groups: list[str]


class TableCoder:
    """
    What was learned from a coded table.

    Args:
        coded: The table.
        said: What is said of its codes.
        encode: Gives vectors by encoder for a list of texts.
        most: Rows to learn from at most.
    """

    def __init__(self, coded: Coded, said: Said, encode: Encode, most: int = MOST_ROWS) -> None:
        self._said, self._encode = said, encode
        words = [words_of(text) for text in coded.texts]
        rows = distinct_rows(words, coded.groups, coded.voiced)
        self.distinct = len(rows)
        drawn, counts = sample_rows(coded.voiced[rows], max(1, most - len(said.texts)))
        rows = rows[drawn]
        self.learned = len(rows)
        texts, voiced = [coded.texts[row] for row in rows], coded.voiced[rows]
        self._vocabulary = Vocabulary.of([*texts, *said.texts])
        self._said_texts = self._vocabulary.texts(said.texts, encode(said.texts))
        passages = self._read(texts)
        extra = Extra(self._said_texts, said.codes, [CODEBOOK_GROUP] * len(said.texts))
        # Each pair has a column for every code's intercept, and some for the evidence.
        n_codes = len(coded.codes)
        most_weighed = _MOST_WEIGHED // (n_codes * (n_codes + 2 * len(KINDS)))
        weighed, stands_for = sample_rows(voiced, max(1, most_weighed))
        weights = numpy.zeros(len(rows))
        weights[weighed] = counts[weighed] * stands_for
        mine, of_groups = [words[row] for row in rows], [coded.groups[row] for row in rows]
        standing = Standing(groups_left_out(mine, of_groups), weights, min(1.0, len(rows) / _FREE))
        one_part = dict.fromkeys(passages.given.sources, 0)
        parts, _ = learn(passages, voiced, extra, coded.codes, one_part, standing)
        self._part = parts[-1]
        self._rows = stack([passages.texts, extra.texts])
        has_any = counts @ voiced.any(axis=1) / counts.sum()
        self._all_coded = len(coded.codes) > 1 and bool(has_any >= _ALL_CODED)
        left_out = self._having_one(self._part.left_out)
        self.thresholds = choose_thresholds(left_out, voiced, passages.given.asked, counts)
        self._left_out = dict(zip(mine, left_out, strict=True))
        self._people = _readings(words, coded.voiced)

    def _read(self, texts: list[str]) -> Passages:
        """Texts as passages of the learner, each a source by itself."""
        found = self._vocabulary.texts(texts, self._encode(texts))
        said, nothing = self._said, numpy.zeros((len(texts), self._said.of_code.shape[1]))
        clear, qualified = said.indicated(texts)
        alike = likeness(found, self._said_texts)
        given = Given(
            [str(row) for row in range(len(texts))],
            numpy.array([len(text.split()) for text in texts], float),
            nothing == 0,
            *likeness_to_codes(alike, said.of_code, said.unlike),
            clear,
            qualified,
            nothing,
        )
        return Passages(found, numpy.zeros((len(texts), 0), numpy.float32), given)

    def _having_one(self, log_odds: numpy.ndarray) -> numpy.ndarray:
        """Log-odds given that a text has a code, where that is as good as certain."""
        if not self._all_coded:
            return log_odds
        chance = probability(log_odds)
        has_one = -numpy.expm1(numpy.log1p(-chance).sum(axis=1, keepdims=True))
        return _log_odds(chance / has_one)

    def log_odds(self, texts: list[str]) -> numpy.ndarray:
        """Log-odds that texts have the codes, (texts, codes)."""
        found = numpy.zeros((len(texts), self._said.of_code.shape[1]))
        for start in range(0, len(texts), _BLOCK):
            block = texts[start : start + _BLOCK]
            passages = self._read(block)
            alike = kernel(passages.texts, self._rows)
            judged = self._having_one(judge(_NO_QUESTIONS, self._part, passages, alike).log_odds)
            for row, text in enumerate(block):
                words = words_of(text)
                # Where nothing is said, nothing is voiced; unless people coded such rows.
                judged[row] = self._with_people(words, judged[row] if words else _SILENT)
            found[start : start + _BLOCK] = judged
        return found

    def _with_people(self, words: str, judged: numpy.ndarray) -> numpy.ndarray:
        """What people said of these words, with the model as readings of its own."""
        if words not in self._people:
            return judged
        times, having = self._people[words]
        model = _MODEL_COUNTS * probability(self._left_out.get(words, judged))
        return _log_odds((having + model) / (times + _MODEL_COUNTS))


def _log_odds(chance: numpy.ndarray) -> numpy.ndarray:
    inside = numpy.clip(chance, 1e-9, 1 - 1e-9)
    return numpy.log(inside / (1 - inside))


def _readings(words: Sequence[str], voiced: numpy.ndarray) -> dict[str, tuple[int, numpy.ndarray]]:
    """How often the same words were coded, and how often with each code, by words."""
    found: dict[str, tuple[int, numpy.ndarray]] = {}
    for said, codes in zip(words, voiced, strict=True):
        times, having = found.get(said, (0, 0))
        found[said] = times + 1, having + codes.astype(int)
    return found


def code_table(options: argparse.Namespace) -> None:
    """Learn from one table, code another, and write it with codes and scores."""
    from threadpoolctl import threadpool_limits

    from qualstage.codebook import read_codebook
    from qualstage.embed import Cache
    from qualstage.errors import Problem, QualstageError
    from qualstage.learn.tablefile import check_names, codes_of, write_coded
    from qualstage.text_table import TEXT, read_text_table, refuse_overwriting

    if options.aim not in AIMS:
        fact, remedy = f"there is no aim '{options.aim}'.", f"Choose one of: {', '.join(AIMS)}."
        raise QualstageError("qualstage learn", [Problem("--aim", fact, remedy)])
    refuse_overwriting("qualstage learn", (options.train, options.predict), options.output)
    needed = [TEXT, options.group] if options.group else [TEXT]
    training, new = read_text_table(options.train, needed), read_text_table(options.predict)
    codes, voiced = codes_of(training, options.group)
    check_names(codes, new)
    codebook = read_codebook(options.codebook) if options.codebook else None
    said = said_of(codes, codebook, options.language)
    groups = training.column(options.group) if options.group else [""] * len(training.rows)
    coded = Coded(codes, training.column(TEXT), voiced, [group.strip() for group in groups])
    _tell_before(coded, training.names, options.group, said)
    cache = Cache(options.cache)
    texts = new.column(TEXT)
    # One thread: sums come out alike on every machine of a kind, whatever else it does.
    with threadpool_limits(1):
        cache.encode_ahead([*coded.texts, *said.texts, *texts])
        coder = TableCoder(coded, said, cache.encode_all)
        log_odds = coder.log_odds(texts)
    marks = log_odds >= coder.thresholds[options.aim]
    write_coded(new, codes, marks, probability(log_odds), options.output)
    cache.write()
    _tell_after(coder, len(coded.texts), marks)


def _tell_before(coded: Coded, names: Sequence[str], group: str | None, said: Said) -> None:
    """What is learned from, and what seems odd, before the long work."""
    from qualstage.encoders import missing

    lines = [f"{len(coded.texts)} rows, {len(coded.codes)} codes: {', '.join(coded.codes)}"]
    ignored = [name for name in names if name and name not in (*coded.codes, "text", group)]
    if ignored:
        lines.append(f"not learned from, for they hold more than 1 and 0: {', '.join(ignored)}")
    for code, having in zip(coded.codes, coded.voiced.T, strict=True):
        if not having.any():
            lines.append(f"no row has '{code}': it is known by its name and the codebook alone")
    lines += said.told
    lines += [f"without {one.package}, which is not installed" for one in missing()]
    for line in lines:
        print(f"learn: {line}", file=sys.stderr)


def _tell_after(coder: TableCoder, n: int, marks: numpy.ndarray) -> None:
    if coder.learned < coder.distinct:
        print(
            f"learn: of {coder.distinct} different rows {coder.learned} were learned from, all of "
            "rare codes and a sample of the others (seeded); the others count where their very "
            "words come again",
            file=sys.stderr,
        )
    share = f"{marks.any(axis=1).mean():.0%}"
    print(
        f"learn: from {n} rows; {len(marks)} other texts coded, {share} with a code",
        file=sys.stderr,
    )
