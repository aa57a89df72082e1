"""`harness serve`: the Assistants v2 API on any chat model."""

from __future__ import annotations

import json
from pathlib import Path

import click

from harness.errors import UsageError
from harness.server.options import Limits, ServerOptions

PORT = 8642  # where `harness serve` listens when it is not told otherwise
_MODEL_HELP = (
    "SPEC or NAME=SPEC; repeat it for several, the first is the default. SPEC is `local`, a path to a .gguf "
    "file, `chat:BASE_URL#NAME`, `simulated:…`, `failing:NAME` or `slow:SECONDS:NAME`."
)


@click.command(name="serve")
@click.option("--model", "models", multiple=True, metavar="SPEC", help=_MODEL_HELP)
@click.option("--strict-models", is_flag=True, help="Refuse the hosted API's model names.")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=PORT, show_default=True, type=click.IntRange(0, 65535), help="0: a free one.")
@click.option("--data", type=click.Path(file_okay=False, path_type=Path), help="Keep everything here.")
@click.option(
    "--api-key",
    "keys",
    multiple=True,
    envvar="HARNESS_SERVE_API_KEY",
    help="Let in only this key; repeat it for several, each sees its own objects.",
)
@click.option("--run-seconds", default=600.0, show_default=True, help="Life of a run until it expires.")
@click.option("--poll-ms", default=50, show_default=True, help="Hint for pollers.")
@click.option("--keepalive", default=15.0, show_default=True, help="Seconds between comments on a stream.")
@click.option("--rate-limit", type=click.IntRange(1), help="Requests a minute for each key.")
@click.option(
    "--max-body-mb", default=16, show_default=True, type=click.IntRange(1), help="Largest JSON request."
)
@click.option(
    "--max-file-mb", default=512, show_default=True, type=click.IntRange(1), help="Largest uploaded file."
)
@click.option("--cell-seconds", default=60.0, show_default=True, help="Time limit of one code cell.")
@click.option("--json", "as_json", is_flag=True, help="Announce the address as one line of JSON.")
@click.option("--lifeline", is_flag=True, help="Stop when standard input ends.")
def command(
    models: tuple[str, ...],
    strict_models: bool,
    host: str,
    port: int,
    data: Path | None,
    keys: tuple[str, ...],
    run_seconds: float,
    poll_ms: int,
    keepalive: float,
    rate_limit: int | None,
    max_body_mb: int,
    max_file_mb: int,
    cell_seconds: float,
    as_json: bool,
    lifeline: bool,
) -> None:
    """Serve the Assistants v2 API on any chat model.

    Point any OpenAI SDK at it with OPENAI_BASE_URL and OPENAI_API_KEY.
    """
    # Imported here: `harness --help` stays fast without the web server.
    from harness.server.host import Announcement, run

    limits = Limits(
        body_bytes=max_body_mb * 2**20,
        file_bytes=max_file_mb * 2**20,
        requests_per_minute=rate_limit,
        cell_seconds=cell_seconds,
    )
    options = ServerOptions(
        models=read_models(models or ("local",)),
        strict_models=strict_models,
        host=host,
        port=port,
        data=data,
        api_keys=tuple(key for key in keys if key),
        run_seconds=run_seconds,
        poll_ms=poll_ms,
        keepalive_seconds=keepalive,
        limits=limits,
    )

    def announce(made: Announcement) -> None:
        if as_json:
            fields = {"base_url": made.base_url, "models": list(made.models), "pid": made.pid}
            click.echo(json.dumps(fields))
        else:
            click.echo(_greeting(made.base_url, made.models, bool(options.api_keys)))

    run(options, announce, lifeline=lifeline)


def read_models(texts: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    """`NAME=SPEC` or `SPEC` (named `default`). Raises UsageError for a name given twice."""
    models: dict[str, str] = {}
    for text in texts:
        name, equals, spec = text.partition("=")
        if not equals or not _is_name(name):
            name, spec = "default", text
        if name in models:
            raise UsageError(f"two models are named {name!r}", fix="--model NAME=SPEC with a name for each")
        models[name] = spec
    return tuple(models.items())


def _is_name(text: str) -> bool:
    return bool(text) and not any(letter in text for letter in ":/,#")


def _greeting(base_url: str, models: tuple[str, ...], locked: bool) -> str:
    key = "the key given with --api-key" if locked else "any"
    return "\n".join(
        (
            f"Assistants v2 API on {base_url}",
            f"  models: {', '.join(models)}",
            f"  export OPENAI_BASE_URL={base_url}",
            f"  export OPENAI_API_KEY=…   ({key})",
            "  Stop with Ctrl-C.",
        )
    )
