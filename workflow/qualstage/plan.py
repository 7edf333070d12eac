"""
What the workflow needs to know of a study before anything runs: files, and each step's slice.

Imported while Snakemake reads the rules, so it stays light: no pandas, no pyarrow, no spaCy.
"""

from __future__ import annotations

import importlib.metadata
import json
from functools import cached_property
from pathlib import Path
from typing import Any

from qualstage.codebook import read_codebook
from qualstage.contracts import has_withdrawn
from qualstage.draw import ENDINGS, figures_of
from qualstage.encoders import ENCODERS
from qualstage.files import sha256_bytes, sha256_text
from qualstage.learn.snapshot import snapshot_path
from qualstage.ledger.disk import files_of
from qualstage.ledger.wordings import FILE as WORDINGS
from qualstage.publish.software import software
from qualstage.settle.placing import check_matrix_codes
from qualstage.steps import OF_TALK, STEP_FIELDS, code_version
from qualstage.study import Source, Study, read_csv, read_sources, read_study
from qualstage.study_checks import check_codes, check_columns, check_files
from qualstage.study_material import check_judged, check_methods, check_speakers
from qualstage.tabulate import PARTICIPANTS
from qualstage.tabulate.exchange import FILE
from qualstage.tabulate.formats import FORMATS
from qualstage.topics.figures import FIGURES
from qualstage.transcripts import locate_transcripts


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
        return [str(path) for path in files_of(self.study.ledger_folder())]

    @property
    def wordings(self) -> list[str]:
        """What codes said when decisions came in; none while nothing is kept of it."""
        path = self.study.ledger_folder() / WORDINGS
        return [str(path)] if path.exists() else []

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
        # A model holds words that it learned from: of who withdrew, it is learned without them.
        gone = [f"withdrawn {s.source_id}" for s in self._sources if has_withdrawn(s.excluded)]
        made_from = (sha256_bytes(Path(file).read_bytes()) for file in files)
        return _digest([*self.slice("learn"), *made_from, *gone])

    @property
    def learned_from(self) -> list[str]:
        """Files of other studies that decide what is learned from them."""
        found: list[Path] = []
        for folder in self.study.learn_from:
            other = read_study(self.study.path(folder))
            found += [other.path(other.codebook), *files_of(other.ledger_folder())]
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
        fields = {name: self._written(name) for name in STEP_FIELDS[step]}
        parts = [f"study {_digest(fields)}", f"code {code_version(step)}"]
        if shard is not None:
            sources = self._of_shard(shard)
            parts.append(f"sources {_digest([source.model_dump() for source in sources])}")
            parts.append(f"rows {_digest(self._rows({source.source_id for source in sources}))}")
        if step in ("embed", "learn", "code"):
            parts += [encoder.version for encoder in ENCODERS]
        if step == "publish":
            parts += [f"{name} {version}" for name, version in software()]
        if "language" in fields:
            parts.append(f"model {_version(self.study.language)}")
        return parts

    def _written(self, field: str) -> Any:
        return self.study.model_dump(mode="json", include={field})

    def _rows(self, names: set[str]) -> list[Any]:
        """The rows of speakers.csv, matrices and ratings that speak of these sources."""
        return [given for given in self._given_rows if given[1]["source_id"] in names]

    @cached_property
    def _given_rows(self) -> list[tuple[str, dict[str, str]]]:
        """All of these rows, each with its file."""
        speakers = [self.study.speakers] if self.study.speakers else []
        tables = (*self.study.matrices, *self.study.ratings)
        return [
            (file, row)
            for file in (*speakers, *(table.file for table in tables))
            for _, row in read_csv(self.study.path(file), required=("source_id",))
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
