"""A fact for reporting: a sentence that a checklist's item is answered with."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Fact:
    """A sentence, and where in the site it can be looked up; '' where nowhere."""

    text: str
    address: str = ""
