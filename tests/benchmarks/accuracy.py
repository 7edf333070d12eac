"""
How far the machine meets people's codings on the CORE study, with and without indicators.

    python tests/benchmarks/accuracy.py [--results results/core]

Indicators were written by somebody who had seen transcripts, so that a machine that uses them may
look better than it would on transcripts nobody has seen. Here it learns and proposes twice, in
memory: once as in a run, once as if the codebook had no indicators; each time a source's proposals
come from what never saw the source. The codebook's definitions, rules and examples stay in both.

Vectors of a run are used where `--results` has them; without them every passage is encoded anew,
which takes minutes.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from qualstage.assess import assess
from qualstage.assess.accuracy import RANKED
from qualstage.assess.pairs import Tables

ROOT = Path(__file__).parents[2]
CORE = ROOT / "data_synthetic" / "core"

TOLD = (
    ("source", "f1"),
    ("source", RANKED),
    ("passage", "f1"),
    ("passage", RANKED),
    ("source", "brier skill"),
    ("table", "cell error"),
    ("table", "cell error in sources"),
    ("table", "expected cell error"),
)
"""Pooled figures that are told, by level."""


@dataclass
class Core:
    """What both runs share: the study, its codebook, ledger and texts, and vectors met before."""

    study: Any
    codebook: Any
    chains: list[Any]
    rows: Any
    vectors: list[dict]
    cache: Any


def read_core(results: Path) -> Core:
    """CORE, ingested and embedded."""
    from qualstage.codebook import read_codebook
    from qualstage.embed import embed
    from qualstage.ingest import ingest_study
    from qualstage.ledger.chain import read_chains
    from qualstage.study import read_study

    study = read_study(CORE)
    rows = ingest_study(study)
    cache = joined_cache(results)
    codebook = read_codebook(study.path(study.codebook))
    chains = read_chains(study.ledger_folder())
    return Core(study, codebook, chains, rows, embed(rows.segments, cache), cache)


def joined_cache(results: Path) -> Any:
    """The caches of a run as one."""
    import pyarrow
    import pyarrow.parquet
    from qualstage.embed import Cache

    files = sorted([*results.glob("embed/*/cache.parquet"), *results.glob("learn/cache.parquet")])
    if not files:
        print(f"{results} holds no vectors of a run: every passage is encoded anew.")
        return Cache()
    with tempfile.TemporaryDirectory() as folder:
        joined = Path(folder) / "cache.parquet"
        tables = [pyarrow.parquet.read_table(file, partitioning=None) for file in files]
        pyarrow.parquet.write_table(pyarrow.concat_tables(tables), joined)
        return Cache(joined)


def measure(core: Core, indicators: bool) -> dict[tuple[str, str], dict]:
    """Learn, propose, settle and assess; pooled ACCURACY rows by level and measure."""
    from qualstage.code.judged import propose_judged
    from qualstage.learn.passages import codes_learned, material_of
    from qualstage.learn.snapshot import cut_to, read_snapshot
    from qualstage.learn.training import coded_of_study, learn_model
    from qualstage.ledger.chain import read_chains
    from qualstage.settle import settle_study
    from qualstage.settle.known import read_wholly

    study, codebook, rows = core.study, core.codebook, core.rows
    stages = {row["source_id"]: row["stage"] for row in rows.sources}
    material = material_of(codebook, study.language, stages, rows.segments, core.vectors)
    if not indicators:
        material = material.without_indicators()
    chains = cut_to(read_chains(study.ledger_folder()), read_snapshot(study))
    coded = coded_of_study(study, rows.sources, material, chains)
    spoken_at = {stages[row["source_id"]] for row in rows.segments if row["role"] == "respondent"}
    codes = codes_learned(codebook, spoken_at)
    model = learn_model(codebook, codes, [coded], core.cache.encode_all, {})
    proposals = propose_judged(model, material, study.aim)
    settled = settle_study(
        study, codebook, rows.sources, rows.segments, proposals, core.chains
    ).codings
    tables = Tables(rows.sources, rows.speakers, rows.segments, proposals, settled)
    found = assess(tables, study, codebook, read_wholly(core.chains, study.policy))[1]
    return {(row["level"], row["measure"]): row for row in found if not row["code"]}


def told(row: dict) -> str:
    """A figure with its interval."""
    if row["value"] is None:
        return f"- ({row['reason']})"
    ends = "" if row["low"] is None else f" ({row['low']:.3f} to {row['high']:.3f})"
    return f"{row['value']:.3f}{ends}"


def main() -> None:
    """Print the figures of both runs side by side."""
    from threadpoolctl import threadpool_limits

    parser = argparse.ArgumentParser(description=__doc__.splitlines()[1])
    parser.add_argument("--results", type=Path, default=ROOT / "results" / "core")
    options = parser.parse_args()
    with threadpool_limits(1):
        core = read_core(options.results)
        runs = []
        for indicators in (True, False):
            start = time.perf_counter()
            runs.append(measure(core, indicators))
            seconds = time.perf_counter() - start
            name = "with" if indicators else "without"
            print(f"{name} indicators: learned, proposed and assessed in {seconds:.1f} s")
    print(f"{'':32} {'with indicators':26} without indicators")
    for place in TOLD:
        print(f"{' '.join(place):32} {told(runs[0][place]):26} {told(runs[1][place])}")


if __name__ == "__main__":
    main()
