"""Recorded HTTP: the same answers at the speed of the SDK, streams with their timing, nothing leaked."""

from harness.cassette.library import Library, Mode, Speed
from harness.cassette.scope import Scope
from harness.cassette.scrub import Scrubber
from harness.cassette.session import Session

__all__ = ["Library", "Mode", "Scope", "Scrubber", "Session", "Speed"]
