"""
Examples of the codebook that are a source's own words: they must not help to judge that source.

Once a topic becomes a code, its examples are quotations. A passage that stands in the codebook is
like it in every respect; judged by it, a source would be judged by what people said of it. So an
example whose words a source lent is left out wherever the source is left out, as its codings are:
of the regression, and of the likeness to the codebook. An example that several sources said in the
same words is nobody's, and is not learned from.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy

from qualstage.learn.codebook_alone import CodebookAlone, learn_from_codebook
from qualstage.learn.rows import words_of
from qualstage.learn.texts import likeness

if TYPE_CHECKING:
    from qualstage.learn.evidence import Given
    from qualstage.learn.model import Extra, Model, Passages

NOBODYS = None
"""Stands for the source of an example that several sources said."""


@dataclass(frozen=True)
class Lent:
    """
    Which texts of the codebook are whose.

    Args:
        by: For each text, the source that lent it; '' for the codebook's own.
        left_out_with: By source, the sources that are left out with it; itself if not named.
    """

    by: Sequence[str]
    left_out_with: Mapping[str, frozenset[str]]

    @classmethod
    def of(cls, by: Sequence[str], fold_of_source: Mapping[str, int]) -> Lent | None:
        """With the sources of a fold left out together; None where nobody lent anything."""
        if not any(by):
            return None
        folds: dict[int, set[str]] = {}
        for source, fold in fold_of_source.items():
            folds.setdefault(fold, set()).add(source)
        return cls(by, {s: frozenset(folds[fold]) for s, fold in fold_of_source.items()})


def lenders(examples: Sequence[str], said: Iterable[tuple[str, str]]) -> list[str | None]:
    """
    The source whose words each example is: '' if nobody said it, NOBODYS if several did.

    Words are compared without signs and capitals. An example may be a part of a passage, whole
    words of it.

    Args:
        examples: Examples of the codebook.
        said: Source and text of every passage.
    """
    passages = [(source, f" {words_of(text)} ") for source, text in said]
    found: list[str | None] = []
    for example in examples:
        wanted = f" {words_of(example)} "
        sources = {source for source, words in passages if wanted in words}
        found.append(NOBODYS if len(sources) > 1 else next(iter(sources), ""))
    return found


def may_help(
    lent: Lent, sources: Sequence[str], out: frozenset[str] = frozenset()
) -> numpy.ndarray:
    """
    Which of the codebook's texts may help to judge which passages, (passages, texts).

    Args:
        lent: Whose the texts are.
        sources: The passages' sources.
        out: Sources that a part of the model never sees.
    """
    by = numpy.array(lent.by)
    of_source = {
        source: ~numpy.isin(by, sorted(lent.left_out_with.get(source, {source}) | out))
        for source in set(sources)
    }
    return numpy.array([of_source[source] for source in sources], bool).reshape(-1, len(by))


def likeness_to_codes(
    alike: numpy.ndarray,
    of_code: numpy.ndarray,
    unlike: numpy.ndarray,
    helping: numpy.ndarray | None = None,
) -> tuple[numpy.ndarray, numpy.ndarray, numpy.ndarray]:
    """
    How alike passages are to what the codebook says of each code.

    Args:
        alike: Likeness of passages to the codebook's texts, (passages, texts).
        of_code: Whether a text speaks of a code, (texts, codes).
        unlike: For each text, the code it is a 'close but no' example of, or -1.
        helping: Whether a text may help to judge a passage, (passages, texts); all may if not
            given.

    Returns:
        The mean over a code's texts, the best of them, and the best 'close but no' example: each
        (passages, codes), and zero where there is no such text.
    """
    mean, best, nearly = (numpy.zeros((len(alike), of_code.shape[1])) for _ in range(3))
    for code in range(of_code.shape[1]):
        own = alike[:, of_code[:, code]]
        if own.shape[1]:
            mean[:, code], best[:, code] = own.mean(axis=1), own.max(axis=1)
        others = alike[:, unlike == code]
        if others.shape[1]:
            nearly[:, code] = others.max(axis=1)
        if helping is not None:
            mean[:, code], best[:, code] = _helped(own, helping[:, of_code[:, code]])
            nearly[:, code] = _helped(others, helping[:, unlike == code])[1]
    return mean, best, nearly


def _helped(alike: numpy.ndarray, helping: numpy.ndarray) -> tuple[numpy.ndarray, numpy.ndarray]:
    """Mean and best over the texts that may help each passage; zero where none may."""
    number = helping.sum(axis=1)
    mean = numpy.where(helping, alike, 0.0).sum(axis=1) / numpy.maximum(number, 1)
    best = numpy.where(helping, alike, -numpy.inf).max(axis=1, initial=-numpy.inf)
    return mean, numpy.where(number > 0, best, 0.0)


def given_by_part(
    passages: Passages, extra: Extra, n_codes: int
) -> Callable[[frozenset[str]], Given]:
    """
    A function that gives what is known of passages to a part that never sees some sources.

    Each passage's likeness to the codebook is that to texts which neither its own source lent nor
    any that the part does not see.
    """
    lent = Lent.of(extra.lent_by, {})
    if lent is None or extra.unlike is None:
        return lambda out: passages.given
    alike = likeness(passages.texts, extra.texts)
    of_code = numpy.zeros((len(extra.codes), n_codes), bool)
    for row, code in enumerate(extra.codes):
        if code is not None:
            of_code[row, code] = True

    def given_without(out: frozenset[str]) -> Given:
        helping = may_help(lent, passages.given.sources, out)
        mean, best, nearly = likeness_to_codes(alike, of_code, extra.unlike, helping)
        found = {"codebook": mean, "codebook_best": best, "codebook_unlike": nearly}
        return replace(passages.given, **found)

    return given_without


def alone_without(model: Model, source: str) -> CodebookAlone:
    """What the codebook alone says without the examples that a source lent, for that source."""
    keep = numpy.array([i for i, lender in enumerate(model.lent_by) if lender != source], int)
    codes = [int(row.argmax()) if row.any() else None for row in model.row_codes[keep]]
    part = learn_from_codebook(model.rows.take(keep), codes, len(model.codes))
    coefficients = numpy.zeros(model.alone.coefficients.shape)
    coefficients[keep] = part.coefficients
    return CodebookAlone(coefficients, part.threshold)
