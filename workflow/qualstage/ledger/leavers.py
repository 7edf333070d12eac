"""Sources whose participants withdrew: nothing is recorded of them any more."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from qualstage.contracts import has_withdrawn
from qualstage.ledger.disk import bytes_of, files_of
from qualstage.ledger.replay import ERASE

_MARK = f'"action":"{ERASE}"'.encode()
_DAY = re.compile(r"\d{4}-\d\d-\d\d")


def withdrawn_sources(root: Path, sources: Iterable[dict[str, Any]]) -> dict[str, str]:
    """
    The day on which each source was withdrawn, '' where nobody wrote it down.

    The chains of every codebook are asked, as they are on the disk; only lines that put a
    withdrawal on record are read. That is cheap enough for each decision on the review page, and
    says to whoever codes blind nothing of what others decided.

    Args:
        root: The study's ledger, with a folder for each codebook.
        sources: SOURCES rows; what `excluded` says counts, too.
    """
    found = {
        row["source_id"]: day[0] if (day := _DAY.search(row["excluded"])) else ""
        for row in sources
        if has_withdrawn(row["excluded"])
    }
    folders = sorted(path for path in root.iterdir() if path.is_dir()) if root.is_dir() else []
    for path in (path for folder in folders for path in files_of(folder)):
        if not path.name.endswith(".words.jsonl"):
            found |= _on_record(bytes_of(path))
    return found


def _on_record(chain: bytes) -> dict[str, str]:
    if _MARK not in chain:
        return {}
    found = {}
    for line in chain.split(b"\n"):
        try:
            entry = json.loads(line) if _MARK in line else {}
            if entry.get("action") == ERASE:
                found[entry["source"]] = entry["at"][:10]
        except (ValueError, KeyError):  # a line that does not verify is told elsewhere
            continue
    return found


def told_withdrawn(source: str, day: str) -> tuple[str, str]:
    """What is said of a row about a source that was withdrawn: the fact and the remedy."""
    on = f" on {day}" if day else ""
    fact = f"source {source} was withdrawn by its participant{on}: nothing is recorded of it any "
    return f"{fact}more.", "Take the row out."
