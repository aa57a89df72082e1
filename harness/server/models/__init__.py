"""Chat models: local, remote and simulated, behind one seam (`base.ChatModel`)."""

from __future__ import annotations

from harness.server.models.spec import open_model

__all__ = ["open_model"]
