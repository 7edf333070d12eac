"""What tables are composed from."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from qualstage.study_rules import EVERYONE
from qualstage.tabulate.printed import Cell, Line, Said

if TYPE_CHECKING:
    from qualstage.codebook import Codebook
    from qualstage.conclude.people import Handbook, Member
    from qualstage.study_model import Study
    from qualstage.tabulate.quotations import Quotation

Row = dict[str, Any]
Chooser = Callable[[Collection[str], Collection[str], str], "Quotation | None"]
"""Gives the quotation of codes, at stages, on a basis."""

NO_QUOTATION = "None to print"
"""What stands where something was voiced, and no words of it may be printed."""


def _none(codes: Collection[str], stages: Collection[str], basis: str) -> None:
    return None


@dataclass(frozen=True)
class Material:
    """
    All that a table can tell: rows under their contracts, and what people wrote.

    Args:
        choose: Gives the quotation of codes.
        attribute: Says where a quotation comes from.
    """

    study: Study
    codebook: Codebook
    sources: Sequence[Row] = ()
    speakers: Sequence[Row] = ()
    counts: Sequence[Row] = ()
    facts: Sequence[Row] = ()
    findings: Sequence[Row] = ()
    decisions: Sequence[Row] = ()
    consensus: Sequence[Row] = ()
    sensitivity: Sequence[Row] = ()
    members: Sequence[Member] = ()
    handbook: Handbook | None = None
    choose: Chooser = _none
    attribute: Callable[[Quotation], str] = field(default=lambda quotation: quotation.source_id)

    def illustration(self, codes: Collection[str], stages: Collection[str], basis: str) -> Cell:
        """The cell that illustrates what was voiced, with where the words come from."""
        chosen = self.choose(codes, stages, basis)
        if chosen is None:
            return Cell((Line(NO_QUOTATION, zero=True),))
        said = Said(chosen.source_id, chosen.start_char, chosen.end_char, chosen.pinned)
        return Cell((Line(chosen.text, said=said), Line(f"({self.attribute(chosen)})")))

    @cached_property
    def _voiced(self) -> Mapping[tuple[str, str, str], Row]:
        return {
            (row["basis"], row["stage"], row["label"]): row
            for row in self.counts
            if (row["level"], row["unit"], row["population"]) == ("code", "sources", EVERYONE)
        }

    def accepted(self, stage: str, basis: str) -> list[str]:
        """Codes that somebody's material voiced at a stage, in the codebook's order."""
        found = (code for code in self.codebook.codes if (basis, stage, code) in self._voiced)
        return [code for code in found if self._voiced[basis, stage, code]["n"]]

    def agreed(self, stage: str, basis: str) -> list[str]:
        """
        Codes that count at a stage, in the codebook's order.

        Where codes were rated, those agreed on alone: what was only talked of there is none of
        them, and what somebody's decision overruled is none any more.
        """
        rated = {row["code"]: row["agreed"] for row in self.consensus if row["stage"] == stage}
        return [c for c in self.accepted(stage, basis) if not rated or rated.get(c)]

    def rated_stages(self, named: Sequence[str]) -> list[str]:
        """The stages that a table names, or else those where codes were rated."""
        rated = {row["stage"] for row in self.consensus}
        return [s for s in self.study.stage_ids if s in (named or rated)]
