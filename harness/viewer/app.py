"""The viewer as one application: routes, the guard in front of them, errors as sentences."""

from __future__ import annotations

import contextlib
import secrets
import socket
from collections.abc import AsyncIterator, Awaitable, Callable

import uvicorn
from openai import APIStatusError, OpenAIError
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from harness.errors import HarnessError, ReportError, UsageError
from harness.reports.clean import printable
from harness.viewer.assets import page
from harness.viewer.guard import Guard
from harness.viewer.link import Link
from harness.viewer.options import ViewerOptions
from harness.viewer.pages import Pages
from harness.viewer.playground import Playground, in_words
from harness.viewer.runs import Runs


def make_app(options: ViewerOptions) -> Starlette:
    """The ASGI application. Each has a token of its own, which only its own pages know."""
    token = secrets.token_urlsafe(24)
    link = Link(options)
    pages = Pages(options, Runs(options.reports), token)

    @contextlib.asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        try:
            yield
        finally:
            await link.aclose()

    app = Starlette(
        routes=[*_page_routes(pages), *_api_routes(Playground(options, link))],
        middleware=[Middleware(Guard, token=token)],
        exception_handlers={HarnessError: _refused, OpenAIError: _refused_by(link), 404: _missing},
        lifespan=lifespan,
    )
    app.state.lang = options.lang
    return app


def listen(port: int) -> socket.socket:
    """A socket on the loopback interface that accepts connections from now on; port 0 takes a free one.

    Raises:
        UsageError: the port is taken.
    """
    opened = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        opened.bind(("127.0.0.1", port))
        opened.listen(128)
    except OSError as error:
        opened.close()
        raise UsageError(f"port {port} cannot be used: {error.strerror}", fix="--port 0") from None
    return opened


def serve(options: ViewerOptions, listening: socket.socket) -> None:
    """Serve the viewer on the socket until the process is told to stop."""
    config = uvicorn.Config(
        make_app(options), log_level="warning", access_log=False, timeout_graceful_shutdown=2, ws="none"
    )
    uvicorn.Server(config).run(sockets=[listening])


def _page_routes(pages: Pages) -> list[Route]:
    return [
        Route("/", pages.all),
        Route("/runs/{name}", pages.one),
        Route("/runs/{name}/report", pages.report),
        Route("/runs/{name}/events", pages.events),
        Route("/compare", pages.compared),
        Route("/playground", pages.playground),
        Route("/static/{name}", pages.static),
    ]


def _api_routes(playground: Playground) -> list[Route]:
    return [
        Route("/api/assistants", playground.assistant, methods=["POST"]),
        Route("/api/threads", playground.thread, methods=["POST"]),
        Route("/api/files", playground.upload, methods=["POST"]),
        Route("/api/files/{id}/picture", playground.picture),
        Route("/api/messages", playground.say, methods=["POST"]),
        Route("/api/outputs", playground.outputs, methods=["POST"]),
        Route("/api/cancel", playground.cancel, methods=["POST"]),
        Route("/api/runs/{thread}/{run}", playground.inspect),
        Route("/api/samples", playground.save, methods=["POST"]),
    ]


async def _refused(request: Request, error: Exception) -> Response:
    return _answer(request, printable(str(error)), 404 if isinstance(error, ReportError) else 400)


def _refused_by(link: Link) -> Callable[[Request, Exception], Awaitable[Response]]:
    async def refused(request: Request, error: Exception) -> Response:
        status = error.status_code if isinstance(error, APIStatusError) else 502
        return _answer(request, link.without_key(in_words(error)), status if 400 <= status < 500 else 502)

    return refused


async def _missing(request: Request, _: Exception) -> Response:
    return _answer(request, "there is no such page", 404)


def _answer(request: Request, text: str, status: int) -> Response:
    if request.url.path.startswith("/api/"):
        return JSONResponse({"error": text}, status)
    return HTMLResponse(page("error.html", lang=request.app.state.lang, text=text), status)
