"""
Every table's promise: what a row is, its key, what each column means and in which unit.

The tables between steps are Parquet; `tables.py` checks these promises at every read and write.
"""

from __future__ import annotations

from qualstage.columns import Column, Table

ROLES = ("respondent", "interviewer", "document", "note", "unknown")
STATES = ("accepted", "rejected", "open")
BASES = ("people", "machine", "both")
UNITS = ("programmes", "respondents", "sources", "references")
LEVELS = ("code", "theme", "concept")

ERASED = "its words were erased"
EXCLUDED = "its source is excluded"
"""Why a decision has no place in today's text, where somebody wanted it so."""

_OFFSET = "code points into the source's canonical text, from 0"

SOURCES = Table(
    name="sources",
    row="one source: a transcript, a document or a reviewed programme",
    key=("source_id",),
    columns={
        "source_id": Column("text", "the study's name for the source"),
        "stage": Column("text", "id of the study's stage that gave it"),
        "kind": Column("text", "interview, focus group, programme or the study's own word"),
        "position": Column("whole number", "order of collection, from 1"),
        "respondent_id": Column("text", "who speaks, where one person does", nullable=True),
        "attributes": Column("names and values", "what else sources.csv says of it"),
        "excluded": Column("text", "why it is left out; empty where it is used", nullable=True),
        "file": Column("text", "path from the study's folder; empty without one", nullable=True),
        "format": Column("text", "ending of the file, or 'matrix'", nullable=True),
        "file_sha256": Column("text", "SHA-256 of the file's bytes", nullable=True),
        "text_sha256": Column("text", "SHA-256 of the canonical text", nullable=True),
        "n_words": Column("whole number", "words spoken by anyone, labels apart"),
        "front_matter": Column("text", "what stood before and around the talk: headers, furniture"),
        "text": Column("text", "canonical text: a block per turn, 'Label: words', LF, NFC"),
    },
)

SPEAKERS = Table(
    name="speakers",
    row="one speaker of a source",
    key=("source_id", "speaker"),
    columns={
        "source_id": Column("text", "a source_id in sources"),
        "speaker": Column("text", "the label as the transcript writes it"),
        "role": Column("text", "what the speaker is in the talk", choices=ROLES),
        "role_from": Column("text", "what the role was read from"),
        "respondent_id": Column("text", "who it is; empty if not known", nullable=True),
        "n_turns": Column("whole number", "turns of this speaker"),
        "n_words": Column("whole number", "words of this speaker"),
    },
)

SEGMENTS = Table(
    name="segments",
    row="one speaker turn; a long turn is cut at sentence ends",
    key=("segment_id",),
    columns={
        "segment_id": Column("text", "source and position, as in 'SU01-0012'"),
        "source_id": Column("text", "a source_id in sources"),
        "position": Column("whole number", "order within the source, from 0"),
        "turn": Column("whole number", "the turn it belongs to, from 0"),
        "speaker": Column("text", "a speaker in speakers; '' for a transcriber's note"),
        "role": Column("text", "the speaker's role", choices=ROLES),
        "start_char": Column("whole number", f"first character of the words; {_OFFSET}"),
        "end_char": Column("whole number", f"after the last character; {_OFFSET}"),
        "start_time": Column("number", "seconds into the recording", nullable=True),
        "text": Column("text", "the words, never edited"),
    },
)

IDENTIFIERS = Table(
    name="identifiers",
    row="one stretch of words that could identify a person",
    key=("source_id", "within", "start_char", "end_char", "kind"),
    columns={
        "source_id": Column("text", "a source_id in sources"),
        "within": Column(
            "text",
            "where it stands: in what is said, in a speaker's label, or around the talk",
            choices=("words", "label", "front_matter"),
        ),
        "start_char": Column("whole number", f"{_OFFSET}; of front_matter, into that"),
        "end_char": Column("whole number", f"{_OFFSET}; of front_matter, into that"),
        "kind": Column(
            "text",
            "what it is",
            choices=("name", "phone", "email", "address", "date_of_birth", "place"),
        ),
        "found_by": Column("text", "the rule or model that found it"),
        "text": Column("text", "the words found"),
    },
)

VECTORS = Table(
    name="vectors",
    row="what one segment means, by one encoder",
    key=("segment_id", "encoder"),
    columns={
        "segment_id": Column("text", "a segment_id in segments"),
        "encoder": Column("text", "name of the encoder"),
        "vector": Column("bytes", "half-precision numbers, little-endian; their squares sum to 1"),
    },
)

PROPOSALS = Table(
    name="proposals",
    row="one passage that the machine proposes may voice a code",
    key=("segment_id", "code"),
    columns={
        "segment_id": Column("text", "a segment_id in segments"),
        "source_id": Column("text", "a source_id in sources"),
        "code": Column("text", "a code of the codebook"),
        "start_char": Column("whole number", _OFFSET),
        "end_char": Column("whole number", _OFFSET),
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
        "start_char": Column("whole number", _OFFSET),
        "end_char": Column("whole number", _OFFSET),
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
        "concept": Column("text", "a concept of the codebook"),
        "theme": Column("text", "the theme's printed label"),
        "unit": Column("text", "what is counted once", choices=UNITS),
        "basis": Column("text", "whose judgements are counted", choices=BASES),
        "published": Column("whole number", "the figure in print; a dash is 0"),
        "rebuilt": Column("whole number", "our figure; empty if no such row", nullable=True),
        "difference": Column("whole number", "rebuilt less published", nullable=True),
        "published_of": Column("whole number", "the published total", nullable=True),
        "rebuilt_of": Column("whole number", "our total", nullable=True),
        "verdict": Column("text", "the outcome", choices=("same", "different", "missing")),
        "printed_in": Column("text", "file and line that give the published figure"),
    },
)

MEASURES = (
    *("precision", "recall", "f1", "average precision"),
    *("macro precision", "macro recall", "macro f1", "macro average precision"),
    *("brier score", "brier skill", "calibration error"),
    *("cell error", "cell error in sources", "expected cell error"),
    *("people", "machine", "people in sources", "machine in sources", "expected in sources"),
)

ACCURACY = Table(
    name="accuracy",
    row="one figure of how far the machine's proposals meet people's codings",
    key=("level", "stage", "code", "measure"),
    columns={
        "level": Column(
            "text",
            "what is compared: passages, sources, or counts of the table's cells",
            choices=("passage", "source", "table"),
        ),
        "stage": Column("text", "the cell's stage; '' over all stages"),
        "code": Column("text", "a code of the codebook; '' over all codes"),
        "measure": Column("text", "what is measured: see docs/workflow.md", choices=MEASURES),
        "value": Column("number", "the figure; empty if it is not defined", nullable=True),
        "low": Column("number", "lower end of its 95 % interval", nullable=True),
        "high": Column("number", "upper end of its 95 % interval", nullable=True),
        "n": Column(
            "whole number",
            "what it is over: pairs with a code that applies; codes, of a macro figure; cells, of "
            "an error of cells; sources, of a cell's count",
        ),
        "positives": Column("whole number", "of the pairs, those people coded", nullable=True),
        "reason": Column("text", "why the figure, or its interval, is empty; else ''"),
    },
)

RELIABILITY = Table(
    name="reliability",
    row="one bin of pairs whose probabilities are alike",
    key=("level", "bin"),
    columns={
        "level": Column("text", "what a pair is of, and a code", choices=("passage", "source")),
        "bin": Column(
            "whole number", "from 1, of rising probability; 0 holds pairs without a proposal"
        ),
        "predicted": Column("number", "mean probability of its pairs; 0 without a proposal"),
        "observed": Column("number", "share of its pairs that people coded"),
        "low": Column("number", "lower end of the share's 95 % interval", nullable=True),
        "high": Column("number", "upper end of the share's 95 % interval", nullable=True),
        "n": Column("whole number", "pairs"),
        "positives": Column("whole number", "of them, those people coded"),
    },
)

TABLES = (
    SOURCES,
    SPEAKERS,
    SEGMENTS,
    IDENTIFIERS,
    VECTORS,
    PROPOSALS,
    CODINGS,
    COUNTS,
    COMPARISON,
    ACCURACY,
    RELIABILITY,
)


def is_by_design(why: str) -> bool:
    """Whether a decision counts nowhere because somebody wanted it so, not because of a loss."""
    return why == ERASED or why.startswith(EXCLUDED)
