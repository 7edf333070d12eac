"""
The door of the review page: who may come in, and what every answer says.

The page holds what people said in confidence. So it is served to this machine alone; every request
needs the token of this start; a request that names another host (DNS rebinding) or comes from
another page (cross-site request forgery) is refused; and no answer may be kept, framed, guessed at,
or run a script that is not the page's own.
"""

from __future__ import annotations

import html
import json
import secrets
from collections.abc import Awaitable, Callable, Iterable
from typing import Any
from urllib.parse import parse_qs

Scope = dict[str, Any]
Message = dict[str, Any]
Send = Callable[[Message], Awaitable[None]]
Receive = Callable[[], Awaitable[Message]]

LARGEST = 1_000_000
"""Bytes of a request at most."""

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
    "require-trusted-types-for 'script'; trusted-types 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}

ICONS = ("/page/icon.svg", "/favicon.ico")
"""What a browser asks for by itself, on the page of a refusal too. It tells nothing."""

STRANGER = "open the address that `qualstage review` printed when it started."

PAGE = """\
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Review: not opened</title>
<link rel="icon" href="/page/icon.svg">
</head>
<body>
<main>
<h1>Review</h1>
<p>{told}</p>
</main>
</body>
</html>
"""
"""What a person reads who is not let in."""


class Refused(Exception):
    """A request that is not let in: the status, and what is said of it."""

    def __init__(self, status: int, why: str) -> None:
        self.status, self.why = status, why


class Guard:
    """
    Lets through to an ASGI application only what may come in.

    Args:
        app: The application.
        token: What every request must know: in the address of the first, in a cookie after that,
            which no script can read and no other site's page can send.
        port: The port served, which names the cookie; two coders' pages on one machine keep apart.
    """

    def __init__(self, app: Any, token: str, port: int) -> None:
        self._app, self._token = app, token
        self._hosts = {f"127.0.0.1:{port}", f"localhost:{port}"}
        self.cookie = f"qualstage-review-{port}"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or refuse it."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        if scope["type"] != "http":
            return
        try:
            first = self._let_in(scope)
            body = await _whole_body(scope, receive)
        except Refused as refused:
            await self._refuse(refused, scope["path"], send)
            return
        await self._app(scope, _told_again(body, receive), self._with_headers(send, first))

    def _let_in(self, scope: Scope) -> bool:
        """Whether it is a first visit, with the token in its address; raises if it is nothing."""
        headers = _headers(scope["headers"])
        host = headers.get("host", "")
        if host not in self._hosts:
            raise Refused(421, "this address is not the one that the review page is served at.")
        asked = parse_qs(scope["query_string"].decode("latin-1")).get("token", [""])
        in_address = scope["path"] == "/" and self._is_token(asked[-1])
        asks_icon = scope["method"] == "GET" and scope["path"] in ICONS
        if not (in_address or asks_icon or self._is_known(headers.get("cookie", ""))):
            raise Refused(403, STRANGER)
        self._check_origin(scope, headers, host, in_address)
        return in_address

    def _check_origin(self, scope: Scope, headers: dict[str, str], host: str, first: bool) -> None:
        method, site = scope["method"], headers.get("sec-fetch-site", "")
        if method not in ("GET", "POST"):
            raise Refused(405, "only GET and POST are answered.")
        origin = headers.get("origin", "")
        if origin not in ("", f"http://{host}"):
            raise Refused(403, "it comes from another page.")
        # A page is opened by its address; everything else is asked for by the page itself.
        opened = method == "GET" and scope["path"] == "/" and (first or site == "none")
        if not opened and site not in ("", "same-origin"):
            raise Refused(403, "it comes from another page.")
        if method == "POST":
            if not origin and site != "same-origin":
                raise Refused(403, "it does not say which page it comes from.")
            kind = headers.get("content-type", "").partition(";")[0].strip().lower()
            if kind != "application/json":
                raise Refused(415, "only JSON is understood.")

    def _is_token(self, given: str) -> bool:
        return secrets.compare_digest(given.encode("utf-8"), self._token.encode("utf-8"))

    def _is_known(self, cookies: str) -> bool:
        """Whether one of the cookies is this page's; other servers' may be anything."""
        pairs = (pair.strip().partition("=") for pair in cookies.split(";"))
        return any(name == self.cookie and self._is_token(value) for name, _, value in pairs)

    async def _refuse(self, refused: Refused, path: str, send: Send) -> None:
        """Say why: to the page's own scripts in JSON, to a person in a sentence."""
        if path.startswith("/api/"):
            told = {"problems": [{"place": "request", "fact": refused.why, "remedy": ""}]}
            kind, body = b"application/json", json.dumps(told)
        else:
            kind, body = b"text/html; charset=utf-8", PAGE.format(told=_told(refused))
        kept = [(b"content-type", kind)]
        send = self._with_headers(send, False)
        await send({"type": "http.response.start", "status": refused.status, "headers": kept})
        await send({"type": "http.response.body", "body": body.encode("utf-8")})

    def _with_headers(self, send: Send, first: bool) -> Send:
        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                more = [(name.lower(), value) for name, value in HEADERS.items()]
                if first:
                    kept = f"{self.cookie}={self._token}; Path=/; HttpOnly; SameSite=Strict"
                    more.append(("set-cookie", kept))
                given = [pair for pair in message["headers"] if pair[0] not in _OURS]
                encoded = [(name.encode(), value.encode()) for name, value in more]
                message = {**message, "headers": [*given, *encoded]}
            await send(message)

        return with_headers


def _told(refused: Refused) -> str:
    if refused.why == STRANGER:
        printed = "printed in the terminal when it started: its token lets you in."
        return f"Open the address that <code>qualstage review</code> {printed}"
    return f"The review page cannot be opened so: {html.escape(refused.why)}"


_OURS = {name.lower().encode() for name in HEADERS}


def _headers(raw: Iterable[tuple[bytes, bytes]]) -> dict[str, str]:
    """Headers by name; one that is told twice is told by neither, so that nothing is smuggled."""
    told: dict[str, str] = {}
    for name, value in raw:
        key = name.decode("latin-1").lower()
        told[key] = value.decode("latin-1") if key not in told else "\0twice"
    return told


async def _whole_body(scope: Scope, receive: Receive) -> bytes:
    """A request's body; raises as soon as it is too large, whatever length it told."""
    if scope["method"] != "POST":
        return b""
    body = b""
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise Refused(400, "it was broken off.")
        body += message.get("body", b"")
        if len(body) > LARGEST:
            raise Refused(413, f"it is larger than {LARGEST} bytes.")
        if not message.get("more_body"):
            return body


def _told_again(body: bytes, receive: Receive) -> Receive:
    told = False

    async def receive_again() -> Message:
        nonlocal told
        if told:
            return await receive()
        told = True
        return {"type": "http.request", "body": body, "more_body": False}

    return receive_again
