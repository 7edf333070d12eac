"""
Several studies in one run: which they are, and what their results and rules are called.

Imported while Snakemake reads the rules, so it stays light.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from qualstage.errors import Problem, raise_if_any
from qualstage.study import read_sources, read_study

_NAME = "Give one of them another 'name:' in study.yaml."


def results_names(folders: Sequence[str]) -> list[str]:
    """
    What the results of several studies are called.

    Raises:
        QualstageError: a study.yaml cannot be used, or two studies are called alike.
    """
    names = [read_study(folder).results_name for folder in folders]
    problems = [
        Problem(folders[at], f"its results are called '{name}', as those of another study.", _NAME)
        for at, name in enumerate(names)
        if names.count(name) > 1
    ]
    raise_if_any("config: study", problems)
    return names


def studies_named(given: Any) -> list[str]:
    """
    The folders of the studies to build, as the configuration names one or several.

    Raises:
        QualstageError: it names none.
    """
    listed = given if isinstance(given, list) else [given]
    # YAML takes a folder called 2021 for a number.
    folders = [str(folder) for folder in listed if folder not in (None, "")]
    if not folders:
        fact, remedy = "no study is named.", "Give the folder of one, or a list of folders."
        raise_if_any("config: study", [Problem("study", fact, remedy)])
    return folders


def remove_unused_shards(results: Path, study: str, shards: int) -> list[Path]:
    """
    Remove folders of shards that no source is in any more.

    What reads all shards of a table in a folder of results must not meet a source that was taken
    out of the study, or one twice because the number of shards was changed.

    Args:
        results: The study's folder of results.
        study: The study's folder.
        shards: Into how many parts its sources are divided.

    Returns:
        The folders removed.
    """
    used = {f"{source.shard(shards):02d}" for source in read_sources(read_study(study))} or {"00"}
    found = sorted(results.glob("*/[0-9][0-9]"))
    unused = [folder for folder in found if folder.is_dir() and folder.name not in used]
    for folder in unused:
        shutil.rmtree(folder)
    return unused


def as_word(name: str) -> str:
    """A study's name as part of a rule's: letters, digits and underscores."""
    return re.sub(r"\W", "_", name)


def rule_prefixes(names: Sequence[str]) -> list[str]:
    """
    What the rules of each study begin with: nothing where it is the only one.

    Studies whose names differ in nothing a rule may be called by are numbered.
    """
    if len(names) == 1:
        return [""]
    words = [as_word(name) for name in names]
    alone = [words.count(word) == 1 for word in words]
    return [
        f"{word}_" if one else f"{word}_{at}_"
        for at, (word, one) in enumerate(zip(words, alone, strict=True), 1)
    ]
