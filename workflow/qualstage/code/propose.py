"""Proposals from indicators: hits in respondents' words, each with its context as evidence."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from qualstage.code.context import Context, context_of
from qualstage.code.matching import Hit, Matcher, lemmatiser
from qualstage.codebook import Codebook
from qualstage.indicators import Indicator, parse_indicator
from qualstage.voices import CODED

if TYPE_CHECKING:
    from spacy.tokens import Doc

Row = dict[str, Any]

ORIGIN = "indicators"
UNLIKE = "unlike"


class IndicatorCoder:
    """
    A codebook's indicators, compiled.

    Args:
        codebook: The codes, their indicators and what makes them another sense.
        language: The spaCy pipeline's name; its first part names the language.
    """

    def __init__(self, codebook: Codebook, language: str) -> None:
        self._codes: dict[Indicator, list[str]] = {}
        self._unless: dict[Indicator, list[str]] = {}
        for code, entry in codebook.codes.items():
            for written in entry.indicators:
                self._codes.setdefault(parse_indicator(written), []).append(code)
            for written in entry.unless:
                self._unless.setdefault(parse_indicator(written), []).append(code)
        lemmatise = lemmatiser(language.split("_")[0])
        self._matcher = Matcher([*self._codes, *self._unless], lemmatise)

    def find(self, text: str) -> tuple[list[tuple[str, Hit]], list[tuple[str, Hit]]]:
        """Every (code, hit) of indicators in a text, and every one of `unless`."""
        hits = self._matcher.find(text)
        return _with_codes(hits, self._codes), _with_codes(hits, self._unless)

    def codes_in(self, text: str) -> set[str]:
        """The codes whose indicators a text holds."""
        return {code for code, _ in self.find(text)[0]}


def _with_codes(
    hits: Iterable[Hit], codes: Mapping[Indicator, Sequence[str]]
) -> list[tuple[str, Hit]]:
    return [(code, hit) for hit in hits for code in codes.get(hit.indicator, ())]


@dataclass(frozen=True)
class _Found:
    """A segment's hits, those that show another sense, and what was asked just before it."""

    segment: Row
    hits: list[tuple[str, Hit]]
    other_senses: list[tuple[str, Hit]]
    asked: str


def propose(
    segments: Iterable[Row],
    stages: Mapping[str, str],
    codebook: Codebook,
    language: str,
    parse: Callable[[str], Doc] | None = None,
) -> list[Row]:
    """
    Propose codes for segments.

    Args:
        segments: SEGMENTS rows, in any order.
        stages: Stage by source_id.
        codebook: What is looked for.
        language: Name of the spaCy pipeline: its language gives word forms; it is loaded only for
            indicators with a part of speech, and only for the sentences they hit.
        parse: Gives a segment's parse by its id, where there is one already.

    Returns:
        PROPOSALS rows: one per segment and code, with every hit as evidence.
    """
    coder = IndicatorCoder(codebook, language)
    found = list(_search(segments, stages, codebook, coder))
    found = _drop_other_parts_of_speech(found, parse or _Parses(found, language))
    offers = _Offers(coder)
    return [
        _proposal(item, code, hits, offers)
        for item in found
        for code, hits in _by_code(item.hits).items()
    ]


def _search(
    segments: Iterable[Row], stages: Mapping[str, str], codebook: Codebook, coder: IndicatorCoder
) -> Iterable[_Found]:
    ordered = sorted(segments, key=lambda row: (row["source_id"], row["position"]))
    asked, source, told = "", None, time.monotonic()
    for done, segment in enumerate(ordered):
        if segment["source_id"] != source:
            asked, source = "", segment["source_id"]
        if segment["role"] == "interviewer":
            asked = segment["text"]
        if segment["role"] not in CODED:
            continue
        found, others = coder.find(segment["text"])
        hits = [(code, hit) for code, hit in found if codebook.applies(code, stages[source])]
        if hits:
            yield _Found(segment, hits, others, asked)
        if time.monotonic() - told > 2:
            print(f"code: {done} of {len(ordered)} segments", file=sys.stderr)
            told = time.monotonic()


def _by_code(hits: Iterable[tuple[str, Hit]]) -> dict[str, list[Hit]]:
    grouped: dict[str, list[Hit]] = {}
    for code, hit in hits:
        grouped.setdefault(code, []).append(hit)
    return grouped


class _Offers:
    """Which codes an interviewer's turn names; worked out once a turn."""

    def __init__(self, coder: IndicatorCoder) -> None:
        self._coder = coder
        self._named: dict[str, set[str]] = {}

    def names(self, asked: str, code: str) -> bool:
        if asked not in self._named:
            self._named[asked] = self._coder.codes_in(asked)
        return code in self._named[asked]


def _proposal(item: _Found, code: str, hits: Sequence[Hit], offers: _Offers) -> Row:
    segment, text = item.segment, item.segment["text"]
    base = segment["start_char"]
    others = [hit for other, hit in item.other_senses if other == code]
    contexts = []
    for hit in hits:
        sense = next((o for o in others if o.sentence == hit.sentence), None)
        if sense is not None:
            contexts.append(Context(UNLIKE, text[sense.start : sense.end]))
        else:
            sentence = (hit.sentence.start, hit.sentence.end)
            offered = offers.names(item.asked, code)
            contexts.append(context_of(text, sentence, (hit.start, hit.end), offered))
    clear = any(not context.kind for context in contexts)
    evidence = [
        {
            "indicator": hit.indicator.written,
            "start_char": base + hit.start,
            "end_char": base + hit.end,
            "text": text[hit.start : hit.end],
            "context": context.kind,
            "cue": context.cue,
        }
        for hit, context in zip(hits, contexts, strict=True)
    ]
    evidence.sort(key=lambda e: (e["start_char"], e["end_char"], e["indicator"]))
    return {
        "segment_id": segment["segment_id"],
        "source_id": segment["source_id"],
        "code": code,
        "start_char": base + min(hit.sentence.start for hit in hits),
        "end_char": base + max(hit.sentence.end for hit in hits),
        "score": None,
        "source_score": None,
        "stands": True,
        "origin": ORIGIN,
        "context": "" if clear else contexts[0].kind,
        "evidence": evidence,
        "examples": [],
        "features": [],
        "factors": [],
        "why": f"{told_hits(evidence)}.",
    }


def told_hits(evidence: Sequence[Row]) -> str:
    """The indicators hit, in words."""
    hits = [
        f"'{hit['text']}'" + (f" ({hit['context']}: '{hit['cue']}')" if hit["context"] else "")
        for hit in evidence
    ]
    return f"Indicators hit: {', '.join(dict.fromkeys(hits))}"


class _Parses:
    """
    Parses of the segments hit by indicators that ask for a part of speech, made at the first call.

    Whole segments: a tagger sees the words around a sentence, too.
    """

    def __init__(self, found: Sequence[_Found], language: str) -> None:
        self._found, self._language = found, language
        self._docs: dict[str, Doc] = {}

    def __call__(self, segment_id: str) -> Doc:
        if not self._docs:
            from qualstage.pipelines import load_pipeline

            nlp = load_pipeline(self._language, exclude=("ner", "parser", "lemmatizer"))
            asking = {
                item.segment["segment_id"]: item.segment["text"]
                for item in self._found
                if any(hit.indicator.has_part_of_speech for _, hit in item.hits)
            }
            self._docs = dict(zip(asking, nlp.pipe(asking.values()), strict=True))
        return self._docs[segment_id]


def _drop_other_parts_of_speech(
    found: Sequence[_Found], parse: Callable[[str], Doc]
) -> list[_Found]:
    """Leave out the hits of indicators that ask for a part of speech the word does not have."""

    def fits(item: _Found, hit: Hit) -> bool:
        tags = {token.idx: token.pos_ for token in parse(item.segment["segment_id"])}
        return all(
            any(
                not term.part_of_speech
                or tags.get(hit.sentence.tokens[index].start) == term.part_of_speech
                for term in place.terms
            )
            for place, index in zip(hit.indicator.places, hit.filled, strict=True)
        )

    kept = []
    for item in found:
        hits = [
            (code, hit)
            for code, hit in item.hits
            if not hit.indicator.has_part_of_speech or fits(item, hit)
        ]
        if hits:
            kept.append(_Found(item.segment, hits, item.other_senses, item.asked))
    return kept
