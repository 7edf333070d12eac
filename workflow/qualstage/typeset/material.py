"""What a paper's text can be filled in with: counts, facts, findings, decisions, quotations."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any, Literal

from qualstage.contracts.conclusions import COUNTED, HOLDS
from qualstage.study import EVERYONE
from qualstage.tabulate.apostrophes import curled_text

if TYPE_CHECKING:
    from qualstage.study import Study
    from qualstage.study_model import PaperFigure
    from qualstage.tabulate.printed import PrintedTable

Row = dict[str, Any]
Kind = Literal["table", "figure"]

BASIS = "both"
"""Whose codings the numbers of a text count: people's, and proposals nobody has judged."""

_LEVELS = ("theme", "concept", "code")


class Unknown(Exception):
    """Something that a text asks for is not there: `fact` says what, `remedy` what mends it."""

    def __init__(self, fact: str, remedy: str) -> None:
        self.fact, self.remedy = fact, remedy
        super().__init__(fact)


@dataclass(frozen=True)
class Mention:
    """Stands for the label of a table or figure, until it is known where each stands."""

    kind: Kind
    id: str


@dataclass(frozen=True)
class Place:
    """Stands where a table or figure is to be set."""

    kind: Kind
    id: str


@dataclass
class Material:
    """
    Everything that a text may name.

    Args:
        study: Its stages, and the units they count in.
        tables: Printed tables by id.
        figures: By id.
        counts: COUNTS rows.
        facts: FACTS rows.
        findings: FINDINGS rows.
        decisions: DECISIONS rows.
        saturated: SATURATED rows.
        agreement: AGREEMENT rows.
        unread: Gets a sentence for each number given that counts proposals nobody has read.
    """

    study: Study
    tables: Mapping[str, PrintedTable]
    figures: Mapping[str, PaperFigure]
    counts: Iterable[Row] = ()
    facts: Iterable[Row] = ()
    findings: Iterable[Row] = ()
    decisions: Iterable[Row] = ()
    saturated: Iterable[Row] = ()
    agreement: Sequence[Row] = ()
    unread: dict[str, None] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._counts: dict[tuple[str, str], list[Row]] = defaultdict(list)
        for row in self.counts:
            if row["basis"] == BASIS:
                self._counts[row["stage"], row["label"]].append(row)
        self.known_facts = {(row["stage"], row["name"]): row["n"] for row in self.facts}
        self._texts = {
            "finding": {row["finding"]: row["text"] for row in self.findings},
            "decision": {row["decision"]: row["text"] for row in self.decisions},
        }
        self._own = {row["decision"]: tuple(row["own"]) for row in self.decisions}
        self._standing = {
            f"{row['finding']}#{row['item']}"
            for row in self.findings
            if row["verdict"] in (COUNTED, HOLDS)
        }

    @property
    def functions(self) -> dict[str, Callable[..., Any]]:
        """What expressions may call, by name."""
        return {
            **{"n": self.n, "of": self.of, "percent": self.percent, "fact": self.fact},
            **{"finding": self.finding, "decision": self.decision, "quotation": self.quotation},
            "rests_on": self.rests_on,
            **{"agreement": self.agreement_of},
            **{"ref": self.ref, "table": self.table, "figure": self.figure},
            "saturation": self.saturation,
        }

    def n(self, label: str, stage: Any, **counted: Any) -> int:
        """How many voiced a theme, else a concept, else a code, at a stage."""
        row = self._row(label, str(stage), **counted)
        if row["unread"]:
            what = f"{label}, stage {stage}, {row['unit']}: {row['unread']} of {row['n']}"
            self.unread[what] = None
        return row["n"]

    def of(self, label: str, stage: Any, **counted: Any) -> int:
        """Out of how many."""
        row = self._row(label, str(stage), **counted)
        if row["of"] is None:
            fact = f"'{label}' is counted in {row['unit']}, which are out of no number."
            raise Unknown(fact, "Take it out, or count in respondents or sources.")
        return row["of"]

    def percent(self, label: str, stage: Any, **counted: Any) -> str:
        """The share in per cent, rounded half up, as in '79 %'."""
        n, of = self.n(label, stage, **counted), self.of(label, stage, **counted)
        if not of:
            fact = f"there is nobody of whom '{label}' could be a share at stage '{stage}'."
            raise Unknown(fact, "Take the share out.")
        return f"{(200 * n + of) // (2 * of)}\N{NO-BREAK SPACE}%"

    def _row(
        self,
        label: str,
        stage: str,
        unit: str | None = None,
        population: str = EVERYONE,
        level: str | None = None,
    ) -> Row:
        """
        The row of COUNTS that a number stands in.

        Raises:
            Unknown: there is none, there are several, or it was not asked.
        """
        known = {given.id: given for given in self.study.stages}
        if stage not in known:
            raise missing(f"there is no stage '{stage}'.", stage, known)
        if not self._counts.get((stage, label)):
            labels = [other for at, other in self._counts if at == stage]
            fact = f"nothing called '{label}' is counted at stage '{stage}'."
            raise missing(fact, label, dict.fromkeys(labels))
        unit = unit or known[stage].unit
        wanted = {"unit": unit, "population": population} | ({"level": level} if level else {})
        rows = self._counts[stage, label]
        for name, value in wanted.items():
            kept = [row for row in rows if row[name] == value]
            if not kept:
                fact = f"'{label}' is not counted at stage '{stage}' with {name} '{value}'."
                raise missing(fact, value, dict.fromkeys(row[name] for row in rows))
            rows = kept
        return _only(rows, label, stage)

    def fact(self, stage: Any, name: str) -> int:
        """A number about a stage, or with stage '' about the whole study."""
        key = str(stage), name
        if key not in self.known_facts:
            names = [other for at, other in self.known_facts if at == key[0]]
            where = f"stage '{stage}'" if str(stage) else "the whole study"
            raise missing(f"there is no fact '{name}' of {where}.", name, dict.fromkeys(names))
        return self.known_facts[key]

    def finding(self, name: str) -> str:
        """The sentence of a finding."""
        return self._text("finding", name)

    def decision(self, name: str) -> str:
        """The sentence of a decision."""
        return self._text("decision", name)

    def rests_on(self, decision: str, finding: str) -> str:
        """
        That a decision rests on a finding, both in their own words.

        Raises:
            Unknown: either is not there, the decision does not name the finding, or no coded
                evidence stands of what it names.
        """
        told = [text.rstrip(".") for text in (self.decision(decision), self.finding(finding))]
        own = [piece for piece in self._own[decision] if piece.partition("#")[0] == finding]
        if not own:
            fact = f"decision '{decision}' does not name finding '{finding}'."
        elif self._standing.isdisjoint(own):
            fact = f"decision '{decision}' has no coded evidence of finding '{finding}'."
        else:
            return f"“{told[0]}” rests on “{told[1]}”"
        standing = [piece for piece in self._own[decision] if piece in self._standing]
        named = dict.fromkeys(piece.partition("#")[0] for piece in standing)
        rest = f"It rests on: {', '.join(named)}." if named else "It rests on no finding."
        raise Unknown(fact, f"Take the sentence out, or name another decision. {rest}")

    def _text(self, kind: str, name: str) -> str:
        if name not in self._texts[kind]:
            raise missing(f"there is no {kind} '{name}'.", name, self._texts[kind])
        return self._texts[kind][name]

    def quotation(self, concept: str, table: str) -> str:
        """The words that illustrate a concept in a table, and where they come from."""
        if table not in self.tables:
            raise missing(f"there is no table '{table}'.", table, self.tables)
        rows = {row[0].printed: row for row in self.tables[table].repeated}
        # Tables have printers' apostrophes, which nobody types.
        name = concept if concept in rows else curled_text(concept)
        if name not in rows:
            raise missing(f"table '{table}' has no row '{concept}'.", concept, rows)
        lines = [line for cell in rows[name] for line in cell.lines]
        found = next((number for number, line in enumerate(lines) if line.said), None)
        if found is None:
            fact = f"table '{table}' prints no quotation for '{concept}'."
            remedy = "Take the sentence out, or pin a quotation that may be printed."
            raise Unknown(fact, remedy)
        return " ".join(line.printed for line in lines[found : found + 2])

    def saturation(self, stage: Any, what: str = "reached", **rule: Any) -> int | str:
        """When codes of a stage are saturated, as in '6 + 2', or a number about that."""
        from qualstage.typeset.saturated import saturation_told

        return saturation_told(self.saturated, str(stage), what, rule)

    def agreement_of(self, measure: str, **asked: str) -> str:
        """How far coders agree, with the interval."""
        from qualstage.typeset.agreement import agreement_of

        return agreement_of(self.agreement, measure, missing, Unknown, **asked)

    def ref(self, name: str) -> Mention:
        """The label of a table or figure, such as 'Table 2'."""
        kind: Kind = "table" if name in self.tables else "figure"
        if kind == "figure" and name not in self.figures:
            fact = f"there is no table and no figure '{name}'."
            raise missing(fact, name, [*self.tables, *self.figures])
        return Mention(kind, name)

    def table(self, name: str) -> Place:
        """Sets a table where it stands."""
        if name not in self.tables:
            raise missing(f"there is no table '{name}'.", name, self.tables)
        return Place("table", name)

    def figure(self, name: str) -> Place:
        """Sets a figure where it stands."""
        if name not in self.figures:
            raise missing(f"there is no figure '{name}'.", name, self.figures)
        return Place("figure", name)


def _only(rows: Sequence[Row], label: str, stage: str) -> Row:
    """The one row of the first level that has any: a theme, else a concept, else a code."""
    level = min((row["level"] for row in rows), key=_LEVELS.index)
    mine = [row for row in rows if row["level"] == level]
    if len(mine) > 1:
        concepts = "', '".join(row["concept"] for row in mine)
        fact = f"'{label}' is a theme of several concepts at stage '{stage}': '{concepts}'."
        raise Unknown(fact, "Name the code below it, or rename one of the themes in study.yaml.")
    if not mine[0]["asked"]:
        fact = f"'{label}' was not asked at stage '{stage}', so that there is no number."
        raise Unknown(fact, "Take the number out, or name a stage that asked.")
    return mine[0]


def missing(fact: str, name: str, known: Iterable[str]) -> Unknown:
    """An error that offers what comes near, or a few of what there is."""
    names = [each for each in known if each]
    near = get_close_matches(str(name), names, n=3, cutoff=0.6)
    if near:
        return Unknown(fact, f"Did you mean {_listed(near)}?")
    if not names:
        return Unknown(fact, "There is none at all: take the expression out.")
    more = f", and {len(names) - 8} more" if len(names) > 8 else ""
    return Unknown(fact, f"There is {_listed(names[:8], 'and')}{more}.")


def _listed(names: Sequence[str], word: str = "or") -> str:
    quoted = [f"'{name}'" for name in names]
    return f" {word} ".join(filter(None, [", ".join(quoted[:-1]), quoted[-1]]))
