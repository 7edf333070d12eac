"""Tables of judgements: what is proposed, what was settled, and the counts of it."""

from qualstage.columns import Column, Table
from qualstage.contracts.vocabulary import BASES, LEVELS, OFFSET, PRINTED, STATES, UNITS

PROPOSALS = Table(
    name="proposals",
    row="one passage that the machine proposes may voice a code",
    key=("segment_id", "code"),
    columns={
        "segment_id": Column("text", "a segment_id in segments"),
        "source_id": Column("text", "a source_id in sources"),
        "code": Column("text", "a code of the codebook"),
        "start_char": Column("whole number", OFFSET),
        "end_char": Column("whole number", OFFSET),
        "score": Column(
            "number",
            "calibrated probability that the passage voices the code; empty before any is learned",
            nullable=True,
        ),
        "source_score": Column(
            "number",
            "calibrated probability that the source voices it at all; calibrated over sources by "
            "itself, so that it may lie below the best passage's",
            nullable=True,
        ),
        "stands": Column(
            "true or false", "whether it counts, at the study's aim, while nobody has judged it"
        ),
        "origin": Column(
            "text",
            "what proposes it: coded examples, the codebook alone, or its indicators alone",
            choices=("learned", "codebook", "indicators"),
        ),
        "context": Column(
            "text",
            "'' if some hit stands unqualified, else what qualifies them all",
            choices=("", "negated", "hypothetical", "declined", "reported", "unlike"),
        ),
        "evidence": Column("hits", "the indicators hit, where, and in what context"),
        "examples": Column("examples", "coded passages it is most like, and their share of why"),
        "features": Column("weights", "words of the passage that speak most for the code"),
        "factors": Column(
            "weights",
            "evidence by kind, in log-odds above the average pair of passage and code; before "
            "anything is learned, likeness to the codebook alone",
        ),
        "why": Column("text", "the same in a sentence"),
    },
)


CODINGS = Table(
    name="codings",
    row="one settled judgement that a span voices a code, on one basis",
    key=("basis", "source_id", "code", "start_char", "end_char"),
    columns={
        "basis": Column("text", "whose judgements were settled", choices=BASES),
        "source_id": Column("text", "a source_id in sources"),
        "code": Column("text", "a code of the codebook"),
        "start_char": Column("whole number", OFFSET),
        "end_char": Column("whole number", OFFSET),
        "state": Column("text", "what the judgement came to", choices=STATES),
        "decided_by": Column("text", "the role that decided, or 'machine'"),
        "coder": Column("text", "who in that role; '' for the machine"),
        "why": Column("text", "the reason on record, or the rule of the policy"),
        "stale": Column("true or false", "decided under another wording of the code"),
        "entries": Column("texts", "ids of the ledger entries that bear on it"),
        "text": Column("text", "the words of the span"),
    },
)


COUNTS = Table(
    name="counts",
    row="one number of the study: how many units voiced something at a stage",
    key=("basis", "stage", "population", "level", "concept", "label", "unit"),
    columns={
        "basis": Column("text", "whose judgements are counted", choices=BASES),
        "stage": Column("text", "id of a stage of the study"),
        "population": Column("text", "whom it counts: 'all', another population, 'column: value'"),
        "level": Column("text", "what is counted", choices=LEVELS),
        "concept": Column("text", "the concept it belongs to"),
        "label": Column("text", "the code's id, the theme's label, or the concept again"),
        "unit": Column("text", "what is counted once", choices=UNITS),
        "n": Column("whole number", "units that voiced it; empty if not asked", nullable=True),
        "of": Column("whole number", "units in the population; empty for references", True),
        "unread": Column("whole number", "of n, those that only open proposals carry", True),
        "asked": Column("true or false", "whether any of its codes applies at the stage"),
    },
)


COMPARISON = Table(
    name="comparison",
    row="one published figure beside the rebuilt one, on one basis",
    key=("table", "stage", "population", "concept", "theme", "unit", "basis"),
    columns={
        "table": Column("text", "the published table"),
        "stage": Column("text", "id of a stage of the study"),
        "population": Column("text", "whom it counts, as in counts"),
        "concept": Column("text", "a concept of the codebook; '' of a number that is no count"),
        "theme": Column("text", "the theme's printed label, or the item that the number is of"),
        "unit": Column("text", "what is counted"),
        "basis": Column(
            "text",
            "whose judgements are counted; or 'printed', of what a table states beside counts",
            choices=(*BASES, PRINTED),
        ),
        "published": Column("whole number", "the figure in print; a dash is 0"),
        "rebuilt": Column(
            "whole number",
            "our figure; empty if there is no such row, or nothing to ask the machine about",
            nullable=True,
        ),
        "difference": Column("whole number", "rebuilt less published", nullable=True),
        "published_of": Column("whole number", "the published total", nullable=True),
        "rebuilt_of": Column("whole number", "our total", nullable=True),
        "verdict": Column(
            "text",
            "the outcome; 'not asked' of the machine where a stage has no text for it to read",
            choices=("same", "different", "missing", "not asked"),
        ),
        "printed_in": Column("text", "file and line that give the published figure"),
        "note": Column("text", "what is doubtful about the published figure; else ''"),
    },
)
