"""Model turns and tool calls, knowing nothing of any wire format.

A `Job` goes in, a `Sink` is told what happens while it happens, an ending comes out. What keeps objects and
speaks to clients (`harness.server.runs`) lies above.
"""
