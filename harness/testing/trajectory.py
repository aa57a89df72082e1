"""What a test may say about a run: its answer, the way it took, its cost."""

from __future__ import annotations

from dataclasses import dataclass

from harness.records import RunRecord, Step, ToolCall


@dataclass(frozen=True)
class Asked:
    """A finished run. `record` holds everything; the rest are short ways to say it in an assert."""

    record: RunRecord

    @property
    def answer(self) -> str:
        """The assistant's last message as plain text."""
        return self.record.answer

    @property
    def status(self) -> str:
        """The run's final status as the API names it."""
        return self.record.status

    @property
    def steps(self) -> tuple[Step, ...]:
        """The run steps, oldest first."""
        return self.record.steps

    @property
    def tools(self) -> tuple[str, ...]:
        """The tools called, in order: `code_interpreter`, `file_search` or a function's name."""
        return tuple(call.name for call in self.record.tool_calls)

    @property
    def calls(self) -> tuple[ToolCall, ...]:
        """The tool calls, in order."""
        return self.record.tool_calls

    @property
    def seconds(self) -> float:
        """How long the runs took; recorded time when replayed."""
        return self.record.seconds

    @property
    def tokens(self) -> int:
        """Prompt and completion tokens together; 0 where the server does not say."""
        return self.record.usage.total_tokens if self.record.usage else 0

    @property
    def errors(self) -> tuple[str, ...]:
        """What went wrong inside steps and tool calls, empty when nothing did."""
        steps = tuple(step.error for step in self.record.steps if step.error)
        return steps + tuple(call.error_kind or "error" for call in self.calls if call.ok is False)

    def used(self, tool: str) -> bool:
        """Whether a tool or function was called."""
        return tool in self.tools

    def used_in_order(self, *tools: str) -> bool:
        """Whether these were called in this order, others between them or not."""
        rest = iter(self.tools)
        return all(any(tool == called for called in rest) for tool in tools)
