"""The findings of an environment file as text, JSON and SARIF 2.1.0."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from textwrap import wrap
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from engine.reports.painting import Paint, painter

if TYPE_CHECKING:
    from engine.environment.lint.found import Finding
    from engine.environment.setup_path import SetupPath, SetupStep
    from knowledge.catalog import Catalog

COLOURS = {"error": "1;31", "warning": "33", "note": "2"}
MARKS = {"done": "✓", "not_done": "✗", "not_visible": "?"}
MARK_COLOURS = {"done": "32", "not_done": "1;31", "not_visible": "2"}
SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
NARROWEST = 60


def findings_to_text(
    findings: Sequence[Finding],
    paths: Sequence[SetupPath],
    *,
    colour: bool = False,
    width: int | None = None,
    whole: bool = True,
) -> str:
    """One paragraph a finding, in the order of the file, then a count, then the setup path of each API service.

    Of a path that is not shown `whole` only the next step is said, in one line.
    """
    paint = painter(colour)
    lines = [line for finding in findings for line in _finding(finding, width, paint)]
    lines.append(_count(findings))
    for path in paths if whole else ():
        lines += ["", *_path(path, width, paint)]
    if not whole:
        lines += [paint(f"next for {one.api_service} on PingOne: {one.leads.step}", "") for one in paths if one.leads]
    return "\n".join(lines)


def _finding(finding: Finding, width: int | None, paint: Paint) -> Iterator[str]:
    there = f"{finding.file} {finding.path}".rstrip()
    place = there if finding.line is None else f"{finding.file}:{finding.line}:{finding.column}"
    yield f"{paint(place, '1')} {paint(finding.severity, COLOURS[finding.severity])} {finding.finding}"
    yield from _filled(finding.summary, width, paint)
    yield from _filled(f"fix: {finding.fix}", width, paint)
    yield ""


def _filled(text: str, width: int | None, paint: Paint) -> list[str]:
    lines = wrap(text, max(width, NARROWEST) - 2, break_long_words=False, break_on_hyphens=False) if width else [text]
    return [f"  {paint(line, '')}" for line in lines]


def _count(findings: Iterable[Finding]) -> str:
    severities = [finding.severity for finding in findings]
    if not severities:
        return "nothing found"
    counts = [(severities.count(name), name) for name in ("error", "warning", "note") if name in severities]
    return ", ".join(f"{count} {name}{'' if count == 1 else 's'}" for count, name in counts)


def _path(path: SetupPath, width: int | None, paint: Paint) -> Iterator[str]:
    """What leads first, then every step with its mark."""
    source = "PingOne issues its tokens" if path.source == "managed" else "an external OAuth server issues its tokens"
    yield paint(f"setup path of {path.api_service} ({source})", "1")
    if path.leads is None:
        yield "  no step that can be seen here is missing"
    else:
        yield from _filled(f"next: {path.leads.step}: {path.leads.summary}", width, paint)
    for at, step in enumerate(path.steps, 1):
        yield _step(at, step, paint)


def _step(at: int, step: SetupStep, paint: Paint) -> str:
    hint = "" if step.state == "not_done" else f": {step.summary}" if step.state == "done" else " (not visible here)"
    return f"  {paint(MARKS[step.state], MARK_COLOURS[step.state])} {at}. {paint(f'{step.step}{hint}', '')}"


def findings_to_dict(findings: Iterable[Finding], paths: Iterable[SetupPath]) -> dict[str, Any]:
    """Findings as JSON data (design section 7), with the setup paths beside them."""
    rows = [{name: getattr(finding, name) for name in finding.__struct_fields__} for finding in findings]
    return {"findings": rows, "setup_paths": [path.to_dict() for path in paths]}


def findings_to_sarif(findings: Sequence[Finding], catalog: Catalog, *, name: str, version: str) -> dict[str, Any]:
    """Findings of one file as a SARIF 2.1.0 log. `name` is the file from where it is looked at, with slashes."""
    ids = sorted({finding.finding for finding in findings})
    driver = {
        "name": "apiwhy",
        "semanticVersion": version,
        "rules": [_rule(one, findings, catalog) for one in ids],
    }
    results = [_result(finding, ids.index(finding.finding), quote(name)) for finding in findings]
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}
    return {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}


def _rule(name: str, findings: Iterable[Finding], catalog: Catalog) -> dict[str, Any]:
    entry = catalog.entry(name)
    severity = next(finding.severity for finding in findings if finding.finding == name)
    rule: dict[str, Any] = {"id": name, "defaultConfiguration": {"level": severity}}
    if entry is not None:
        rule["shortDescription"] = {"text": entry.title}
        rule["fullDescription"] = {"text": entry.summary}
        rule["help"] = {"text": f"{entry.meaning}\n\n{entry.causes[0].fix}"}
    return rule


def _result(finding: Finding, index: int, uri: str) -> dict[str, Any]:
    place: dict[str, Any] = {"artifactLocation": {"uri": uri}}
    if finding.line is not None:
        place["region"] = {"startLine": finding.line, "startColumn": finding.column or 1}
    location: dict[str, Any] = {"physicalLocation": place}
    if finding.path:
        location["logicalLocations"] = [{"fullyQualifiedName": finding.path}]
    return {
        "ruleId": finding.finding,
        "ruleIndex": index,
        "level": finding.severity,
        "message": {"text": f"{finding.summary}. Fix: {finding.fix}"},
        "locations": [location],
    }
