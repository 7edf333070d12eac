"""The command `check`: everything a study consists of, read and held against each other."""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from qualstage.study import Study


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Options of `qualstage check`."""
    parser.add_argument("study", type=Path, help="the study's folder")


def run(options: argparse.Namespace) -> int:
    """Say what the study holds, or everything that is wrong with it."""
    from qualstage.study import read_study

    study = read_study(options.study)
    findings = check(study)
    for error in findings.errors:
        print(error, end="\n\n")
    if findings.errors:
        return 1
    print("\n".join(findings.told))
    return 0


class _Findings:
    """What was read, as lines for people, and what could not be."""

    def __init__(self) -> None:
        self.told: list[str] = []
        self.errors: list[Exception] = []

    def attempt(self, read: Callable[[], Any]) -> Any:
        """What `read` gives; None, and its error kept, if it cannot."""
        from qualstage.errors import QualstageError

        try:
            return read()
        except QualstageError as error:
            self.errors.append(error)
            return None


def check(study: Study) -> _Findings:
    """Read every file of a study; one unusable file does not hide another."""
    from qualstage.codebook import read_codebook
    from qualstage.compare import read_published
    from qualstage.errors import raise_if_any
    from qualstage.ingest import ingest_study, told
    from qualstage.ledger.chain import read_chains
    from qualstage.pipelines import load_pipeline
    from qualstage.study import check_codes, check_files, read_sources

    findings = _Findings()
    findings.attempt(lambda: check_files(study))
    if findings.errors:
        return findings
    codebook = findings.attempt(lambda: read_codebook(study.path(study.codebook)))
    if codebook is not None:
        findings.attempt(lambda: check_codes(study, codebook))
    for file in study.published:
        findings.attempt(lambda file=file: read_published(study.path(file), study))
    findings.attempt(lambda: load_pipeline(study.language))
    chains = findings.attempt(lambda: read_chains(study.ledger_folder())) or []
    problems = [problem for chain in chains for problem in chain.problems]
    findings.attempt(lambda: raise_if_any(str(study.ledger_folder()), problems))
    sources = findings.attempt(lambda: read_sources(study))
    rows = findings.attempt(lambda: ingest_study(study)) if sources is not None else None
    if findings.errors or rows is None or codebook is None:
        return findings
    kinds = Counter((source.stage, source.kind) for source in sources if not source.excluded)
    entries = sum(len(chain.entries) for chain in chains)
    findings.told = [
        told(rows),
        "",
        study.title,
        *(f"  stage {stage}: {count} x {kind}" for (stage, kind), count in sorted(kinds.items())),
        f"  codebook: {len(codebook.codes)} codes of {len(codebook.concepts)} concepts",
        f"  ledger: {entries} entries in {len(chains)} chains",
        "Everything can be used.",
    ]
    return findings
