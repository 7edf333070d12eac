"""Which of a study's passages are clustered."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from qualstage.study import Study

Row = dict[str, Any]


def passages_of(
    study: Study, scope: str, sources: Sequence[Row], segments: Sequence[Row]
) -> list[Row]:
    """
    SEGMENTS rows of respondents, in reading order: all, or those without an accepted coding.

    Codings are those of people up to the snapshot that the machine learns from, too, so that a
    decision moves no topic; without a snapshot, there are none. Whatever the codebook says of their
    codes today makes no difference.
    """
    from qualstage.voices import codable

    passages = codable(segments)
    if scope == "all":
        return passages
    coded = _coded(study, sources, segments)
    return [passage for passage in passages if not coded.get(passage["segment_id"])]


def _coded(
    study: Study, sources: Sequence[Row], segments: Sequence[Row]
) -> dict[str, tuple[str, ...]]:
    """Codes of passages, as people settled them up to the snapshot."""
    from qualstage.codebook import read_codebook
    from qualstage.learn.snapshot import cut_to, read_snapshot
    from qualstage.ledger.chain import read_chains
    from qualstage.settle import settle_study
    from qualstage.settle.known import voiced_by_passage
    from qualstage.voices import codable

    snapshot = read_snapshot(study)
    if not snapshot:
        return {}
    chains = cut_to(read_chains(study.ledger_folder()), snapshot)
    codebook = read_codebook(study.path(study.codebook))
    settled = settle_study(study, codebook, sources, segments, (), chains)
    codings = [row for row in settled.codings if row["basis"] == "people"]
    return voiced_by_passage(codable(segments), codings, set())
