"""qualstage: from transcripts to the concept-by-stage table, every number traceable to words."""

__version__ = "0.1.0"
