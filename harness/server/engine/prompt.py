"""What a model is shown: instructions, as much of the thread as fits, and the run's own turns.

Where not everything fits, it is made less in this order, and no further than needed:

1. what tools said in earlier turns is shortened, oldest first;
2. what they said last is shortened, to a size that leaves room for the rest;
3. messages of the thread are dropped, oldest first (truncation `auto` as documented);
4. what tools said last is shortened further.

Instructions, other system messages and the newest message of the user always stay, and a call of a tool never
goes without its output.
"""

from __future__ import annotations

from collections.abc import Sequence

from harness.server.engine.job import Job
from harness.server.models.base import Message, Tool
from harness.server.models.messages import text_of
from harness.server.wire import dumps

# Chat templates put a few tokens around each message; tool definitions bring a preamble of their own.
_PER_MESSAGE = 16
_PREAMBLE = 256

_STUB = 200
"""Characters that stay of an output at the least."""
_FINER = 0.8
"""An output that has to be shorter is tried at this share of its length, and again."""


class PromptTooLong(Exception):
    """Not even the newest message fits. `limit` is the number of tokens that it had to fit in."""

    def __init__(self, needed: int, limit: int) -> None:
        super().__init__(f"the prompt has {needed} tokens and may have {limit}")
        self.needed = needed
        self.limit = limit


def whole(job: Job) -> list[Message]:
    """Everything that a job would show a model in its first turn, however long."""
    head: list[Message] = [{"role": "system", "content": job.instructions}] if job.instructions else []
    return [*head, *job.history, *job.own]


async def fit(job: Job, own: Sequence[Message], tools: tuple[Tool, ...], limit: int) -> list[Message]:
    """The messages of the next turn, at most `limit` tokens by the model's own count.

    Raises PromptTooLong.
    """
    ladder = _Ladder(job, own, limit)
    whole = ladder.at(0)
    if _upper_bound(whole, tools) <= limit or await job.model.count(whole, tools) <= limit:
        return whole
    low, high = 1, ladder.steps
    needed = await job.model.count(ladder.at(high), tools)
    if needed > limit:
        raise PromptTooLong(needed, limit)
    while low < high:
        middle = (low + high) // 2
        if await job.model.count(ladder.at(middle), tools) <= limit:
            high = middle
        else:
            low = middle + 1
    return ladder.at(high)


class _Ladder:
    """The prompt at every step of making it less: step 0 is all of it."""

    def __init__(self, job: Job, own: Sequence[Message], limit: int) -> None:
        head: list[Message] = [{"role": "system", "content": job.instructions}] if job.instructions else []
        self._messages = [*head, *job.history, *own]
        end = len(head) + len(job.history)
        outputs = [at for at, message in enumerate(self._messages) if message["role"] == "tool"]
        newest = max((at for at, one in enumerate(self._messages) if one.get("tool_calls")), default=end)
        self._older = [at for at in outputs if at < newest and self._length(at) > _STUB]
        self._last = [at for at in outputs if at > newest]
        self._droppable = _droppable(self._messages[:end])
        longest = max(map(self._length, self._last), default=0)
        fair = max(_STUB, limit)  # characters: about a quarter of the tokens
        self._caps = _caps(longest, fair)
        self._finer_caps = _caps(min(longest, fair), _STUB)

    @property
    def steps(self) -> int:
        """The number of the last step."""
        return len(self._older) + len(self._caps) + len(self._droppable) + len(self._finer_caps)

    def at(self, step: int) -> list[Message]:
        """The messages at a step."""
        older, step = _taken(step, len(self._older))
        caps, step = _taken(step, len(self._caps))
        dropped, step = _taken(step, len(self._droppable))
        cap = [*self._caps, *self._finer_caps][caps + step - 1] if caps + step else None
        gone = {at for unit in self._droppable[:dropped] for at in unit}
        lengths = dict.fromkeys(self._older[:older], _STUB)
        lengths |= dict.fromkeys(self._last, cap) if cap is not None else {}
        return [_cut(one, lengths.get(at)) for at, one in enumerate(self._messages) if at not in gone]

    def _length(self, at: int) -> int:
        return len(text_of(self._messages[at]))


def _taken(step: int, most: int) -> tuple[int, int]:
    """How much of a stage a step takes, and what is left of it for the next stages."""
    return min(step, most), max(0, step - most)


def _caps(length: int, least: int) -> list[int]:
    """Ever shorter lengths below `length`, down to `least`."""
    caps: list[int] = []
    while length > least:
        length = max(least, int(length * _FINER))
        caps.append(length)
    return caps


def _droppable(messages: Sequence[Message]) -> list[list[int]]:
    """Units of the thread that may go, oldest first: messages, and calls with their outputs."""
    units: list[list[int]] = []
    for at, message in enumerate(messages):
        if message["role"] == "tool" and units:
            units[-1].append(at)
        elif message["role"] != "system":
            units.append([at])
    users = [number for number, unit in enumerate(units) if messages[unit[0]]["role"] == "user"]
    kept = users[-1] if users else len(units) - 1
    return [unit for number, unit in enumerate(units) if number != kept]


def _cut(message: Message, length: int | None) -> Message:
    """The message without the middle of its text, when that is longer than `length`."""
    text = text_of(message)
    if length is None or len(text) <= length:
        return message
    head, tail = length * 3 // 4, length // 4
    return {
        **message,
        "content": f"{text[:head]}\n[… {len(text) - head - tail} characters …]\n{text[-tail:]}",
    }


def _upper_bound(messages: Sequence[Message], tools: tuple[Tool, ...]) -> int:
    """More tokens than the prompt can have: no tokenizer in use makes more than one token of a byte."""
    size = len(dumps(messages)) + _PER_MESSAGE * len(messages)
    return size + (len(dumps(tools)) + _PREAMBLE if tools else 0)
