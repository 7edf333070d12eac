"""
What a run says at its end: how the tables compare, what to look at, and what went wrong.

`python -m qualstage.closing STUDY` says it once more, for a run that had nothing to do.
"""

from __future__ import annotations

import sys
from pathlib import Path


def tell_success(results: Path) -> str:
    """The comparison with what was published, every warning, and where tables and topics are."""
    lines = [(results / "compare" / "summary.txt").read_text(encoding="utf-8")]
    for step in ("settle", "tabulate"):
        log = results / "logs" / f"{step}.log"
        told = log.read_text(encoding="utf-8").splitlines() if log.exists() else []
        lines += [line for line in told if line.startswith("WARNING")]
    made = {"Tables": results / "tabulate", "Topics": results / "topics" / "topics.html"}
    lines += [f"{what}: {path.as_posix()}" for what, path in made.items() if path.exists()]
    return "\n".join(lines)


def tell_failures(results: Path) -> str:
    """The log of every step that failed; what several of them say alike, once."""
    lines = ["What went wrong, step by step:", ""]
    already = set()
    for log in sorted((results / "logs").rglob("*.log")):
        told = log.read_text(encoding="utf-8", errors="replace").strip()
        if _failed(results, log) and told not in already:
            already.add(told)
            name = log.relative_to(results / "logs").with_suffix("").as_posix()
            lines += [f"{name}:", told or "It ended without a word; was it killed?", ""]
    return "\n".join(lines)


def _failed(results: Path, log: Path) -> bool:
    """Whether the step of a log did not end well: one that does writes its benchmark last."""
    stem = log.relative_to(results / "logs").with_suffix(".tsv")
    benchmark = results / "benchmarks" / stem
    return not benchmark.exists() or benchmark.stat().st_mtime_ns < log.stat().st_mtime_ns


def main() -> int:
    """Say it of the study whose folder is given."""
    from qualstage.errors import QualstageError
    from qualstage.study import read_study

    try:
        results = Path("results") / read_study(sys.argv[1]).results_name
    except QualstageError as error:
        print(error, file=sys.stderr)
        return 1
    print(tell_success(results))
    return 0


if __name__ == "__main__":
    sys.exit(main())
