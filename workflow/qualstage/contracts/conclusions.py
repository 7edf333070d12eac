"""Tables of what was concluded: facts of a stage, findings, decisions, ratings agreed on."""

from qualstage.columns import Column, Table
from qualstage.contracts.vocabulary import UNITS

COUNTED, HOLDS, FAILS, GONE, UNCODED = VERDICTS_OF_EVIDENCE = (
    "counted",
    "holds",
    "does not hold",
    "gone",
    "no coded evidence",
)
"""What became of a finding's evidence; the middle two only where the finding claims something."""

RESTS, INHERITS, LOST, NOT_CODED, NOT_HERE = VERDICTS_OF_DECISIONS = (
    "rests on evidence",
    "evidence by way of other decisions only",
    "evidence gone",
    "no coded evidence",
    "no finding in this corpus",
)
"""
What a decision rests on: the first is said of findings that it names itself, and of no others.
"""

EVIDENCE_KINDS = ("code", "theme", "concept", "topic", "source", "none")
CLAIMS = ("", "raised", "few", "most", "all", "none")

FACTS = Table(
    name="facts",
    row="one number about a stage, or about the whole study",
    key=("stage", "name"),
    columns={
        "stage": Column("text", "id of a stage of the study; '' for the whole study"),
        "name": Column(
            "text",
            "a kind of source; sources, respondents, words; codes (looked for), codes accepted "
            "(by anyone); people and groups (of members.csv); findings, decisions; chapters, "
            "sections",
        ),
        "n": Column("whole number", "how many"),
    },
)


FINDINGS = Table(
    name="findings",
    row="one piece of evidence that a finding names, as it stands today",
    key=("finding", "item"),
    columns={
        "finding": Column("text", "id in the log of findings"),
        "item": Column("whole number", "which of its pieces of evidence, from 1"),
        "position": Column("whole number", "order of the finding in the log, from 1"),
        "stage": Column("text", "id of the stage it was found at"),
        "text": Column("text", "the finding"),
        "note": Column("text", "what the log says beside it"),
        "kind": Column("text", "what the evidence is", choices=EVIDENCE_KINDS),
        "label": Column(
            "text",
            "code's id, theme, concept, scope and number of the topic, source's id; of "
            "'none', what no coding speaks to",
        ),
        "codes": Column("texts", "the codes it counts, those below them among them"),
        "population": Column("text", "whom it is counted in"),
        "unit": Column("text", "what is counted once; '' where nothing is", choices=("", *UNITS)),
        "n": Column("whole number", "units that voiced it, on people's codings", nullable=True),
        "of": Column("whole number", "units in the population", nullable=True),
        "claim": Column("text", "what the finding claims of it", choices=CLAIMS),
        "verdict": Column("text", "what became of it", choices=VERDICTS_OF_EVIDENCE),
    },
)


DECISIONS = Table(
    name="decisions",
    row="one decision of the study, and what it rests on",
    key=("decision",),
    columns={
        "decision": Column("text", "id in the log of decisions"),
        "position": Column("whole number", "order in the log, from 1"),
        "stages": Column("texts", "ids of the stages it was made at"),
        "area": Column("text", "what it specifies; '' for a decision of the overview"),
        "text": Column("text", "the decision"),
        "rationale": Column("text", "why, as the log says"),
        "follows_from": Column("texts", "ids of the findings and decisions it names, in its order"),
        "findings": Column("texts", "findings that it goes back to in the end, in the log's order"),
        "evidence": Column(
            "texts", "pieces of their evidence that it goes back to: finding, # and item"
        ),
        "own": Column("texts", "those of them that are of findings it names itself"),
        "inherited": Column(
            "texts",
            "the others, each with the decision it names that leads there: decision, '>', finding, "
            "# and item; once for each such decision",
        ),
        "verdict": Column("text", "what it rests on", choices=VERDICTS_OF_DECISIONS),
    },
)


CONSENSUS = Table(
    name="consensus",
    row="one code that was rated at a stage, and whether the raters agree that it counts",
    key=("stage", "code"),
    columns={
        "stage": Column("text", "id of the stage whose sources rated it"),
        "code": Column("text", "a code of the codebook"),
        "concept": Column("text", "the concept it belongs to"),
        "agreed": Column("true or false", "whether the study's rule makes it count"),
        "n_for": Column("whole number", "raters who are for it"),
        "n_rated": Column("whole number", "raters who rated it"),
        "share": Column("number", "n_for of n_rated; empty if nobody rated it", nullable=True),
        "low": Column("number", "lower end of the share's 95 % interval (Wilson)", nullable=True),
        "high": Column("number", "upper end of it", nullable=True),
        "groups_for": Column("whole number", "groups in which the rule's share is reached"),
        "groups_rated": Column("whole number", "groups in which anybody rated it"),
        "median": Column("number", "median rating", nullable=True),
        "lower_quartile": Column("number", "first quartile of the ratings", nullable=True),
        "upper_quartile": Column("number", "third quartile of the ratings", nullable=True),
        "deviation": Column(
            "number", "mean distance of the ratings from their median", nullable=True
        ),
    },
)


SENSITIVITY = Table(
    name="sensitivity",
    row="one concept's codes agreed on, under one rule",
    key=("stage", "essential", "share", "groups", "concept"),
    columns={
        "stage": Column("text", "id of the stage whose sources rated"),
        "essential": Column("whole number", "from which rating on a rater is for the code"),
        "share": Column("number", "of a group's raters, how many must be for it"),
        "groups": Column("whole number", "in how many groups, at least"),
        "stated": Column("true or false", "whether it is the study's rule"),
        "concept": Column("text", "a concept of the codebook; '' for all"),
        "n": Column("whole number", "codes agreed on"),
        "of": Column("whole number", "codes rated"),
        "gained": Column("texts", "codes agreed on that the study's rule leaves out"),
        "lost": Column("texts", "codes left out that the study's rule agrees on"),
    },
)


FIGURES = Table(
    name="figures",
    row="one number that a printed table states, apart from counts of codings",
    key=("table", "stage", "item", "unit"),
    columns={
        "table": Column("text", "label of the table, such as 'Table 1'"),
        "stage": Column("text", "id of a stage; '' where it is of none"),
        "item": Column("text", "what it is a number of, as the table names it"),
        "unit": Column("text", "what is counted"),
        "n": Column("whole number", "the number"),
        "of": Column("whole number", "out of how many, where the table says so", nullable=True),
    },
)
