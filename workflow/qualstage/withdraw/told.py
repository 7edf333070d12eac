"""What a withdrawal says to a person: what is erased, what is not, and what is left to do."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from qualstage.withdraw.passages import LETTERS, RUN

if TYPE_CHECKING:
    from qualstage.study import Study
    from qualstage.withdraw.planning import Remains, Withdrawal


def told_plan(study: Study, plan: Withdrawal) -> str:
    """What is erased of a source, and which files still hold its words."""
    name = plan.source.source_id
    if plan.is_done:
        done = f"{name} withdrew on {plan.at[:10]}; nothing of it is left to erase."
        gone = (
            "Its words are gone, so that other files cannot be looked through for them any more: "
            "only what names it is told."
        )
        return "\n".join([done, *textwrap.wrap(gone, 96), *_told_others(study, plan)])
    lines = [f"To be erased of {name} (stage {plan.source.stage}, {plan.source.kind}):"]
    lines += _erased(study, plan) or ["  nothing: no words of it are kept"]
    lines += ["", "To be written:"]
    if plan.entry is None:
        lines.append("  the ledger: an entry that says who put it on record, when and why")
    place = f"{_shown(study.path(study.sources), study)}, line {plan.source.line}"
    lines.append(f"  {place}: excluded '{plan.excluded}'")
    return "\n".join([*lines, *_told_others(study, plan)])


def _told_others(study: Study, plan: Withdrawal) -> Iterator[str]:
    """What the command leaves alone, and a person is to look at."""
    if plan.same_person:
        yield from ("", f"Of the same respondent, and not withdrawn: {', '.join(plan.same_person)}")
    if plan.remains:
        yield from ("", "Not changed, and still of them; decide for each what is to become of it:")
        yield from (f"  {_told_remains(one, study)}" for one in plan.remains)
    if plan.unseen:
        yield from ("", "Not searched, for nobody but a person can read it:")
        yield from (f"  {_shown(path, study)}" for path in plan.unseen)


def _erased(study: Study, plan: Withdrawal) -> list[str]:
    lines = []
    for path, keys in plan.words.items():
        if keys:
            words = _shown(path.with_suffix(".words.jsonl"), study)
            lines.append(f"  {words}: the words of {_many(len(keys), 'entry', 'entries')}")
    for path, entry in plan.quoting:
        lines.append(
            f"    of these {entry['action']} {entry['id'][:12]} in {path.name}, whose record of "
            "the codebook quotes it: the codebook of before cannot be rebuilt from it any more"
        )
    lines += _cut_off(study, plan)
    for path, numbers in plan.rows.items():
        lines.append(f"  {_shown(path, study)}: {_lines(numbers)}")
    return lines + [f"  {_shown(file, study)}: the file" for file in plan.files]


def _cut_off(study: Study, plan: Withdrawal) -> Iterator[str]:
    """What a killed process left: whose words these are nobody can say."""
    for path, keys in plan.cut_off.items():
        records = _many(len(keys), "record", "records")
        told = f"{_shown(path.with_suffix('.words.jsonl'), study)}: {records} of words that no "
        told += "entry refers to, of a write that was cut off"
        if not path.is_file():
            told += f"; there is no {path.name}: if it was lost, put it back before"
        yield f"  {told}"
    for path in plan.half_written:
        yield f"  {_shown(path, study)}: the file, of a write that was cut off"


def _told_remains(one: Remains, study: Study) -> str:
    told = []
    if one.quotes:
        told.append(f"its words on {_lines(one.quotes)}")
    names = [line for line in one.names if line not in one.quotes]
    if names:
        told.append(f"its name on {_lines(names)}")
    return f"{_shown(one.path, study)}: {', '.join(told)}"


def told_left(study: Study, plans: Sequence[Withdrawal]) -> str:
    """What is left for a person to do once words are erased."""
    lines = ["Left for you to do:"]
    for number, step in enumerate(_steps(study, plans), start=1):
        indents = {"initial_indent": f"  {number}. ", "subsequent_indent": "     "}
        lines += textwrap.wrap(step, 96, break_on_hyphens=False, **indents)
    return "\n".join(lines)


def _steps(study: Study, plans: Sequence[Withdrawal]) -> Iterator[str]:
    results = f"results/{study.results_name}"
    yield (
        f"Run snakemake again: until then {results} holds their words. The run makes anew what "
        "does; but not what no step makes any more, such as a table taken out of study.yaml, and "
        f"what a killed run left. To be sure, delete {results} before."
    )
    if any(plan.remains or plan.unseen for plan in plans):
        yield (
            "Look at the files listed above, and keep the list: without its transcript nothing "
            f"can be looked for again. Passages of fewer than {RUN} words (of about "
            f"{LETTERS} letters in Chinese and Japanese, {2 * LETTERS} in Thai and the like), "
            "pictures and recordings were not searched for."
        )
    for plan in plans:
        if plan.same_person:
            name, others = plan.source.source_id, ", ".join(plan.same_person)
            yield (
                f"Of the same respondent as {name}, and not withdrawn: {others}. Where they "
                "withdraw from these, too, withdraw each by its name; of a group, take out their "
                "turns by hand."
            )
    names = sorted({name for plan in plans for name in plan.attributes})
    if names:
        yield (
            f"{study.sources} still says of them: {', '.join(names)}. Empty these cells if that "
            "is to go, too."
        )
    where = ["backups", "copies that others were sent", "exports of the ledger", "the recording"]
    if _is_in_git(study.folder):
        where.insert(0, "earlier commits of git, where every file can be had back as it was")
    yield f"Think of {', '.join(where[:-1])} and {where[-1]}: nothing here reaches those."


def _is_in_git(folder: Path) -> bool:
    folder = folder.resolve()
    return any((parent / ".git").exists() for parent in (folder, *folder.parents))


def _shown(path: Path, study: Study) -> str:
    inside = path.is_relative_to(study.folder)
    return (path.relative_to(study.folder) if inside else path).as_posix()


def _lines(numbers: Sequence[int]) -> str:
    """
    All lines, for whoever must look at each: 'line 3', 'lines 3-7 and 9'.

    A line that stands between two of them, which may be empty, is among them.
    """
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number <= runs[-1][-1] + 2:
            runs[-1].append(number)
        else:
            runs.append([number])
    shown = [f"{run[0]}-{run[-1]}" if len(run) > 1 else f"{run[0]}" for run in runs]
    told = " and ".join(filter(None, [", ".join(shown[:-1]), shown[-1]]))
    return f"line {told}" if len(numbers) == 1 else f"lines {told}"


def _many(count: int, one: str, several: str) -> str:
    return f"{count} {one if count == 1 else several}"
