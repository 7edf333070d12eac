"""
What codes said when decisions were made under them.

An entry holds the hash of its code's wording (`Codebook.wording`). What was written there is kept
beside the chains, in `wordings.json`, whenever decisions come in: label, definition and rules by
hash, never examples, which may be participants' words. Decisions merged and split codes were made
under are known from the entries about these, too.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qualstage.ledger.disk import bytes_of, locked, replace

if TYPE_CHECKING:
    from qualstage.codebook import Codebook
    from qualstage.ledger.chain import Chain

FILE = "wordings.json"

Wording = dict[str, str]
_KEPT = ("label", "definition", "use_when", "not_when")


def remember_wordings(folder: Path, codebook: Codebook) -> None:
    """
    Keep what the codes say today beside the chains of a ledger folder.

    What is kept already stays, and another's words of a hash are never put in its place.
    """
    path = folder / FILE
    today = _of_codebook(codebook)
    if today.keys() <= _read(path).keys():
        return
    with locked(path):
        kept = today | _read(path)
        lines = (f"{json.dumps(key)}: {_json(kept[key])}" for key in sorted(kept))
        replace(path, ("{\n" + ",\n".join(lines) + "\n}\n").encode("utf-8"))


def known_wordings(
    folder: Path, chains: Iterable[Chain], codebook: Codebook | None = None
) -> dict[str, Wording]:
    """
    Label, definition and rules by the hash of the wording, as far as they are known.

    Args:
        folder: The ledger folder.
        chains: Its chains; entries about codes tell what was there before.
        codebook: Today's, whose wordings are known in any case.
    """
    known = _read(folder / FILE)
    for chain in chains:
        for entry in chain.entries:
            if "changes" in entry:
                known |= dict(_of_changes(chain.words.get(entry["words"] or "", {})))
    return known | (_of_codebook(codebook) if codebook else {})


def told_wording(wording: Mapping[str, str] | None) -> str:
    """A wording for people, in a line; '' where it is not known."""
    if not wording:
        return ""
    return (
        f"{wording['label']}: {wording['definition']} Use when: {wording['use_when']} "
        f"Not when: {wording['not_when']}"
    )


def _read(path: Path) -> dict[str, Wording]:
    """What is kept; nothing where it cannot be read: no decision rests on it."""
    try:
        kept = json.loads(bytes_of(path) or b"{}")
        return {key: {name: one[name] + "" for name in _KEPT} for key, one in kept.items()}
    except (ValueError, AttributeError, KeyError, TypeError):
        return {}


def _of_codebook(codebook: Codebook) -> dict[str, Wording]:
    return {
        codebook.wording(code): {name: getattr(entry, name) for name in _KEPT}
        for code, entry in codebook.codes.items()
    }


def _of_changes(words: Mapping[str, str]) -> Iterator[tuple[str, Wording]]:
    """Wordings in the words of an entry about codes: what was there before and after it."""
    from qualstage.codebook import wording_of

    for pair in json.loads(words.get("codes", "{}")).values():
        for written in filter(None, pair):
            yield wording_of(written), {name: written.get(name, "") for name in _KEPT}


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True)
