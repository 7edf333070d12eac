"""
What speakers.csv, matrices and ratings, the transcripts folder, figures in print and methods say,
held against the study.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from qualstage.codebook import Codebook
from qualstage.compare import read_published
from qualstage.errors import Problem, QualstageError, raise_if_any
from qualstage.facts_told import filled, numbers_of
from qualstage.ingest.canonical import fold
from qualstage.study import Matrix, Source, Study, again_for, read_csv
from qualstage.study_model import Ratings
from qualstage.study_rules import is_population
from qualstage.yamlfile import Document

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


def check_judged(study: Study, codebook: Codebook, sources: Iterable[Source]) -> None:
    """
    Hold matrices and ratings against the sources they judge: what is of none would count nowhere.

    Raises:
        QualstageError: every line of a source that is not listed, or both reviewed and rated; of a
            code that is not looked for at the source's stage; of a rating that the same person gave
            in another group of the stage.
    """
    from qualstage.ledger.chain import read_chains
    from qualstage.ledger.history import history_of

    listed = {source.source_id: source for source in sources}
    rows = [
        (given, line, row)
        for given in (*study.matrices, *study.ratings)
        for line, row in read_csv(study.path(given.file), ("source_id", "code"))
    ]
    known = all(row["code"] in codebook.codes for _, _, row in rows)
    now = history_of([] if known else read_chains(study.ledger_folder())).now
    reviewed: dict[str, str] = {}
    problems = []
    for given, line, row in rows:
        place, name, code = f"{given.file}, line {line}", row["source_id"], row["code"]
        source = listed.get(name)
        if source is None:
            fact = f"source '{name}' is not in {study.sources}."
            problems.append(Problem(place, fact, "Correct source_id, or add the source."))
            continue
        if source.excluded:
            continue
        if given in study.matrices:
            reviewed[name] = given.file
        elif name in reviewed:
            fact = f"source '{name}' is rated here and reviewed in {reviewed[name]}."
            remedy = "A source is one of the two: give the other a source of its own."
            problems.append(Problem(place, fact, remedy))
        if now(code) in codebook.codes and not codebook.applies(now(code), source.stage):
            fact = f"code '{code}' is not looked for at stage {source.stage}, that of '{name}'."
            remedy = "Take the line out, or add the stage to the code's stages."
            problems.append(Problem(place, fact, remedy))
    problems += _in_two_groups(rows, listed)
    raise_if_any("the study's matrices and ratings", problems, again_for(study))


def _in_two_groups(
    rows: Iterable[tuple[Matrix | Ratings, int, Row]], listed: Mapping[str, Source]
) -> Iterable[Problem]:
    """Members who rate one code in two groups of a stage, each pair of groups told once."""
    first: dict[tuple[str, str, str], str] = {}
    told: set[tuple[str, str, str]] = set()
    for given, line, row in rows:
        source, member = listed.get(row["source_id"]), fold(row.get("member", ""))
        if source is None or source.excluded or not row.get("rating"):
            continue
        other = first.setdefault((source.stage, row["code"], member), source.source_id)
        if other != source.source_id and (member, other, source.source_id) not in told:
            told.add((member, other, source.source_id))
            fact = f"'{member}' rates '{row['code']}' in {other}, too, at the same stage."
            remedy = "A person rates a code once; call two people by two names."
            yield Problem(f"{given.file}, line {line}", fact, remedy)


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


def check_methods(study: Study, codebook: Codebook, sources: Iterable[Source]) -> None:
    """
    Look for names in the stages' methods that no number will fill; how large it is comes out later.

    Raises:
        QualstageError: every such name, with the line of its method.
    """
    from qualstage.conclude.facts import fact_rows
    from qualstage.conclude.logs import Logs
    from qualstage.conclude.people import Handbook, Member

    file = study.folder / "study.yaml"
    document = Document(file)
    # Which names there are depends on which files the study keeps, not on what they say.
    members = [Member("", "", "", (), ())] if study.members else []
    handbook = Handbook(title="-", chapters=[]) if study.handbook else None
    listed = [source.model_dump() | {"n_words": 0} for source in sources]
    facts = list(fact_rows(study, codebook, listed, (), (), Logs(), members, handbook))
    problems = []
    for index, stage in enumerate(study.stages):
        try:
            filled(stage.method, numbers_of(facts, stage.id), stage.id)
        except QualstageError as error:
            where = ("stages", index, "method")
            problems += [document.problem(where, p.fact, p.remedy) for p in error.problems]
    raise_if_any(str(file), problems, again_for(study))
