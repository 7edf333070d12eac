"""
The page of topics: one file that stands alone, for reading and for print.

Nothing is fetched and nothing runs: figures are in the page, and its policy forbids all else.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qualstage.contracts.topics import FAIRLY_STEADY, STEADY, UNSTEADY, VERDICTS
from qualstage.drawing import as_address
from qualstage.origin import as_typed
from qualstage.topics.figures import CAPTIONS, FIGURES, NAMES
from qualstage.topics.material import Tables
from qualstage.topics.told import Passage, Topic

if TYPE_CHECKING:
    from qualstage.study import Study

Row = dict[str, Any]

TYPICAL, ATYPICAL, UNPLACED_SHOWN = 5, 2, 5
"""Passages that are shown at once: of a topic, of its edge, and of those without a topic."""

MEANS = {
    STEADY: "It comes again nearly whole when sources are drawn anew.",
    FAIRLY_STEADY: "A core of it comes again when sources are drawn anew; its edges move.",
    UNSTEADY: "Other sources would have given another topic: read its passages, trust no count.",
}
"""What a verdict means for whoever reads the topic."""

SCOPE_TOLD = {
    "all": "All passages of respondents",
    "uncoded": "Passages of respondents that nobody had coded when the machine last learned",
}


def render(
    topics: Sequence[Topic],
    passages: Sequence[Passage],
    figures: Mapping[str, bytes],
    tables: Tables,
    study: Study,
    results: Path,
) -> bytes:
    """
    The page; everything that comes from people's files is escaped.

    Args:
        topics: What `tell_topics` returns.
        passages: What `tell_passages` returns.
        figures: Files by name, as in 'map_all.svg'.
        tables: Gives the alternatives that were tried.
        study: Its title, notice and stages.
        results: Its folder of results.
    """
    import jinja2

    from qualstage.cluster.choose import COHERENT, NEARLY
    from qualstage.cluster.clustering import Effort
    from qualstage.cluster.consensus import WEAK
    from qualstage.cluster.stability import RESAMPLES

    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("qualstage.topics", "."),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    scopes = [_scope(name, topics, passages, figures, tables) for name in tables.scopes]
    page = environment.get_template("page.html").render(
        **{"study": study, "scopes": scopes, "adopt": _adopting(study, results)},
        **{"means": MEANS, "typical": TYPICAL, "atypical": ATYPICAL, "names": NAMES},
        **{"effort": Effort(), "resamples": RESAMPLES, "coherent": COHERENT, "weak": WEAK},
        # From half to twice a number, it doubles twice.
        runs=2 * Effort().per_doubling,
        nearly=NEARLY,
        stage_names={stage.id: stage.name for stage in study.stages},
    )
    return page.encode()


def in_reading_order(topics: Sequence[Topic]) -> list[Topic]:
    """Topics as one would look at them: steady ones first, then larger ones."""
    return sorted(
        topics,
        key=lambda t: (VERDICTS.index(t.row["verdict"]), -t.row["references"], t.topic),
    )


def _scope(
    name: str,
    topics: Sequence[Topic],
    passages: Sequence[Passage],
    figures: Mapping[str, bytes],
    tables: Tables,
) -> dict[str, Any]:
    """All that the page says of one scope."""
    mine = [passage for passage in passages if passage.scope == name]
    apart = [passage for passage in mine if not passage.topic]
    reasons: dict[str, int] = {}
    for passage in apart:
        reasons[passage.why] = reasons.get(passage.why, 0) + 1
    near = sorted(
        (p for p in apart if p.shown and p.nearest), key=lambda p: (-p.strength, p.source_id)
    )
    tried = [row for row in tables.clusterings if row["scope"] == name]
    return {
        "name": name,
        "told": SCOPE_TOLD[name],
        "topics": in_reading_order([topic for topic in topics if topic.scope == name]),
        "n": len(mine),
        "placed": len(mine) - len(apart),
        "sources": len({passage.source_id for passage in mine}),
        "tried": tried,
        "chosen": next((row for row in tried if row["chosen"]), None),
        "apart": len(apart),
        "reasons": sorted(reasons.items()),
        "examples": near[:UNPLACED_SHOWN],
        "figures": [
            (figure, CAPTIONS[figure], as_address(figures[f"{figure}_{name}.svg"]))
            for figure in FIGURES
        ],
    }


def _adopting(study: Study, results: Path) -> str:
    """The part of the command that is the same for every topic."""
    places = f"--study {as_typed(study.folder)} --results {as_typed(results)}"
    return f"{places} --code NAME --label LABEL --concept CONCEPT --coder YOU --passages NAME.csv"
