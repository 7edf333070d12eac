"""
Versions of a study's decisions: the ledger as it stood, with the codebook and the themes of then.

The ledger keeps every entry, so that an earlier version is its chains cut off. The codebook and
study.yaml keep nothing: their earlier versions are rebuilt by undoing, last first, what the entries
cut off changed in them. What people wrote there by hand is in every version.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qualstage.errors import Problem, QualstageError, raise_if_any
from qualstage.ledger.history import trail_entries
from qualstage.trail.changes import changed
from qualstage.trail.entries import changes_read

if TYPE_CHECKING:
    from qualstage.codebook import Codebook
    from qualstage.ledger.chain import Chain
    from qualstage.study import Study
    from qualstage.trail.entries import Trail

START, NOW, BEFORE = "start", "now", "before:"

_KNOWN = (
    f"Name `{START}`, `{NOW}`, a file of heads (settle/heads.json of the results, snapshot.json), "
    f"or `{BEFORE}` and the first letters of an entry's id."
)


@dataclass(frozen=True)
class Version:
    """A study as it stood: its codebook, study.yaml's themes, and its chains."""

    name: str
    study: Study
    codebook: Codebook
    chains: list[Chain]


def version_of(name: str, trail: Trail) -> Version:
    """
    A version by its name.

    Raises:
        QualstageError: there is no such version, or the ledger does not hold it any more.
    """
    lengths = _lengths(name, trail.chains)
    chains = [_cut(chain, lengths.get(chain.coder, 0)) for chain in trail.chains]
    kept = {entry["id"] for chain in chains for entry in chain.entries}
    words = {key: text for chain in trail.chains for key, text in chain.words.items()}
    codebook, study = trail.codebook, trail.study
    for entry in reversed(trail_entries(trail.chains)):
        if entry["id"] not in kept:
            changes = changes_read(entry, words.get(entry["words"] or "", {}))
            codebook, study = changed(codebook, study, changes.backwards())
    return Version(name, *_fitting(study, codebook), chains)


def _fitting(study: Study, codebook: Codebook) -> tuple[Study, Codebook]:
    """The same without what people wrote since of codes that were not there yet."""
    codes = {
        name: code if code.parent in codebook.codes else code.model_copy(update={"parent": None})
        for name, code in codebook.codes.items()
    }
    themes = {
        stage: {
            concept: {
                theme: known
                for theme, named in some.items()
                if (known := [code for code in named if code in codes])
            }
            for concept, some in concepts.items()
        }
        for stage, concepts in study.themes.items()
    }
    populations = {
        name: population.model_copy(
            update={"voiced": [code for code in population.voiced if code in codes]}
        )
        for name, population in study.populations.items()
    }
    update = {"themes": themes, "populations": populations}
    return study.model_copy(update=update), codebook.model_copy(update={"codes": codes})


def _cut(chain: Chain, length: int) -> Chain:
    cut = copy.copy(chain)
    cut.entries = chain.entries[:length]
    return cut


def _lengths(name: str, chains: Iterable[Chain]) -> dict[str, int]:
    """How many entries of each chain a version holds."""
    whole = {chain.coder: len(chain.entries) for chain in chains}
    if name == START:
        return {}
    if name == NOW:
        return whole
    if name.startswith(BEFORE):
        chain, place = _entry(name.removeprefix(BEFORE), chains)
        return {**whole, chain.coder: place}
    return _lengths_in_file(name, chains)


def _entry(begins: str, chains: Iterable[Chain]) -> tuple[Chain, int]:
    """The chain of the entry whose id begins so, and its place there."""
    found = [
        (chain, place)
        for chain in chains
        for place, entry in enumerate(chain.entries)
        if begins and entry["id"].startswith(begins)
    ]
    if len(found) == 1:
        return found[0]
    if not found:
        fact, remedy = f"no entry's id begins with '{begins}'.", "Copy it from `ledger replay`."
    else:
        shown = (f"{c.entries[n]['id'][:12]} ({c.entries[n]['action']})" for c, n in found[:3])
        fact = f"the ids of {len(found)} entries begin with '{begins}'."
        remedy = f"Give more letters: {', '.join(shown)}{', ...' if len(found) > 3 else ''}."
    raise _unknown(f"{BEFORE}{begins}", fact, remedy)


def _lengths_in_file(name: str, chains: Iterable[Chain]) -> dict[str, int]:
    from qualstage.ledger.heads import check_heads

    path = Path(name)
    if not path.is_file():
        raise _unknown(name, "there is no such version, and no such file.", _KNOWN)
    try:
        heads: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        lengths = {coder: head["length"] + 0 for coder, head in heads.items()}
        [head["head"] + "" for head in heads.values()]
    except (ValueError, AttributeError, KeyError, TypeError):
        raise _unknown(name, "it is no record of a ledger's heads.", _KNOWN) from None
    problems = [
        Problem(p.place, p.fact, "Restore the ledger from a copy or from git.")
        for p in check_heads(chains, heads)
    ]
    raise_if_any(f"the ledger (heads kept in {name})", problems)
    return lengths


def _unknown(name: str, fact: str, remedy: str) -> QualstageError:
    return QualstageError(name, [Problem("version", fact, remedy)])
