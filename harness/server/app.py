"""Puts the server together: an ASGI application over one state."""

from __future__ import annotations

import contextlib
import json
from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route, Router
from starlette.types import ASGIApp, Receive, Scope, Send

from harness.server.azure import DEPLOYMENT, AzurePaths
from harness.server.chat import routes as chat_routes
from harness.server.faults import ApiError, invalid, unknown_path, wrong_beta
from harness.server.files import Files
from harness.server.gate import Gate
from harness.server.models.base import ChatModel
from harness.server.openapi import document
from harness.server.options import ServerOptions
from harness.server.registry import Models
from harness.server.responses import conversation_routes
from harness.server.responses import routes as response_routes
from harness.server.responses.service import Responses
from harness.server.routes import assistants, files, runs, service, threads, vector_stores
from harness.server.routes.base import Call, Operation
from harness.server.runs.service import Runs
from harness.server.schemas.named import NAMED
from harness.server.schemas.parts import Schema
from harness.server.state import State
from harness.server.store import Store
from harness.server.tools.base import SearchIndex
from harness.server.tools.code_interpreter import CodeSessions
from harness.server.validate import check
from harness.server.vector_stores import VectorStores
from harness.server.wire import Json, dumps, loads

OPERATIONS: Sequence[Operation] = (
    *assistants.OPERATIONS,
    *runs.OPERATIONS,  # /threads/runs before /threads/{thread_id}
    *threads.OPERATIONS,
    *files.OPERATIONS,
    *vector_stores.OPERATIONS,
    *response_routes.OPERATIONS,
    *conversation_routes.OPERATIONS,
    *chat_routes.OPERATIONS,
    *service.OPERATIONS,
)
_BASE = "/v1"


class Server:
    """The parts of one server, made on its event loop, and its ASGI application."""

    def __init__(self, options: ServerOptions, models: Mapping[str, ChatModel], index: SearchIndex) -> None:
        store, kept = _open_store(options)
        self.state = State(
            options=options,
            store=store,
            files=kept,
            models=Models(models, strict=options.strict_models),
            code=CodeSessions(
                cell_seconds=options.limits.cell_seconds,
                idle_seconds=options.limits.session_idle_seconds,
            ),
            index=index,
        )
        self.runs = Runs(self.state)
        self.stores = VectorStores(self.state)
        self.responses = Responses(self.state)
        self.app: ASGIApp = AzurePaths(Gate(self._routes(), options))

    def recover(self) -> None:
        """Brings what a killed server left to a legal state. Called once, on the event loop."""
        self.runs.recover()
        self.stores.recover()
        self.responses.recover()

    async def aclose(self) -> None:
        """Ends runs and background work in legal states and closes everything."""
        await self.runs.aclose()
        await self.responses.aclose()
        await self.stores.aclose()
        await self.state.code.aclose()
        await self.state.index.aclose()
        await self.state.models.aclose()
        self.state.store.close()
        self.state.files.close()

    def _document(self) -> dict[str, Any]:
        pattern = self.state.models.pattern
        return document(OPERATIONS, keys=bool(self.state.options.api_keys), model_pattern=pattern)

    def _routes(self) -> Router:
        paths: dict[str, dict[str, Operation]] = {}
        for operation in OPERATIONS:
            paths.setdefault(operation.path, {})[operation.method] = operation
        routes = [Route(_BASE + path, _Endpoint(self, by_method)) for path, by_method in paths.items()]
        text = json.dumps(self._document()).encode()
        routes.append(Route("/openapi.json", _Fixed(text)))
        routes.append(Route("/health", _Fixed(b'{"status":"ok"}')))

        @contextlib.asynccontextmanager
        async def lifespan(app: object) -> AsyncIterator[None]:
            self.recover()
            yield
            await self.aclose()

        # A bare router: errors pass through it to the gate, which words them.
        return Router(routes, redirect_slashes=False, default=_unknown_path, lifespan=lifespan)


def _open_store(options: ServerOptions) -> tuple[Store, Files]:
    if options.data is None:
        store = Store()
        return store, Files(store, None)
    options.data.mkdir(parents=True, exist_ok=True)
    store = Store(options.data / "objects.sqlite")
    return store, Files(store, options.data / "files")


async def _unknown_path(scope: Scope, receive: Receive, send: Send) -> None:
    known = sorted({_BASE + "/" + operation.path.split("/")[1] for operation in OPERATIONS})
    raise unknown_path(scope["method"], scope["path"], known)


class _Fixed:
    """Answers GET with the same JSON always."""

    def __init__(self, body: bytes) -> None:
        self._body = body

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["method"] not in ("GET", "HEAD"):
            raise _wrong_method(scope, ["GET"])
        await Response(self._body, media_type="application/json")(scope, receive, send)


def _wrong_method(scope: Scope, allowed: Sequence[str]) -> ApiError:
    text = f"Not allowed to {scope['method']} on {scope['path']}. (HINT: Perhaps you meant to use a different"
    return ApiError(405, f"{text} HTTP method?)", headers={"allow": ", ".join(allowed)})


class _Endpoint:
    """All methods of one path: checks the request, calls the handler, serialises what it returns."""

    def __init__(self, server: Server, operations: Mapping[str, Operation]) -> None:
        self._server = server
        self._operations = operations

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        operation = self._operations.get(scope["method"])
        if operation is None:
            raise _wrong_method(scope, sorted(self._operations))
        request = Request(scope, receive, send)
        if "assistants=v1" in request.headers.get("openai-beta", ""):
            raise wrong_beta()
        answer = await operation.handler(await self._call(operation, request))
        if not isinstance(answer, Response):
            answer = Response(dumps(answer), media_type="application/json")
        await answer(scope, receive, send)

    async def _call(self, operation: Operation, request: Request) -> Call:
        return Call(
            request=request,
            state=self._server.state,
            runs=self._server.runs,
            stores=self._server.stores,
            responses=self._server.responses,
            owner=request.scope["owner"],
            path=request.path_params,
            query=read_query(operation.query, request) if operation.query else {},
            body=await _body(operation, request) if operation.method == "POST" else {},
        )


async def _body(operation: Operation, request: Request) -> Json:
    if operation.upload:
        return {}
    raw = await request.body()
    body: Any = {}
    if raw.strip():
        body = _decoded(raw, request.headers)
    if DEPLOYMENT in request.scope and isinstance(body, dict):
        body.setdefault("model", request.scope[DEPLOYMENT])
    schema = NAMED[operation.body] if operation.body else {"type": "object"}
    check(body, schema, NAMED)
    checked: Json = body
    return checked


def _decoded(raw: bytes, headers: Mapping[str, str]) -> Any:
    packed = headers.get("content-encoding", "identity").strip().lower()
    if packed != "identity":
        raise ApiError(415, f"Unsupported content encoding '{packed}': send the body as it is.")
    # What a web page may send to any server without asking first is not taken for JSON.
    kind = headers.get("content-type", "").split(";")[0].strip().lower()
    if kind != "application/json":
        raise invalid(f"Unsupported content type '{kind}': send application/json.")
    try:
        return loads(raw)
    except (ValueError, RecursionError) as error:
        text = "We could not parse the JSON body of your request. The API expects a JSON payload, but what "
        raise invalid(f"{text}was sent was not valid JSON ({error}).") from error


def read_query(schemas: Mapping[str, Schema], request: Request) -> dict[str, Any]:
    """The query's known parameters as typed values. Raises ApiError."""
    values: dict[str, Any] = {}
    for name, schema in schemas.items():
        if schema["type"] == "array":
            found: Any = [*request.query_params.getlist(f"{name}[]"), *request.query_params.getlist(name)]
            found = found or None
        else:
            found = request.query_params.get(name)
        if found is None:
            continue
        if schema["type"] == "integer" and found.lstrip("-").isdecimal() and found.isascii():
            found = int(found[:20])
        check(found, schema, NAMED, name)
        values[name] = found
    return values
