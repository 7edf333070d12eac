"""
How fast the audit site is made and opens, and how large it is.

    python tests/benchmarks/site.py data_synthetic/core results/core
    python tests/benchmarks/site.py large [--sources 2000] [--passages 50]

`large` makes up a study of that size: words drawn by Zipf's law, every sixth passage of a
respondent coded by somebody, every third one proposed in vain. Building is the whole step, with the
start of Python; opening is until the browser's load event, from the disk, in Chromium without a
window.
"""

from __future__ import annotations

import argparse
import os
import random
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from functools import cache
from pathlib import Path

CODES = 12
WORDS = 20_000
SYLLABLES = [a + b for a in "bdfgklmnprst" for b in ("a", "e", "i", "o", "u", "an", "er")]


def built(study: Path, results: Path, site: Path) -> None:
    """Make the site as the workflow does, and print seconds, megabytes and memory."""
    began = time.monotonic()
    words = ["publish", "--study", str(study), "--results", str(results), "--output", str(site)]
    subprocess.run([sys.executable, "-m", "qualstage.cli", *words], check=True)
    seconds = time.monotonic() - began
    sizes = [path.stat().st_size for path in site.rglob("*") if path.is_file()]
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = used.ru_utime + used.ru_stime
    print(f"built in {seconds:.1f} s ({cpu:.1f} s of CPU), at most {used.ru_maxrss / 1024:.0f} MB")
    print(f"{len(sizes)} files, {sum(sizes) / 1e6:.1f} MB")


def opened(site: Path, question: str) -> None:
    """Open the first page, the largest cell, the largest source; search; print milliseconds."""
    from playwright.sync_api import sync_playwright

    largest = {
        folder: max((site / folder).glob("*.html"), key=lambda path: path.stat().st_size)
        for folder in ("cells", "sources")
    }
    pages = {"first page": site / "index.html"}
    pages |= {f"largest of {folder}": path for folder, path in largest.items()}
    program = next(filter(None, map(shutil.which, ("chromium", "google-chrome"))))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        for name, path in pages.items():
            page = browser.new_context().new_page()
            page.goto(path.as_uri())
            told = page.evaluate("performance.getEntriesByType('navigation')[0].loadEventEnd")
            print(f"{name}: {told:.0f} ms, {path.stat().st_size / 1e3:.0f} kB")
        page = browser.new_context().new_page()
        page.goto((site / "search.html").as_uri())
        began = time.monotonic()
        page.get_by_label("Words").fill(question)
        page.keyboard.press("Enter")
        page.locator("#found li").first.wait_for()
        found = page.locator("#told").inner_text()
        print(f"search for '{question}': {1000 * (time.monotonic() - began):.0f} ms, {found}")
        browser.close()


def write_large(folder: Path, n_sources: int, n_passages: int) -> tuple[Path, Path]:
    """A made-up study and its results: folder of the study, folder of the results."""
    study, results = folder / "study", folder / "results"
    study.mkdir()
    (study / "study.yaml").write_text(study_text(), encoding="utf-8")
    (study / "codebook.yaml").write_text(codebook_text(), encoding="utf-8")
    (study / "sources.csv").write_text("source_id,stage\n", encoding="utf-8")
    draw = random.Random(1)
    names = [f"S{number:05}" for number in range(n_sources)]
    talks = [talk(name, number, n_passages, draw) for number, name in enumerate(names, start=1)]
    write_results(study, results, talks, draw)
    return study, results


def study_text() -> str:
    """study.yaml: two stages, a theme a code."""
    themes = "".join(
        f"  {stage}:\n"
        + "".join(
            f"    Concept {c}:\n"
            + "".join(f"      Theme {k}: [code_{k}]\n" for k in range(CODES) if k % 3 == c)
            for c in range(3)
        )
        for stage in ("a", "b")
    )
    return (
        "title: A large study\nnotice: made up\ncodebook: codebook.yaml\nstages:\n"
        "  - {id: a, name: Interviews, heading: Interviews, unit: respondents}\n"
        "  - {id: b, name: Groups, heading: Groups, unit: sources}\n"
        f"themes:\n{themes}"
        "tables: [{id: table1, label: Table 1, title: Everything}]\ntopics: {passages: [all]}\n"
    )


def codebook_text() -> str:
    """codebook.yaml: three concepts of several codes."""
    concepts = "".join(f"  - {{label: Concept {c}, definition: d}}\n" for c in range(3))
    codes = "".join(
        f"  code_{k}: {{label: Code {k}, concept: Concept {k % 3}, definition: d, use_when: u, "
        "not_when: n}\n"
        for k in range(CODES)
    )
    return f"title: Codes\nconcepts:\n{concepts}codes:\n{codes}"


@cache
def vocabulary() -> list[str]:
    """Words of two to four syllables, the same ones at every run."""
    draw = random.Random(0)
    return ["".join(draw.choices(SYLLABLES, k=draw.randint(2, 4))) for _ in range(WORDS)]


def talk(name: str, position: int, n_passages: int, draw: random.Random) -> dict[str, list]:
    """A source with its speakers and passages."""
    words = vocabulary()
    stage, text, segments = "ab"[position % 2], "", []
    for number in range(n_passages):
        speaker, role = (("I", "interviewer"), ("P", "respondent"))[number % 2]
        # The share of the k-th word falls as 1/k.
        places = (int(WORDS ** draw.random()) - 1 for _ in range(draw.randint(5, 60)))
        said = " ".join(words[place] for place in places) + "."
        text += f"{speaker}: "
        place = {"start_char": len(text), "end_char": len(text) + len(said)}
        names = {"segment_id": f"{name}-{number:04}", "source_id": name, "speaker": speaker}
        order = {"position": number, "turn": number, "start_time": None}
        segments.append({**names, **place, **order, "role": role, "text": said})
        text += f"{said}\n"
    source = {
        **{"source_id": name, "stage": stage, "kind": "talk", "position": position},
        **{"respondent_id": name, "attributes": [], "excluded": None, "file": f"{name}.txt"},
        **{"format": "txt", "file_sha256": "0" * 64, "text_sha256": "0" * 64, "text": text},
        **{"n_words": len(text.split()), "front_matter": ""},
    }
    speakers = [
        {
            **{"source_id": name, "speaker": label, "role": role, "role_from": "label"},
            **{"respondent_id": who, "n_turns": n_passages // 2, "n_words": 1},
        }
        for label, role, who in (("I", "interviewer", None), ("P", "respondent", name))
    ]
    return {"sources": [source], "speakers": speakers, "segments": segments}


def judged(segments: list[dict], draw: random.Random) -> tuple[list[dict], list[dict]]:
    """Proposals and codings of respondents' passages, on the three bases."""
    proposals, codings = [], []
    for row in segments:
        if row["role"] != "respondent" or draw.random() > 0.5:
            continue
        accepted, code = draw.random() < 1 / 3, f"code_{draw.randrange(CODES)}"
        place = {name: row[name] for name in ("source_id", "start_char", "end_char")}
        lists = {name: [] for name in ("evidence", "examples", "features", "factors")}
        proposals.append(
            {
                **{"segment_id": row["segment_id"], "code": code, "origin": "learned"},
                **{"score": 0.9 if accepted else draw.random() / 2, "source_score": 0.5},
                **{"stands": accepted, "context": "", "why": "", **place, **lists},
            }
        )
        coding = {**place, "code": code, "text": row["text"], "stale": False, "entries": []}
        people = {"decided_by": "principal", "coder": "A", "why": "", "state": "accepted"}
        machine = {"decided_by": "machine", "coder": "", "why": "proposed, unread"}
        machine["state"] = "open" if accepted else "rejected"
        codings.append(coding | machine | {"basis": "machine"})
        codings.append(coding | (people if accepted else machine) | {"basis": "both"})
        if accepted:
            codings.append(coding | people | {"basis": "people"})
    return proposals, codings


def write_results(study: Path, results: Path, talks: list[dict], draw: random.Random) -> None:
    """The tables that the site is made from; those that it only passes on are empty."""
    from qualstage import contracts
    from qualstage.codebook import read_codebook
    from qualstage.count import count, credit
    from qualstage.files import write_text
    from qualstage.study import read_study
    from qualstage.tables import write_table
    from qualstage.tabulate.compose import compose_tables
    from qualstage.tabulate.exchange import write_tables
    from qualstage.tabulate.material import Material

    read, codebook = read_study(study), read_codebook(study / "codebook.yaml")
    rows = {
        name: [row for one in talks for row in one[name]]
        for name in ("sources", "speakers", "segments")
    }
    proposals, codings = judged(rows["segments"], draw)
    voiced = credit(codings, rows["segments"], rows["speakers"])
    counts = count(voiced, rows["sources"], rows["speakers"], read, codebook)
    tables = {
        "ingest/00/sources": (rows["sources"], contracts.SOURCES),
        "ingest/00/speakers": (rows["speakers"], contracts.SPEAKERS),
        "ingest/00/segments": (rows["segments"], contracts.SEGMENTS),
        "screen/00/identifiers": ([], contracts.IDENTIFIERS),
        "code/00/proposals": (proposals, contracts.PROPOSALS),
        "settle/codings": (codings, contracts.CODINGS),
        "settle/consensus": ([], contracts.CONSENSUS),
        "count/counts": (counts, contracts.COUNTS),
        "conclude/facts": ([], contracts.FACTS),
        "conclude/findings": ([], contracts.FINDINGS),
        "conclude/decisions": ([], contracts.DECISIONS),
        "assess/accuracy": ([], contracts.ACCURACY),
        "agree/agreement": ([], contracts.AGREEMENT),
        "saturate/saturation": ([], contracts.SATURATION),
        "saturate/saturated": ([], contracts.SATURATED),
        "cluster/all/topics": ([], contracts.TOPICS),
        "cluster/all/members": ([], contracts.TOPIC_MEMBERS),
        "topics/sizes": ([], contracts.TOPIC_SIZES),
        "topics/codes": ([], contracts.TOPIC_CODES),
    }
    for name, (some, contract) in tables.items():
        write_table(some, contract, results / f"{name}.parquet")
    for name, header in (
        ("disagreements", "source_id,code,start_char,end_char,coded_by,not_by,text\n"),
        ("unanchored", "source_id,code,coder,role,state,problem,quote,entry\n"),
    ):
        write_text(results / "settle" / f"{name}.csv", header)
    for picture in ("assess/reliability", "topics/map_all"):
        write_text(results / f"{picture}.svg", "<svg/>\n")
    write_text(results / "compare/comparison.csv", ",".join(contracts.COMPARISON.columns) + "\n")
    given = Material(read, codebook, rows["sources"], rows["speakers"], counts)
    write_tables(results / "tabulate/tables.json", compose_tables(given, ()))


def main() -> None:
    """Measure what the command line names."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("study", help="a study's folder, or 'large'")
    parser.add_argument("results", nargs="?", type=Path, help="its folder of results")
    parser.add_argument("--sources", type=int, default=2000, help="of the large study")
    parser.add_argument("--passages", type=int, default=50, help="in each of its sources")
    parser.add_argument("--search", help="what to search for")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        if options.study == "large":
            print(f"{options.sources} sources of {options.passages} passages", flush=True)
            study, results = write_large(Path(folder), options.sources, options.passages)
            question = options.search or " ".join(vocabulary()[50:52])
        else:
            study, results = Path(options.study), options.results
            question = options.search or "crisis plan"
        site = Path(folder) / "site"
        os.environ.setdefault("PYTHONHASHSEED", "0")
        built(study, results, site)
        opened(site, question)


if __name__ == "__main__":
    main()
