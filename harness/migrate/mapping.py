"""What of the Assistants API maps to what, and which of it one suite uses that has no exact counterpart."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from harness.assistant.responses.mapping import Gap, request_of, with_overrides
from harness.loader import LoadedSuite


@dataclass(frozen=True)
class Counterpart:
    """One notion on both sides."""

    assistants: str
    responses: str
    differs: str = ""


COUNTERPARTS: tuple[Counterpart, ...] = (
    Counterpart("assistant", "settings in every request, or a prompt", "kept by the program, not the server"),
    Counterpart("thread", "conversation", "its items hold tool calls and their outputs, too"),
    Counterpart("message", "item of type `message`", "`input_text` and `output_text` parts"),
    Counterpart("run", "response", "one response ends where functions are wanted"),
    Counterpart("run step", "output item", "no times and no tokens of its own"),
    Counterpart("run polled", "`background: true`, then retrieve", "`queued`, `in_progress`, then the end"),
    Counterpart("run streamed", "`stream: true`", "numbered events by item; no `done` event at the end"),
    Counterpart("status `requires_action`", "`completed` with `function_call` items", ""),
    Counterpart("submit_tool_outputs", "a new response with `function_call_output` items", ""),
    Counterpart("status `expired`", "", "a response that takes too long is cancelled by its client"),
    Counterpart("list of a thread's runs", "", "responses cannot be listed"),
    Counterpart("instructions, additional_instructions", "`instructions`", "joined by the client"),
    Counterpart("max_completion_tokens", "`max_output_tokens`", "for one response, not over function rounds"),
    Counterpart("max_prompt_tokens", "", ""),
    Counterpart("truncation_strategy auto", "`truncation: auto`", "the default there is `disabled`"),
    Counterpart("truncation_strategy last_messages", "", "send the wanted items as `input`"),
    Counterpart("response_format", "`text.format`", "`json_schema` is flat"),
    Counterpart("function tool", "flat function tool", "`strict` is true unless it is said to be false"),
    Counterpart(
        "code interpreter, file_ids", "`container: {type: auto, file_ids}`", "ends 20 min after its last use"
    ),
    Counterpart(
        "code outputs in steps", "`include: [code_interpreter_call.outputs]`", "left out unless asked for"
    ),
    Counterpart("images as file ids", "images as addresses", ""),
    Counterpart("file search, vector stores", "`vector_store_ids` in the tool", "metadata filters are new"),
    Counterpart("search results in steps", "`include: [file_search_call.results]`", ""),
    Counterpart(
        "message attachments", "`file_ids` or a vector store in the tools", "for a request, not a message"
    ),
    Counterpart(
        "annotations with text and offsets", "annotations with file and one index", "no marker in the text"
    ),
)


def suite_gaps(suite: LoadedSuite) -> list[Gap]:
    """What this suite uses that the Responses API lacks or does in another way."""
    own = suite.suite
    template = request_of(own.assistant, model=own.assistant.model)
    limits = {
        "max_prompt_tokens": own.limits.max_prompt_tokens,
        "max_completion_tokens": own.limits.max_completion_tokens,
    }
    run = {**{name: value for name, value in limits.items() if value is not None}, **own.run}
    return [*template.gaps, *with_overrides(template.body, run).gaps, *_by_use(suite)]


def _by_use(suite: LoadedSuite) -> Iterator[Gap]:
    kinds = {_kind(tool) for tool in suite.suite.assistant.tools}
    yield Gap(
        "run.expires_at",
        f"{suite.suite.limits.seconds:g} s of our own",
        "responses do not expire while they run: the suite's own time limit cancels them",
        lost=False,
    )
    if kinds:
        says = "steps have no times and no tokens of their own; times are seen in streams only, tokens by response"
        yield Gap("run steps", ", ".join(sorted(kinds)), says)
    if "function" in kinds:
        says = "each round of outputs is a response of its own, which is billed with the whole prompt again"
        yield Gap("submit_tool_outputs", _names(suite), says, lost=False)
    if "code_interpreter" in kinds:
        says = "containers end 20 minutes after their last use, where a thread's session lasted an hour"
        yield Gap("code_interpreter", "session", says, lost=False)
    if "file_search" in kinds:
        says = "citations carry a file and one index: no end, and no marker in the hosted answer's text"
        yield Gap("file_search", "annotations", says)
    yield from _by_sample(suite, kinds)


def _by_sample(suite: LoadedSuite, kinds: set[str]) -> Iterator[Gap]:
    turns = sum(bool(sample.turns) for sample in suite.samples)
    if turns and kinds:
        says = "later turns see the tool calls of earlier ones, which a thread left out: prompts are longer"
        yield Gap("turns", f"{turns} samples with several", says, lost=False)
    files = sum(bool(sample.files) for sample in suite.samples)
    if files:
        says = "attached to the tools of the request, not to the message"
        yield Gap("message.attachments", f"{files} samples with files", says, lost=False)


def _kind(tool: object) -> str:
    return tool if isinstance(tool, str) else str(tool["type"])  # type: ignore[index]


def _names(suite: LoadedSuite) -> str:
    return ", ".join(sorted(suite.suite.functions)) or "functions"
