"""Who may talk to the viewer: pages that it served itself, to this machine's own name, and nobody else."""

from __future__ import annotations

import hmac

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

TOKEN_HEADER = "x-harness-token"  # noqa: S105 - the name of a header
LARGEST_BODY = 32 * 2**20  # bytes
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'; "
    "require-trusted-types-for 'script'; trusted-types 'none'"
)
_LOOPBACK = frozenset(("127.0.0.1", "localhost", "[::1]"))
_SAFE = frozenset(("GET", "HEAD"))
_HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}


class Guard:
    """Turns away foreign names (DNS rebinding), foreign pages (CSRF) and large bodies, before any route."""

    def __init__(self, app: ASGIApp, token: str) -> None:
        self._app, self._token = app, token

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        why = refusal(scope, self._token)
        sends = _with_headers(send)
        if why:
            status = 413 if why.startswith("the body") else 403
            await JSONResponse({"error": why}, status)(scope, receive, sends)
            return
        await self._app(scope, _bounded(receive), sends)


def refusal(scope: Scope, token: str) -> str:
    """Why a request is turned away; empty when it may pass."""
    headers = Headers(scope=scope)
    host = headers.get("host", "")
    if not _is_ours(host, scope):
        return "the viewer answers to the name of this machine only"
    if headers.get("sec-fetch-site") in ("cross-site", "same-site") and not _is_navigation(headers, scope):
        return "another site asked"
    if scope["method"] in _SAFE:
        return ""
    if headers.get("origin") != f"http://{host}":
        return "another origin asked"
    if not hmac.compare_digest(headers.get(TOKEN_HEADER, "").encode(), token.encode()):
        return "the page is of an earlier viewer: load it again"
    if int(headers.get("content-length", "0") or 0) > LARGEST_BODY:
        return f"the body is larger than {LARGEST_BODY // 2**20} MB"
    return ""


def _is_ours(host: str, scope: Scope) -> bool:
    port = scope["server"][1]
    return host in {f"{name}:{port}" for name in _LOOPBACK} or (port == 80 and host in _LOOPBACK)


def _is_navigation(headers: Headers, scope: Scope) -> bool:
    """Following a link to a page from elsewhere is harmless: nothing happens on GET."""
    return headers.get("sec-fetch-mode") == "navigate" and scope["method"] in _SAFE


def _bounded(receive: Receive) -> Receive:
    """A body without a length is cut off where one with a length would have been refused."""
    seen = 0

    async def bounded() -> Message:
        nonlocal seen
        message = await receive()
        seen += len(message.get("body", b""))
        return {"type": "http.disconnect"} if seen > LARGEST_BODY else message

    return bounded


def _with_headers(send: Send) -> Send:
    async def sends(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in _HEADERS.items():
                headers.setdefault(name, value)
        await send(message)

    return sends
