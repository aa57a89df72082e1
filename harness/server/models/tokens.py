"""Counting prompt tokens: with a server's own tokenizer where it offers one, else by a documented
estimate."""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Sequence

from harness.server.models.base import Message, Tool
from harness.server.models.messages import whole_text

Tokenize = Callable[[str], Awaitable[int]]

CACHED_TEXTS = 4096
LETTERS_PER_TOKEN = 4
MESSAGE_OVERHEAD = 4
REPLY_OVERHEAD = 3


def estimate(text: str) -> int:
    """Tokens of a text when no tokenizer is at hand.

    One token for every four characters below U+2E80 (the rule of thumb for English and code) and one for each
    character from there on (CJK), rounded up. It errs to the high side for prose, which only truncates
    earlier.
    """
    wide = 0 if text.isascii() else sum(character >= "\u2e80" for character in text)
    return wide + -(-(len(text) - wide) // LETTERS_PER_TOKEN)


class TokenCounter:
    """Counts messages; remembers the counts of texts, as truncation asks for the same ones again and again.

    `overhead` is what the chat template adds around one message, `reply` what it adds once at the end.
    """

    def __init__(
        self, tokenize: Tokenize, *, overhead: int = MESSAGE_OVERHEAD, reply: int = REPLY_OVERHEAD
    ) -> None:
        self._tokenize = tokenize
        self._overhead = overhead
        self._reply = reply
        self._counts: OrderedDict[bytes, int] = OrderedDict()

    async def text(self, text: str) -> int:
        """Tokens of one text without any template around it."""
        key = hashlib.blake2b(text.encode("utf-8", "replace"), digest_size=16).digest()
        if key in self._counts:
            self._counts.move_to_end(key)
            return self._counts[key]
        count = await self._tokenize(text) if text else 0
        self._counts[key] = count
        if len(self._counts) > CACHED_TEXTS:
            self._counts.popitem(last=False)
        return count

    async def messages(self, messages: Sequence[Message], tools: Sequence[Tool] = ()) -> int:
        """Prompt tokens of a whole request; texts are counted side by side."""
        texts = [whole_text(message) for message in messages]
        if tools:
            texts.append(json.dumps(list(tools), ensure_ascii=False))
        counts = await asyncio.gather(*(self.text(text) for text in texts))
        return sum(counts) + self._overhead * len(messages) + self._reply


async def estimated(text: str) -> int:
    """`estimate` in the form that a TokenCounter takes."""
    return estimate(text)
