"""What `--help` shows below the options of each command: lines to copy."""

from __future__ import annotations

import click

EXAMPLES: dict[str, tuple[str, ...]] = {
    "baseline set": ("harness baseline set reports/RUN", "harness baseline set reports/RUN --out main.json"),
    "cassettes check": ("harness cassettes check", "harness cassettes check --repair"),
    "cassettes import": ("harness cassettes import tests/cassettes --suite tutor",),
    "cassettes list": ("harness cassettes list", "harness cassettes list --json | jq '.[].sample'"),
    "cassettes prune": ("harness cassettes prune --dry-run",),
    "cassettes scrub": ("harness cassettes scrub", "harness cassettes scrub cassettes/tutor"),
    "cassettes show": (
        "harness cassettes show lin-003",
        "harness cassettes show tutor::lin-003 --transport streaming --http",
    ),
    "check math": (
        "harness check math --file answers.jsonl --out verdicts.jsonl",
        "harness check math --explain --gold 1/2 --pred 'So x = 0.5.'",
    ),
    "check program": (
        "harness check program --file programs.jsonl --tasks HumanEval.jsonl --out verdicts.jsonl",
    ),
    "compare": (
        "harness compare reports/OLD reports/NEW",
        "harness compare reports/RUN:polling reports/RUN:streaming",
    ),
    "completion": (
        'eval "$(harness completion bash)"',
        "harness completion fish > ~/.config/fish/completions/harness.fish",
    ),
    "dataset check": ("harness dataset check evals/data/questions.jsonl",),
    "dataset convert": ("harness dataset convert test.parquet --format gsm8k --out evals/data/gsm8k.jsonl",),
    "dataset fetch": ("harness dataset fetch gsm8k",),
    "dataset formats": ("harness dataset formats",),
    "dataset generate": (
        "harness dataset generate math --n 50 --topics algebra --out evals/data/fresh.jsonl",
        "harness dataset generate math --lang en,zh --variants numbers,reworded",
    ),
    "dataset published": ("harness dataset published",),
    "dataset topics": ("harness dataset topics",),
    "dataset verify": ("harness dataset verify evals/data/math.jsonl",),
    "doctor": ("harness doctor", "harness doctor --base-url http://127.0.0.1:8642/v1 --json"),
    "init": ("harness init", "harness init my-project --csv questions.csv"),
    "migrate check": (
        "harness migrate check evals --margin 0.05",
        "harness migrate check --from-run reports/OLD --to-run reports/NEW",
    ),
    "migrate export": ("harness migrate export evals --out migrated",),
    "models fetch": ("harness models fetch", "harness models fetch smollm2-135m-instruct"),
    "models list": ("harness models list",),
    "power": ("harness power --difference 0.05", "harness power --samples 200 --epochs 3"),
    "report": ("harness report reports/RUN --lang zh", "harness report reports/RUN --sample lin-003"),
    "rescore": ("harness rescore reports/RUN",),
    "run": (
        "harness run evals",
        "harness run evals/test_tutor.py::tutor --cassettes off --model local --limit 5",
        "harness run evals --base-url http://127.0.0.1:8642/v1 --model default --transport both",
        "harness run --resume reports/RUN",
    ),
    "sandbox exec": (
        "harness sandbox exec program.py --timeout 2",
        "echo 3 | harness sandbox exec program.py --stdin -",
    ),
    "serve": (
        "harness serve --model local",
        "harness serve --model chat:http://127.0.0.1:8080/v1#NAME --port 8642 --data server-data",
    ),
    "view": ("harness view", "harness view reports --no-open --port 8000"),
}


def with_examples(path: str, command: click.Command) -> click.Command:
    """The command at `path` (`cassettes check`), its examples and those of its subcommands in its help."""
    if isinstance(command, click.Group):
        for name, below in command.commands.items():
            with_examples(f"{path} {name}", below)
    if path in EXAMPLES:
        # \b keeps click from wrapping the lines into one paragraph.
        command.epilog = "\b\nExamples:\n" + "\n".join(f"  {line}" for line in EXAMPLES[path])
    return command
