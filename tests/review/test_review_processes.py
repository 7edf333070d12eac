"""The page as a process: started, stopped, killed, and two at once on one ledger."""

import random
import signal
import threading
import time

import pytest
from qualstage.cli import main
from reviewed import Served, decide, entries_of

KILLS = 6
WORDS = {"H1": "I come for a natter over the fence.", "H2": "We eat what we grow."}


@pytest.fixture
def serve(tiny, tiny_results):
    """A function that serves the page of a coder; its processes end with the test."""
    running = []

    def start(*who):
        running.append(Served(tiny, tiny_results, *who))
        return running[-1]

    yield start
    for one in running:
        one.stop()


def test_it_says_where_it_is_and_stops_cleanly(serve, tiny):
    running = serve("--coder", "ann")
    client = running.client()
    turn = client.get("/api/passages/H1-0001").json()
    at = {"source": "H1", "start": turn["start"], "end": turn["end"]}
    decide(client, {"action": "accept", "code": "company", **at})
    told = running.stop()
    assert running.process.returncode == 0
    assert told == (
        "\nstopped; 1 entry was recorded in the ledger\n"
        "To rebuild the tables, run snakemake again.\n"
    )
    assert running.address.startswith("http://127.0.0.1:")
    assert len(running.token) >= 32
    assert main(["ledger", "verify", "--study", str(tiny)]) == 0


def test_each_start_has_a_token_of_its_own_and_listens_to_this_machine_alone(serve):
    one, two = serve("--coder", "ann"), serve("--coder", "bea", "--role", "second")
    assert one.token != two.token
    import httpx2

    other = two.client()
    other.base_url = one.home
    assert other.get("/api/session").status_code == 403
    with pytest.raises(httpx2.ConnectError):
        httpx2.get(one.home.replace("127.0.0.1", "127.0.0.2"), trust_env=False)


def test_headers_of_the_server_tell_nothing_of_it(serve):
    answer = serve("--coder", "ann").client().get("/")
    assert "server" not in answer.headers


def test_answers_are_sent_at_once_not_when_the_browser_confirms_their_head():
    # asyncio looks at the protocol by which a listening socket was made; it is no matter of speed
    # alone, for 40 ms for each answer are most of what a decision takes.
    import socket

    from qualstage.review import _listen

    listening = _listen(0)
    assert listening.proto == socket.IPPROTO_TCP
    listening.close()


class Coder(threading.Thread):
    """Decides again and again, each time with a reason of its own, until its server is killed."""

    def __init__(self, running, name, first):
        super().__init__()
        self.running, self.who, self.next, self.said = running, name, first, first

    def run(self):
        try:
            client = self.running.client()
            source = sorted(WORDS)[self.next % 2]
            told = client.get(f"/api/sources/{source}").json()
            turn = next(turn for turn in told["turns"] if WORDS[source] in turn["text"])
            at = {"source": source, "start": turn["start"], "end": turn["end"]}
            for number in range(self.next, self.next + 10_000):
                action = ("accept", "reject")[number % 2]
                one = {"action": action, "code": "company", "reason": f"{self.who} {number}", **at}
                if client.post("/api/decisions", json={"decisions": [one]}).status_code != 200:
                    return
                self.said = number + 1
        except Exception:
            # The server was killed under it; what it was told up to then is what counts.
            return


def test_two_servers_on_one_chain_with_kills_lose_nothing_that_was_called_recorded(serve, tiny):
    chance = random.Random(7)
    said = {"one": 0, "two": 0}
    for _ in range(KILLS):
        coders = [Coder(serve("--coder", "ann"), name, first) for name, first in said.items()]
        for coder in coders:
            coder.start()
        time.sleep(chance.uniform(0.3, 0.8))
        for coder in chance.sample(coders, 2):
            coder.running.process.send_signal(signal.SIGKILL)
            assert entries_of(tiny) is not None
        for coder in coders:
            coder.join(30)
            coder.running.process.wait(30)
            said[coder.who] = coder.said
        assert main(["ledger", "verify", "--study", str(tiny)]) == 0
        written = [entry["words"]["reason"].split() for entry in entries_of(tiny)]
        for name, number in said.items():
            numbers = [int(n) for who, n in written if who == name]
            # One may be on the disk of which the answer was lost: it is decided once more.
            assert set(range(number)) <= set(numbers)
            assert len(numbers) - len(set(numbers)) <= KILLS
    assert min(said.values()) > 0
