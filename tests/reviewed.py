"""Review pages of small studies: results made without a run, clients that ask as a page does."""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
from pathlib import Path

import pytest
from qualstage.codebook import read_codebook
from qualstage.contracts import PROPOSALS, SEGMENTS, SOURCES
from qualstage.files import write_bytes
from qualstage.ingest import ingest_study
from qualstage.ledger import read_material
from qualstage.ledger.chain import Chain, read_chains
from qualstage.ledger.importing import import_files
from qualstage.origin import note_origin
from qualstage.queue import COLUMNS, queue_rows, wanted
from qualstage.study import read_study
from qualstage.tables import csv_for_people, write_table

PORT = 8765
TOKEN = "the-token-of-this-start"
HOME = f"http://127.0.0.1:{PORT}"
AT = "2026-01-01T00:00:00Z"


def proposal(segment, code, score, span=None, why="It sounds like it."):
    """A proposal of the machine, of a whole passage or a span of it."""
    start, end = span or (segment["start_char"], segment["end_char"])
    return {
        "segment_id": segment["segment_id"],
        "source_id": segment["source_id"],
        "code": code,
        "start_char": start,
        "end_char": end,
        "score": score,
        "source_score": score,
        "stands": score >= 0.5,
        "origin": "learned",
        "context": "",
        "evidence": [
            {
                "indicator": "chat",
                "start_char": start,
                "end_char": min(end, start + 4),
                "text": "",
                "context": "",
                "cue": "",
            }
        ],
        "examples": [],
        "features": [{"name": "a tell-tale word", "weight": 1.0}],
        "factors": [],
        "why": why,
    }


def write_results(folder: Path, results: Path, proposed: dict[tuple[str, str], float]) -> Path:
    """Results of a study as far as the page reads them; `proposed` is by segment and code."""
    study = read_study(folder)
    rows = ingest_study(study)
    segments = {row["segment_id"]: row for row in rows.segments}
    proposals = [proposal(segments[name], code, s) for (name, code), s in proposed.items()]
    write_table(rows.sources, SOURCES, results / "ingest" / "00" / "sources.parquet")
    write_table(rows.segments, SEGMENTS, results / "ingest" / "00" / "segments.parquet")
    write_table(proposals, PROPOSALS, results / "code" / "00" / "proposals.parquet")
    sources = {row["source_id"]: row for row in rows.sources}
    counted = wanted(study, read_codebook(study.path(study.codebook)), sources)
    queue = queue_rows(rows.segments, proposals, [], set(), counted)
    for name, chosen in (("queue", queue), ("sample", queue[:1])):
        table = [[row[column] for column in COLUMNS] for row in chosen]
        write_bytes(results / "queue" / f"{name}.csv", csv_for_people(COLUMNS, table))
    note_origin(results, folder)
    return results


def options(folder, results, coder="ann", role="principal", blind=False):
    """What the command line says."""
    return argparse.Namespace(
        study=Path(folder), results=Path(results), coder=coder, role=role, blind=blind
    )


def desk_of(*given, **more):
    """The desk of a study, its results and a coder."""
    from qualstage.review import open_desk

    return open_desk(options(*given, **more))


def client_of(desk, visited=True, **headers):
    """A client that asks as the page does, once it was opened."""
    from qualstage.review.app import review_app
    from starlette.testclient import TestClient

    client = TestClient(review_app(desk, TOKEN, PORT), base_url=HOME, raise_server_exceptions=False)
    if visited:
        assert client.get("/", params={"token": TOKEN}).status_code == 200
        client.headers |= {"Origin": HOME, "Sec-Fetch-Site": "same-origin", **headers}
    return client


def status_of(client, path):
    """How a path is answered that no client would send as it is."""
    import asyncio

    names = {"host": f"127.0.0.1:{PORT}", "cookie": f"qualstage-review-{PORT}={TOKEN}"}
    headers = [(name.encode(), value.encode()) for name, value in names.items()]
    scope = {"type": "http", "method": "GET", "path": path, "query_string": b"", "root_path": ""}
    scope |= {"headers": headers, "raw_path": path.encode(), "http_version": "1.1"}
    scope |= {"scheme": "http", "server": ("127.0.0.1", PORT), "client": ("127.0.0.1", 1)}
    sent = []

    async def receive():
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message):
        sent.append(message)

    asyncio.run(client.app(scope, receive, send))
    return sent[0]["status"]


def decide(client, *decisions):
    """Have decisions recorded; the answer, which must be that they were."""
    answer = client.post("/api/decisions", json={"decisions": list(decisions)})
    assert answer.status_code == 200, answer.text
    return answer.json()


def ledger_of(folder) -> Path:
    """The study's ledger folder."""
    return read_study(folder).ledger_folder()


def entries_of(folder, coder="ann", whole=False):
    """A chain's entries with their words; without what differs from one making to the next."""
    chain = Chain(ledger_of(folder) / f"{coder}.jsonl")
    assert chain.problems == []
    names = {entry["id"]: number for number, entry in enumerate(chain.entries)}
    kept = [dict(entry) for entry in chain.entries]
    if whole:
        return kept
    for entry in kept:
        entry["words"] = chain.words.get(entry["words"] or "")
        entry["supersedes"] = names.get(entry.get("supersedes"))
        for name in ("id", "prev", "at", "seq"):
            del entry[name]
    return kept


def imported(folder, *rows, header="source_id,code,coder,role,action,quote,reason", at=AT):
    """Import rows into a study's ledger, as `qualstage ledger import` does."""
    path = Path(folder) / "imported.csv"
    path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    study = read_study(folder)
    import_files([path], study.ledger_folder(), read_material(study), at)
    return read_chains(study.ledger_folder())


def place(page, words, source="H1"):
    """Where words stand in a source, in code points."""
    told = page.get(f"/api/sources/{source}").json()
    turn = next(turn for turn in told["turns"] if words in turn["text"])
    start = turn["start"] + turn["text"].index(words)
    return {"source": source, "start": start, "end": start + len(words)}


def problems(answer):
    """What an answer that refuses tells: place, fact and remedy of each problem."""
    assert answer.status_code == 409, answer.text
    return [(p["place"], p["fact"], p["remedy"]) for p in answer.json()["problems"]]


class Served:
    """`qualstage review` in a process of its own, as somebody starts it."""

    def __init__(self, folder, results, *more):
        words = [sys.executable, "-m", "qualstage.cli", "review", "--no-browser"]
        words += ["--study", str(folder), "--results", str(results), *more]
        self.process = subprocess.Popen(
            words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        told = iter(self.process.stdout.readline, "")
        self.address = next((line.strip() for line in told if line.startswith("http")), "")
        assert self.address, self.process.stderr.read()
        self.home, self.token = re.fullmatch(
            r"(http://127\.0\.0\.1:\d+)/\?token=(.+)", self.address
        ).groups()

    def client(self):
        """A client of this process."""
        import httpx2

        client = httpx2.Client(base_url=self.home, timeout=30, trust_env=False)
        assert client.get("/", params={"token": self.token}).status_code == 200
        client.headers |= {"Origin": self.home, "Sec-Fetch-Site": "same-origin"}
        return client

    def stop(self):
        """Stop it as Ctrl-C does; what it says on standard error."""
        import signal

        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
        _, told = self.process.communicate(timeout=30)
        return told


def status(page, told):
    """Wait until the page says so, and shows what has changed by it."""
    page.wait_for_function(
        "told => document.getElementById('status').textContent.includes(told)", arg=told
    )
    settled(page)


def settled(page):
    """Wait until the page has done all that it was asked, or asks something in a dialog."""
    page.wait_for_function(
        """() => document.querySelector("dialog[open]")
            ?? document.querySelector("#view[aria-busy=false]")"""
    )


def press(page, *keys):
    """Hit keys as somebody does who looks at the page before hitting the next one."""
    for key in keys:
        page.keyboard.press(key)
        settled(page)


PROPOSED = {
    ("H1-0001", "company"): 0.9,
    ("H1-0003", "food"): 0.6,
    ("H2-0001", "food"): 0.8,
    ("H2-0001", "company"): 0.2,
    ("V1-0001", "company"): 0.7,
    ("V1-0002", "food"): 0.4,
}


@pytest.fixture
def tiny_results(tiny):
    """Results of the tiny study, with proposals."""
    return write_results(tiny, tiny.parent / "results", PROPOSED)


@pytest.fixture
def opened(tiny, tiny_results):
    """A function that opens a page of the tiny study."""
    return lambda *who, **more: client_of(desk_of(tiny, tiny_results, *who, **more))


@pytest.fixture
def page(opened):
    """A page of the tiny study, of principal ann."""
    return opened("ann")
