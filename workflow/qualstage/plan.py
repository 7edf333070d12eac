"""
What the workflow needs to know of a study before anything runs: files, and each step's slice.

Imported while Snakemake reads the rules, so it stays light: no pandas, no pyarrow, no spaCy.
"""

from __future__ import annotations

import importlib.metadata
import json
import re
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import qualstage
from qualstage.codebook import read_codebook
from qualstage.draw import ENDINGS, figures_of
from qualstage.encoders import ENCODERS
from qualstage.errors import Problem, raise_if_any
from qualstage.files import sha256_bytes, sha256_text
from qualstage.learn.snapshot import snapshot_path
from qualstage.settle.placing import check_matrix_codes
from qualstage.study import Source, Study, read_csv, read_sources, read_study
from qualstage.study_checks import check_codes, check_columns, check_files
from qualstage.study_material import check_judged, check_methods, check_speakers
from qualstage.tabulate import PARTICIPANTS
from qualstage.tabulate.exchange import FILE
from qualstage.tabulate.formats import FORMATS
from qualstage.topics.figures import FIGURES
from qualstage.transcripts import locate_transcripts

_SHARED = (
    "codebook.py",
    "columns.py",
    "contracts",
    "csvfile.py",
    "files.py",
    "indicators.py",
    "pipelines.py",
    "sentences.py",
    "study.py",
    "study_checks.py",
    "study_model.py",
    "study_rules.py",
    "tables.py",
    "transcripts.py",
    "voices.py",
    "yamlfile.py",
)
_STEP_CODE = {
    "ingest": ("ingest",),
    "screen": ("screen", "ingest/vocabulary.py"),
    "embed": ("embed.py", "encoders"),
    "learn": (
        "learn",
        "code",
        "embed.py",
        "encoders",
        "settle",
        "ledger",
        "ingest",
        "text_table.py",
    ),
    "code": ("code", "learn", "embed.py", "encoders"),
    "cluster": (
        "cluster",
        "embed.py",
        "encoders",
        "learn/snapshot.py",
        "settle",
        "ledger",
        "ingest",
        "text_table.py",
    ),
    "settle": ("settle", "ledger", "ingest"),
    "count": ("count.py",),
    "conclude": ("conclude", "count.py", "ledger"),
    "topics": (
        "topics",
        "cluster",
        "drawing.py",
        "origin.py",
        "count.py",
        "settle",
        "ledger",
        "ingest",
        "screen",
    ),
    "narrate": (
        "narrate",
        "cluster",
        "conclude",
        "count.py",
        "ingest",
        "ledger",
        "origin.py",
        "screen",
        "settle",
        "tabulate/quotations.py",
    ),
    "queue": ("queue", "code", "learn", "embed.py", "encoders", "settle", "ledger", "ingest"),
    "assess": ("assess", "drawing.py", "count.py", "settle", "ledger", "ingest"),
    "tabulate": (
        "tabulate",
        "conclude/people.py",
        "conclude/logs.py",
        "conclude/evidence.py",
        "ledger",
        "facts_told.py",
        "archive.py",
        "screen",
        "ingest/vocabulary.py",
    ),
    "typeset": (
        "typeset",
        "draw",
        "tabulate",
        "conclude/people.py",
        "conclude/logs.py",
        "conclude/evidence.py",
        "ledger",
        "facts_told.py",
        "count.py",
        "archive.py",
        "drawing.py",
        "screen",
        "ingest/vocabulary.py",
    ),
    "draw": ("draw", "drawing.py", "facts_told.py", "count.py"),
    "compare": ("compare.py",),
}
_STEP_FIELDS = {
    "ingest": ("transcripts", "matrices", "ratings"),
    "screen": ("language",),
    "embed": (),
    "learn": ("language", "policy", "matrices", "ratings", "learn_from"),
    "code": ("language", "aim"),
    "cluster": ("language", "policy", "matrices", "ratings", "topics"),
    "settle": ("notice", "policy", "ledger", "matrices", "ratings"),
    "count": ("notice", "stages", "themes", "count_by", "populations"),
    "conclude": ("stages", "themes", "count_by", "populations"),
    "topics": ("title", "notice", "stages", "topics"),
    "narrate": ("title", "notice", "stages", "themes", "populations", "policy", "tables"),
    "queue": ("notice", "policy", "themes"),
    "assess": ("notice", "policy", "stages"),
    "tabulate": ("title", "notice", "stages", "themes", "count_by", "tables", "policy"),
    "typeset": (
        *("title", "notice", "stages", "themes", "tables", "figures", "paper"),
        *("findings", "decisions"),
    ),
    "draw": (
        *("notice", "stages", "themes", "count_by", "populations"),
        *("findings", "decisions", "figures"),
    ),
    "compare": ("notice", "stages"),
}


_NAME = "Give one of them another 'name:' in study.yaml."


OF_TALK = frozenset({"embed", "learn", "code", "cluster", "topics", "queue", "assess"})
"""Steps that only a study with transcripts has."""


class Plan:
    """
    The files and slices of a study.

    Args:
        folder: The study's folder.
        shards: Into how many parts its sources are divided.

    Raises:
        QualstageError: study.yaml, the codebook, sources.csv or the list of transcripts cannot
            be used.
    """

    def __init__(self, folder: str | Path, shards: int) -> None:
        self.study = read_study(folder)
        self.shards = shards
        self.name = self.study.results_name
        check_files(self.study)
        codebook = read_codebook(self.codebook)
        check_codes(self.study, codebook)
        check_matrix_codes(self.study, codebook)
        self._sources = read_sources(self.study)
        check_columns(self.study)
        check_speakers(self.study, self._sources)
        check_judged(self.study, codebook, self._sources)
        check_methods(self.study, codebook, self._sources)
        self._located = locate_transcripts(self.study, self._sources)

    @property
    def codebook(self) -> str:
        """Path of the codebook."""
        return str(self.study.path(self.study.codebook))

    @property
    def published(self) -> list[str]:
        """Paths of the published figures."""
        return [str(self.study.path(file)) for file in self.study.published]

    @property
    def matrices(self) -> list[str]:
        """Paths of the extraction matrices, and of ratings."""
        given = (*self.study.matrices, *self.study.ratings)
        return [str(self.study.path(one.file)) for one in given]

    def kept(self, *names: str) -> list[str]:
        """Paths of files that study.yaml names at these entries, of those that it has."""
        found = [getattr(self.study, name) for name in names]
        return [str(self.study.path(path)) for path in found if path]

    @property
    def ledger_files(self) -> list[str]:
        """Every chain and its words: none while nobody has decided anything."""
        return sorted(str(path) for path in self.study.ledger_folder().glob("*.jsonl"))

    @property
    def snapshot(self) -> list[str]:
        """The snapshot that the machine learns up to; none while nobody asked for learning."""
        path = snapshot_path(self.study)
        return [str(path)] if path.exists() else []

    @property
    def has_talk(self) -> bool:
        """Whether anybody's talk is in the material: without any, no machine has words to read."""
        return any(path is not None for path in self._located.values())

    @property
    def used_shards(self) -> list[str]:
        """The shards that hold sources; one at least."""
        numbers = {source.shard(self.shards) for source in self._sources} or {0}
        return [f"{number:02d}" for number in sorted(numbers)]

    def notebooks(self, folder: str | Path) -> dict[str, list[str]]:
        """
        The notebooks that are run on the study, and the results that each of them reads.

        A notebook names them in its metadata, as paths in the study's results: `qualstage: {reads:
        [...]}`. One that reads what the study does not make is left out.
        """
        found = {}
        for path in sorted(Path(folder).glob("*.ipynb")):
            metadata = json.loads(path.read_text(encoding="utf-8")).get("metadata", {})
            reads = metadata.get("qualstage", {}).get("reads", [])
            made = all(name.partition("/")[0] not in OF_TALK for name in reads)
            if self.has_talk or made:
                found[path.stem] = reads
        return found

    @property
    def topic_scopes(self) -> list[str]:
        """Which passages are clustered."""
        return topic_scopes(self.study)

    @property
    def model_key(self) -> str:
        """
        What the model is called: by all that it is learned from, but for transcripts and ledger.

        Snakemake does not ask whether a rule's parameters changed when one of its ancient inputs is
        made anew in the same run; a file of another name it does miss.
        """
        files = [self.codebook, *self.snapshot, *self.learned_from]
        return _digest([*self.slice("learn"), *(sha256_bytes(Path(f).read_bytes()) for f in files)])

    @property
    def learned_from(self) -> list[str]:
        """Files of other studies that decide what is learned from them."""
        found: list[Path] = []
        for folder in self.study.learn_from:
            other = read_study(self.study.path(folder))
            found += [other.path(other.codebook), *sorted(other.ledger_folder().glob("*.jsonl"))]
            found += [path for path in [snapshot_path(other)] if path.exists()]
        return [str(path) for path in found]

    @property
    def topic_figures(self) -> list[str]:
        """File names of the figures of topics."""
        names = [f"{figure}_{scope}" for scope in self.topic_scopes for figure in FIGURES]
        return [f"{name}.{ending}" for name in names for ending in ("svg", "png")]

    @property
    def table_files(self) -> list[str]:
        """File names of the tables, in every format, and of all of them for steps to come."""
        own = any(table.kind == "participants" for table in self.study.tables)
        names = [*(table.id for table in self.study.tables), *([] if own else [PARTICIPANTS])]
        return [*(f"{name}.{ending}" for name in names for ending in FORMATS), FILE]

    @property
    def paper(self) -> list[str]:
        """The text of the paper, where somebody wrote one."""
        return [str(self.study.path(self.study.paper))] if self.study.paper else []

    @property
    def drawn_files(self) -> list[str]:
        """File names of the figures, in every format, and of the data they show."""
        return [f"{figure.id}.{ending}" for figure in figures_of(self.study) for ending in ENDINGS]

    def files(self, shard: str) -> list[str]:
        """The transcripts of a shard."""
        located = (self._located.get(source.source_id) for source in self._of_shard(shard))
        return [str(path) for path in located if path is not None]

    def _of_shard(self, shard: str) -> list[Source]:
        return [s for s in self._sources if s.shard(self.shards) == int(shard)]

    def slice(self, step: str, shard: str | None = None) -> list[str]:
        """
        What of the study a step depends on, apart from its input files.

        Returns:
            Short texts that change exactly when the step must run again: its part of study.yaml,
            its sources' rows, its code, and the versions of the models it uses.
        """
        fields = {name: self._written(name) for name in _STEP_FIELDS[step]}
        parts = [f"study {_digest(fields)}", f"code {self._code_version(step)}"]
        if shard is not None:
            sources = self._of_shard(shard)
            parts.append(f"sources {_digest([source.model_dump() for source in sources])}")
            parts.append(f"rows {_digest(self._rows({source.source_id for source in sources}))}")
        if step in ("embed", "learn", "code"):
            parts += [encoder.version for encoder in ENCODERS]
        if "language" in fields:
            parts.append(f"model {_version(self.study.language)}")
        return parts

    def _written(self, field: str) -> Any:
        return self.study.model_dump(mode="json", include={field})

    def _rows(self, names: set[str]) -> list[Any]:
        """The rows of speakers.csv, matrices and ratings that speak of these sources."""
        rows = []
        given = [self.study.speakers] if self.study.speakers else []
        tables = (*self.study.matrices, *self.study.ratings)
        for file in [*given, *(table.file for table in tables)]:
            for _, row in read_csv(self.study.path(file), required=("source_id",)):
                if row["source_id"] in names:
                    rows.append([file, row])
        return rows

    @cached_property
    def _package(self) -> Path:
        return Path(qualstage.__file__).parent

    def _code_version(self, step: str) -> str:
        """A fingerprint of the step's code: results are never older than what makes them."""
        content = b""
        for name in (*_SHARED, *_STEP_CODE[step]):
            path = self._package / name
            for file in sorted(path.rglob("*.*")) if path.is_dir() else [path]:
                if file.is_file() and file.suffix != ".pyc":
                    content += file.read_bytes()
        return sha256_bytes(content)[:16]


def results_names(folders: Sequence[str]) -> list[str]:
    """
    What the results of several studies are called.

    Raises:
        QualstageError: a study.yaml cannot be used, or two studies are called alike.
    """
    names = [read_study(folder).results_name for folder in folders]
    problems = [
        Problem(folders[at], f"its results are called '{name}', as those of another study.", _NAME)
        for at, name in enumerate(names)
        if names.count(name) > 1
    ]
    raise_if_any("config: study", problems)
    return names


def studies_named(given: Any) -> list[str]:
    """
    The folders of the studies to build, as the configuration names one or several.

    Raises:
        QualstageError: it names none.
    """
    listed = given if isinstance(given, list) else [given]
    # YAML takes a folder called 2021 for a number.
    folders = [str(folder) for folder in listed if folder not in (None, "")]
    if not folders:
        fact, remedy = "no study is named.", "Give the folder of one, or a list of folders."
        raise_if_any("config: study", [Problem("study", fact, remedy)])
    return folders


def as_word(name: str) -> str:
    """A study's name as part of a rule's: letters, digits and underscores."""
    return re.sub(r"\W", "_", name)


def rule_prefixes(names: Sequence[str]) -> list[str]:
    """
    What the rules of each study begin with: nothing where it is the only one.

    Studies whose names differ in nothing a rule may be called by are numbered.
    """
    if len(names) == 1:
        return [""]
    words = [as_word(name) for name in names]
    alone = [words.count(word) == 1 for word in words]
    return [
        f"{word}_" if one else f"{word}_{at}_"
        for at, (word, one) in enumerate(zip(words, alone, strict=True), 1)
    ]


def topic_scopes(study: Study) -> list[str]:
    """Which passages of a study are clustered: while nothing is coded, uncoded ones are all."""
    scopes = list(dict.fromkeys(study.topics.passages))
    return scopes if snapshot_path(study).exists() or "all" not in scopes else ["all"]


def _digest(value: Any) -> str:
    return sha256_text(json.dumps(value, sort_keys=True, default=str))[:16]


def _version(package: str) -> str:
    try:
        return f"{package} {importlib.metadata.version(package)}"
    except importlib.metadata.PackageNotFoundError:
        return f"{package} not installed"
