"""`harness view`: a local page over all runs, and a playground."""

from __future__ import annotations

import contextlib
import json
import webbrowser
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from harness.cli import options as shared

if TYPE_CHECKING:
    from harness.viewer.options import Server


@click.command("view")
@click.argument("reports", type=click.Path(path_type=Path), default=Path("reports"))
@click.option(
    "--port", type=click.IntRange(0, 65535), default=0, show_default="a free one", help="Port of the page."
)
@click.option("--base-url", help="The playground's server; without it the embedded one is started on demand.")
@click.option("--api-key", help="Its key; default: OPENAI_API_KEY. The browser never sees it.")
@click.option(
    "--model",
    help="Embedded server: local, FILE.gguf, chat:URL#NAME or simulated:…; otherwise a model's name.",
)
@shared.lang("Language of the pages.")
@click.option("--no-open", is_flag=True, help="Print the address, open no browser.")
@click.option("--json", "as_json", is_flag=True, help="Print the address as one line of JSON.")
def command(
    reports: Path,
    port: int,
    base_url: str | None,
    api_key: str | None,
    model: str | None,
    lang: str,
    no_open: bool,
    as_json: bool,
) -> None:
    """Show the runs in REPORTS (default: reports) on a local page, with a playground to talk to assistants.

    The page is served to this machine only. Samples saved in the playground are written below the working
    directory.
    """
    from harness.runner.options import without_userinfo
    from harness.viewer.app import listen, serve
    from harness.viewer.options import ViewerOptions

    options = ViewerOptions(
        reports=reports,
        root=Path.cwd(),
        connect=_server(base_url, api_key, model),
        model=(model or "") if base_url else "default",
        lang=lang,
        label=without_userinfo(base_url) if base_url else f"embedded ({model or 'local'})",
    )
    listening = listen(port)
    address = f"http://127.0.0.1:{listening.getsockname()[1]}/"
    click.echo(json.dumps({"url": address}) if as_json else f"{address}\n  Stop with Ctrl-C.")
    if not no_open:
        webbrowser.open(address)
    with contextlib.suppress(KeyboardInterrupt):
        serve(options, listening)


def _server(
    base_url: str | None, api_key: str | None, model: str | None
) -> Callable[[], AbstractContextManager[Server]]:
    """What opens the playground's server when the page first needs it."""

    @contextlib.contextmanager
    def connect() -> Iterator[Server]:
        from harness.server import embedded
        from harness.viewer.options import Server

        if base_url:
            from harness.frontend import key_for

            yield Server(base_url=base_url, api_key=key_for(api_key))
            return
        with embedded.serve(embedded.ServeOptions(models=(model or "local",))) as running:
            yield Server(base_url=running.base_url, api_key=running.api_key)

    return connect
