"""Words of a ledger's entries erased for good, while every chain still verifies."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection
from pathlib import Path

from qualstage.errors import raise_if_any
from qualstage.ledger.chain import Chain
from qualstage.ledger.disk import bytes_of, half_written, locked, replace
from qualstage.ledger.seals import canonical


def erase_words(path: Path, which: Callable[[Chain], Collection[str]], by: dict[str, str]) -> int:
    """
    Put a record of their erasure in the place of words, in the file beside a chain.

    Others may write the chain at the same time: what they wrote is looked at, too. What a killed
    process left behind may hold the words, and nothing rests on it: files half written are removed,
    and so are words that no entry refers to.

    Args:
        path: The chain.
        which: Gives the hashes of the words to be erased, from the chain as it stands.
        by: What the record says: `erased`, the date, and by which entry.

    Returns:
        How many records of words were erased.

    Raises:
        QualstageError: the chain does not verify.
    """
    with locked(path):
        chain = Chain(path)
        raise_if_any(str(path), chain.problems, "qualstage ledger verify")
        left = unreferred(chain)
        keys = {key for key in which(chain) if key in chain.words} - left
        if keys or left:
            lines = bytes_of(chain.words_path).splitlines(keepends=True)
            kept = [_erased(line, keys, by) for line in lines if _key(line) not in left]
            replace(chain.words_path, b"".join(kept))
        for file in (chain.path, chain.words_path):
            half_written(file).unlink(missing_ok=True)
        return len(keys)


def unreferred(chain: Chain) -> set[str]:
    """Hashes of words that no entry refers to: whoever wrote them was killed before the entry."""
    return chain.words.keys() - {entry["words"] for entry in chain.entries}


def _key(line: bytes) -> str:
    return json.loads(line)["id"]


def _erased(line: bytes, keys: Collection[str], by: dict[str, str]) -> bytes:
    key = _key(line)
    return canonical({**by, "id": key}) + b"\n" if key in keys else line
