"""Whether the local models are here, and what runs them."""

from __future__ import annotations

from collections.abc import Iterator

from harness.cli.doctor.finding import Finding
from harness.cli.doctor.installed import version


def weights() -> Iterator[Finding]:
    """Each model of `harness models list`."""
    from harness.server.models.weights import ALL, FETCH, folder, present

    if not version("xllamacpp"):
        words = "no xllamacpp here: it has no wheel for every platform"
        yield Finding("local model", "warn", words, "pip install xllamacpp, or use --model chat:URL#NAME")
    for known in ALL:
        if present(known):
            yield Finding(f"model {known.name}", "ok", f"in {folder()}")
        else:
            yield Finding(f"model {known.name}", "warn", f"not in {folder()}", FETCH)
