"""Who decided, in which role and when: what can be used of it."""

from __future__ import annotations

import re
from typing import get_args

from qualstage.ledger.history import time_of
from qualstage.study import Role

_ROLES = get_args(Role)
_DATE = re.compile(r"\d{4}-\d\d-\d\d(?:[T ]\d\d:.*)?")


def check_who(coder: str, role: str, at: str) -> list[tuple[str, str]]:
    """What is wrong with who decided, in which role and when: facts and remedies."""
    found = _check_coder(coder)
    if role not in _ROLES:
        found.append((f"role '{role}' is not known.", f"Use one of: {', '.join(_ROLES)}."))
    return found + check_when(at)


def check_when(at: str) -> list[tuple[str, str]]:
    """What is wrong with when it was decided, which may be left empty."""
    if not at or (_DATE.fullmatch(at) and time_of(at)):
        return []
    return [(f"at is '{at}', not a date.", "Write it as 2026-01-31, or 2026-01-31T09:30:00Z.")]


def _check_coder(coder: str) -> list[tuple[str, str]]:
    if not coder:
        return [("coder is empty.", "Say who decided it.")]
    wrong = sorted({letter for letter in coder if not (letter.isalnum() or letter in "-_")})
    if not wrong:
        return []
    shown = ", ".join("a space" if letter.isspace() else f"'{letter}'" for letter in wrong)
    fact = f"coder '{coder}' cannot name a file of the ledger, for it holds {shown}."
    return [(fact, "Use letters, digits, - and _ only, such as Ann-Smith.")]
