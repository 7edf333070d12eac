"""
How often the context of words is judged as people judge it, and how fast.

    python tests/benchmarks/context.py [--sentences FILE] [--part PART]

The file has the columns offered (yes or no), text, hit, kind and part; how the sentences were made
stands in tests/code/test_code_context.py. Rules are measured on the part that their author never
saw. Tokens are the words, split at white space, of the sentences that hold the hits.
"""

from __future__ import annotations

import argparse
import csv
import time
from collections import Counter
from pathlib import Path

from qualstage.code.context import context_of
from qualstage.sentences import sentences

SENTENCES = Path(__file__).parents[1] / "code" / "context_sentences.csv"
KINDS = ("", "negated", "hypothetical", "declined", "reported")


def read(path: Path, part: str) -> list[tuple[tuple, str]]:
    """What context_of is given for each row, and the kind that people gave."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["part"] == part]
    items = []
    for row in rows:
        text, start = row["text"], row["text"].index(row["hit"])
        sentence = next(span for span in sentences(text) if span[0] <= start < span[1])
        hit = (start, start + len(row["hit"]))
        items.append(((text, sentence, hit, row["offered"] == "yes"), row["kind"]))
    return items


def tokens_per_second(items: list[tuple[tuple, str]], at_least: float = 2.0) -> float:
    """Over as many rounds as fill some seconds."""
    n_tokens = sum(len(text[slice(*sentence)].split()) for (text, sentence, _, _), _ in items)
    rounds, start = 0, time.perf_counter()
    while time.perf_counter() - start < at_least:
        for given, _ in items:
            context_of(*given)
        rounds += 1
    return rounds * n_tokens / (time.perf_counter() - start)


def _ratio(part: int, whole: int) -> str:
    return f"{part / whole:9.2f}" if whole else "        -"


def main() -> None:
    """Print accuracy by kind, the confusion table and the speed."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[1])
    parser.add_argument("--sentences", type=Path, default=SENTENCES)
    parser.add_argument(
        "--part", default="heldout", help="rows of this part: heldout (default) or development"
    )
    options = parser.parse_args()
    items = read(options.sentences, options.part)
    pairs = Counter((kind, context_of(*given).kind) for given, kind in items)
    right = sum(pairs[kind, kind] for kind in KINDS)
    print(f"accuracy {right / len(items):.3f} ({right} of {len(items)})\n")
    print(f"{'kind':14}{'precision':>9}{'recall':>9}   judged by the rules as")
    print(f"{'':35}" + "".join(f"{kind or 'unqualified':>13}" for kind in KINDS))
    for kind in KINDS:
        row = [pairs[kind, judged] for judged in KINDS]
        judged = sum(pairs[other, kind] for other in KINDS)
        print(
            f"{kind or 'unqualified':14}{_ratio(pairs[kind, kind], judged)}"
            f"{_ratio(pairs[kind, kind], sum(row))}   " + "".join(f"{n:13}" for n in row)
        )
    print(f"\n{tokens_per_second(items):,.0f} tokens/s")


if __name__ == "__main__":
    main()
