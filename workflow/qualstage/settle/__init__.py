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
    from qualstage.errors import Problem
    from qualstage.ledger.chain import Chain
    from qualstage.ledger.history import History
    from qualstage.settle.disagreements import Disagreement
    from qualstage.settle.rules import Settled
    from qualstage.settle.standing import Anchored
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
    made.add_argument("--consensus", required=True, type=Path, help="ratings agreed on, Parquet")
    made.add_argument("--sensitivity", required=True, type=Path, help="under other rules, likewise")
    made.add_argument("--heads", required=True, type=Path, help="record of the ledger's heads")


def run(options: argparse.Namespace) -> None:
    """Settle the three bases; write codings, open disagreements and what was not found."""
    from qualstage.codebook import read_codebook
    from qualstage.contracts import CODINGS, CONSENSUS, PROPOSALS, SEGMENTS, SENSITIVITY, SOURCES
    from qualstage.errors import raise_if_any
    from qualstage.files import write_bytes, write_text
    from qualstage.ledger.chain import forsaken, heads, read_chains
    from qualstage.ledger.history import history_of
    from qualstage.settle.placing import check_matrix_codes
    from qualstage.settle.rated import rated_rows
    from qualstage.study import read_study
    from qualstage.tables import csv_for_people, read_rows, write_table

    study = read_study(options.study)
    codebook = read_codebook(study.path(study.codebook))
    check_matrix_codes(study, codebook)
    sources = read_rows(options.sources, SOURCES)
    chains = read_chains(study.ledger_folder())
    refuse_cut_tails(options.heads, chains)
    outcome = settle_study(
        study,
        codebook,
        sources,
        read_rows(options.segments, SEGMENTS),
        read_rows(options.proposals, PROPOSALS),
        chains,
    )
    raise_if_any(str(study.ledger_folder()), outcome.refused, f"qualstage check {study.folder}")
    texts = {row["source_id"]: row["text"] for row in sources}
    agreed, under_other_rules = rated_rows(study, codebook, sources, history_of(chains))
    write_table(outcome.codings, CODINGS, options.codings)
    write_table(agreed, CONSENSUS, options.consensus)
    write_table(under_other_rules, SENSITIVITY, options.sensitivity)
    for path, (header, rows) in {
        options.quotations: quotation_rows(outcome.pinned),
        options.disagreements: disagreement_rows(outcome.disagreements, texts),
        options.unanchored: lost_rows(outcome.lost),
    }.items():
        write_bytes(path, csv_for_people(header, rows, study.notice))
    write_text(options.heads, json.dumps(heads(chains), indent=1, sort_keys=True) + "\n")
    say(outcome)
    if told := forsaken(study.ledger_folder()):
        print(f"WARNING: {told}", file=sys.stderr)


@dataclass(frozen=True)
class Outcome:
    """What was settled, and what a person should look at."""

    codings: list[Row]
    pinned: list[Anchored]
    disagreements: list[Disagreement]
    lost: list[tuple[Any, str]]
    stand: list[Anchored]
    """What people judged and nobody took back, in today's text."""
    refused: list[Problem]
    """Accepted codings of an interviewer's words alone: while there are any, nothing is counted."""


def settle_study(
    study: Study,
    codebook: Codebook,
    sources: Iterable[Row],
    segments: Iterable[Row],
    proposals: Iterable[Row],
    chains: Iterable[Chain],
    history: History | None = None,
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
        history: What became of the codes, where the chains given are cut off before today.

    Returns:
        CODINGS rows and what goes with them.

    Raises:
        QualstageError: a chain does not verify.
    """
    from qualstage.contracts import ERASED
    from qualstage.ledger.replay import replay
    from qualstage.settle.disagreements import find_disagreements
    from qualstage.settle.placing import (
        add_matrix_judgements,
        anchor_all,
        find_interviewers_words,
    )
    from qualstage.settle.rated import add_ratings
    from qualstage.settle.rules import settle
    from qualstage.settle.standing import standing

    by_id = {row["source_id"]: row for row in sources}
    segments, proposals = list(segments), list(proposals)
    stages = {source: row["stage"] for source, row in by_id.items()}
    decisions = replay(chains, history, stages)
    add_matrix_judgements(decisions, study, codebook, segments)
    add_ratings(decisions, study, codebook, by_id.values(), segments)
    anchored, lost = anchor_all(decisions.judgements, by_id)
    pinned, lost_pins = anchor_all(decisions.quotations, by_id)
    lost += lost_pins + [(decision, ERASED) for decision in decisions.erased]
    stand = standing(anchored)
    history = decisions.history
    bases = {
        "people": (stand, decisions.readings, [], study.policy, history),
        "machine": ([], [], proposals, study.policy, history),
        "both": (stand, decisions.readings, proposals, study.policy, history),
    }
    codings = {
        basis: coding_rows(basis, settle(*material), codebook, by_id)
        for basis, material in bases.items()
    }
    return Outcome(
        codings=[row for rows in codings.values() for row in rows],
        pinned=pinned,
        disagreements=find_disagreements(stand, decisions.readings),
        lost=lost,
        stand=stand,
        refused=find_interviewers_words(codings["people"], segments),
    )


def refuse_cut_tails(heads_file: Path, chains: Iterable[Any]) -> None:
    """Refuse a ledger that lost entries which an earlier run has seen."""
    from qualstage.errors import raise_if_any
    from qualstage.ledger.chain import check_heads

    if heads_file.exists():
        seen = json.loads(heads_file.read_text("utf-8"))
        raise_if_any(f"the ledger (heads kept in {heads_file})", check_heads(chains, seen))


def coding_rows(
    basis: str,
    settled: Mapping[tuple[str, str], list[Settled]],
    codebook: Codebook,
    sources: Mapping[str, Row],
) -> list[Row]:
    """CODINGS rows of one basis, from what was settled by source and code."""
    wordings = {code: codebook.wording(code) for code in codebook.codes}
    rows: dict[tuple, Row] = {}
    for (source, code), codings in settled.items():
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
    for told in warnings(outcome.lost):
        print(f"WARNING: {told}: see unanchored.csv", file=sys.stderr)


def warnings(lost: Iterable[tuple[Any, str]]) -> list[str]:
    """What decisions count nowhere: those whose words are lost, and those of excluded sources."""
    from qualstage.contracts import is_by_design

    reasons = [why for _, why in lost]
    n_meant = sum(map(is_by_design, reasons))
    told = {
        "the words are not found in today's transcripts": len(reasons) - n_meant,
        "the source is excluded, or the words were erased": n_meant,
    }
    return [
        f"{count} {'decision counts' if count == 1 else 'decisions count'} nowhere, because {why}"
        for why, count in told.items()
        if count
    ]
