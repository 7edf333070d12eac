"""
The command `ledger verify`: every chain is whole, and every decision finds its words.

Of each chain the first entry that does not verify is named. Decisions that stand at corrected
words, or under an older definition, verify, and are told.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from qualstage.ledger.history import moment

if TYPE_CHECKING:
    from qualstage.codebook import Codebook
    from qualstage.ingest.build import Ingested
    from qualstage.ledger.chain import Chain
    from qualstage.settle import Outcome
    from qualstage.study import Study


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Options of `qualstage ledger verify`."""
    parser.epilog = "Example: qualstage ledger verify --study mystudy"
    parser.add_argument("--study", required=True, type=Path, help="the study's folder")
    parser.add_argument("--heads", type=Path, help="heads.json of an earlier run, to check against")


def run(options: argparse.Namespace) -> None:
    """Verify chains, heads and anchors; say what holds."""
    from qualstage.codebook import read_codebook
    from qualstage.errors import command, raise_if_any
    from qualstage.ingest import ingest_study
    from qualstage.ledger.chain import read_chains
    from qualstage.ledger.heads import check_heads, read_heads
    from qualstage.settle.placing import find_lost_words
    from qualstage.study import read_study

    study = read_study(options.study)
    chains = read_chains(study.ledger_folder())
    problems = [problem for chain in chains for problem in chain.problems]
    if options.heads:
        problems += check_heads(chains, read_heads(options.heads))
    again = command("qualstage", "ledger", "verify", "--study", options.study)
    raise_if_any(str(study.ledger_folder()), problems, again)
    codebook, rows = read_codebook(study.path(study.codebook)), ingest_study(study)
    outcome = _settled(study, codebook, rows, chains)
    problems = find_lost_words(outcome.lost) + outcome.refused
    raise_if_any(str(study.ledger_folder()), problems, again)
    texts = {row["source_id"]: row["text"] for row in rows.sources}
    left = [*told_undated(chains), *told_unreferred(study.ledger_folder(), chains)]
    print("\n".join([*_told_chains(chains), *left, *_told(outcome, codebook, texts)]))


def settle_decisions(study: Study, chains: list[Chain]) -> Outcome:
    """What people's decisions come to in the study's transcripts, read from its files."""
    from qualstage.codebook import read_codebook
    from qualstage.ingest import ingest_study

    codebook = read_codebook(study.path(study.codebook))
    return _settled(study, codebook, ingest_study(study), chains)


def _settled(study: Study, codebook: Codebook, rows: Ingested, chains: list[Chain]) -> Outcome:
    from qualstage.settle import settle_study

    return settle_study(study, codebook, rows.sources, rows.segments, [], chains)


def _told_chains(chains: list[Chain]) -> Iterator[str]:
    for chain in chains:
        yield f"{chain.path.name}: {len(chain.entries)} entries verify, head {chain.head[:12]}"


def told_undated(chains: list[Chain]) -> Iterator[str]:
    """Entries whose time is none: nobody can tell when they were decided."""
    from qualstage.ledger.who import check_when

    for chain in chains:
        for entry in chain.entries:
            if check_when(entry["at"]):
                day = bool(moment(entry["at"]))
                counts = f"the beginning of {entry['at'][:10]}" if day else "before all others"
                yield (
                    f"{chain.path.name}, line {entry['seq'] + 1}: at is '{entry['at']}', not a "
                    f"date; entry {entry['id'][:12]} counts as decided {counts}: take it back, and "
                    "decide again with a date"
                )


def told_unreferred(folder: Path, chains: list[Chain]) -> Iterator[str]:
    """Words on the disk that no entry of a ledger folder refers to, by the file they are in."""
    from qualstage.ledger.chain import Chain
    from qualstage.ledger.disk import chain_files
    from qualstage.ledger.erasing import unreferred

    known = {chain.path: chain for chain in chains}
    for path in chain_files(folder):
        chain = known.get(path) or Chain(path)
        if number := len(unreferred(chain)):
            records, count = ("record", "counts") if number == 1 else ("records", "count")
            they = "it" if number == 1 else "they"
            if not path.is_file():
                yield (
                    f"{chain.words_path.name}: {number} {records} of words, and there is no "
                    f"{path.name}, whose decisions they belong to. If it was lost, put it back "
                    f"from a copy or from git; if its first write was cut off, {they} {count} "
                    "nowhere"
                )
                continue
            yield (
                f"{chain.words_path.name}: {number} {records} of words that no entry refers to, of "
                f"a write that was cut off; {they} {count} nowhere"
            )


def _told(outcome: Outcome, codebook: Codebook, texts: dict[str, str]) -> Iterator[str]:
    """What verifies and is to be looked at, and how many judgements stand."""
    from qualstage.contracts import is_by_design
    from qualstage.settle import told_reworded, told_stale, warnings
    from qualstage.settle.lists import reworded, stale

    yield from warnings(pair for pair in outcome.lost if is_by_design(pair[1]))
    corrected = reworded([*outcome.stand, *outcome.pinned])
    if corrected:
        yield f"{told_reworded(len(corrected))}:"
    for item in corrected:
        decision = item.decision
        place = f"{decision.source} {item.start}-{item.end}, '{decision.code}'"
        yield f"  {place} by {decision.coder}, entry {decision.entry[:12]}"
        yield f"      “{item.was}”"
        yield f"      -> “{texts[decision.source][item.start : item.end]}”"
    if older := stale(outcome.stand, codebook):
        yield told_stale(len(older))
    count = sum(bool(item.decision.entry) for item in outcome.stand)
    yield (
        f"{count} judgements stand, each found in its source."
        if count != 1
        else "1 judgement stands, found in its source."
    )
