"""
How fast the coder, the ledger and the workflow are on the CORE study.

    python tests/benchmarks/speed.py coder [--copies 1 10 50]
    python tests/benchmarks/speed.py decisions [--copies 1 10 50]
    python tests/benchmarks/speed.py screen
    python tests/benchmarks/speed.py learned
    python tests/benchmarks/speed.py workflow

`coder` holds the indicator coder against the obvious script: spaCy's full pipeline over every
segment, then the same matching with the parts of speech it found; both must give the same
proposals. Start-up (imports, loading a model, reading the codebook) is timed apart. Each figure is
the best of three, or the only run where one takes long. Machines differ: compare ratios.
"""

from __future__ import annotations

import argparse
import csv
import json
import resource
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).parents[2]
CORE = ROOT / "data_synthetic" / "core"


def timed(call: Callable, repeat: int = 3) -> tuple[float, object]:
    """Seconds of the fastest of `repeat` calls, and what the call gave."""
    best, value = float("inf"), None
    for _ in range(repeat):
        start = time.perf_counter()
        value = call()
        best = min(best, time.perf_counter() - start)
    return best, value


def peak_gb() -> float:
    """The most memory this process has held, in GB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6


def copies_of(segments: list[dict], n: int) -> list[dict]:
    """Segments of n copies of the corpus, each copy's sources called otherwise."""
    return [
        row
        | {
            "source_id": f"{row['source_id']}~{copy}",
            "segment_id": f"{row['segment_id']}~{copy}",
        }
        for copy in range(n)
        for row in segments
    ]


def bench_coder(copies: list[int]) -> None:
    """Indicator coder, beside spaCy's full pipeline followed by the same matching."""
    from qualstage.code.propose import IndicatorCoder, propose
    from qualstage.codebook import read_codebook
    from qualstage.ingest import ingest_study
    from qualstage.pipelines import load_pipeline
    from qualstage.study import read_study

    start = time.perf_counter()
    study = read_study(CORE)
    codebook = read_codebook(study.path(study.codebook))
    IndicatorCoder(codebook, study.language)
    load_pipeline(study.language, exclude=("ner", "parser", "lemmatizer"))
    print(f"start-up (codebook, word forms, model)   {time.perf_counter() - start:8.2f} s")
    seconds, rows = timed(lambda: ingest_study(study))
    words = sum(row["n_words"] for row in rows.sources if row["format"] != "matrix")
    print(
        f"ingest 82 files in 9 formats             {seconds:8.2f} s "
        f"{words / seconds:10,.0f} words/s"
    )
    stages = {row["source_id"]: row["stage"] for row in rows.sources}
    n_phrases = sum(len(code.indicators) for code in codebook.codes.values())
    for n in copies:
        segments = copies_of(rows.segments, n)
        of_copies = {s["source_id"]: stages[s["source_id"].split("~")[0]] for s in segments}
        seconds, found = timed(
            lambda segments=segments, of=of_copies: propose(segments, of, codebook, study.language)
        )
        print(
            f"code {82 * n:5} transcripts, {n_phrases} indicators {seconds:8.2f} s "
            f"{n * words / seconds:10,.0f} words/s  {len(found)} proposals, "
            f"peak {peak_gb():.2f} GB"
        )
        del segments, found
    ours_s, ours = timed(lambda: propose(rows.segments, stages, codebook, study.language))
    nlp = load_pipeline(study.language)
    theirs_s, theirs = timed(lambda: obvious(rows.segments, stages, codebook, study.language, nlp))
    same = ours == theirs
    print(
        f"the obvious script, 82 transcripts       {theirs_s:8.2f} s "
        f"{words / theirs_s:10,.0f} words/s: {theirs_s / ours_s:.0f} times as long as ours, "
        f"proposals {'the same' if same else 'DIFFER'} ({len(ours)} and {len(theirs)})"
    )
    meet_the_principal(ours, rows.sources)


def meet_the_principal(proposals: list[dict], sources: list[dict]) -> None:
    """How many of the principal analyst's passages proposals touch, and the other way round."""
    from qualstage.ledger.anchors import find_quote

    texts = {row["source_id"]: row["text"] for row in sources}
    with (CORE / "codings" / "principal.csv").open(encoding="utf-8-sig", newline="") as file:
        coded = [
            (row["source_id"], row["code"], *find_quote(texts[row["source_id"]], row["quote"])[0])
            for row in csv.DictReader(file)
        ]
    counting = [
        (row["source_id"], row["code"], row["start_char"], row["end_char"])
        for row in proposals
        if row["context"] in ("", "hypothetical")
    ]

    def met(some: list[tuple], others: list[tuple]) -> int:
        return sum(
            any(a[:2] == b[:2] and a[2] < b[3] and b[2] < a[3] for b in others) for a in some
        )

    print(
        f"passages of the principal analyst that a proposal touches: {met(coded, counting)} of "
        f"{len(coded)}; proposals that touch one: {met(counting, coded)} of {len(counting)}"
    )


def obvious(segments, stages, codebook, language, nlp):
    """Parse every segment with every component; then match."""
    from qualstage.code import propose as module

    coded = [row for row in segments if row["role"] in module.CODED]
    docs = dict(
        zip(
            (row["segment_id"] for row in coded),
            nlp.pipe((row["text"] for row in coded), batch_size=128),
            strict=True,
        )
    )
    return module.propose(segments, stages, codebook, language, parse=docs.__getitem__)


def bench_decisions(copies: list[int]) -> None:
    """Import of codings and the code by document table; QualCoder's and TACIT's second task."""
    import pandas
    from qualstage.codebook import read_codebook
    from qualstage.ingest import ingest_study
    from qualstage.ledger.chain import read_chains
    from qualstage.ledger.importing import Material, import_files
    from qualstage.ledger.replay import replay
    from qualstage.settle.placing import anchor_all
    from qualstage.study import read_study

    study = read_study(CORE)
    codebook = read_codebook(study.path(study.codebook))
    sources = ingest_study(study).sources
    with (CORE / "codings" / "principal.csv").open(encoding="utf-8-sig", newline="") as file:
        codings = list(csv.DictReader(file))
    for n in copies:
        rows = [row | {"source_id": f"{row['source_id']}~{c}"} for c in range(n) for row in codings]
        texts = {f"{s['source_id']}~{c}": s["text"] for c in range(n) for s in sources}
        stages = {f"{s['source_id']}~{c}": s["stage"] for c in range(n) for s in sources}
        by_id = {name: {"text": text, "excluded": None} for name, text in texts.items()}
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "codings.csv"
            with path.open("w", encoding="utf-8", newline="") as file:
                writer = csv.DictWriter(file, list(rows[0]))
                writer.writeheader()
                writer.writerows(rows)
            ledger = Path(folder) / "ledger"
            material = Material(codebook, texts, stages)

            def work(path=path, ledger=ledger, material=material, by_id=by_id):
                shutil.rmtree(ledger, ignore_errors=True)
                import_files([path], ledger, material, "2026-01-01T00:00:00Z")
                written = time.perf_counter()
                anchored, lost = anchor_all(replay(read_chains(ledger)).judgements, by_id)
                assert not lost
                found = pandas.DataFrame(
                    [(item.decision.source, item.decision.code) for item in anchored],
                    columns=["source", "code"],
                )
                table = pandas.crosstab(found["code"], found["source"])
                return time.perf_counter() - written, table

            seconds, (reading, table) = timed(work)
        print(
            f"{82 * n:5} transcripts, {len(rows):6} codings: import {seconds - reading:6.2f} s, "
            f"verify, replay, anchor and code x document table ({table.shape[0]} x "
            f"{table.shape[1]}) {reading:6.2f} s, peak {peak_gb():.2f} GB"
        )


def bench_learned() -> None:
    """Encoding, learning and judging with the learned model; cold, and with vectors at hand."""
    from qualstage.code.judged import propose_judged
    from qualstage.codebook import read_codebook
    from qualstage.embed import Cache, embed
    from qualstage.ingest import ingest_study
    from qualstage.learn import model_of_study
    from qualstage.learn.passages import material_of
    from qualstage.study import read_study

    study = read_study(CORE)
    codebook = read_codebook(study.path(study.codebook))
    rows = ingest_study(study)
    words = sum(row["n_words"] for row in rows.sources if row["format"] != "matrix")
    stages = {row["source_id"]: row["stage"] for row in rows.sources}
    cache = Cache()
    for told in ("nothing encoded before", "all met before"):
        start = time.perf_counter()
        vectors = embed(rows.segments, cache)
        seconds = time.perf_counter() - start
        print(f"embed, {told:24} {seconds:8.2f} s {words / seconds:10,.0f} words/s")
    start = time.perf_counter()
    model, _ = model_of_study(study, rows.sources, rows.segments, vectors, cache)
    print(f"learn, ten folds                {time.perf_counter() - start:8.2f} s")

    def code() -> list[dict]:
        again = embed(rows.segments, cache)
        given = codebook, study.language, stages, rows.segments, again
        return propose_judged(model, material_of(*given), study.aim)

    seconds, found = timed(code)
    print(
        f"code, vectors met before        {seconds:8.2f} s {words / seconds:10,.0f} words/s in one "
        f"process, {len(found)} proposals with their reasons, peak {peak_gb():.2f} GB"
    )


def bench_screen() -> None:
    """How many of the planted identifiers are found, how many other finds there are, how fast."""
    from qualstage.ingest import ingest_study
    from qualstage.ledger.anchors import find_quote
    from qualstage.pipelines import load_pipeline
    from qualstage.screen import find_identifiers
    from qualstage.screen.parts import find_parts
    from qualstage.study import read_study

    study = read_study(CORE)
    rows = ingest_study(study)
    texts = {row["source_id"]: row["text"] for row in rows.sources}
    out = ("tagger", "parser", "lemmatizer", "attribute_ruler", "senter")
    nlp = load_pipeline(study.language, out)

    def screen() -> list[dict]:
        found = find_identifiers(rows.segments, lambda: nlp)
        return found + find_parts(rows.segments, found)

    seconds, found = timed(screen)
    with (CORE / "identifiers.csv").open(encoding="utf-8-sig", newline="") as file:
        planted = list(csv.DictReader(file))
    met, touched = 0, set()
    for row in planted:
        (start, end), *_ = find_quote(texts[row["source_id"]], row["quote"])
        here = [
            i
            for i, f in enumerate(found)
            if f["source_id"] == row["source_id"]
            and f["start_char"] < end
            and start < f["end_char"]
        ]
        covered = all(
            any(found[i]["start_char"] <= at < found[i]["end_char"] for i in here)
            for at in range(start, end)
            if texts[row["source_id"]][at].isalnum()
        )
        met += covered
        touched.update(here)
    print(
        f"screen: {met} of {len(planted)} planted identifiers wholly found, "
        f"{len(found) - len(touched)} other finds, {seconds:.2f} s"
    )


def bench_workflow() -> None:
    """The DAG on a copy of the project: cold, nothing to do, one decision, one correction."""
    with tempfile.TemporaryDirectory() as folder:
        there = Path(folder) / "project"
        shutil.copytree(
            ROOT,
            there,
            ignore=shutil.ignore_patterns(".git", ".venv", ".snakemake", "core", "__pycache__"),
        )
        shutil.copytree(CORE, there / "data_synthetic" / "core")
        study = there / "data_synthetic" / "core"
        for told, change in (
            ("cold", lambda: None),
            ("nothing to do", lambda: None),
            ("one decision appended", lambda: _decide(study)),
            ("one transcript changed", lambda: _correct(study)),
        ):
            change()
            start = time.perf_counter()
            done = subprocess.run(
                ["snakemake", "--cores", "4"], cwd=there, capture_output=True, text=True
            )
            seconds = time.perf_counter() - start
            done.check_returncode()
            output = done.stdout + done.stderr
            rules = [
                line.split("Rule: ")[1].rstrip(")")
                for line in output.splitlines()
                if "Rule: " in line
            ]
            ran = {
                rule: rules.count(rule) for rule in dict.fromkeys(sorted(rules)) if rule != "all"
            }
            print(f"{told:24} {seconds:6.1f} s  {json.dumps(ran)}")


def _decide(study: Path) -> None:
    from qualstage.ledger.chain import Chain

    Chain(study / "ledger" / "core" / "N.jsonl").append(
        [
            (
                {
                    "at": "2026-02-01T00:00:00Z",
                    "coder": "N",
                    "role": "check",
                    "action": "read",
                    "source": "SU01",
                    "source_sha256": "",
                    "codes": None,
                    "wording": "",
                },
                {},
            )
        ]
    )


def _correct(study: Path) -> None:
    path = study / "transcripts" / "SU19.txt"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.rstrip("\n") + " Thank you.\n", encoding="utf-8")


def main() -> None:
    """Run what is asked for."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[1])
    parser.add_argument("what", choices=("coder", "decisions", "screen", "learned", "workflow"))
    parser.add_argument("--copies", nargs="+", type=int, default=[1, 10, 50])
    options = parser.parse_args()
    if options.what == "coder":
        bench_coder(options.copies)
    elif options.what == "decisions":
        bench_decisions(options.copies)
    elif options.what == "screen":
        bench_screen()
    elif options.what == "learned":
        bench_learned()
    else:
        bench_workflow()


if __name__ == "__main__":
    main()
