"""Takes every sample of every suite through asking, judging and storing, many at once."""

from harness.runner.options import RunOptions, Target
from harness.runner.plan import Task, plan
from harness.runner.run import Listener, Run

__all__ = ["Listener", "Run", "RunOptions", "Target", "Task", "plan"]
