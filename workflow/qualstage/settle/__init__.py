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
    made.add_argument("--reworded", required=True, type=Path, help="at corrected words, CSV")
    made.add_argument("--stale", required=True, type=Path, help="under older definitions, CSV")
    made.add_argument("--consensus", required=True, type=Path, help="ratings agreed on, Parquet")
    made.add_argument("--sensitivity", required=True, type=Path, help="under other rules, likewise")
    made.add_argument("--heads", required=True, type=Path, help="record of the ledger's heads")


def run(options: argparse.Namespace) -> None:
    """Settle the three bases; write codings, and lists of what a person should look at."""
    from qualstage.codebook import read_codebook
    from qualstage.contracts import CODINGS, CONSENSUS, PROPOSALS, SEGMENTS, SENSITIVITY, SOURCES
    from qualstage.errors import raise_if_any
    from qualstage.files import write_bytes, write_text
    from qualstage.ledger.chain import read_chains
    from qualstage.ledger.disk import forsaken
    from qualstage.ledger.heads import heads
    from qualstage.ledger.history import history_of
    from qualstage.settle.placing import check_matrix_codes
    from qualstage.settle.rated import rated_rows
    from qualstage.study import again_for, read_study
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
    raise_if_any(str(study.ledger_folder()), outcome.refused, again_for(study))
    agreed, under_other_rules = rated_rows(study, codebook, sources, history_of(chains))
    write_table(outcome.codings, CODINGS, options.codings)
    write_table(agreed, CONSENSUS, options.consensus)
    write_table(under_other_rules, SENSITIVITY, options.sensitivity)
    for name, (header, rows) in sheets(outcome, study, codebook, sources, chains).items():
        write_bytes(getattr(options, name), csv_for_people(header, rows, study.notice))
    write_text(options.heads, json.dumps(heads(chains), indent=1, sort_keys=True) + "\n")
    say(outcome, codebook)
    if told := forsaken(study.ledger_folder()):
        print(f"WARNING: {told}", file=sys.stderr)


def sheets(
    outcome: Outcome,
    study: Study,
    codebook: Codebook,
    sources: Iterable[Row],
    chains: Iterable[Chain],
) -> dict[str, Sheet]:
    """What people look at after settling: header and rows, by the option that says where."""
    from qualstage.ledger.wordings import known_wordings
    from qualstage.settle import lists

    texts = {row["source_id"]: row["text"] for row in sources}
    known = known_wordings(study.ledger_folder(), chains, codebook)
    return {
        "quotations": lists.quotation_rows(outcome.pinned),
        "disagreements": lists.disagreement_rows(outcome.disagreements, texts),
        "unanchored": lists.lost_rows(outcome.lost, texts),
        "reworded": lists.reworded_rows([*outcome.stand, *outcome.pinned], texts),
        "stale": lists.stale_rows(outcome.stand, codebook, known, texts),
    }


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
    from qualstage.ledger.heads import check_heads, read_heads

    if heads_file.exists():
        seen = read_heads(heads_file)
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


def say(outcome: Outcome, codebook: Codebook) -> None:
    """Tell the terminal what was settled, and what a person should look at."""
    from collections import Counter

    from qualstage.settle.lists import reworded, stale

    mine = [row for row in outcome.codings if row["basis"] == "both"]
    states = Counter(row["state"] for row in mine)
    told = ", ".join(f"{count} {state}" for state, count in sorted(states.items())) or "nothing"
    n_open = len(outcome.disagreements)
    print(f"settled: {told}; {n_open} open disagreements", file=sys.stderr)
    n_stale = len(stale(outcome.stand, codebook))
    if n_stale:
        print(f"{told_stale(n_stale)}: see stale.csv", file=sys.stderr)
    for told in warnings(outcome.lost):
        print(f"WARNING: {told}: see unanchored.csv", file=sys.stderr)
    n_reworded = len(reworded([*outcome.stand, *outcome.pinned]))
    if n_reworded:
        print(f"WARNING: {told_reworded(n_reworded)}: see reworded.csv", file=sys.stderr)


def told_stale(count: int) -> str:
    """How many decisions were made under a definition that was changed since."""
    made = "decision was" if count == 1 else "decisions were"
    return f"{count} {made} made under another wording of the code than today's"


def told_reworded(count: int) -> str:
    """How many decisions stand at words that a correction changed."""
    stand = "decision stands" if count == 1 else "decisions stand"
    return f"{count} {stand} at words that were corrected since"


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
