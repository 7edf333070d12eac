"""
The command `codebook adopt`: a topic becomes a draft code.

A topic is a pile of passages that some words tell; a code is a decision. So what is written into
the codebook is a draft: its words say which passages it came from, and a person must say what it
means. The order in which ledger and files are written, and why, is told in `entries.py`.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qualstage.codebook import DRAFT
from qualstage.errors import Problem, raise_if_any
from qualstage.trail.changes import Changes

if TYPE_CHECKING:
    from qualstage.trail.entries import Trail
    from qualstage.trail.topics import Topic

_TOLD = 6
"""Words of a topic that its draft definition names."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Options of `qualstage codebook adopt`."""
    from qualstage.trail.entries import add_common

    parser.epilog = (
        "Example: qualstage codebook adopt uncoded-03 --study mystudy --results results/mystudy "
        "--code getting_here --label 'Getting here' --concept Access --coder ann"
    )
    parser.add_argument("topic", help="the topic's id, such as uncoded-03")
    parser.add_argument("--results", required=True, type=Path, help="the study's folder of results")
    parser.add_argument("--code", required=True, help="id of the new code")
    parser.add_argument("--concept", required=True, help="its concept; added if there is none such")
    parser.add_argument("--label", help="its label, in your words; must be given")
    parser.add_argument("--theme", help="label of its theme in study.yaml; default: the code's")
    parser.add_argument("--passages", type=Path, help="CSV to write: its passages, to go through")
    add_common(parser)


def run(options: argparse.Namespace) -> None:
    """Adopt a topic, or complete an adoption that was interrupted."""
    from qualstage.origin import refuse_anothers_results
    from qualstage.trail.entries import (
        carry_out,
        complete,
        read_trail,
        refuse_id,
        told_files,
        who,
    )
    from qualstage.trail.topics import read_topic

    _refuse_unlabelled(options)
    decided = who(options, "adopt")
    trail = read_trail(options.study)
    refuse_anothers_results(options.results, trail.study.folder)
    topic = read_topic(options.topic, options.results, trail.study)
    found = trail.find(lambda e: e["action"] == "adopt" and e["code"] == options.code)
    if found and (found[0]["topic"], found[0]["members"]) == (options.topic, topic.digest):
        written = complete(trail, found)
        by = f"adopted by {found[0]['coder']} at {found[0]['at']}"
        print(f"{options.code}: {by} already{', now completed' if written else ''}.")
    else:
        raise_if_any("qualstage codebook adopt", refuse_id(options.code, "--code", trail))
        changes = plan(options, trail, topic)
        entry = {**decided, **_about(options.code, topic)}
        written = carry_out(trail, entry, _words(options, topic, changes), changes)
        print(_told(options, trail, topic, changes))
    print(told_files(written) or "  nothing had to be written")
    if options.passages:
        print(_write_passages(options, topic))
        print(_NEXT.format(options.passages, options.study))


def _refuse_unlabelled(options: argparse.Namespace) -> None:
    """
    Refuse to call a code and its theme what the topic is called, or nothing.

    Raises:
        QualstageError: no label was given, or one of the names is empty.
    """
    problems = []
    if not (options.label or "").strip():
        fact = "--label is not given: what a topic is called are participants' words, and labels "
        fact += "go into the ledger's chain, from which nothing can be erased."
        remedy = "Give the code a label in your own words, such as --label 'Getting here'."
        problems.append(Problem("command line", fact, remedy))
    for name in ("concept", "theme"):
        given = getattr(options, name)
        if given is not None and not given.strip():
            problems.append(Problem("command line", f"--{name} is empty.", "Give it a label."))
    raise_if_any("qualstage codebook adopt", problems)


_NEXT = (
    "Go through it, delete the rows whose words do not voice the code, then: "
    "qualstage ledger import {} --study {}"
)


def plan(options: argparse.Namespace, trail: Trail, topic: Topic) -> Changes:
    """What adopting a topic changes in codebook and study.yaml."""
    from qualstage.trail.entries import as_written
    from qualstage.trail.topics import indicators, typical

    label = options.label
    told = ", ".join([*topic.row["terms"], *topic.row["phrases"]][:_TOLD]) or topic.row["label"]
    somewhere = topic.found_at if topic.found_at != topic.stages else []
    entry = as_written(
        {
            "label": label,
            "concept": options.concept,
            "definition": f"{DRAFT}: passages told by {told}. A person must define it.",
            "use_when": f"{DRAFT}: somebody speaks of {told}.",
            "not_when": f"{DRAFT}: say when not to apply it, and what to apply instead.",
            "typical": typical(topic),
            "indicators": indicators(topic),
            "stages": somewhere,
        }
    )
    is_new = options.concept not in trail.codebook.concept_labels
    definition = f"{DRAFT}: say what the concept covers, in a sentence"
    study, place = trail.study, (options.concept, options.theme or label)
    themes = {}
    for stage in topic.found_at if somewhere else topic.stages:
        if stage in study.themes:
            old = study.themes[stage].get(place[0], {}).get(place[1])
            themes[stage, *place] = (old, [*(old or []), options.code])
    tables = {
        table.id: (table.concepts, [*table.concepts, options.concept])
        for table in study.tables
        if is_new and table.concepts and options.concept not in table.concepts
    }
    return Changes(
        codes={options.code: (None, entry)},
        concepts={options.concept: (None, definition)} if is_new else {},
        themes=themes,
        tables=tables,
    )


def _about(code: str, topic: Topic) -> dict[str, Any]:
    """What the entry says of the topic: nothing that participants said."""
    return {
        "code": code,
        "topic": topic.row["topic"],
        "scope": topic.row["scope"],
        "passages": len(topic.passages),
        "members": topic.digest,
    }


def _words(options: argparse.Namespace, topic: Topic, changes: Changes) -> dict[str, str]:
    (_, entry) = changes.codes[options.code]
    return {
        "reason": options.reason,
        "label": topic.row["label"],
        "terms": "; ".join([*topic.row["terms"], *topic.row["phrases"]]),
        "examples": "\n".join(entry.get("typical", [])),
    }


def _told(options: argparse.Namespace, trail: Trail, topic: Topic, changes: Changes) -> str:
    """What was done, and what is left to do, for people."""
    (_, entry) = changes.codes[options.code]
    study, concept = trail.study, options.concept
    examples, words = (len(entry.get(name, [])) for name in ("typical", "indicators"))
    lines = [
        f"{options.code}: adopted from {topic.row['topic']} ({len(topic.passages)} passages), as a "
        f"draft. Write its definition, use_when and not_when in {study.path(study.codebook)}.",
        f"  {examples} examples, {words} indicators",
    ]
    lines += [f"  concept '{label}' is new: write its definition" for label in changes.concepts]
    lines += [f"  stage {s}: theme '{t}' under '{c}'" for s, c, t in changes.themes]
    lines += [f"  table {name}: concept '{concept}' added" for name in changes.tables]
    lines += [
        f"  table {table.id} does not list '{concept}': add it to 'concepts' to print the code"
        for table in study.tables
        if table.concepts and concept not in table.concepts and table.id not in changes.tables
    ]
    return "\n".join(lines)


def _write_passages(options: argparse.Namespace, topic: Topic) -> str:
    from qualstage.trail.worksheets import write_worksheet

    header = ("source_id", "start_char", "end_char", "quote", "code", "coder", "role", "action")
    rows = [
        [
            *(row[name] for name in ("source_id", "start_char", "end_char", "text")),
            *(options.code, options.coder, options.role, "add"),
        ]
        for row in topic.passages
    ]
    return write_worksheet(options.passages, header, rows)
