"""Replaying chains: the judgements, readings and pinned quotations that stand today."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from qualstage.errors import Problem, raise_if_any
from qualstage.ledger.anchors import Selector
from qualstage.ledger.chain import Chain, Entry

JUDGEMENTS = {"add": "accepted", "accept": "accepted", "reject": "rejected", "amend": "accepted"}
"""Actions that judge whether a span voices a code, and the state they give it."""

STANDING = (*JUDGEMENTS, "read", "quote")
"""Actions whose entries stand until another supersedes them; `note` and `withdraw` only tell."""

ACTIONS = (*STANDING, "note", "withdraw")


@dataclass(frozen=True)
class Judgement:
    """A person's judgement that a span of a source voices a code, or does not."""

    entry: str
    at: str
    coder: str
    role: str
    state: str
    source: str
    code: str
    selector: Selector
    why: str
    wording: str


@dataclass(frozen=True)
class Reading:
    """A person read a source wholly: what they did not code there, they mean as 'no'."""

    entry: str
    coder: str
    role: str
    source: str
    codes: frozenset[str] | None

    def covers(self, code: str) -> bool:
        """Whether the code was looked for; all that apply at the source's stage if not named."""
        return self.codes is None or code in self.codes


@dataclass(frozen=True)
class Quotation:
    """Words a person chose to illustrate a code."""

    entry: str
    at: str
    coder: str
    role: str
    source: str
    code: str
    selector: Selector
    state: str = "quotation"


@dataclass
class Decisions:
    """What stands after all entries were replayed in order."""

    judgements: list[Judgement] = field(default_factory=list)
    readings: list[Reading] = field(default_factory=list)
    quotations: list[Quotation] = field(default_factory=list)
    erased: list[Judgement | Quotation] = field(default_factory=list)
    """Decisions whose words were erased: they stand, and cannot be placed."""


def replay(chains: Iterable[Chain]) -> Decisions:
    """
    The decisions that stand: each entry in order, those superseded or withdrawn left out.

    Raises:
        QualstageError: a chain does not verify, or an entry supersedes one that is not its own.
    """
    decisions = Decisions()
    problems: list[Problem] = []
    for chain in chains:
        problems += chain.problems
        standing: dict[str, Entry] = {}
        for number, entry in enumerate(chain.entries, start=1):
            old = entry.get("supersedes")
            if old is not None and standing.pop(old, None) is None:
                fact = f"it supersedes entry {old[:12]}, which does not stand in this chain."
                remedy = "Withdraw the entry, and judge again in the coder's own chain."
                problems.append(Problem(f"{chain.path.name}, line {number}", fact, remedy))
            if entry["action"] in STANDING:
                standing[entry["id"]] = entry
        for entry in standing.values():
            _sort_in(decisions, entry, chain)
    raise_if_any("the ledger", problems, "qualstage ledger verify")
    return decisions


def _sort_in(decisions: Decisions, entry: Entry, chain: Chain) -> None:
    who = {"entry": entry["id"], "coder": entry["coder"], "source": entry["source"]}
    if entry["action"] == "read":
        codes = entry.get("codes")
        decisions.readings.append(
            Reading(**who, role=entry["role"], codes=None if codes is None else frozenset(codes))
        )
        return
    kept = chain.words.get(entry["words"] or "")
    words = kept or {"exact": ""}
    selector = Selector(
        *entry["span"], words["exact"], words.get("prefix", ""), words.get("suffix", "")
    )
    who |= {"at": entry["at"], "role": entry["role"], "code": entry["code"], "selector": selector}
    decision = (
        Quotation(**who)
        if entry["action"] == "quote"
        else Judgement(
            **who,
            state=JUDGEMENTS[entry["action"]],
            why=words.get("reason", ""),
            wording=entry["wording"],
        )
    )
    if kept is None:
        decisions.erased.append(decision)
    elif isinstance(decision, Quotation):
        decisions.quotations.append(decision)
    else:
        decisions.judgements.append(decision)
