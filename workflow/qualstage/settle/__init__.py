"""
The step `settle`: what counts, and who decided it.

Three bases are settled by the same rules (`rules.py`): `people` (people's judgements alone),
`machine` (proposals alone) and `both` (the study's policy over everything).
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from qualstage.codebook import Codebook
    from qualstage.ledger.chain import Chain
    from qualstage.ledger.replay import Decisions, Judgement, Quotation
    from qualstage.settle.rules import Anchored, Disagreement
    from qualstage.study import Study

Row = dict[str, Any]
Sheet = tuple[list[str], list[list[Any]]]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Options of `qualstage settle`."""
    given = parser.add_argument_group("inputs")
    given.add_argument("--study", required=True, type=Path, help="the study's folder")
    given.add_argument("--sources", nargs="+", required=True, type=Path, help="sources, all shards")
    given.add_argument("--segments", nargs="+", required=True, type=Path, help="segments, likewise")
    given.add_argument("--proposals", nargs="*", default=[], type=Path, help="proposals, likewise")
    made = parser.add_argument_group("outputs")
    made.add_argument("--codings", required=True, type=Path, help="codings, Parquet")
    made.add_argument("--quotations", required=True, type=Path, help="pinned ones, CSV")
    made.add_argument("--disagreements", required=True, type=Path, help="open ones, CSV")
    made.add_argument("--unanchored", required=True, type=Path, help="words not found, CSV")
    made.add_argument("--heads", required=True, type=Path, help="record of the ledger's heads")


def run(options: argparse.Namespace) -> None:
    """Settle the three bases; write codings, open disagreements and what was not found."""
    from qualstage.codebook import read_codebook
    from qualstage.contracts import CODINGS, PROPOSALS, SEGMENTS, SOURCES
    from qualstage.files import write_bytes, write_text
    from qualstage.ledger.chain import heads, read_chains
    from qualstage.study import read_study
    from qualstage.tables import csv_for_people, read_rows, write_table

    study = read_study(options.study)
    sources = read_rows(options.sources, SOURCES)
    chains = read_chains(study.ledger_folder())
    refuse_cut_tails(options.heads, chains)
    outcome = settle_study(
        study,
        read_codebook(study.path(study.codebook)),
        sources,
        read_rows(options.segments, SEGMENTS),
        read_rows(options.proposals, PROPOSALS),
        chains,
    )
    texts = {row["source_id"]: row["text"] for row in sources}
    write_table(outcome.codings, CODINGS, options.codings)
    for path, (header, rows) in {
        options.quotations: quotation_rows(outcome.pinned),
        options.disagreements: disagreement_rows(outcome.disagreements, texts),
        options.unanchored: lost_rows(outcome.lost),
    }.items():
        write_bytes(path, csv_for_people(header, rows, study.notice))
    write_text(options.heads, json.dumps(heads(chains), indent=1, sort_keys=True) + "\n")
    say(outcome)


@dataclass(frozen=True)
class Outcome:
    """What was settled, and what a person should look at."""

    codings: list[Row]
    pinned: list[Anchored]
    disagreements: list[Disagreement]
    lost: list[tuple[Any, str]]


def settle_study(
    study: Study,
    codebook: Codebook,
    sources: Iterable[Row],
    segments: Iterable[Row],
    proposals: Iterable[Row],
    chains: Iterable[Chain],
) -> Outcome:
    """
    Settle every basis of a study.

    Args:
        study: Its policy and matrices.
        codebook: What is looked for.
        sources: SOURCES rows.
        segments: SEGMENTS rows.
        proposals: PROPOSALS rows.
        chains: The ledger.

    Returns:
        CODINGS rows and what goes with them.

    Raises:
        QualstageError: a chain does not verify, or an interviewer's words are coded.
    """
    from qualstage.ledger.replay import replay
    from qualstage.settle.rules import find_disagreements

    by_id = {row["source_id"]: row for row in sources}
    segments, proposals = list(segments), list(proposals)
    decisions = replay(chains)
    add_matrix_judgements(decisions, study, codebook, segments)
    anchored, lost = anchor_all(decisions.judgements, by_id)
    pinned, lost_pins = anchor_all(decisions.quotations, by_id)
    lost += lost_pins + [(decision, "its words were erased") for decision in decisions.erased]
    refuse_interviewers_words(anchored, segments, study)
    bases = {
        "people": (anchored, decisions.readings, []),
        "machine": ([], [], proposals),
        "both": (anchored, decisions.readings, proposals),
    }
    codings = [
        row
        for basis, material in bases.items()
        for row in coding_rows(basis, material, study, codebook, by_id)
    ]
    return Outcome(codings, pinned, find_disagreements(anchored, decisions.readings), lost)


def refuse_cut_tails(heads_file: Path, chains: Iterable[Any]) -> None:
    """Refuse a ledger that lost entries which an earlier run has seen."""
    from qualstage.errors import raise_if_any
    from qualstage.ledger.chain import check_heads

    if heads_file.exists():
        seen = json.loads(heads_file.read_text("utf-8"))
        raise_if_any(f"the ledger (heads kept in {heads_file})", check_heads(chains, seen))


def add_matrix_judgements(
    decisions: Decisions, study: Study, codebook: Codebook, segments: Iterable[Row]
) -> None:
    """Each 'yes' of an extraction matrix is a coding of its note; each row a reading."""
    from qualstage.ingest.matrix import read_matrices
    from qualstage.ledger.anchors import Selector
    from qualstage.ledger.replay import Judgement, Reading

    notes = {(s["source_id"], s["speaker"]): s for s in segments if s["role"] == "document"}
    looked_for: dict[tuple[str, str], set[str]] = {}
    for cell in read_matrices(study):
        segment = notes.get((cell.source_id, cell.code))
        if segment is None:
            continue
        who = {"coder": cell.reviewer, "role": "reviewer", "source": cell.source_id, "entry": ""}
        looked_for.setdefault((cell.source_id, cell.reviewer), set()).add(cell.code)
        if cell.present:
            words = Selector(segment["start_char"], segment["end_char"], segment["text"])
            decisions.judgements.append(
                Judgement(
                    **who,
                    at="",
                    state="accepted",
                    code=cell.code,
                    selector=words,
                    why=f"'yes' in {cell.file}",
                    wording=codebook.wording(cell.code),
                )
            )
    for (source, reviewer), codes in looked_for.items():
        decisions.readings.append(Reading("", reviewer, "reviewer", source, frozenset(codes)))


def anchor_all(
    decided: Iterable[Judgement | Quotation], sources: Mapping[str, Row]
) -> tuple[list[Anchored], list[tuple[Any, str]]]:
    """Each decision with its place in today's text, and those whose words are not found."""
    from qualstage.ledger.anchors import NotAnchored, anchor
    from qualstage.settle.rules import Anchored

    anchored, lost = [], []
    for judgement in decided:
        source = sources.get(judgement.source)
        if source is None:
            lost.append((judgement, "its source is not in the study"))
        elif source["excluded"]:
            lost.append((judgement, f"its source is excluded: {source['excluded']}"))
        else:
            try:
                span = anchor(source["text"], judgement.selector)
            except NotAnchored as error:
                lost.append((judgement, error.fact))
            else:
                anchored.append(Anchored(judgement, *span))
    return anchored, lost


def refuse_interviewers_words(
    anchored: Iterable[Anchored], segments: Iterable[Row], study: Study
) -> None:
    """Refuse an accepted span that holds nobody's words but an interviewer's."""
    from qualstage.errors import Problem, raise_if_any
    from qualstage.voices import VOICES, Voices

    voices = Voices(segments)
    problems = []
    for item in anchored:
        judgement = item.decision
        if judgement.state != "accepted":
            continue
        roles = voices.roles(judgement.source, item.start, item.end)
        if roles and not roles & VOICES:
            place = f"{judgement.coder}, {judgement.source} {item.start}-{item.end}"
            fact = f"the words coded '{judgement.code}' are the {'/'.join(sorted(roles))}'s alone."
            remedy = (
                "An interviewer's words are never a respondent's view: withdraw the coding, or "
                "correct the speaker's role in speakers.csv."
            )
            problems.append(Problem(place, fact, remedy))
    raise_if_any(str(study.ledger_folder()), problems)


def coding_rows(
    basis: str,
    material: tuple[Any, Any, Any],
    study: Study,
    codebook: Codebook,
    sources: Mapping[str, Row],
) -> list[Row]:
    """CODINGS rows of one basis."""
    from qualstage.settle.rules import settle

    wordings = {code: codebook.wording(code) for code in codebook.codes}
    rows: dict[tuple, Row] = {}
    for (source, code), codings in settle(*material, study.policy).items():
        for coding in codings:
            rows[source, code, coding.start, coding.end] = {
                "basis": basis,
                "source_id": source,
                "code": code,
                "start_char": coding.start,
                "end_char": coding.end,
                "state": coding.state,
                "decided_by": coding.decided_by,
                "coder": coding.coder,
                "why": coding.why,
                "stale": coding.wording is not None and coding.wording != wordings.get(code),
                "entries": sorted({entry for entry in coding.entries if entry}),
                "text": sources[source]["text"][coding.start : coding.end],
            }
    return list(rows.values())


def disagreement_rows(found: Iterable[Disagreement], texts: Mapping[str, str]) -> Sheet:
    """The open disagreements for people, with the words they are about."""
    rows = [
        [
            *(d.source, d.code, d.start, d.end, " ".join(d.coded_by), " ".join(d.not_by)),
            texts[d.source][d.start : d.end],
        ]
        for d in found
    ]
    header = ["source_id", "code", "start_char", "end_char", "coded_by", "not_by", "text"]
    return header, rows


def quotation_rows(pinned: Iterable[Anchored]) -> Sheet:
    """The quotations people pinned, in the order of pinning, where they stand in today's text."""
    rows = []
    for item in sorted(pinned, key=lambda item: (item.decision.at, item.decision.entry)):
        quotation = item.decision
        place = [quotation.source, quotation.code, item.start, item.end]
        rows.append([*place, quotation.coder, quotation.at, quotation.entry])
    header = ["source_id", "code", "start_char", "end_char", "coder", "at", "entry"]
    return header, rows


def lost_rows(lost: Iterable[tuple[Any, str]]) -> Sheet:
    """Judgements that count nowhere because their words were not found, for people to mend."""
    rows = [
        [j.source, j.code, j.coder, j.role, j.state, why, j.selector.exact, j.entry]
        for j, why in sorted(lost, key=lambda pair: (pair[0].source, pair[0].entry))
    ]
    header = ["source_id", "code", "coder", "role", "state", "problem", "quote", "entry"]
    return header, rows


def say(outcome: Outcome) -> None:
    """Tell the terminal what was settled, and what a person should look at."""
    from collections import Counter

    mine = [row for row in outcome.codings if row["basis"] == "both"]
    states = Counter(row["state"] for row in mine)
    stale = sum(row["stale"] for row in mine)
    told = ", ".join(f"{count} {state}" for state, count in sorted(states.items())) or "nothing"
    n_open = len(outcome.disagreements)
    print(f"settled: {told}; {n_open} open disagreements", file=sys.stderr)
    if stale:
        print(f"{stale} codings were decided under another wording of the code", file=sys.stderr)
    if outcome.lost:
        count = len(outcome.lost)
        print(f"WARNING: {count} decisions count nowhere: see unanchored.csv", file=sys.stderr)
