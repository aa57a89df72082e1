"""JUnit XML: a test suite for each suite and transport, a test case for each attempt."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree import ElementTree as ET

from harness.records import Attempt
from harness.reports.clean import printable
from harness.reports.data import RunData, by_suite_and_transport, cause


def junit_xml(run: RunData) -> Iterator[str]:
    """An incorrect answer is a `failure`, a missing verdict an `error`; times are the attempts' own.

    In parts, a case each: a tree of all cases takes many times the memory of the run.
    """
    yield "<?xml version='1.0' encoding='utf-8'?>\n<testsuites name=\"harness\">\n"
    for (suite, transport), attempts in by_suite_and_transport(run.attempts):
        yield f"  {_opened(f'{suite}[{transport}]', attempts)}\n"
        yield from (f"    {_text(_case(attempt), 2)}\n" for attempt in attempts)
        yield "  </testsuite>\n"
    yield "</testsuites>\n"


def _opened(name: str, attempts: list[Attempt]) -> str:
    """The start tag of a test suite."""
    values = [attempt.verdict.value for attempt in attempts]
    element = ET.Element(
        "testsuite",
        name=printable(name),
        tests=str(len(attempts)),
        failures=str(values.count("incorrect")),
        errors=str(values.count("error")),
        time=f"{sum(attempt.record.seconds for attempt in attempts):.3f}",
    )
    return ET.tostring(element, encoding="unicode").removesuffix(" />") + ">"


def _text(element: ET.Element, level: int) -> str:
    ET.indent(element, level=level)
    return ET.tostring(element, encoding="unicode")


def _case(attempt: Attempt) -> ET.Element:
    record, verdict = attempt.record, attempt.verdict
    epoch = f"#{record.epoch}" if record.epoch else ""
    case = ET.Element(
        "testcase",
        classname=printable(record.suite),
        name=printable(f"{attempt.sample.id}[{record.transport}]{epoch}"),
        time=f"{record.seconds:.3f}",
    )
    properties = ET.SubElement(case, "properties")
    for name, value in (
        ("expected", verdict.expected),
        ("extracted", verdict.extracted),
        ("cassette", record.cassette),
    ):
        ET.SubElement(properties, "property", name=name, value=printable(value))
    if verdict.value == "incorrect":
        failure = ET.SubElement(case, "failure", message=printable(verdict.reason), type="incorrect")
        failure.text = printable(f"question: {attempt.sample.question}\nanswer: {record.answer}")
    elif why := cause(attempt):
        ET.SubElement(case, "error", message=printable(why.message), type=why.kind)
    elif verdict.value == "error":
        ET.SubElement(case, "error", message=printable(verdict.reason), type="internal")
    return case
