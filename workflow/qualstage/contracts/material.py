"""Tables of the material: sources, who speaks, what is said, what it means."""

from qualstage.columns import Column, Table
from qualstage.contracts.vocabulary import OFFSET, ROLES

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
        "start_char": Column("whole number", f"first character of the words; {OFFSET}"),
        "end_char": Column("whole number", f"after the last character; {OFFSET}"),
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
        "start_char": Column("whole number", f"{OFFSET}; of front_matter, into that"),
        "end_char": Column("whole number", f"{OFFSET}; of front_matter, into that"),
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
