"""Every command of the tree: help in whole sentences, examples that exist, `--json` where there is a table."""

from __future__ import annotations

import shlex
from collections.abc import Iterator

import click
import pytest

from harness.cli import cli
from harness.cli.examples import EXAMPLES

# These print no table: what they write is a file, a script or JSON anyway.
NO_TABLE = {"completion", "dataset convert", "dataset generate", "init", "models fetch", "sandbox exec"}


def _leaves(
    command: click.Command, context: click.Context, path: str = ""
) -> Iterator[tuple[str, click.Context]]:
    """Every command that can be run, by its path below `harness`."""
    if not isinstance(command, click.Group):
        yield path, context
        return
    for name in command.list_commands(context):
        child = command.get_command(context, name)
        assert child is not None
        below = click.Context(child, info_name=name, parent=context)
        yield from _leaves(child, below, f"{path} {name}".strip())


LEAVES = dict(_leaves(cli, click.Context(cli, info_name="harness")))


def _options(path: str) -> list[click.Option]:
    return [option for option in LEAVES[path].command.params if isinstance(option, click.Option)]


@pytest.mark.parametrize("path", LEAVES)
def test_json_wherever_a_table_is_printed(path: str) -> None:
    has_json = any("--json" in option.opts for option in _options(path))
    assert has_json is (path not in NO_TABLE)


@pytest.mark.parametrize("path", LEAVES)
def test_the_help_is_a_sentence_and_each_option_says_what_it_is(path: str) -> None:
    command = LEAVES[path].command
    sentence = (command.help or "").partition("\n\n")[0].strip()
    assert sentence[:1].isupper() and sentence.endswith(".")
    assert not [option.opts for option in _options(path) if not option.help]
    assert not [option.opts for option in _options(path) if not (option.help or "").endswith((".", "?"))]


@pytest.mark.parametrize("group", [*sorted({path.split()[0] for path in LEAVES if " " in path}), ""])
def test_a_list_of_commands_cuts_no_sentence(group: str) -> None:
    from click.testing import CliRunner

    done = CliRunner().invoke(cli, [*group.split(), "--help"], prog_name="harness", terminal_width=80)
    assert done.exit_code == 0 and "..." not in done.output.partition("Commands:")[2]


@pytest.mark.parametrize("path", LEAVES)
def test_the_help_ends_with_examples(path: str) -> None:
    shown = LEAVES[path].command.get_help(LEAVES[path])
    assert "Examples:" in shown
    for line in EXAMPLES[path]:
        assert f"\n    {line}\n" in f"{shown}\n"


@pytest.mark.parametrize("path", EXAMPLES)
def test_examples_use_options_that_exist(path: str) -> None:
    known = {name for option in _options(path) for name in option.opts}
    for line in EXAMPLES[path]:
        words = shlex.split(line.replace("$(", " ").replace(")", " ").replace('"', " "))
        assert f"harness {path}" in line
        assert {word for word in words if word.startswith("--")} <= known


@pytest.mark.parametrize(
    ("line", "nearest"),
    [
        ("rnu evals", "'run'"),
        ("cassettes chek", "'check'"),
        ("run --modle local", "'--model'"),
        ("cassettes check --jsn", "'--json'"),
        ("compare a b --htm x", "'--html'"),
        ("run --cassettes of", "'off'"),
        ("completion bosh", "'bash'"),
    ],
)
def test_a_wrong_word_is_answered_with_the_nearest(line: str, nearest: str) -> None:
    from click.testing import CliRunner

    done = CliRunner().invoke(cli, shlex.split(line), prog_name="harness")
    assert done.exit_code == 2
    assert nearest in done.output and "Traceback" not in done.output
