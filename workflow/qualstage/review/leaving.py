"""
Sources whose participants withdraw while the page is open, or did so since its results were made.

Their words are erased from the study at once, and from its results with the next run. Until then
the results hold them still, so the page leaves them out itself.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from qualstage.errors import Problem, QualstageError
from qualstage.ledger.leavers import told_withdrawn, withdrawn_sources

if TYPE_CHECKING:
    from qualstage.study import Study

REMEDY = "Run snakemake again, and start the review anew."


class Leavers:
    """
    Who withdrew by now, as the ledger and the list of sources say.

    Both are read again only where a file is another than it was, so that asking costs little.

    Args:
        study: The study.
    """

    def __init__(self, study: Study) -> None:
        self._study = study
        self._root, self._sources = study.path(study.ledger), study.path(study.sources)
        self._seen: tuple = ()
        self._on_record: dict[str, str] = {}
        self._seen_list: tuple = ()
        self._listed: dict[str, str] = {}

    def gone(self) -> dict[str, str]:
        """The day on which each source was withdrawn, '' where nobody wrote it down."""
        seen = tuple((str(p), *_state(p)) for p in sorted(self._root.glob("*/*.jsonl")))
        if seen != self._seen:
            self._on_record, self._seen = withdrawn_sources(self._root, ()), seen
        listed = _state(self._sources)
        if listed != self._seen_list:
            self._listed, self._seen_list = self._read_list(), listed
        return self._listed | self._on_record

    def _read_list(self) -> dict[str, str]:
        from qualstage.study import draft_sources

        try:
            sources, _ = draft_sources(self._study)
        except (QualstageError, OSError):  # A list that cannot be read says nothing of anybody.
            return self._listed
        rows = [{"source_id": s.source_id, "excluded": s.excluded or ""} for s in sources]
        return withdrawn_sources(Path(), rows)


def _state(path: Path) -> tuple[int, int, int]:
    try:
        told = path.stat()
    except FileNotFoundError:
        return 0, 0, 0
    return told.st_ino, told.st_mtime_ns, told.st_size


def refuse_withdrawn(subject: str, source: str, gone: Mapping[str, str]) -> None:
    """
    Refuse whatever is asked, or decided, of a source that was withdrawn.

    Raises:
        QualstageError: it was.
    """
    if source in gone:
        fact, _ = told_withdrawn(source, gone[source])
        raise QualstageError(subject, [Problem(source, fact, REMEDY)])


def notice_of(gone: Mapping[str, str]) -> str:
    """What the page says of sources that its results hold still."""
    named = ", ".join(f"{name} ({gone[name]})" if gone[name] else name for name in sorted(gone))
    return (
        f"Withdrawn by their participants since these results were made: {named}. Nothing that "
        f"was said there is shown or recorded any more. {REMEDY}"
    )


def changed_notice(changed: Collection[str]) -> str:
    """What the page says of sources whose transcripts are newer than its results."""
    names = sorted(changed)
    named = ", ".join(names[:5]) + (f" and {len(names) - 5} more" if names[5:] else "")
    return (
        f"The transcripts of {named} were changed since these results were made. What you "
        "see is the text as it was: run snakemake again, and start the review anew."
    )
