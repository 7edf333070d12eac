"""
What a decision about codes changes in a codebook and a study, and how that is undone.

A change is told as old and new, so that it can be read backwards. The ledger's chain holds where
something changed, and entries of the codebook as digests; the entries themselves, which may quote
participants, lie in the words beside the chain.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, Any

from qualstage.files import sha256_bytes

if TYPE_CHECKING:
    from qualstage.codebook import Codebook
    from qualstage.ledger.seals import Entry, Words
    from qualstage.study import Study

Written = dict[str, Any]
Pair = tuple[Any, Any]

_PLAIN = ("parents", "stages", "tables", "voiced")
"""Changes that hold no words of participants, and one key each."""


@dataclass(frozen=True)
class Changes:
    """
    What changes, each as (old, new).

    Args:
        codes: Entries of the codebook by code, as written; None where there is none.
        concepts: Definitions by the concept's label; likewise.
        parents: Parents by code, of codes that stay.
        stages: Stages by code, likewise; empty means all.
        themes: Codes by (stage, concept, theme); None where there is no such theme.
        tables: Concepts by the table's id.
        voiced: Codes by the population's name.
    """

    codes: dict[str, Pair] = field(default_factory=dict)
    concepts: dict[str, Pair] = field(default_factory=dict)
    parents: dict[str, Pair] = field(default_factory=dict)
    stages: dict[str, Pair] = field(default_factory=dict)
    themes: dict[tuple[str, str, str], Pair] = field(default_factory=dict)
    tables: dict[str, Pair] = field(default_factory=dict)
    voiced: dict[str, Pair] = field(default_factory=dict)

    def backwards(self) -> Changes:
        """The changes that undo these."""
        swapped = {
            one.name: {key: (new, old) for key, (old, new) in getattr(self, one.name).items()}
            for one in fields(self)
        }
        return Changes(**swapped)

    def sealed(self) -> tuple[Written, Words]:
        """What the chain says of the changes, and the words it refers to."""
        entries = {"codes": self.codes, "concepts": self.concepts}
        told: Written = {
            name: {key: [_digest(old), _digest(new)] for key, (old, new) in pairs.items()}
            for name, pairs in entries.items()
        }
        told |= {name: _listed(getattr(self, name)) for name in _PLAIN}
        told["themes"] = [[*key, old, new] for key, (old, new) in self.themes.items()]
        kept = {name: json.dumps(pairs, ensure_ascii=False) for name, pairs in entries.items()}
        return told, {name: text for name, text in kept.items() if text != "{}"}


def changes_of(entry: Entry, words: Words) -> Changes:
    """
    The changes that an entry of the trail made.

    Raises:
        KeyError: the words that it refers to were erased, and something was there before.
    """
    told = entry["changes"]

    def kept(name: str) -> dict[str, Pair]:
        if not told[name] or name in words:
            return {key: tuple(pair) for key, pair in json.loads(words.get(name, "{}")).items()}
        if any(old is not None for old, _ in told[name].values()):
            raise KeyError(name)
        # What was not there before is undone without its words.
        return {key: (None, {}) for key in told[name]}

    return Changes(
        codes=kept("codes"),
        concepts=kept("concepts"),
        themes={(stage, concept, theme): (o, n) for stage, concept, theme, o, n in told["themes"]},
        **{name: {key: (old, new) for key, old, new in told[name]} for name in _PLAIN},
    )


def changed(codebook: Codebook, study: Study, changes: Changes) -> tuple[Codebook, Study]:
    """
    A codebook and a study with changes made, as far as they are not made already.

    What people wrote otherwise in the meantime stays: of a list, only what a change adds or takes
    out is touched.
    """
    return _changed_codebook(codebook, changes), _changed_study(study, changes)


def _changed_codebook(codebook: Codebook, changes: Changes) -> Codebook:
    from qualstage.codebook import Codebook

    written = codebook.model_dump()
    for code, (old, new) in changes.codes.items():
        if new is None:
            written["codes"].pop(code, None)
        elif old is None or code not in written["codes"]:
            written["codes"].setdefault(code, new)
    labels = [concept["label"] for concept in written["concepts"]]
    for label, (_, definition) in changes.concepts.items():
        if definition is None:
            written["concepts"] = [c for c in written["concepts"] if c["label"] != label]
        elif label not in labels:
            written["concepts"].append({"label": label, "definition": definition})
    for code, (old, new) in changes.parents.items():
        if code in written["codes"] and written["codes"][code]["parent"] == old:
            written["codes"][code]["parent"] = new
    for code, (old, new) in changes.stages.items():
        if code in written["codes"] and written["codes"][code]["stages"] == old:
            written["codes"][code]["stages"] = new
    return Codebook.model_validate(written)


def _changed_study(study: Study, changes: Changes) -> Study:
    themes = {
        stage: {concept: dict(some) for concept, some in concepts.items()}
        for stage, concepts in study.themes.items()
    }
    for (stage, concept, theme), (old, new) in changes.themes.items():
        if old is None and _is_listed(new, themes.get(stage, {})):
            continue
        some = themes.setdefault(stage, {}).setdefault(concept, {})
        codes = changed_list(some.get(theme, []), old or [], new or [])
        some[theme] = codes
        if new is None and not codes:
            del some[theme]
        if not some:
            del themes[stage][concept]
    tables = [
        table.model_copy(
            update={"concepts": changed_list(table.concepts, *changes.tables[table.id])}
        )
        if table.id in changes.tables
        else table
        for table in study.tables
    ]
    populations = {
        name: population.model_copy(
            update={"voiced": changed_list(population.voiced, *changes.voiced[name])}
        )
        if name in changes.voiced
        else population
        for name, population in study.populations.items()
    }
    update = {"themes": themes, "tables": tables, "populations": populations}
    return study.model_copy(update=update)


def _is_listed(codes: Sequence[str], concepts: Mapping[str, Mapping[str, list[str]]]) -> bool:
    """Whether some theme lists the codes already: whoever gave it another label meant to."""
    return any(set(codes) <= set(listed) for some in concepts.values() for listed in some.values())


def changed_list(now: Sequence[str], old: Sequence[str], new: Sequence[str]) -> list[str]:
    """A list with what leads from `old` to `new`; what was written into it meanwhile stays."""
    if list(now) == list(old):
        return list(new)
    kept = [item for item in now if item not in old or item in new]
    return kept + [item for item in new if item not in old and item not in kept]


def renamed_list(codes: Iterable[str], into: Mapping[str, str]) -> list[str]:
    """Codes under their new names, each once, where it first stood."""
    return list(dict.fromkeys(into.get(code, code) for code in codes))


def _digest(entry: Any) -> str | None:
    if entry is None:
        return None
    text = json.dumps(entry, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return sha256_bytes(text.encode("utf-8"))


def _listed(pairs: Mapping[str, Pair]) -> list[list[Any]]:
    return [[key, old, new] for key, (old, new) in pairs.items()]
