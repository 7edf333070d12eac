"""From a study's ledger to examples: which passages were read, and which codes they voice."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy

from qualstage.learn.lent import NOBODYS, lenders
from qualstage.learn.model import CODEBOOK_GROUP, Extra, Model, Passages, learn
from qualstage.learn.passages import Material, Reader
from qualstage.learn.texts import Vocabulary, stack
from qualstage.voices import codable

if TYPE_CHECKING:
    from qualstage.codebook import Codebook
    from qualstage.ledger.chain import Chain
    from qualstage.ledger.history import History
    from qualstage.study import Study

Row = dict[str, Any]


@dataclass
class Coded:
    """
    Material that people coded.

    Args:
        material: Whole sources.
        voiced: Codes by segment_id, for every segment whose coding is known; () where it has none.
        unknown: By segment_id, codes of which that is not known, for nobody looked for them.
    """

    material: Material
    voiced: dict[str, tuple[str, ...]]
    unknown: dict[str, frozenset[str]] = field(default_factory=dict)

    def renamed(self, study: str) -> Coded:
        """The same, its sources called STUDY/SOURCE, so that two studies never share a name."""
        segments = [
            row | {"source_id": f"{study}/{row['source_id']}"} for row in self.material.segments
        ]
        stages = {f"{study}/{source}": stage for source, stage in self.material.stages.items()}
        return replace(self, material=replace(self.material, segments=segments, stages=stages))


def coded_of_study(
    study: Study,
    sources: Sequence[Row],
    material: Material,
    chains: Iterable[Chain],
    history: History | None = None,
) -> Coded:
    """
    What people decided about a study's passages.

    A source that somebody of the policy's order read wholly is known throughout, but for codes that
    were born later; of others, only the passages with a judgement.

    Args:
        study: Its policy and matrices.
        sources: SOURCES rows.
        material: The sources' passages.
        chains: The ledger, up to where it is learned from.
        history: What became of the codes up to today, for the codebook is today's.
    """
    from qualstage.settle import settle_study
    from qualstage.settle.known import (
        read_wholly,
        unknown_by_passage,
        unlooked_for,
        voiced_by_passage,
    )

    chains = list(chains)
    given = study, material.codebook, sources, material.segments, (), chains, history
    codings = [row for row in settle_study(*given).codings if row["basis"] == "people"]
    passages, read = codable(material.segments), read_wholly(chains, study.policy)
    stages = {row["source_id"]: row["stage"] for row in sources}
    unlooked = unlooked_for(chains, study.policy, stages, history)
    return Coded(
        material,
        voiced_by_passage(passages, codings, read),
        unknown_by_passage(passages, codings, unlooked),
    )


def codebook_texts(codebook: Codebook, codes: Sequence[str]) -> list[tuple[str, str | None, str]]:
    """
    What the codebook says of codes, as texts to learn from.

    Returns:
        Text, the code it speaks of (None for a 'close but no' example), the code it stands at.
    """
    found: list[tuple[str, str | None, str]] = []
    for code in codes:
        entry = codebook.codes[code]
        belonging = [entry.label, entry.definition, entry.use_when, *entry.typical, *entry.atypical]
        found += [(text, code, code) for text in belonging]
        found += [(text, None, code) for text in entry.close_but_no]
    return found


def learn_model(
    codebook: Codebook,
    codes: Sequence[str],
    coded: Sequence[Coded],
    encode: Any,
    learned_from: dict[str, Any],
    said_by: Iterable[tuple[str, str]] = (),
) -> Model:
    """
    The model of everything that was coded; of the codebook alone where nothing was.

    So, too, where all that is coded is one source: nothing would be left to judge it by.

    Args:
        codebook: What is looked for.
        codes: The codes to learn.
        coded: Coded material, of this study and of others.
        encode: Gives vectors by encoder for a list of texts.
        learned_from: What to put on record.
        said_by: Source and text of every passage that may be judged, coded or not: examples of
            the codebook that stand there are left out with their source.
    """
    from qualstage.learn.codebook_alone import learn_from_codebook

    number = {code: i for i, code in enumerate(codes)}
    said, lent_by = _lent_texts(codebook, codebook_texts(codebook, codes), said_by)
    texts = [text for text, _, _ in said]
    known = [
        [s for s in codable(c.material.segments) if s["segment_id"] in c.voiced] for c in coded
    ]
    row_texts = [segment["text"] for part in known for segment in part]
    own = [text for text, lender in zip(texts, lent_by, strict=True) if not lender]
    vocabulary = Vocabulary.of([*row_texts, *own])
    vectors = encode(texts)
    spoken = [number.get(code) for _, code, _ in said]
    speaks = _one_hot(spoken, len(codes))
    unlike = numpy.array([-1 if code else number[at] for _, code, at in said], int)
    groups = [lender or CODEBOOK_GROUP for lender in lent_by]
    extra = Extra(vocabulary.texts(texts, vectors), spoken, groups, unlike)
    reader = Reader(codes, vocabulary, sorted(vectors), extra.texts, speaks, unlike)
    passages, voiced = _examples(coded, reader, number)
    folds, fold_of_source = [], {}
    rows, row_codes = extra.texts, speaks
    if passages is not None and voiced.any() and len(set(passages.given.sources)) > 1:
        folds, fold_of_source = learn(passages, voiced, extra, codes)
        rows, row_codes = stack([passages.texts, extra.texts]), numpy.vstack([voiced, speaks])
    else:
        passages, row_texts = None, []
    return Model(
        codes=list(codes),
        vocabulary=vocabulary,
        encoders=sorted(vectors),
        rows=rows,
        row_texts=[*row_texts, *texts],
        row_sources=[
            *(passages.given.sources if passages else []),
            *[CODEBOOK_GROUP] * len(said),
        ],
        row_codes=row_codes,
        row_unlike=numpy.r_[numpy.full(len(rows) - len(said), -1), unlike].astype(int),
        questions=passages.questions if passages else numpy.zeros((0, 1), numpy.float32),
        fold_of_source=fold_of_source,
        folds=folds,
        alone=learn_from_codebook(extra.texts, spoken, len(codes)),
        learned_from=learned_from,
        lent_by=lent_by,
    )


def _lent_texts(
    codebook: Codebook,
    said: Sequence[tuple[str, str | None, str]],
    said_by: Iterable[tuple[str, str]],
) -> tuple[list[tuple[str, str | None, str]], list[str]]:
    """The codebook's texts without those that several sources said, and the lender of each."""
    examples = [
        text
        for text, _, at in said
        for entry in [codebook.codes[at]]
        if text in (*entry.typical, *entry.atypical, *entry.close_but_no)
    ]
    lender_of = dict(zip(examples, lenders(examples, said_by), strict=True))
    kept = [text for text in said if lender_of.get(text[0], "") is not NOBODYS]
    return kept, [lender_of.get(text, "") or "" for text, _, _ in kept]


def _one_hot(codes: Sequence[int | None], n_codes: int) -> numpy.ndarray:
    found = numpy.zeros((len(codes), n_codes), bool)
    for row, code in enumerate(codes):
        if code is not None:
            found[row, code] = True
    return found


def _examples(
    coded: Sequence[Coded], reader: Reader, number: dict[str, int]
) -> tuple[Passages | None, numpy.ndarray]:
    """The passages whose coding is known, and the codes each voices."""
    parts: list[Passages] = []
    answers: list[numpy.ndarray] = []
    unknown: list[numpy.ndarray] = []
    for one in coded:
        names = [row["segment_id"] for row in codable(one.material.segments)]
        rows = [i for i, name in enumerate(names) if name in one.voiced]
        if not rows:
            continue
        parts.append(reader.read(one.material).take(numpy.array(rows, int)))
        answers.append(_marked([one.voiced[names[row]] for row in rows], number))
        unknown.append(_marked([one.unknown.get(names[row], ()) for row in rows], number))
    if not parts:
        return None, numpy.zeros((0, len(number)), bool)
    passages, voiced = _join(parts), numpy.vstack(answers)
    _leave_out(passages.given.asked, voiced, numpy.vstack(unknown))
    return passages, voiced


def _marked(codes: Sequence[Iterable[str]], number: dict[str, int]) -> numpy.ndarray:
    """Codes of passages as marks, (passages, codes)."""
    found = numpy.zeros((len(codes), len(number)), bool)
    for row, some in zip(found, codes, strict=True):
        row[[number[code] for code in some if code in number]] = True
    return found


def _leave_out(asked: numpy.ndarray, voiced: numpy.ndarray, unknown: numpy.ndarray) -> None:
    """
    Take out of `asked` what nobody knows, so that no evidence is weighed by it.

    So, too, all of a code that nobody looked for everywhere and nobody is known to have missed:
    where only its finds are known, it would seem to be wherever it is asked of.
    """
    asked &= ~unknown
    only_finds = unknown.any(axis=0) & ~(asked & ~voiced).any(axis=0)
    asked[:, only_finds] = False


def _join(parts: Sequence[Passages]) -> Passages:
    from qualstage.learn.evidence import Given

    arrays = {
        name: numpy.concatenate([getattr(part.given, name) for part in parts])
        for name in Given.__dataclass_fields__
        if name != "sources"
    }
    sources = [source for part in parts for source in part.given.sources]
    return Passages(
        stack([part.texts for part in parts]),
        numpy.vstack([part.questions for part in parts]),
        Given(sources=sources, **arrays),
    )
