"""Recorded answers against a published OpenAPI description: `python published.py OPENAPI RECORDS`.

Run in an environment with jsonschema and PyYAML. A record is a line of JSON: method, path, status, and either the
`body` of an answer or the `events` of a stream. Prints a line of JSON for every distinct violation, then the counts.
"""

from __future__ import annotations

import json
import re
import sys
from collections import Counter
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml
from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError, best_match

_PREFIX = "#/components/schemas/"
# Where the hosted API itself answered otherwise than it was described: a pattern of what the judge says, and why.
ATTESTED = {
    r"\$\.(response\.)?usage: None is not of type 'object'": "a response under way has a null usage in the examples",
    r"\$\.(first|last)_id: None is not of type 'string'": "an empty list had null cursors; the SDK reads neither",
}


class Published:
    """A description of the API, ready to judge bodies."""

    def __init__(self, path: Path) -> None:
        loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
        described = yaml.load(path.read_text(encoding="utf-8"), Loader=loader)
        self.version = described["info"]["version"]
        self._schemas = {name: plain(one) for name, one in described["components"]["schemas"].items()}
        self._paths = [(_pattern(path), methods) for path, methods in described["paths"].items()]

    def violation(self, value: Any, schema: Any) -> str | None:
        """What is wrong with a value, in a line; None when it fits."""
        whole = {
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "components": {"schemas": self._schemas},
        }
        error = best_match(Draft202012Validator({**whole, **schema}).iter_errors(value))
        return None if error is None else _said(error)

    def answer(self, method: str, path: str) -> Any:
        """The schema of what an operation answers; None where the description has none."""
        for pattern, methods in self._paths:
            if pattern.fullmatch(path) and method.lower() in methods:
                answers = methods[method.lower()]["responses"].get("200", {}).get("content", {})
                return plain(answers["application/json"]["schema"]) if "application/json" in answers else None
        return None

    def event(self, path: str, name: str, data: Any) -> Any:
        """The schema of an event's data; None for an event that the description does not know."""
        if path.startswith("/responses"):
            return self._typed.get(data.get("type"))
        return self._named.get(name)

    @cached_property
    def _named(self) -> dict[str, Any]:
        variants = self._variants({"$ref": _PREFIX + "AssistantStreamEvent"})
        return {_only(one, "event"): one["properties"]["data"] for one in variants}

    @cached_property
    def _typed(self) -> dict[str, Any]:
        return {_only(one, "type"): one for one in self._variants({"$ref": _PREFIX + "ResponseStreamEvent"})}

    def _variants(self, schema: Any) -> list[Any]:
        if "$ref" in schema:
            return self._variants(self._schemas[schema["$ref"].removeprefix(_PREFIX)])
        listed = schema.get("oneOf", schema.get("anyOf"))
        return [schema] if listed is None else [leaf for one in listed for leaf in self._variants(one)]


def _only(schema: Any, name: str) -> str:
    value: str = schema["properties"][name]["enum"][0]
    return value


def _pattern(path: str) -> re.Pattern[str]:
    return re.compile(re.sub(r"\\{\w+\\}", "[^/]+", re.escape(path)))


def plain(schema: Any) -> Any:
    """A schema in JSON Schema's own words: `nullable`, of OpenAPI 3.0, becomes a choice with null."""
    if isinstance(schema, list):
        return [plain(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    made = {name: plain(one) for name, one in schema.items() if name not in ("nullable", "discriminator")}
    maybe = schema.get("nullable") is True or {"nullable": True} in schema.get("allOf", [])
    return {"anyOf": [made, {"type": "null"}]} if maybe else made


def _said(error: ValidationError) -> str:
    where = re.sub(r"\[\d+\]", "[]", error.json_path)
    return f"{where}: {error.message}"[:300]


def _shape(path: str) -> str:
    return re.sub(r"(asst|thread|msg|run|step|vs|vsfb|resp|conv|file)[_-]\w+", "{id}", path)


def judge(published: Published, record: dict[str, Any]) -> list[tuple[str, str | None]]:
    """Each body or event of a record by name, with what is wrong."""
    where = f"{record['method']} {_shape(record['path'])}"
    if "events" in record:
        return [_judge_event(published, record["path"], where, *event) for event in record["events"]]
    if record["status"] >= 400:
        return [
            (
                f"{where} {record['status']}",
                published.violation(record["body"], {"$ref": _PREFIX + "ErrorResponse"}),
            )
        ]
    schema = published.answer(record["method"], record["path"])
    if schema is None:
        return [(where, "the description has no schema for this answer")]
    return [(where, published.violation(record["body"], schema))]


def _judge_event(published: Published, path: str, where: str, name: str, data: Any) -> tuple[str, str | None]:
    schema = published.event(path, name, data)
    if schema is None:
        return f"{where} event {name}", "the description does not know this event"
    return f"{where} event {name}", published.violation(data, schema)


def verdicts(published: Published, records: Path) -> Iterator[tuple[str, str, str]]:
    """For each body and event: its name, `fits`, `as attested` or `violates`, and what the judge says."""
    for line in records.read_text(encoding="utf-8").splitlines():
        for name, wrong in judge(published, json.loads(line)):
            attested = any(re.fullmatch(pattern, wrong or "") for pattern in ATTESTED)
            yield name, "fits" if wrong is None else "as attested" if attested else "violates", wrong or ""


def main() -> None:
    """Judges a file of records."""
    published = Published(Path(sys.argv[1]))
    found = Counter(verdicts(published, Path(sys.argv[2])))
    for (name, verdict, said), times in found.most_common():
        if verdict == "violates":
            print(json.dumps({"where": name, "wrong": said, "times": times}))
    counts: Counter[str] = Counter()
    for (_, verdict, _), times in found.items():
        counts[verdict] += times
    kinds = len({name for name, _, _ in found})
    print(json.dumps({"version": published.version, "kinds": kinds, **counts}))
    sys.exit(1 if counts["violates"] else 0)


if __name__ == "__main__":
    main()
