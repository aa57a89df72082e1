"""Runs as the Assistants API has them: the engine below, stored objects and streamed events above."""
