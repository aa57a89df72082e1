"""/models, /health: about the server itself"""

from __future__ import annotations

from harness.server.faults import ApiError
from harness.server.routes.base import Call, Operation
from harness.server.wire import Json


def _model(name: str) -> Json:
    return {"id": name, "object": "model", "created": 0, "owned_by": "harness"}


async def list_models(call: Call) -> Json:
    return {"object": "list", "data": [_model(name) for name in call.state.models.names]}


async def retrieve_model(call: Call) -> Json:
    name = call.path["model"]
    if call.state.models.find(name) is None:
        text = f"The model '{name}' does not exist."
        raise ApiError(404, text, param="model", code="model_not_found")
    return _model(name)


OPERATIONS = (
    Operation(
        method="GET",
        path="/models",
        name="listModels",
        summary="List the configured models",
        handler=list_models,
        answer="ModelList",
    ),
    Operation(
        method="GET",
        path="/models/{model}",
        name="retrieveModel",
        summary="Retrieve a model",
        handler=retrieve_model,
        answer="Model",
    ),
)
