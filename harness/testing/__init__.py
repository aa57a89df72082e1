"""For tests of assistants: the plugin's work, and fixtures for what a dataset cannot say."""

from harness.testing.fixtures import assistant_fixture
from harness.testing.trajectory import Asked

__all__ = ["Asked", "assistant_fixture"]
