"""The addresses of the review page: what is asked at each, and how it is answered."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from importlib.resources import files
from pathlib import PurePath
from typing import Any

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from qualstage.errors import Problem, QualstageError
from qualstage.review.desk import Desk
from qualstage.review.guard import Guard
from qualstage.review.requests import Decisions, Redo, Undo, understood

Answer = Callable[[Request], Awaitable[Response]]

KINDS = {
    ".html": "text/html",
    ".css": "text/css",
    ".js": "text/javascript",
    ".svg": "image/svg+xml",
}


def review_app(desk: Desk, token: str, port: int) -> Guard:
    """
    The page and what it asks for, behind its door.

    Args:
        desk: Who answers.
        token: The token of this start.
        port: The port it is served at.
    """
    page = _page()
    routes = [
        Route("/", page),
        Route("/page/{name}", page),
        Route("/favicon.ico", page),
        _get("/api/session", lambda request: desk.session()),
        _get("/api/changes", lambda request: desk.changes()),
        _get("/api/codebook", lambda request: desk.codebook()),
        _get("/api/passages", lambda request: _passages(desk, request)),
        _get("/api/passages/{name}", lambda request: _passage(desk, request)),
        _get("/api/sources", lambda request: desk.sources()),
        _get("/api/sources/{name}", lambda request: desk.source(request.path_params["name"])),
        _get("/api/disagreements", lambda request: desk.disagreements()),
        _get("/api/again", lambda request: desk.again()),
        _get("/api/history", lambda request: desk.history(_number(request, "n", 50))),
        _post("/api/decisions", Decisions, lambda asked: desk.decide(asked.decisions)),
        _post("/api/undo", Undo, lambda asked: desk.undo(asked.entries)),
        _post("/api/redo", Redo, lambda asked: desk.redo(asked.entry)),
    ]
    handlers = {QualstageError: _refused, HTTPException: _nothing, OSError: _failed}
    return Guard(Starlette(routes=routes, exception_handlers=handlers), token, port)


def _page() -> Answer:
    """Answers with the page's own files: read at the start, so that no request names a path."""
    kept = {
        item.name: (item.read_bytes(), KINDS[PurePath(item.name).suffix])
        for item in files("qualstage.review").joinpath("page").iterdir()
        if PurePath(item.name).suffix in KINDS
    }

    async def answer(request: Request) -> Response:
        of_path = {"/": "index.html", "/favicon.ico": "icon.svg"}
        name = request.path_params.get("name") or of_path[request.url.path]
        if name not in kept:
            raise HTTPException(404)
        content, kind = kept[name]
        return Response(content, media_type=kind)

    return answer


def _get(path: str, told: Callable[[Request], Any]) -> Route:
    async def answer(request: Request) -> Response:
        try:
            return JSONResponse(await run_in_threadpool(told, request))
        except KeyError:
            raise HTTPException(404) from None

    return Route(path, answer, methods=["GET"])


def _post(path: str, form: type, done: Callable[[Any], Any]) -> Route:
    async def answer(request: Request) -> Response:
        asked = understood(form, await request.body())
        return JSONResponse(await run_in_threadpool(done, asked))

    return Route(path, answer, methods=["POST"])


def _passages(desk: Desk, request: Request) -> Any:
    name = request.query_params.get("list", "passages")
    todo = request.query_params.get("todo") == "1"
    return desk.passages(name, _number(request, "first", 0), _number(request, "n", 20), todo)


def _passage(desk: Desk, request: Request) -> Any:
    return desk.passage(request.path_params["name"], request.query_params.get("list", ""))


def _number(request: Request, name: str, otherwise: int) -> int:
    given = request.query_params.get(name, "")
    return int(given) if given.isascii() and given.isdecimal() and len(given) < 10 else otherwise


def _problems(status: int, problems: list[Problem]) -> Response:
    told = [{"place": p.place, "fact": p.fact, "remedy": p.remedy} for p in problems]
    return JSONResponse({"problems": told}, status)


async def _refused(request: Request, error: QualstageError) -> Response:
    return _problems(409, error.problems)


async def _nothing(request: Request, error: HTTPException) -> Response:
    problem = Problem(request.url.path, "there is nothing here.", "Reload the page.")
    return _problems(error.status_code, [problem])


async def _failed(request: Request, error: OSError) -> Response:
    fact = f"the ledger could not be read or written: {error.strerror or error}."
    remedy = "Nothing of this decision counts. Look whether the disk is full or write-protected."
    return _problems(500, [Problem("the ledger", fact, remedy)])
