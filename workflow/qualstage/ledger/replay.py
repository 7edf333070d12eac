"""Replaying chains: the judgements, readings and pinned quotations that stand today."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from qualstage.errors import Problem, raise_if_any
from qualstage.ledger.anchors import Selector
from qualstage.ledger.chain import Chain
from qualstage.ledger.history import TRAIL, History, history_of
from qualstage.ledger.seals import Entry, Words

JUDGEMENTS = {"add": "accepted", "accept": "accepted", "reject": "rejected", "amend": "accepted"}
"""Actions that judge whether a span voices a code, and the state they give it."""

STANDING = (*JUDGEMENTS, "read", "quote", "note")
"""Actions whose entries stand until another supersedes them; a memo that stands decides nothing."""

ERASE = "erase"
"""The action by which a source that withdrew its consent is on record."""

ACTIONS = (*STANDING, "withdraw", ERASE, *TRAIL)


@dataclass(frozen=True)
class Judgement:
    """
    A person's judgement that a span of a source voices a code, or does not.

    `code` is today's; `about` names the codes it was about when it was made, where others were
    merged since.
    """

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
    about: frozenset[str] = frozenset()

    @property
    def parts(self) -> frozenset[str]:
        """The codes it was about when it was made."""
        return self.about or frozenset((self.code,))


@dataclass(frozen=True)
class Reading:
    """
    A person read a source wholly: what they did not code there, they mean as 'no'.

    `codes` are those looked for, each as it was then (see `History.within`). `unasked` are codes
    that did not exist at the time, or did not apply at the source's stage: of these the reading
    says nothing.
    """

    entry: str
    coder: str
    role: str
    source: str
    codes: frozenset[str] | None
    unasked: frozenset[str] = frozenset()

    def covers(self, part: str) -> bool:
        """
        Whether a code was looked for; all that apply at the source's stage if not named.

        Of a code that others went into, this is said of each part: to read for one is not to read
        for another. Nobody can have looked for a code that was born later.
        """
        return part not in self.unasked and (self.codes is None or part in self.codes)


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
    history: History = field(default_factory=History)
    """What became of the codes that they are about."""


def replay(
    chains: Iterable[Chain],
    history: History | None = None,
    stages: Mapping[str, str] | None = None,
) -> Decisions:
    """
    The decisions that stand: each entry in order, those superseded or withdrawn left out.

    What was decided of a code that was merged into another is a decision on that other today.

    Args:
        chains: Every coder's.
        history: What became of the codes, where the chains given are cut off before today.
        stages: Each source's stage, where it is asked what readings cover.

    Raises:
        QualstageError: a chain does not verify, or an entry supersedes one that is not its own.
    """
    chains = list(chains)
    decisions = Decisions(history=history or history_of(chains))
    problems: list[Problem] = []
    for chain in chains:
        walk = Walk(chain)
        walk.go_on()
        problems += [*chain.problems, *walk.problems]
        for entry in walk.standing.values():
            sort_in(decisions, entry, chain, stages or {})
    raise_if_any("the ledger", problems, "qualstage ledger verify")
    return decisions


class Walk:
    """
    A chain walked through entry by entry, as far as it reaches by now.

    Args:
        chain: A coder's.
    """

    def __init__(self, chain: Chain) -> None:
        self.chain = chain
        self.standing: dict[str, Entry] = {}
        self.problems: list[Problem] = []
        self._walked = 0

    def go_on(self) -> list[Entry]:
        """Walk through what was written since: these entries, in order."""
        new = self.chain.entries[self._walked :]
        for number, entry in enumerate(new, start=self._walked + 1):
            old = entry.get("supersedes")
            if old is not None and self.standing.pop(old, None) is None:
                fact = f"it supersedes entry {old[:12]}, which does not stand in this chain."
                remedy = "Withdraw the entry, and judge again in the coder's own chain."
                self.problems.append(
                    Problem(f"{self.chain.path.name}, line {number}", fact, remedy)
                )
            if entry["action"] in STANDING:
                self.standing[entry["id"]] = entry
        self._walked += len(new)
        return new


def sort_in(decisions: Decisions, entry: Entry, chain: Chain, stages: Mapping[str, str]) -> None:
    """Add an entry that stands to the decisions, understood by their history; a memo is none."""
    if entry["action"] == "note":
        return
    who = {"entry": entry["id"], "coder": entry["coder"], "source": entry["source"]}
    if entry["action"] == "read":
        decisions.readings.append(_reading(who, entry, decisions.history, stages))
        return
    kept = chain.words.get(entry["words"] or "")
    decision = _decision(who, entry, kept or {"exact": ""}, decisions.history)
    if kept is None:
        decisions.erased.append(decision)
    elif isinstance(decision, Quotation):
        decisions.quotations.append(decision)
    else:
        decisions.judgements.append(decision)


def _reading(
    who: dict[str, str], entry: Entry, history: History, stages: Mapping[str, str]
) -> Reading:
    at, named, codes = entry["at"], entry.get("codes"), None
    unasked = history.unborn(at)
    if named is not None:
        codes = frozenset(part for code in named for part in history.within(code, at))
    elif entry["source"] in stages:
        unasked |= history.elsewhere(at, stages[entry["source"]])
    return Reading(**who, role=entry["role"], codes=codes, unasked=unasked)


def _decision(
    who: dict[str, str], entry: Entry, words: Words, history: History
) -> Judgement | Quotation:
    code = entry["code"]
    selector = Selector(
        *entry["span"], words["exact"], words.get("prefix", ""), words.get("suffix", "")
    )
    common = {"at": entry["at"], "role": entry["role"], "code": history.now(code)}
    if entry["action"] == "quote":
        return Quotation(**who, **common, selector=selector)
    reasons = words.get("reason", ""), history.told(code)
    return Judgement(
        **who,
        **common,
        selector=selector,
        state=JUDGEMENTS[entry["action"]],
        why="; ".join(filter(None, reasons)),
        wording=entry["wording"],
        about=history.within(code, entry["at"]),
    )
