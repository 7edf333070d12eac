"""
The command `ledger confirm`: a person looked at a decision of theirs again, and it holds.

Made for decisions under an older definition, and for those at words corrected since. The new entry
judges today's words under today's wording as the old one did; the old one stays on record.
"""

from __future__ import annotations

import argparse
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qualstage.errors import Problem, raise_if_any

if TYPE_CHECKING:
    from qualstage.codebook import Codebook
    from qualstage.ingest.build import Ingested
    from qualstage.ledger.chain import Chain
    from qualstage.ledger.seals import Entry, Words
    from qualstage.settle import Outcome
    from qualstage.settle.standing import Anchored
    from qualstage.study import Study

COMMAND = "qualstage ledger confirm"

_ACTIONS = {"accepted": "accept", "rejected": "reject", "quotation": "quote"}
_WHERE = "Copy it from settle/stale.csv or settle/reworded.csv of the results."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Options of `qualstage ledger confirm`."""
    parser.epilog = "Example: qualstage ledger confirm 369349affca0 --study mystudy --coder ann"
    parser.add_argument("entries", nargs="*", metavar="ENTRY", help="first letters of entries' ids")
    parser.add_argument(
        "--code", nargs="+", default=[], help="all of the coder's under older wordings of these"
    )
    parser.add_argument("--study", required=True, type=Path, help="the study's folder")
    parser.add_argument("--coder", required=True, help="whose decisions they are")
    parser.add_argument("--reason", default="", help="why")
    parser.add_argument("--at", help="when it was decided (ISO 8601); default: now")


def run(options: argparse.Namespace) -> None:
    """Make an entry for each decision that is confirmed; all or none."""
    from qualstage.codebook import read_codebook
    from qualstage.ingest import ingest_study
    from qualstage.ledger import now
    from qualstage.ledger.wordings import remember_wordings
    from qualstage.settle.lists import reworded, stale
    from qualstage.study import read_study

    study = read_study(options.study)
    given = Given(study, read_codebook(study.path(study.codebook)), ingest_study(study))
    chains, outcome = given.settled()
    stand = [*outcome.stand, *outcome.pinned]
    older = stale(outcome.stand, given.codebook)
    old = {item.decision.entry for item in [*older, *reworded(stand)]}
    at = options.at or now()
    found, problems = _named(options.entries, stand)
    found += [item for item in older if _is_asked_for(item, options)]
    problems += _check(found, options.coder, at) + _check_asked(options, given.codebook)
    raise_if_any(COMMAND, problems)
    to_do = {item.decision.entry: item for item in found if item.decision.entry in old}
    if to_do:
        remember_wordings(study.ledger_folder(), given.codebook)
        drafts = given.drafts(to_do.values(), at, options.reason)
        chain = next(chain for chain in chains if chain.coder == options.coder)
        seen = len(chain.entries), set(chain.words)

        def plan() -> list[tuple[Entry, Words]]:
            if seen != (len(chain.entries), set(chain.words)):
                given.refuse_overtaken(to_do)
            return drafts

        chain.append_now(plan)
    _say(len(to_do), len({item.decision.entry for item in found}) - len(to_do))


@dataclass(frozen=True)
class Given:
    """What decisions are confirmed on: the study, its codebook, its sources and passages."""

    study: Study
    codebook: Codebook
    rows: Ingested

    def settled(self) -> tuple[list[Chain], Outcome]:
        """The chains as they are on the disk, and what they come to."""
        from qualstage.ledger.chain import read_chains
        from qualstage.settle import settle_study

        chains = read_chains(self.study.ledger_folder())
        given = self.study, self.codebook, self.rows.sources, self.rows.segments
        return chains, settle_study(*given, [], chains)

    def drafts(self, items: Iterable[Anchored], at: str, reason: str) -> list[tuple[Entry, Words]]:
        """The entries that confirm decisions, each with its words."""
        from qualstage.files import sha256_text

        texts = {row["source_id"]: row["text"] for row in self.rows.sources}
        drafts = []
        for item in items:
            text = texts[item.decision.source]
            entry, words = confirmed(item, text, at, self.codebook, reason)
            drafts.append((entry | {"source_sha256": sha256_text(text)}, words))
        return drafts

    def refuse_overtaken(self, names: Iterable[str]) -> None:
        """
        Settle anew, for the chain was written since: what is confirmed must stand still.

        Raises:
            QualstageError: a decision was taken back, overruled or erased meanwhile.
        """
        _, outcome = self.settled()
        begins = [name[:12] for name in names]
        _, problems = _named(begins, [*outcome.stand, *outcome.pinned])
        raise_if_any(COMMAND, problems)


def confirmed(
    item: Anchored, text: str, at: str, codebook: Codebook, reason: str
) -> tuple[Entry, Words]:
    """The entry, but for the source's hash, that judges today's words as a decision did; words."""
    from qualstage.ledger.anchors import select

    decision = item.decision
    selector = select(text, item.start, item.end)
    entry: dict[str, Any] = {
        "at": at,
        "coder": decision.coder,
        "role": decision.role,
        "action": _ACTIONS[decision.state],
        "source": decision.source,
        "code": decision.code,
        "wording": codebook.wording(decision.code),
        "span": [selector.start, selector.end],
    }
    if decision.state == "quotation":
        # Two pins at the same words would both stand; of judgements, the later one does.
        entry["supersedes"] = decision.entry
    words = {"exact": selector.exact, "prefix": selector.prefix, "suffix": selector.suffix}
    return entry, {**words, "reason": reason}


def _named(
    begins: Sequence[str], stand: Iterable[Anchored]
) -> tuple[list[Anchored], list[Problem]]:
    """The decisions that stand whose entries' ids begin so."""
    found, problems = [], []
    stand = list(stand)
    for begin in begins:
        mine = [i for i in stand if begin and i.decision.entry.startswith(begin)]
        if len(mine) == 1:
            found += mine
        elif mine:
            fact = f"the ids of {len(mine)} entries begin with '{begin}'."
            problems.append(Problem("command line", fact, "Give more letters."))
        else:
            fact = f"no decision that stands has an entry whose id begins with '{begin}'."
            problems.append(Problem("command line", fact, _WHERE))
    return found, problems


def _is_asked_for(item: Anchored, options: argparse.Namespace) -> bool:
    return item.decision.code in options.code and item.decision.coder == options.coder


def _check(found: Iterable[Anchored], coder: str, at: str) -> list[Problem]:
    """Decisions that are another's, or were made later than they would be confirmed."""
    from qualstage.ledger.history import moment
    from qualstage.ledger.who import check_who

    problems = [
        Problem("command line", fact, remedy) for fact, remedy in check_who(coder, "principal", at)
    ]
    for item in found:
        decision, place = item.decision, f"entry {item.decision.entry[:12]}"
        if decision.coder != coder:
            fact = f"it is a decision of {decision.coder}, and not of {coder}."
            remedy = f"Let {decision.coder} confirm it; or judge the same words by a row of yours."
            problems.append(Problem(place, fact, remedy))
        elif moment(at) < moment(decision.at):
            fact = f"it was decided at {decision.at}, later than {at}."
            problems.append(Problem(place, fact, "Give a later time by --at."))
    return problems


def _check_asked(options: argparse.Namespace, codebook: Codebook) -> list[Problem]:
    problems = []
    if not options.entries and not options.code:
        problems.append(Problem("command line", "it names no entry and no --code.", _WHERE))
    for code in _unknown(options.code, codebook.codes):
        fact = f"code '{code}' is not in the codebook."
        problems.append(Problem("command line", fact, "Correct it."))
    return problems


def _unknown(named: Iterable[str], known: Collection[str]) -> list[str]:
    return [name for name in named if name not in known]


def _say(made: int, already: int) -> None:
    print(f"{made} {'decision' if made == 1 else 'decisions'} confirmed.")
    if already:
        were = "was" if already == 1 else "were"
        print(f"{already} {were} made at today's words and under today's wording already.")
