"""How much a file may cost to be read."""

from __future__ import annotations

MOST_CHARACTERS = 20_000_000
"""The documented 5 000 000 tokens of a file, at four characters a token."""

MOST_PAGES = 5_000
MOST_UNPACKED_BYTES = 256 * 2**20
MOST_UNPACKED_RATIO = 200
MEMORY_BYTES = 2**30
SECONDS = 60
