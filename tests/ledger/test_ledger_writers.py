"""Several writers of one chain at once, and writers that are killed."""

import random
import signal
import subprocess
import sys
import time

import pytest
from qualstage.ledger.chain import Chain

WRITER = """
import sys
from pathlib import Path
from qualstage.ledger.chain import Chain

chain, who, first, last = Chain(Path(sys.argv[1])), sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
for number in range(first, last):
    draft = {"action": "note", "code": "trust", "source": who, "number": number}
    chain.append_now(lambda: [(draft, {"reason": f"{who} {number}"})])
    print(number, flush=True)
"""
MANY = 1000


def _writing(path, who, first, last):
    words = [sys.executable, "-c", WRITER, str(path), who, str(first), str(last)]
    return subprocess.Popen(words, stdout=subprocess.PIPE, text=True)


def _told(writer):
    """The last number that a writer said it had written; -1 where it said none."""
    return max(map(int, writer.stdout.read().split()), default=-1)


def test_two_writers_at_once_with_random_kills_lose_nothing_they_said_was_written(tmp_path):
    path = tmp_path / "ann.jsonl"
    chance = random.Random(1)
    said = {"one": 0, "two": 0}
    kills = 0
    while min(said.values()) < MANY:
        writers = {
            who: _writing(path, who, done, MANY) for who, done in said.items() if done < MANY
        }
        if kills < 6:
            time.sleep(chance.uniform(0.3, 0.9))
            victim = chance.choice(sorted(writers))
            writers[victim].send_signal(signal.SIGKILL)
            kills += 1
            assert Chain(path).problems == []
            for writer in writers.values():
                writer.send_signal(signal.SIGKILL)
        for who, writer in writers.items():
            said[who] = max(said[who], _told(writer) + 1)
            writer.wait()
    chain = Chain(path)
    assert chain.problems == []
    for who in said:
        written = [e["number"] for e in chain.entries if e["source"] == who]
        # What was written and not said any more, for the writer was killed, is written again.
        assert sorted(set(written)) == list(range(MANY))
        assert len(written) - MANY <= kills
        assert written == sorted(written)
    reasons = {chain.words[entry["words"]]["reason"] for entry in chain.entries}
    assert len(reasons) == 2 * MANY


def test_a_chain_takes_in_what_another_wrote_before_it_writes(tmp_path):
    path = tmp_path / "ann.jsonl"
    mine, other = Chain(path), Chain(path)
    other.append([({"action": "note"}, {"reason": "first"})])
    mine.append_now(lambda: [({"action": "note", "after": len(mine.entries)}, {"reason": "next"})])
    assert [entry.get("after") for entry in mine.entries] == [None, 1]
    assert [e["id"] for e in Chain(path).entries] == [e["id"] for e in mine.entries]


def test_a_plan_that_raises_writes_nothing(tmp_path):
    path = tmp_path / "ann.jsonl"
    chain = Chain(path)
    chain.append([({"action": "note"}, {"reason": "first"})])
    before = path.read_bytes()

    def refuse():
        raise ValueError

    with pytest.raises(ValueError):
        chain.append_now(refuse)
    assert path.read_bytes() == before


def test_refreshing_verifies_what_was_added(tmp_path):
    path = tmp_path / "ann.jsonl"
    chain = Chain(path)
    chain.append([({"action": "note"}, {"reason": "first"})])
    with path.open("ab") as file:
        file.write(b'{"action":"note"}\n')
    chain.refresh()
    assert [(p.place, p.fact) for p in chain.problems] == [
        ("ann.jsonl, line 2", "the line is not an entry.")
    ]


def test_words_erased_by_another_are_gone_after_refreshing(tmp_path):
    path = tmp_path / "ann.jsonl"
    chain = Chain(path)
    chain.append([({"action": "note"}, {"reason": "first"})])
    key = chain.entries[0]["words"]
    chain.words_path.write_text(f'{{"erased":"2026-01-01","id":"{key}"}}\n')
    chain.refresh()
    assert chain.words == {}
    assert chain.problems == []
