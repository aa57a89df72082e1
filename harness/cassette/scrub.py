"""Secrets out of everything that is written: keys, tokens, organisations, cookies, passwords in URLs.

What is a secret: the credentials of the request itself, values of environment variables that are named like
keys, and whatever has the shape of a well-known key. Bodies are scrubbed before they are matched, so that a
recording made with one key plays for a client with another.
"""

from __future__ import annotations

import base64
import binascii
import json
import os
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple
from urllib.parse import quote, unquote

PLACEHOLDER = b"[scrubbed]"

SECRET_HEADERS = frozenset(
    {
        "api-key",
        "authorization",
        "cookie",
        "openai-organization",
        "openai-project",
        "proxy-authorization",
        "set-cookie",
        "x-api-key",
        "x-goog-api-key",
    }
)

# What people write where a local server wants no key: scrubbing these words would damage ordinary text.
_NO_SECRETS = frozenset({"not-needed", "no-key", "no-key-needed", "no-key-required", "test-key", "dummy-key"})
_SECRET_VARIABLE = re.compile(
    r"(?i)(?:^|_)(?:API_?KEYS?|TOKEN|SECRET|PASSWORD|ACCESS_KEY|SECRET_KEY)(?:_ID)?$"
)
_SECRET_PARAMETER = re.compile(
    r"(?i)([?&](?:api[-_]?key|key|(?:access|auth|id|refresh)?_?token|secret|sig|signature|password)=)[^&#\s\"]+"
)
_PREFIXES = ("sk-", "sess-", "org-", "proj_", "proj-", "rk-", "pk-")


class Pattern(NamedTuple):
    """The shape of a kind of key.

    `hint` is in every match: a text without it need not be searched. `mark` is one character of a match,
    preferably rare, for which a text is searched much faster still.
    """

    mark: str
    hint: str
    regex: re.Pattern[str]


# Every repetition that can fail is bounded: a model can say anything, a hundred thousand times over.
_PATTERNS = (
    # A model's own hyphenated words ("sk-learn-like") have neither a digit, nor a capital, nor a long run.
    Pattern(
        "-",
        "sk-",
        re.compile(
            r"(?<![A-Za-z0-9])sk-(?=[A-Za-z0-9_-]{0,99}(?:[A-Z0-9]|[A-Za-z0-9]{16}))[A-Za-z0-9_-]{12,}"
        ),
    ),
    Pattern("-", "sess-", re.compile(r"(?<![A-Za-z0-9])sess-[A-Za-z0-9]{20,}")),
    Pattern("-", "org-", re.compile(r"(?<![A-Za-z0-9])org-(?=[A-Za-z]*[A-Z0-9])[A-Za-z0-9]{16,}")),
    Pattern("_", "proj_", re.compile(r"(?<![A-Za-z0-9])proj_(?=[A-Za-z]*[A-Z0-9])[A-Za-z0-9]{16,}")),
    Pattern(" ", "earer ", re.compile(r"(?<=[Bb]earer )(?=[A-Za-z._~+/-]*[0-9])[A-Za-z0-9._~+/-]{16,}=*")),
    Pattern("J", "eyJ", re.compile(r"(?a)(?<![A-Za-z0-9])eyJ[\w-]{10,300}\.[\w-]{10,4000}\.[\w-]{10,}")),
    Pattern("K", "AKIA", re.compile(r"(?<![A-Za-z0-9])AKIA[A-Z0-9]{16}(?![A-Za-z0-9])")),
    Pattern("z", "AIza", re.compile(r"(?a)(?<![A-Za-z0-9])AIza[\w-]{35}")),
    Pattern("_", "hf_", re.compile(r"(?<![A-Za-z0-9])hf_[A-Za-z0-9]{30,}")),
    Pattern("_", "gh", re.compile(r"(?a)(?<![A-Za-z0-9])(?:gh[pousr]_[A-Za-z0-9]{36,}|github_pat_\w{40,})")),
    Pattern("-", "xox", re.compile(r"(?<![A-Za-z0-9])xox[abeprs]-[A-Za-z0-9-]{10,}")),
    Pattern(
        "K",
        "PRIVATE KEY-----",
        re.compile(
            r"(?s)-----BEGIN [A-Z ]{0,30}PRIVATE KEY-----.{0,8000}?-----END [A-Z ]{0,30}PRIVATE KEY-----"
        ),
    ),
    Pattern("@", "://", re.compile(r"(?a)(?<=://)[^\s/\\?#\"'<>@]+(?=@)")),
)


class Span(NamedTuple):
    """Bytes `start` to `end` of a text, to be replaced by `new`."""

    start: int
    end: int
    new: bytes = PLACEHOLDER


@dataclass(frozen=True)
class Scrubber:
    """Knows secrets by value and by shape. Immutable: learning a secret gives another scrubber."""

    literals: tuple[str, ...] = ()

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> Scrubber:
        """Knows the values of variables named like keys (`…_API_KEY`, `…_TOKEN`, `…_SECRET`, …)."""
        variables = os.environ if environment is None else environment
        return cls().learning(value for name, value in variables.items() if _SECRET_VARIABLE.search(name))

    def learning(self, values: Iterable[str]) -> Scrubber:
        """A scrubber that knows these values as well, in all the spellings they are echoed in."""
        spelled = {form for value in values if is_secret(value) for form in _spellings(value)}
        if spelled <= set(self.literals):
            return self
        # Longest first: a key that contains another must go as a whole.
        return Scrubber(tuple(sorted(spelled | set(self.literals), key=len, reverse=True)))

    def spans(self, content: bytes) -> list[Span]:
        """Where the secrets are, in order and without overlap."""
        # Every byte as a character of the same number: `in` is ten times faster for str than for bytes.
        text = content.decode("latin-1")
        found: list[Span] = []
        for literal in self.literals:
            if literal in text:
                found += [Span(*match.span()) for match in re.finditer(re.escape(literal), text)]
        for mark, hint, regex in _PATTERNS:
            if mark in text and hint in text:
                found += [Span(*match.span()) for match in regex.finditer(text)]
        return merged(found) if found else found

    def bytes(self, content: bytes) -> bytes:
        """The content without secrets."""
        spans = self.spans(content)
        return replaced(content, spans) if spans else content

    def text(self, text: str) -> str:
        """The text without secrets."""
        return self.bytes(text.encode(errors="surrogatepass")).decode(errors="surrogatepass")

    def uri(self, uri: str) -> str:
        """A URI without user, password and the values of parameters that are named like keys."""
        scheme, mark, rest = uri.partition("://")
        authority, slash, path = rest.partition("/")
        return scheme + mark + authority.rpartition("@")[2] + self.target(slash + path)

    def target(self, target: str) -> str:
        """A path with its query, without the values of parameters that are named like keys."""
        if "?" in target:
            target = _SECRET_PARAMETER.sub(rf"\1{PLACEHOLDER.decode()}", target)
        return self.text(target)

    def value(self, value: Any) -> Any:
        """The same value with every string in it scrubbed; lists, tuples and mappings are rebuilt."""
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, Mapping):
            return {self.value(key): self.value(item) for key, item in value.items()}
        if isinstance(value, list | tuple):
            return type(value)(self.value(item) for item in value)
        return value


def is_secret(value: str) -> bool:
    """Whether a credential can be told from ordinary words: others are not looked for in texts."""
    if value.lower() in _NO_SECRETS or value.isdigit():
        return False
    if value.startswith(_PREFIXES) and len(value) >= 8:
        return True
    return len(value) >= 20 or (len(value) >= 8 and not value.isalpha())


def credentials(headers: Iterable[tuple[str, str]], userinfo: bytes = b"") -> list[str]:
    """The secret values in a message's headers and in the user part of its URL."""
    found = [unquote(part) for part in userinfo.decode(errors="replace").split(":")]
    for name, value in headers:
        if (lower := name.lower()) in SECRET_HEADERS:
            found += _header_secrets(lower, value)
    return [value for value in found if value]


def url_credentials(url: str) -> list[str]:
    """The secret values in a URL: user, password, and parameters that are named like keys."""
    authority = url.partition("://")[2].partition("/")[0]
    userinfo = authority.rpartition("@")[0]
    found = [unquote(part) for part in userinfo.split(":")]
    found += [unquote(match[0].partition("=")[2]) for match in _SECRET_PARAMETER.finditer(url)]
    return [value for value in found if value]


def without_credentials(text: str) -> str:
    """A URL, or a text with one in it, without what `url_credentials` finds there."""
    text = re.sub(r"(?<=://)[^/@\s]*@", "", text)
    bare = _SECRET_PARAMETER.sub(
        lambda match: match[0][0], text
    )  # its `?` or `&` stays, and those behind it go
    return re.sub(r"[?&]+(?=[\s#]|$)", "", re.sub(r"([?&])&+", r"\1", bare))


def merged(spans: list[Span]) -> list[Span]:
    """Overlapping spans become one; the result is in order."""
    result: list[Span] = []
    for span in sorted(spans):
        if result and span.start < result[-1].end:
            last = result.pop()
            span = Span(last.start, max(last.end, span.end), last.new)
        result.append(span)
    return result


def replaced(content: bytes, spans: list[Span]) -> bytes:
    """The content with the spans replaced."""
    pieces, position = [], 0
    for span in spans:
        pieces += [content[position : span.start], span.new]
        position = span.end
    return b"".join([*pieces, content[position:]])


def moved(offsets: list[int], spans: list[Span]) -> list[int]:
    """Where ascending offsets into a content are after its spans were replaced.

    An offset inside a span moves to the span's end: a chunk that ended in a secret now ends behind the
    placeholder.
    """
    result, shift, rest = [], 0, list(reversed(spans))
    for offset in offsets:
        while rest and rest[-1].end <= offset:
            span = rest.pop()
            shift += len(span.new) - (span.end - span.start)
        inside = rest and rest[-1].start < offset
        result.append(rest[-1].start + len(rest[-1].new) + shift if inside else offset + shift)
    return result


def _header_secrets(name: str, value: str) -> list[str]:
    if name in ("cookie", "set-cookie"):
        pairs = value.split(";") if name == "cookie" else value.split(";")[:1]
        return [pair.partition("=")[2].strip() for pair in pairs]
    scheme, _, credential = value.partition(" ")
    if not credential:
        return [value]
    return [credential, *(_basic(credential) if scheme.lower() == "basic" else [])]


def _basic(credential: str) -> list[str]:
    try:
        return base64.b64decode(credential, validate=True).decode().split(":", 1)
    except (binascii.Error, UnicodeDecodeError):
        return []


def _spellings(value: str) -> set[str]:
    """The ways that a secret is echoed, as texts of bytes."""
    forms = {value, json.dumps(value)[1:-1], json.dumps(value, ensure_ascii=False)[1:-1]}
    forms |= {value.replace("/", "\\/"), quote(value), quote(value, safe="")}
    return {form.encode(errors="surrogatepass").decode("latin-1") for form in forms}
