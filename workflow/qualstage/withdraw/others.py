"""Sources that stay when others withdraw: those that read their files, and those of the person."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from qualstage.contracts import has_withdrawn
from qualstage.csvfile import read_csv
from qualstage.errors import Problem
from qualstage.transcripts import files_of_source, files_read_as

if TYPE_CHECKING:
    from qualstage.study import Source, Study


def shared_files(
    study: Study, leaving: Iterable[Source], staying: Sequence[Source]
) -> list[Problem]:
    """Files that would be deleted with a source, and that are read as another's which stays."""
    read = [
        (source.source_id, path)
        for source in staying
        if not has_withdrawn(source.excluded)
        for path in files_read_as(study, source)
    ]
    problems = []
    for source in leaving:
        for file in files_of_source(study, source):
            # A file may be known by two names: of other capitals, or a link's.
            if others := [name for name, path in read if path.samefile(file)]:
                name, them = source.source_id, " and ".join(others)
                verb = "is" if len(others) == 1 else "are"
                fact = f"it would be deleted as {name}'s, and {them} {verb} read from it."
                remedy = (
                    f"If it is {name}'s alone, withdraw {them}, too, in the same command. If not, "
                    f"give {them} a file of another name without {name}'s words, and name it in "
                    f"the column 'file' of {study.sources}."
                )
                problems.append(Problem(f"{study.transcripts}/{file.name}", fact, remedy))
    return problems


def same_person(study: Study, source: Source, staying: Iterable[Source]) -> list[str]:
    """
    Sources in which a respondent of a source speaks, too, and which did not withdraw.

    A respondent is who sources.csv or speakers.csv names in respondent_id; a source without one is
    a respondent of its own name.
    """
    named: dict[str, set[str]] = {}
    if study.speakers and study.path(study.speakers).is_file():
        for _, row in read_csv(study.path(study.speakers), ("source_id",)):
            if row.get("respondent_id"):
                named.setdefault(row["source_id"], set()).add(row["respondent_id"])

    def people(one: Source) -> set[str]:
        return {one.respondent_id or one.source_id} | named.get(one.source_id, set())

    return [
        other.source_id
        for other in staying
        if not has_withdrawn(other.excluded) and people(other) & people(source)
    ]
