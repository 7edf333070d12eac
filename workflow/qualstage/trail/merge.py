"""
The command `codebook merge`: codes go into another, and their codings follow.

Nothing in the ledger is rewritten. An entry says that a code is part of another from now on, and
whatever was decided of it is counted there (`ledger/history.py`, `settle/rules.py`). The order in
which ledger and files are written, and why, is told in `entries.py`.
"""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from qualstage.errors import Problem, raise_if_any
from qualstage.trail.changes import Changes, Pair, renamed_list

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qualstage.codebook import Codebook
    from qualstage.study import Study
    from qualstage.trail.entries import Trail


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Options of `qualstage codebook merge`."""
    from qualstage.trail.entries import add_common

    parser.epilog = (
        "Example: qualstage codebook merge getting_here parking --into access --study mystudy "
        "--coder ann"
    )
    parser.add_argument("codes", nargs="+", help="ids of the codes that go into another")
    parser.add_argument("--into", required=True, help="id of the code that they go into")
    add_common(parser)


def run(options: argparse.Namespace) -> None:
    """Merge codes, or complete a merge that was interrupted."""
    from qualstage.trail.entries import carry_out, complete, read_trail, told_files, who

    decided = who(options, "merge")
    trail = read_trail(options.study)
    codes = list(dict.fromkeys(options.codes))
    found = trail.find(
        lambda e: e["action"] == "merge" and (e["codes"], e["into"]) == (codes, options.into)
    )
    named = f"{', '.join(codes)}: merged into {options.into}"
    if found:
        written = complete(trail, found)
        by = f"by {found[0]['coder']} at {found[0]['at']}"
        print(f"{named} {by} already{', now completed' if written else ''}.")
    else:
        _refuse(codes, options.into, trail)
        changes = plan(codes, options.into, trail.study, trail.codebook)
        applied = {c: trail.codebook.codes[c].stages for c in (*codes, options.into)}
        entry = {**decided, "codes": codes, "into": options.into, "applied": applied}
        written = carry_out(trail, entry, {"reason": options.reason}, changes)
        print(f"{named}. Their codings count there, marked as decided under another wording.")
        for (stage, concept, theme), (_, new) in changes.themes.items():
            print(f"  stage {stage}, {concept}: theme '{theme}' is over {', '.join(new)}")
        for code, (_, new) in changes.stages.items():
            print(f"  {code} applies at {_told_stages(new)} now")
    print(told_files(written) or "  nothing had to be written")


def _refuse(codes: Sequence[str], into: str, trail: Trail) -> None:
    """
    Refuse codes that cannot be merged.

    Raises:
        QualstageError: every code that is none, or went into another already.
    """
    problems = []
    merged, known = trail.history.merged, trail.codebook.codes
    if into in codes:
        fact = f"'{into}' cannot go into itself."
        problems.append(Problem("command line", fact, "Name it behind --into alone."))
    for code in dict.fromkeys([*codes, into]):
        if code in merged:
            now = trail.history.now(code)
            fact = f"'{code}' was merged into '{now}' by {merged[code].coder}."
            problems.append(Problem("command line", fact, f"Name '{now}' instead."))
        elif code not in known:
            fact = f"the codebook has no code '{code}'."
            remedy = f"Name one of: {', '.join(known)}."
            problems.append(Problem("command line", fact, remedy))
    raise_if_any("qualstage codebook merge", problems)


def plan(codes: Sequence[str], into: str, study: Study, codebook: Codebook) -> Changes:
    """What merging codes changes in codebook and study.yaml."""
    from qualstage.trail.entries import as_written

    names = dict.fromkeys(codes, into)
    themes: dict[tuple[str, str, str], Pair] = {
        (stage, concept, theme): (old, renamed_list(old, names))
        for stage, concepts in study.themes.items()
        for concept, some in concepts.items()
        for theme, old in some.items()
        if names.keys() & set(old)
    }
    voiced: dict[str, Pair] = {
        name: (population.voiced, renamed_list(population.voiced, names))
        for name, population in study.populations.items()
        if names.keys() & set(population.voiced)
    }
    return Changes(
        codes={code: (as_written(codebook.codes[code].model_dump()), None) for code in codes},
        parents=_parents(codes, into, codebook),
        stages=_stages(codes, into, study, codebook),
        themes=themes,
        voiced=voiced,
    )


def _parents(codes: Sequence[str], into: str, codebook: Codebook) -> dict[str, Pair]:
    """
    Parents of codes below those that go.

    They come to stand below the code that these go into; that code itself below the nearest code
    above it that stays.
    """
    found: dict[str, Pair] = {}
    for code, entry in codebook.codes.items():
        if entry.parent in codes and code not in codes:
            parent: str | None = into
            if into in codebook.below()[code]:
                parent = entry.parent
                while parent in codes:
                    parent = codebook.codes[parent].parent
            found[code] = (entry.parent, parent)
    return found


def _stages(codes: Sequence[str], into: str, study: Study, codebook: Codebook) -> dict[str, Pair]:
    """Stages of the code that others go into: all at which any of them was looked for."""
    old = codebook.codes[into].stages
    stages = [codebook.codes[code].stages for code in (*codes, into)]
    named = {stage for some in stages for stage in some}
    new = [stage for stage in study.stage_ids if stage in named] if all(stages) else []
    return {} if set(new) == set(old) else {into: (old, new)}


def _told_stages(stages: Sequence[str]) -> str:
    return f"stages {', '.join(stages)}" if stages else "all stages"
