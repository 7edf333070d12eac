"""
What becomes of CORE's principal codings when their transcripts are corrected at random.

    python tests/benchmarks/reanchor.py [CASE...]

Words are mended (letters changed), taken out, put in, replaced by '[name]'; passages are taken out,
speakers' labels renamed, turns put in. And a coding's words are planted elsewhere in its source,
while they are left, mended or taken out where they stood. For each coding it is known what it
should come to. Printed are how many keep their words, are kept at other words of the same place
(reworded), are listed for a person, or were moved to where they never stood, which must be none;
how long it takes; and how alike unrelated passages are, from which the thresholds come.
"""

from __future__ import annotations

import functools
import random
import re
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from qualstage.ledger.anchors import CONTEXT, NotAnchored, Selector, select
from qualstage.ledger.reanchoring import find_again, likeness

ROOT = Path(__file__).parents[2]
_WORD = re.compile(r"\w+(?:['’-]\w+)*")
_SENTENCE = re.compile(r"[^.?!\n]+[.?!]+")

_LABEL = re.compile(r"^([\w .]{1,20}):", re.MULTILINE)
_LINE = re.compile(r"^([^:\n]{1,30}: )?(\S.*)$", re.MULTILINE)

Edit = tuple[int, int, str]


def mended(word: str, chance: random.Random) -> str:
    """A word with two of its letters swapped, or one doubled."""
    at = chance.randrange(len(word))
    if len(word) > 3 and chance.random() < 0.5:
        at = min(at, len(word) - 2)
        return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    return word[:at] + word[at] + word[at:]


WORD_EDITS: dict[str, Callable[[str, random.Random], str]] = {
    "typos mended": mended,
    "words taken out": lambda word, chance: "",
    "words put in": lambda word, chance: f"{word} um",
    "names replaced": lambda word, chance: "[name]",
}


def word_edits(text: str, share: float, what: str, chance: random.Random) -> list[Edit]:
    """Random corrections of single words, never of speakers' labels."""
    edits = []
    for match in _WORD.finditer(text):
        label = text[match.end() : match.end() + 1] == ":"
        if not label and chance.random() < share:
            edits.append((*match.span(), WORD_EDITS[what](match[0], chance)))
    return edits


def removals(text: str, share: float, chance: random.Random) -> list[Edit]:
    """Random sentences, one to three in a row, to be taken out."""
    sentences = [match.span() for match in _SENTENCE.finditer(text)]
    edits: list[Edit] = []
    for number, (start, _) in enumerate(sentences):
        if chance.random() < share:
            end = sentences[min(len(sentences) - 1, number + chance.randrange(3))][1]
            if not edits or start >= edits[-1][1]:
                edits.append((start, end, ""))
    return edits


def renamed(text: str, share: float, chance: random.Random) -> list[Edit]:
    """Every speaker's label, written out."""
    return [(*m.span(1), f"Speaker {m[1]}") for m in _LABEL.finditer(text)]


def inserted(text: str, share: float, chance: random.Random) -> list[Edit]:
    """Turns put in before random lines, of words that are said elsewhere in the source."""
    said = _WORD.findall(text)
    edits = []
    for match in _LINE.finditer(text):
        if chance.random() < share:
            turn = " ".join(chance.choices(said, k=chance.randrange(1, 12)))
            edits.append((match.start(), match.start(), f"I: {turn}?\n\n"))
    return edits


def planted(text: str, selector: Selector, how: str, chance: random.Random) -> list[Edit]:
    """A coding's words said in place of another line; with the line before, if it is 'asked'."""
    lines = [m.span(2) for m in _LINE.finditer(text)]
    apart = [
        (start, end)
        for start, end in lines
        if end < selector.start - CONTEXT or start > selector.end + CONTEXT
    ]
    if not apart:
        return []
    said = selector.exact
    if "asked" in how:
        before = text[: selector.start].rpartition("\n\n")[0].rpartition("\n\n")[2]
        said = f"{before}\n\n{text[: selector.start].rpartition(chr(10))[2]}{said}"
    edits = [(*chance.choice(apart), said)]
    if "taken out" in how:
        edits.append((selector.start, selector.end, "[taken out]"))
    elif "mended" in how:
        words = [m.span() for m in _WORD.finditer(text, selector.start, selector.end)]
        start, end = chance.choice(words)
        edits.append((start, end, "[name]"))
    return [(0, 0, "Checked.\n"), *sorted(edits)]


PLANTED = tuple(
    f"planted{asked}, words {what}"
    for asked in ("", " and asked")
    for what in ("left", "mended", "taken out")
)
"""The first line moves every place, so that no coding is found by its offsets."""


def corrected(text: str, edits: list[Edit]) -> tuple[str, Callable[[int], int]]:
    """The text with edits made, and a function that says where a place of it is now."""
    parts, at = [], 0
    for start, end, new in edits:
        parts += [text[at:start], new]
        at = end
    parts.append(text[at:])

    def moved(place: int) -> int:
        shift = 0
        for start, end, new in edits:
            if end <= place:
                shift += len(new) - (end - start)
            elif start < place:
                return start + shift + min(place - start, len(new))
        return place + shift

    return "".join(parts), moved


def became(selector: Selector, text: str, moved: Callable[[int], int]) -> str:
    """What a coding came to in a corrected text, held against what it should have come to."""
    true = moved(selector.start), moved(selector.end)
    left = likeness(selector.exact, text[slice(*true)])
    try:
        place = find_again(text, selector)
    except NotAnchored:
        return "listed" if left < 1 else "listed though its words are there"
    shared = min(place.end, true[1]) - max(place.start, true[0])
    if shared <= 0 or left < 0.2:
        return "WRONGLY MOVED"
    if place.reworded:
        same = (place.start, place.end) == true
        return "reworded, bounds exact" if same else "reworded, bounds a word off or more"
    return "same words"


def codings() -> Iterator[tuple[str, Selector]]:
    """CORE's principal codings: each source's text of today and the selector."""
    from qualstage.ingest import ingest_study
    from qualstage.ledger.chain import Chain
    from qualstage.ledger.replay import replay
    from qualstage.study import read_study

    study = read_study(ROOT / "data_synthetic" / "core")
    texts = {row["source_id"]: row["text"] for row in ingest_study(study).sources}
    for judgement in replay([Chain(study.ledger_folder() / "A.jsonl")]).judgements:
        selector = judgement.selector
        yield texts[judgement.source], select(texts[judgement.source], selector.start, selector.end)


def unrelated(given: list[tuple[str, Selector]]) -> tuple[float, float]:
    """How alike codings' words are to those beside them; the highest, and the 99th centile."""
    found = []
    for text, selector in given:
        length = selector.end - selector.start
        for beside in (
            text[selector.end : selector.end + length],
            text[max(0, selector.start - length) : selector.start],
        ):
            found.append(likeness(selector.exact, beside))
    found.sort()
    return found[-1], found[int(0.99 * len(found))]


EDITS: dict[str, Callable[[str, float, random.Random], list[Edit]]] = {
    **{what: functools.partial(word_edits, what=what) for what in WORD_EDITS},
    "passages taken out": removals,
    "labels renamed": renamed,
    "turns put in": inserted,
}
CASES = [
    *((what, share) for what in WORD_EDITS for share in (0.01, 0.05, 0.2)),
    *((what, share) for what in ("passages taken out", "turns put in") for share in (0.05, 0.2)),
    ("labels renamed", 1.0),
    *((what, 1.0) for what in PLANTED),
]


def one_round(
    given: list[tuple[str, Selector]], what: str, share: float, seed: int
) -> tuple[Counter[str], float]:
    """What codings became in one round of corrections, and the seconds it took to find them."""
    chance, counted, took = random.Random(seed), Counter(), 0.0
    made: dict[str, tuple[str, Callable[[int], int]]] = {}
    for text, selector in given:
        if what in PLANTED:
            now = corrected(text, planted(text, selector, what, chance))
        elif text in made:
            now = made[text]
        else:
            now = made[text] = corrected(text, EDITS[what](text, share, chance=chance))
        began = time.perf_counter()
        counted[became(selector, *now)] += 1
        took += time.perf_counter() - began
    return counted, took


def main(names: Sequence[str], rounds: int = 2) -> int:
    """Print the table, of cases whose names begin so; 1 if a coding went where it never stood."""
    given = list(codings())
    print(f"{len(given)} codings, {rounds} rounds each")
    print(
        "likeness to the passages beside them: at most {:.2f}, 99 % below {:.2f}".format(
            *unrelated(given)
        )
    )
    wrong = 0
    for what, share in CASES:
        if names and not what.startswith(tuple(names)):
            continue
        counted, took = Counter(), 0.0
        for seed in range(rounds):
            found, seconds = one_round(given, what, share, seed)
            counted, took = counted + found, took + seconds
        wrong += counted["WRONGLY MOVED"]
        told = ", ".join(f"{name} {n / rounds:.1f}" for name, n in sorted(counted.items()))
        each = 1000 * took / rounds / len(given)
        print(f"{what}, {share:.0%}: {told}; {each:.2f} ms each", flush=True)
    return int(wrong > 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
