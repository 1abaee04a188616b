"""Environment files whose comments say what a check finds at their line: `# finds: base_urls.shadowed`."""

from __future__ import annotations

from collections.abc import Collection

from engine.environment.lint import check_text
from engine.environment.loader import load_environment
from engine.environment.model import Environment

MARK = "# finds:"
Lines = set[tuple[int | None, str]]


def marked(text: str) -> Lines:
    """Line and finding of every mark."""
    rows = ((number, line.partition(MARK)[2]) for number, line in enumerate(text.splitlines(), 1))
    return {(number, finding) for number, findings in rows for finding in findings.split()}


def found(text: str, only: Collection[str] = (), deployed: Environment | None = None) -> Lines:
    """Line and finding of everything that a check finds; of some findings only where these are given."""
    findings = check_text(text, file="e", deployed=deployed).findings
    return {(one.line, one.finding) for one in findings if not only or one.finding in only}


def severities(text: str, finding: str) -> list[str]:
    """How severe each finding of this id is, in the order of the text."""
    return [one.severity for one in check_text(text, file="e").findings if one.finding == finding]


def environment(text: str) -> Environment:
    """The environment of a text without faults."""
    return load_environment(text, file="e")
