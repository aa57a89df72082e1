"""The paths of Azure's variant of the API, as this server's own.

Its clients ask for `/openai/PATH?api-version=…`, `/openai/v1/PATH`, and for models by deployment:
`/openai/deployments/NAME/chat/completions`.
"""

from __future__ import annotations

import re

from starlette.types import ASGIApp, Receive, Scope, Send

DEPLOYMENT = "deployment"
"""The key of a request's scope that has the deployment of its path: the model that it means."""
_PATH = re.compile(r"/openai(?:/v1|/deployments/(?P<deployment>[^/]+))?(?P<path>/.+)")


class AzurePaths:
    """Stands before everything else."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        match = _PATH.fullmatch(scope.get("path", ""))
        if match is not None:
            scope = {**scope, "path": f"/v1{match['path']}"}
            if match["deployment"]:
                scope[DEPLOYMENT] = match["deployment"]
        await self._app(scope, receive, send)
