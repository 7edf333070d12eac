"""Words that several tables share: roles, states, bases, units, levels."""

ROLES = ("respondent", "interviewer", "document", "rater", "note", "unknown")
STATES = ("accepted", "rejected", "open")
BASES = ("people", "machine", "both")
PRINTED = "printed"
"""Stands for a basis where a number is compared as a table prints it."""

UNITS = ("programmes", "respondents", "sources", "references")
LEVELS = ("code", "theme", "concept")

ERASED = "its words were erased"
EXCLUDED = "its source is excluded"
"""Why a decision has no place in today's text, where somebody wanted it so."""

OFFSET = "code points into the source's canonical text, from 0"


WITHDRAWN = "withdrawn"
"""How the reason begins for which a source is excluded that withdrew its consent."""


def has_withdrawn(excluded: str | None) -> bool:
    """Whether a source is excluded because it withdrew its consent."""
    return (excluded or "").casefold().startswith(WITHDRAWN)


def is_by_design(why: str) -> bool:
    """Whether a decision counts nowhere because somebody wanted it so, not because of a loss."""
    return why == ERASED or why.startswith(EXCLUDED)
