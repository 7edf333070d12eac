"""
How far a study gets by reading a fraction of it: the principal analyst of CORE along the queue.

    python tests/benchmarks/review.py [--table table2] [--stages 2 3] [--results results/core]
        [--figure review.svg]

The analyst's codings of the codes that Table 2 counts are replayed in four orders; learning starts
from the codebook alone, without the ledger, and is done anew every ten passages. One judgement is
one respondent's passage, all codes at once. The error is the mean over the table's cells.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path

import numpy

ROOT = Path(__file__).parents[2]


def only_of(study, table: str):
    """The study with the themes that one of its tables prints, and no others."""
    (printed,) = [one for one in study.tables if one.id == table]
    themes = {
        stage: {concept: some[concept] for concept in printed.concepts if concept in some}
        for stage, some in study.themes.items()
    }
    return study.model_copy(update={"themes": themes})


def study_of(folder: Path, table: str, stages: list[str], results: Path | None):
    """The passages of some stages, the analyst's codings, the codebook's texts; stage by source."""
    from qualstage.codebook import read_codebook
    from qualstage.embed import Cache, embed
    from qualstage.ingest import ingest_study
    from qualstage.learn.model import CODEBOOK_GROUP, Extra
    from qualstage.learn.passages import Reader, material_of
    from qualstage.learn.texts import Vocabulary
    from qualstage.learn.training import codebook_texts
    from qualstage.ledger.chain import read_chains
    from qualstage.queue import wanted
    from qualstage.queue.replay import Study
    from qualstage.settle import settle_study
    from qualstage.settle.known import read_wholly, voiced_by_passage
    from qualstage.study import read_study
    from qualstage.voices import codable

    study = only_of(read_study(folder), table)
    codebook = read_codebook(study.path(study.codebook))
    rows = ingest_study(study)
    chains = read_chains(study.ledger_folder())
    settled = settle_study(study, codebook, rows.sources, rows.segments, (), chains)
    codings = [row for row in settled.codings if row["basis"] == "people"]
    used = {r["source_id"]: r for r in rows.sources if r["stage"] in stages and not r["excluded"]}
    segments = [row for row in rows.segments if row["source_id"] in used]
    by_source = wanted(study, codebook, used)
    codes = sorted({code for some in by_source.values() for code in some})
    voiced_of = voiced_by_passage(codable(segments), codings, read_wholly(chains, study.policy))
    of_stage = {name: row["stage"] for name, row in used.items()}
    said = codebook_texts(codebook, codes)
    texts = [text for text, _, _ in said]
    vocabulary = Vocabulary.of([*(row["text"] for row in codable(segments)), *texts])
    cache = Cache(results / "replay.parquet" if results else None)
    own = vocabulary.texts(texts, cache.encode_all(texts))
    number = {code: i for i, code in enumerate(codes)}
    extra = Extra(own, [number.get(code) for _, code, _ in said], [CODEBOOK_GROUP] * len(said))
    speaks = numpy.array([[code == c for c in codes] for _, code, _ in said])
    unlike = numpy.array([-1 if code else number[at] for _, code, at in said])
    vectors = embed(segments, cache)
    cache.write()
    reader = Reader(codes, vocabulary, sorted(own.meaning), own, speaks, unlike)
    passages = reader.read(material_of(codebook, study.language, of_stage, segments, vectors))
    voiced = numpy.array(
        [[code in voiced_of[row["segment_id"]] for code in codes] for row in codable(segments)]
    )
    return Study.of(passages, voiced & passages.given.asked, extra), of_stage


def main() -> None:
    """Replay the four orders and tell how far each gets."""
    from qualstage.queue.replay import ORDERS, cell_errors, found_after, replay, stop

    parser = argparse.ArgumentParser(description=__doc__.splitlines()[1])
    parser.add_argument("--study", type=Path, default=ROOT / "data_synthetic" / "core")
    parser.add_argument("--table", default="table2", help="id of the table whose cells count")
    parser.add_argument("--stages", nargs="+", default=["2", "3"])
    parser.add_argument("--results", type=Path, help="folder for the cache of vectors")
    parser.add_argument("--figure", type=Path, help="SVG or PNG to draw")
    options = parser.parse_args()
    study, stages = study_of(options.study, options.table, options.stages, options.results)
    n, total = len(study.passages), int(found_after(study, range(len(study.passages)))[-1])
    print(f"{n} passages, {total} source-code pairs; an oracle would need {total / n:.1%} at most")
    curves = {}
    for order in ORDERS:
        start = time.perf_counter()
        runs = [replay(study, order, seed) for seed in range(20 if order == "random" else 1)]
        found = numpy.mean([found_after(study, run) for run in runs], axis=0)
        errors = numpy.mean([cell_errors(study, run, stages)[0] for run in runs], axis=0)
        exact = numpy.mean([cell_errors(study, run, stages)[1] for run in runs])
        curves[order] = errors
        most = int(numpy.argmax(found >= 0.95 * total)) + 1
        ends = [stop(study, run) for run in runs]
        print(
            f"{order:12} 95 % of pairs after {most / n:6.1%}, every cell exact after "
            f"{exact / n:6.1%}; stops after {numpy.mean([e.judged for e in ends]) / n:.1%} with "
            f"{numpy.mean([e.missed for e in ends]):.1f} pairs missed ("
            f"at most {ends[0].sample.at_most} passages with news at 95 %, confidence "
            f"{ends[0].confidence:.2f} in at most 5 % missed)  {time.perf_counter() - start:.0f} s"
        )
        if order == "queue":
            curves["stop"] = ends[0]
    if options.figure:
        draw(curves, n, options.figure)


def draw(curves: dict, n: int, path: Path) -> None:
    """Error of the table against the share of passages read, one line an order."""
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    figure, axes = pyplot.subplots(figsize=(4.2, 3.0), layout="constrained")
    styles = {"queue": "-", "plain score": "--", "file order": "-.", "random": ":"}
    colours = {"queue": "#0072B2", "plain score": "#D55E00", "file order": "#595959"}
    for order, style in styles.items():
        share = numpy.arange(1, n + 1) / n
        axes.plot(share, curves[order], style, color=colours.get(order, "#009E73"), label=order)
    end = curves["stop"]
    axes.axvline(end.judged / n, color="#999999", linewidth=0.8)
    axes.annotate("stops", (end.judged / n, curves["random"][0] * 0.9), fontsize=8)
    axes.set(xlabel="share of passages judged", ylabel="mean error of a cell", xlim=(0, 1), ylim=0)
    axes.xaxis.set_major_formatter(matplotlib.ticker.PercentFormatter(1.0))
    axes.spines[["top", "right"]].set_visible(False)
    axes.legend(frameon=False, fontsize=8)
    figure.savefig(path, dpi=300)


if __name__ == "__main__":
    main()
