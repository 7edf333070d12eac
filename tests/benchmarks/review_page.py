"""
How fast a decision on the review page reaches the ledger, and then the paper's table.

    python tests/benchmarks/review_page.py latency [--entries 20000] [--decisions 200]
    python tests/benchmarks/review_page.py table [--cores 4]

`latency` serves the page on a copy of CORE and its results, and measures each decision from request
to answer, when it is on the disk. With `--entries` the coder's chain is first made as long. `table`
decides once on such a copy, and measures until Table 2 is rewritten: by naming the file, and by
making all targets.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "tests"))


def copied(folder: Path, results: Path) -> tuple[Path, Path]:
    """A copy of CORE, its codebook, its results and the workflow, to write in."""
    shutil.copytree(ROOT / "codebooks", folder / "codebooks")
    shutil.copytree(ROOT / "data_synthetic" / "core", folder / "data_synthetic" / "core")
    shutil.copytree(results, folder / "results" / "core")
    for name in ("Snakefile", "workflow", "config", "profiles", "notebooks"):
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
        copy(ROOT / name, folder / name)
    return folder / "data_synthetic" / "core", folder / "results" / "core"


def lengthen(study: Path, coder: str, entries: int) -> None:
    """Make a coder's chain so long, by accepting and rejecting what it holds again and again."""
    from qualstage.ledger.chain import Chain

    chain = Chain(study / "ledger" / "core" / f"{coder}.jsonl")
    kept = [e for e in chain.entries if e["action"] in ("add", "accept")]
    drafts = []
    while len(chain.entries) + len(drafts) < entries:
        old = kept[len(drafts) % len(kept)]
        names = ("coder", "role", "source", "source_sha256", "code", "wording", "span")
        entry = {name: old[name] for name in names}
        entry |= {
            "at": "2026-02-01T09:00:00Z",
            "action": ("accept", "reject")[len(drafts) // 999 % 2],
        }
        drafts.append((entry, chain.words[old["words"]]))
    chain.append(drafts)


def latency(options: argparse.Namespace, folder: Path) -> None:
    """Measure decisions of the principal coder in CORE's passages, one after the other."""
    from qualstage.ledger.chain import Chain
    from reviewed import Served, decide

    study, results = copied(folder, options.results)
    if options.entries:
        lengthen(study, "A", options.entries)
    start = time.perf_counter()
    running = Served(study, results, "--coder", "A")
    client = running.client()
    print(f"the page is up after {time.perf_counter() - start:.1f} s")
    items = client.get("/api/passages?list=passages&n=50").json()["items"]
    taken = []
    for number in range(options.decisions):
        item = items[number % len(items)]
        one = {"action": ("accept", "reject")[number // len(items) % 2], "code": "recovery"}
        one |= {"source": item["source"], "start": item["start"], "end": item["end"]}
        began = time.perf_counter()
        answer = decide(client, one | {"reason": f"benchmark {number}"})
        taken.append(1000 * (time.perf_counter() - began))
        assert len(answer["entries"]) == 1
    running.stop()
    length = len(Chain(study / "ledger" / "core" / "A.jsonl").entries)
    taken.sort()
    at_95 = taken[int(0.95 * len(taken))]
    print(
        f"{len(taken)} decisions, chain of {length} entries at the end: median "
        f"{statistics.median(taken):.1f} ms, 95 % below {at_95:.1f} ms, longest {taken[-1]:.1f} ms"
    )


def table(options: argparse.Namespace, folder: Path) -> None:
    """Measure from a decision until Table 2 is rewritten."""
    from reviewed import Served, decide

    study, results = copied(folder, options.results)
    environment = os.environ | {"PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"}
    snakemake = [sys.executable, "-m", "snakemake", "--cores", str(options.cores)]
    asked = ["--config", f"study={study.relative_to(folder)}", "summary=false"]

    def run(*targets: str) -> float:
        began = time.perf_counter()
        subprocess.run(
            [*snakemake, *targets, *asked],
            cwd=folder,
            env=environment,
            check=True,
            capture_output=True,
        )
        return time.perf_counter() - began

    print(f"first run, to bring the copy up to date: {run():.1f} s")
    printed = results / "tabulate" / "table2.csv"
    running = Served(study, results, "--coder", "J", "--role", "adjudicator")
    client = running.client()
    told = client.get("/api/sources/SU01").json()
    coded = next(c for c in told["codings"] if c["state"] == "accepted")
    for what, targets in (("table2.csv by name", (str(printed.relative_to(folder)),)), ("all", ())):
        action = "reject" if targets else "accept"
        one = {"action": action, "source": "SU01", "code": coded["code"], "reason": "benchmark"}
        began = time.time()
        decide(client, one | {"start": coded["start"], "end": coded["end"]})
        whole = run(*targets)
        rewritten = printed.stat().st_mtime - began
        print(
            f"{what}: Table 2 rewritten after {rewritten:.1f} s, the run ended after {whole:.1f} s"
        )
    running.stop()


def main() -> None:
    """Measure what is asked for."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[1])
    parser.add_argument("what", choices=("latency", "table"))
    parser.add_argument("--results", type=Path, default=ROOT / "results" / "core")
    parser.add_argument("--entries", type=int, default=0, help="entries of the chain before")
    parser.add_argument("--decisions", type=int, default=200)
    parser.add_argument("--cores", type=int, default=4)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        {"latency": latency, "table": table}[options.what](options, Path(folder))


if __name__ == "__main__":
    main()
