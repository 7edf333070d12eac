"""
Every table's promise: what a row is, its key, what each column means and in which unit.

The tables between steps are Parquet; `tables.py` checks these promises at every read and write.
"""

from qualstage.columns import Column, Table
from qualstage.contracts.conclusions import (
    CONSENSUS,
    DECISIONS,
    FACTS,
    FIGURES,
    FINDINGS,
    SENSITIVITY,
)
from qualstage.contracts.figures import (
    ACCURACY,
    AGREEMENT,
    AGREEMENTS,
    MEASURES,
    RELIABILITY,
    SATURATED,
    SATURATION,
)
from qualstage.contracts.judgements import CODINGS, COMPARISON, COUNTS, PROPOSALS
from qualstage.contracts.material import IDENTIFIERS, SEGMENTS, SOURCES, SPEAKERS, VECTORS
from qualstage.contracts.topics import (
    CLUSTERINGS,
    TOPIC_CODES,
    TOPIC_MEMBERS,
    TOPIC_SIZES,
    TOPICS,
)
from qualstage.contracts.vocabulary import (
    BASES,
    ERASED,
    EXCLUDED,
    LEVELS,
    PRINTED,
    ROLES,
    STATES,
    UNITS,
    WITHDRAWN,
    has_withdrawn,
    is_by_design,
)

__all__ = [
    "ACCURACY",
    "AGREEMENT",
    "AGREEMENTS",
    "BASES",
    "CLUSTERINGS",
    "CODINGS",
    "COMPARISON",
    "CONSENSUS",
    "COUNTS",
    "DECISIONS",
    "ERASED",
    "EXCLUDED",
    "FACTS",
    "FIGURES",
    "FINDINGS",
    "IDENTIFIERS",
    "LEVELS",
    "MEASURES",
    "PRINTED",
    "PROPOSALS",
    "RELIABILITY",
    "ROLES",
    "SATURATED",
    "SATURATION",
    "SEGMENTS",
    "SENSITIVITY",
    "SOURCES",
    "SPEAKERS",
    "STATES",
    "TABLES",
    "TOPICS",
    "TOPIC_CODES",
    "TOPIC_MEMBERS",
    "TOPIC_SIZES",
    "UNITS",
    "VECTORS",
    "WITHDRAWN",
    "Column",
    "Table",
    "has_withdrawn",
    "is_by_design",
]

TABLES = (
    SOURCES,
    SPEAKERS,
    SEGMENTS,
    IDENTIFIERS,
    VECTORS,
    PROPOSALS,
    CODINGS,
    CONSENSUS,
    SENSITIVITY,
    COUNTS,
    FACTS,
    FINDINGS,
    DECISIONS,
    FIGURES,
    COMPARISON,
    ACCURACY,
    RELIABILITY,
    AGREEMENT,
    TOPICS,
    TOPIC_MEMBERS,
    CLUSTERINGS,
    TOPIC_SIZES,
    TOPIC_CODES,
    SATURATION,
    SATURATED,
)
