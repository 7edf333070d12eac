"""What speakers.csv, the transcripts folder and figures in print say, held against the study."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from qualstage.codebook import Codebook
from qualstage.compare import read_published
from qualstage.errors import Problem, raise_if_any
from qualstage.ingest.canonical import fold
from qualstage.study import Source, Study, again_for, read_csv
from qualstage.study_rules import is_population

Row = dict[str, Any]


def check_speakers(
    study: Study, sources: Iterable[Source], speakers: Iterable[Row] | None = None
) -> None:
    """
    Hold speakers.csv against the sources, and against who speaks in them.

    Args:
        study: Where speakers.csv is.
        sources: The study's sources.
        speakers: SPEAKERS rows; None to look at the sources only.

    Raises:
        QualstageError: every line that speaks of nobody.
    """
    if study.speakers is None:
        return
    named = {source.source_id: source for source in sources}
    labels: dict[str, list[str]] = {}
    for row in speakers or []:
        labels.setdefault(row["source_id"], []).append(row["speaker"])
    problems = []
    for line, row in read_csv(study.path(study.speakers), ("source_id", "speaker", "role")):
        source, label = row["source_id"], fold(row["speaker"])
        if source not in named:
            fact = f"source '{source}' is not in {study.sources}."
            problems.append(Problem(f"line {line}", fact, "Correct source_id, or add the source."))
        elif source in labels and label not in labels[source]:
            fact = f"nobody is called '{label}' in {source}."
            remedy = f"Name one of: {'; '.join(labels[source])}."
            problems.append(Problem(f"line {line}", fact, remedy))
    raise_if_any(str(study.path(study.speakers)), problems, again_for(study))


def unlisted_transcripts(
    study: Study, sources: Iterable[Source], located: Iterable[Path | None]
) -> list[str]:
    """Names of files in the transcripts folder that no line of sources.csv is about."""
    folder = study.path(study.transcripts)
    known = {path.name for path in located if path is not None}
    known |= {source.file for source in sources if source.file}
    names = {source.source_id for source in sources}
    return [
        path.name
        for path in sorted(folder.iterdir() if folder.is_dir() else [])
        if path.is_file()
        and not path.name.startswith((".", "~$"))
        and path.name not in known
        and path.stem not in names
    ]


def _wrong_table(place: str, label: str, study: Study) -> Iterable[Problem]:
    labels = [table.label for table in study.tables]
    if labels.count(label) != 1:
        told = "no table" if label not in labels else "more than one table"
        fact = f"{told} of study.yaml has the label '{label}'."
        yield Problem(place, fact, f"Name one of: {'; '.join(labels) or 'there is none'}.")


def check_published(path: Path, study: Study, codebook: Codebook) -> None:
    """
    Hold what published figures are said to count against what the study counts.

    Raises:
        QualstageError: every concept, theme and population that is counted nowhere, with its line.
    """
    problems = []
    for figure in read_published(path, study):
        place = figure["printed_in"].partition(", ")[2]
        stage, concept, theme = figure["stage"], figure["concept"], figure["theme"]
        if not concept:
            problems += _wrong_table(place, figure["table"], study)
            continue
        known = [concept, *study.themes.get(stage, {}).get(concept, {})]
        if concept not in codebook.concept_labels:
            fact = f"concept '{concept}' is not in the codebook."
            remedy = f"Name one of: {'; '.join(codebook.concept_labels)}."
            problems.append(Problem(place, fact, remedy))
        elif theme not in known:
            fact = f"stage {stage} has no theme '{theme}' of '{concept}'."
            remedy = f"Name one of: {'; '.join(dict.fromkeys(known))}; or add it to study.yaml."
            problems.append(Problem(place, fact, remedy))
        if not is_population(study, figure["population"]):
            fact = f"population '{figure['population']}' is counted nowhere."
            names = ["all", *study.populations, *(f"{name}: VALUE" for name in study.count_by)]
            problems.append(Problem(place, fact, f"Name one of: {'; '.join(names)}."))
    raise_if_any(str(path), problems, again_for(study))
