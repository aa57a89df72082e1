"""Whether a server answers, takes the key, and speaks the Assistants API."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from harness.cli.doctor.finding import Finding

if TYPE_CHECKING:
    import httpx2

_SECONDS = 5.0


def answers(base_url: str, api_key: str | None) -> Iterator[Finding]:
    """What comes of asking it for its models and its assistants."""
    import httpx2

    from harness.frontend import key_for
    from harness.runner.options import without_userinfo

    headers = {"Authorization": f"Bearer {key_for(api_key)}", "OpenAI-Beta": "assistants=v2"}
    root = base_url.rstrip("/")
    shown = without_userinfo(root)
    try:
        # As a run does: no proxy of the environment stands between.
        with httpx2.Client(headers=headers, timeout=_SECONDS, trust_env=False) as client:
            asked = client.get(f"{root}/models")
            yield _reached(shown, asked)
            if asked.status_code == 200:
                yield _speaks(shown, client.get(f"{root}/assistants?limit=1"))
    except (httpx2.HTTPError, httpx2.InvalidURL) as error:
        fix = "start it, or check the address: http://HOST:PORT/v1"
        yield Finding("server", "bad", f"{shown} cannot be reached: {error}", fix)


def _reached(shown: str, answer: httpx2.Response) -> Finding:
    if answer.status_code == 200:
        return Finding("server", "ok", f"{shown} answers and takes the key")
    if answer.status_code in (401, 403):
        return Finding("server", "bad", f"{shown} refuses the key", "set OPENAI_API_KEY, or give --api-key")
    words = f"{shown}/models answers with {answer.status_code}"
    return Finding("server", "warn", words, "the address ends as the API's does, such as /v1")


def _speaks(shown: str, answer: httpx2.Response) -> Finding:
    if answer.status_code == 200:
        return Finding("server", "ok", f"{shown} speaks the Assistants API")
    words = f"{shown} does not speak the Assistants API: /assistants answers with {answer.status_code}"
    return Finding("server", "bad", words, f"harness serve --model chat:{shown}#NAME, and ask that server")
