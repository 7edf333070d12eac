"""Tables of topics: what respondents talk about, named by nobody beforehand."""

from qualstage.columns import Column, Table

SCOPES = ("all", "uncoded")
"""Which passages are clustered: all; or those without an accepted coding up to the snapshot."""

STEADY, FAIRLY_STEADY, UNSTEADY = VERDICTS = ("steady", "fairly steady", "unsteady")
"""What a topic's stability says of it; bounds as in Hennig (2007)."""

TOO_SHORT, UNPLACED = "says too little", "falls in no topic often enough"
"""Why a passage has no topic."""

_SCOPE = Column("text", "which passages were clustered", choices=SCOPES)
_TOPIC = Column("text", "a topic in topics; '' for the passages without one")

TOPICS = Table(
    name="topics",
    row="one topic: passages that fall together in most runs of clustering",
    key=("scope", "topic"),
    columns={
        "scope": _SCOPE,
        "topic": Column("text", "scope and number, largest first, as in 'uncoded-03'"),
        "label": Column("text", "the words and phrases that tell it best, for people"),
        "terms": Column("texts", "words that set it apart, best first (class-based tf-idf)"),
        "phrases": Column("texts", "noun phrases that set it apart, likewise"),
        "references": Column("whole number", "its passages"),
        "stability": Column(
            "number",
            "how far it comes again when sources are resampled: mean, over resamples, of the "
            "largest Jaccard index with a cluster of the resample; 0 to 1",
        ),
        "verdict": Column(
            "text", "the same in words: from .75, from .6, or below", choices=VERDICTS
        ),
        "cohesion": Column("number", "mean strength of its passages, 0 to 1"),
        "coherence": Column(
            "number",
            "whether it is about one thing: mean cosine between its passages, 0 for what any two "
            "have, 1 for the same",
        ),
    },
)

TOPIC_MEMBERS = Table(
    name="topic_members",
    row="one passage that was to be clustered",
    key=("scope", "segment_id"),
    columns={
        "scope": _SCOPE,
        "segment_id": Column("text", "a segment_id in segments"),
        "source_id": Column("text", "a source_id in sources"),
        "topic": _TOPIC,
        "nearest": Column("text", "the topic it falls with most, however weakly; '' if too short"),
        "strength": Column(
            "number",
            "share of the runs in which it falls with a passage of its nearest topic, on average",
        ),
        "rank": Column("whole number", "from 1, the most typical of its topic", nullable=True),
        "x": Column(
            "number",
            "place on the map; empty if too short, where too few are clustered, and for most of "
            "very many",
            nullable=True,
        ),
        "y": Column("number", "place on the map, likewise", nullable=True),
        "why": Column(
            "text", "why it has no topic; '' if it has", choices=("", TOO_SHORT, UNPLACED)
        ),
    },
)

METHODS = ("consensus", "k-means", "ward")

CLUSTERINGS = Table(
    name="clusterings",
    row="one way of clustering that was tried, and how it fared",
    key=("scope", "method", "fineness"),
    columns={
        "scope": _SCOPE,
        "method": Column("text", "how passages were clustered", choices=METHODS),
        "fineness": Column(
            "whole number",
            "consensus: its runs of k-means make from half to twice as many clusters; else the "
            "number of clusters",
        ),
        "topics": Column(
            "whole number",
            "topics found: of enough sources and passages where their number was not given",
        ),
        "steady": Column(
            "whole number",
            "of them, those steady, or fairly, and about one thing (coherence from .2)",
        ),
        "placed": Column(
            "number", "share of the passages, or of the sample of very many, that have one"
        ),
        "agreement": Column(
            "number",
            "mean adjusted Rand index between resamples of sources, over passages in both; no "
            "topic is a class of its own",
        ),
        "agreement_placed": Column(
            "number", "the same over passages that have a topic in both", nullable=True
        ),
        "coherence": Column("number", "mean coherence of its topics", nullable=True),
        "chosen": Column("true or false", "whether the topics are those of this one"),
    },
)

TOPIC_SIZES = Table(
    name="topic_sizes",
    row="how many voice one topic at one stage",
    key=("scope", "topic", "stage"),
    columns={
        "scope": _SCOPE,
        "topic": _TOPIC,
        "stage": Column("text", "id of a stage of the study"),
        "respondents": Column("whole number", "respondents who are known by name or number"),
        "sources": Column("whole number", "sources with a passage of it"),
        "references": Column("whole number", "its passages there"),
        "of_respondents": Column("whole number", "respondents of the stage with a passage"),
        "of_sources": Column("whole number", "sources of the stage with a passage"),
    },
)

TOPIC_CODES = Table(
    name="topic_codes",
    row="how far one topic and one code meet",
    key=("scope", "topic", "code"),
    columns={
        "scope": _SCOPE,
        "topic": _TOPIC,
        "code": Column("text", "a code of the codebook; '' for passages without any"),
        "accepted": Column("whole number", "passages of the topic that people coded with it"),
        "proposed": Column(
            "whole number", "others, which the machine's standing proposals code with it, unread"
        ),
        "share": Column("number", "accepted, as a share of the topic's passages"),
        "share_of_code": Column(
            "number", "accepted, as a share of the code's passages; empty for ''", nullable=True
        ),
    },
)
