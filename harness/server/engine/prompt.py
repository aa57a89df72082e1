"""What a model is shown: instructions, as much of the thread as fits, and the run's own turns.

Truncation `auto` as documented: messages in the middle of the thread are dropped, oldest first, until prompt
and answer fit the model's context; the newest message always stays.
"""

from __future__ import annotations

from collections.abc import Sequence

from harness.server.engine.job import Job
from harness.server.models.base import Message, Tool
from harness.server.wire import dumps

# Chat templates put a few tokens around each message; tool definitions bring a preamble of their own.
_PER_MESSAGE = 16
_PREAMBLE = 256


class PromptTooLong(Exception):
    """Not even the newest message fits. `limit` is the number of tokens that it had to fit in."""

    def __init__(self, needed: int, limit: int) -> None:
        super().__init__(f"the prompt has {needed} tokens and may have {limit}")
        self.needed = needed
        self.limit = limit


async def fit(job: Job, own: Sequence[Message], tools: tuple[Tool, ...], limit: int) -> list[Message]:
    """The messages of the next turn, at most `limit` tokens by the model's own count.

    Raises PromptTooLong.
    """
    if _upper_bound(job, own, tools) <= limit:
        return _assemble(job, own, 0)
    whole = await job.model.count(_assemble(job, own, 0), tools)
    if whole <= limit:
        return _assemble(job, own, 0)
    low, high = 1, len(job.history) - 1  # how many of the oldest to drop
    needed = await job.model.count(_assemble(job, own, high), tools) if high >= low else whole
    if needed > limit:
        raise PromptTooLong(needed, limit)
    while low < high:
        middle = (low + high) // 2
        if await job.model.count(_assemble(job, own, middle), tools) <= limit:
            high = middle
        else:
            low = middle + 1
    return _assemble(job, own, high)


def _assemble(job: Job, own: Sequence[Message], dropped: int) -> list[Message]:
    head: list[Message] = [{"role": "system", "content": job.instructions}] if job.instructions else []
    return [*head, *job.history[dropped:], *own]


def _upper_bound(job: Job, own: Sequence[Message], tools: tuple[Tool, ...]) -> int:
    """More tokens than the prompt can have: no tokenizer in use makes more than one token of a byte."""
    messages = _assemble(job, own, 0)
    size = len(dumps(messages)) + _PER_MESSAGE * len(messages)
    return size + (len(dumps(tools)) + _PREAMBLE if tools else 0)
