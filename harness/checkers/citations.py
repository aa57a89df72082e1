"""`citation()` and `answer_with_citation()`: is the source named, and is it the right one?

`Sample.target` for file search is one JSON object::

    {"answer": ["14 days", ["Tuesday", "星期二"]], "files": ["library-rules.md"], "citation": "all"}

`answer`    phrases that the answer has to say: each entry, or one of an entry's list.
`files`     names of the files that hold the answer. `[]`: nothing holds it, and nothing may be cited.
`citation`  `any` (default): at least one of the files is cited; `all`: each of them. Citing another file
            besides is wrong only with `"others": "refused"`.
`lacks`     phrases that the answer must not say.

What counts as a citation is an annotation `file_citation` of a message of the run. Its file's name is looked
up in the results of the run's file searches, and if they do not tell, read from the marker (`【0:0†name】`).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from harness.checkers.base import timed
from harness.checkers.phrases import as_entries, folded, says, unsaid
from harness.errors import CheckerError
from harness.records import RunRecord, Verdict
from harness.suite import CheckContext, Checker

_MARKER = re.compile(r"†([^】\]]{1,200})[】\]]")
_KEYS = {"answer", "files", "citation", "others", "lacks"}


@dataclass(frozen=True)
class Citation:
    """Judges the files cited and, with `answer`, also what is said."""

    answer: bool = False

    @property
    def name(self) -> str:
        return "answer_with_citation" if self.answer else "citation"

    def check(self, context: CheckContext) -> Verdict:
        """The verdict on one attempt; answer and citation count half each in the score."""
        return timed(lambda started: self._check(context))

    def _check(self, context: CheckContext) -> Verdict:
        target = _target(context, need_answer=self.answer)
        cited = cited_files(context.record)
        faults = [_citation_fault(target, cited)]
        if self.answer:
            faults.append(_answer_fault(target, context.answer))
        unmet = [fault for fault in faults if fault]
        return Verdict(
            value="incorrect" if unmet else "correct",
            score=1 - len(unmet) / len(faults),
            expected=_expected(target, self.answer),
            extracted=", ".join(cited) or "no citation",
            rule="file citations",
            reason="; ".join(unmet)[:600] or "as expected",
            details={"cited": list(cited)},
        )


def cited_files(record: RunRecord) -> tuple[str, ...]:
    """Names of the files that the run's messages cite, in order, each once. An unknown file is its id."""
    names = _names_by_id(record)
    found = (_cited(annotation, names) for annotation in _annotations(record))
    return tuple(dict.fromkeys(name for name in found if name))


def _names_by_id(record: RunRecord) -> dict[str, str]:
    names: dict[str, str] = {}
    for call in record.tool_calls:
        if call.tool == "file_search" and call.output:
            names |= {
                str(result.get("file_id")): str(result.get("file_name")) for result in _results(call.output)
            }
    return names


def _results(output: str) -> list[Mapping[str, Any]]:
    try:
        results = json.loads(output)
    except (ValueError, RecursionError):
        return []
    return [result for result in results if isinstance(result, dict)] if isinstance(results, list) else []


def _annotations(record: RunRecord) -> Iterator[Mapping[str, Any]]:
    run = record.run.get("id")
    for message in record.messages:
        if message.get("role") != "assistant" or (run and message.get("run_id") not in (None, run)):
            continue
        for part in message.get("content") or ():
            text = part.get("text") if isinstance(part, Mapping) else None
            yield from (text.get("annotations") or ()) if isinstance(text, Mapping) else ()


def _cited(annotation: Mapping[str, Any], names: Mapping[str, str]) -> str:
    if annotation.get("type") != "file_citation":
        return ""
    id = str((annotation.get("file_citation") or {}).get("file_id") or "")
    if id in names:
        return names[id]
    marker = _MARKER.search(str(annotation.get("text") or ""))
    name = marker.group(1).strip() if marker else ""
    return name if name and name != "source" else id


def _target(context: CheckContext, *, need_answer: bool) -> Mapping[str, Any]:
    target = context.sample.target
    if not isinstance(target, Mapping) or not isinstance(target.get("files"), list | tuple):
        raise CheckerError(
            "the target is no object with a list of files", fix="see `harness.checkers.citations`"
        )
    unknown = set(target) - _KEYS
    if unknown:
        raise CheckerError(
            f"the target has an unknown key {min(unknown)!r}", nearest=", ".join(sorted(_KEYS))
        )
    if need_answer and "answer" not in target:
        raise CheckerError("the target has no answer", fix="add 'answer', or use citation()")
    return target


def _citation_fault(target: Mapping[str, Any], cited: tuple[str, ...]) -> str:
    wanted = [str(name) for name in target["files"]]
    if not wanted:
        return f"cited {', '.join(cited)} for what no file says" if cited else ""
    missing = [name for name in wanted if name not in cited]
    if len(missing) == len(wanted) or (missing and target.get("citation") == "all"):
        return f"not cited: {', '.join(missing)}"
    others = [name for name in cited if name not in wanted]
    return f"cited besides: {', '.join(others)}" if others and target.get("others") == "refused" else ""


def _answer_fault(target: Mapping[str, Any], answer: str) -> str:
    missing = unsaid(answer, as_entries(target["answer"]))
    if missing:
        return f"the answer does not say: {', '.join(missing)}"
    given = folded(answer)
    said = [str(phrase) for phrase in as_entries(target.get("lacks", ())) if says(given, str(phrase))]
    return f"the answer must not say: {', '.join(said)}" if said else ""


def _expected(target: Mapping[str, Any], answer: bool) -> str:
    files = ", ".join(map(str, target["files"])) or "no citation"
    words = json.dumps(target["answer"], ensure_ascii=False) if answer else ""
    return f"{words} [{files}]".strip()


def citation() -> Checker:
    """Judge only which files are cited."""
    return Citation()


def answer_with_citation() -> Checker:
    """Judge what the answer says and which files it cites; both have to be right."""
    return Citation(answer=True)
