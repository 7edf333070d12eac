"""People's decisions as they stand in today's text, before anything is settled."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from qualstage.contracts import EXCLUDED, is_by_design
from qualstage.errors import Problem, raise_if_any
from qualstage.ingest.matrix import read_matrices
from qualstage.ledger.anchors import NotAnchored, Selector
from qualstage.ledger.reanchoring import find_again
from qualstage.ledger.replay import Judgement, Reading
from qualstage.settle.standing import Anchored
from qualstage.voices import VOICES, Voices

if TYPE_CHECKING:
    from qualstage.codebook import Codebook
    from qualstage.ledger.replay import Decisions, Quotation
    from qualstage.study import Study

Row = dict[str, Any]


def add_matrix_judgements(
    decisions: Decisions, study: Study, codebook: Codebook, segments: Iterable[Row]
) -> None:
    """
    Each 'yes' of an extraction matrix is a coding of its note; each row a reading.

    A matrix is not rewritten when a code that it names goes into another: its rows follow.
    """
    history = decisions.history
    notes = {(s["source_id"], s["speaker"]): s for s in segments if s["role"] == "document"}
    looked_for: dict[tuple[str, str], set[str]] = {}
    for cell in read_matrices(study):
        segment = notes.get((cell.source_id, cell.code))
        if segment is None:
            continue
        who = {"coder": cell.reviewer, "role": "reviewer", "source": cell.source_id, "entry": ""}
        looked_for.setdefault((cell.source_id, cell.reviewer), set()).add(cell.code)
        if cell.present:
            words = Selector(segment["start_char"], segment["end_char"], segment["text"])
            decisions.judgements.append(
                Judgement(
                    **who,
                    at="",
                    state="accepted",
                    code=history.now(cell.code),
                    selector=words,
                    why="; ".join(filter(None, (f"'yes' in {cell.file}", history.told(cell.code)))),
                    wording=codebook.wording(cell.code) if cell.code in codebook.codes else "",
                    about=frozenset((cell.code,)),
                )
            )
    for (source, reviewer), codes in looked_for.items():
        decisions.readings.append(Reading("", reviewer, "reviewer", source, frozenset(codes)))


def check_matrix_codes(study: Study, codebook: Codebook) -> None:
    """
    Hold the codes of the study's matrices and ratings against the codebook.

    Raises:
        QualstageError: every line with a code that is none and went into no other, by file.
    """
    from qualstage.ledger.chain import read_chains
    from qualstage.ledger.history import history_of
    from qualstage.study import again_for, read_csv

    given = [*study.matrices, *study.ratings]
    files = [path for one in given if (path := study.path(one.file)).is_file()]
    rows = [(f, line, row["code"]) for f in files for line, row in read_csv(f, ("code",))]
    unknown = [(file, line, code) for file, line, code in rows if code not in codebook.codes]
    history = history_of(read_chains(study.ledger_folder()) if unknown else [])
    remedy = "Correct it, or add the code to the codebook."
    problems = [
        Problem(f"{file.name}, line {line}", f"code '{code}' is not in the codebook.", remedy)
        for file, line, code in unknown
        if history.now(code) not in codebook.codes
    ]
    raise_if_any("the study's matrices and ratings", problems, again_for(study))


def anchor_all(
    decided: Iterable[Judgement | Quotation], sources: Mapping[str, Row]
) -> tuple[list[Anchored], list[tuple[Any, str]]]:
    """Each decision with its place in today's text, and those whose words are not found."""
    anchored, lost = [], []
    for judgement in decided:
        source = sources.get(judgement.source)
        if source is None:
            lost.append((judgement, "its source is not in the study"))
        elif source["excluded"]:
            lost.append((judgement, f"{EXCLUDED}: {source['excluded']}"))
        else:
            try:
                place = find_again(source["text"], judgement.selector)
            except NotAnchored as error:
                lost.append((judgement, error.fact))
            else:
                was = judgement.selector.exact if place.reworded else ""
                anchored.append(Anchored(judgement, place.start, place.end, was=was))
    return anchored, lost


def find_interviewers_words(codings: Iterable[Row], segments: Iterable[Row]) -> list[Problem]:
    """Accepted codings of people that hold nobody's words but an interviewer's."""
    voices = Voices(segments)
    problems = []
    for row in codings:
        roles = voices.roles(row["source_id"], row["start_char"], row["end_char"])
        if row["state"] == "accepted" and roles and not roles & VOICES:
            place = f"{row['coder']}, {row['source_id']} {row['start_char']}-{row['end_char']}"
            fact = f"the words coded '{row['code']}' are the {'/'.join(sorted(roles))}'s alone: "
            remedy = (
                "An interviewer's words are never a respondent's view: take the coding back "
                "(action withdraw, see docs/study.md), or correct the speaker's role in "
                "speakers.csv."
            )
            problems.append(Problem(place, f"{fact}“{row['text']}”", remedy))
    return problems


def find_lost_words(lost: Iterable[tuple[Any, str]]) -> list[Problem]:
    """Decisions that count nowhere though nobody wanted it so, with their entries."""
    remedy = "Restore the transcript; or take the entry back (action withdraw), and judge again."
    return [
        Problem(
            f"{decision.coder}.jsonl, entry {decision.entry[:12]}",
            f"{why}: “{decision.selector.exact}”",
            remedy,
        )
        for decision, why in lost
        if not is_by_design(why)
    ]
