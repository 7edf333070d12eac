"""Facts of a study that reports are asked for, each told in a sentence."""

from __future__ import annotations

import statistics
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from qualstage.publish import addresses
from qualstage.publish.fact import Fact
from qualstage.publish.material import Material
from qualstage.publish.software import software
from qualstage.publish.themes import major_themes, minor_themes

Row = dict[str, Any]

_FEW = 12
"""Values of an attribute of sources that are still told one by one."""


def _used(given: Material, stage: str) -> list[Row]:
    return [row for row in given.sources.values() if row["stage"] == stage and not row["excluded"]]


def title(given: Material) -> Iterator[Fact]:
    """What the study is called."""
    yield Fact(f"“{given.study.title}”.")


def stages(given: Material) -> Iterator[Fact]:
    """The stages, and what gave each its material."""
    for stage in given.study.stages:
        kinds = Counter(row["kind"] for row in _used(given, stage.id))
        told = ", ".join(f"{n} of kind {kind}" for kind, n in sorted(kinds.items())) or "no source"
        yield Fact(f"{stage.name}: {told}.", addresses.SOURCES)


def sample(given: Material) -> Iterator[Fact]:
    """Sources and respondents of each stage."""
    people: dict[str, set[str]] = defaultdict(set)
    for row in given.speakers:
        source = given.sources[row["source_id"]]
        if row["respondent_id"] and not source["excluded"]:
            people[source["stage"]].add(row["respondent_id"])
    for stage in given.study.stages:
        n_sources, n_people = len(_used(given, stage.id)), len(people[stage.id])
        told = f"{_many(n_sources, 'source')}, {_many(n_people, 'respondent')}"
        yield Fact(f"{stage.name}: {told}.", addresses.SOURCES)


def left_out(given: Material) -> Iterator[Fact]:
    """Sources that are left out, and why; what else nobody took part in, no file says."""
    out = [row for row in given.sources.values() if row["excluded"]]
    for row in out:
        why = given.reasons.told(row["source_id"], row["excluded"])
        yield Fact(f"{row['source_id']} is left out: {why}.", addresses.SOURCES)
    if not out:
        yield Fact("No source of the study's list is left out.", addresses.SOURCES)


def attributes(given: Material) -> Iterator[Fact]:
    """How sources are spread over what sources.csv says of them."""
    values: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for stage in given.study.stages:
        for row in _used(given, stage.id):
            for name, value in dict(row["attributes"]).items():
                if value:
                    values[stage.id, name][value] += 1
    for (stage, name), counted in values.items():
        if 1 < len(counted) <= _FEW:
            told = ", ".join(f"{value} {n}" for value, n in sorted(counted.items()))
            yield Fact(f"{given.stage_names[stage]}, {name.replace('_', ' ')}: {told}.")


def repeated(given: Material) -> Iterator[Fact]:
    """Respondents who speak in several sources."""
    spoke: dict[str, set[str]] = defaultdict(set)
    for row in given.speakers:
        if row["respondent_id"] and not given.sources[row["source_id"]]["excluded"]:
            spoke[row["respondent_id"]].add(row["source_id"])
    n = sum(len(sources) > 1 for sources in spoke.values())
    yield Fact(f"Respondents who speak in more than one source: {n} of {len(spoke)}.")


def words(given: Material) -> Iterator[Fact]:
    """How many words each stage's sources have."""
    for stage in given.study.stages:
        found = [row["n_words"] for row in _used(given, stage.id) if row["n_words"]]
        if found:
            yield Fact(f"{stage.name}: {_spread(found, 'words')} a source.", addresses.SOURCES)


def duration(given: Material) -> Iterator[Fact]:
    """Minutes of each stage's talks, where every transcript tells the time: else nobody knows."""
    for stage in given.study.stages:
        rows = [row for row in _used(given, stage.id) if row["n_words"]]
        ends = [_last_time(given, row["source_id"]) for row in rows]
        if rows and all(ends):
            minutes = _spread([round(end / 60) for end in ends], "minutes")
            yield Fact(f"{stage.name}: {minutes}, up to the last turn that has a time.")


def _last_time(given: Material, source: str) -> float:
    return max((row["start_time"] or 0.0 for row in given.segments.get(source, ())), default=0.0)


def coders(given: Material) -> Iterator[Fact]:
    """Who coded, in which role, and how much they read wholly."""
    for coder, mine in given.record.of_coder.items():
        roles = sorted({told.entry["role"] for told in mine})
        read = {t.entry["source"] for t in given.record.readings if t.entry["coder"] == coder}
        judged = sum(t.entry["coder"] == coder for t in given.record.judgements)
        yield Fact(
            f"{coder} ({', '.join(roles)}): {_many(judged, 'judgement')}, "
            f"{_many(len(read), 'source')} read wholly.",
            addresses.ledger_page(coder, 1) if mine else "",
        )
    for name in sorted({matrix.reviewer for matrix in given.study.matrices}):
        yield Fact(f"{name}: filled in an extraction matrix.")


def coding_tree(given: Material) -> Iterator[Fact]:
    """The codebook's size and shape."""
    parents = sum(1 for entry in given.codebook.codes.values() if entry.parent)
    yield Fact(
        f"{_many(len(given.codebook.codes), 'code')} under "
        f"{_many(len(given.codebook.concepts), 'concept')}, {parents} of them finer cases of "
        "another; every code has a definition, and says when to use it and when not.",
        addresses.CODES,
    )


def derivation(given: Material) -> Iterator[Fact]:
    """Where codes come from: written beforehand, or born of the material."""
    actions = Counter(told.entry["action"] for told in given.record.by_id.values())
    yield Fact(
        f"On record in the ledger: {_many(actions['adopt'], 'code')} adopted from topics of the "
        f"material, {_many(actions['split'], 'split')}, {_many(actions['merge'], 'merge')}. All "
        "other codes were written into the codebook; whether before or after reading, authors say.",
        addresses.TRAIL,
    )


def made_with(given: Material) -> Iterator[Fact]:
    """Software and its versions."""
    told = ", ".join(f"{name} {version}" for name, version in software() if version)
    yield Fact(f"{told}.")


def quotations(given: Material) -> Iterator[Fact]:
    """How many quotations the tables print."""
    n = sum(
        line.said is not None
        for printed in given.printed.values()
        for row in printed.rows
        for cell in row
        for line in cell.lines
    )
    yield Fact(
        f"The tables print {_many(n, 'quotation')}, each with the source that it comes from; every "
        "coded passage stands on its cell's page.",
        addresses.INDEX,
    )


def consistency(given: Material) -> Iterator[Fact]:
    """What became of the evidence that findings name."""
    from qualstage.contracts import FINDINGS

    rows = given.table("conclude/findings.parquet", FINDINGS)
    if rows:
        verdicts = Counter(row["verdict"] for row in rows)
        told = "; ".join(f"{verdict}: {n}" for verdict, n in sorted(verdicts.items()))
        yield Fact(
            f"{_many(len(rows), 'piece')} of evidence that findings name, by what became of "
            f"each: {told}.",
            addresses.FINDINGS,
        )


def processing(given: Material) -> Iterator[Fact]:
    """How words were kept, and what was masked."""
    yield Fact(
        "Transcripts are read and never edited; files and texts have fingerprints (SHA-256).",
        addresses.TRAIL,
    )
    n = sum(len(places) for places in given.words.masked.values())
    yield Fact(f"Stretches of words that could identify a person, found and masked here: {n}.")


def trustworthiness(given: Material) -> Iterator[Fact]:
    """What was done so that others can trust the codings."""
    n_open = len(given.csv("settle/disagreements.csv"))
    resolved = sum(told.entry["role"] == "adjudicator" for told in given.record.judgements)
    yield Fact(
        f"Judgements of an adjudicator: {resolved}; disagreements that nobody has resolved: "
        f"{n_open}.",
        addresses.TRAIL,
    )
    yield Fact(
        "Every decision is kept in a ledger whose entries are sealed to one another.",
        addresses.LEDGER if given.record.by_id else "",
    )


def read_by_several(given: Material) -> Iterator[Fact]:
    """How many sources more than one coder read wholly."""
    readers: dict[str, set[str]] = defaultdict(set)
    for told in given.record.readings:
        if told.entry["source"] in given.sources:
            readers[told.entry["source"]].add(told.entry["coder"])
    n = sum(len(names) > 1 for names in readers.values())
    yield Fact(f"Sources that more than one coder read wholly: {n} of {len(given.sources)}.")


def saturation(given: Material) -> Iterator[Fact]:
    """When the study's rule of saturation is met, stage by stage."""
    from qualstage.publish.pages.saturation import has_read, saturated

    address = addresses.SATURATION if has_read(given) else ""
    for row in saturated(given):
        if row["stated"]:
            rule = f"base of {row['base']}, runs of {row['run']}"
            reached = row["reached_at"]
            told = f"at {reached} + {row['run']} sources" if reached is not None else row["reason"]
            name = given.stage_names[row["stage"]]
            yield Fact(f"{name} ({rule}): {told}.", address)


def agreement(given: Material) -> Iterator[Fact]:
    """Krippendorff's alpha of every two coders, all codes pooled, before adjudication."""
    from qualstage.contracts import AGREEMENT

    for row in given.table("agree/agreement.parquet", AGREEMENT):
        asked = row["when"], row["pooling"], row["measure"]
        if asked == ("before", "micro", "alpha") and row["value"] is not None:
            between = "" if row["low"] is None else f" ({row['low']:.2f} to {row['high']:.2f})"
            both = "both" if row["coder_2"] else "several"
            who = f"{row['coder_1']} and {row['coder_2']}" if row["coder_2"] else "All coders"
            yield Fact(
                f"{who}, by {row['level']}: alpha {row['value']:.2f}{between}, over "
                f"{_many(row['sources'], 'source')} that {both} read wholly.",
                addresses.AGREEMENT,
            )


FACTS_TOLD: Mapping[str, Callable[[Material], Iterator[Fact]]] = {
    told.__name__: told
    for told in (
        *(title, stages, sample, left_out, attributes, repeated, words, duration, coders),
        coding_tree,
        *(derivation, made_with, quotations, consistency, major_themes, minor_themes),
        *(processing, trustworthiness, read_by_several, saturation, agreement),
    )
}
"""Facts by the name that `checklists.csv` calls them."""


def _many(n: int, noun: str) -> str:
    return f"{n:,} {noun}{'' if n == 1 else 's'}"


def _spread(values: list[int], unit: str) -> str:
    """Median and range of whole numbers."""
    if len(values) == 1:
        return f"{values[0]:,} {unit}"
    middle = round(statistics.median(values))
    return f"{middle:,} {unit} (median; {min(values):,} to {max(values):,})"
