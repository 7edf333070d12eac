"""The command `check`: everything a study consists of, read and held against each other."""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from qualstage.codebook import Codebook
    from qualstage.errors import Problem
    from qualstage.ingest.build import Ingested
    from qualstage.ledger.chain import Chain
    from qualstage.study import Source, Study


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Options of `qualstage check`."""
    parser.add_argument("study", type=Path, help="the study's folder")
    parser.set_defaults(writes=False)


def run(options: argparse.Namespace) -> int:
    """Say what the study holds, or everything that is wrong with it."""
    from qualstage.errors import command

    findings = check(options.study)
    for subject, problems in findings.wrong.items():
        print(_told(subject, problems), end="\n\n")
    if findings.wrong:
        again = f"To check again: {command('qualstage', 'check', options.study)}"
        print("\n".join([*_lines(findings), again]))
        return 1
    print("\n".join([*findings.told, *_lines(findings), "Everything can be used."]))
    return 0


def _told(subject: str, problems: Iterable[Problem]) -> str:
    from qualstage.errors import QualstageError

    return QualstageError(subject, sorted(problems, key=_line)).told(writes=False)


def _line(problem: Problem) -> float:
    number = problem.place.removeprefix("line ")
    return int(number) if number.isdecimal() else float("inf")


def _lines(findings: Findings) -> list[str]:
    told = [f"WARNING: {warning}" for warning in findings.warnings]
    return told + [f"REMARK: {remark}" for remark in findings.remarks]


@dataclass
class Findings:
    """
    What was read, as lines for people; what might be amiss; what is left to do; and by file what is
    wrong.
    """

    told: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    wrong: dict[str, list[Problem]] = field(default_factory=dict)

    def add(self, subject: str, problems: Iterable[Problem]) -> None:
        """Keep problems, each once, and none that only follows from what is missing."""
        from qualstage.yamlfile import MISSING

        for problem in problems:
            kept = self.wrong.get(subject, [])
            if problem not in kept and MISSING not in problem.fact + problem.remedy:
                self.wrong.setdefault(subject, []).append(problem)

    def attempt(self, read: Callable[[], Any]) -> Any:
        """What `read` gives; None, and what is wrong kept, if it cannot."""
        from qualstage.errors import QualstageError

        try:
            return read()
        except QualstageError as error:
            self.add(error.subject, error.problems)
            return None


def check(folder: Path) -> Findings:
    """Read every file of a study; one unusable file, or entry, does not hide another."""
    from qualstage.study import draft_study, study_file

    findings = Findings()
    read = findings.attempt(lambda: draft_study(folder))
    if read is None:
        return findings
    study, problems = read
    findings.add(str(study_file(folder)), problems)
    if study is None:
        return findings
    codebook = _check_written(study, findings)
    sources = _check_sources(study, codebook, findings)
    _check_kept(study, codebook, sources, findings)
    rows = _check_transcripts(study, sources, findings)
    chains = _check_ledger(study, codebook, rows, findings)
    if not findings.wrong and rows is not None and codebook is not None:
        findings.told = _tell(study, codebook, sources, rows, chains)
    return findings


def _check_written(study: Study, findings: Findings) -> Codebook | None:
    """The codebook, held against study.yaml and the figures in print."""
    from qualstage.codebook import draft_codebook, told_drafts
    from qualstage.settle.placing import check_matrix_codes
    from qualstage.study_checks import check_codes, check_columns, check_files, check_language
    from qualstage.study_material import check_published

    findings.attempt(lambda: check_files(study))
    path = study.path(study.codebook)
    draft = findings.attempt(lambda: draft_codebook(path)) if path.is_file() else None
    codebook = draft and draft.value
    if draft is not None:
        findings.add(str(path), draft.problems)
    if codebook is not None:
        findings.remarks += told_drafts(codebook)
        findings.attempt(lambda: check_codes(study, codebook))
        findings.attempt(lambda: check_matrix_codes(study, codebook))
        for file in map(study.path, study.published):
            if file.is_file():
                findings.attempt(lambda file=file: check_published(file, study, codebook))
        _check_paper(study, codebook, findings)
    findings.attempt(lambda: check_language(study))
    if study.path(study.sources).is_file():
        findings.attempt(lambda: check_columns(study))
    return codebook


def _check_paper(study: Study, codebook: Codebook, findings: Findings) -> None:
    """The paper's text, as far as it can be read before there are results."""
    from qualstage.typeset import read_text
    from qualstage.typeset.beforehand import check_text

    path = study.path(study.paper) if study.paper else None
    if path is not None and path.is_file():
        text = findings.attempt(lambda: read_text(path))
        if text is not None:
            findings.add(str(path), check_text(text, study, codebook))


def _check_sources(study: Study, codebook: Codebook | None, findings: Findings) -> list[Source]:
    """The sources that can be used."""
    from qualstage.study import draft_sources
    from qualstage.study_material import check_judged, check_speakers

    read = findings.attempt(lambda: draft_sources(study))
    sources, problems = read or ([], [])
    findings.add(str(study.path(study.sources)), problems)
    if sources and study.speakers and study.path(study.speakers).is_file():
        findings.attempt(lambda: check_speakers(study, sources))
    judged = [study.path(given.file) for given in (*study.matrices, *study.ratings)]
    if sources and codebook is not None and all(path.is_file() for path in judged):
        findings.attempt(lambda: check_judged(study, codebook, sources))
    return sources


def _check_kept(
    study: Study, codebook: Codebook | None, sources: Iterable[Source], findings: Findings
) -> None:
    """The logs, members and handbook, and what the stages' methods fill in."""
    from qualstage.conclude.logs import draft_logs
    from qualstage.conclude.people import read_handbook, read_members
    from qualstage.study_material import check_methods

    def are_there(*paths: str | None) -> bool:
        return all(study.path(path).is_file() for path in paths if path)

    if are_there(study.members):
        findings.attempt(lambda: read_members(study))
    if codebook is None:
        return
    if are_there(study.findings, study.decisions):
        drafted = findings.attempt(lambda: draft_logs(study, codebook))
        for path, problems in drafted[1].items() if drafted else ():
            findings.add(str(path), problems)
    if are_there(study.handbook):
        findings.attempt(lambda: read_handbook(study, codebook))
    if str(study.path(study.sources)) not in findings.wrong:
        findings.attempt(lambda: check_methods(study, codebook, sources))


def _check_transcripts(study: Study, sources: list[Source], findings: Findings) -> Ingested | None:
    """The transcripts' words; where the study as a whole cannot be read, each file on its own."""
    from qualstage.ingest import ingest_study, read_speakers
    from qualstage.ingest.matrix import read_matrices
    from qualstage.ingest.ratings import read_ratings
    from qualstage.study_material import check_speakers, unlisted_transcripts
    from qualstage.transcripts import locate_transcripts

    located = findings.attempt(lambda: locate_transcripts(study, sources))
    if sources and located is not None:
        findings.warnings += [
            f"{study.transcripts}/{name} is on no line of {study.sources}, and is not read."
            for name in unlisted_transcripts(study, sources, located.values())
        ]
    given = [findings.attempt(lambda: read_speakers(study))]
    given.append(findings.attempt(lambda: read_matrices(study)))
    given.append(findings.attempt(lambda: read_ratings(study)))
    listed_well = str(study.path(study.sources)) not in findings.wrong
    if located is None or None in given or not (sources and listed_well):
        _check_each_file(study, sources, located or {}, findings)
        return None
    rows = findings.attempt(lambda: ingest_study(study))
    if rows is not None:
        findings.attempt(lambda: check_speakers(study, sources, rows.speakers))
    return rows


def _check_each_file(
    study: Study,
    sources: Iterable[Source],
    located: Mapping[str, Path | None],
    findings: Findings,
) -> None:
    """What is wrong with the transcripts themselves, whatever is wrong with the list of them."""
    from qualstage.errors import QualstageError
    from qualstage.ingest import ingest_files

    folder = study.path(study.transcripts)
    names = {source.source_id for source in sources if not source.excluded}
    names |= {Path(source.file).stem for source in sources if source.file}
    files = {path.stem: path for path in located.values() if path is not None}
    for path in sorted(folder.iterdir() if not located and folder.is_dir() else []):
        if path.is_file() and (path.stem in names or not names):
            files.setdefault(path.stem, path)
    try:
        ingest_files(files.values())
    except QualstageError as error:
        findings.add(str(folder), error.problems)


def _check_ledger(
    study: Study, codebook: Codebook | None, rows: Ingested | None, findings: Findings
) -> list[Chain]:
    """The chains; and every decision that could not be counted."""
    from qualstage.contracts import is_by_design
    from qualstage.learn.snapshot import cut_to, read_snapshot
    from qualstage.ledger.chain import read_chains
    from qualstage.ledger.disk import forsaken
    from qualstage.settle import settle_study, warnings
    from qualstage.settle.placing import find_lost_words
    from qualstage.trail.entries import told_merged

    subject = str(study.ledger_folder())
    chains = read_chains(study.ledger_folder())
    if told := forsaken(study.ledger_folder()):
        findings.warnings.append(f"{told}.")
    broken = [problem for chain in chains for problem in chain.problems]
    findings.add(subject, broken)
    if not broken:
        again = read_chains(study.ledger_folder())
        findings.attempt(lambda: cut_to(again, read_snapshot(study)))
    if codebook is not None:
        findings.remarks += told_merged(codebook, chains)
    if broken or rows is None or codebook is None:
        return chains
    outcome = findings.attempt(
        lambda: settle_study(study, codebook, rows.sources, rows.segments, [], chains)
    )
    if outcome is not None:
        findings.add(subject, find_lost_words(outcome.lost))
        findings.add(subject, outcome.refused)
        meant = [pair for pair in outcome.lost if is_by_design(pair[1])]
        findings.warnings += [f"{told}." for told in warnings(meant)]
    return chains


def _tell(
    study: Study,
    codebook: Codebook,
    sources: Iterable[Source],
    rows: Ingested,
    chains: list[Chain],
) -> list[str]:
    from qualstage.ingest import told

    kinds = Counter((source.stage, source.kind) for source in sources if not source.excluded)
    entries = sum(len(chain.entries) for chain in chains)
    return [
        told(rows),
        "",
        study.title,
        *(f"  stage {stage}: {count} x {kind}" for (stage, kind), count in sorted(kinds.items())),
        f"  codebook: {len(codebook.codes)} codes of {len(codebook.concepts)} concepts",
        f"  ledger: {entries} entries in {len(chains)} chains",
    ]
