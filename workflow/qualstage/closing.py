"""
What a run says at its end: how the tables compare, what to look at, and what went wrong.

`python -m qualstage.closing [STUDY ...]` says it once more, for a run that had nothing to do;
without a study, of all that config/config.yaml names.
"""

from __future__ import annotations

import sys
from pathlib import Path


def tell_success(results: Path) -> str:
    """The comparison with what was published, every warning, and where tables and topics are."""
    lines = [(results / "compare" / "summary.txt").read_text(encoding="utf-8")]
    for step in ("settle", "conclude", "tabulate"):
        log = results / "logs" / f"{step}.log"
        told = log.read_text(encoding="utf-8").splitlines() if log.exists() else []
        lines += [line for line in told if line.startswith("WARNING")]
    made = {
        "Paper": results / "typeset" / "paper.docx",
        "Tables": results / "tabulate",
        "Figures": results / "draw",
        "Topics": results / "topics" / "topics.html",
    }
    lines += [f"{what}: {path.as_posix()}" for what, path in made.items() if path.exists()]
    return "\n".join(lines)


def tell_failures(results: Path, study: str = "") -> str:
    """
    The log of every step that failed; what several of them say alike, once.

    Args:
        results: The study's folder of results.
        study: What it is called, where several are built.
    """
    lines: list[str] = []
    already = set()
    for log in sorted((results / "logs").rglob("*.log")):
        told = log.read_text(encoding="utf-8", errors="replace").strip()
        if _failed(results, log) and told not in already:
            already.add(told)
            name = log.relative_to(results / "logs").with_suffix("").as_posix()
            lines += [f"{name}:", told or "It ended without a word; was it killed?", ""]
    of_study = f" in {study}" if study else ""
    return "\n".join([f"What went wrong{of_study}, step by step:", "", *lines]) if lines else ""


def _failed(results: Path, log: Path) -> bool:
    """Whether the step of a log did not end well: one that does writes its benchmark last."""
    stem = log.relative_to(results / "logs").with_suffix(".tsv")
    benchmark = results / "benchmarks" / stem
    return not benchmark.exists() or benchmark.stat().st_mtime_ns < log.stat().st_mtime_ns


def main() -> int:
    """Say it of the studies whose folders are given, or of those in config/config.yaml."""
    import yaml

    from qualstage.errors import QualstageError
    from qualstage.studies import results_names, studies_named

    config = yaml.safe_load(Path("config/config.yaml").read_text("utf-8"))
    try:
        names = results_names(sys.argv[1:] or studies_named(config["study"]))
    except QualstageError as error:
        print(error, file=sys.stderr)
        return 1
    print("\n\n".join(tell_success(Path(config["results"]) / name) for name in names))
    return 0


if __name__ == "__main__":
    sys.exit(main())
