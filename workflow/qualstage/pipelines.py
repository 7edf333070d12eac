"""spaCy pipelines: loaded by name, with no more components than a step needs."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from qualstage.errors import Problem, QualstageError

if TYPE_CHECKING:
    from spacy.language import Language


def load_pipeline(name: str, exclude: Iterable[str] = ()) -> Language:
    """
    Load an installed spaCy pipeline.

    Args:
        name: The name `spacy.load` takes.
        exclude: Components to leave out.

    Raises:
        QualstageError: no such pipeline is installed.
    """
    import spacy

    try:
        return spacy.load(name, exclude=list(exclude))
    except OSError:
        fact = f"the language pipeline '{name}' is not installed."
        remedy = (
            f"Install it: pip install {name.replace('_', '-')}; or name one that is installed "
            "under 'language:' in study.yaml."
        )
        raise QualstageError("study.yaml", [Problem("language", fact, remedy)]) from None
