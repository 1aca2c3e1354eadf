"""What stands before Datasette: whom it answers, what may be asked, and what a page may load."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from typing import Any, TypeAlias

Scope: TypeAlias = MutableMapping[str, Any]
Message: TypeAlias = MutableMapping[str, Any]
Receive: TypeAlias = Callable[[], Awaitable[Message]]
Send: TypeAlias = Callable[[Message], Awaitable[None]]
App: TypeAlias = Callable[[Scope, Receive, Send], Awaitable[None]]

_OURS = ("find", "questions", "record", "plots", "style.css", "frame.js", "icon.svg")
"""The pages below `/-/` that are ours. Datasette's own, which tell of the machine, are not served."""
_POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; frame-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'self'"
)
_HEADERS = {
    "content-security-policy": _POLICY,
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "cache-control": "no-store",
}


def guarded(app: App, hosts: Iterable[str]) -> App:
    """The application, for requests that name one of `hosts` (HOST or HOST:PORT) and only read.

    A page of somebody else whose name was made to lead to this machine names itself as the host, and is refused.
    """
    allowed = frozenset(host.lower().encode() for host in hosts)

    async def guard(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await app(scope, receive, send)
            return
        named = [value.lower() for name, value in scope["headers"] if name == b"host"]
        if len(named) != 1 or named[0] not in allowed:
            await _refuse(send, 421, "This is not the address of the explorer.")
        elif scope["method"] not in ("GET", "HEAD"):
            await _refuse(send, 405, "Here one can only read.")
        elif _from_elsewhere(scope):
            await _refuse(send, 403, "The explorer answers its own pages, and whoever follows a link to it.")
        elif not _served(scope["path"]):
            await _refuse(send, 404, "There is no such page.")
        else:
            await app(scope, receive, _with_headers(send))

    return guard


def _from_elsewhere(scope: Scope) -> bool:
    """Whether a browser says that a page of somebody else asks, but for following a link."""
    said = {name: value for name, value in scope["headers"] if name.startswith(b"sec-fetch-")}
    followed = said.get(b"sec-fetch-mode") == b"navigate" and said.get(b"sec-fetch-dest") == b"document"
    return said.get(b"sec-fetch-site") in (b"cross-site", b"same-site") and not followed


def _served(path: str) -> bool:
    parts = path.split("/")
    return len(parts) < 2 or parts[1] != "-" or (len(parts) > 2 and parts[2] in _OURS)


def _with_headers(send: Send) -> Send:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            given = {name.lower() for name, _ in message["headers"]}
            more = [(name.encode(), value.encode()) for name, value in _HEADERS.items() if name.encode() not in given]
            message = {**message, "headers": [*message["headers"], *more]}
        await send(message)

    return sending


async def _refuse(send: Send, status: int, why: str) -> None:
    headers = [(b"content-type", b"text/plain; charset=utf-8")]
    await _with_headers(send)({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": why.encode()})
