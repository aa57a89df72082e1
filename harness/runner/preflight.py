"""What can be known to fail before anything is paid for."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence

import msgspec
import openai

from harness.assistant import Caller
from harness.assistant.faults import Deadline, Malformed, of_exception
from harness.cassette import Library, Scope
from harness.errors import CassetteError, CassetteMissing, DatasetError, TargetError
from harness.loader import LoadedSuite
from harness.runner.options import Api
from harness.runner.plan import Task

_KEY = "set OPENAI_API_KEY, or pass --api-key"
_SPEAKS = "harness doctor --base-url URL says what that server speaks"
_REACH = "start it, check --base-url, or leave --base-url out to use the embedded server"


def cassette_suite(suite: str, api: Api = "assistants") -> str:
    """The name that a suite is recorded under: each API has a folder of its own."""
    return suite if api == "assistants" else f"{suite}.{api}"


def scope_of(task: Task, api: Api = "assistants") -> Scope:
    """The cassette scope of one attempt."""
    suite = cassette_suite(task.suite.name, api)
    return Scope(suite=suite, sample=task.sample.id, transport=task.transport, epoch=task.epoch)


def setup_scope(suite: str, api: Api = "assistants") -> Scope:
    """The cassette scope of what a suite needs before its first question."""
    return Scope(suite=cassette_suite(suite, api), sample="_suite", transport="setup", epoch=0)


def require_recordings(library: Library, tasks: Sequence[Task], api: Api = "assistants") -> None:
    """Refuse to replay what was never recorded.

    Raises:
        CassetteMissing: names the first such sample, how many there are, and the command that records them.
    """
    missing = [task for task in tasks if not library.recorded(scope_of(task, api))]
    if missing:
        suite, sample = missing[0].suite, missing[0].sample
        more = f" (and {len(missing) - 1} more)" if len(missing) > 1 else ""
        raise CassetteMissing(
            f"no recording of {suite.name}::{sample.id}[{missing[0].transport}]{more} in {library.root}",
            fix=f"harness run {suite.path}::{suite.name} --cassettes auto{_flag(api)}",
        )


def setup_refused(failure: CassetteError, suite: LoadedSuite, api: Api = "assistants") -> CassetteError:
    """What a recording says that has no answer for the setup of a suite, with the command that records it."""
    fix = f"harness run {suite.path}::{suite.name} --cassettes record{_flag(api)}"
    return type(failure)(failure.what, nearest=failure.nearest, fix=fix)


def require_storable(tasks: Sequence[Task]) -> None:
    """Refuse samples that no result file can hold.

    Raises:
        DatasetError: names the first one.
    """
    for suite, sample in {
        (task.suite.name, task.sample.id): (task.suite, task.sample) for task in tasks
    }.values():
        try:
            msgspec.json.encode(sample)
        except (TypeError, ValueError) as error:
            raise DatasetError(
                f"sample {sample.id} of suite {suite.name} cannot be stored: {error}",
                fix="let its target, policy and metadata be JSON: texts, numbers, lists, mappings",
            ) from error


def _flag(api: Api) -> str:
    return "" if api == "assistants" else f" --api {api}"


@contextlib.contextmanager
def refusals_named(what: str) -> Iterator[None]:
    """What a server refuses here stops the run with one sentence.

    Raises:
        TargetError: in place of any error of the SDK.
    """
    try:
        yield
    except (openai.OpenAIError, Malformed, Deadline) as error:
        if isinstance(error.__cause__, CassetteError):
            raise error.__cause__ from error
        cause = of_exception(error)
        raise TargetError(f"{what}: {cause.message or cause.kind}", fix=_remedy(error)) from error


def _remedy(error: Exception) -> str:
    """What helps against the refusals that a wrong command line brings about."""
    if isinstance(error, openai.NotFoundError):
        return "look at the id, the model's name, and whether --base-url ends as the API's does, such as /v1"
    if isinstance(error, openai.AuthenticationError | openai.PermissionDeniedError):
        return _KEY
    return _REACH if isinstance(error, openai.APIConnectionError) else _SPEAKS


async def greet(caller: Caller, where: str) -> list[str]:
    """The names of the models that the server offers; empty where it does not say. `where` is for its errors.

    Raises:
        TargetError: it cannot be reached, or refuses the key.
    """
    try:
        reply = await caller.get("/models")
    except (openai.AuthenticationError, openai.PermissionDeniedError) as error:
        raise TargetError(f"{where} refuses the key: {error}", fix=_KEY) from error
    except (openai.APIConnectionError, Deadline) as error:
        cause = of_exception(error)
        raise TargetError(
            f"cannot reach {where} ({cause.kind}: {cause.message})",
            fix=_REACH,
        ) from error
    except (openai.APIStatusError, Malformed):
        return []
    data = reply.body.get("data")
    return (
        [str(model.get("id")) for model in data if isinstance(model, dict)] if isinstance(data, list) else []
    )
