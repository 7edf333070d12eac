"""
The page where people decide: a local server that shows passages and appends to the ledger.

The only step that is not in the DAG: nothing is decided by a run. What is decided here reaches the
ledger at once, and the tables with the next run.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import socket

    from qualstage.ledger.replay import Decisions
    from qualstage.review.desk import Desk

HOST = "127.0.0.1"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Options of `qualstage review`."""
    parser.epilog = (
        "Example: qualstage review --study mystudy --results results/mystudy --coder ann"
    )
    given = parser.add_argument_group("inputs")
    given.add_argument("--study", required=True, type=Path, help="the study's folder")
    given.add_argument("--results", required=True, type=Path, help="its folder of results")
    who = parser.add_argument_group("who decides")
    who.add_argument("--coder", required=True, help="name of the coder's file in the ledger")
    who.add_argument(
        "--role",
        default="principal",
        choices=("principal", "second", "check", "adjudicator"),
        help="in which role; the study's policy says whose word is stronger",
    )
    who.add_argument(
        "--blind",
        action="store_true",
        help="show neither the machine's proposals nor what others coded",
    )
    page = parser.add_argument_group("page")
    page.add_argument(
        "--port", default=0, type=int, help="port to serve at; 0 for any that is free"
    )
    page.add_argument("--no-browser", action="store_true", help="only print the page's address")
    parser.set_defaults(writes=False)


def run(options: argparse.Namespace) -> None:
    """Serve the page until it is stopped by Ctrl-C."""
    import secrets
    import threading
    import webbrowser

    import uvicorn

    from qualstage.review.app import review_app

    desk = open_desk(options)
    listening = _listen(options.port)
    port = listening.getsockname()[1]
    token = secrets.token_urlsafe(32)
    # Without a log of requests: the first one's address holds the token.
    config = uvicorn.Config(
        review_app(desk, token, port),
        log_level="warning",
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=3,
    )
    address = f"http://{HOST}:{port}/?token={token}"
    print(f"{_told(options)}\n{address}\nStop it with Ctrl-C.", flush=True)
    if not options.no_browser:
        threading.Timer(0.5, webbrowser.open, [address]).start()
    try:
        uvicorn.Server(config).run(sockets=[listening])
    except KeyboardInterrupt:
        pass
    finally:
        listening.close()
    entries = "1 entry was" if desk.recorded == 1 else f"{desk.recorded} entries were"
    print(f"\nstopped; {entries} recorded in the ledger", file=sys.stderr)
    if desk.recorded:
        print("To rebuild the tables, run snakemake again.", file=sys.stderr)


def open_desk(options: argparse.Namespace) -> Desk:
    """
    What the page answers from, read from the study, its results and its ledger.

    Raises:
        QualstageError: any of these, or the coder's name, cannot be used.
    """
    from qualstage.review.desk import Desk
    from qualstage.review.live import Live
    from qualstage.review.own import Person
    from qualstage.review.results import read_results
    from qualstage.settle.placing import add_matrix_judgements
    from qualstage.settle.rated import add_ratings
    from qualstage.study import read_study

    study = read_study(options.study)
    folder = study.ledger_folder()
    _check_who(options, folder)
    results = read_results(study, options.results, options.blind)

    def add_given(decisions: Decisions) -> None:
        segments = [row for rows in results.segments.values() for row in rows]
        given = decisions, study, results.codebook
        add_matrix_judgements(*given, segments)
        add_ratings(*given, results.sources.values(), segments)

    who = Person(options.coder, options.role)
    live = Live(folder, options.coder, results.sources, options.blind, add_given)
    return Desk(results, live, who, options.blind)


def _check_who(options: argparse.Namespace, folder: Path) -> None:
    from qualstage.errors import Problem, raise_if_any
    from qualstage.ledger.importing import clashing_names
    from qualstage.ledger.who import check_who

    wrong = check_who(options.coder, options.role, "")
    problems = [Problem("--coder", fact, remedy) for fact, remedy in wrong]
    if options.blind and options.role == "adjudicator":
        fact = "an adjudicator cannot be blind: who settles a disagreement sees both sides."
        problems.append(Problem("--blind", fact, "Leave it out, or take another role."))
    problems += clashing_names([("--coder", options.coder)], folder)
    raise_if_any("qualstage review", problems)


def _listen(port: int) -> socket.socket:
    """A socket of this machine alone."""
    import socket

    from qualstage.errors import Problem, raise_if_any

    # The protocol is named, for asyncio sends at once only where it is: or else each answer waits
    # 40 ms for the browser to confirm that it got the answer's head.
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    # So that a page stopped and started again at a port of one's choice need not wait.
    if sys.platform != "win32":
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((HOST, port))
        # At once, so that whoever opens the address before the server is up waits for it.
        listening.listen()
    except (OSError, OverflowError) as error:
        listening.close()
        fact = f"port {port} cannot be used: {getattr(error, 'strerror', '') or error}."
        problem = Problem("--port", fact, "Choose another, or leave the option out.")
        raise_if_any("qualstage review", [problem])
    return listening


def _told(options: argparse.Namespace) -> str:
    blind = ", blind" if options.blind else ""
    return (
        f"Review of {options.study} by {options.coder} ({options.role}{blind}), this machine only:"
    )
