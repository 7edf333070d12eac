"""
What each step depends on: the code it runs, and the entries of study.yaml that it reads.

Imported while Snakemake reads the rules, so it stays light.
"""

from __future__ import annotations

from pathlib import Path

from qualstage.files import sha256_bytes

SHARED_CODE = (
    "codebook.py",
    "columns.py",
    "contracts",
    "csvfile.py",
    "files.py",
    "indicators.py",
    "intervals.py",
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
STEP_CODE = {
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
    "conclude": (
        *("conclude", "count.py", "ledger"),
        *("topics/material.py", "topics/sizes.py"),
    ),
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
    "assess": ("assess", "resampling.py", "drawing.py", "count.py", "settle", "ledger", "ingest"),
    "saturate": (
        *("saturate", "settle", "ledger", "ingest", "drawing.py"),
        *("draw/curves.py", "draw/items.py", "draw/saturation.py", "draw/sheet.py"),
    ),
    "agree": (
        "agree",
        "resampling.py",
        "draw/agreements.py",
        "draw/forest.py",
        "draw/sheet.py",
        "drawing.py",
        "settle",
        "ledger",
        "ingest",
        "text_table.py",
    ),
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
        "agree",
        "resampling.py",
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
    "draw": (
        "draw",
        "drawing.py",
        "facts_told.py",
        "count.py",
        "agree",
        "resampling.py",
    ),
    "compare": ("compare.py",),
    "publish": (
        "publish",
        "agree",
        "resampling.py",
        "tabulate",
        "conclude",
        "draw",
        "drawing.py",
        "facts_told.py",
        "count.py",
        "evidence.py",
        "ledger",
        "trail",
        "settle",
        "ingest",
        "screen",
        "origin.py",
        "folding.py",
    ),
}
STEP_FIELDS = {
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
    "saturate": ("notice", "policy", "stages", "matrices", "saturation"),
    "agree": ("title", "notice", "policy", "matrices"),
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
    "publish": (
        *("title", "notice", "stages", "themes", "populations", "count_by", "policy"),
        *("tables", "figures", "findings", "decisions", "disclosure", "matrices", "ratings"),
        "aim",
    ),
}

OF_TALK = frozenset({"embed", "learn", "code", "cluster", "topics", "queue", "assess"})
"""Steps that only a study with transcripts has."""


def code_version(step: str) -> str:
    """A fingerprint of a step's code: results are never older than what makes them."""
    package = Path(__file__).parent
    content = b""
    for name in (*SHARED_CODE, *STEP_CODE[step]):
        path = package / name
        for file in sorted(path.rglob("*.*")) if path.is_dir() else [path]:
            if file.is_file() and file.suffix != ".pyc":
                content += file.read_bytes()
    return sha256_bytes(content)[:16]
