"""
The model: what coded examples teach, in folds over sources, so that no source judges itself.

Rows of the model are coded passages, passages read and not coded, and the texts of the codebook.
For each of the folds, and once for all of them together, there are a regression (its coefficients
are zero on the fold's own rows), a combination of evidence, a calibration for sources and
thresholds. A source that was learned from is judged by the fold that never saw it; any other source
by the whole.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace

import numpy

from qualstage.learn.codebook_alone import CodebookAlone
from qualstage.learn.combine import (
    Combination,
    SourceCalibration,
    any_by_source,
    choose_thresholds,
    fit_combination,
    fit_source_calibration,
    probability,
    source_evidence,
)
from qualstage.learn.evidence import Given, Scale, evidence_of, scale_of
from qualstage.learn.lent import Lent, given_by_part
from qualstage.learn.questions import invert_questions, learn_questions, question_kernel
from qualstage.learn.ridge import invert, invert_without, predict_left_out
from qualstage.learn.texts import Texts, Vocabulary, kernel, stack

FOLDS = 10
CODEBOOK_GROUP = "\0codebook"
"""Group of the codebook's texts: in no fold, for they are nobody's."""

_AT_ONCE, _SMALL = 2, 4000
"""Parts learned at once, and the rows up to which there is memory for more than one."""

_WEIGHT_VOICED = 2.0
"""Passages that voice a code are few, so each counts double in the regression."""


@dataclass
class Passages:
    """Passages to learn from or to judge, in reading order within their sources."""

    texts: Texts
    questions: numpy.ndarray
    given: Given

    def __len__(self) -> int:
        return len(self.texts)

    def take(self, rows: numpy.ndarray) -> Passages:
        """Some passages, in their order."""
        return Passages(self.texts.take(rows), self.questions[rows], self.given.take(rows))


@dataclass
class Extra:
    """
    Further texts to learn from: the codebook's.

    Args:
        texts: The texts.
        codes: The code each speaks of; None for a 'close but no' example.
        groups: The source whose words each is, with which it is left out; or CODEBOOK_GROUP.
        unlike: The code each is a 'close but no' example of, or -1; needed where a source lent any.
    """

    texts: Texts
    codes: list[int | None]
    groups: list[str]
    unlike: numpy.ndarray | None = None

    @property
    def lent_by(self) -> list[str]:
        """The source that lent each text; '' for the codebook's own."""
        return ["" if group == CODEBOOK_GROUP else group for group in self.groups]


@dataclass
class Standing:
    """
    How passages stand to each other where they do not come from sources, as in a table.

    Args:
        groups: Passages of one group are left out together, so that none judges itself.
        counts: How many passages each stands for where evidence is combined and thresholds are
            chosen; 0 to leave it out there.
        freedom: How freely evidence is weighed: the inverse of the penalty on its coefficients.
    """

    groups: list[str]
    counts: numpy.ndarray | None = None
    freedom: float = 1.0


@dataclass
class Fold:
    """What one part learned: coefficients over the model's rows, and all that follows."""

    coefficients: numpy.ndarray
    mean: numpy.ndarray
    questions: numpy.ndarray
    question_mean: numpy.ndarray
    scale: Scale
    combination: Combination
    calibration: SourceCalibration
    thresholds: dict[str, numpy.ndarray]
    source_thresholds: dict[str, numpy.ndarray]
    left_out: numpy.ndarray | None = None
    """Log-odds of the passages it saw, each left out with its group; in no model's file."""


@dataclass
class Model:
    """
    What is known of codes; `folds[-1]` is the whole, and there are none before anything is coded.

    Args:
        codes: Names of the codes; arrays over codes are in this order.
        vocabulary: The n-grams it knows.
        encoders: The encoders it compares meaning by.
        rows: Its texts: passages, and the codebook's.
        row_texts: Their words.
        row_sources: Their sources; CODEBOOK_GROUP for the codebook's.
        row_codes: Whether they voice each code, (rows, codes).
        row_unlike: The code that a 'close but no' example is of; -1 for any other row.
        questions: Vectors of the questions before the passages, (passages, dimensions).
        fold_of_source: The fold of each source learned from.
        folds: What each learned.
        alone: What the codebook alone says.
        learned_from: What was learned from, for the record.
        lent_by: For each of the codebook's texts, the source whose words it is; '' if none.
    """

    codes: list[str]
    vocabulary: Vocabulary
    encoders: list[str]
    rows: Texts
    row_texts: list[str]
    row_sources: list[str]
    row_codes: numpy.ndarray
    row_unlike: numpy.ndarray
    questions: numpy.ndarray
    fold_of_source: dict[str, int]
    folds: list[Fold]
    alone: CodebookAlone
    learned_from: dict[str, object] = field(default_factory=dict)
    lent_by: list[str] = field(default_factory=list)

    @property
    def codebook_rows(self) -> numpy.ndarray:
        """Numbers of the rows that are the codebook's texts."""
        of_codebook = [source == CODEBOOK_GROUP for source in self.row_sources]
        return numpy.flatnonzero(of_codebook)

    @property
    def lent(self) -> Lent | None:
        """What the codebook borrowed, and with which sources it is left out; None if nothing."""
        return Lent.of(self.lent_by, self.fold_of_source)

    def fold_for(self, source: str) -> Fold:
        """The part that never saw the source."""
        return self.folds[self.fold_number(source)]

    def fold_number(self, source: str) -> int:
        """The number of that part; of the whole for a source that nothing was learned from."""
        return self.fold_of_source.get(source, len(self.folds) - 1)


@dataclass(frozen=True)
class Judged:
    """What a part of the model says of passages, all of one fold; see `judge`."""

    scores: numpy.ndarray
    evidence: numpy.ndarray
    log_odds: numpy.ndarray
    sources: list[str]
    source_log_odds: numpy.ndarray
    source_asked: numpy.ndarray


def folds_of(sources: Sequence[str]) -> dict[str, int]:
    """Fold by source: sources in the order of a hash of their names, dealt out in turn."""
    from qualstage.files import sha256_text

    ordered = sorted(set(sources), key=sha256_text)
    folds = min(FOLDS, max(1, len(ordered)))
    return {source: number % folds for number, source in enumerate(ordered)}


def learn(
    passages: Passages,
    voiced: numpy.ndarray,
    extra: Extra,
    codes: Sequence[str],
    fold_of_source: dict[str, int] | None = None,
    standing: Standing | None = None,
) -> tuple[list[Fold], dict[str, int]]:
    """
    Learn from coded passages.

    Args:
        passages: Those whose coding is known.
        voiced: Whether each voices a code, (passages, codes).
        extra: Further texts.
        codes: Names of the codes.
        fold_of_source: Fold by source; by default `folds_of` the passages' sources.
        standing: Where it is not the sources that are left out together.

    Returns:
        A part per fold and the whole, which is last; and the fold of each source.
    """
    sources = passages.given.sources
    # A source that lent words to the codebook is judged without them, whether it was coded or not.
    folds = fold_of_source or folds_of([*sources, *filter(None, extra.lent_by)])
    standing = standing or Standing(sources)
    targets = _targets(voiced, extra, len(codes))
    groups = [*standing.groups, *extra.groups]
    weights = numpy.ones(len(targets))
    weights[: len(passages)][voiced.any(axis=1)] = _WEIGHT_VOICED
    texts = stack([passages.texts, extra.texts])
    inverse = invert(kernel(texts, texts), weights)
    asking = invert_questions(passages.questions)
    numbers = sorted(set(folds.values()))
    rows = targets, groups, standing
    given_without = given_by_part(passages, extra, len(codes))

    def part(fold: int | None) -> Fold:
        out = {source for source, number in folds.items() if number == fold}
        seen_as = replace(passages, given=given_without(frozenset(out)))
        return _learn_part(seen_as, voiced, rows, (inverse, asking), out)

    # Each part is worked out by itself, so that several at once give the same numbers.
    with ThreadPoolExecutor(_AT_ONCE if len(inverse) <= _SMALL else 1) as pool:
        parts = list(pool.map(part, [*(numbers if len(numbers) > 1 else []), None]))
    return parts, folds if len(numbers) > 1 else {}


def learn_whole(
    passages: Passages, voiced: numpy.ndarray, extra: Extra, alike: numpy.ndarray
) -> Fold:
    """
    Learn from coded passages without folds, from their kernel: for sources that are not among them.

    Args:
        passages: Those whose coding is known.
        voiced: Whether each voices a code, (passages, codes).
        extra: Further texts.
        alike: Kernel of all rows, the passages first, (rows, rows); it is used up.
    """
    standing = Standing(passages.given.sources)
    rows = _targets(voiced, extra, voiced.shape[1]), [*standing.groups, *extra.groups], standing
    weights = numpy.ones(len(alike))
    weights[: len(passages)][voiced.any(axis=1)] = _WEIGHT_VOICED
    inverses = invert(alike, weights), invert_questions(passages.questions)
    return _learn_part(passages, voiced, rows, inverses, set())


def _targets(voiced: numpy.ndarray, extra: Extra, n_codes: int) -> numpy.ndarray:
    """What each row should be told: its codes, and in a last column whether it has any."""
    more = numpy.zeros((len(extra.codes), n_codes))
    for row, code in enumerate(extra.codes):
        if code is not None:
            more[row, code] = 1.0
    targets = numpy.vstack([voiced.astype(float), more])
    any_code = targets.max(axis=1, keepdims=True) if n_codes else targets[:, :1]
    return numpy.hstack([targets, any_code])


def _learn_part(
    passages: Passages,
    voiced: numpy.ndarray,
    rows: tuple[numpy.ndarray, list[str], Standing],
    inverses: tuple[numpy.ndarray, numpy.ndarray | None],
    out: set[str],
) -> Fold:
    """A part that sees no row of the sources in `out`."""
    targets, groups, standing = rows
    n = len(passages)
    stay, inverse = invert_without(
        inverses[0], numpy.array([i for i, group in enumerate(groups) if group in out], int)
    )
    seen = stay[stay < n]
    mean = targets[seen].mean(axis=0)
    centred = targets[stay] - mean
    coefficients = inverse @ centred
    left_out = (
        mean
        + predict_left_out(inverse, coefficients, centred, [groups[row] for row in stay])[
            : len(seen)
        ]
    )
    asking_coefficients, question, asked_mean = learn_questions(
        inverses[1], voiced, seen, [groups[row] for row in seen]
    )
    given, known = passages.given.take(seen), voiced[seen]
    scale = scale_of(left_out[:, :-1], known, given.asked)
    evidence = evidence_of(left_out[:, :-1], left_out[:, -1], question, scale, given)
    counts = None if standing.counts is None else standing.counts[seen]
    combination = fit_combination(evidence, known, given.asked, counts, standing.freedom)
    log_odds = combination.log_odds(evidence)
    names, of_sources, applies = source_evidence(probability(log_odds), given.asked, given.sources)
    source_voiced = any_by_source(known, given.sources, names)
    calibration = fit_source_calibration(of_sources[applies], source_voiced[applies])
    return Fold(
        _spread(coefficients, stay, len(targets)),
        mean,
        _spread(asking_coefficients, seen, n),
        asked_mean,
        scale,
        combination,
        calibration,
        choose_thresholds(log_odds, known, given.asked, counts),
        choose_thresholds(calibration.log_odds(of_sources), source_voiced, applies),
        log_odds,
    )


def _spread(values: numpy.ndarray, rows: numpy.ndarray, n: int) -> numpy.ndarray:
    """Values at their rows among n, zeros elsewhere."""
    whole = numpy.zeros((n, values.shape[1]), numpy.float32)
    whole[rows] = values
    return whole


def judge(questions: numpy.ndarray, fold: Fold, passages: Passages, alike: numpy.ndarray) -> Judged:
    """
    What a part of the model says of passages.

    Args:
        questions: The model's questions.
        fold: The part, which saw none of the passages' sources.
        passages: Whole sources, so that neighbours and sources are known.
        alike: Kernel of the passages with the model's rows, (passages, rows).
    """
    scores = alike @ fold.coefficients.astype(float) + fold.mean
    question = fold.question_mean + numpy.zeros(scores[:, :-1].shape)
    if questions.size:
        question = question + question_kernel(passages.questions, questions) @ (
            fold.questions.astype(float)
        )
    given = passages.given
    evidence = evidence_of(scores[:, :-1], scores[:, -1], question, fold.scale, given)
    log_odds = fold.combination.log_odds(evidence)
    names, of_sources, applies = source_evidence(probability(log_odds), given.asked, given.sources)
    return Judged(scores, evidence, log_odds, names, fold.calibration.log_odds(of_sources), applies)
