"""What the plain tests of this folder share: an assistant that is ready to be asked."""

from harness import Assistant
from harness.testing import assistant_fixture

tutor = assistant_fixture(Assistant(instructions="You are a math tutor.", tools=("code_interpreter",)))
